import { fault, isRecord, parseDuration, systemClock } from "../../kernel/index.ts";
import type { SimulationReport } from "../../policy/index.ts";
import type { Asked, Command } from "../command.ts";
import { parseText, readText } from "../object-file.ts";
import { plain, table } from "../table.ts";

export const policySimulateCommand: Command = {
  words: ["policy", "simulate"],
  summary: "Decides what was recorded again with the policies of a directory, and tells what would differ.",
  details:
    "Every flip is unexpected unless --expect or --allow-flips says otherwise; exit code 4 when there is one, or when what was expected did not come. Models, routes and principals are those of then; only the policies are the candidate's.",
  positionals: [],
  flags: [
    {
      name: "candidate",
      kind: "text",
      value: "DIR",
      summary: "Where lumos.yaml and its policies are.",
      required: true,
    },
    { name: "since", kind: "text", value: "WHEN", summary: "7d, 12h or a moment; 7d when left out." },
    { name: "until", kind: "text", value: "WHEN", summary: "The same; now when left out." },
    {
      name: "against",
      kind: "text",
      value: "WHAT",
      summary: "live (the policies of now) or recorded (what was answered then); live when left out.",
    },
    { name: "enforced", kind: "switch", summary: "The candidate's shadow and canary policies decide for everyone." },
    {
      name: "filter",
      kind: "list",
      value: "WHAT=VALUE",
      summary: "Only decisions of a team, principal, workflow or candidate: team=support.",
    },
    {
      name: "expect",
      kind: "text",
      value: "FILE",
      summary: "Flips that are meant: a list of { flip, policy, team, principal, taken, count }.",
    },
    {
      name: "allow-flips",
      kind: "list",
      value: "N|KIND",
      summary: "So many unexpected flips, or all of a kind: allowed->blocked, model, obligations.",
    },
    { name: "limit", kind: "text", value: "N", summary: "How many groups of equal flips are shown; 50 when left out." },
  ],
  examples: [
    "lumos policy simulate --since 7d --candidate ./acme",
    "lumos policy simulate --candidate ./acme --expect flips.yaml --filter team=support",
    "lumos policy simulate --since 24h --candidate ./acme --allow-flips 'allowed->blocked'",
  ],
  run: simulate,
};

const EXIT = { same: 0, flipped: 4 };

async function simulate(asked: Asked): Promise<number> {
  const report = await reportOf(asked, await bodyOf(asked));
  if (asked.common.json) await asked.io.out(`${JSON.stringify(report, null, 2)}\n`);
  else await asked.io.out(textOf(report, asked));
  return report.ok ? EXIT.same : EXIT.flipped;
}

