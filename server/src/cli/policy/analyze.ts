import { systemClock } from "../../kernel/index.ts";
import type { Policy } from "../../config/index.ts";
import type { Analysis, Compared, PolicyProblem } from "../../policy/index.ts";
import type { Asked, Command } from "../command.ts";
import { plain } from "../table.ts";

export const policyAnalyzeCommand: Command = {
  words: ["policy", "analyze"],
  summary: "Finds policies that do nothing, or not what they seem to.",
  details:
    "With DIR: the policies in it, without a server. Without: the set that the server decides with. Exit code 3 when a policy is not valid.",
  positionals: [{ name: "DIR", summary: "Where lumos.yaml is; the server's own set when left out.", required: false }],
  flags: [],
  examples: ["lumos policy analyze", "lumos policy analyze ./acme --json"],
  run: analyze,
};

export const policyCompareCommand: Command = {
  words: ["policy", "compare"],
  summary: "Tells whether a candidate allows anything that other policies do not, with a call that shows it.",
  details:
    "CANDIDATE and THAN are directories with lumos.yaml; the organization is the candidate's. Without THAN the candidate is compared with what the server decides with. Exit code 4 when it is more permissive, 1 when that could not be decided.",
  positionals: [
    { name: "CANDIDATE", summary: "Where the candidate's lumos.yaml is.", required: true },
    { name: "THAN", summary: "Where the other lumos.yaml is; the server's own set when left out.", required: false },
  ],
  flags: [],
  examples: ["lumos policy compare ./next", "lumos policy compare ./next ./acme"],
  run: compare,
};

const DONE = 0;
const UNDECIDED = 1;
const NOT_VALID = 3;
const FAILED = 4;
const TIMEOUT_MS = 120_000;

interface Answer<T> {
  problems: PolicyProblem[];
  found?: T | undefined;
}

async function analyze(asked: Asked): Promise<number> {
  const [folder] = asked.positionals;
  const answer: Answer<Analysis> =
    folder === undefined
      ? await ask(asked, "/policies/analyze", {})
      : await (await localAnalyst(asked, folder)).analyze(HERE);
  await show(asked, answer, (found) => [
    ...found.findings.map(
      ({ severity, policy, kind, message }) => `${severity.padEnd(7)} ${policy}  ${kind}: ${message}`,
    ),
    ...(found.undecided.length > 0 ? [`not decided: ${found.undecided.join(", ")}`] : []),
  ]);
  if (!answer.found) return NOT_VALID;
  if (!asked.common.quiet) {
    const { findings, proved } = answer.found;
    asked.io.say(`${findings.length} ${findings.length === 1 ? "finding" : "findings"}${proved ? "" : MISSING}`);
  }
  return DONE;
}

const MISSING = "; z3-solver is not installed, so only what can be read off the policies was looked for";

async function compare(asked: Asked): Promise<number> {
  const [candidate = ".", than] = asked.positionals;
  const next = await policiesIn(asked, candidate);
  const answer: Answer<Compared> =
    than === undefined
      ? await ask(asked, "/policies/compare", { candidate: next })
      : await (await localAnalyst(asked, candidate)).compare(HERE, next, await policiesIn(asked, than));
  await show(asked, answer, comparedText);
  const { found } = answer;
  if (!found) return NOT_VALID;
  switch (found.relation) {
    case "equal":
    case "stricter":
      return DONE;
    case "more-permissive":
    case "different":
      return FAILED;
    default:
      return UNDECIDED;
  }
}

const SENTENCES: Record<Compared["relation"], string> = {
  equal: "Both answer every call alike.",
  stricter: "The candidate allows nothing more, and somewhere less.",
  "more-permissive": "The candidate is more permissive.",
  different: "The candidate is more permissive in some calls and stricter in others.",
  undecided: "It could not be decided whether the candidate is more permissive.",
  "not-available": "z3-solver is not installed; npm install z3-solver brings it.",
};

function comparedText(found: Compared): string[] {
  const lines = [SENTENCES[found.relation]];
  if (found.relation === "not-available") return lines;
  for (const [title, { verdict, witness, because }] of [
    ["More", found.more],
    ["Less", found.less],
  ] as const) {
    if (verdict === "undecided") lines.push(`${title}: not proved, ${because ?? "no proof was found"}`);
    if (!witness) continue;
    const { before, after } = witness;
    const told = (what: typeof before) =>
      [what.outcome, `by ${what.by.join(", ")}`, ...[...what.needs, ...what.obligations].map((one) => `[${one}]`)].join(
        " ",
      );
    lines.push(
      `${title}: ${witness.principal}${witness.principalExists ? "" : ` (nobody today; teams ${witness.teams.join(", ") || "none"})`} ${witness.action} ${witness.resource}${witness.resourceExists ? "" : ` (not there today; ${JSON.stringify(witness.attributes)})`}`,
      `  with ${JSON.stringify(witness.facts)}`,
      `  before: ${told(before)}`,
      `  after:  ${told(after)}`,
    );
  }
  if (!found.chains) lines.push("A proof holds for calls of one principal: policies ask what is promised to others.");
  return lines;
}

async function show<T>(asked: Asked, answer: Answer<T>, text: (found: T) => string[]): Promise<void> {
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const errors = answer.problems.filter(({ severity }) => severity === "error");
  const lines = answer.found
    ? text(answer.found)
    : errors.map((one) => `${one.severity} ${one.policy}:${one.line}:${one.column} ${one.message}`);
  await asked.io.out(lines.map((line) => `${plain(line)}\n`).join(""));
}

async function ask<T>(asked: Asked, path: string, body: unknown): Promise<Answer<T>> {
  const reply = await (await asked.client()).send({ method: "POST", path, body, timeoutMs: TIMEOUT_MS });
  return reply.body as Answer<T>;
}

async function policiesIn(asked: Asked, folder: string): Promise<readonly Policy[]> {
  return (await asked.configuration(folder)).declaration.objects.policies;
}

const HERE = "here";

/** What the server would find out, over a directory. */
async function localAnalyst(asked: Asked, folder: string) {
  const { declaration } = await asked.configuration(folder);
  const [{ buildLandscape }, { analystOf }] = await Promise.all([
    import("../../registry/index.ts"),
    import("../../policy/index.ts"),
  ]);
  return analystOf(buildLandscape(declaration, 1), systemClock);
}
