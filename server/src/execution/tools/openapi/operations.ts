import { createHash } from "node:crypto";
import { isRecord, type ToolEffect } from "../../../kernel/index.ts";
import type { RawJson } from "../types.ts";
import { type Document, type Json, list, member, resolved, text } from "./document.ts";
import { schemaOf } from "./schemas.ts";

/* The operations of a document as tools. */

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One value that a caller gives, and where it goes. */
export interface Parameter {
  /** What the tool calls it. */
  argument: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  style: string;
  explode: boolean;
  /** It is written as JSON. */
  json: boolean;
  required: boolean;
}

export interface Body {
  media: string;
  required: boolean;
  /** Its members are arguments of their own; else it is the argument `body`. */
  members?: ReadonlySet<string>;
}

export interface Operation {
  tool: string;
  definition: RawJson;
  method: Method;
  path: string;
  parameters: readonly Parameter[];
  body?: Body;
  /** Answers that are no object stand under `result`. */
  wraps: boolean;
  /** What comes back was described: then there must always be something structured. */
  described: boolean;
}

const METHODS: readonly Method[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const EFFECT: Readonly<Record<Method, ToolEffect>> = {
  GET: "read",
  HEAD: "read",
  POST: "write",
  PUT: "write",
  PATCH: "write",
  DELETE: "destructive",
};
const GRAVITY: readonly ToolEffect[] = ["read", "write", "egress", "destructive"];
const MAX_TOOLS = 1_000;
const MAX_DEFINITION = 64 * 1_024;
const MAX_PARAMETERS = 100;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** What Lumos and the connection write themselves. */
const OWN_HEADERS =
  /^(accept|authorization|cookie|host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|keep-alive|x-forwarded-.*|forwarded)$/i;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** Deprecated operations are left out, and those that need what cannot be given. */
export function operationsOf(document: Document): readonly Operation[] {
  const found: { method: Method; path: string; operation: Json; shared: Json }[] = [];
  for (const [path, item] of Object.entries(member(document.root, "paths"))) {
    const shared = resolved(document, item);
    if (shared === undefined || !path.startsWith("/") || path.length > 1_000) continue;
    for (const method of METHODS) {
      const operation = resolved(document, shared[method.toLowerCase()]);
      if (operation === undefined || operation["deprecated"] === true || found.length >= MAX_TOOLS) continue;
      found.push({ method, path, operation, shared });
    }
  }
  const names = namesOf(found);
  return found.flatMap((one, at) => operationOf(document, { ...one, tool: names[at] ?? "" }) ?? []);
}

/** The operation's own id where it has one that no other has; else its method and path. */
function namesOf(found: readonly { method: Method; path: string; operation: Json }[]): string[] {
  const ids = found.map(({ operation }) => {
    const id = text(operation, "operationId");
    return id !== undefined && NAME.test(id) ? id : undefined;
  });
  const taken = new Set<string>();
  return found.map(({ method, path }, at) => {
    const id = ids[at];
    const alone = id !== undefined && ids.filter((other) => other?.toLowerCase() === id.toLowerCase()).length === 1;
    const place = `${method}${path}`;
    const plain = `${method.toLowerCase()}_${path.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "")}`;
    let name = alone ? id : plain.slice(0, 64);
    if (
      taken.has(name.toLowerCase()) ||
      (!alone && plain.length > 64) ||
      (!alone && ids.some((other) => other?.toLowerCase() === name.toLowerCase()))
    )
      name = `${name.slice(0, 55)}_${createHash("sha256").update(place).digest("hex").slice(0, 8)}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function operationOf(
  document: Document,
  at: { method: Method; path: string; operation: Json; shared: Json; tool: string },
): Operation | undefined {
  const { method, path, operation, tool } = at;
  const raw = parametersOf(document, at);
  if (raw === undefined) return undefined;
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  const parameters: Parameter[] = [];
  for (const one of raw) {
    const parameter = parameterOf(document, one, properties);
    if (parameter === undefined) continue;
    parameters.push(parameter);
    if (parameter.required) required.push(parameter.argument);
    const schema = schemaOf(document, schemaValue(document, one), "in");
    const description = text(one, "description");
    properties[parameter.argument] = { ...schema, ...(description !== undefined && { description }) };
  }
  // Every name in the path must have a value, or the call would go elsewhere.
  const missing = [...path.matchAll(/\{([^{}]+)\}/g)].some(
    ([, name]) => !parameters.some((one) => one.in === "path" && one.name === name),
  );
  if (missing || path.replace(/\{[^{}]+\}/g, "").match(/[{}]/)) return undefined;
  const body = bodyOf(document, operation, { method, raw, properties, required });
  if (body === "impossible") return undefined;
  const answer = answerOf(document, operation);
  const definition = JSON.stringify({
    name: tool,
    ...(text(operation, "summary", 200) !== undefined && { title: text(operation, "summary", 200) }),
    description: describedAs(operation, `${method} ${path}`),
    inputSchema: {
      type: "object",
      properties,
      ...(required.length > 0 && { required: [...new Set(required)] }),
      additionalProperties: false,
    },
    ...(answer !== undefined && { outputSchema: answer.schema }),
    annotations: hints(effectOf(method, operation)),
    _meta: { "lumos/effect": effectOf(method, operation) },
  });
  if (definition.length > MAX_DEFINITION) return undefined;
  return {
    tool,
    definition,
    method,
    path,
    parameters,
    ...(body !== undefined && { body }),
    wraps: answer?.wraps ?? true,
    described: answer !== undefined,
  };
}

function describedAs(operation: Json, place: string): string {
  const words = [text(operation, "summary", 300), text(operation, "description", 3_000)].filter(
    (one) => one !== undefined,
  );
  return [...new Set(words), place].join("\n\n");
}

/**
 * Guarantee: a document makes an operation graver than its method says, and never more harmless.
 */
function effectOf(method: Method, operation: Json): ToolEffect {
  const said = GRAVITY.indexOf(operation["x-lumos-effect"] as ToolEffect);
  return GRAVITY[Math.max(GRAVITY.indexOf(EFFECT[method]), said)] ?? "write";
}

function hints(effect: ToolEffect): Json {
  return {
    readOnlyHint: effect === "read",
    destructiveHint: effect === "destructive",
    openWorldHint: effect === "egress",
  };
}

/** Those of the path hold for each of its operations, unless an operation has its own of that name and place. */
function parametersOf(
  document: Document,
  { operation, shared }: { operation: Json; shared: Json },
): Json[] | undefined {
  const all = new Map<string, Json>();
  for (const one of [...list(shared, "parameters"), ...list(operation, "parameters")].slice(0, MAX_PARAMETERS)) {
    const parameter = resolved(document, one);
    const name = text(parameter, "name", 200);
    if (parameter === undefined || name === undefined) return undefined;
    all.set(`${String(parameter["in"])} ${name}`, parameter);
  }
  return [...all.values()];
}

function parameterOf(document: Document, one: Json, properties: Json): Parameter | undefined {
  const name = text(one, "name", 200) ?? "";
  const place = one["in"];
  if (place !== "path" && place !== "query" && place !== "header" && place !== "cookie") return undefined;
  if (place === "header" && (OWN_HEADERS.test(name) || !TOKEN.test(name))) return undefined;
  if (place === "cookie" && !TOKEN.test(name)) return undefined;
  if (securesBy(document, place, name)) return undefined;
  const style =
    text(one, "style") ?? swaggerStyle(one) ?? (place === "query" || place === "cookie" ? "form" : "simple");
  const argument = Object.hasOwn(properties, name) || name === "__proto__" ? `${place}_${name}` : name;
  return {
    argument,
    name,
    in: place,
    style,
    explode:
      typeof one["explode"] === "boolean" ? one["explode"] : style === "form" && one["collectionFormat"] === undefined,
    json: Object.keys(member(one, "content")).some((media) => /json/i.test(media)),
    required: place === "path" || one["required"] === true,
  };
}

/** In 2.0 it is called collectionFormat; `multi` is what 3 does by itself. */
function swaggerStyle(one: Json): string | undefined {
  const styles: Readonly<Record<string, string>> = {
    ssv: "spaceDelimited",
    pipes: "pipeDelimited",
    tsv: "spaceDelimited",
  };
  return styles[String(one["collectionFormat"])];
}

/** Guarantee: what an API knows Lumos by is never an argument of a caller. */
function securesBy(document: Document, place: string, name: string): boolean {
  return schemes(document).some(
    (one) =>
      one["type"] === "apiKey" && one["in"] === place && String(one["name"]).toLowerCase() === name.toLowerCase(),
  );
}

export function schemes({ root }: Document): readonly Json[] {
  const all = { ...member(root, "securityDefinitions"), ...member(member(root, "components"), "securitySchemes") };
  return Object.values(all).filter(isRecord);
}

function schemaValue(document: Document, one: Json): unknown {
  if (one["schema"] !== undefined) return one["schema"];
  const [content] = Object.values(member(one, "content"));
  // In 2.0 a parameter is its own schema.
  return isRecord(content) ? content["schema"] : document.version === "2.0" ? one : {};
}

const MEDIA: readonly RegExp[] = [
  /^application\/json\b/i,
  /\+json\b/i,
  /^application\/x-www-form-urlencoded\b/i,
  /^multipart\/form-data\b/i,
  /^text\//i,
  /^application\/xml\b/i,
  /^\*\/\*$/,
];

function bodyOf(
  document: Document,
  operation: Json,
  {
    method,
    raw,
    properties,
    required,
  }: { method: Method; raw: readonly Json[]; properties: Record<string, unknown>; required: string[] },
): Body | "impossible" | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  const given = document.version === "2.0" ? swaggerBody(raw, operation) : resolved(document, operation["requestBody"]);
  if (given === undefined) return undefined;
  const content = Object.entries(member(given, "content"));
  const chosen = MEDIA.map((media) => content.find(([name]) => media.test(name))).find((one) => one !== undefined);
  const needed = given["required"] === true;
  if (chosen === undefined) return needed ? "impossible" : undefined;
  const media = /^[\w.+*-]+\/[\w.+*-]+$/.test(chosen[0].split(";", 1)[0]?.trim() ?? "")
    ? (chosen[0].split(";", 1)[0] ?? "").trim()
    : "application/json";
  const schema = schemaOf(document, member({ at: chosen[1] }, "at")["schema"], "in");
  const own = isRecord(schema["properties"]) ? schema["properties"] : {};
  const names = Object.keys(own);
  const flat =
    schema["type"] === "object" &&
    names.length > 0 &&
    !["allOf", "anyOf", "oneOf"].some((name) => name in schema) &&
    schema["additionalProperties"] !== true &&
    !isRecord(schema["additionalProperties"]) &&
    names.every((name) => !Object.hasOwn(properties, name));
  const kept = media === "*/*" ? "application/json" : media;
  if (!flat) {
    if (Object.hasOwn(properties, "body")) return "impossible";
    properties["body"] = schema;
    if (needed) required.push("body");
    return { media: kept, required: needed };
  }
  Object.assign(properties, own);
  if (needed && Array.isArray(schema["required"])) required.push(...schema["required"].map(String));
  return { media: kept, required: needed, members: new Set(names) };
}

/** 2.0 has a parameter in the body, or several in a form. */
function swaggerBody(raw: readonly Json[], operation: Json): Json | undefined {
  const whole = raw.find((one) => one["in"] === "body");
  if (whole !== undefined)
    return { required: whole["required"], content: { "application/json": { schema: whole["schema"] } } };
  const fields = raw.filter((one) => one["in"] === "formData");
  if (fields.length === 0) return undefined;
  const needed = fields.filter((one) => one["required"] === true).map((one) => one["name"]);
  const media = list(operation, "consumes").some((one) => String(one).startsWith("multipart/"))
    ? "multipart/form-data"
    : "application/x-www-form-urlencoded";
  const schema = {
    type: "object",
    properties: Object.fromEntries(fields.map((one) => [String(one["name"]), one])),
    required: needed,
  };
  return { required: needed.length > 0, content: { [media]: { schema } } };
}

/** The schema of what comes back, where all that is good has one. */
function answerOf(document: Document, operation: Json): { schema: Json; wraps: boolean } | undefined {
  const responses = member(operation, "responses");
  const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  const schemas = good.map(([, response]) => {
    const one = resolved(document, response);
    if (document.version === "2.0") return one?.["schema"];
    const json = Object.entries(member(one, "content")).find(([media]) => /json/i.test(media));
    return json === undefined ? undefined : member({ at: json[1] }, "at")["schema"];
  });
  const [first] = schemas;
  if (schemas.length !== 1 || first === undefined) return undefined;
  const schema = loose(schemaOf(document, first, "out"));
  const wraps = schema["type"] !== "object";
  return { wraps, schema: wraps ? { type: "object", properties: { result: schema } } : schema };
}

/** APIs answer more than they say, and less: an answer is described, and not held to it. */
function loose(schema: Json, depth = 0): Json {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (
      name === "required" ||
      (name === "additionalProperties" && value === false) ||
      name === "format" ||
      name === "enum"
    )
      continue;
    if (name === "properties" && isRecord(value))
      out[name] = Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, isRecord(one) ? loose(one, depth + 1) : one]),
      );
    else if (Array.isArray(value) && name.endsWith("Of"))
      out[name] = value.map((one) => (isRecord(one) ? loose(one, depth + 1) : one));
    else if (isRecord(value)) out[name] = loose(value, depth + 1);
    else out[name] = name === "type" && depth > 0 ? [...new Set([value, "null"].flat())] : value;
  }
  return out;
}
