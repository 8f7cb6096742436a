import type { Clock, Log } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import { type Counts, type Ledger, type Tally, addCounts, dayOf, noCounts } from "./ledger.ts";

const PREFIX = "policy.stages";
const EVERY_MS = 5_000;
const KEPT_MS = 40 * 86_400_000;

/** Counts of all processes, together. */
export interface KeptCounts {
  /** By the policy and its text, from the day of `since` on. */
  read(org: string, since: number): Promise<{ policies: Map<string, Counts>; missed: number }>;
  flush(): Promise<void>;
  close(): void;
}

/**
 * Keeps what was counted: one row an organization, day and process, which that process alone writes. What a
 * process counted in its last seconds is lost with it; the decisions themselves say it too.
 */
export function keepCounts(parts: {
  ledger: Ledger;
  store: Pick<Store, "read" | "transact"> | undefined;
  /** The process, as the names of its rows have it. */
  process: string;
  fold(): void;
  clock: Pick<Clock, "now">;
  log: Log;
}): KeptCounts {
  const { ledger, store, clock, log } = parts;
  let writing: Promise<void> = Promise.resolve();
  let swept = "";

  const write = async () => {
    if (!store) return;
    parts.fold();
    const tallies = ledger.changed();
    if (tallies.length === 0) return;
    const now = clock.now();
    await store.transact(async (tx) => {
      for (const tally of tallies) {
        const value = JSON.stringify({ policies: tally.policies, missed: tally.missed });
        await tx
          .insertInto("installation")
          .values({ name: nameOf(tally, parts.process), value, updated_at: now })
          .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updated_at: now }))
          .execute();
      }
      if (swept === dayOf(now)) return;
      await tx
        .deleteFrom("installation")
        .where("name", ">=", `${PREFIX}/`)
        .where("name", "<", `${PREFIX}0`)
        .where("updated_at", "<", now - KEPT_MS)
        .execute();
    });
    swept = dayOf(now);
  };
  const flush = () => {
    writing = writing.then(write).catch((error: unknown) => log.warn("policy.counts.unwritten", { error }));
    return writing;
  };
  const timer = setInterval(() => void flush(), EVERY_MS).unref();

  return {
    async read(org, since) {
      parts.fold();
      const first = dayOf(since);
      const sum = { policies: new Map<string, Counts>(), missed: 0 };
      const add = (tally: Pick<Tally, "policies" | "missed">) => {
        sum.missed += tally.missed;
        for (const [key, counts] of Object.entries(tally.policies)) {
          let total = sum.policies.get(key);
          if (!total) sum.policies.set(key, (total = noCounts()));
          addCounts(total, counts);
        }
      };
      for (const tally of ledger.tallies()) if (tally.org === org && tally.day >= first) add(tally);
      if (!store) return sum;
      const rows = await store.read
        .selectFrom("installation")
        .select(["name", "value"])
        .where("name", ">=", `${PREFIX}/${org}/${first}`)
        .where("name", "<", `${PREFIX}/${org}0`)
        .execute();
      // What this process wrote is in what it remembers.
      for (const { name, value } of rows)
        if (!name.endsWith(`/${parts.process}`)) add(JSON.parse(value) as Pick<Tally, "policies" | "missed">);
      return sum;
    },
    flush,
    close: () => clearInterval(timer),
  };
}

function nameOf({ org, day }: Tally, process: string): string {
  return `${PREFIX}/${org}/${day}/${process}`;
}
