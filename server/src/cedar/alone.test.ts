import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("./", import.meta.url);
const sources = readdirSync(FOLDER).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

/** Everything a source asks for: of other files, of packages, of Node. */
function imported(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*["'`]([^"'`]+)["'`]/g)].map(([, name]) => name ?? "");
}

test("the evaluator imports nothing from outside its folder", () => {
  assert.ok(sources.length > 10);
  const strangers = sources.flatMap((file) =>
    imported(readFileSync(new URL(file, FOLDER), "utf8"))
      .filter((name) => !/^\.\/[a-z-]+\.ts$/.test(name))
      .map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(strangers, []);
});

test("the evaluator asks nothing of the machine it runs on", () => {
  for (const file of sources)
    assert.doesNotMatch(
      readFileSync(new URL(file, FOLDER), "utf8"),
      /\b(?:process|globalThis|Buffer|fetch|setTimeout|console|performance|Date\.now|Math\.random)\b/,
      file,
    );
});

test("an import from outside would be seen", () => {
  const texts = ['import x from "node:fs"', "export * from '../kernel/index.ts'", 'await import("zod")'];
  assert.deepEqual(texts.flatMap(imported), ["node:fs", "../kernel/index.ts", "zod"]);
});
