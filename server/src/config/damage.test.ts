import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { seededRandom } from "../kernel/index.ts";
import { explainKey, loadConfiguration, writeYaml } from "./index.ts";

const acme = (name: string) => readFileSync(join(ORGANIZATIONS, "acme", name));
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ":",
  "- ",
  "\n",
  "  ",
  '"',
  "'",
  "${",
  "${X}",
  "&a ",
  "*a",
  "!!x ",
  "#",
  "|",
  "\t",
  "null",
  "-1",
  "1e999",
  "é",
  "\0",
  "__proto__",
  "?",
  "%",
  '@id("',
  ";",
  "//",
];

test("a damaged file is read or refused with a place, and never throws", () => {
  const random = seededRandom(20_261_121);
  const below = (count: number) => random.bytes(4).readUInt32LE() % count;
  const damage = (bytes: Buffer): Buffer => {
    const at = below(bytes.length);
    const piece = Buffer.from(PIECES[below(PIECES.length)] ?? "");
    const skip = below(3) === 0 ? below(20) : 0;
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + skip)]);
  };
  const policies = acme("policies/data.cedar");
  let readable = 0;
  let refusals = 0;
  for (let round = 0; round < 150; round++) {
    using folder = scratch({
      "lumos.yaml": damage(acme("lumos.yaml")),
      "billing.openapi.yaml": "openapi: 3.1.0",
      "policies/data.cedar": below(3) === 0 ? damage(policies) : policies,
    });
    const result = loadConfiguration({ file: folder.path, env: { X: "x" }, cwd: folder.path });
    if (result.ok) {
      readable += 1;
      assert.ok(explainKey(result.value).ok);
      assert.ok(writeYaml(result.value.declaration)["lumos.yaml"]);
      continue;
    }
    refusals += 1;
    assert.ok(result.error.length >= 1 && result.error.length <= 50);
    for (const problem of result.error) assert.ok(problem.file !== "" && problem.message !== "" && problem.line >= 0);
  }
  assert.ok(readable > 5, `${readable} were readable`);
  assert.ok(refusals > 50, `${refusals} were refused`);
});
