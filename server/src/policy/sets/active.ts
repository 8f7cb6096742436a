import type { Principal } from "../../identity/index.ts";
import { type Millis, type Result, bounded, ok, refused } from "../../kernel/index.ts";
import type { KnownPolicy } from "./annotations.ts";
import type { Engine, EngineFailure, Prepared } from "../engine/engine.ts";
import type { PolicyCard } from "../rulings/ruling.ts";
import { namedIn } from "../rulings/named.ts";
import { type FactsKey, factsKey } from "../rulings/reads.ts";
import { isInShare } from "../stages/stage.ts";
import { type WatchSet, prepareWatch } from "../stages/watch-set.ts";
import type { NamedInPolicies } from "../types.ts";
import { type ActionName, schemaText } from "../rulings/vocabulary.ts";

const MAX_PEOPLE = 20_000;

/** A checked set in the engine, without the policies that are drafts or have expired. */
export interface ActiveSet {
  /** All policies of the set, those that are off as well. */
  known: readonly KnownPolicy[];
  /** Those that decide: enforced, and canaries for the principals in their share. */
  acting: readonly KnownPolicy[];
  /** Those that no longer count. */
  expired: readonly string[];
  cards: ReadonlyMap<string, PolicyCard>;
  prepared: Prepared;
  /** What is looked at beside; absent where nothing is. */
  watch: WatchSet | undefined;
  /** Canaries that do not decide for these principals: the same object for the same ones. */
  notFor(links: readonly Principal[]): ReadonlySet<string> | undefined;
  factsKey(action: ActionName): FactsKey;
  named(): NamedInPolicies;
  /** When the next policy expires and the set has to be made anew. */
  until: Millis;
  release(): void;
}

export function activate(engine: Engine, known: readonly KnownPolicy[], now: Millis): Result<ActiveSet, EngineFailure> {
  const wanted = known.filter(({ stage }) => stage.name !== "draft");
  const current = wanted.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  const expired = wanted.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now);
  const acting = actingIn(known, now);
  const prepared = engine.prepare(acting, schemaText());
  if (!prepared.ok) return refused(prepared.error);
  const keys = new Map<ActionName, FactsKey>();
  const watch = prepareWatch(engine, current);
  let named: NamedInPolicies | undefined;
  return ok({
    known,
    acting,
    expired: expired.map(({ id }) => id).toSorted(),
    cards: new Map(acting.map(({ id, card }) => [id, card])),
    prepared: prepared.value,
    watch,
    notFor: canariesNotFor(acting),
    factsKey(action) {
      if (!keys.has(action))
        keys.set(
          action,
          factsKey(
            acting.map(({ tree }) => tree),
            action,
          ),
        );
      return keys.get(action);
    },
    named: () => (named ??= namedIn(acting.map(({ tree }) => tree))),
    until: current.reduce(
      (soonest, { expiresAt }) => Math.min(soonest, expiresAt ?? soonest),
      Number.POSITIVE_INFINITY,
    ),
    release() {
      prepared.value.release();
      watch?.release();
    },
  });
}

/** Those that decide at this moment. */
export function actingIn(known: readonly KnownPolicy[], now: Millis): readonly KnownPolicy[] {
  return known.filter(
    ({ stage, expiresAt }) =>
      stage.name !== "draft" && stage.name !== "shadow" && (expiresAt === undefined || expiresAt > now),
  );
}

/** By the person a call is for: whoever acts for somebody meets what that somebody meets. */
// Guarantee: whom a canary decides for depends on the person a call is for, whoever acts for them.
function canariesNotFor(acting: readonly KnownPolicy[]): ActiveSet["notFor"] {
  const canaries = acting.filter(({ stage }) => stage.name === "canary" && stage.share < 100);
  if (canaries.length === 0) return () => undefined;
  const people = bounded<ReadonlySet<string>>(MAX_PEOPLE);
  const groups = new Map<string, ReadonlySet<string>>();
  return (links) => {
    const person = links.at(-1)?.ref ?? "";
    let others = people.get(person);
    if (!others) {
      const ids = canaries.flatMap(({ id, stage }) => (isInShare(id, stage.share, person) ? [] : [id]));
      const key = ids.join("\n");
      others = groups.get(key) ?? new Set(ids);
      if (groups.size < MAX_PEOPLE) groups.set(key, others);
      people.set(person, others);
    }
    return others.size === 0 ? undefined : others;
  };
}
