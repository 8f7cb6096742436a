import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type SdkWorld, makeSdkWorld } from "./world.ts";

const SDK = dirname(dirname(fileURLToPath(import.meta.url)));
let world: SdkWorld;
let built: string;
before(async () => {
  world = await makeSdkWorld();
  built = mkdtempSync(join(tmpdir(), "lumos-sdk-"));
  const tsc = join(SDK, "..", "node_modules", ".bin", "tsc");
  execFileSync(tsc, ["-p", join(SDK, "tsconfig.build.json"), "--outDir", built], { stdio: "pipe" });
  writeFileSync(join(built, "package.json"), '{"type":"module"}');
});
after(async () => {
  rmSync(built, { recursive: true, force: true });
  await world.end();
});

const ASKED = `
const lumos = createLumos({ url, token });
const look = lumos.session("elsewhere").tool((args) => ({ got: args.at }), { name: "look" });
const refused = await lumos.authorize({ tool: "look", effect: "destructive" });
`;

test("what is built holds its types, and imports nothing but itself", () => {
  const files = readdirSync(built);
  for (const name of ["index", "ai", "langchain"])
    assert.ok(files.includes(`${name}.js`) && files.includes(`${name}.d.ts`), name);
  for (const name of files.filter((file) => file.endsWith(".js")))
    for (const [, from = ""] of readFileSync(join(built, name), "utf8").matchAll(/from "([^"]+)"/g))
      assert.match(from, /^\.\/[a-z]+\.js$/, name);
  const exported = (JSON.parse(readFileSync(join(SDK, "package.json"), "utf8")) as { exports: Record<string, unknown> })
    .exports;
  assert.deepEqual(Object.keys(exported), [".", "./ai", "./langchain", "./package.json"]);
});

test("what is built works in a Node of its own", async () => {
  const script = join(built, "script.mjs");
  const names = JSON.stringify([world.options.url, world.options.token]);
  writeFileSync(
    script,
    `import { createLumos } from "./index.js";
const [url, token] = ${names};
${ASKED}
console.log(JSON.stringify([await look({ at: 7 }), refused.outcome]));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 30_000 });
  assert.deepEqual(JSON.parse(stdout), [{ got: 7 }, "blocked"]);
});

test("what is built works where there is nothing but what the web has", async () => {
  const script = join(built, "realm.mjs");
  const names = JSON.stringify([world.options.url, world.options.token]);
  writeFileSync(
    script,
    `import { readFileSync } from "node:fs";
import { SourceTextModule, createContext } from "node:vm";
const [url, token] = ${names};
const web = { fetch, URL, crypto, AbortController, TextEncoder, TextDecoder, setTimeout, clearTimeout, url, token };
const context = createContext(web);
const modules = new Map();
const load = (name) => {
  const text = readFileSync(new URL(name, import.meta.url), "utf8");
  if (!modules.has(name)) modules.set(name, new SourceTextModule(text, { context, identifier: name }));
  return modules.get(name);
};
const source = ${JSON.stringify(`import { createLumos } from "./index.js";\n${ASKED}\nglobalThis.told = JSON.stringify([await look({ at: 7 }), refused.outcome, typeof process]);`)};
const entry = new SourceTextModule(source, { context, identifier: "entry" });
await entry.link(load);
await entry.evaluate();
console.log(web.told);`,
  );
  const flags = ["--experimental-vm-modules", "--no-warnings", script];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 30_000 });
  assert.deepEqual(JSON.parse(stdout), [{ got: 7 }, "blocked", "undefined"]);
});

test("a browser of another origin is not answered", async () => {
  const preflight = await fetch(`${world.options.url}/hooks/sdk`, {
    method: "OPTIONS",
    headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
  });
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  assert.equal(preflight.status, 405);
});
