import { type NanoUsd, type Usage, formatUsd, isRecord } from "../kernel/index.ts";
import type { Clause, Explanation } from "../policy/index.ts";
import type { PublicWhy, Why } from "../record/index.ts";
import type { Finding } from "../risk/index.ts";
import type { Asked, Command } from "./command.ts";
import { moment, plain } from "./table.ts";
import { judgesText } from "./why-judges.ts";
import { answerText, toolText } from "./why-tool.ts";

export const whyCommand: Command = {
  words: ["why"],
  summary: "Why a decision came out as it did.",
  details:
    "Shows who asked, what policies said and why, what was tried, what would have let it pass, cost and timings.",
  positionals: [
    { name: "DECISION", summary: "The decision's id, from `x-lumos-decision` or `lumos tail`.", required: true },
  ],
  flags: [
    { name: "again", kind: "switch", summary: "Decide it again, with the policies of then and with those of now." },
  ],
  examples: [
    "lumos why 01979d2e-7c1a-7b1e-9f5e-0d3c2b1a4f60",
    "lumos why 01979d2e-7c1a-7b1e-9f5e-0d3c2b1a4f60 --json",
    "lumos why --again 01979d2e-7c1a-7b1e-9f5e-0d3c2b1a4f60",
  ],
  run: why,
};

