import type { Novelty } from "./load/bodies.ts";
import type { Load } from "./load/job.ts";
import type { TargetName } from "./targets/index.ts";

export interface Scenario {
  id: string;
  /** What it asks, for the report. */
  title: string;
  load: Load;
  body: { bytes: number; novelty: Novelty };
  /** Every request states a purpose never seen before, so that no decision can be reused. */
  newPurpose?: boolean;
  events?: number;
  gapMs?: number;
  warmupMs: number;
  windowMs: number;
  targets: readonly TargetName[];
  /** Only in this many of the repeats. */
  repeats?: number;
  /** Each target is started anew for it, for the memory of a process that has worked says little about the next load. */
  fresh?: boolean;
  quick: boolean;
}

const SERVERS = ["nginx", "bare", "portkey", "lumos"] as const;
const ALL = ["direct", ...SERVERS] as const;
/** Where only the governed path differs, the cheap yardstick is enough. */
const PAIR = ["bare", "lumos"] as const;

const EVENTS = 200;

/** Window lengths are those of the full profile; the quick one takes less of each. */
export const SCENARIOS: readonly Scenario[] = [
  ...(["warm", "cold", "turn"] as const).flatMap((novelty) =>
    ([2, 20, 200] as const).map((kilobytes) => closed(kilobytes, novelty)),
  ),
  {
    ...closed(2, "warm"),
    id: "closed-2k-new-decision",
    title: "2 KB, texts seen before, every request needs a new policy decision",
    newPurpose: true,
    targets: PAIR,
    quick: true,
  },
  ...([200, 500, 1_000] as const).map((perSecond) => ({
    id: `open-${perSecond}`,
    title: `2 KB, texts seen before, ${perSecond} requests per second at random moments`,
    load: { kind: "open", perSecond } as const,
    body: { bytes: 2_000, novelty: "warm" } as const,
    warmupMs: 600,
    windowMs: perSecond === 200 ? 3_000 : 2_500,
    targets: ALL,
    quick: perSecond === 1_000,
  })),
  ...([10, 50] as const).map((perSecond) => ({
    id: `streams-${perSecond}`,
    title: `streams of ${EVENTS} events, one each 5 ms, ${perSecond} new ones per second`,
    load: { kind: "streams", perSecond } as const,
    body: { bytes: 2_000, novelty: "warm" } as const,
    events: EVENTS,
    gapMs: 5,
    warmupMs: 1_200,
    windowMs: perSecond === 10 ? 3_000 : 2_500,
    targets: ALL,
    quick: perSecond === 50,
  })),
  {
    id: "held-2000",
    title: "2,000 streams held at once, one event per second each",
    load: { kind: "held", streams: 2_000 },
    body: { bytes: 2_000, novelty: "warm" },
    events: 3_600,
    gapMs: 1_000,
    warmupMs: 6_000,
    windowMs: 6_000,
    targets: ALL,
    repeats: 1,
    fresh: true,
    quick: false,
  },
];

function closed(kilobytes: 2 | 20 | 200, novelty: Novelty): Scenario {
  const what = {
    warm: "texts seen before",
    cold: "every text new",
    turn: "a conversation that grows: only its last message is new",
  }[novelty];
  return {
    id: `closed-${kilobytes}k-${novelty}`,
    title: `${kilobytes} KB, ${what}, the server always busy`,
    load: { kind: "closed", connections: kilobytes === 2 ? 32 : kilobytes === 20 ? 16 : 8 },
    body: { bytes: kilobytes * 1_000, novelty },
    warmupMs: 600,
    windowMs: 2_000,
    targets:
      novelty === "warm" ? (kilobytes === 2 ? ALL : SERVERS) : kilobytes === 2 && novelty === "cold" ? SERVERS : PAIR,
    quick: kilobytes === 2 ? novelty !== "turn" : kilobytes === 20 && novelty === "turn",
  };
}
