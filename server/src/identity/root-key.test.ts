import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { isFault, Secret, silentLog, systemClock, systemRandom } from "../kernel/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { openRootKey } from "./root-key.ts";

let data: string;
let store: Store;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "lumos-root-key-"));
  store = await openStore({ database: "sqlite", data, clock: systemClock, random: systemRandom, log: silentLog });
});
afterEach(async () => {
  await store.close();
  rmSync(data, { recursive: true, force: true });
});

const file = () => join(data, "root.key");
const open = (rootKey?: string) =>
  openRootKey({
    settings: { data, rootKey: rootKey === undefined ? undefined : new Secret(rootKey) },
    store,
    random: systemRandom,
  });
const refused = (work: Promise<unknown>, sentence: RegExp) =>
  assert.rejects(work, (error) => {
    assert.ok(isFault(error) && error.code === "invalid_configuration");
    assert.match(error.message, sentence);
    assert.ok(error.fix);
    return true;
  });

test("a first start makes a key in a file that only its owner reads, and later starts find it", async () => {
  const key = await open();
  assert.equal(key.length, 32);
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  assert.deepEqual(await open(), key);
  assert.deepEqual(
    readdirSync(data).filter((name) => name.startsWith("root.key")),
    ["root.key"],
  );
});

test("starts at the same moment agree on one key", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => open()));
  assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, 1);
});

test("LUMOS_ROOT_KEY wins over the file, and is checked like it", async () => {
  const given = systemRandom.bytes(32).toString("base64");
  assert.equal((await open(given)).toString("base64"), given);
  assert.ok(!readdirSync(data).includes("root.key"));
  await refused(open(systemRandom.bytes(32).toString("base64")), /not the one this data was made with/);
  assert.equal((await open(given)).toString("base64"), given);
});

test("a root key that is not the one this data was made with refuses to start", async () => {
  await open();
  writeFileSync(file(), systemRandom.bytes(32).toString("base64"));
  await refused(open(), /not the one this data was made with/);
});

test("no second root key is made over data that has one", async () => {
  const key = await open();
  rmSync(file());
  await refused(open(), /is not there/);
  assert.ok(!readdirSync(data).includes("root.key"));
  assert.deepEqual(await open(key.toString("base64")), key);
});

test("a key that is cut short, too long or no base64 is refused, and never shown", async () => {
  const bytes = systemRandom.bytes(32).toString("base64");
  for (const bad of [
    "",
    "hunter2",
    bytes.slice(1),
    `${bytes}AAAA`,
    bytes.slice(0, -1),
    bytes.replace("=", "!"),
    bytes.repeat(2),
  ]) {
    await assert.rejects(open(bad), (error) => {
      assert.ok(isFault(error) && error.code === "invalid_configuration");
      assert.match(error.message, /32 bytes in base64/);
      assert.ok(bad === "" || !`${error.message} ${error.internal} ${error.fix}`.includes(bad));
      return true;
    });
  }
  writeFileSync(file(), "");
  await refused(open(), /32 bytes in base64/);
});

test("a key file that others could read is closed to them", async () => {
  await open();
  chmodSync(file(), 0o644);
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (event: string) => void warnings.push(event) };
  await openRootKey({ settings: { data, rootKey: undefined }, store, random: systemRandom, log });
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  assert.deepEqual(warnings, ["identity.rootkey.mode"]);
});

test("the database never holds the key of an embedded installation", async () => {
  const key = await open();
  const rows = JSON.stringify(await store.read.selectFrom("installation").selectAll().execute());
  assert.ok(!rows.includes(key.toString("base64")) && !rows.includes(key.toString("hex")));
  assert.equal(readFileSync(file(), "utf8").trim(), key.toString("base64"));
});
