import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync } from "node:fs";
import { readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ServerSettings } from "../config/index.ts";
import {
  type Clock,
  deriveKey,
  fault,
  hmacSha256,
  type Log,
  type Random,
  sameBytes,
  silentLog,
  systemClock,
} from "../kernel/index.ts";
import { readRootKeySource } from "./root-key-source.ts";
import type { Accept, Store } from "../store/index.ts";

const KEY_BYTES = 32;
const CHECK_ROW = "root_key_check";
const KEY_ROW = "root_key";
const SOURCES = { file: "LUMOS_ROOT_KEY_FILE", command: "what LUMOS_ROOT_KEY_COMMAND prints" };
const MAKE_ONE = "export LUMOS_ROOT_KEY=$(openssl rand -base64 32)";

/** Every other key is derived from this one: what hashes keys, what seals providers' keys at rest. */
export async function openRootKey(parts: {
  settings: Pick<ServerSettings, "rootKey" | "rootKeyFrom" | "data">;
  store: Store;
  random: Random;
  log?: Log;
  clock?: Clock;
}): Promise<Buffer> {
  const { settings, store, random, log = silentLog, clock = systemClock } = parts;
  const check = await readRow(store, CHECK_ROW);
  const source = settings.rootKeyFrom;
  const key = settings.rootKey
    ? decode(settings.rootKey.reveal(), "LUMOS_ROOT_KEY")
    : source
      ? decode(await readRootKeySource(source, log), SOURCES[source.kind])
      : store.dialect === "sqlite"
        ? await fromFile(join(settings.data, "root.key"))
        : await fromDatabase();
  const given = settings.rootKey !== undefined || source !== undefined;
  if (given && store.dialect === "postgres" && (await readRow(store, KEY_ROW)) !== undefined) {
    log.warn("identity.rootkey.copy", { fix: "The database still holds a root key: delete its row root_key." });
  }

  // Guarantee: a root key that is not the one this data was made with refuses to start.
  const mine = hmacSha256(deriveKey(key, "root-key-check"), "lumos").toString("hex");
  const kept = check ?? (await writeRowOnce(CHECK_ROW, mine));
  if (!sameBytes(Buffer.from(kept), Buffer.from(mine))) {
    throw fault("invalid_configuration", {
      public: "The root key is not the one this data was made with.",
      fix: given
        ? "Set LUMOS_ROOT_KEY (or its file or command) to the key this database was started with first, or unset it where it never was set."
        : "Restore root.key in the data directory from a backup, or set LUMOS_ROOT_KEY to the key that was used.",
    });
  }
  return key;

  async function fromFile(file: string): Promise<Buffer> {
    const there = readFile(file);
    if (there !== undefined) {
      if ((statSync(file).mode & 0o077) !== 0) {
        log.warn("identity.rootkey.mode", { file, was: (statSync(file).mode & 0o777).toString(8) });
        chmodSync(file, 0o600);
      }
      return decode(there, file);
    }
    await refuseSecondKey("Restore root.key in the data directory from a backup.");
    mkdirSync(settings.data, { recursive: true, mode: 0o700 });
    createOnce(file, `${file}.${random.bytes(8).toString("hex")}`, `${random.bytes(KEY_BYTES).toString("base64")}\n`);
    return decode(readFile(file) ?? "", file);
  }

  async function fromDatabase(): Promise<Buffer> {
    const there = await readRow(store, KEY_ROW);
    if (there === undefined) {
      await refuseSecondKey("Set LUMOS_ROOT_KEY to the key this database was started with first.");
    }
    const text = there ?? (await writeRowOnce(KEY_ROW, random.bytes(KEY_BYTES).toString("base64")));
    log.warn("identity.rootkey.in-database", {
      fix: "The root key stands in the database. Set LUMOS_ROOT_KEY before the first start to keep it apart.",
    });
    return decode(text, "the row root_key");
  }

  // Guarantee: no second root key is made over data that has one.
  async function refuseSecondKey(fix: string): Promise<void> {
    const keyed = await store.read.selectFrom("keys").select("id").limit(1).executeTakeFirst();
    if (check === undefined && keyed === undefined) return;
    throw fault("invalid_configuration", { public: "This data has a root key, and it is not there.", fix });
  }

  /** The row as it stands afterwards, whoever wrote it. */
  async function writeRowOnce(name: string, value: string): Promise<string> {
    await store.transact(async (tx) => {
      await tx
        .insertInto("installation")
        .values({ name, value, updated_at: clock.now() })
        .onConflict((on) => on.column("name").doNothing())
        .execute();
    });
    const kept = await readRow(store, name);
    if (kept === undefined) throw fault("internal", { internal: `${name} was written and is not there` });
    return kept;
  }
}

// Guarantee: a backup made under another root key does not take the place of a running server's data.
/** For `restore`: what another root key sealed and hashed would be of no use here. */
export async function sameRootKey(store: Store): Promise<Accept> {
  const mine = await readRow(store, CHECK_ROW);
  return (installation) => {
    const theirs = installation.get(CHECK_ROW);
    if (theirs === undefined || theirs === mine) return;
    throw fault("invalid_request", {
      param: "file",
      public: "This backup was made under another root key.",
      fix: "Stop the server, put the root key that belongs to the backup in place, then: lumos restore FILE --yes",
    });
  };
}

function decode(text: string, source: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, "base64");
  if (key.length === KEY_BYTES && key.toString("base64") === trimmed) return key;
  throw fault("invalid_configuration", {
    param: source,
    public: `${source} must hold 32 bytes in base64.`,
    fix: MAKE_ONE,
  });
}

async function readRow(store: Store, name: string): Promise<string | undefined> {
  const row = await store.read.selectFrom("installation").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}

function readFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw fault("data_unwritable", { public: `${file} cannot be read.`, cause });
  }
}

/** The whole file or none, on disk, and never over another process' file. */
function createOnce(file: string, draft: string, text: string): void {
  try {
    const handle = openSync(draft, "wx", 0o600);
    writeSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    } finally {
      rmSync(draft);
    }
  } catch (cause) {
    throw fault("data_unwritable", { public: `${file} cannot be written.`, cause });
  }
}

function isMissing(error: unknown): boolean {
  return isCode(error, "ENOENT");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
