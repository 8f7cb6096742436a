import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { LABELS, type Row } from "./rows.ts";

const KINDS = new Set(["prompt", "system", "document", "tool_result", "tool_def", "code", "output"]);
const folder = new URL("./data/", import.meta.url);
/** Files of dialogues and of detectors' texts have other exports, and tests of their own. */
const files: string[] = [];
for (const name of readdirSync(folder))
  if (name.endsWith(".ts") && !name.endsWith(".test.ts") && "rows" in (await import(new URL(name, folder).href)))
    files.push(name);

async function rowsIn(file: string): Promise<Row[]> {
  const module = (await import(new URL(file, folder).href)) as { rows: () => Row[] };
  return module.rows();
}

for (const file of files)
  test(`${file} holds well-formed rows, the same ones every time`, async () => {
    const rows = await rowsIn(file);
    assert.ok(rows.length > 0);
    assert.deepEqual(await rowsIn(file), rows);
    for (const row of rows) {
      const about = `${row.src}: ${row.text.slice(0, 80)}`;
      for (const label of [...row.labels, ...(row.topics ?? []), ...(row.unknown ?? [])])
        assert.ok(LABELS.includes(label), `${label} in ${about}`);
      assert.ok(KINDS.has(row.kind), about);
      assert.match(row.lang, /^[a-z]{2}$/, about);
      assert.match(row.src, /^[a-z0-9][a-z0-9:+_.-]*$/, about);
      assert.ok(row.text.length >= 3 && row.text.length <= 20_000, `${row.text.length} characters in ${about}`);
      assert.ok(row.text.isWellFormed() && !row.text.includes("¶"), about);
      assert.ok(!row.hard || row.labels.length === 0, `hard and not benign: ${about}`);
    }
  });

test("hardly any text stands twice, and none with contrary labels", async () => {
  const seen = new Map<string, string>();
  let twice = 0;
  let whole = 0;
  for (const file of files)
    for (const { text, labels, src } of await rowsIn(file)) {
      whole++;
      const told = labels.length === 0 ? "harmless" : "wanted";
      const before = seen.get(text);
      if (before !== undefined) twice++;
      assert.ok(
        before === undefined || before === told,
        `${src} says ${told}, another ${before}: ${text.slice(0, 100)}`,
      );
      seen.set(text, told);
    }
  assert.ok(twice <= whole * 0.03, `${twice} of ${whole} texts stand twice`);
});

test("no slot is left unfilled", async () => {
  const slots = /\{(?:first|last|mail|url|tool|company|city|day|amount|number|domain|goal|note|subject|topic)\}/;
  for (const file of files)
    for (const { text, src } of await rowsIn(file)) assert.doesNotMatch(text, slots, `${src}: ${text.slice(0, 200)}`);
});
