import { isRecord } from "../../../kernel/index.ts";
import { type Document, type Json, resolved } from "./document.ts";

/* Schemas of a document as plain JSON Schema, without references. */

/** What of a schema is kept. A `pattern` is not: its time is the caller's to choose, and the API checks it itself. */
const KEPT = [
  "title",
  "description",
  "default",
  "enum",
  "const",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
] as const;
const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
const MAX_DEPTH = 10;
const MAX_NODES = 1_500;
const MAX_TEXT = 1_000;
const MAX_MEMBERS = 200;

/** Whether a schema is for what goes in or for what comes out: `readOnly` and `writeOnly` members differ. */
export type Side = "in" | "out";

/** One schema. What is too deep, too big or goes around in a circle becomes "anything". */
export function schemaOf(document: Document, value: unknown, side: Side): Json {
  const left = { nodes: MAX_NODES };
  return converted(value, { document, side, left, depth: 0, path: new Set() });
}

interface At {
  document: Document;
  side: Side;
  left: { nodes: number };
  depth: number;
  /** Schemas we are inside of. */
  path: ReadonlySet<Json>;
}

function converted(value: unknown, at: At): Json {
  const schema = resolved(at.document, value);
  at.left.nodes -= 1;
  if (schema === undefined || at.depth > MAX_DEPTH || at.left.nodes < 0 || at.path.has(schema)) return {};
  const inner: At = { ...at, depth: at.depth + 1, path: new Set([...at.path, schema]) };
  const out: Record<string, unknown> = {};
  for (const name of KEPT) {
    const one = schema[name];
    if (one === undefined) continue;
    if (typeof one === "string") out[name] = one.slice(0, MAX_TEXT);
    else if (typeof one !== "object" || one === null) out[name] = one;
    else if (name === "enum" && Array.isArray(one) && one.length > 0 && one.length <= MAX_MEMBERS && one.every(isPlain))
      out[name] = one;
  }
  bounds(schema, out);
  types(schema, out);
  if (schema["properties"] !== undefined) members(schema, out, inner);
  const items = schema["items"];
  if (isRecord(items)) out["items"] = converted(items, inner);
  const additional = schema["additionalProperties"];
  if (typeof additional === "boolean") out["additionalProperties"] = additional;
  else if (isRecord(additional)) out["additionalProperties"] = converted(additional, inner);
  for (const name of ["allOf", "anyOf", "oneOf"]) {
    const all = schema[name];
    if (Array.isArray(all) && all.length > 0 && all.length <= 50) out[name] = all.map((one) => converted(one, inner));
  }
  // Parts of an object may each close it; together they would let nothing through.
  if (Array.isArray(out["allOf"])) opened(out);
  return out;
}

function opened(out: Record<string, unknown>): void {
  delete out["additionalProperties"];
  out["allOf"] = (out["allOf"] as Json[]).map(({ additionalProperties, ...rest }) =>
    additionalProperties === false
      ? rest
      : { ...rest, ...(additionalProperties !== undefined && { additionalProperties }) },
  );
}

function isPlain(value: unknown): boolean {
  return value === null || (typeof value !== "object" && String(value).length <= MAX_TEXT);
}

/** In 3.0 and 2.0 exclusive bounds are flags. */
function bounds(schema: Json, out: Record<string, unknown>): void {
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[flag] !== "boolean") continue;
    delete out[flag];
    if (schema[flag] && typeof schema[bound] === "number") {
      out[flag] = schema[bound];
      delete out[bound];
    }
  }
  for (const name of [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
  ]) {
    const one = out[name];
    if (one !== undefined && (typeof one !== "number" || !(one >= 0))) delete out[name];
  }
}

function types(schema: Json, out: Record<string, unknown>): void {
  const given = Array.isArray(schema["type"]) ? schema["type"] : [schema["type"]];
  const known = given.filter((one): one is string => typeof one === "string" && TYPES.has(one));
  if (schema["type"] === "file") known.push("string");
  if (schema["nullable"] === true && known.length > 0) known.push("null");
  const all = [...new Set(known)];
  if (all.length > 0) out["type"] = all.length === 1 ? all[0] : all;
  if (all.includes("null") && Array.isArray(out["enum"]) && !out["enum"].includes(null))
    out["enum"] = [...out["enum"], null];
}

function members(schema: Json, out: Record<string, unknown>, at: At): void {
  const given = schema["properties"];
  if (!isRecord(given)) return;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given).slice(0, MAX_MEMBERS)) {
    const own = resolved(at.document, value);
    if (own?.[at.side === "in" ? "readOnly" : "writeOnly"] === true || name === "__proto__") continue;
    kept[name] = converted(value, at);
  }
  out["properties"] = kept;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const names = required.filter((name): name is string => typeof name === "string" && Object.hasOwn(kept, name));
  if (names.length > 0) out["required"] = [...new Set(names)];
  out["type"] ??= "object";
}
