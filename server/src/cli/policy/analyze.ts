import { fault, systemClock } from "../../kernel/index.ts";
import type { Policy } from "../../config/index.ts";
import type { Analysis, Compared, PolicyProblem, Reached, Target } from "../../policy/index.ts";
import { parseText } from "../object-file.ts";
import type { Asked, Command } from "../command.ts";
import { plain } from "../table.ts";
import { errorsOf, problemLines } from "./told.ts";

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

const FACTS = {
  name: "facts",
  kind: "text",
  value: "JSON",
  summary: "What is not neutral, as in cases.yaml.",
} as const;
const LOCAL = {
  name: "dir",
  kind: "text",
  value: "DIR",
  summary: "Where lumos.yaml is; the server's own set when left out.",
} as const;

export const policyWhoCanCommand: Command = {
  words: ["policy", "who-can"],
  summary: "Who may use a tier, a model or a tool, and what would change that.",
  positionals: [],
  flags: [
    { name: "tier", kind: "text", value: "ID", summary: "Any model of a tier." },
    { name: "model", kind: "text", value: "ID", summary: "One model." },
    { name: "tool", kind: "text", value: "SERVER/TOOL", summary: "One tool." },
    FACTS,
    LOCAL,
  ],
  examples: [
    "lumos policy who-can --tier frontier",
    `lumos policy who-can --model north-frontier --facts '{"risk":{"cyber":70}}'`,
  ],
  run: whoCan,
};

export const policyWhatMayCommand: Command = {
  words: ["policy", "what-may"],
  summary: "What a principal may use, by itself or for somebody, and what would change that.",
  positionals: [{ name: "PRINCIPAL", summary: "`agent:release-bot`, `user:sam@acme.test`.", required: true }],
  flags: [{ name: "on-behalf-of", kind: "list", value: "REF", summary: "For whom, the next one first." }, FACTS, LOCAL],
  examples: ["lumos policy what-may agent:release-bot --on-behalf-of user:alice@acme.test"],
  run: whatMay,
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
  await show(asked, answer, folder, (found) => [
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
  await show(asked, answer, candidate, comparedText);
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

async function whoCan(asked: Asked): Promise<number> {
  const { flags } = asked;
  const given = (["tier", "model", "tool"] as const).flatMap((name) => {
    const value = flags.text(name);
    return value === undefined ? [] : [{ [name]: value } as Target];
  });
  const [target] = given;
  if (!target || given.length !== 1)
    throw fault("invalid_request", { public: "Say one of --tier, --model and --tool." });
  const facts = await factsIn(asked);
  const folder = flags.text("dir");
  const reached =
    folder === undefined
      ? await askReach(asked, "/policies/who-can", { ...target, facts })
      : await (await localAnalyst(asked, folder)).whoCan(HERE, target, facts);
  return showReach(asked, reached);
}

async function whatMay(asked: Asked): Promise<number> {
  const [principal = ""] = asked.positionals;
  const onBehalfOf = [...(asked.flags.list("on-behalf-of") ?? [])];
  const facts = await factsIn(asked);
  const folder = asked.flags.text("dir");
  const reached =
    folder === undefined
      ? await askReach(asked, "/policies/what-may", { principal, onBehalfOf, facts })
      : await (await localAnalyst(asked, folder)).whatMay(HERE, [principal, ...onBehalfOf], facts);
  return showReach(asked, reached);
}

async function factsIn(asked: Asked) {
  const said = asked.flags.text("facts");
  if (said === undefined) return undefined;
  const { factsShape } = await import("../../policy/index.ts");
  const read = factsShape.safeParse(parseText(said, "--facts"));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw fault("invalid_request", { public: `--facts: ${wrong}` });
}

async function askReach(asked: Asked, path: string, body: unknown): Promise<Reached> {
  const reply = await (await asked.client()).send({ method: "POST", path, body, timeoutMs: TIMEOUT_MS });
  return reply.body as Reached;
}

async function showReach(asked: Asked, reached: Reached): Promise<number> {
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify(reached, null, 2)}\n`);
    return DONE;
  }
  const asks = (list: readonly string[]) => list.map((one) => ` [${one}]`).join("");
  // Those of whom the same is true are told of together.
  const groups = new Map<string, { rows: string[]; of: string[] }>();
  for (const row of reached.rows) {
    const what = row.candidates.length > 0 ? `${row.candidates.join(", ")}  ` : "";
    const rows = [
      `  ${what}by ${row.by.join(", ")}${asks([...row.needs, ...row.obligations])}`,
      ...row.more.map(({ changes, outcome, asks: list }) => `  ${outcome} if ${changes.join(" and ")}${asks(list)}`),
      ...row.less.map(
        ({ changes, outcome, policies, asks: list }) =>
          `  ${outcome} if ${changes.join(" and ")}, by ${policies.join(", ")}${asks(list)}`,
      ),
    ];
    const key = [row.outcome, ...rows].join("\n");
    const group = groups.get(key);
    if (group) group.of.push(row.of);
    else groups.set(key, { rows, of: [row.of] });
  }
  const lines = [...groups].flatMap(([key, { rows, of }]) => [
    `${key.split("\n")[0]?.padEnd(8)} ${of.join(", ")}`,
    ...rows,
  ]);
  await asked.io.out(lines.map((line) => `${plain(line)}\n`).join(""));
  if (!reached.complete) asked.io.say("The time was up before all were asked about.");
  return DONE;
}

async function show<T>(
  asked: Asked,
  answer: Answer<T>,
  folder: string | undefined,
  text: (found: T) => string[],
): Promise<void> {
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  if (answer.found)
    await asked.io.out(
      text(answer.found)
        .map((line) => `${plain(line)}\n`)
        .join(""),
    );
  else {
    const loaded = folder === undefined ? undefined : await asked.configuration(folder);
    await asked.io.out(problemLines(asked, errorsOf(answer), loaded));
  }
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
