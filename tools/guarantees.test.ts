import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./steps.ts";

const read = (pattern: string) =>
  globSync(pattern, { cwd: ROOT }).map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));

/** In a comment of either form: one sentence, on as many lines as it takes. */
const GUARANTEE = /(?:\/\/|\*) Guarantee: ([^]*?\.(?=\s)|.*)/g;

test("every guarantee in the code has a test that says the same words", () => {
  const tests = [...read("server/src/**/*.test.ts"), ...read("server/test/**/*.ts"), ...read("sdk/test/*.ts")];
  const names = tests
    .flatMap(({ text }) => [...text.matchAll(/\b(?:test|it|describe|suite)\(\s*(?:"([^"]*)"|`([^`]*)`)/g)])
    .map((match) => (match[1] ?? match[2] ?? "").toLowerCase());
  const missing = [...read("server/src/**/*.ts"), ...read("sdk/src/*.ts")]
    .filter(({ file }) => !file.endsWith(".test.ts"))
    .flatMap(({ file, text }) =>
      [...text.matchAll(GUARANTEE)].map((match) => ({
        file,
        words: (match[1] ?? "")
          .replace(/\n\s*(?:\/\/|\*) ?/g, " ")
          .replace(/\s*\*\/$/, "")
          .replace(/\.$/, "")
          .toLowerCase(),
      })),
    )
    .filter(({ words }) => !names.some((name) => name.includes(words)))
    .map(({ file, words }) => `${file}: ${words}`);
  assert.deepEqual(missing, []);
});
