import { type Clock, type Log, type Millis, bounded } from "../../kernel/index.ts";
import type { Store, Tx } from "../../store/index.ts";
import { rowOf, settling, takeIn } from "./rows.ts";
import type { Entry, Row, WideEntry } from "./types.ts";

type Any = Entry | WideEntry;

/** Sessions in memory, and their way to the store and back. */
export interface Keep {
  session(key: string): Entry | undefined;
  wide(key: string): WideEntry | undefined;
  add(entry: Any): void;
  /** The session that a conversation goes on in, by the place it goes on at. */
  marked(mark: string): Entry | undefined;
  mark(mark: string, entry: Entry): void;
  /** Rows of these keys, and of the sessions that these marks lead to; undefined when the store did not answer in time. */
  read(keys: readonly string[], marks: readonly string[]): Promise<Found | undefined>;
  /** It differs from what is stored: it is written within a second. */
  touch(entry: Any): void;
  drop(key: string): void;
  forget(): void;
  flush(): Promise<void>;
  close(): Promise<void>;
  readonly size: number;
  readonly counts: { unread: number; lost: number; unwritten: number };
}

export interface Found {
  rows: Map<string, Row>;
  /** Mark to session key. */
  marks: Map<string, string>;
}

const MAX_SESSIONS = 20_000;
const MAX_WIDE = 20_000;
const MAX_MARKS = 60_000;
/** No more than so many wait to be written; the store has been away for long then. */
const MAX_UNWRITTEN = 50_000;
const WRITE_MS: Millis = 1_000;
const BATCH = 100;
/** A call waits no longer for what was before it. */
const PATIENCE_MS: Millis = 300;
const TIDY_MS: Millis = 600_000;
const RETRY_MS: Millis = 5_000;

export interface KeepParts {
  store: Store;
  clock: Clock;
  log: Log;
  /** As a mark is stored. */
  markOf(mark: string): string;
}

export function makeKeep({ store, clock, log, markOf }: KeepParts): Keep {
  const sessions = bounded<Entry>(MAX_SESSIONS);
  const wides = bounded<WideEntry>(MAX_WIDE);
  const marks = bounded<Entry>(MAX_MARKS);
  /** What is to be written. An entry that memory has let go of stays here until it is. */
  const changed = new Map<string, Any>();
  const counts = { unread: 0, lost: 0 };
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let tidiedAt = clock.now();
  let open = true;

  const later = (ms: Millis) => {
    if (open) timer ??= setTimeout(() => void flush().catch(() => {}), ms).unref();
  };

  const touch = (entry: Any) => {
    entry.changed = true;
    if (!changed.has(entry.key) && changed.size >= MAX_UNWRITTEN) {
      counts.lost += 1;
      return;
    }
    changed.set(entry.key, entry);
    later(WRITE_MS);
  };

  const write = async (batch: readonly Any[]): Promise<void> => {
    const now = clock.now();
    for (const entry of batch) entry.changed = false;
    try {
      const written = await store.transact((tx) => writeBatch(tx, batch, { now, markOf }));
      for (const [at, settle] of written.entries()) settle(batch[at] as Any);
    } catch (error) {
      for (const entry of batch) touch(entry);
      throw error;
    }
  };

  const flushOnce = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    while (changed.size > 0) {
      const batch = [...changed.values()].slice(0, BATCH);
      for (const { key } of batch) changed.delete(key);
      await write(batch);
    }
    const now = clock.now();
    if (now - tidiedAt < TIDY_MS && now >= tidiedAt) return;
    tidiedAt = now;
    await store.transact(async (tx) => {
      await tx.deleteFrom("sessions").where("expires_at", "<", now).execute();
      await tx.deleteFrom("session_marks").where("expires_at", "<", now).execute();
    });
  };

  const flush = async (): Promise<void> => {
    if (writing) await writing.catch(() => {});
    writing = flushOnce();
    try {
      await writing;
    } catch (error) {
      log.warn("sessions could not be written; they are kept in memory", { error, waiting: changed.size });
      timer = undefined;
      later(RETRY_MS);
      throw error;
    } finally {
      writing = undefined;
    }
  };

  return {
    session(key) {
      const entry = changed.get(key) ?? sessions.get(key);
      return entry?.kind === "session" ? entry : undefined;
    },
    wide(key) {
      const entry = changed.get(key) ?? wides.get(key);
      return entry === undefined || entry.kind === "session" ? undefined : entry;
    },
    add(entry) {
      if (entry.kind === "session") sessions.set(entry.key, entry);
      else wides.set(entry.key, entry);
    },
    marked: (mark) => marks.get(mark),
    mark: (mark, entry) => marks.set(mark, entry),
    async read(keys, wanted) {
      let timeout: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timeout = setTimeout(() => resolve(undefined), PATIENCE_MS);
      });
      const byKey = new Map(wanted.map((mark) => [markOf(mark), mark]));
      const reading = readRows(store, keys, byKey, clock.now()).catch((error: unknown) => {
        log.warn("the past of a session could not be read", { error });
        return undefined;
      });
      const found = await Promise.race([reading, late]).finally(() => clearTimeout(timeout));
      if (found === undefined) counts.unread += 1;
      return found;
    },
    touch,
    drop(key) {
      sessions.delete(key);
      wides.delete(key);
      changed.delete(key);
      for (const entry of marks.values()) if (entry.key === key) entry.name = "";
    },
    forget() {
      sessions.clear();
      wides.clear();
      marks.clear();
      changed.clear();
    },
    flush,
    async close() {
      open = false;
      clearTimeout(timer);
      await flush().catch(() => {});
    },
    get size() {
      return sessions.size;
    },
    get counts() {
      return { ...counts, unwritten: changed.size };
    },
  };
}

