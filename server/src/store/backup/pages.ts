import type { Row } from "./format.ts";

const MOST_ROWS = 500;
const WANTED_BYTES = 2 * 1024 * 1024;

/** How many rows to ask for next, so that pages weigh about the same whatever the rows weigh. */
export function pageAfter(limit: number, rows: readonly Row[]): number {
  let bytes = 1;
  for (const row of rows) for (const cell of row) bytes += typeof cell === "string" ? cell.length : 8;
  return Math.max(1, Math.min(MOST_ROWS, limit * 2, Math.floor((limit * WANTED_BYTES) / bytes)));
}
