import { type Clock, type Random, bounded } from "../kernel/index.ts";
import { chance } from "./dice.ts";

export type CircuitState = "closed" | "open" | "half_open";

/** Why something rests, and for how long still. */
export interface Rest {
  leftMs: number;
  why: "asked" | "failing" | "probing";
}

/**
 * Circuit breakers by name. One opens after failures in a row or a high rate of them, or at once where rest
 * was asked for. When its rest is over, one call finds out whether it works again; the others wait for that.
 */
export interface Circuits {
  /** Undefined: it may be used. */
  rest(name: string): Rest | undefined;
  /** A call goes out: at a circuit whose rest is over it is the one that finds out. */
  claim(name: string): void;
  succeeded(name: string): void;
  /** Something went wrong that says nothing about it: another call may find out. */
  released(name: string): void;
  failed(name: string): void;
  /** Opens at once: for the time that was asked for, or one that grows each time. */
  opened(name: string, forMs?: number): void;
  /** How many are in which state; those that are not remembered are closed. */
  counts(): Record<Exclude<CircuitState, "closed">, number>;
}

interface Circuit {
  inARow: number;
  /** Calls in this half of the window and in the one before. */
  since: number;
  good: [number, number];
  bad: [number, number];
  /** 0: closed. */
  openUntil: number;
  opens: number;
  probeUntil: number;
  why: "asked" | "failing";
}

const IN_A_ROW = 5;
const HALF_WINDOW_MS = 30_000;
/** A rate says nothing about few calls. */
const LEAST_CALLS = 20;
const FAILING_SHARE = 0.5;
const FIRST_REST_MS = 1_000;
/** No provider can ask for more, and no circuit rests longer. */
const MAX_REST_MS = 60_000;
/** A probe that never reports back, because its caller went away, makes room for another one. */
const PROBE_MS = 30_000;
const FORGOTTEN_MS = 600_000;
const MAX_CIRCUITS = 10_000;

export function makeCircuits({ clock, random }: { clock: Clock; random: Random }): Circuits {
  const circuits = bounded<Circuit>(MAX_CIRCUITS);

  const known = (name: string): Circuit | undefined => {
    const circuit = circuits.get(name);
    // Most are not remembered, and every call asks.
    if (!circuit) return undefined;
    const now = clock.now();
    if (now - Math.max(circuit.openUntil, circuit.since) > FORGOTTEN_MS) {
      circuits.delete(name);
      return undefined;
    }
    if (now - circuit.since >= HALF_WINDOW_MS) {
      const next = now - circuit.since < 2 * HALF_WINDOW_MS;
      circuit.good = [0, next ? circuit.good[0] : 0];
      circuit.bad = [0, next ? circuit.bad[0] : 0];
      circuit.since = now;
    }
    return circuit;
  };

  const made = (name: string, now: number): Circuit => {
    const circuit = known(name) ?? {
      inARow: 0,
      since: now,
      good: [0, 0],
      bad: [0, 0],
      openUntil: 0,
      opens: 0,
      probeUntil: 0,
      why: "failing",
    };
    circuits.set(name, circuit);
    return circuit;
  };

  const open = (circuit: Circuit, now: number, why: Circuit["why"], askedMs?: number) => {
    const grownMs = Math.min(FIRST_REST_MS * 2 ** Math.min(circuit.opens, 10), MAX_REST_MS);
    // Not all at the same moment, nor all processes together.
    const restMs = askedMs ?? grownMs * (0.75 + chance(random) / 2);
    circuit.openUntil = Math.max(circuit.openUntil, now + Math.min(restMs, MAX_REST_MS));
    circuit.opens += 1;
    circuit.probeUntil = 0;
    circuit.why = why;
  };

  return {
    rest(name) {
      const circuit = known(name);
      if (!circuit || circuit.openUntil === 0) return undefined;
      const now = clock.now();
      if (now < circuit.openUntil) return { leftMs: circuit.openUntil - now, why: circuit.why };
      return now < circuit.probeUntil ? { leftMs: circuit.probeUntil - now, why: "probing" } : undefined;
    },

    claim(name) {
      const circuit = known(name);
      if (!circuit || circuit.openUntil === 0) return;
      const now = clock.now();
      if (now >= circuit.openUntil) circuit.probeUntil = now + PROBE_MS;
    },

    succeeded(name) {
      const circuit = known(name);
      // A call that began before the rest was asked for does not end it.
      if (!circuit || clock.now() < circuit.openUntil) return;
      circuit.inARow = 0;
      circuit.good[0] += 1;
      // It works again, or nothing bad is left in the window: there is nothing to remember.
      if (circuit.openUntil > 0 || circuit.bad[0] + circuit.bad[1] === 0) circuits.delete(name);
    },

    released(name) {
      const circuit = circuits.get(name);
      if (circuit) circuit.probeUntil = 0;
    },

    failed(name) {
      const now = clock.now();
      const circuit = made(name, now);
      if (now < circuit.openUntil) return;
      circuit.inARow += 1;
      circuit.bad[0] += 1;
      const bad = circuit.bad[0] + circuit.bad[1];
      const all = bad + circuit.good[0] + circuit.good[1];
      const failing = circuit.inARow >= IN_A_ROW || (all >= LEAST_CALLS && bad / all >= FAILING_SHARE);
      if (circuit.openUntil > 0 || failing) open(circuit, now, "failing");
    },

    opened(name, forMs) {
      const now = clock.now();
      const circuit = made(name, now);
      // Calls that were under way together hear the same news; it does not count for each of them.
      if (now < circuit.openUntil && forMs === undefined) return;
      open(circuit, now, "asked", forMs);
    },

    counts() {
      const now = clock.now();
      const counted = { open: 0, half_open: 0 };
      for (const { openUntil } of circuits.values()) {
        if (openUntil > now) counted.open += 1;
        else if (openUntil > 0) counted.half_open += 1;
      }
      return counted;
    },
  };
}
