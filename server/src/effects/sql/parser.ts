import { type SqlError, loadModule, parseSync } from "libpg-query";
import { type Tree, isTree, listOf } from "./tree.ts";

/** Longer texts are not read. */
const MAX_CHARACTERS = 100_000;

let loading: Promise<void> | undefined;
let loaded = false;

/** Loads PostgreSQL's grammar, once; until then no text is understood. */
export function readySql(): Promise<void> {
  loading ??= loadModule().then(
    () => {
      loaded = true;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The statements of a text, or in a few words why they are not known. */
export function statementsOf(sql: string): readonly Tree[] | string {
  if (!loaded) return "the grammar is not loaded";
  if (sql.length > MAX_CHARACTERS) return "the text is too long";
  // The grammar reads up to a NUL, and takes half a character for another one: what it saw is not what would run.
  if (sql.includes("\0") || !sql.isWellFormed()) return "the text holds what is no text";
  let parsed: unknown;
  try {
    parsed = parseSync(sql);
  } catch (error) {
    return (error as SqlError).name === "SqlError" ? "it is not valid SQL" : "it could not be read";
  }
  const statements = listOf(isTree(parsed) ? parsed["stmts"] : undefined).map((raw) => (raw as Tree)["stmt"]);
  if (statements.length === 0) return "it holds no statement";
  return statements.every(isTree) ? statements : "it could not be read";
}
