import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOMS, lintConfiguration } from "./rooms.ts";
import { ROOT } from "./steps.ts";

test("the lint configuration in the tree is the one that follows from the order of the rooms", () => {
  assert.deepEqual(JSON.parse(readFileSync(join(ROOT, ".oxlintrc.json"), "utf8")), lintConfiguration());
});

describe("imports between rooms", () => {
  let copy = "";
  before(() => {
    copy = mkdtempSync(join(tmpdir(), "lumos-rooms-"));
    cpSync(join(ROOT, ".oxlintrc.json"), join(copy, ".oxlintrc.json"));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  /** What oxlint says about one file with one import, under the configuration of the tree. */
  const lint = (file: string, source: string) => {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    const done = spawnSync(join(ROOT, "node_modules", ".bin", "oxlint"), ["--format=json", file], {
      cwd: copy,
      encoding: "utf8",
    });
    return { status: done.status, said: done.stdout + done.stderr };
  };
  const importing = (from: string) => `import { x } from "${from}";\nexport const y = x;\n`;

  const forbidden = [
    ["an upward import", "server/src/kernel/a.ts", "../config/index.ts", "may only import rooms above it"],
    [
      "an upward import from a folder inside a room",
      "server/src/risk/d/a.ts",
      "../../doors/index.ts",
      "rooms above it",
    ],
    ["opening another room's window", "server/src/policy/a.ts", "../store/sqlite.ts", "front door"],
    ["a window two folders away", "server/src/policy/d/a.ts", "../../store/sqlite.ts", "front door"],
    ["the way of a call from a room", "server/src/policy/a.ts", "../govern.ts", "Only doors know the way"],
    ["the way of a call from the command line", "server/src/cli/a.ts", "../govern.ts", "Only doors know the way"],
    ["the start of the program from a door", "server/src/doors/a.ts", "../main.ts", "Only doors know the way"],
  ] as const;
  for (const [name, file, from, said] of forbidden) {
    test(`${name} is an error`, () => {
      const found = lint(file, importing(from));
      assert.equal(found.status, 1, found.said);
      assert.match(found.said, /no-restricted-imports/);
      assert.ok(found.said.includes(said), found.said);
    });
  }

  test("a forbidden import of a type alone is an error", () => {
    const found = lint("server/src/kernel/t.ts", `import type { X } from "../config/index.ts";\nexport type Y = X;\n`);
    assert.equal(found.status, 1, found.said);
  });

  const permitted = [
    ["a room above through its front door", "server/src/policy/b.ts", "../store/index.ts"],
    ["a file of the same room", "server/src/policy/b.ts", "./engine.ts"],
    ["a file of the same room from a folder inside it", "server/src/risk/d/b.ts", "../types.ts"],
    ["the way of a call from a door", "server/src/doors/b.ts", "../govern.ts"],
    ["the start of the program from the command line", "server/src/cli/b.ts", "../main.ts"],
  ] as const;
  for (const [name, file, from] of permitted) {
    test(`${name} is permitted`, () => {
      const found = lint(file, importing(from));
      assert.equal(found.status, 0, found.said);
    });
  }

  test("the environment is read by config and the command line only", () => {
    const reading = `export const home = process.env["HOME"];\n`;
    assert.match(lint("server/src/store/e.ts", reading).said, /no-process-env/);
    assert.equal(lint("server/src/config/e.ts", reading).status, 0);
    assert.equal(lint("server/src/cli/e.ts", reading).status, 0);
  });
});

describe("the shape of the tree", () => {
  const rooms = readdirSync(join(ROOT, "server", "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((room) => globSync(`server/src/${room}/**/*.ts`, { cwd: ROOT }).length > 0);

  test("every folder of the server is a room with a place in the order", () => {
    assert.deepEqual(
      rooms.filter((room) => !(ROOMS as readonly string[]).includes(room)),
      [],
    );
  });

  test("every room has a front door without export *", () => {
    for (const room of rooms) {
      const source = readFileSync(join(ROOT, "server", "src", room, "index.ts"), "utf8");
      assert.doesNotMatch(source, /^export \*/m, room);
    }
  });

  test("every room has a README of at most 40 lines", () => {
    const lines = rooms.map((room) => [room, lineCount(`server/src/${room}/README.md`)] as const);
    assert.deepEqual(
      lines.filter(([, count]) => count === 0 || count > 40),
      [],
    );
  });

  test("no source file is longer than 600 lines", () => {
    const sources = ["server", "tools", "sdk", "bench", "console"]
      .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs,css}`, { cwd: ROOT, exclude: foreign }))
      .map((file) => [file, lineCount(file)] as const);
    assert.ok(sources.length > 20);
    assert.deepEqual(
      sources.filter(([, count]) => count > 600),
      [],
    );
  });
});

function foreign(name: string): boolean {
  return ["node_modules", "dist", ".work"].includes(name);
}

/** 0 where the file is missing. */
function lineCount(file: string): number {
  try {
    return readFileSync(join(ROOT, file), "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}
