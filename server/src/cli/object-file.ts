import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parse } from "yaml";
import { fault, isRecord } from "../kernel/index.ts";
import { type Io, readInput } from "./io.ts";

const MAX_BYTES = 4 * 1_048_576;

/** One object from a YAML or JSON file, or from standard input for `-`. */
export async function readObject(io: Io, file: string): Promise<Record<string, unknown>> {
  const name = file === "-" ? "standard input" : file;
  const value = parseText(await readText(io, file), name);
  if (!isRecord(value)) throw fault("usage", { public: `${name} must hold one object.` });
  return value;
}

export async function readText(io: Io, file: string): Promise<string> {
  if (file === "-") {
    const bytes = await readInput(io, MAX_BYTES);
    if (!bytes) throw tooLarge("standard input");
    return bytes.toString("utf8");
  }
  const path = resolve(io.cwd, file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw fault("usage", { public: `There is no file ${path}.`, fix: `ls -l ${path}` });
  if (found.size > MAX_BYTES) throw tooLarge(path);
  return readFile(path, "utf8");
}

export function parseText(text: string, name: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch (error) {
    const because = error instanceof Error ? error.message.split("\n", 1)[0] : "";
    throw fault("usage", { public: `${name} is neither YAML nor JSON: ${because}`, cause: error });
  }
}

function tooLarge(name: string) {
  return fault("too_large", { public: `${name} holds more than ${MAX_BYTES} bytes.` });
}
