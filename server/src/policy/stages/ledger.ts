import type { Clock } from "../../kernel/index.ts";
import { sha256 } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Change } from "./change.ts";
import type { Would } from "./watcher.ts";

const DAY_MS = 86_400_000;
const MAX_DAYS = 40;
/** In one organization on one day; more are not counted. */
const MAX_POLICIES = 2_000;
const MAX_NAMES = 200;
const OTHERS = "(others)";

export type Changes = Partial<Record<Change, number>>;

/** What was seen of one text of a policy. */
export interface Counts {
  /** Calls it was looked at for, without deciding. */
  evaluated: number;
  /** Those it had something to say about. */
  matched: number;
  /** Calls a canary took part in deciding. */
  acted: number;
  /** Those where it could not be evaluated, which would have forbidden. */
  errored: number;
  changes: Changes;
  teams: Record<string, Changes>;
  models: Record<string, Changes>;
}

/** Counts of one day by the policy and its text. */
export type DayCounts = Record<string, Counts>;

/** Of one organization on one day, as this process counted. */
export interface Tally {
  org: string;
  /** 2027-12-31 */
  day: string;
  policies: DayCounts;
  /** Calls that could not be looked at. */
  missed: number;
}

/** What a look saw. */
interface Seen {
  org: string;
  team: string;
  model: string;
  would: readonly Would[] | undefined;
  beside: readonly KnownPolicy[];
  matched: readonly KnownPolicy[];
  acted: readonly KnownPolicy[];
}

/** Counts what policies would have changed, by day, in this process. */
export interface Ledger {
  add(seen: Seen, calls: number): void;
  tallies(): Iterable<Tally>;
  /** Those that have changed since the last time. */
  changed(): Tally[];
}

export function makeLedger(parts: {
  clock: Pick<Clock, "now">;
  heard?: ((change: { policy: string; stage: string; change: Change; count: number }) => void) | undefined;
}): Ledger {
  const tallies = new Map<string, Tally>();
  const dirty = new Set<Tally>();
  const tallyOf = (org: string): Tally => {
    const now = parts.clock.now();
    const day = dayOf(now);
    const key = `${org} ${day}`;
    let tally = tallies.get(key);
    if (!tally) {
      tally = { org, day, policies: Object.create(null) as DayCounts, missed: 0 };
      tallies.set(key, tally);
      const oldest = dayOf(now - MAX_DAYS * DAY_MS);
      for (const [name, old] of tallies) if (old.day < oldest) tallies.delete(name);
    }
    return tally;
  };

  return {
    add(seen, calls) {
      if (calls === 0) return;
      const tally = tallyOf(seen.org);
      dirty.add(tally);
      if (!seen.would) {
        tally.missed += calls;
        return;
      }
      const count = (policy: KnownPolicy, what: "evaluated" | "matched" | "acted") => {
        const counts = countsOf(tally.policies, keyOf(policy));
        if (counts) counts[what] += calls;
      };
      for (const policy of seen.beside) count(policy, "evaluated");
      for (const policy of seen.matched) count(policy, "matched");
      for (const policy of seen.acted) count(policy, "acted");
      for (const { policy, stage, would, errored } of seen.would) {
        const known = seen.matched.find(({ id }) => id === policy);
        const counts = known && countsOf(tally.policies, keyOf(known));
        if (!counts) continue;
        if (errored) counts.errored += calls;
        for (const changes of [counts.changes, named(counts.teams, seen.team), named(counts.models, seen.model)])
          changes[would] = (changes[would] ?? 0) + calls;
        parts.heard?.({ policy, stage, change: would, count: calls });
      }
    },
    tallies: () => tallies.values(),
    changed() {
      const those = [...dirty];
      dirty.clear();
      return those;
    },
  };
}

const keys = new WeakMap<KnownPolicy, string>();

/** Another text is another policy: what the one before would have changed says nothing of it. */
export function keyOf(policy: KnownPolicy): string {
  let key = keys.get(policy);
  if (key === undefined) keys.set(policy, (key = `${policy.id}@${sha256(policy.text).slice(0, 16)}`));
  return key;
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Adds the second to the first. */
export function addCounts(to: Counts, from: Counts): void {
  for (const what of ["evaluated", "matched", "acted", "errored"] as const) to[what] += from[what];
  addChanges(to.changes, from.changes);
  for (const what of ["teams", "models"] as const)
    for (const [name, changes] of Object.entries(from[what])) addChanges(named(to[what], name), changes);
}

export function noCounts(): Counts {
  const names = () => Object.create(null) as Record<string, Changes>;
  return { evaluated: 0, matched: 0, acted: 0, errored: 0, changes: {}, teams: names(), models: names() };
}

function addChanges(to: Changes, from: Changes): void {
  for (const [change, count] of Object.entries(from)) to[change as Change] = (to[change as Change] ?? 0) + count;
}

function countsOf(policies: DayCounts, key: string): Counts | undefined {
  const known = policies[key];
  if (known) return known;
  if (Object.keys(policies).length >= MAX_POLICIES) return undefined;
  return (policies[key] = noCounts());
}

function named(names: Record<string, Changes>, name: string): Changes {
  const known = names[name];
  if (known) return known;
  const place = Object.keys(names).length >= MAX_NAMES ? OTHERS : name;
  return (names[place] ??= {});
}
