import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { parse } from "yaml";
import { readySql } from "../sql/parser.ts";
import { readShell } from "./read-shell.ts";

before(() => readySql());

interface Vectors {
  expect: string[];
  commands: string[];
}

function vectors(name: string): { command: string; expect: string[] }[] {
  const all = parse(readFileSync(new URL(`./vectors/${name}.yaml`, import.meta.url), "utf8")) as Vectors[];
  return all.flatMap(({ expect, commands }) => commands.map((command) => ({ command, expect })));
}

function seenIn(command: string): string[] {
  const { does } = readShell(command);
  return [...does.operations, ...(does.unbounded ? ["unbounded"] : [])];
}

test("no command that does harm counts as reading, and its harm is seen", () => {
  const all = vectors("hostile");
  assert.ok(all.length > 450);
  const missed = all.filter(({ command, expect }) => {
    const seen = seenIn(command);
    const reads = seen.every((one) => one === "read") && !expect.every((one) => one === "read");
    return reads || expect.some((one) => !seen.includes(one));
  });
  assert.deepEqual(missed, []);
});

test("what developers run every day raises no false alarm", () => {
  const all = vectors("ordinary");
  assert.ok(all.length > 200);
  const wrong = all.flatMap(({ command, expect }) => {
    const seen = seenIn(command).filter((one) => one !== "read");
    const wanted = expect.filter((one) => one !== "read");
    const same = seen.length === wanted.length && wanted.every((one) => seen.includes(one));
    return same ? [] : [{ command, seen, wanted }];
  });
  assert.deepEqual(wrong, []);
});
