// Compares the evaluator with the expected answers of a corpus in the form of Cedar's official one:
// `npm run corpus:policy -- DIRECTORY` or a .tar.gz of it. The exit code is 1 where one answer is another.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Entity, type PolicySet, type PolicyTree, policySetBuilder } from "../../src/cedar/index.ts";
import { loadCedar } from "../../src/policy/engine/reference.ts";
import { type EntityJson, entitiesOf, exactJson, exactly, fieldsOf, holdsBigint, schemaActions } from "./cedar-json.ts";

interface Expected {
  description: string;
  principal: Entity["uid"];
  action: Entity["uid"];
  resource: Entity["uid"];
  context: Record<string, unknown>;
  decision: "allow" | "deny";
  reason: string[];
  errors: string[];
}

export interface CorpusReport {
  sets: number;
  requests: number;
  right: number;
  /** Requests that hold integers beyond 2^53: here they come as bigints, and the program's doors refuse them. */
  big: number;
  /** Named by file and request, with what was expected. */
  wrong: string[];
}

export function runCorpus(folder: string, progress: (report: CorpusReport, of: number) => void): CorpusReport {
  const files = findTests(folder);
  const cedar = loadCedar();
  const report: CorpusReport = { sets: 0, requests: 0, right: 0, big: 0, wrong: [] };
  for (const file of files) {
    const test = exactJson(readFileSync(file, "utf8")) as Record<"policies" | "entities" | "schema", string> & {
      requests: Expected[];
    };
    const read = (name: string) => readFileSync(join(dirname(dirname(file)), name), "utf8");
    report.sets += 1;
    report.requests += test.requests.length;
    try {
      const actions = schemaActions(cedar, read(test.schema));
      const policies = compileAll(cedar, read(test.policies), actions);
      const json = exactJson(read(test.entities)) as EntityJson[];
      const big = policies.big || holdsBigint(json);
      const entities = withoutActions(entitiesOf(json), actions);
      for (const request of test.requests) {
        if (big || holdsBigint(request.context)) report.big += 1;
        const expected = JSON.stringify([request.decision, request.reason.toSorted(), request.errors.toSorted()]);
        const answer = ask(policies.set, entities, request);
        if (answer === expected) report.right += 1;
        else report.wrong.push(`${file}, ${request.description}: expected ${expected}, was ${answer}`);
      }
    } catch (error) {
      report.wrong.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    progress(report, files.length);
  }
  return report;
}

function compileAll(cedar: ReturnType<typeof loadCedar>, text: string, actions: readonly Entity[]) {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type !== "success" || parts.policy_templates.length > 0) throw new Error("policies that do not parse");
  const builder = policySetBuilder(actions);
  let big = false;
  for (const [place, policy] of parts.policies.entries()) {
    const tree = exactly(() => cedar.policyToJson(policy));
    if (tree.type !== "success") throw new Error(tree.errors.map(({ message }) => message).join());
    big ||= holdsBigint(tree.json);
    const because = builder.add(`policy${place}`, tree.json as unknown as PolicyTree);
    if (because !== undefined) throw new Error(because);
  }
  return { set: builder.done(), big };
}

/** The schema knows more of actions than the entities do. */
function withoutActions(entities: Entity[], actions: readonly Entity[]): Entity[] {
  const known = new Set(actions.map(({ uid }) => `${uid.type}\n${uid.id}`));
  return entities.filter(({ uid }) => !known.has(`${uid.type}\n${uid.id}`));
}

function ask(set: PolicySet, entities: Entity[], request: Expected): string {
  const { principal, action, resource } = request;
  const answer = set.evaluate({ principal, action, resource, context: fieldsOf(request.context) }, entities);
  if (!answer.ok) return answer.because;
  const { decision, reasons, errors } = answer.value;
  return JSON.stringify([decision, reasons, errors]);
}

function findTests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json") && !name.endsWith(".entities.json"))
    .map((name) => join(folder, name))
    .toSorted();
}

/** A folder as it is; an archive unpacked for as long as the work takes. */
export function withCorpus<T>(path: string, work: (folder: string) => T): T {
  if (statSync(path).isDirectory()) return work(path);
  const folder = mkdtempSync(join(tmpdir(), "corpus-"));
  try {
    execFileSync("tar", ["-xzf", path, "-C", folder]);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(path: string | undefined): number {
  if (path === undefined) {
    process.stderr.write("Usage: npm run corpus:policy -- DIRECTORY_OR_TAR_GZ\n");
    return 2;
  }
  const report = withCorpus(path, (folder) =>
    runCorpus(folder, ({ sets, right, wrong }, of) => {
      if (sets % 500 === 0 || sets === of)
        process.stderr.write(`${sets}/${of} sets, ${right} right, ${wrong.length} wrong\n`);
    }),
  );
  for (const line of report.wrong) process.stdout.write(`${line}\n`);
  const { sets, requests, right, big, wrong } = report;
  process.stdout.write(
    `${requests} requests of ${sets} policy sets: ${right} right, ${wrong.length} wrong ` +
      `(${big} of them hold integers beyond 2^53, which are refused outside of this test)\n`,
  );
  return wrong.length > 0 || right === 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv[2]);
