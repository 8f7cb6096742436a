import { type Clock, type NanoUsd, bounded } from "../kernel/index.ts";
import type { ConnectedJudge } from "../registry/index.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_KNOWN = 1_000;

/** What has been used of each judge, by this process. */
export interface Purses {
  /** Takes one request; a sentence where there is no room for it. */
  take(judge: ConnectedJudge): string | undefined;
  /** What a request has cost; null: nobody knows. */
  paid(judge: ConnectedJudge, cost: NanoUsd | null): void;
}

interface Purse {
  minute: number;
  calls: number;
  day: number;
  nanoUsd: number;
  unknown: boolean;
}

export function makePurses({ clock }: { clock: Clock }): Purses {
  const purses = bounded<Purse>(MAX_KNOWN);

  const purseOf = ({ org, id }: ConnectedJudge): Purse => {
    const key = `${org} ${id}`;
    const now = clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    const day = Math.floor(now / DAY_MS);
    let purse = purses.get(key);
    if (!purse) purses.set(key, (purse = { minute, calls: 0, day, nanoUsd: 0, unknown: false }));
    if (purse.minute !== minute) Object.assign(purse, { minute, calls: 0 });
    if (purse.day !== day) Object.assign(purse, { day, nanoUsd: 0, unknown: false });
    return purse;
  };

  return {
    take(judge) {
      const { callsPerMinute, nanoUsdPerDay } = judge.budget;
      const purse = purseOf(judge);
      if (callsPerMinute !== undefined && purse.calls >= callsPerMinute) return "its calls of this minute are used up";
      // Guarantee: a judge whose cost nobody knows is never within a budget in dollars.
      if (nanoUsdPerDay !== undefined && purse.unknown) return "what it costs is not known, and it has a budget";
      if (nanoUsdPerDay !== undefined && purse.nanoUsd >= nanoUsdPerDay) return "its budget of this day is used up";
      purse.calls += 1;
      return undefined;
    },
    paid(judge, cost) {
      const purse = purseOf(judge);
      if (cost === null) purse.unknown = true;
      else purse.nanoUsd += cost;
    },
  };
}
