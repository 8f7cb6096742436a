import { createHash } from "node:crypto";
import { once } from "node:events";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createGzip } from "node:zlib";
import { fault, isFault } from "../../kernel/index.ts";
import { BACKUP_TABLES, FORMAT, FORMAT_VERSION, type Header, type Snapshot, carried } from "./format.ts";

export interface BackupOptions {
  snapshot: Snapshot;
  schema: number;
  now: number;
  file: string;
}

/** Writes a backup beside its place and moves it there when it is whole and on the disk. */
// Guarantee: a backup overwrites nothing.
export async function writeBackup(options: BackupOptions): Promise<{ bytes: number }> {
  const { file } = options;
  await takePlace(file);
  const part = `${file}.part`;
  try {
    const handle = await open(part, "w", 0o600);
    let bytes: number;
    try {
      await compress(handle, options);
      await handle.sync();
      bytes = (await handle.stat()).size;
    } finally {
      await handle.close();
    }
    await rename(part, file);
    await syncFolder(dirname(file));
    return { bytes };
  } catch (error) {
    await rm(part, { force: true });
    await rm(file, { force: true });
    throw isFault(error) ? error : unwritable(file, error);
  }
}

/** An empty file that only this backup may replace: of two writers to one place the second is refused. */
async function takePlace(file: string): Promise<void> {
  try {
    await (await open(file, "wx", 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw unwritable(file, error);
    throw fault("conflict", { public: `The file ${file} is there already.`, fix: `ls -l ${file}`, param: "file" });
  }
}

function unwritable(file: string, error: unknown) {
  return fault("data_unwritable", {
    public: `The backup ${file} cannot be written.`,
    fix: `df -h ${dirname(file)}; ls -ld ${dirname(file)}`,
    internal: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}

async function compress(handle: FileHandle, options: BackupOptions): Promise<void> {
  const gzip = createGzip({ level: 6 });
  const written = (async () => {
    for await (const chunk of gzip) await handle.write(chunk as Buffer);
  })();
  // Awaited below; a failure meanwhile must not count as unheard.
  written.catch(() => gzip.destroy());
  const hash = createHash("sha256");
  const say = async (text: string) => {
    hash.update(text);
    if (!gzip.write(text)) await Promise.race([once(gzip, "drain"), written]);
  };
  try {
    await sayAll(options, say);
    gzip.end(`${JSON.stringify({ end: true, sha256: hash.digest("hex") })}\n`);
  } catch (error) {
    gzip.destroy();
    await written.catch(() => {});
    throw error;
  }
  await written;
}

async function sayAll({ snapshot, schema, now }: BackupOptions, say: (text: string) => Promise<void>): Promise<void> {
  const counts: Record<string, number> = {};
  for (const table of BACKUP_TABLES) counts[table] = await snapshot.count(table);
  const header: Header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    schema,
    at: now,
    counts,
    span: await snapshot.span(),
  };
  await say(`${JSON.stringify(header)}\n`);
  for (const table of BACKUP_TABLES) {
    const columns = carried(table, await snapshot.columns(table));
    await say(`${JSON.stringify({ table, columns })}\n`);
    for await (const rows of snapshot.pages(table, columns)) {
      await say(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
