import type { TextPart } from "../kernel/index.ts";
import { dataClassesOf, scoresOf } from "./classes.ts";
import { mask } from "./mask.ts";
import { inData } from "./brought.ts";
import type { Assessment, Finding, KeptSpan } from "./types.ts";

const MAX_FINDINGS = 200;

/**
 * The assessment with what somebody else has seen in the texts: it counts, is listed and is redacted like what the
 * detectors found. Nothing that was found before goes away.
 */
export function withSpans(
  assessment: Assessment,
  texts: readonly TextPart[],
  seen: readonly (KeptSpan & { part: number })[],
): Assessment {
  const spans = texts.map((_text, part) => [...(assessment.spans?.[part] ?? [])]);
  const findings: Finding[] = [...assessment.findings];
  for (const { part, ...span } of seen) {
    const text = texts[part];
    const sound = text !== undefined && span.start >= 0 && span.start < span.end && span.end <= text.text.length;
    if (!sound || spans[part]?.some((one) => isSame(one, span))) continue;
    spans[part]?.push(span);
    if (findings.length < MAX_FINDINGS) {
      const masked = mask(span.kind, text.text.slice(span.start, span.end));
      findings.push({ ...span, part, place: text.place, masked });
    }
  }
  for (const one of spans) one.sort((a, b) => a.start - b.start || b.end - a.end);
  const counts = new Map<string, number>();
  for (const { kind } of spans.flat()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const { brought } = assessment;
  const privacy = Math.max(assessment.risk.privacy, scoresOf(counts).privacy);
  return {
    ...assessment,
    spans,
    findings,
    risk: { ...assessment.risk, privacy, max: Math.max(assessment.risk.max, privacy) },
    dataClasses: [...new Set([...assessment.dataClasses, ...dataClassesOf(counts)])].toSorted(),
    ...(brought === undefined ? {} : { brought: { ...brought, dataClasses: inData(texts, spans) } }),
  };
}

function isSame(one: KeptSpan, other: KeptSpan): boolean {
  return one.kind === other.kind && one.start === other.start && one.end === other.end;
}
