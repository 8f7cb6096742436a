import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./steps.ts";

interface Package {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  allowScripts?: Record<string, unknown>;
  integrity?: string;
  link?: boolean;
}

const json = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8")) as unknown;
const MANIFESTS = ["package.json", "server/package.json", "console/package.json", "sdk/package.json"];
const manifests = MANIFESTS.map((file) => ({ file, ...(json(file) as Package) }));
const locked = (json("package-lock.json") as { packages: Record<string, Package> }).packages;

test("every dependency is named in one exact version", () => {
  for (const { file, dependencies, devDependencies, optionalDependencies } of manifests) {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${file}: ${name}`);
    }
  }
});

test("no package may run code at install time", () => {
  assert.match(readFileSync(join(ROOT, ".npmrc"), "utf8"), /^ignore-scripts=true$/m);
  for (const { file, allowScripts } of manifests) assert.deepEqual(allowScripts ?? {}, {}, file);
});

test("the lock file lists every package for every platform, with its hash", () => {
  for (const [place, { optionalDependencies, integrity, link }] of Object.entries(locked)) {
    if (place.startsWith("node_modules/") && link !== true) assert.ok(integrity, place);
    for (const name of Object.keys(optionalDependencies ?? {})) {
      assert.ok(`${place}/node_modules/${name}` in locked || `node_modules/${name}` in locked, `${place}: ${name}`);
    }
  }
});

test("the published server carries its packs of policies, whole", () => {
  const { files = [] } = json("server/package.json") as { files?: string[] };
  assert.ok(files.includes("defaults"));
  const packs = globSync("server/defaults/packs/*", { cwd: ROOT });
  assert.ok(packs.length >= 6);
  for (const pack of packs)
    for (const file of ["pack.yaml", "cases.yaml", "README.md"]) assert.ok(existsSync(join(ROOT, pack, file)), pack);
});

test("every runtime dependency has a page in docs/decisions, and every page a line in its index, in order", () => {
  const pages = globSync("docs/decisions/0*.md", { cwd: ROOT }).sort();
  const text = pages.map((page) => readFileSync(join(ROOT, page), "utf8")).join("\n");
  for (const name of Object.keys({ ...manifests[1]?.dependencies, ...manifests[0]?.optionalDependencies })) {
    assert.ok(text.includes(name), name);
  }
  const index = readFileSync(join(ROOT, "docs/decisions/README.md"), "utf8");
  const lines = [...index.matchAll(/^\| (\d{4}) \| \[.+\]\((\S+)\) \|$/gm)].map(([, number, file]) => ({
    number,
    file,
  }));
  assert.deepEqual(
    lines.map(({ file }) => `docs/decisions/${file}`),
    pages,
  );
  lines.forEach(({ number }, at) => assert.equal(Number(number), at + 1));
});