async function bodyOf(asked: Asked): Promise<Record<string, unknown>> {
  const { flags } = asked;
  const { declaration } = await asked.configuration(flags.text("candidate"));
  const expectFile = flags.text("expect");
  const allowed = flags.list("allow-flips") ?? [];
  const counts = allowed.filter((one) => /^\d+$/.test(one)).map(Number);
  const limit = flags.text("limit");
  return {
    policies: declaration.objects.policies,
    since: momentOf("since", flags.text("since") ?? "7d"),
    ...(flags.text("until") === undefined ? {} : { until: momentOf("until", flags.text("until") ?? "") }),
    ...(flags.text("against") === undefined ? {} : { against: flags.text("against") }),
    enforced: flags.has("enforced"),
    filter: Object.fromEntries((flags.list("filter") ?? []).map(pairOf)),
    ...(expectFile === undefined ? {} : { expect: parseText(await readText(asked.io, expectFile), expectFile) }),
    allowKinds: allowed.filter((one) => !/^\d+$/.test(one)),
    allowCount: Math.max(0, ...counts),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

/** The report; how far it is goes to stderr. */
async function reportOf(asked: Asked, body: Record<string, unknown>): Promise<SimulationReport> {
  const client = await asked.client();
  const stop = AbortSignal.any([asked.io.gone]);
  const request = { method: "POST", path: "/policies/simulate", body };
  const broke = (error: Error) => {
    throw error;
  };
  for await (const { data } of client.events(request, stop, broke)) {
    const event: unknown = JSON.parse(data);
    if (!isRecord(event)) continue;
    if (isRecord(event["report"])) return event["report"] as unknown as SimulationReport;
    if (isRecord(event["error"])) throw fault("upstream_failed", { public: String(event["error"]["message"]) });
    const { progress } = event;
    if (isRecord(progress) && !asked.common.quiet)
      asked.io.say(`${String(progress["read"])} read, ${String(progress["decided"])} decided again`);
  }
  throw fault("upstream_failed", { public: "The simulation ended without a report." });
}

function momentOf(flag: string, text: string): number {
  const ago = parseDuration(text);
  const at = ago === undefined ? Date.parse(text) : systemClock.now() - ago;
  if (!Number.isNaN(at)) return Math.max(0, Math.floor(at));
  throw fault("usage", {
    public: `--${flag} is a time ago (7d, 12h) or a moment (2027-01-31T12:00:00Z).`,
    param: flag,
  });
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw fault("usage", { public: "--filter is written WHAT=VALUE: team=support.", param: "filter" });
}

function textOf(report: SimulationReport, asked: Asked): string {
  const { terminal } = asked.io;
  const wide = { ...terminal, columns: Number.POSITIVE_INFINITY };
  const rows = (list: readonly { flips: number; kinds: Record<string, number> }[]) =>
    list.filter(({ flips }) => flips > 0).map((one) => ({ ...one, kinds: totalsText(one.kinds) }));
  return [
    ...report.groups.map(groupText),
    ...(report.more > 0 ? [`and ${report.more} more groups\n`] : []),
    ...(report.flips > 0
      ? ["\n", table(TEAMS, rows(report.teams), wide), "\n", table(POLICIES, rows(report.policies), wide), "\n"]
      : []),
    ...report.unmet.map((sentence) => `${plain(sentence)}\n`),
    ...report.cannot.map(({ because, count }) => `${count} cannot be decided again: ${plain(because)}\n`),
    summaryText(report),
  ].join("");
}

function groupText({
  kind,
  before,
  after,
  policies,
  why,
  principal,
  team,
  count,
  expected,
  decisions,
}: SimulationReport["groups"][number]): string {
  const side = ({ outcome, taken, obligations, needs }: typeof before) =>
    [outcome, taken, ...obligations, ...needs].filter((part) => part !== "").join(" ");
  const who = team === "" ? principal : `${principal} (${team})`;
  const lines = [
    `${expected ? "expected  " : "UNEXPECTED"} ${count} x ${kind}  ${who}  by ${policies.join(", ") || "none"}`,
    `    ${side(before)}  ->  ${side(after)}`,
    ...why.map((sentence) => `    ${sentence}`),
    `    lumos why ${decisions[0] ?? ""}`,
  ];
  return lines.map((line) => `${plain(line)}\n`).join("");
}

function summaryText({ read, decided, filtered, asked, flips, unexpected, against, kinds }: SimulationReport): string {
  const left = filtered > 0 ? `, ${filtered} left out by the filter` : "";
  const what = flips === 0 ? "no flip" : `${flips} flips (${totalsText(kinds)}), ${unexpected} unexpected`;
  const beside = against === "live" ? "the live policies" : "what was answered then";
  return `${decided} of ${read} decisions decided again (${asked} different questions)${left}: ${what} against ${beside}\n`;
}

function totalsText(totals: Record<string, number>): string {
  return Object.entries(totals)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}

const TEAMS = [
  { name: "team", title: "TEAM" },
  { name: "decided", title: "DECIDED" },
  { name: "flips", title: "FLIPS" },
  { name: "kinds", title: "KINDS" },
];
const POLICIES = [
  { name: "policy", title: "POLICY" },
  { name: "flips", title: "FLIPS" },
  { name: "kinds", title: "KINDS" },
];
