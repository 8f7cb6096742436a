import type { SqlOperation } from "./operations.ts";

/** What has been seen of a text so far. */
export interface Sight {
  operations: Set<SqlOperation>;
  notes: Set<string>;
  tables: Set<string>;
  columns: Set<string>;
  /** Names under which tables and queries stand in it. */
  aliases: Set<string>;
  /** Statements that this text itself prepared. */
  prepared: Set<string>;
  unbounded: boolean;
  batch: number;
  unread: string | undefined;
  /** Reads a statement wherever it stands. */
  statement(kind: string, value: unknown, place: Place): void;
}

export function makeSight(statement: (kind: string, value: unknown, sight: Sight, place: Place) => void): Sight {
  const sight: Sight = {
    operations: new Set(),
    notes: new Set(),
    tables: new Set(),
    columns: new Set(),
    aliases: new Set(),
    prepared: new Set(),
    unbounded: false,
    batch: 0,
    unread: undefined,
    statement: (kind, value, place) => statement(kind, value, sight, place),
  };
  return sight;
}

/** Where in a text one is. */
export interface Place {
  /** Names of common table expressions that can be meant here. */
  queries: ReadonlySet<string>;
  /** It is only planned: what it says is not done, though functions in it may be called. */
  planned: boolean;
  /** In a definition more kinds of nodes stand than are known here; it counts as ddl whatever they are. */
  defining: boolean;
}

export const TOP: Place = { queries: new Set(), planned: false, defining: false };

/** What a statement does, in this place. */
export function does(sight: Sight, place: Place, operations: readonly SqlOperation[], note?: string): void {
  for (const each of place.planned ? (["read", "select"] as const) : operations) sight.operations.add(each);
  if (note !== undefined) sight.notes.add(place.planned ? `plans ${note}` : note);
}

/** What a function does, which planning may do too. */
export function calls(sight: Sight, operations: readonly SqlOperation[], note: string): void {
  for (const each of operations) sight.operations.add(each);
  sight.notes.add(note);
}

export function notUnderstood(sight: Sight, because: string): void {
  sight.unread ??= because;
}
