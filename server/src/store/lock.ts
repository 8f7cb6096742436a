import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Fault, fault } from "../kernel/index.ts";

export interface DataLock {
  release(): void;
}

/**
 * Takes the data directory for this process, making it when it is not there. The lock is one the operating
 * system keeps on an open file, so that it is gone with the process, however that ends.
 */
// Guarantee: one process at a time writes a data directory.
export function lockData(dataDir: string): DataLock {
  const pidFile = join(dataDir, "lock.pid");
  let held: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    held = new DatabaseSync(join(dataDir, "lock.db"), { timeout: 0 });
    held.exec("pragma locking_mode = exclusive; begin exclusive");
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    held?.close();
    throw refusalOf(error, dataDir, pidFile);
  }
  const database = held;
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

const SQLITE_BUSY = 5;

function refusalOf(error: unknown, dataDir: string, pidFile: string): Fault {
  const internal = error instanceof Error ? error.message : String(error);
  if (isRecordWith(error, "errcode") && (Number(error.errcode) & 0xff) === SQLITE_BUSY) {
    const pid = readPid(pidFile);
    const who = pid === undefined ? "Another Lumos" : `Another Lumos (process ${pid})`;
    return fault("data_locked", {
      public: `${who} uses the data directory ${dataDir}.`,
      fix: pid === undefined ? "LUMOS_DATA=another-directory lumos up" : `kill ${pid}`,
      internal,
      ...(pid === undefined ? {} : { data: { pid } }),
      cause: error,
    });
  }
  return fault("data_unwritable", {
    public: `The data directory ${dataDir} cannot be written.`,
    fix: `sudo install -d -m 700 -o "$(id -un)" ${quoted(dataDir)}`,
    internal,
    cause: error,
  });
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8").trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function isRecordWith<K extends string>(value: unknown, name: K): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && name in value;
}
