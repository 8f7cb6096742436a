import type { Clock, Log, Millis } from "../kernel/index.ts";
import { type PolicyRoom, expiryOf } from "../policy/index.ts";
import type { Store } from "../store/index.ts";
import type { Records } from "./types.ts";

const DAY_MS = 86_400_000;
const ACTOR = "lumos";

/** Tells of policies that switch themselves off: before it in the log, after it in the record. */
export interface ExpiryWatch {
  look(): Promise<void>;
  /** Policies that end within 14 days, and those that have ended, in all organizations. */
  counts(): { soon: number; expired: number };
}

export function makeExpiryWatch(parts: {
  store: Pick<Store, "transact">;
  records: Pick<Records, "change">;
  stages: Pick<PolicyRoom["stages"], "expiring">;
  organizations(): string[];
  clock: Pick<Clock, "now">;
  log: Log;
}): ExpiryWatch {
  const { store, records, stages, organizations, clock, log } = parts;
  /** What this process has said, and when; or what is known to be in the record. */
  const told = new Map<string, Millis>();

  const look = async () => {
    const now = clock.now();
    for (const org of organizations()) {
      for (const { policy, expiresAt } of stages.expiring(org)) {
        const expiry = expiryOf(expiresAt, now);
        const { id, owner, ticket } = policy;
        const key = `${org}/${id}@${expiresAt}/${expiry}`;
        const last = told.get(key);
        const about = { ...(owner === undefined ? {} : { owner }), ...(ticket === undefined ? {} : { ticket }) };
        if (expiry === "soon" && (last === undefined || now - last >= DAY_MS)) {
          const days = Math.ceil((expiresAt - now) / DAY_MS);
          log.warn("policy.expires", { organization: org, policy: id, days, ...about });
          told.set(key, now);
        }
        if (expiry === "expired" && last === undefined) {
          if (await recordOnce(org, id, expiresAt, about))
            log.warn("policy.expired", { organization: org, policy: id, ...about });
          told.set(key, now);
        }
      }
    }
  };

  // Guarantee: that a policy has switched itself off is recorded once, however many processes notice it.
  const recordOnce = (org: string, id: string, expiresAt: Millis, about: object): Promise<boolean> =>
    store.transact(async (tx) => {
      const name = `policy.expired/${org}/${id}@${expiresAt}`;
      const mine = await tx
        .insertInto("installation")
        .values({ name, value: "recorded", updated_at: clock.now() })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning("name")
        .execute();
      if (mine.length === 0) return false;
      await records.change(tx, {
        org,
        actor: ACTOR,
        action: "policies.expired",
        subject: { kind: "policies", id },
        details: { expiredAt: expiresAt, ...about },
      });
      return true;
    });

  return {
    look,
    counts() {
      const now = clock.now();
      const ends = organizations().flatMap((org) =>
        stages.expiring(org).map(({ expiresAt }) => expiryOf(expiresAt, now)),
      );
      return {
        soon: ends.filter((end) => end === "soon").length,
        expired: ends.filter((end) => end === "expired").length,
      };
    },
  };
}
