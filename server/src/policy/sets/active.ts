import { type Millis, type Result, ok, refused } from "../../kernel/index.ts";
import type { KnownPolicy } from "./annotations.ts";
import type { Engine, EngineFailure, Prepared } from "../engine/engine.ts";
import type { PolicyCard } from "../rulings/ruling.ts";
import { type FactsKey, factsKey } from "../rulings/reads.ts";
import { type ActionName, schemaText } from "../rulings/vocabulary.ts";

/** A checked set in the engine, without the policies that are drafts or have expired. */
export interface ActiveSet {
  /** All policies of the set, those that are off as well. */
  known: readonly KnownPolicy[];
  /** Those that are evaluated. */
  acting: readonly KnownPolicy[];
  /** Those that no longer count. */
  expired: readonly string[];
  cards: ReadonlyMap<string, PolicyCard>;
  prepared: Prepared;
  factsKey(action: ActionName): FactsKey;
  /** When the next policy expires and the set has to be made anew. */
  until: Millis;
}

export function activate(engine: Engine, known: readonly KnownPolicy[], now: Millis): Result<ActiveSet, EngineFailure> {
  const wanted = known.filter(({ draft }) => !draft);
  const acting = wanted.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  const expired = wanted.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now);
  const prepared = engine.prepare(acting, schemaText());
  if (!prepared.ok) return refused(prepared.error);
  const keys = new Map<ActionName, FactsKey>();
  return ok({
    known,
    acting,
    expired: expired.map(({ id }) => id).toSorted(),
    cards: new Map(acting.map(({ id, card }) => [id, card])),
    prepared: prepared.value,
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
    until: Math.min(Number.POSITIVE_INFINITY, ...acting.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY)),
  });
}
