import type { Json, JsonObject } from "../form.ts";
import { camelOf, listOf, numberOf, objectOf, textOf } from "./members.ts";

const MAX_DEPTH = 64;
const COUNTS = new Set(["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"]);

/** Gemini's subset of OpenAPI as JSON Schema: types in small letters, `nullable` as a type of its own. */
export function jsonSchemaOf(schema: JsonObject, depth = 0): JsonObject {
  const out: JsonObject = {};
  if (depth > MAX_DEPTH) return out;
  let nullable = false;
  let order: string[] = [];
  for (const [written, value] of Object.entries(schema)) {
    const name = camelOf(written);
    if (name === "type") out["type"] = typeOf(value);
    else if (name === "nullable") nullable = value === true;
    else if (name === "propertyOrdering") order = listOf(value).flatMap((one) => textOf(one) ?? []);
    else if (name === "example") out["examples"] = [value];
    else if (name === "properties") out["properties"] = propertiesOf(value, depth);
    else if (COUNTS.has(name)) out[name] = numberOf(value) ?? value;
    else if (name === "items" || name === "additionalProperties") out[name] = nested(value, depth);
    else if (name === "anyOf" || name === "prefixItems") out[name] = listOf(value).map((one) => nested(one, depth));
    else out[name] = value;
  }
  if (order.length > 0) ordered(out, order);
  return nullable ? withNull(out) : out;
}

function nested(value: Json, depth: number): Json {
  const schema = objectOf(value);
  return schema ? jsonSchemaOf(schema, depth + 1) : value;
}

function propertiesOf(value: Json, depth: number): JsonObject {
  return Object.fromEntries(Object.entries(objectOf(value) ?? {}).map(([name, one]) => [name, nested(one, depth)]));
}

function typeOf(value: Json): Json {
  if (typeof value === "string") return value.toLowerCase();
  return listOf(value).map((one) => (typeof one === "string" ? one.toLowerCase() : one));
}

/** The order in which properties are written is all that JSON Schema has for `propertyOrdering`. */
function ordered(schema: JsonObject, order: string[]): void {
  const properties = objectOf(schema["properties"]);
  if (!properties) return;
  const names = [...new Set([...order.filter((name) => Object.hasOwn(properties, name)), ...Object.keys(properties)])];
  schema["properties"] = Object.fromEntries(names.map((name) => [name, properties[name] as Json]));
}

function withNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  if (type === undefined) {
    const any = listOf(schema["anyOf"]);
    return any.length > 0 ? { ...schema, anyOf: [...any, { type: "null" }] } : schema;
  }
  const types = Array.isArray(type) ? type : [type];
  const values = schema["enum"];
  return {
    ...schema,
    type: types.includes("null") ? types : [...types, "null"],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}
