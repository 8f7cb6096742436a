import { hash } from "node:crypto";
import { bounded, type Clock, type Log, type TextPart } from "../kernel/index.ts";
import { classesOfKind, dataClassesOf, scoresOf } from "./classes.ts";
import { type Fold, makeFold } from "./fold.ts";
import { isWeak } from "./kinds.ts";
import { mask } from "./mask.ts";
import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import { makeTextReader, type TextReader } from "./reading.ts";
import type { Assessment, Detector, Finding, Reading, RiskRoom, SignSeen } from "./types.ts";
import { makeVerdicts, type Verdicts } from "./verdicts.ts";

export interface RiskOptions {
  log: Log;
  clock: Clock;
  /** In place of the built-in ones. */
  detectors?: readonly Detector[];
  /** How many findings an assessment lists. What is not listed still counts, and is still redacted. */
  maxFindings?: number;
  /** A text longer than this is not read, and the call counts as not assessed. */
  maxTextChars?: number;
  /** More spans than this in one text, and it counts as not assessed. */
  maxSpansPerText?: number;
  /** What one detector may take for one text: so much at least, and so much more for each million characters. */
  budgetMs?: { least: number; perMillionChars: number };
  /** Bounds of the memory of verdicts. */
  kept?: { maxCount: number; maxBytes: number };
}

/** The detectors that come with Lumos. */
export function builtInDetectors(): Detector[] {
  return [makeSecrets(), makePersonal()];
}

export function makeRisk(options: RiskOptions): RiskRoom {
  const detectors = options.detectors ?? builtInDetectors();
  const limits = {
    maxFindings: options.maxFindings ?? 200,
    maxTextChars: options.maxTextChars ?? 16_000_000,
    maxSpansPerText: options.maxSpansPerText ?? 20_000,
    budgetMs: options.budgetMs ?? { least: 250, perMillionChars: 250 },
  };
  const reader: Reader = {
    detectors,
    limits,
    reading: makeTextReader(detectors, limits, options.clock),
    fold: makeFold(),
    verdicts: makeVerdicts(options.kept ?? { maxCount: 50_000, maxBytes: 32 * 1024 * 1024 }),
    keys: keysFor(detectors),
  };
  /** As they are: they are written down so anyway. What may hold a secret is not among them. */
  const clean = bounded<true>(MAX_CLEAN);

  const renew = () => {
    if (areCurrent(reader.keys, detectors)) return;
    reader.keys = keysFor(detectors);
    clean.clear();
  };

  return {
    holdsSecret(text) {
      renew();
      if (clean.get(text)) return false;
      const { reading } = readText(reader, { path: [], place: "", channel: "prompt", encoding: "string", text });
      const { spans, failure } = reading;
      const holds = spans.some(({ kind }) => classesOfKind(kind).includes("secret"));
      if (!holds && failure === undefined && text.length <= MAX_CLEAN_CHARS) clean.set(text, true);
      return holds;
    },
    read(text, channel) {
      renew();
      if (text.length > limits.maxTextChars) return { spans: [], failure: TOO_LONG };
      return reader.reading.detect(text, channel);
    },
    reach: () => Math.max(0, ...detectors.map((detector) => detector.reach ?? UNKNOWN_REACH)),
    assess(call) {
      const texts = call.ask.texts;
      renew();
      const readings: Reading[] = [];
      let failure = call.ask.unread ? "part of the call is not written as text" : undefined;
      let reused = 0;
      for (const part of texts) {
        const { reading, reused: known } = readText(reader, part);
        readings.push(reading);
        if (known) reused += 1;
        if (reading.failure !== undefined) {
          failure ??= reading.failure;
          options.log.error("risk.not_assessed", { reason: reading.failure, place: part.place });
        }
      }
      return summarize(texts, readings, {
        failure,
        reused,
        fresh: texts.length - reused,
        maxFindings: limits.maxFindings,
        fold: reader.fold,
      });
    },
  };
}

/** Of a detector that does not say how far its findings go. */
const UNKNOWN_REACH = 120;
const TOO_LONG = "a text is longer than can be assessed";

