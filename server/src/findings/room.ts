import type { Clock, Ids, Log } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { makeDeliverer } from "./alerts/deliver.ts";
import { forgetOld } from "./alerts/outbox.ts";
import type { News } from "./incidents.ts";
import { type LookParts, look } from "./look.ts";
import { type Reported, sightingOf } from "./report.ts";
import { tellSightings } from "./tell.ts";

export interface FindingsRoom {
  /** Looks through what is new and sends what is due, in all organizations. Tests call it; a timer does otherwise. */
  look(): Promise<void>;
  /** Takes in what was found outside of any call, in the transaction that keeps what it is about. */
  report(tx: Tx, org: string, reported: readonly Reported[]): Promise<void>;
  close(): Promise<void>;
}

const EVERY_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
/** In one round; what is left comes with the next one, so that nobody else waits long for the store. */
const MAX_PAGES = 20;

/** Looks through recorded decisions, groups what was found, and tells whoever is to be told. */
export function makeFindings(parts: {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Log;
  organizations(): readonly string[];
  landscape(org: string): Pick<Landscape, "alerts" | "guardrails"> | undefined;
  heard?(org: string, news: readonly News[]): void;
  /** How often; never by itself where 0. */
  everyMs?: number;
}): FindingsRoom {
  const { store, clock, ids, log } = parts;
  const looking: LookParts = {
    store,
    clock,
    ids,
    log,
    holder: ids.next(),
    alertsOf: (org) => parts.landscape(org)?.alerts ?? [],
    thresholdsOf: (org) => parts.landscape(org)?.guardrails.thresholds,
    heard: parts.heard ?? (() => {}),
  };
  const deliverer = makeDeliverer({
    store,
    clock,
    log,
    alertOf: (org, id) => parts.landscape(org)?.alerts.find((alert) => alert.id === id),
  });
  const closing = new AbortController();
  let forgotAt = clock.now();
  let running: Promise<void> | undefined;

  const round = async () => {
    for (const org of parts.organizations())
      for (let pages = 0; pages < MAX_PAGES && !closing.signal.aborted; pages++) if (!(await look(looking, org))) break;
    while (!closing.signal.aborted && (await deliverer.deliver()));
    if (clock.now() - forgotAt > FORGET_EVERY_MS) {
      forgotAt = clock.now();
      await store.transact((tx) => forgetOld(tx, clock.now()));
    }
  };
  const once = () => (running ??= round().finally(() => (running = undefined)));

  const everyMs = parts.everyMs ?? EVERY_MS;
  const timer =
    everyMs === 0
      ? undefined
      : setInterval(() => {
          once().catch((error: unknown) => log.warn("findings.not_looked", { error }));
        }, everyMs).unref();

  return {
    look: async () => {
      await running?.catch(() => {});
      await once();
    },
    async report(tx, org, reported) {
      const now = clock.now();
      const sightings = reported.map((one) => sightingOf(one, now));
      looking.heard(org, await tellSightings(tx, sightings, { org, ids, now, alerts: looking.alertsOf(org) }));
    },
    async close() {
      closing.abort();
      clearInterval(timer);
      await running?.catch(() => {});
      await deliverer.close();
    },
  };
}
