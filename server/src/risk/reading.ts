import type { Clock, TextPart } from "../kernel/index.ts";
import { type Fold, makeFold } from "./fold.ts";
import type { Model, Scored } from "./model/index.ts";
import { scoreViews } from "./scoring.ts";
import type { Detector, KeptSpan, Reading, Span } from "./types.ts";
import { placeIn } from "./views/places.ts";
import type { Sign, View, ViewKind } from "./views/types.ts";
import { viewsOf } from "./views/views.ts";

export interface ReadingLimits {
  maxSpansPerText: number;
  /** What one detector may take for one text: so much at least, and so much more for each million characters. */
  budgetMs: { least: number; perMillionChars: number };
}

/** Reads one text afresh. Knows nothing of calls, of other texts, or of what was read before. */
export interface TextReader {
  read(text: string, channel: TextPart["channel"]): Reading;
  /** Only what detectors see in the text as it stands: for pieces of a text whose rest is elsewhere. */
  detect(text: string, channel: TextPart["channel"]): { spans: readonly KeptSpan[]; failure?: string };
}

const NOTHING: readonly never[] = Object.freeze([]);
const MAX_SIGNS = 200;

export function makeTextReader(
  detectors: readonly Detector[],
  limits: ReadingLimits,
  clock: Clock,
  model?: Model,
): TextReader {
  const reader: Reader = { detectors, limits, clock, fold: makeFold(), model };
  return {
    read: (text, channel) => readIn(reader, text, channel),
    detect(text, channel) {
      const found: KeptSpan[] = [];
      const failure = detectInText(reader, text, channel, found);
      const spans = inOrder(found);
      return failure === undefined ? { spans } : { spans, failure };
    },
  };
}

function readIn(reader: Reader, text: string, channel: TextPart["channel"]): Reading {
  const found: KeptSpan[] = [];
  let failure = detectInText(reader, text, channel, found);
  let signs: readonly Sign[] = NOTHING;
  let scored: Scored | undefined;
  try {
    const views = viewsOf(text);
    for (const view of views.others) {
      const wrong = hasTextOfItsOwn(view) ? detectInView(reader, view, channel, found) : undefined;
      failure ??= wrong;
    }
    if (views.signs.some(({ kind }) => kind === "unread")) failure ??= "a text holds more that is encoded than is read";
    if (views.signs.length > 0) signs = views.signs.slice(0, MAX_SIGNS);
    scored = reader.model && scoreViews(reader.model, views, channel);
  } catch {
    failure ??= "what is encoded in a text could not be read";
  }
  const spans = inOrder(found);
  const reading: Reading = scored === undefined ? { spans, signs } : { spans, signs, scored };
  return failure === undefined ? reading : { ...reading, failure };
}

function inOrder(found: KeptSpan[]): readonly KeptSpan[] {
  return found.length === 0 ? NOTHING : found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function detectInText(
  reader: Reader,
  text: string,
  channel: TextPart["channel"],
  found: KeptSpan[],
): string | undefined {
  const folded = reader.fold(text);
  return detectIn(reader, folded === undefined ? text : folded.text, channel, (span, detector) => {
    const start = folded === undefined ? span.start : (folded.offsets[span.start] as number);
    const end = folded === undefined ? span.end : endIn(text, folded.offsets[span.end - 1] as number);
    found.push(kept(span, detector, start, end));
  });
}

interface Reader {
  detectors: readonly Detector[];
  limits: ReadingLimits;
  clock: Clock;
  fold: Fold;
  model: Model | undefined;
}

/** Slices of the text itself, and words mended by a guess, hold no secret that does not stand in the text. */
const SAME: ReadonlySet<ViewKind> = new Set(["plain", "comment", "alt", "hidden-html", "leet", "swaps"]);

function hasTextOfItsOwn(view: View): boolean {
  return view.depth > 1 || !SAME.has(view.kind);
}

/** What stands in a decoded piece stands, in the text, where the piece does. */
function detectInView(reader: Reader, view: View, channel: TextPart["channel"], found: KeptSpan[]): string | undefined {
  const folded = reader.fold(view.text);
  const seen = found.length;
  return detectIn(reader, folded === undefined ? view.text : folded.text, channel, (span, detector) => {
    const from = folded === undefined ? span.start : (folded.offsets[span.start] as number);
    const to = folded === undefined ? span.end : endIn(view.text, folded.offsets[span.end - 1] as number);
    const { start, end } = placeIn(view, from, to);
    const known = (other: KeptSpan, i: number) =>
      other.kind === span.kind &&
      other.start <= start &&
      other.end >= end &&
      (i < seen || (other.rule === span.rule && view.whole === true));
    if (!found.some(known)) found.push(kept(span, detector, start, end));
  });
}

function kept(span: Span, detector: string, start: number, end: number): KeptSpan {
  const { kind, rule, confidence, severity } = span;
  const plain: KeptSpan = { kind, rule, start, end, confidence, detector };
  return severity === undefined ? plain : { ...plain, severity };
}

/** Just after the character that stands at this offset, be it one unit or a pair. */
function endIn(text: string, offset: number): number {
  return offset + ((text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1);
}

/** Gives what every detector sees, and says why one of them cannot be relied on. */
function detectIn(
  reader: Reader,
  text: string,
  channel: TextPart["channel"],
  give: (span: Span, detector: string) => void,
): string | undefined {
  let failure: string | undefined;
  for (const detector of reader.detectors) {
    const seen = runDetector(reader, detector, text, channel);
    failure ??= seen.failure;
    for (const span of seen.spans) give(span, detector.name);
  }
  return failure;
}

/**
 * What the detector saw, and why it is not enough. What it saw too late is still there to be redacted; what cannot be
 * right is not. The reason never holds anything of the text.
 */
function runDetector(
  reader: Reader,
  detector: Detector,
  text: string,
  channel: TextPart["channel"],
): { spans: readonly Span[]; failure?: string } {
  const { limits, clock } = reader;
  const startedAt = clock.elapsed();
  const useless = (why: string) => ({ spans: NOTHING, failure: `detector ${detector.name} ${why}` });
  let spans: Span[];
  try {
    spans = detector.detect(text, channel);
  } catch {
    return useless("failed");
  }
  const tookMs = clock.elapsed() - startedAt;
  if (spans.length > limits.maxSpansPerText) return useless("found too much in one text");
  for (const { start, end } of spans) {
    const sound = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length;
    if (!sound) return useless("gave a place outside the text");
  }
  if (tookMs > limits.budgetMs.least + (text.length / 1e6) * limits.budgetMs.perMillionChars) {
    return { spans, failure: `detector ${detector.name} took longer than its budget` };
  }
  return { spans };
}
