import { hash } from "node:crypto";
import { availableParallelism } from "node:os";
import { bounded, type Clock, type Log, type TextPart, systemRandom } from "../kernel/index.ts";
import { builtInDetectors, builtInModel } from "./built-in.ts";
import { broughtBy } from "./brought.ts";
import { classesOfKind, dataClassesOf, scoresOf } from "./classes.ts";
import { makeOwn } from "./custom/own.ts";
import type { OwnMatch, Seen } from "./custom/report.ts";
import { type Fold, makeFold } from "./fold.ts";
import { isWeak } from "./kinds.ts";
import { mask, maskSentence } from "./mask.ts";
import { kindOf, type Model } from "./model/index.ts";
import { makeTextReader, type TextReader } from "./reading.ts";
import { explainText, topicsIn } from "./scoring.ts";
import { DOMAINS } from "./types.ts";
import type { Assessment, Detector, Finding, OwnDetectors, Reading, RiskRoom, SignSeen } from "./types.ts";
import { makeThreads, type Threads } from "./threads/threads.ts";
import { makeTextKey, type TextKey } from "./text-key.ts";
import { makeVerdicts, type Verdicts } from "./verdicts.ts";

export interface RiskOptions {
  log: Log;
  clock: Clock;
  /** In place of the built-in ones. */
  detectors?: readonly Detector[];
  /** The classifier, in place of the built-in one; `none`: texts are scored by signs and detectors alone. */
  model?: Model | "none";
  /** How many findings an assessment lists. What is not listed still counts, and is still redacted. */
  maxFindings?: number;
  /** A text longer than this is not read, and the call counts as not assessed. */
  maxTextChars?: number;
  /** More spans than this in one text, and it counts as not assessed. */
  maxSpansPerText?: number;
  /** What one detector may take for one text: so much at least, and so much more for each million characters. */
  budgetMs?: { least: number; perMillionChars: number };
  /** Hears what organizations' own detectors saw in a call. */
  heardOwn?: (org: string, matches: readonly OwnMatch[]) => void;
  /** Bounds of the memory of verdicts. */
  kept?: { maxCount: number; maxBytes: number };
  /**
   * Calls with more new characters than `above` are read in up to `count` threads; 0: in none. Detectors given in
   * place of the built-in ones cannot go there.
   */
  apart?: { above: number; count: number };
}

