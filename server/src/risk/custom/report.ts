import type { DetectorSpec } from "../../config/index.ts";
import type { Millis } from "../../kernel/index.ts";
import { mask } from "../mask.ts";
import type { KeptSpan } from "../types.ts";
import { OWN } from "./compile.ts";

/** What one detector has matched in the calls of this process, since it is as it is. */
export interface OwnReport {
  detector: string;
  class: string;
  stage: "active" | "shadow";
  since: Millis;
  /** Calls with at least one match, and all matches in them. */
  calls: number;
  matches: number;
  /** A few of them, masked. No text is kept. */
  samples: string[];
}

export interface OwnReports {
  /** Counts what the organization's detectors saw in one call; gives each detector that saw something. */
  saw(org: string, specs: ReadonlyMap<string, DetectorSpec>, seen: readonly Seen[]): OwnMatch[];
  /** Every detector of the organization, also those that matched nothing. */
  of(org: string, specs: ReadonlyMap<string, DetectorSpec> | undefined): OwnReport[];
}

/** A text of a call, and all that was found in it. */
export interface Seen {
  text: string;
  spans: readonly KeptSpan[];
}

export interface OwnMatch {
  detector: string;
  stage: "active" | "shadow";
  matches: number;
}

const MAX_SAMPLES = 5;

interface Entry {
  spec: string;
  since: Millis;
  calls: number;
  matches: number;
  samples: Set<string>;
}

export function makeOwnReports(now: () => Millis): OwnReports {
  const organizations = new Map<string, Map<string, Entry>>();

  /** Guarantee: a report is about the detectors of its organization alone, as they are now. */
  const entryOf = (org: string, spec: DetectorSpec): Entry => {
    let entries = organizations.get(org);
    if (entries === undefined) organizations.set(org, (entries = new Map()));
    const written = JSON.stringify(spec);
    let entry = entries.get(spec.id);
    if (entry === undefined || entry.spec !== written) {
      entry = { spec: written, since: now(), calls: 0, matches: 0, samples: new Set() };
      entries.set(spec.id, entry);
    }
    return entry;
  };

  return {
    saw(org, specs, seen) {
      const counts = new Map<DetectorSpec, number>();
      for (const { text, spans } of seen) {
        for (const span of spans) {
          const spec = span.detector === OWN ? specs.get(span.rule) : undefined;
          if (spec === undefined) continue;
          counts.set(spec, (counts.get(spec) ?? 0) + 1);
          const { samples } = entryOf(org, spec);
          if (samples.size < MAX_SAMPLES) samples.add(mask(span.kind, text.slice(span.start, span.end)));
        }
      }
      return [...counts].map(([spec, matches]) => {
        const entry = entryOf(org, spec);
        entry.calls += 1;
        entry.matches += matches;
        return { detector: spec.id, stage: spec.stage ?? "active", matches };
      });
    },
    of(org, declared) {
      const specs = declared ?? new Map<string, DetectorSpec>();
      const entries = organizations.get(org);
      for (const id of entries?.keys() ?? []) if (!specs.has(id)) entries?.delete(id);
      return [...specs.values()].map((spec) => {
        const { since, calls, matches, samples } = entryOf(org, spec);
        const stage = spec.stage ?? ("active" as const);
        return { detector: spec.id, class: spec.class, stage, since, calls, matches, samples: [...samples] };
      });
    },
  };
}
