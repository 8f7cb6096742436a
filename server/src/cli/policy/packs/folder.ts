import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { type Declaration, type Policy, cutPolicies } from "../../../config/index.ts";
import { fault, systemClock } from "../../../kernel/index.ts";
import type { CaseReport } from "../../../policy/index.ts";
import type { Asked } from "../../command.ts";
import { refuseElsewhere, refuseLink, writeInside } from "../../inside.ts";
import { readCaseText } from "./case-text.ts";

/** A directory with lumos.yaml that policies and cases are written into. */
export interface Folder {
  /** Where lumos.yaml is. */
  path: string;
  /** Where its policies are. */
  policies: string;
  /** What cases.yaml holds; empty where there is none. */
  cases: string;
  declaration: Declaration;
}

/** What is about to be written. */
export interface Draft {
  /** By name, below the folder of policies. */
  policies: readonly { file: string; text: string }[];
  /** The whole of cases.yaml; undefined leaves it as it is. */
  cases: string | undefined;
}

export async function openFolder(asked: Asked): Promise<Folder> {
  const { file, declaration } = await asked.configuration(asked.positionals[0]);
  if (file === undefined)
    throw fault("usage", {
      public: "There is no lumos.yaml here to write policies beside.",
      fix: `${asked.program} init ${asked.positionals[0] ?? "."}`,
    });
  const path = dirname(file);
  const source = (parse(readFileSync(file, "utf8"), { maxAliasCount: 0 }) as Record<string, unknown>)["policies"];
  if (typeof source !== "string" || source.includes("$"))
    throw fault("usage", {
      public: `${file} names no folder of policies. Write: policies: ./policies`,
    });
  const cases = join(path, "cases.yaml");
  return {
    path,
    policies: resolve(path, source),
    cases: existsSync(cases) ? readFileSync(cases, "utf8") : "",
    declaration,
  };
}

/** The policies an organization would have with a draft. */
export function policiesWith(folder: Folder, draft: Draft): Policy[] {
  const files = new Set(draft.policies.map(({ file }) => file));
  const kept = folder.declaration.objects.policies.filter(({ file }) => file === undefined || !files.has(file));
  const fresh = draft.policies.flatMap(({ file, text }) =>
    cutPolicies(text).policies.map((one) => ({ id: one.id ?? "", text: one.text, file })),
  );
  const taken = new Map(kept.map((policy) => [policy.id, policy.file ?? "lumos.yaml"]));
  const clash = fresh.find(({ id }) => taken.has(id));
  if (clash)
    throw fault("usage", {
      public: `The id ${clash.id} is used in ${taken.get(clash.id)} already; nothing was written.`,
    });
  return [...kept, ...fresh];
}

/** What the folder answers as it is: to its own cases, and who gets the first model of a route just by asking. */
export async function asItIs(
  folder: Folder,
  route: string | undefined,
): Promise<{ failing: ReadonlySet<string>; able: ReadonlySet<string> }> {
  const { objects } = folder.declaration;
  const own = readCaseText(folder.cases, join(folder.path, "cases.yaml"));
  const first = objects.routes.find(({ id }) => id === route)?.models[0];
  const refs = [...objects.users.map(({ id }) => `user:${id}`), ...objects.agents.map(({ id }) => `agent:${id}`)];
  const probes =
    first === undefined
      ? []
      : refs.slice(0, MAX_PROBES).map((ref) => ({
          name: `${PROBE}${ref}`,
          chain: [ref],
          ask: { model: route },
          expect: { outcome: "allowed", model: first },
        }));
  const { results } = await run(folder, objects.policies, [...own, ...probes], { engine: "fast" });
  const probed = results.slice(own.length);
  return {
    failing: new Set(
      results
        .slice(0, own.length)
        .filter(({ ok }) => !ok)
        .map(({ name }) => name),
    ),
    able: new Set(probed.filter(({ ok }) => ok).map(({ name }) => name.slice(PROBE.length))),
  };
}

const PROBE = "probe ";
const MAX_PROBES = 200;

/** Runs what the folder would hold, without writing it. */
export async function tryDraft(
  folder: Folder,
  draft: Draft,
  options: { enforced?: boolean } = {},
): Promise<CaseReport> {
  const cases = readCaseText(draft.cases ?? folder.cases, join(folder.path, "cases.yaml"));
  const report = await run(folder, policiesWith(folder, draft), cases, options);
  const errors = report.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw fault("invalid_configuration", {
      public: `The policies would not be valid, so nothing was written.\n${errors
        .map(({ policy, line, column, message }) => `  ${policy}:${line}:${column} ${message}`)
        .join("\n")}`,
    });
  return report;
}

async function run(
  folder: Folder,
  policies: readonly Policy[],
  cases: readonly unknown[],
  options: { enforced?: boolean; engine?: "fast" } = {},
): Promise<CaseReport> {
  const [{ buildLandscape }, { runCases }] = await Promise.all([
    import("../../../registry/index.ts"),
    import("../../../policy/index.ts"),
  ]);
  const landscape = buildLandscape(folder.declaration, 1);
  return runCases({ landscape, policies, cases, clock: systemClock, ...options });
}

// Guarantee: policies that are there are overwritten only with --force.
export async function writeDraft(folder: Folder, draft: Draft, options: { force: boolean }): Promise<string[]> {
  const files = draft.policies.map(({ file, text }) => ({ path: join(folder.policies, file), text }));
  refuseExisting(folder, draft, options);
  await mkdir(folder.policies, { recursive: true });
  for (const { path, text } of files) writeInside(path, text, { fresh: !options.force });
  const written = files.map(({ path }) => path);
  if (draft.cases !== undefined && draft.cases !== folder.cases) {
    const path = join(folder.path, "cases.yaml");
    writeInside(path, draft.cases);
    written.push(path);
  }
  return written;
}

export function refuseExisting(folder: Folder, draft: Draft, options: { force: boolean }): void {
  refuseElsewhere(folder.policies, folder.path);
  refuseLink(join(folder.path, "cases.yaml"));
  for (const { file } of draft.policies) refuseLink(join(folder.policies, file));
  const there = draft.policies.map(({ file }) => join(folder.policies, file)).find((path) => existsSync(path));
  if (there !== undefined && !options.force)
    throw fault("usage", { public: `${there} is there already; nothing was written. Add --force to write it anew.` });
}

const STAGES = /^(?:draft|shadow|canary(?::(?:100|[1-9]\d?)%)?|enforce)$/;

/** The policies of a text, each in a stage. */
export function inStage(text: string, stage: string): string {
  if (!STAGES.test(stage))
    throw fault("usage", { public: `--stage is draft, shadow, canary, canary:25% or enforce, not "${stage}".` });
  if (stage === "enforce") return text;
  return text.replaceAll(/^(@id\("[^"\n]+"\))/gm, `$1 @stage("${stage}")`);
}