export function makeRisk(options: RiskOptions): RiskRoom {
  const detectors = options.detectors ?? builtInDetectors();
  const model = options.model === "none" ? undefined : (options.model ?? builtInModel());
  const limits = {
    maxFindings: options.maxFindings ?? 200,
    maxTextChars: options.maxTextChars ?? 16_000_000,
    maxSpansPerText: options.maxSpansPerText ?? 20_000,
    budgetMs: options.budgetMs ?? { least: 250, perMillionChars: 250 },
  };
  const reader: Reader = {
    detectors,
    limits,
    reading: makeTextReader(detectors, limits, options.clock, model),
    fold: makeFold(),
    verdicts: makeVerdicts(options.kept ?? { maxCount: 50_000, maxBytes: 32 * 1024 * 1024 }),
    keys: keysFor(detectors, model),
    textKey: makeTextKey(systemRandom),
  };
  const apart = options.apart ?? { above: 8_000, count: Math.max(1, Math.min(4, availableParallelism() - 1)) };
  const threads =
    options.detectors === undefined && options.model === undefined && apart.count > 0
      ? makeThreads({ log: options.log, limits, count: apart.count })
      : undefined;
  const own = makeOwn({ limits, fold: reader.fold, clock: options.clock });
  /** As they are: they are written down so anyway. What may hold a secret is not among them. */
  const clean = bounded<true>(MAX_CLEAN);

  const renew = () => {
    if (areCurrent(reader.keys, detectors)) return;
    reader.keys = keysFor(detectors, model);
    clean.clear();
  };

  const conclude = (
    asked: { texts: TextPart[]; unread?: true },
    { slots, fresh }: Sorted,
    whose: OwnDetectors | undefined,
  ): Assessment => {
    const mine = whose === undefined ? undefined : own.of(whose);
    let failure = mine?.unusable;
    if (asked.unread) failure ??= "part of the call is not written as text";
    const readings: Reading[] = [];
    const seen: Seen[] = [];
    const until = options.clock.elapsed() + OWN_MS;
    for (const [part, slot] of slots.entries()) {
      let { reading } = slot;
      if (mine !== undefined && slot.key !== "") {
        // Guarantee: however many texts a call has, an organization's own detectors hold up the others only so long.
        if (options.clock.elapsed() > until) reading = { ...reading, failure: reading.failure ?? OWN_LATE };
        else reading = mine.readToo(slot, seen);
      }
      readings.push(reading);
      if (reading.failure === undefined) continue;
      failure ??= reading.failure;
      options.log.error("risk.not_assessed", { reason: reading.failure, place: (asked.texts[part] as TextPart).place });
    }
    if (seen.length > 0 && mine !== undefined) options.heardOwn?.(mine.org, mine.saw(seen));
    return summarize(asked.texts, readings, {
      failure,
      ...(mine === undefined ? {} : { ownClasses: mine.classes }),
      reused: asked.texts.length - fresh.length,
      fresh: fresh.length,
      maxFindings: limits.maxFindings,
      fold: reader.fold,
    });
  };

  return {
    holdsSecret(text) {
      renew();
      if (clean.get(text)) return false;
      const sorted = sort(reader, [{ path: [], place: "", channel: "prompt", encoding: "string", text }]);
      readHere(reader, sorted.fresh);
      const { spans, failure } = (sorted.slots[0] as Slot).reading;
      const holds = spans.some(({ kind }) => classesOfKind(kind).includes("secret"));
      if (!holds && failure === undefined && text.length <= MAX_CLEAN_CHARS) clean.set(text, true);
      return holds;
    },
    read(text, channel, whose) {
      renew();
      if (text.length > limits.maxTextChars) return { spans: [], failure: TOO_LONG };
      const read = reader.reading.detect(text, channel);
      const mine = whose && own.of(whose);
      if (!mine) return read;
      const { spans, failure = read.failure } = mine.detect(text, channel);
      const all = [...read.spans, ...spans].sort((a, b) => a.start - b.start || b.end - a.end);
      return failure === undefined ? { spans: all } : { spans: all, failure };
    },
    reach(whose) {
      const mine = whose && own.of(whose);
      return Math.max(mine?.reach ?? 0, ...detectors.map((detector) => detector.reach ?? UNKNOWN_REACH));
    },
    explain(text, channel) {
      const asked = model ?? builtInModel();
      return { version: asked.version, ...explainText(asked, text, channel) };
    },
    assess(call, whose) {
      renew();
      const sorted = sort(reader, call.ask.texts);
      readHere(reader, sorted.fresh);
      return conclude(call.ask, sorted, whose);
    },
    tryOwn(text, whose) {
      const part: TextPart = { path: [], place: "text", channel: "prompt", encoding: "string", text };
      const { spans, failure } = own.tried(text, whose);
      const sums = { failure, reused: 0, fresh: 1, maxFindings: limits.maxFindings, fold: reader.fold };
      const { findings } = summarize([part], [{ spans, signs: [] }], sums);
      return { findings, ...(failure === undefined ? {} : { failure }) };
    },
    reportOwn: (whose) => own.report(whose),
    assessApart(call, whose) {
      renew();
      const sorted = sort(reader, call.ask.texts);
      const chars = sorted.fresh.reduce((sum, { part }) => sum + part.text.length, 0);
      if (threads !== undefined && chars > apart.above) {
        return readApart(reader, threads, sorted.fresh).then(() => conclude(call.ask, sorted, whose));
      }
      readHere(reader, sorted.fresh);
      return conclude(call.ask, sorted, whose);
    },
    close: async () => threads?.close(),
  };
}

/** Of a detector that does not say how far its findings go. */
const UNKNOWN_REACH = 120;
/** What an organization's own detectors may take for all texts of a call: they are read where calls are answered. */
const OWN_MS = 2_000;
const OWN_LATE = "own detectors took longer than their budget";
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
  textKey: TextKey;
}

/** One text of a call, and what is known of it. */
interface Slot {
  part: TextPart;
  key: string;
  reading: Reading;
}

interface Sorted {
  /** One for each text; texts that are the same share theirs. */
  slots: readonly Slot[];
  /** Those that nothing is known of yet. */
  fresh: readonly Slot[];
}

