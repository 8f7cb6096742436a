import type { Result } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Engine, EngineFailure, Prepared } from "../engine/engine.ts";
import type { PolicyCard } from "../rulings/ruling.ts";
import { type FactsKey, factsKey } from "../rulings/reads.ts";
import { type ActionName, schemaText } from "../rulings/vocabulary.ts";

/** The policies that are looked at beside a decision, and what is needed to say what each would have changed. */
export interface WatchSet {
  /** Shadow policies, and canaries: which of them count as looked at depends on the person. */
  policies: readonly KnownPolicy[];
  /** Permits and forbids apart: either hides the other where both are satisfied. */
  permits: Prepared;
  forbids: Prepared;
  /** One of them alone, made when it first has something to say. */
  alone(policy: KnownPolicy): Result<Prepared, EngineFailure>;
  /** Of everything that acts or is watched. */
  cards: ReadonlyMap<string, PolicyCard>;
  /** The facts that they read. */
  factsKey(action: ActionName): FactsKey;
  release(): void;
}

/** Undefined where nothing is watched, or where it could not be prepared: decisions never wait for it. */
export function prepareWatch(engine: Engine, current: readonly KnownPolicy[]): WatchSet | undefined {
  const watched = current.filter(({ stage }) => stage.name === "shadow" || stage.name === "canary");
  if (watched.length === 0) return undefined;
  const permits = engine.prepare(
    watched.filter(({ tree }) => tree.effect === "permit"),
    schemaText(),
  );
  if (!permits.ok) return undefined;
  const forbids = engine.prepare(
    watched.filter(({ tree }) => tree.effect === "forbid"),
    schemaText(),
  );
  if (!forbids.ok) {
    permits.value.release();
    return undefined;
  }
  const singles = new Map<string, Prepared>();
  const keys = new Map<ActionName, FactsKey>();
  let released = false;
  return {
    policies: watched,
    permits: permits.value,
    forbids: forbids.value,
    alone(policy) {
      const known = singles.get(policy.id);
      if (known) return { ok: true, value: known };
      if (released) return { ok: false, error: { because: "this policy set was released" } };
      const made = engine.prepare([policy], schemaText());
      if (made.ok) singles.set(policy.id, made.value);
      return made;
    },
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
    release() {
      released = true;
      for (const prepared of [permits.value, forbids.value, ...singles.values()]) prepared.release();
      singles.clear();
    },
  };
}
