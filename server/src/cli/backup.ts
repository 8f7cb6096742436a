import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Loaded } from "../config/index.ts";
import { type Log, fault, isFault, isRecord, silentLog, systemClock, systemRandom } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import type { Asked, Command } from "./command.ts";

export const backupCommand: Command = {
  words: ["backup"],
  summary: "Writes a consistent copy of the database into a file, whether the server runs or not.",
  details: "The copy holds no root key: keep root.key of the data directory, or LUMOS_ROOT_KEY, apart from it.",
  positionals: [{ name: "FILE", summary: "Where the copy goes. There must be nothing yet.", required: true }],
  flags: [],
  examples: ["lumos backup /var/backups/lumos-2027-01-31.db"],
  run: backup,
};

export const restoreCommand: Command = {
  words: ["restore"],
  summary: "Replaces everything in the database by what a backup holds, whether the server runs or not.",
  positionals: [{ name: "FILE", summary: "A file that `lumos backup` wrote.", required: true }],
  flags: [],
  destructive: true,
  examples: ["lumos restore /var/backups/lumos-2027-01-31.db --yes"],
  run: restore,
};

const TIMEOUT_MS = 3_600_000;

async function backup(asked: Asked): Promise<number> {
  const file = resolve(asked.io.cwd, asked.positionals[0] ?? "");
  // Guarantee: a backup never takes the place of another file.
  if (existsSync(file)) throw fault("conflict", { public: `${file} is there already.`, fix: `ls -l ${file}` });
  const bytes =
    (await throughServer(asked, "/backup", file, "bytes")) ??
    (await withStore(asked, (store) => store.backup(file))).bytes;
  return told(asked, { file, bytes }, `Wrote ${file}, ${bytes} bytes.`);
}

async function restore(asked: Asked): Promise<number> {
  const file = resolve(asked.io.cwd, asked.positionals[0] ?? "");
  const rows =
    (await throughServer(asked, "/restore", file, "rows")) ??
    (await withStore(asked, (store) => store.restore(file))).rows;
  return told(asked, { file, rows }, `Restored ${rows} rows from ${file}.`);
}

/** What the running server counted; undefined where none runs here. */
async function throughServer(asked: Asked, path: string, file: string, counted: string): Promise<number | undefined> {
  try {
    const { body } = await (await asked.client()).send({ method: "POST", path, body: { file }, timeoutMs: TIMEOUT_MS });
    const count = isRecord(body) ? body[counted] : undefined;
    return typeof count === "number" ? count : 0;
  } catch (error) {
    if (!isFault(error) || error.code !== "server_unreachable" || asked.io.env["LUMOS_URL"]) throw error;
    return undefined;
  }
}

/** The database itself; a server that runs on the same directory holds its lock, and the fault says so. */
async function withStore<T>(asked: Asked, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openFor(await asked.configuration(), silentLog);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export async function openFor(loaded: Loaded, log: Log): Promise<Store> {
  const { openStore } = await import("../store/index.ts");
  const { database, data } = loaded.server;
  return openStore({ database, data, clock: systemClock, random: systemRandom, log });
}

async function told(asked: Asked, answer: object, sentence: string): Promise<number> {
  if (asked.common.json) await asked.io.out(`${JSON.stringify(answer, null, 2)}\n`);
  else if (!asked.common.quiet) asked.io.say(sentence);
  return 0;
}
