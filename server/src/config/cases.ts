import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Result, ok, refused } from "../kernel/index.ts";

const CASES_FILE = "cases.yaml";
const MAX_BYTES = 4 * 1_048_576;

/** What cases.yaml in a directory says; undefined where there is none. The refusal is a sentence. */
export function casesBeside(folder: string): Result<unknown, string> {
  const file = join(folder, CASES_FILE);
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return ok(undefined);
    if (!stat.isFile() || stat.size > MAX_BYTES) return refused(`${file} is no file of at most ${MAX_BYTES} bytes`);
    const value: unknown = parse(readFileSync(file, "utf8"), { maxAliasCount: 0 });
    return ok(value ?? []);
  } catch (error) {
    const because = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "";
    return refused(`${file} cannot be read: ${because}`);
  }
}
