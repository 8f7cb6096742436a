import type { Chain } from "../../identity/index.ts";
import { type Clock, type Millis, canonicalJson, sha256 } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";

export interface GivenParts {
  store: Pick<Store, "read" | "transact">;
  clock: Clock;
}

type Who = Pick<Chain, "org" | "links">;

/** Which answers that providers keep were given to whom. */
export interface GivenAnswers {
  /** Written before the answer's last byte goes out, so that its caller can go on at once. */
  remember(who: Who, ids: readonly string[], provider: string): Promise<void>;
  /** The one provider that gave all of these to this caller; undefined where there is none. */
  providerOf(who: Who, ids: readonly string[]): Promise<string | undefined>;
}

/** As long as OpenAI keeps them. */
const KEPT_MS: Millis = 30 * 24 * 60 * 60 * 1000;
/** Old rows go with every so many new ones. */
const SWEEP_EVERY = 500;
const MAX_KEYS = 500;

export function makeGivenAnswers({ store, clock }: GivenParts): GivenAnswers {
  let untilSweep = SWEEP_EVERY;
  return {
    async remember(who, ids, provider) {
      const at = clock.now();
      const rows = [...new Set(ids)].map((id) => ({ key: keyOf(who, id), provider, at }));
      untilSweep -= 1;
      const sweeps = untilSweep <= 0;
      if (sweeps) untilSweep = SWEEP_EVERY;
      await store.transact(async (tx) => {
        await tx
          .insertInto("given_answers")
          .values(rows)
          .onConflict((conflict) => conflict.column("key").doUpdateSet({ provider, at }))
          .execute();
        if (sweeps)
          await tx
            .deleteFrom("given_answers")
            .where("at", "<", at - KEPT_MS)
            .execute();
      });
    },
    async providerOf(who, ids) {
      const keys = [...new Set(ids)].map((id) => keyOf(who, id));
      if (keys.length === 0 || keys.length > MAX_KEYS) return undefined;
      const rows = await store.read
        .selectFrom("given_answers")
        .select("provider")
        .where("key", "in", keys)
        .where("at", ">=", clock.now() - KEPT_MS)
        .execute();
      const [first] = rows;
      const all = rows.length === keys.length && rows.every((row) => row.provider === first?.provider);
      return all ? first?.provider : undefined;
    },
  };
}

/** Everybody in the chain is part of it: what an agent was given for one user is not another user's. */
function keyOf({ org, links }: Who, id: string): string {
  return sha256(canonicalJson([org, links.map(({ ref }) => ref), id]));
}
