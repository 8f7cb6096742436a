import { type Clock, type Millis, isRecord } from "../kernel/index.ts";
import type { Store, Tx } from "../store/index.ts";

/** A value that a session needs a pseudonym for. */
export interface Wanted {
  /** Keyed hash of the value in its session. */
  hash: string;
  /** What it may be called, best first; empty where it can only be numbered. */
  looks: readonly string[];
  /** The kind of number it has where it is numbered. */
  label: string;
  seal(pseudonym: string): string;
}

export interface Agreed {
  pseudonym: string;
  expiresAt: Millis;
}

export interface StoredValue extends Agreed {
  value: string;
  sealed: string;
}

/** The store's side: all processes agree here. */
export interface PseudonymStore {
  known(session: string, hashes: readonly string[]): Promise<Map<string, Agreed>>;
  /** Those that it could not take are left out. `isFree` says whether nothing in the call reads like it. */
  agree(
    session: string,
    wanted: readonly Wanted[],
    options: { keepMs: Millis; isFree(pseudonym: string): boolean },
  ): Promise<Map<string, Agreed>>;
  /** Every value of a session that may still come back. */
  all(session: string): Promise<StoredValue[]>;
  /** They were used: they are kept for as long again. */
  used(session: string, hashes: readonly string[], keepMs: Millis): Promise<void>;
  answered(answers: readonly string[], session: string): Promise<void>;
  /** The one session that all of these answers were given in. */
  sessionOf(answers: readonly string[]): Promise<string | undefined>;
  tidy(): Promise<void>;
}

/** More of one session do not come back. */
export const MAX_VALUES = 5_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** A number is never given twice for as long as a provider may keep an answer that it stands in. */
const NUMBERS_MS: Millis = 31 * 24 * 3_600_000;
const MAX_NUMBER = 999_999;
const ANSWERS_MS: Millis = 30 * 24 * 3_600_000;
const BATCH = 200;

export function makePseudonymStore({ store, clock }: { store: Store; clock: Clock }): PseudonymStore {
  return {
    known: (session, hashes) => rowsOf(store.read, session, hashes, clock.now()),

    agree: (session, wanted, options) =>
      store.transact((tx) => agreeIn(tx, session, wanted, { ...options, now: clock.now() })),

    async all(session) {
      const rows = await store.read
        .selectFrom("pseudonyms")
        .selectAll()
        .where("session", "=", session)
        .where("expires_at", ">", clock.now())
        .limit(MAX_VALUES)
        .execute();
      return rows.map(({ value, pseudonym, sealed, expires_at }) => ({
        value,
        pseudonym,
        sealed,
        expiresAt: Number(expires_at),
      }));
    },

    async used(session, hashes, keepMs) {
      const now = clock.now();
      await store.transact(async (tx) => {
        for (let at = 0; at < hashes.length; at += BATCH)
          await tx
            .updateTable("pseudonyms")
            .set({ expires_at: now + keepMs })
            .where("session", "=", session)
            .where("value", "in", hashes.slice(at, at + BATCH))
            .where("expires_at", ">", now)
            .execute();
        await tx
          .updateTable("pseudonym_sessions")
          .set({ expires_at: now + NUMBERS_MS })
          .where("session", "=", session)
          .execute();
      });
    },

    async answered(answers, session) {
      if (answers.length === 0) return;
      const expires_at = clock.now() + ANSWERS_MS;
      await store.transact(async (tx) => {
        await tx
          .insertInto("pseudonym_answers")
          .values([...new Set(answers)].map((answer) => ({ answer, session, expires_at })))
          .onConflict((conflict) => conflict.column("answer").doUpdateSet({ session, expires_at }))
          .execute();
        await tx
          .updateTable("pseudonym_sessions")
          .set({ expires_at: clock.now() + NUMBERS_MS })
          .where("session", "=", session)
          .execute();
      });
    },

    async sessionOf(answers) {
      const wanted = [...new Set(answers)];
      if (wanted.length === 0 || wanted.length > 2 * BATCH) return undefined;
      const rows = await store.read
        .selectFrom("pseudonym_answers")
        .select("session")
        .where("answer", "in", wanted)
        .where("expires_at", ">", clock.now())
        .execute();
      const [first] = rows;
      return rows.length === wanted.length && rows.every(({ session }) => session === first?.session)
        ? first?.session
        : undefined;
    },

    async tidy() {
      const now = clock.now();
      await store.transact(async (tx) => {
        await tx.deleteFrom("pseudonyms").where("expires_at", "<=", now).execute();
        await tx.deleteFrom("pseudonym_sessions").where("expires_at", "<=", now).execute();
        await tx.deleteFrom("pseudonym_answers").where("expires_at", "<=", now).execute();
      });
    },
  };
}

