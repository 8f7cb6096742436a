import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Policy, type Problem, casesBeside, formatProblem, loadPolicies } from "../../config/index.ts";
import { fault } from "../../kernel/index.ts";
import type { Asked } from "../command.ts";

/** Policies as files hold them. */
export interface FileSet {
  policies: Policy[];
  /** What cases.yaml beside them says; undefined where there is none. */
  cases: unknown;
  /** True where the path stands for all policies there are: a directory, not single files. */
  whole: boolean;
}

/** The set of a directory, with or without a lumos.yaml, or of single *.cedar files. */
export async function readSet(asked: Asked, paths: readonly string[]): Promise<FileSet> {
  const [first = "."] = paths;
  const folder = resolve(asked.io.cwd, first);
  if (paths.length <= 1 && isFolder(folder)) return readFolder(asked, folder);
  const policies = paths.flatMap((path) => policiesIn(asked, resolve(asked.io.cwd, path)));
  return { policies, cases: undefined, whole: false };
}

async function readFolder(asked: Asked, folder: string): Promise<FileSet> {
  if (existsSync(join(folder, "lumos.yaml"))) {
    const { declaration } = await asked.configuration(folder);
    return { policies: declaration.objects.policies, cases: casesIn(folder), whole: true };
  }
  return readBareFolder(asked, folder);
}

/** Without looking at a lumos.yaml, which may name what only its server's environment has. */
export function readBareFolder(asked: Asked, folder: string): FileSet {
  const inside = join(folder, "policies");
  return { policies: policiesIn(asked, isFolder(inside) ? inside : folder), cases: casesIn(folder), whole: true };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function policiesIn(asked: Asked, path: string): Policy[] {
  const found = loadPolicies(path);
  if (found.ok) return found.value;
  throw invalid(asked, found.error);
}

export function casesIn(folder: string): unknown {
  const cases = casesBeside(folder);
  if (cases.ok) return cases.value;
  throw fault("invalid_configuration", { public: `${cases.error}.` });
}

function invalid(asked: Asked, problems: Problem[]) {
  const lines = problems.map((problem) => formatProblem(problem, asked.io.cwd));
  return fault("invalid_policy", { public: lines.join("\n"), data: { problems } });
}
