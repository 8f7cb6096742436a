import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { loadConfiguration } from "../server/src/config/index.ts";
import { ROOT } from "./steps.ts";

const PAGES = globSync(["*.md", "docs/**/*.md", "bench/*.md", "server/{src,test,defaults}/**/README.md"], {
  cwd: ROOT,
});
const pages = PAGES.map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));

test("every link and every path that the documents name leads somewhere", () => {
  const missing = pages.flatMap(({ file, text }) => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => to);
    const here = links.filter((to) => !to.includes("://")).map((to) => join(dirname(file), to));
    // Capitals stand for a name of one's own; what begins with a dot is made by running.
    const paths = [...text.matchAll(/`((?:server|tools|docs|bench|console|sdk)\/[\w./-]+)`/g)].map(([, to = ""]) => to);
    const named = paths.filter((to) => !/\/(?:[A-Z]{3,}\.|\.)/.test(to));
    return [...here, ...named].filter((to) => !existsSync(join(ROOT, to))).map((to) => `${file}: ${to}`);
  });
  assert.deepEqual(missing, []);
});

const AROUND: Readonly<Record<string, string>> = {
  version: "1",
  organization: "{ id: acme, name: Acme }",
  tiers: "[{ id: frontier }, { id: guarded }, { id: economy }]",
};

test("every example of lumos.yaml is one that loads, but for names that stand elsewhere", () => {
  const folder = mkdtempSync(join(tmpdir(), "lumos-docs-"));
  let seen = 0;
  try {
    for (const { file, text } of pages) {
      for (const [, yaml = ""] of text.matchAll(/```yaml\n([\s\S]*?)```/g)) {
        const keys = [...yaml.matchAll(/^([a-zA-Z]+):/gm)].map(([, key]) => key);
        if (keys.length === 0) continue;
        seen += 1;
        const around = Object.entries(AROUND).filter(([key]) => !keys.includes(key));
        const whole = `${around.map(([key, value]) => `${key}: ${value}\n`).join("")}${yaml}`;
        writeFileSync(join(folder, "lumos.yaml"), whole);
        const env = Object.fromEntries([...yaml.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => [name, "value"]));
        const loaded = loadConfiguration({ file: folder, env, cwd: folder });
        const problems = loaded.ok ? [] : loaded.error;
        const wrong = problems.filter(({ message }) => !message.startsWith("there is no "));
        assert.deepEqual(wrong, [], `${file}:\n${yaml}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  assert.ok(seen >= 10, `${seen} examples`);
});

test("a room's README has at most 40 lines", () => {
  const rooms = pages.filter(({ file }) => file.startsWith("server/src/"));
  const long = rooms.filter(({ text }) => text.trimEnd().split("\n").length > 40).map(({ file }) => file);
  assert.deepEqual(long, []);
});
