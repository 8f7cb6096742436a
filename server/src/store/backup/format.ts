import { fault } from "../../kernel/index.ts";
import type { Tables } from "../tables.ts";

/**
 * A backup is gzip over lines of JSON: a header, then each table's name and columns followed by its rows as
 * lists, then a last line with the SHA-256 of all lines before it. It is the same from either database.
 */
export const FORMAT = "lumos-backup";
export const FORMAT_VERSION = 1;
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface Header {
  format: typeof FORMAT;
  version: number;
  /** Schema of the tables inside. */
  schema: number;
  at: number;
  /** Rows in each table, in the order of the file. */
  counts: Record<string, number>;
  /** First and last time of the decisions, for a database that is cut by day. */
  span: [from: number, to: number] | null;
}

export type Row = (string | number | null)[];

/** A database standing still while it is copied. */
export interface Snapshot {
  /** Names of all columns of a table. */
  columns(table: string): Promise<string[]>;
  count(table: string): Promise<number>;
  span(): Promise<[number, number] | null>;
  pages(table: string, columns: readonly string[]): AsyncIterable<Row[]>;
}

/** A database being replaced, inside one transaction. */
export interface Replacement {
  columns(table: string): Promise<string[]>;
  clear(table: string): Promise<void>;
  insert(table: string, columns: readonly string[], rows: Row[]): Promise<void>;
}

/** Every table, and whether a backup holds it: what is passing by, or true of one database only, is not. */
const KEPT: Record<keyof Tables, boolean> = {
  installation: true,
  objects: true,
  revisions: true,
  keys: true,
  revocations: true,
  records: true,
  decisions: true,
  facets: true,
  decision_bodies: true,
  idempotency: true,
  writers: true,
  signals: false,
  limit_levels: false,
  connection_spending: true,
  given_answers: false,
  limit_places: false,
  snapshots: true,
  proposals: true,
  publications: true,
  policy_settings: true,
  sessions: true,
  session_marks: true,
  incidents: true,
  dismissals: true,
  finding_feedback: true,
  // Positions are of one database.
  finding_places: false,
  alert_deliveries: false,
  // Values that were to be seen by nobody are not carried past the hour they go; with them stay their numbers.
  pseudonyms: false,
  pseudonym_sessions: false,
  pseudonym_answers: false,
  catalog_servers: true,
  catalog_tools: true,
  // What was used up since would count once more.
  approvals: false,
  approval_people: false,
  shelf_items: true,
  shelf_files: true,
  discovered: true,
  service_use: true,
};

export const BACKUP_TABLES: readonly string[] = Object.entries(KEPT).flatMap(([table, kept]) => (kept ? [table] : []));

/** Columns that only give rows an order inside one database. */
const OWN_ORDER: Record<string, readonly string[]> = { decisions: ["seq", "txid"], decision_bodies: ["seq"] };

export function carried(table: string, columns: readonly string[]): string[] {
  const own = OWN_ORDER[table] ?? [];
  return columns.filter((column) => !own.includes(column));
}

export function damaged(file: string, internal: string, cause?: unknown) {
  return fault("invalid_request", {
    public: `The backup ${file} is damaged, cut off or no backup at all; nothing was changed.`,
    fix: `gzip --test ${file}`,
    internal,
    ...(cause === undefined ? {} : { cause }),
  });
}