async function readRows(
  store: Store,
  keys: readonly string[],
  marks: ReadonlyMap<string, string>,
  now: Millis,
): Promise<Found> {
  const led =
    marks.size === 0
      ? []
      : await store.read
          .selectFrom("session_marks")
          .select(["mark", "session"])
          .where("mark", "in", [...marks.keys()])
          .where("expires_at", ">=", now)
          .execute();
  const all = [...new Set([...keys, ...led.map(({ session }) => session)])];
  const rows = all.length === 0 ? [] : await rowsOf(store.read, all, now);
  return {
    rows: new Map(rows.map((row) => [row.key, row])),
    marks: new Map(led.map(({ mark, session }) => [marks.get(mark) ?? "", session])),
  };
}

async function rowsOf(from: Pick<Tx, "selectFrom">, keys: readonly string[], now: Millis): Promise<Row[]> {
  return from
    .selectFrom("sessions")
    .selectAll()
    .where("key", "in", [...keys])
    .where("expires_at", ">=", now)
    .execute();
}

/** Reads, puts together, writes: nobody else writes meanwhile. */
async function writeBatch(
  tx: Tx,
  batch: readonly Any[],
  { now, markOf }: { now: Millis; markOf(mark: string): string },
): Promise<((entry: Any) => void)[]> {
  const stored = await rowsOf(
    tx,
    batch.map(({ key }) => key),
    now,
  );
  const byKey = new Map(stored.map((row) => [row.key, row]));
  const rows: Row[] = [];
  const settle: ((entry: Any) => void)[] = [];
  const marks: { mark: string; session: string; expires_at: number }[] = [];
  for (const entry of batch) {
    const there = byKey.get(entry.key);
    if (there) takeIn(entry, there, now);
    else entry.version = 0;
    const row = rowOf(entry, now);
    rows.push(row);
    settle.push(settling(entry, row));
    if (entry.kind === "session")
      for (const mark of entry.marks)
        marks.push({ mark: markOf(mark), session: entry.key, expires_at: row.expires_at });
  }
  await tx
    .insertInto("sessions")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((row) => ({
        version: row.ref("excluded.version"),
        risk: row.ref("excluded.risk"),
        turns: row.ref("excluded.turns"),
        flags: row.ref("excluded.flags"),
        taint: row.ref("excluded.taint"),
        at: row.ref("excluded.at"),
        expires_at: row.ref("excluded.expires_at"),
        state: row.ref("excluded.state"),
      })),
    )
    .execute();
  if (marks.length > 0) {
    await tx
      .insertInto("session_marks")
      .values(marks)
      .onConflict((conflict) =>
        conflict.column("mark").doUpdateSet((row) => ({
          session: row.ref("excluded.session"),
          expires_at: row.ref("excluded.expires_at"),
        })),
      )
      .execute();
  }
  return settle;
}
