import { type NanoUsd, formatUsd, isRecord } from "../kernel/index.ts";

export interface Column {
  name: string;
  title: string;
}

const MAX_CELL = 60;

/** For people: aligned, cut to the width of the terminal, columns that hold nothing left out. */
export function table(
  columns: readonly Column[],
  rows: readonly Record<string, unknown>[],
  terminal: { columns: number; colour: boolean },
): string {
  const used = columns.filter(({ name }) => rows.some((row) => cellOf(row[name]) !== ""));
  const cells = [
    used.map(({ title }) => title),
    ...rows.map((row) => used.map(({ name }) => clip(forPeople(name, row[name])))),
  ];
  const widths = used.map((_, place) => Math.max(...cells.map((line) => (line[place] ?? "").length)));
  return cells
    .map((line, index) => {
      const text = line
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join("  ")
        .trimEnd();
      const short = text.length > terminal.columns ? `${text.slice(0, Math.max(1, terminal.columns - 1))}…` : text;
      return index === 0 && terminal.colour ? `\u001b[1m${short}\u001b[0m\n` : `${short}\n`;
    })
    .join("");
}

/** Moments and money as people read them; programs get the numbers. */
function forPeople(name: string, value: unknown): string {
  if (typeof value !== "number") return cellOf(value);
  if (name === "at" || name.endsWith("At")) return moment(value);
  return name.endsWith("NanoUsd") ? formatUsd(value as NanoUsd) : cellOf(value);
}

export function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** For programs: a tab between cells, every column in its place, nothing cut. */
export function plainRows(columns: readonly Column[], rows: readonly Record<string, unknown>[]): string {
  return rows.map((row) => `${columns.map(({ name }) => cellOf(row[name])).join("\t")}\n`).join("");
}

/** One line of text for any value; what could steer a terminal is taken out. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.map(cellOf).join(",");
  return isRecord(value) ? plain(JSON.stringify(value)) : String(value as number | boolean);
}

// Guarantee: text from elsewhere cannot steer the terminal.
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

function clip(text: string): string {
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}
