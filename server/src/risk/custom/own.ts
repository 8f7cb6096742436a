import type { DetectorSpec } from "../../config/index.ts";
import type { Clock, Millis, TextPart } from "../../kernel/index.ts";
import type { Fold } from "../fold.ts";
import { makeTextReader, type ReadingLimits, type TextReader } from "../reading.ts";
import type { KeptSpan, OwnDetectors, Reading } from "../types.ts";
import { makeVerdicts } from "../verdicts.ts";
import { compileOwn, type OwnSet } from "./compile.ts";
import { makeOwnReports, type OwnMatch, type OwnReport, type Seen } from "./report.ts";

/** A text that the built-in detectors have read, and the key under which their verdict is kept. */
export interface ReadAlready {
  part: TextPart;
  key: string;
  reading: Reading;
}

/** What one organization looks for, at work on one call. */
export interface Mine {
  org: string;
  classes: readonly string[];
  unusable?: string;
  /** The reading with what the organization's own detectors see in the text; tells `seen` what they saw. */
  readToo(known: ReadAlready, seen: Seen[]): Reading;
  /** What those that decide see in a piece of a text; nothing is kept or counted. */
  detect(text: string, channel: TextPart["channel"]): { spans: readonly KeptSpan[]; failure?: string };
  reach: number;
  /** Counts what was seen in one call. */
  saw(seen: readonly Seen[]): OwnMatch[];
}

export interface Own {
  /** Undefined where the organization has no detectors. Compiled anew with the first call after a change. */
  of(whose: OwnDetectors): Mine | undefined;
  /** What they see in one text, those in shadow too. Nothing is kept or counted. */
  tried(text: string, whose: OwnDetectors): { spans: readonly KeptSpan[]; failure?: string };
  report(whose: OwnDetectors): OwnReport[];
}

interface Parts {
  limits: ReadingLimits & { maxTextChars: number };
  fold: Fold;
  clock: Clock;
}

interface Compiled {
  list: OwnDetectors["detectors"];
  specs: ReadonlyMap<string, DetectorSpec>;
  /** Those that decide, and those in shadow: what becomes of the second never touches the first. */
  active: OwnSet | undefined;
  shadow: OwnSet | undefined;
  mine: Mine;
}

const KEPT = { maxCount: 20_000, maxBytes: 8 * 1024 * 1024 };

export function makeOwn({ limits, fold, clock }: Parts): Own {
  const known = new Map<string, Compiled>();
  const reports = makeOwnReports(() => clock.now() as Millis);
  const verdicts = makeVerdicts(KEPT);

  const setOf = (specs: readonly DetectorSpec[]): (OwnSet & { reading: TextReader }) | undefined => {
    if (specs.length === 0) return undefined;
    const set = compileOwn(specs, { fold, clock });
    return { ...set, reading: makeTextReader([set.detector], limits, clock) };
  };

  /** Guarantee: a verdict of an organization's own detectors is kept under their version besides the text's key. */
  const readWith = (set: OwnSet & { reading: TextReader }, { part, key }: ReadAlready): Reading => {
    const ownKey = `${set.detector.version} ${key}`;
    const kept = verdicts.get(ownKey);
    if (kept !== undefined) return kept;
    const reading = { ...set.reading.read(part.text, part.channel), signs: [] };
    if (reading.failure === undefined) verdicts.keep(ownKey, reading);
    return reading;
  };

  const compile = ({ org, detectors }: OwnDetectors): Compiled => {
    const active = setOf(detectors.filter(({ stage }) => stage !== "shadow"));
    const shadow = setOf(detectors.filter(({ stage }) => stage === "shadow"));
    const specs = new Map(detectors.map((spec) => [spec.id, spec]));
    const mine: Mine = {
      org,
      classes: active?.classes ?? [],
      ...(active?.unusable === undefined ? {} : { unusable: active.unusable }),
      readToo(slot, seen) {
        const own = active === undefined || active.unusable !== undefined ? NOTHING : readWith(active, slot);
        // Guarantee: what a detector in shadow finds, or fails at, has no effect on a call.
        const counted = shadow === undefined || shadow.unusable !== undefined ? NOTHING : readWith(shadow, slot);
        if (own.spans.length + counted.spans.length > 0) {
          seen.push({ text: slot.part.text, spans: [...own.spans, ...counted.spans] });
        }
        return together(slot.reading, own);
      },
      detect: (text, channel) =>
        active?.unusable === undefined
          ? (active?.reading.detect(text, channel) ?? NOTHING)
          : { spans: [], failure: active.unusable },
      reach: active?.detector.reach ?? 0,
      saw: (seen) => reports.saw(org, specs, seen),
    };
    return { list: detectors, specs, active, shadow, mine };
  };

  const compiled = (whose: OwnDetectors): Compiled | undefined => {
    if (whose.detectors.length === 0) {
      known.delete(whose.org);
      return undefined;
    }
    const kept = known.get(whose.org);
    if (kept !== undefined && kept.list === whose.detectors) return kept;
    const made = compile(whose);
    known.set(whose.org, made);
    return made;
  };

  return {
    of: (whose) => compiled(whose)?.mine,
    tried(text, { detectors }) {
      const set = setOf(detectors);
      if (set === undefined) return { spans: [] };
      if (set.unusable !== undefined) return { spans: [], failure: set.unusable };
      if (text.length > limits.maxTextChars) return { spans: [], failure: "the text is longer than can be assessed" };
      return set.reading.read(text, "prompt");
    },
    report: (whose) => reports.of(whose.org, compiled(whose)?.specs),
  };
}

const NOTHING: Reading = { spans: [], signs: [] };

function together(base: Reading, own: Reading): Reading {
  const failure = base.failure ?? own.failure;
  if (own.spans.length === 0 && failure === base.failure) return base;
  const spans = [...base.spans, ...own.spans].sort((a, b) => a.start - b.start || b.end - a.end);
  return { ...base, spans, ...(failure === undefined ? {} : { failure }) };
}