/** Names and claims in which nothing was found, as most calls bring the same. */
const MAX_CLEAN = 2_000;
const MAX_CLEAN_CHARS = 400;

interface Reader {
  detectors: readonly Detector[];
  limits: { maxTextChars: number };
  reading: TextReader;
  fold: Fold;
  verdicts: Verdicts;
  keys: Keys;
}

interface Verdict {
  reading: Reading;
  reused: boolean;
}

function readText(reader: Reader, part: TextPart): Verdict {
  const { text, channel } = part;
  if (text.length > reader.limits.maxTextChars) {
    return { reading: { spans: [], signs: [], failure: TOO_LONG }, reused: false };
  }
  const key = keyOf(reader.keys.prefix[channel], text);
  const known = reader.verdicts.get(key);
  if (known !== undefined) return { reading: known, reused: true };
  const reading = reader.reading.read(text, channel);
  if (reading.failure === undefined) reader.verdicts.keep(key, reading);
  return { reading, reused: false };
}

/** One key space per list of detectors, their versions and the channel. */
interface Keys {
  versions: readonly string[];
  prefix: Record<TextPart["channel"], string>;
}

function keysFor(detectors: readonly Detector[]): Keys {
  const all = JSON.stringify(detectors.map((detector) => [detector.name, detector.version]));
  const of = (channel: TextPart["channel"]) => `${hash("sha256", `${channel}\n${all}`, "base64url")}:`;
  return {
    versions: detectors.map((detector) => detector.version),
    prefix: {
      prompt: of("prompt"),
      system: of("system"),
      assistant: of("assistant"),
      document: of("document"),
      tool_result: of("tool_result"),
      tool_definition: of("tool_definition"),
    },
  };
}

/** A detector may renew its rules while the program runs, and then says so by its version. */
function areCurrent(keys: Keys, detectors: readonly Detector[]): boolean {
  return detectors.every((detector, i) => detector.version === keys.versions[i]);
}

/**
 * Guarantee: a verdict is never reused for another text, channel or detector version.
 * A text with half a surrogate pair has no UTF-8, so its UTF-16 is hashed, under a mark of its own.
 */
function keyOf(prefix: string, text: string): string {
  return text.isWellFormed()
    ? prefix + hash("sha256", text, "base64url")
    : `${prefix}16:${hash("sha256", Buffer.from(text, "utf16le"), "base64url")}`;
}

interface Sums {
  failure: string | undefined;
  reused: number;
  fresh: number;
  maxFindings: number;
  fold: Fold;
}

function summarize(texts: readonly TextPart[], readings: readonly Reading[], sums: Sums): Assessment {
  const counts = new Map<string, number>();
  const findings: Finding[] = [];
  let confidence = 100;
  let total = 0;
  const signs: SignSeen[] = [];
  for (const [part, { spans: found, signs: seen }] of readings.entries()) {
    for (const sign of seen) if (signs.length < sums.maxFindings) signs.push({ ...sign, part });
    if (found.length === 0) continue;
    const { text, place } = texts[part] as TextPart;
    for (const span of found) {
      counts.set(span.kind, (counts.get(span.kind) ?? 0) + 1);
      if (!isWeak(span.kind)) confidence = Math.min(confidence, span.confidence);
      total += 1;
      if (findings.length >= sums.maxFindings) continue;
      const slice = text.slice(span.start, span.end);
      const masked = mask(span.kind, sums.fold(slice)?.text ?? slice);
      findings.push({ ...span, part, place, masked });
    }
  }
  const assessed = sums.failure === undefined;
  return {
    assessed,
    ...(sums.failure === undefined ? {} : { failure: sums.failure }),
    ...(total > findings.length ? { note: `${findings.length} of ${total} findings are listed` } : {}),
    risk: scoresOf(counts, signs),
    topics: [],
    confidence: assessed ? confidence : 0,
    dataClasses: dataClassesOf(counts),
    findings,
    signs,
    spans: readings.map(({ spans }) => spans),
    fresh: sums.fresh,
    reused: sums.reused,
  };
}
