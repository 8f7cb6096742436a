import type { TextPart } from "../kernel/index.ts";
import { type Assessment, DOMAINS, type Domain, isData, kindOf, withSpans } from "../risk/index.ts";
import type { ConnectedJudge } from "../registry/index.ts";
import { coveredBy } from "./dialects/index.ts";
import type { Scores, Verdict } from "./types.ts";

/** A score that a judge has raised to this is a finding, for people to look at. */
const WORTH_TELLING = 50;

export interface Merged {
  assessment: Assessment;
  /** Only what changed. */
  before: Scores;
  after: Scores;
}

/** The assessment with what a judge said of the call. */
// Guarantee: no judge lowers what a sign or a detector found, or what it does not speak about.
export function merge(
  assessment: Assessment,
  texts: readonly TextPart[],
  judge: ConnectedJudge,
  verdict: Pick<Verdict, "ok" | "scores" | "spans" | "seen">,
): Merged {
  const risk = { ...assessment.risk };
  const least = judge.threshold ?? 0;
  // What could not be asked about says nothing is well; what was seen all the same stands.
  const lowered = judge.lowers === true && verdict.ok ? coveredBy(judge) : undefined;
  const before: Scores = {};
  const after: Scores = {};
  for (const domain of DOMAINS) {
    const was = risk[domain];
    const said = soundScore(verdict.scores[domain], least);
    let now = Math.max(was, said);
    if (lowered?.has(domain) && said < was) now = Math.max(said, hardIn(assessment, domain));
    if (now === was) continue;
    risk[domain] = now;
    before[domain] = was;
    after[domain] = now;
  }
  let max = 0;
  for (const domain of DOMAINS) max = Math.max(max, risk[domain]);
  const findings = [...assessment.findings];
  for (const domain of DOMAINS) {
    const at = verdict.seen?.[domain];
    const [text, score] = [at && texts[at.part], after[domain] ?? 0];
    if (!at || !text || score < WORTH_TELLING || score < (before[domain] ?? 0)) continue;
    // Where it was seen, and nothing of what: a judge speaks of the whole.
    const [start, end] = [at.start, at.start + at.text.length];
    const about = { kind: kindOf(domain), rule: `judge.${domain}`, detector: `judge:${judge.id}` };
    findings.push({ ...about, part: at.part, place: text.place, start, end, confidence: score, masked: "…" });
  }
  const brought = broughtAfter(assessment, texts, verdict, risk.injection);
  const judged: Assessment = { ...assessment, findings, risk: { ...risk, max }, ...(brought ? { brought } : {}) };
  if (verdict.spans.length === 0) return { assessment: judged, before, after };
  const seen = verdict.spans.map(({ segment: _segment, ...span }) => ({ ...span, detector: `judge:${judge.id}` }));
  const found = withSpans(judged, texts, seen);
  if (found.risk.privacy !== judged.risk.privacy) {
    before.privacy ??= assessment.risk.privacy;
    after.privacy = found.risk.privacy;
  }
  return { assessment: found, before, after };
}

/** What holds for data: it is raised where the judge has seen orders in data, and lowered with the whole. */
function broughtAfter(
  { brought, risk }: Assessment,
  texts: readonly TextPart[],
  { seen }: Pick<Verdict, "seen">,
  injection: number,
): Assessment["brought"] {
  if (!brought || injection === risk.injection) return brought;
  if (injection < risk.injection) return { ...brought, injection: Math.min(brought.injection, injection) };
  const text = texts[seen?.injection?.part ?? -1];
  return text && isData(text) ? { ...brought, injection } : brought;
}

function soundScore(score: number | undefined, least: number): number {
  if (score === undefined || !(score >= least)) return 0;
  return Math.min(100, Math.max(0, Math.round(score)));
}

/** What rests on signs or detectors. Where that was not told apart, all of it does. */
function hardIn({ risk, hard }: Assessment, domain: Domain): number {
  return hard ? (hard[domain] ?? 0) : risk[domain];
}
