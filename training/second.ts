import { DESCRIBED } from "../server/src/risk/model/describe.ts";
import { HEADS, type Head } from "../server/src/risk/model/heads.ts";
import { type Group, type LineOf, SHARES } from "../server/src/risk/model/weights.ts";
import type { Seen } from "./cross.ts";
import type { Sample } from "./load.ts";
import { fitLine, type Line, type Point, STACK, valueOf } from "./stack.ts";

/** A line of the second layer that is to be fitted. */
interface Plan {
  group: Group;
  /** Under this head it is kept. */
  head: Head;
  /** This head's answers it learns. */
  as: Head;
  /** What it may look at, and all of it may only speak for it. */
  looks: RegExp;
}

/** Signals of attacks, and of harmful wishes. */
const ATTACK_SIGNALS =
  "override-instructions|asks-for-system-prompt|asks-for-text-above|persona|unrestricted|mode-switch|refusal-suppression|role-markup|addressed-to-ai|concealment|exfiltration|image-address|new-task|claimed-authority|encoded-request|fiction-frame|forced-opening|two-answers|point-game|only-output";
const HARM_SIGNALS =
  "harmful-how-to|evades-discovery|harm-to-person|group-hate|self-harm|persuades-to-harm|private-life";
const DATA_SIGNALS = `${ATTACK_SIGNALS}|secretly|sends-to-address|urgent-order|tool-order|deletion-order|money-order|rating-order`;

const DOMAIN_LINES: readonly Head[] = [
  "cyber",
  "cbrn",
  "violence",
  "fraud",
  "advice",
  "self_harm",
  "sexual",
  "hate",
  "privacy",
  "code_exec",
  "exfil",
  "distill",
];

const PLANS: readonly Plan[] = [
  {
    group: "prompt",
    head: "attack",
    as: "attack",
    looks: new RegExp(`^(whole|sentence|window):(attack|injection|jailbreak|planted)$|^signal:(${ATTACK_SIGNALS})$`),
  },
  {
    group: "prompt",
    head: "harm",
    as: "harm",
    looks: new RegExp(`^(whole|sentence|window):harm$|^signal:(${HARM_SIGNALS})$`),
  },
  ...DOMAIN_LINES.map((head): Plan => ({
    group: "prompt",
    head,
    as: head,
    looks: new RegExp(`^(whole|sentence|window):${head}$`),
  })),
  {
    group: "data",
    head: "planted",
    as: "injection",
    looks: new RegExp(
      `^(sentence|window|second|stands-out):(planted|attack|injection|exfil|instruction)$|^at-planted:(attack|injection|jailbreak|exfil|instruction|code_exec)$|^near:(${DATA_SIGNALS})$`,
    ),
  },
  {
    group: "data",
    head: "exfil",
    as: "exfil",
    looks: /^(sentence|window|stands-out):(exfil|planted)$|^near:(exfiltration|sends-to-address)$/,
  },
  {
    group: "definition",
    head: "planted",
    as: "injection",
    looks: new RegExp(`^(sentence|window|stands-out):(planted|attack|injection|exfil)$|^near:(${DATA_SIGNALS})$`),
  },
];

function groupOf({ entry }: Seen): Group {
  const { kind } = entry.sample;
  if (kind === "document" || kind === "tool_result") return "data";
  return kind === "tool_def" ? "definition" : "prompt";
}

export type Second = Record<Group, Partial<Record<Head, Line>>>;

/** The second layer, from what first layers said about families they had not seen. */
export function fitSecond(seen: readonly Seen[], only?: readonly Head[]): Second {
  const weights = weightsOf(seen);
  const second: Second = { prompt: {}, system: {}, output: {}, data: {}, definition: {} };
  for (const plan of PLANS) {
    if (only && !only.includes(plan.head)) continue;
    const line = lineOf(seen, weights, plan);
    if (line) second[plan.group][plan.head] = line;
  }
  return { ...second, system: second.prompt, output: second.prompt };
}

function weightsOf(seen: readonly Seen[]): Map<Seen, number> {
  const sizes = new Map<string, number>();
  for (const { entry } of seen) sizes.set(entry.sample.src, (sizes.get(entry.sample.src) ?? 0) + 1);
  return new Map(seen.map((one) => [one, Math.min(3, 8 * (sizes.get(one.entry.sample.src) as number) ** -0.5)]));
}

function lineOf(seen: readonly Seen[], weights: Map<Seen, number>, { group, as, looks }: Plan): Line | undefined {
  const at = HEADS.indexOf(as);
  const points: Point[] = [];
  for (const one of seen) {
    const answer = one.entry.answers[at] as number;
    if (answer === -1 || groupOf(one) !== group) continue;
    points.push({ values: one.values, answer, weight: weights.get(one) as number });
  }
  const sum = (side: number) => points.reduce((total, { answer, weight }) => total + (answer === side ? weight : 0), 0);
  const lift = Math.min(8, sum(0) / Math.max(1, sum(1)));
  if (!points.some(({ answer }) => answer === 1)) return undefined;
  for (const point of points) if (point.answer === 1) point.weight *= Math.max(1, lift);
  const mask = Uint8Array.from(DESCRIBED, (name) => (looks.test(name) ? 1 : 0));
  return fitLine(points, { ...STACK, epochs: 6, mask, rising: mask, decay: 2e-3 });
}

/** The sums that ordinary texts of a channel reach, for each share of them. */
export function stepsOf(line: Line, seen: readonly Seen[], group: Group): number[] {
  const counts = new Map<string, number>();
  const sums: number[] = [];
  for (const one of seen) {
    const { sample } = one.entry;
    if (sample.labels.length > 0 || !ORDINARY[group](sample)) continue;
    const count = (counts.get(sample.src) ?? 0) + 1;
    counts.set(sample.src, count);
    if (count <= MOST_OF_ONE) sums.push(valueOf(line, one.values));
  }
  sums.sort((a, b) => b - a);
  const at = (share: number) => sums[Math.min(sums.length - 1, Math.floor(sums.length * share))] ?? 0;
  const steps = SHARES.map(at);
  const [usual = 0, rare = 0] = [at(0.01), at(0.0003)];
  steps[steps.length - 1] = rare + Math.max(1, rare - usual);
  // Going up, whatever the data.
  for (let i = 1; i < steps.length; i++) steps[i] = Math.max(steps[i] as number, (steps[i - 1] as number) + 0.01);
  return steps.map((step) => Number(step.toPrecision(6)));
}

/** What counts as ordinary where: system prompts give roles and rules, answers and documents tell more than they ask. */
const ORDINARY: Record<Group, (sample: Sample) => boolean> = {
  prompt: ({ kind, hard }) => kind === "prompt" && hard !== true,
  system: ({ kind, src, hard }) => kind === "system" || src === "prompts.chat" || (kind === "prompt" && hard !== true),
  output: ({ kind, hard }) =>
    kind === "document" || kind === "output" || kind === "code" || (kind === "prompt" && hard !== true),
  data: ({ kind }) => kind === "document" || kind === "tool_result",
  definition: ({ kind }) => kind === "tool_def",
};

const MOST_OF_ONE = 500;

export function written(line: Line, steps: number[]): LineOf {
  const weights: Record<string, number> = {};
  for (const [i, name] of DESCRIBED.entries()) {
    const weight = line.weights[i] as number;
    if (Math.abs(weight) > 1e-4) weights[name] = Number(weight.toPrecision(5));
  }
  return { bias: Number(line.bias.toPrecision(6)), weights, steps };
}
