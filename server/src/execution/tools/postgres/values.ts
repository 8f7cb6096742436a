import { types } from "pg";
import type { RawJson } from "../types.ts";
import type { Answered } from "./portal.ts";

/* Cells go from PostgreSQL's text to JSON without a number losing a digit. */

const { builtins } = types;
const WHOLE: ReadonlySet<number> = new Set([builtins.INT2, builtins.INT4, builtins.INT8, builtins.OID]);
const FLOATS: ReadonlySet<number> = new Set([builtins.FLOAT4, builtins.FLOAT8]);
const JSONS: ReadonlySet<number> = new Set([builtins.JSON, builtins.JSONB]);
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(builtins).map(([name, oid]) => [oid as number, name.toLowerCase()]),
);

/** Longer ones are cut, and say so. */
const MAX_CELL = 100_000;

/** What a query answered, as the text of one JSON object. */
export function answerText({ columns, rows, tag, affected, cut }: Answered): RawJson {
  const named = columns.map(({ name, oid }) => ({ name, type: NAMES.get(oid) ?? `oid ${oid}` }));
  const lines = rows.map((row) => `[${row.map((cell, at) => cellText(cell, columns[at]?.oid ?? 0)).join(",")}]`);
  const rest = {
    rowCount: rows.length,
    truncated: cut !== undefined,
    ...(cut ? { truncatedBy: cut } : {}),
    ...(tag !== "" && tag !== "SELECT" ? { command: tag, affected: affected ?? 0 } : {}),
  };
  return `{"columns":${JSON.stringify(named)},"rows":[${lines.join(",")}],${JSON.stringify(rest).slice(1)}`;
}

function cellText(cell: string | null, oid: number): RawJson {
  if (cell === null) return "null";
  if (cell.length > MAX_CELL)
    return JSON.stringify(`${cell.slice(0, 1_000).toWellFormed()}... (${cell.length} characters)`);
  if (oid === builtins.BOOL) return cell === "t" ? "true" : "false";
  if (WHOLE.has(oid)) return Number.isSafeInteger(Number(cell)) ? cell : JSON.stringify(cell);
  if (FLOATS.has(oid)) return Number.isFinite(Number(cell)) ? JSON.stringify(Number(cell)) : JSON.stringify(cell);
  // PostgreSQL checked it: it stays as it is written there.
  if (JSONS.has(oid)) return cell;
  return JSON.stringify(cell);
}

/** Parameters as PostgreSQL reads them: their types are those it finds for the places they stand in. */
export function parameter(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(element).join(",")}}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

function element(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return parameter(value) ?? "null";
  return `"${(parameter(value) ?? "").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