async function rowsOf(
  from: Pick<Tx, "selectFrom">,
  session: string,
  hashes: readonly string[],
  now: Millis,
): Promise<Map<string, Agreed>> {
  const found = new Map<string, Agreed>();
  for (let at = 0; at < hashes.length; at += BATCH) {
    const rows = await from
      .selectFrom("pseudonyms")
      .select(["value", "pseudonym", "expires_at"])
      .where("session", "=", session)
      .where("value", "in", hashes.slice(at, at + BATCH))
      .where("expires_at", ">", now)
      .execute();
    for (const row of rows) found.set(row.value, { pseudonym: row.pseudonym, expiresAt: Number(row.expires_at) });
  }
  return found;
}

/** Nobody else writes meanwhile, so what is not there yet gets its name here, and only here. */
// Guarantee: two processes that meet a new value in one session at once call it by one pseudonym.
async function agreeIn(
  tx: Tx,
  session: string,
  wanted: readonly Wanted[],
  { now, keepMs, isFree }: { now: Millis; keepMs: Millis; isFree(pseudonym: string): boolean },
): Promise<Map<string, Agreed>> {
  const found = await rowsOf(
    tx,
    session,
    wanted.map(({ hash }) => hash),
    now,
  );
  const fresh = wanted.filter(({ hash }) => !found.has(hash));
  if (fresh.length === 0) return found;
  await tx.deleteFrom("pseudonyms").where("session", "=", session).where("expires_at", "<=", now).execute();
  const there = await tx
    .selectFrom("pseudonyms")
    .select((row) => ["pseudonym", row.fn<number>("length", ["sealed"]).as("bytes")])
    .where("session", "=", session)
    .execute();
  const taken = new Set(there.map(({ pseudonym }) => pseudonym.toLowerCase()));
  let bytes = there.reduce((sum, row) => sum + Number(row.bytes), 0);
  const kept = await tx
    .selectFrom("pseudonym_sessions")
    .select("numbers")
    .where("session", "=", session)
    .executeTakeFirst();
  const numbers = numbersIn(kept?.numbers);
  const isLeft = (name: string) => !taken.has(name.toLowerCase()) && isFree(name);
  const rows: { session: string; value: string; pseudonym: string; sealed: string; expires_at: number }[] = [];
  for (const want of fresh) {
    if (taken.size >= MAX_VALUES || bytes >= MAX_BYTES) break;
    const pseudonym = want.looks.find(isLeft) ?? numbered(want.label, numbers, isLeft);
    if (pseudonym === undefined) continue;
    const sealed = want.seal(pseudonym);
    bytes += sealed.length;
    taken.add(pseudonym.toLowerCase());
    rows.push({ session, value: want.hash, pseudonym, sealed, expires_at: now + keepMs });
    found.set(want.hash, { pseudonym, expiresAt: now + keepMs });
  }
  for (let at = 0; at < rows.length; at += BATCH)
    await tx
      .insertInto("pseudonyms")
      .values(rows.slice(at, at + BATCH))
      .execute();
  const state = { numbers: JSON.stringify(Object.fromEntries(numbers)), expires_at: now + NUMBERS_MS };
  await tx
    .insertInto("pseudonym_sessions")
    .values({ session, ...state })
    .onConflict((conflict) => conflict.column("session").doUpdateSet(state))
    .execute();
  return found;
}

function numbered(
  label: string,
  numbers: Map<string, number>,
  isLeft: (pseudonym: string) => boolean,
): string | undefined {
  for (let number = (numbers.get(label) ?? 0) + 1; number <= MAX_NUMBER; number++) {
    const pseudonym = `<${label}_${number}>`;
    if (!isLeft(pseudonym)) continue;
    numbers.set(label, number);
    return pseudonym;
  }
  return undefined;
}

function numbersIn(text: string | undefined): Map<string, number> {
  if (text === undefined) return new Map();
  const read: unknown = JSON.parse(text);
  if (!isRecord(read)) return new Map();
  return new Map(Object.entries(read).filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}
