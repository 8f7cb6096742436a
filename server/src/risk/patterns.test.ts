import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** A repeated group that holds a repeat of its own, or a choice that may begin alike, can take exponential time. */
const NESTED = /\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d+,\d*\})/;
/** Without an anchor or a global flag, what begins with an open repeat is tried at every place, to the end. */
const OPEN_START = /^\/\(?(?:\?:)?(?:\.|\\[wsdWSD]|\[[^\]]*\])[*+]/;

function patternsOf(source: string): string[] {
  return [
    ...source.matchAll(/(?<=[=(,:&|?!]\s*|\n\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g),
  ].map((match) => match[0]);
}

test("no expression of this room repeats a repeat", () => {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const patterns = files
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => patternsOf(readFileSync(join(folder, name), "utf8")));
  assert.ok(patterns.length > 25, `only ${patterns.length} expressions were seen`);
  for (const pattern of patterns) {
    const plain = pattern.replaceAll(/\[(?:[^\]\\]|\\.)*\]/g, "[x]");
    assert.doesNotMatch(plain, NESTED, pattern);
    assert.doesNotMatch(pattern, OPEN_START, pattern);
  }
});

test("the check itself finds a repeat of a repeat", () => {
  assert.match("/(a+)+$/", NESTED);
  assert.match("/(?:x[x]*y){2,}/", NESTED);
  assert.match("/.*foo/", OPEN_START);
  assert.deepEqual(patternsOf("const a = /x+/g;\nif (/[/]y/.test(b)) {}"), ["/x+/g", "/[/]y/"]);
});
