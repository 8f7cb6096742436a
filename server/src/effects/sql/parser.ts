import { readFile } from "node:fs/promises";
import instantiate, { type Grammar } from "libpg-query/wasm/libpg-query.js";
import { type Tree, isTree, listOf } from "./tree.ts";

/** Longer texts are not read. */
const MAX_CHARACTERS = 100_000;
/** An instance whose memory has grown beyond this is replaced. */
const MAX_MEMORY = 128 * 1024 * 1024;
/** Two, so that one is there while another is made. */
const INSTANCES = 2;

const instances: Grammar[] = [];
let compiled: object | undefined;
let loading: Promise<void> | undefined;

/** Loads PostgreSQL's grammar, once; until then no text is understood. */
export function readySql(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  // Compiled once: another instance is there before anything else has its turn.
  const module = (compiled ??= await compile());
  while (instances.length < INSTANCES) {
    const one = await instantiate({
      instantiateWasm(imports, done) {
        done(new WebAssembly.Instance(module, imports), module);
        return {};
      },
    });
    instances.push(one);
  }
}

async function compile(): Promise<object> {
  return WebAssembly.compile(await readFile(new URL(import.meta.resolve("libpg-query/wasm/libpg-query.wasm"))));
}

/** The statements of a text, or in a few words why they are not known. */
export function statementsOf(sql: string): readonly Tree[] | string {
  if (sql.length > MAX_CHARACTERS) return "the text is too long";
  // The grammar reads up to a NUL, and takes half a character for another one: what it saw is not what would run.
  if (sql.includes("\0") || !sql.isWellFormed()) return "the text holds what is no text";
  const [grammar] = instances;
  if (!grammar) return "the grammar is not loaded";
  let parsed: unknown;
  try {
    const text = parse(grammar, sql);
    if (text === undefined) return "it is not valid SQL";
    parsed = JSON.parse(text);
    if (grammar.HEAPU8.length > MAX_MEMORY) replace(grammar);
  } catch {
    replace(grammar);
    return "it could not be read";
  }
  const statements = listOf(isTree(parsed) ? parsed["stmts"] : undefined).map((raw) =>
    isTree(raw) ? raw["stmt"] : undefined,
  );
  if (statements.length === 0) return "it holds no statement";
  return statements.every(isTree) ? statements : "it could not be read";
}

/** An instance that ended in the middle, as with a text nested too deeply, has lost its stack and is not used again. */
function replace(grammar: Grammar): void {
  const at = instances.indexOf(grammar);
  if (at >= 0) instances.splice(at, 1);
  loading = undefined;
  // Where it fails, texts are not understood until somebody waits for it again.
  readySql().catch(() => {});
}

/** The tree as JSON; undefined where PostgreSQL says it is no SQL. */
function parse(grammar: Grammar, sql: string): string | undefined {
  const bytes = grammar.lengthBytesUTF8(sql) + 1;
  const text = grammar._malloc(bytes);
  grammar.stringToUTF8(sql, text, bytes);
  const result = grammar._wasm_parse_query_raw(text);
  if (text === 0 || result === 0) throw new Error("no memory");
  // PgQueryParseResult: the tree, what was said beside, the error.
  const tree = grammar.getValue(result, "i32");
  const refused = grammar.getValue(result + 8, "i32") !== 0;
  const json = refused || tree === 0 ? undefined : grammar.UTF8ToString(tree);
  grammar._wasm_free_parse_result(result);
  grammar._free(text);
  return json;
}
