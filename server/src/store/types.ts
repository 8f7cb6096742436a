import type { Kysely, Selectable, Transaction } from "kysely";
import type { Clock, Log, Random } from "../kernel/index.ts";
import type { DataLock } from "./lock.ts";
import type { DecisionBodiesTable, DecisionsTable, FacetsTable, Tables } from "./tables.ts";

export type Tx = Transaction<Tables>;
export type Reader = Pick<Kysely<Tables>, "selectFrom" | "with" | "fn" | "dynamic">;
export type DecisionRow = Selectable<DecisionsTable>;
export type DecisionBodyRow = Selectable<DecisionBodiesTable>;

/** Rows of the hot path that are committed together: one group commit for many calls. */
export interface Append {
  /** Written before the bodies that refer to them. */
  facets?: readonly Selectable<FacetsTable>[];
  bodies: DecisionBodyRow[];
  decisions: DecisionRow[];
}

/** A place in the feed of decisions, opaque outside the store. */
export type FeedPosition = string;

export interface DeadWriter {
  writer: string;
  floor: string;
}

export interface StoreOptions {
  /** `sqlite`, or a postgres:// address. */
  database: string;
  /** The data directory, absolute. */
  data: string;
  clock: Clock;
  log: Log;
  random: Random;
  /** The lock on the data directory where the caller holds it already; otherwise SQLite takes its own. */
  lock?: DataLock;
  /** How long one reading query may take. */
  readTimeoutMs?: number;
  /** How long one `transact` may hold the writer. */
  transactTimeoutMs?: number;
}

/** Sees the rows of `installation` (name to value) in a backup before it takes effect. */
export type Accept = (installation: ReadonlyMap<string, string>) => void;

export interface Store {
  readonly dialect: "sqlite" | "postgres";
  /** Reading, on a connection of its own: a slow page never holds up a call. */
  readonly read: Reader;
  /** All or nothing, one at a time. What `signal` says inside is heard only after the commit. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Durable when it resolves. Rows that exist already are left as they are, so that repeating is harmless. The
   * answer names what they were written to: another name means that a backup has taken the place of it.
   */
  append(rows: Append): Promise<string>;
  /** Tells every process (this one too) about something within a second, at least once. */
  signal(tx: Tx, topic: string, payload: string): Promise<void>;
  /** Hears signals; the answer stops it. */
  onSignal(topic: string, hear: (payload: string) => void): () => void;
  /** Milliseconds since this process last knew itself up to date with the signals; 0 where nothing can lag. */
  signalLag(): number;
  /** Decisions of one organization in the order they were committed, after a position; none is skipped. */
  feed(
    org: string,
    after: FeedPosition | undefined,
    limit: number,
  ): Promise<{ rows: DecisionRow[]; position: FeedPosition | undefined }>;
  /** Where the feed stands now. */
  feedEnd(org: string): Promise<FeedPosition>;
  /**
   * Marks this process as alive, says below which id none of its decisions is open any more, and returns the
   * writers that are not alive with theirs.
   */
  deadWriters(writer: string, floor?: string): Promise<DeadWriter[]>;
  /** After everything such a writer left open has been completed. */
  forgetWriter(writer: string): Promise<void>;
  /** A consistent copy into a file, while running. */
  backup(file: string): Promise<{ bytes: number }>;
  /**
   * Replaces everything by what the file holds, or nothing when it is damaged or `accept` throws; then signals
   * `restored`.
   */
  restore(file: string, accept?: Accept): Promise<{ rows: number }>;
  health(): Promise<{ ok: boolean; detail?: string }>;
  close(): Promise<void>;
}
