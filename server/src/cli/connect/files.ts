import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import { dirname, join } from "node:path";
import { fault } from "../../kernel/index.ts";
import { Unreadable } from "./edits.ts";

const MAX_BYTES = 4 * 1024 * 1024;

export interface Found {
  text: string | undefined;
  mode: number;
}

/** What a file holds; a link is followed, so that settings kept elsewhere stay where they are. */
export function readText(path: string): Found {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return { text: undefined, mode: 0o600 };
  if (!stat.isFile()) throw new Unreadable("it is not a file");
  if (stat.size > MAX_BYTES) throw new Unreadable("it is too large");
  const bytes = readFileSync(path);
  // Guarantee: what cannot be written back as it was is not touched.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Unreadable("it is not text");
  const text = bytes.toString("utf8");
  if (text.startsWith("\ufeff")) throw new Unreadable("it begins with a byte order mark");
  return { text, mode: stat.mode & 0o777 };
}

/** All of it or nothing: whoever reads meanwhile sees the old text or the new one. */
export function writeText(path: string, text: string, mode: number): void {
  const real = statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path;
  const beside = join(dirname(real), `.lumos-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(beside, text, { mode, flag: "wx" });
    renameSync(beside, real);
  } catch (error) {
    rmSync(beside, { force: true });
    throw fault("data_unwritable", { public: `${path} cannot be written; nothing was changed in it.`, cause: error });
  }
}

/** Makes what is missing of a folder, and says which folders that were, outermost first. */
export function makeFolders(path: string, mode = 0o700): string[] {
  const missing: string[] = [];
  for (let here = path; !statSync(here, { throwIfNoEntry: false }); here = dirname(here)) missing.unshift(here);
  for (const folder of missing) mkdirSync(folder, { mode });
  return missing;
}

/** Folders that were made here go again, unless something else lies in them by now. */
export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty, or gone already.
    }
  }
}
