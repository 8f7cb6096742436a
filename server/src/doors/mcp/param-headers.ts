import type { IncomingHttpHeaders } from "node:http";
import type { CatalogTool } from "../../catalog/index.ts";
import { isRecord } from "../../kernel/index.ts";
import { decodedHeader, header } from "./envelope.ts";

/* Arguments that a tool's schema wants repeated in headers (`x-mcp-header`), so that proxies can route by them. */

interface Repeated {
  path: readonly string[];
  header: string;
  numeric: boolean;
}

/** By definition: a tool's schema is read once. */
const read = new WeakMap<CatalogTool, readonly Repeated[]>();
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const MAX_DEPTH = 32;

// Guarantee: a header that repeats an argument says what the argument says.
export function paramHeadersProblem(
  tool: CatalogTool,
  args: Readonly<Record<string, unknown>>,
  headers: IncomingHttpHeaders,
): string | undefined {
  for (const { path, header: name, numeric } of repeatedOf(tool)) {
    const value = path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), args);
    const expected = textOf(value);
    if (expected === undefined) continue;
    const said = header(headers, `mcp-param-${name.toLowerCase()}`);
    if (said === undefined) return `Mcp-Param-${name} is missing`;
    const decoded = decodedHeader(said);
    if (decoded === undefined) return `Mcp-Param-${name} is not well encoded`;
    const same = numeric && DECIMAL.test(decoded) && typeof value === "number" ? Number(decoded) === value : false;
    if (!same && decoded !== expected) return `Mcp-Param-${name} says something else`;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

function repeatedOf(tool: CatalogTool): readonly Repeated[] {
  const known = read.get(tool);
  if (known) return known;
  const found: Repeated[] = [];
  if (tool.definition.includes("x-mcp-header")) collect(schemaOf(tool.definition), [], found);
  read.set(tool, found);
  return found;
}

function schemaOf(definition: string): unknown {
  try {
    return (JSON.parse(definition) as { inputSchema?: unknown }).inputSchema;
  } catch {
    return undefined;
  }
}

function collect(schema: unknown, path: readonly string[], found: Repeated[]): void {
  if (!isRecord(schema) || path.length > MAX_DEPTH) return;
  const name = schema["x-mcp-header"];
  if (typeof name === "string" && TOKEN.test(name) && path.length > 0) {
    const numeric = schema["type"] === "integer" || schema["type"] === "number";
    found.push({ path, header: name, numeric });
  }
  if (!isRecord(schema["properties"])) return;
  for (const [key, inner] of Object.entries(schema["properties"])) collect(inner, [...path, key], found);
}
