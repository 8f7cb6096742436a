import type { Slot, Text } from "./symbols.ts";
import type { Term } from "./terms.ts";
import type { Type } from "./schema.ts";

/** What an expression comes to, over unknowns. */
export type Shape =
  | { is: "flag"; term: Term }
  | { is: "number"; term: Term; exact?: number }
  /** Milliseconds, of a moment or of a duration. */
  | { is: "time"; term: Term }
  | { is: "text"; text: Text }
  | { is: "entity"; type: string; id: Text; path?: string }
  | { is: "list"; items: Shape[] }
  | { is: "set"; slot: Slot }
  | { is: "record"; path: string; type: Extract<Type, { is: "Record" }> }
  | { is: "fields"; of: Record<string, Coded> }
  | { is: "address"; path: string; literal?: string }
  /** Beyond what is put into formulas. */
  | { is: "unknown" };

/** With the condition under which it cannot be evaluated. */
export interface Coded {
  shape: Shape;
  error: Term;
}

export const UNKNOWN: Shape = { is: "unknown" };
