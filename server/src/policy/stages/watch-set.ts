import type { KnownPolicy } from "../sets/annotations.ts";
import type { Engine, Prepared } from "../engine/engine.ts";
import type { PolicyCard } from "../rulings/ruling.ts";
import { type FactsKey, factsKey } from "../rulings/reads.ts";
import { type ActionName, schemaText } from "../rulings/vocabulary.ts";

/** The policies that are looked at beside a decision, and what is needed to say what each would have changed. */
export interface WatchSet {
  /** Shadow policies, and canaries: which of them count as looked at depends on the person. */
  policies: readonly KnownPolicy[];
  /** Of the watched alone, permits and forbids apart: either hides the other where both are satisfied. */
  permits: Prepared;
  forbids: Prepared;
  /** Everything that acts or is watched. */
  whole: Prepared;
  cards: ReadonlyMap<string, PolicyCard>;
  /** The facts that they read. */
  factsKey(action: ActionName): FactsKey;
  release(): void;
}

/** Undefined where nothing is watched, or where it could not be prepared: decisions never wait for it. */
export function prepareWatch(engine: Engine, current: readonly KnownPolicy[]): WatchSet | undefined {
  const watched = current.filter(({ stage }) => stage.name === "shadow" || stage.name === "canary");
  if (watched.length === 0) return undefined;
  const sets: Prepared[] = [];
  const release = () => {
    for (const set of sets) set.release();
  };
  for (const policies of [
    watched.filter(({ tree }) => tree.effect === "permit"),
    watched.filter(({ tree }) => tree.effect === "forbid"),
    current,
  ]) {
    const prepared = engine.prepare(policies, schemaText());
    if (!prepared.ok) {
      release();
      return undefined;
    }
    sets.push(prepared.value);
  }
  const [permits, forbids, whole] = sets as [Prepared, Prepared, Prepared];
  const keys = new Map<ActionName, FactsKey>();
  return {
    policies: watched,
    permits,
    forbids,
    whole,
    cards: new Map(current.map(({ id, card }) => [id, card])),
    factsKey(action) {
      if (!keys.has(action))
        keys.set(
          action,
          factsKey(
            watched.map(({ tree }) => tree),
            action,
          ),
        );
      return keys.get(action);
    },
    release,
  };
}