async function why(asked: Asked): Promise<number> {
  const id = asked.positionals[0] ?? "";
  const again = asked.flags.has("again");
  const path = `/decisions/${encodeURIComponent(id)}${again ? "/again" : ""}`;
  const { body } = await (await asked.client()).send({ method: "GET", path });
  if (asked.common.json || !isRecord(body)) {
    await asked.io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const paint = painter(asked.io.terminal.colour);
  if (again) {
    await asked.io.out(againText(body as unknown as Again));
    return 0;
  }
  await asked.io.out(
    "facts" in body ? whyText(body as unknown as Told, paint) : publicText(body as unknown as PublicWhy, paint),
  );
  return 0;
}

interface Again {
  id: string;
  recorded: ComparedAgain;
  live: ComparedAgain;
}

interface ComparedAgain {
  snapshot: string;
  same?: boolean;
  outcome?: string;
  differences: string[];
  because?: string;
}

function againText({ recorded, live }: Again): string {
  const text = (when: string, { snapshot, same, outcome, differences, because }: ComparedAgain) => {
    const answer = because ?? (same === true ? "the same answer" : "another answer");
    const how = outcome === undefined ? "" : ` (${outcome})`;
    const under = snapshot === "" ? "" : `  snapshot ${snapshot.slice(0, 12)}`;
    return [`${when}: ${answer}${how}${under}`, ...differences.map((one) => `  ${one}`)].map(plain);
  };
  return `${[...text("With the policies of then", recorded), ...text("With the policies of now", live)].join("\n")}\n`;
}

type Paint = (text: string, style: "bold" | "dim" | "allowed" | "pending" | "blocked") => string;

function painter(colour: boolean): Paint {
  const codes = { bold: 1, dim: 2, allowed: 32, pending: 33, blocked: 31 };
  return (text, style) => (colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** As the API tells it to those who may read policies. */
type Told = Why & { explained?: Explanation[]; unexplained?: string };

/** The whole explanation, most important first. */
function whyText(why: Told, paint: Paint = (text) => text): string {
  const lines: string[] = [];
  const section = (title: string, rows: string[]) => {
    if (rows.length > 0) lines.push("", paint(title, "bold"), ...rows.map((row) => `  ${plain(row)}`));
  };
  const adjusted = why.adjusted.length > 0 ? ` (${why.adjusted.join(", ")})` : "";
  lines.push(`${paint(why.outcome.toUpperCase(), why.outcome)}${adjusted}  ${plain(why.summary)}`);
  lines.push(paint(`${why.id}  ${moment(why.at)}  ${why.organization}  ${why.kind}`, "dim"));

  section("Who", [
    `${why.chain.map((link) => link.ref).join(" for ") || "unknown"}  with ${why.credential || "no credential"}`,
  ]);
  section("Asked", [`${why.asked.model}  (${why.asked.format}${why.asked.stream ? ", streaming" : ""})`]);
  section("Stated", statedText(why));
  section("Use", toolText(why));
  section(
    "Because",
    why.reasons.map((reason) => {
      const duty = reason.obligation === undefined ? "" : `  [${reason.obligation}]`;
      const about = [reason.severity, reason.owner && `ask ${reason.owner}`, reason.ticket].filter(Boolean).join(", ");
      const effect = reason.effect === "none" ? "no permit" : reason.effect;
      return `${effect}  ${reason.policy}: ${reason.why}${duty}  (${reason.principal})${about === "" ? "" : `  ${about}`}`;
    }),
  );
  section("Approval", why.approval === undefined ? [] : [`${why.approval.id}  ${why.approval.state}`]);
  section("Found", why.findings.map(findingText));
  section(
    why.orderedBy === undefined ? "Candidates" : `Candidates by ${why.orderedBy}`,
    why.candidates
      .filter(({ provider }) => provider !== "")
      .map((one) => {
        const detail = [
          one.detail,
          one.status === undefined ? undefined : `status ${one.status}`,
          one.ms === undefined ? undefined : `${one.ms} ms`,
          one.tries === undefined ? undefined : `${one.tries} tries`,
          one.key === undefined ? undefined : `key ${one.key}`,
          one.serviceTier === undefined ? undefined : `class of service ${one.serviceTier}`,
          one.spoke === undefined ? undefined : `spoken to as ${one.spoke}`,
          one.lost === undefined ? undefined : `lost on the way: ${one.lost.join(", ")}`,
        ];
        const by =
          one.ruling === "allowed" ? "" : `  by ${[...new Set(one.reasons.map((reason) => reason.policy))].join(", ")}`;
        return [
          `${one.fate.padEnd(7)} ${one.model}${one.tier === "" ? "" : ` (${one.tier}, ${one.provider})`}  ${one.ruling}${by}`,
          ...detail.filter((text) => text !== undefined),
        ].join("  ");
      }),
  );
  section("Judges", judgesText(why));
  section("Like calls", similarText(why));
  section("Answer", answerText(why));
  section(
    "In shadow",
    (why.shadow ?? []).map(({ policy, stage, would, model, errored }) =>
      [`${policy} (${stage}) ${WOULD[would]}`, model && `to ${model}`, errored && "because it could not be evaluated"]
        .filter((part) => part !== undefined && part !== false)
        .join(" "),
    ),
  );
  for (const one of why.explained ?? []) section(`Not ${one.candidate}`, explainedText(one));
  if (why.unexplained !== undefined) section("Not explained", [why.unexplained]);
  // What was found at once is part of what is found when there is time.
  if (!why.explained)
    section(
      "Would have passed",
      why.wouldPass.map((one) => `${one.candidate}: ${one.change}  (${one.policy})`),
    );
  section("Obligations", why.obligations);
  section("Ended", [endText(why)]);
  section("Cost", costText(why));
  section("Policy", [`snapshot ${why.policy.snapshot}, ${why.policy.engine} engine`]);
  return `${lines.join("\n")}\n`;
}

const WOULD = {
  block: "would have blocked it",
  pending: "would have made it wait",
  model: "would have changed the model",
  obligations: "would have changed what must be done",
  allow: "would have let it pass",
};
/** Clause by clause what stood in the way of a candidate, and the smallest sets of changes that would have lifted it. */
function explainedText({ blockers, passing, complete }: Explanation): string[] {
  const rows: string[] = [];
  for (const { policy, principal, why, clauses, facts, lifts, nearest = [] } of blockers) {
    rows.push(`${policy}: ${why}  (${principal})`);
    for (const clause of clauses) rows.push(`  ${clauseText(clause)}`);
    if (facts.length > 0) rows.push(`  it read ${facts.map(({ name, value }) => `${name} = ${value}`).join(", ")}`);
    for (const permit of nearest) {
      rows.push(`  nearest ${permit.policy}`);
      for (const clause of permit.clauses) rows.push(`    ${clauseText(clause)}`);
    }
    for (const lift of lifts) rows.push(`  lifted if ${lift.join(" and ")}`);
  }
  for (const { changes, needs, caller } of passing) {
    const then = needs.length > 0 ? `; it then needs ${needs.join(" and ")}` : "";
    rows.push(`would have passed if ${changes.join(" and ")}${then}${caller ? "  (the caller is told)" : ""}`);
  }
  if (passing.length === 0)
    rows.push(
      complete ? "nothing known would have let it pass" : "nothing was found in time that would have let it pass",
    );
  else if (!complete) rows.push("there may be more");
  return rows;
}

function clauseText({ kind, line, text, came }: Clause): string {
  return `${came.padEnd(5)} ${kind} at line ${line}: ${text}`;
}

/** What an asker said of somebody or something; what of it was believed stands among the facts. */
function statedText({ question }: Why): string[] {
  if (!question) return [];
  const { subjectProperties, actionProperties, resourceProperties, attributes, claims } = question;
  const parts = {
    subject: subjectProperties,
    action: actionProperties,
    resource: resourceProperties,
    context: attributes,
  };
  const said = Object.entries(parts).flatMap(([name, { values }]) =>
    values.length === 0 ? [] : [`${name}: ${values.join(", ")}`],
  );
  const claimed = Object.entries(claims).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return [...(question.asker === undefined ? [] : [`by ${question.asker}`]), ...said, ...claimed];
}

/** What policy said of the model that makes vectors, and what came of the look for an answer to a like call. */
function similarText({ similar }: Why): string[] {
  if (!similar) return [];
  const { model, tier, provider, ruling, reasons, obligations, fate = "unused", usage } = similar;
  const by = ruling === "allowed" ? "" : `  by ${[...new Set(reasons.map((reason) => reason.policy))].join(", ")}`;
  const detail = [
    similar.similarity === undefined ? undefined : `similarity ${similar.similarity.toFixed(2)}`,
    similar.detail,
    similar.ms === undefined ? undefined : `${similar.ms} ms`,
    usage && `${usage.input} tokens${usage.source === "provider" ? "" : " (estimated)"}`,
    obligations.length === 0 ? undefined : `with ${obligations.join(", ")}`,
  ];
  return [
    [
      `${fate.padEnd(7)} vector by ${model} (${tier}, ${provider})  ${ruling}${by}`,
      ...detail.filter((text) => text !== undefined),
    ].join("  "),
  ];
}

/** What someone who was part of the call may see of it. */
function publicText(why: PublicWhy, paint: Paint): string {
  const lines = [
    `${paint(why.outcome.toUpperCase(), why.outcome)}  ${plain(why.summary)}`,
    paint(plain(why.decision), "dim"),
    ...why.policies.map((one) => `  ${plain(`${one.id}: ${one.why}`)}`),
    ...why.findings.map((one) => `  ${plain(`${one.kind} at ${one.place}: ${one.masked}`)}`),
    ...why.wouldPass.map((one) => `  would have passed: ${plain(one)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The kind, its place, and the masked text: never the text itself. */
function findingText({ kind, place, masked }: Finding): string {
  return `${kind} at ${place}${masked === "" ? "" : `: ${masked}`}`;
}

function endText(why: Why): string {
  if (why.result === undefined) return "still under way";
  const tokens = why.usage && `${why.usage.input} tokens in, ${why.usage.output} out`;
  const time =
    why.timings &&
    `${why.timings.totalMs} ms${why.timings.firstByteMs === undefined ? "" : `, first byte after ${why.timings.firstByteMs} ms`}`;
  const model = why.model === "" ? undefined : `${why.model} (${why.tier})`;
  return [why.result, model, tokens, why.cache && `cache ${why.cache}`, time]
    .filter((part) => part !== undefined && part !== "")
    .join("  ");
}

/** The amount and its source, what was used by class, what was saved, and what is not in it. */
function costText(why: Why): string[] {
  if (why.costNanoUsd === undefined) return [];
  const amount = why.costNanoUsd === null ? "unpriced" : formatUsd(why.costNanoUsd as NanoUsd);
  const rows = [why.book === undefined || why.book === "" ? amount : `${amount}  by ${why.book}`];
  if (why.savedNanoUsd !== undefined) rows.push(`${formatUsd(why.savedNanoUsd)} saved`);
  if (why.unpriced !== undefined) rows.push(`${why.costNanoUsd === null ? "because" : "not in it:"} ${why.unpriced}`);
  if (why.usage) rows.push(usageText(why.usage));
  for (const { model, spent, spentNanoUsd } of why.candidates) {
    if (!spent) continue;
    const cost = spentNanoUsd === undefined || spentNanoUsd === null ? "unpriced" : formatUsd(spentNanoUsd);
    rows.push(`${cost} of it for what ${model} did before it failed`);
  }
  return rows;
}

const CLASSES = [
  ["cachedInput", "read from the cache"],
  ["cacheWrite5m", "cached for 5 minutes"],
  ["cacheWrite1h", "cached for an hour"],
  ["audioInput", "of sound in"],
  ["imageInput", "of pictures in"],
  ["reasoning", "of thinking"],
  ["audioOutput", "of sound out"],
  ["imageOutput", "of pictures out"],
] as const;

function usageText(usage: Usage): string {
  const counted = usage.source === "provider" ? "counted by the provider" : "estimated";
  const classes = CLASSES.flatMap(([name, said]) => (usage[name] ? [`${usage[name]} ${said}`] : []));
  const tools = Object.entries(usage.serverTools ?? {}).map(([name, uses]) => `${uses} x ${name}`);
  const tier = usage.serviceTier === undefined ? [] : [`service ${usage.serviceTier}`];
  return [`${counted}${usage.partial ? ", cut off" : ""}`, ...classes, ...tools, ...tier].join(", ");
}
