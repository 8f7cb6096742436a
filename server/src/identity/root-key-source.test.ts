import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import type { RootKeySource } from "../config/index.ts";
import { isFault, makeLog, silentLog, systemClock, systemRandom } from "../kernel/index.ts";
import { openStore } from "../store/index.ts";
import { openRootKey } from "./root-key.ts";
import { readRootKeySource } from "./root-key-source.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "lumos-root-key-source-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const KEY = systemRandom.bytes(32).toString("base64");
const node = (script: string, ...words: string[]): RootKeySource => ({
  kind: "command",
  argv: [process.execPath, "-e", script, ...words],
});
const refused = async (source: RootKeySource, sentence: RegExp, timeoutMs?: number) => {
  await assert.rejects(readRootKeySource(source, silentLog, timeoutMs), (error) => {
    assert.ok(isFault(error) && error.code === "invalid_configuration");
    assert.match(error.message, sentence);
    assert.ok(error.fix);
    assert.doesNotMatch(inspect(error, { depth: 9 }), /hunter2/);
    return true;
  });
};

test("a root key comes from a file or a command, is checked like any, and leaves no file of its own", async () => {
  const file = join(folder, "key");
  writeFileSync(file, `${KEY}\n`, { mode: 0o600 });
  for (const rootKeyFrom of [{ kind: "file", file } as const, node("console.log(process.argv[1])", KEY)]) {
    const data = mkdtempSync(join(folder, "data-"));
    const store = await openStore({
      database: "sqlite",
      data,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    });
    const open = (from: RootKeySource) =>
      openRootKey({ settings: { data, rootKey: undefined, rootKeyFrom: from }, store, random: systemRandom });
    assert.equal((await open(rootKeyFrom)).toString("base64"), KEY);
    await assert.rejects(open(node(`console.log("${systemRandom.bytes(32).toString("base64")}")`)), /not the one/);
    await assert.rejects(open(node("console.log('short')")), /LUMOS_ROOT_KEY_COMMAND prints must hold 32 bytes/);
    await store.close();
  }
});

test("no shell reads the command's arguments", async () => {
  const odd = "$(touch x); `id` && 'a b'";
  assert.equal(await readRootKeySource(node("process.stdout.write(process.argv[1])", odd), silentLog), odd);
});

test("a command that fails, hangs, floods or is not there is refused", async () => {
  await refused(node("console.error('hunter2'); process.exit(3)"), /exit code 3/);
  await refused(node("setInterval(() => {}, 1000)"), /did not end in time/, 300);
  await refused(node("process.stdout.write('x'.repeat(100000))"), /more than 4096 bytes/);
  await refused({ kind: "command", argv: [join(folder, "nothing")] }, /is not there/);
  await refused({ kind: "file", file: join(folder, "nothing") }, /cannot be read/);
  writeFileSync(join(folder, "large"), "x".repeat(5_000));
  await refused({ kind: "file", file: join(folder, "large") }, /cannot be read/);
});

test("nothing that the root key's command printed is told or logged", async () => {
  await refused(node("console.log('hunter2'); console.error('hunter2'); process.exit(1)"), /exit code 1/);
});

test("a file that everybody may read is told", async () => {
  const lines: string[] = [];
  const log = makeLog({ clock: systemClock, write: (line) => void lines.push(line) });
  const file = join(folder, "open");
  writeFileSync(file, KEY);
  chmodSync(file, 0o644);
  await readRootKeySource({ kind: "file", file }, log);
  assert.match(lines.join(""), /identity\.rootkey\.mode/);
  assert.ok(!lines.join("").includes(KEY));
});