const UNREAD: Reading = { spans: [], signs: [], failure: "a text was not read" };

function sort(reader: Reader, texts: readonly TextPart[]): Sorted {
  const slots: Slot[] = [];
  const fresh = new Map<string, Slot>();
  for (const part of texts) {
    if (part.text.length > reader.limits.maxTextChars) {
      const slot = { part, key: "", reading: { ...UNREAD, failure: TOO_LONG } };
      slots.push(slot);
      continue;
    }
    // Guarantee: a verdict is never reused for another text, channel or detector version.
    const key = reader.keys.prefix[part.channel] + reader.textKey(part.text);
    const known = reader.verdicts.get(key);
    const slot = (known === undefined ? fresh.get(key) : undefined) ?? { part, key, reading: known ?? UNREAD };
    if (known === undefined) fresh.set(key, slot);
    slots.push(slot);
  }
  return { slots, fresh: [...fresh.values()] };
}

function readHere(reader: Reader, fresh: readonly Slot[]): void {
  for (const slot of fresh) learn(reader, slot, reader.reading.read(slot.part.text, slot.part.channel));
}

async function readApart(reader: Reader, threads: Threads, fresh: readonly Slot[]): Promise<void> {
  const readings = await threads.read(fresh.map(({ part: { text, channel } }) => ({ text, channel })));
  // Where no thread can be started, reading late is better than not at all.
  if (readings === undefined) readHere(reader, fresh);
  else for (const [i, slot] of fresh.entries()) learn(reader, slot, readings[i] ?? UNREAD);
}

function learn(reader: Reader, slot: Slot, reading: Reading): void {
  slot.reading = reading;
  if (reading.failure === undefined) reader.verdicts.keep(slot.key, reading);
}

/** One key space per list of detectors, their versions and the channel. */
interface Keys {
  versions: readonly string[];
  prefix: Record<TextPart["channel"], string>;
}

function keysFor(detectors: readonly Detector[], model: Model | undefined): Keys {
  const all = JSON.stringify([detectors.map((detector) => [detector.name, detector.version]), model?.version]);
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

interface Sums {
  ownClasses?: readonly string[];
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
  const risk = scoresOf(counts, signs);
  const hard = { privacy: risk.privacy, injection: risk.injection };
  const topics = addScores(risk, texts, readings);
  const brought = broughtBy(texts, readings);
  for (const [part, { scored }] of readings.entries()) {
    const { text, place, channel } = texts[part] as TextPart;
    if (scored === undefined || channel === "assistant") continue;
    for (const { domain, score, start, end, rule } of scored.places) {
      total += 1;
      if (findings.length >= sums.maxFindings) continue;
      const masked = maskSentence(text.slice(start, end));
      findings.push({
        detector: "classifier",
        kind: kindOf(domain),
        rule,
        start,
        end,
        confidence: score,
        part,
        place,
        masked,
      });
    }
  }
  const assessed = sums.failure === undefined;
  return {
    assessed,
    ...(sums.failure === undefined ? {} : { failure: sums.failure }),
    ...(total > findings.length ? { note: `${findings.length} of ${total} findings are listed` } : {}),
    risk,
    hard,
    topics: topicsIn(topics),
    confidence: assessed ? confidence : 0,
    dataClasses: dataClassesOf(counts),
    ...(brought === undefined ? {} : { brought }),
    findings,
    signs,
    spans: readings.map(({ spans }) => spans),
    scored: readings.map(({ scored }) => scored),
    ...(sums.ownClasses === undefined ? {} : { ownClasses: sums.ownClasses }),
    fresh: sums.fresh,
    reused: sums.reused,
  };
}

/** Raises the scores of a call by what the classifier says of its texts, and gives what they are about. */
function addScores(risk: Assessment["risk"], texts: readonly TextPart[], readings: readonly Reading[]): number {
  let topics = 0;
  for (const [part, { scored }] of readings.entries()) {
    if (scored === undefined) continue;
    topics |= scored.topics;
    // What a model has said before is no wish of who asks now.
    if (texts[part]?.channel === "assistant") continue;
    for (const [i, domain] of DOMAINS.entries()) risk[domain] = Math.max(risk[domain], scored.scores[i] as number);
  }
  for (const domain of DOMAINS) risk.max = Math.max(risk.max, risk[domain]);
  return topics;
}
