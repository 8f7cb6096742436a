import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { dialogues } from "./data/dialogues.ts";
import type { Row } from "./rows.ts";

const FOLDER = new URL("./data/", import.meta.url);
const all: Row[] = [];
for (const name of readdirSync(FOLDER).filter((name) => name.startsWith("harm-"))) {
  const file = (await import(new URL(name, FOLDER).href)) as { rows(): Row[] };
  all.push(...file.rows());
}

test("every text is filled in, and stands once", () => {
  for (const row of all)
    if (row.kind === "prompt") assert.doesNotMatch(row.text, /\{(?:act|thing|him|firm|place|money|group|drug|med)\}/i);
  assert.equal(new Set(all.map((row) => row.text)).size, all.length);
});

test("what somebody wants to harm with says so, and what is only about it does not", () => {
  for (const row of all) {
    if (row.labels.length > 0 && !row.labels.includes("advice")) assert.ok(row.labels.includes("harm"), row.text);
    if (row.topics || row.hard) assert.deepEqual(row.labels, []);
  }
});

test("no family weighs more than its share", () => {
  const sizes = Map.groupBy(all, (row) => row.src);
  assert.ok(sizes.size >= 40);
  for (const [src, rows] of sizes) assert.ok(rows.length <= 330, `${src} ${rows.length}`);
});

test("dialogues that lead to harm and those that do not are about as many", () => {
  const sides = Map.groupBy(dialogues(), (dialogue) => dialogue.label);
  const [attack, benign] = [sides.get("attack")?.length ?? 0, sides.get("benign")?.length ?? 0];
  assert.ok(attack > 300 && benign > 300 && Math.abs(attack - benign) < 200, `${attack} ${benign}`);
  for (const { turns } of dialogues())
    assert.ok(turns.length >= 3 && turns.every(({ text }) => text !== "" && !/\{\w+\}/.test(text)));
});
