import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { fault, isFault, isRecord } from "../../kernel/index.ts";
import type { Accept } from "../types.ts";
import {
  BACKUP_TABLES,
  FORMAT,
  FORMAT_VERSION,
  type Header,
  MAX_LINE_BYTES,
  type Replacement,
  type Row,
  carried,
  damaged,
} from "./format.ts";

const MAX_PAGE_ROWS = 200;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** The header alone, for what must be made ready before. */
export async function readHeader(file: string, schema: number): Promise<Header> {
  for await (const line of linesOf(file)) return headerOf(file, line, schema);
  throw damaged(file, "empty");
}

/**
 * Puts what the file holds in the place of everything. Throws at the end when the checksum is wrong: the
 * caller commits only what this has returned from.
 */
// Guarantee: a damaged backup changes nothing.
export async function readBackup(
  file: string,
  schema: number,
  into: Replacement,
  accept: Accept = () => {},
): Promise<{ rows: number }> {
  const hash = createHash("sha256");
  let header: Header | undefined;
  let table: { name: string; columns: string[] } | undefined;
  let page: { rows: Row[]; bytes: number } = { rows: [], bytes: 0 };
  const counts: Record<string, number> = {};
  const installation = new Map<string, string>();
  let ended = false;

  const flush = async () => {
    if (table && page.rows.length > 0) await into.insert(table.name, table.columns, page.rows);
    page = { rows: [], bytes: 0 };
  };
  for (const name of BACKUP_TABLES) await into.clear(name);
  for await (const line of linesOf(file)) {
    if (ended) throw damaged(file, "lines after the end");
    const value = parsed(file, line);
    if (Array.isArray(value) && table) {
      const row = rowOf(file, value, table.columns.length);
      page.rows.push(row);
      if (table.name === "installation") {
        installation.set(String(row[table.columns.indexOf("name")]), String(row[table.columns.indexOf("value")]));
      }
      page.bytes += line.length;
      counts[table.name] = (counts[table.name] ?? 0) + 1;
      if (page.rows.length >= MAX_PAGE_ROWS || page.bytes >= MAX_PAGE_BYTES) await flush();
    } else if (!header) {
      header = headerOf(file, line, schema);
    } else if (isRecord(value) && value["end"] === true) {
      await flush();
      if (value["sha256"] !== hash.digest("hex")) throw damaged(file, "checksum differs");
      ended = true;
      continue;
    } else {
      await flush();
      table = await tableOf(file, value, into);
    }
    hash.update(line).update("\n");
  }
  if (!ended || !header) throw damaged(file, "no end");
  for (const [name, count] of Object.entries(header.counts)) {
    if ((counts[name] ?? 0) !== count) throw damaged(file, `${name}: ${counts[name] ?? 0} rows, header says ${count}`);
  }
  accept(installation);
  return { rows: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

async function tableOf(file: string, value: unknown, into: Replacement): Promise<{ name: string; columns: string[] }> {
  if (!isRecord(value)) throw damaged(file, "no table");
  const { table: name, columns } = value;
  if (typeof name !== "string" || !BACKUP_TABLES.includes(name)) throw damaged(file, "unknown table");
  const known = carried(name, await into.columns(name));
  if (!Array.isArray(columns) || columns.length === 0) throw damaged(file, "no columns");
  const named = columns.map(String);
  // Names go into SQL: only those the database itself has.
  if (!named.every((column) => known.includes(column))) throw damaged(file, `unknown column in ${name}`);
  return { name, columns: named };
}

function rowOf(file: string, value: unknown[], width: number): Row {
  const fits = value.every((cell) => cell === null || typeof cell === "string" || Number.isSafeInteger(cell));
  if (value.length !== width || !fits) throw damaged(file, "a row does not fit its table");
  return value as Row;
}

function headerOf(file: string, line: Buffer, schema: number): Header {
  const value = parsed(file, line);
  if (!isRecord(value) || value["format"] !== FORMAT || !isRecord(value["counts"])) throw damaged(file, "no header");
  if (Number(value["version"]) > FORMAT_VERSION || Number(value["schema"]) > schema) {
    throw fault("schema_newer", {
      public: `The backup ${file} was made by a newer Lumos.`,
      fix: "npm install --global lumos@latest",
    });
  }
  return value as unknown as Header;
}

function parsed(file: string, line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch (error) {
    throw damaged(file, "a line is not JSON", error);
  }
}

/** Lines of a compressed file, one at a time, each of bounded length. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.once("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        yield rest.length === 0 ? chunk.subarray(from, at) : Buffer.concat([...rest, chunk.subarray(from, at)]);
        rest = [];
        restBytes = 0;
        from = at + 1;
      }
      rest.push(chunk.subarray(from));
      restBytes += chunk.length - from;
      if (restBytes > MAX_LINE_BYTES) throw damaged(file, "a line is too long");
    }
  } catch (error) {
    if (isFault(error)) throw error;
    throw unreadable(file, error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (restBytes > 0) throw damaged(file, "cut off inside a line");
}

function unreadable(file: string, error: unknown) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["ENOENT", "EACCES", "EISDIR"].includes(code)) return damaged(file, String(error), error);
  return fault("invalid_request", {
    public: `The backup ${file} cannot be read.`,
    fix: `ls -l ${file}`,
    internal: code,
    cause: error,
  });
}
