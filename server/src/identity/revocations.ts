import { isRecord, type Log, type Millis, bounded } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";

/** As long as the oldest key that may still live, and a day for clocks that disagree. */
const REMEMBERED_MS: Millis = 366 * 86_400_000;
const MAX_KEYS = 50_000;
const KEY = "key:";
const TOPIC = "revoked";

/** `entity` is not to be believed for anything issued up to `notBefore`. */
export interface Revoked {
  org: string;
  entity: string;
  notBefore: Millis;
}

export interface Revocations {
  /** Rises whenever something was revoked: answers found under an older one are to be found again. */
  readonly epoch: number;
  notBefore(org: string, entity: string): Millis | undefined;
  /** Takes what the database says now for all there is, and what is heard while it is read. */
  load(): Promise<void>;
  close(): void;
}

/**
 * What was cut off lately, as this process knows it. Of keys only those heard of while it ran: a key that is
 * read later says so itself.
 */
export async function openRevocations(parts: {
  store: Store;
  now: Millis;
  log: Log;
  hear(revoked: Revoked): void;
}): Promise<Revocations> {
  const { store, log } = parts;
  let known: Known = new Map();
  /** What a reading that runs is going to put in place of `known`. */
  let next: Known | undefined;
  const keys = bounded<Millis>(MAX_KEYS);
  let epoch = 0;

  const learn = (org: string, entity: string, notBefore: Millis) => {
    epoch += 1;
    if (entity.startsWith(KEY)) return keys.set(entity, notBefore);
    note(known, org, entity, notBefore);
    if (next) note(next, org, entity, notBefore);
  };

  // Heard from before the first read, so that nothing falls between the two.
  const stop = store.onSignal(TOPIC, (payload) => {
    const revoked = readRevoked(payload);
    if (!revoked) return log.warn("identity.signal.unreadable", { topic: TOPIC });
    learn(revoked.org, revoked.entity, revoked.notBefore);
    parts.hear(revoked);
  });
  const load = async () => {
    const mine: Known = new Map();
    next = mine;
    keys.clear();
    try {
      const rows = await store.read
        .selectFrom("revocations")
        .select((q) => ["org", "entity", q.fn.max("not_before").as("not_before")])
        .where("not_before", ">", parts.now - REMEMBERED_MS)
        .where("entity", "not like", "key:%")
        .groupBy(["org", "entity"])
        .execute();
      for (const row of rows) note(mine, row.org, row.entity, Number(row.not_before));
      if (next === mine) known = mine; // otherwise a later reading knows better
    } finally {
      if (next === mine) next = undefined;
      epoch += 1;
    }
  };
  await load();

  return {
    load,
    get epoch() {
      return epoch;
    },
    notBefore: (org, entity) => (entity.startsWith(KEY) ? keys.get(entity) : known.get(org)?.get(entity)),
    close: stop,
  };
}

type Known = Map<string, Map<string, Millis>>;

function note(known: Known, org: string, entity: string, notBefore: Millis): void {
  let entities = known.get(org);
  if (!entities) known.set(org, (entities = new Map()));
  entities.set(entity, Math.max(notBefore, entities.get(entity) ?? 0));
}

/** Tells every process once `tx` is committed. */
export function announce(store: Store, tx: Parameters<Store["signal"]>[0], revoked: Revoked): Promise<void> {
  return store.signal(tx, TOPIC, JSON.stringify(revoked));
}

function readRevoked(payload: string): Revoked | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    if (!isRecord(value)) return undefined;
    const { org, entity, notBefore } = value;
    if (typeof org !== "string" || typeof entity !== "string" || typeof notBefore !== "number") return undefined;
    return { org, entity, notBefore };
  } catch {
    return undefined;
  }
}
