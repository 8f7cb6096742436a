import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PAGES } from "./reference.ts";
import { ROOT } from "./steps.ts";

for (const page of PAGES) {
  test(`${page.file} says what the code says`, async () => {
    const made = await page.text();
    assert.ok(made.length > 1_000);
    assert.equal(readFileSync(join(ROOT, page.file), "utf8"), made, "renew it: node tools/reference.ts --write");
  });
}
