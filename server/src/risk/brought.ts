import type { TextPart } from "../kernel/index.ts";
import { dataClassesOf, scoresOf } from "./classes.ts";
import { type Brought, DOMAINS, type Reading, type Span } from "./types.ts";

const INJECTION = DOMAINS.indexOf("injection");

/** Texts that nobody who calls has written: what a tool or a document says. */
export function isData({ channel }: Pick<TextPart, "channel">): boolean {
  return channel === "tool_result" || channel === "document";
}

/** What detectors found in such texts alone; undefined where there are none. */
export function broughtBy(texts: readonly TextPart[], readings: readonly Reading[]): Brought | undefined {
  if (!texts.some(isData)) return undefined;
  let injection = 0;
  for (const [part, { signs, scored }] of readings.entries()) {
    if (!isData(texts[part] as TextPart)) continue;
    const seen = signs.map((sign) => ({ ...sign, part }));
    injection = Math.max(injection, scoresOf(new Map(), seen).injection, scored?.scores[INJECTION] ?? 0);
  }
  const spans = readings.map((reading) => reading.spans);
  return { dataClasses: inData(texts, spans), injection };
}

export function inData(texts: readonly TextPart[], spans: readonly (readonly Span[])[]): string[] {
  const counts = new Map<string, number>();
  for (const [part, found] of spans.entries()) {
    if (!isData(texts[part] as TextPart)) continue;
    for (const { kind } of found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return dataClassesOf(counts);
}
