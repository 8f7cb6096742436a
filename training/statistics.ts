import { readdirSync } from "node:fs";

import { originOf } from "./families.ts";
import type { Row } from "./rows.ts";

/** Says how many authored rows there are per label, kind, language and family: `node training/statistics.ts [PREFIX]`. */
const prefix = process.argv[2] ?? "";
const folder = new URL("./data/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."));
const rows: Row[] = [];
for (const file of files.filter((name) => name.startsWith(prefix))) {
  const module = (await import(new URL(file, folder).href)) as { rows: () => Row[] };
  rows.push(...module.rows());
}

const harmless = rows.filter((row) => row.labels.length === 0);
const characters = rows.reduce((sum, row) => sum + row.text.length, 0);
say(
  `${rows.length} rows, ${new Set(rows.map((row) => row.text)).size} texts, ${characters} characters, ` +
    `${harmless.length} harmless (${harmless.filter((row) => row.hard).length} hard), ` +
    `${new Set(rows.map((row) => row.src)).size} families of ${new Set(rows.map((row) => originOf(row.src))).size} origins`,
);
print("label", (row) => (row.labels.length === 0 ? ["-"] : row.labels));
print("kind", (row) => [`${row.kind} ${side(row)}`]);
print("language", (row) => [`${row.lang} ${side(row)}`]);
print("family", (row) => [`${row.src} ${side(row)}`]);

function side(row: Row): string {
  return row.labels.length === 0 ? "harmless" : "wanted";
}

function print(title: string, keysOf: (row: Row) => readonly string[]): void {
  const counts = new Map<string, number>();
  for (const row of rows) for (const key of keysOf(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  say(`\n${title}`);
  for (const [key, count] of [...counts].sort(([one], [other]) => one.localeCompare(other)))
    say(`${String(count).padStart(7)}  ${key}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
