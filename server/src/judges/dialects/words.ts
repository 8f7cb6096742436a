import { isRecord } from "../../kernel/index.ts";
import type { Domain } from "../../risk/index.ts";
import type { Scores, Unit } from "../types.ts";

/* What readers of answers share. They take what is written exactly as documented and nothing else. */

/** What a judge says that only says yes. It leaves room above for those who say how sure they are. */
export const SAID_YES = 90;

/** Each label's domains get its score; of several the highest stands. A label nobody knows counts as harm. */
export function scoresFrom(
  labels: Readonly<Record<string, readonly Domain[]>>,
  said: Iterable<readonly [label: string, score: number]>,
): Scores {
  const scores: Scores = {};
  for (const [label, score] of said) {
    const domains = Object.hasOwn(labels, label) ? (labels[label] ?? []) : (["harm"] as const);
    for (const domain of domains) scores[domain] = Math.max(scores[domain] ?? 0, score);
  }
  return scores;
}

/** A share of one as a score; undefined where it is none. */
export function scoreOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= 1 ? Math.round(value * 100) : undefined;
}

export function member(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === "number") at = Array.isArray(at) ? at[step] : undefined;
    else at = isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** The pieces as one text, for judges that know no channels. */
export function plainText({ segments }: Unit): string {
  return segments.map(({ text }) => text).join("\n\n");
}

/**
 * The pieces between marks that hold the check word, so that nothing in them can end them or begin another.
 */
// Guarantee: content cannot close its own marks, as it was written before the check word was drawn.
export function markedText({ segments }: Unit, check: string): string {
  return segments
    .map(({ channel, text }) => `<content-${check} channel="${channel}">\n${text}\n</content-${check}>`)
    .join("\n");
}

/** JSON and nothing around it but one code fence; undefined for anything else. */
export function onlyJson(text: string): unknown {
  const inside = /^```(?:json)?\n([\s\S]*)\n```$/.exec(text.trim())?.[1] ?? text.trim();
  if (!inside.startsWith("{")) return undefined;
  try {
    return JSON.parse(inside) as unknown;
  } catch {
    return undefined;
  }
}
