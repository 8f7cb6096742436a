import { resolve } from "node:path";
import type { Policy } from "../../config/index.ts";
import { fault, isFault, systemClock } from "../../kernel/index.ts";
import type { Meaning, PolicyChange, PolicyProblem, Standing } from "../../policy/index.ts";
import type { Asked, Command } from "../command.ts";
import { plain } from "../table.ts";
import { localTree } from "./git.ts";
import { plainLines } from "./propose.ts";
import { casesIn, isFolder, readBareFolder, readSet } from "./sets.ts";
import { meaningText } from "./told-meaning.ts";

export const policyReportCommand: Command = {
  words: ["policy", "report"],
  summary: "What a change to the policies does, for a pull request: checks, cases, difference in words and by meaning.",
  details:
    "HEAD is a directory with lumos.yaml; BASE a directory, or a ref of the repository HEAD is in. Needs no server. Exit code 3 when HEAD is not valid, 4 when a case fails.",
  positionals: [],
  flags: [
    { name: "base", kind: "text", value: "REF|DIR", summary: "What it is compared with.", required: true },
    { name: "head", kind: "text", value: "DIR", summary: "The change; here when left out." },
    { name: "markdown", kind: "switch", summary: "For people, as a comment; also without --json." },
    {
      name: "questions",
      kind: "text",
      value: "N",
      summary: "How many questions are asked at most; 20000 when left out.",
    },
  ],
  examples: ["lumos policy report --base origin/main --head . --markdown", "lumos policy report --base ../old --json"],
  run: report,
};

/** The report as programs read it. */
interface PolicyReport {
  ok: boolean;
  base: string;
  head: string;
  problems: PolicyProblem[];
  cases: Standing;
  changes: Pick<PolicyChange, "action" | "id">[];
  diff: string;
  meaning: Meaning | null;
}

const NOT_VALID = 3;
const FAILED = 4;

async function report(asked: Asked): Promise<number> {
  const { io, common, flags } = asked;
  const head = resolve(io.cwd, flags.text("head") ?? ".");
  const before = await baseOf(asked, flags.text("base") ?? "", head);
  const { declaration } = await asked.configuration(head);
  const { policies } = declaration.objects;
  const room = await import("../../policy/index.ts");
  const { buildLandscape } = await import("../../registry/index.ts");
  const landscape = buildLandscape(declaration, 1);
  const cases = casesIn(head) ?? [];
  const ran = await room.runCases({ landscape, cases, clock: systemClock });
  const valid = !ran.problems.some(({ severity }) => severity === "error");
  const changes = room.changesBetween(before, policies);
  const limits = questionsOf(flags.text("questions"));
  const asking = { landscape, before, after: policies, cases, clock: systemClock, limits };
  const meaning = valid ? await room.meaningBetween(asking) : undefined;
  const standing = room.standingOf(ran);
  const told: PolicyReport = {
    ok: valid && standing.failing.length === 0,
    base: flags.text("base") ?? "",
    head: flags.text("head") ?? ".",
    problems: ran.problems,
    cases: standing,
    changes: changes.map(({ action, id }) => ({ action, id })),
    diff: room.textDiff(changes),
    meaning: meaning?.ok === true ? meaning.value : null,
  };
  await io.out(common.json ? `${JSON.stringify(told, null, 2)}\n` : markdown(told));
  if (!valid) return NOT_VALID;
  return told.ok ? 0 : FAILED;
}

function questionsOf(text: string | undefined): { questions?: number } {
  if (text === undefined) return {};
  if (/^[1-9]\d{0,5}$/.test(text)) return { questions: Number(text) };
  throw fault("usage", { public: "--questions is a whole number from 1 to 999999." });
}

/** The policies of a directory, or of a commit of the repository that HEAD is in. */
async function baseOf(asked: Asked, base: string, head: string): Promise<Policy[]> {
  const folder = resolve(asked.io.cwd, base);
  if (isFolder(folder)) return (await readSet(asked, [folder])).policies;
  using tree = await localTree(asked.io.env, head, base);
  try {
    return (await readSet(asked, [tree.folder])).policies;
  } catch (error) {
    // A lumos.yaml of then may name what is not there any more; its policies are read all the same.
    if (!isFault(error) || error.code !== "invalid_configuration") throw error;
    return readBareFolder(asked, tree.folder).policies;
  }
}

function markdown(told: PolicyReport): string {
  const { cases, changes, problems, meaning, diff } = told;
  const counts = (["create", "update", "delete"] as const).map(
    (action) => `${changes.filter((change) => change.action === action).length} ${action}d`,
  );
  const parts = [
    `## Policies: ${told.ok ? "sound" : "not ready"}`,
    `${counts.join(", ")}; ${cases.passed} cases passed, ${cases.failing.length} failed.`,
  ];
  const list = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) parts.push(`### ${title}`, lines.map((line) => `- ${code(line)}`).join("\n"));
  };
  list(
    "Problems",
    problems.map((one) => `${one.severity} ${one.policy}:${one.line}:${one.column} ${one.message}`),
  );
  list(
    "Failing cases",
    cases.failing.map(({ name, differences }) => `${name}: ${differences.join("; ")}`),
  );
  if (meaning) parts.push("### What is answered differently", fenced("yaml", meaningText(meaning)));
  if (diff !== "") parts.push("### What is written differently", fenced("diff", plainLines(diff)));
  return `${parts.join("\n\n")}\n`;
}

/** Text of a pull request stays text: it opens no markup of its own. */
function code(text: string): string {
  return `\`${plain(text).replaceAll("`", "'")}\``;
}

function fenced(kind: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${kind}\n${text.trimEnd()}\n${fence}`;
}
