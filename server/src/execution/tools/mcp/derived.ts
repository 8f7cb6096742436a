import { isRecord } from "../../../kernel/index.ts";
import type { RawJson } from "../types.ts";

/* Headers of the modern era that repeat what the body says. They are made from the body that is sent, never taken over. */

/** Which member of the params `Mcp-Name` repeats. */
const NAMES: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};
const MARK = "x-mcp-header";
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const MAX_DECLARED = 100;
const MAX_DEPTH = 32;

/** An argument that a tool's schema wants to see in a header too. */
export interface Declared {
  path: readonly string[];
  header: string;
}

export interface ToolHeaders {
  of(tool: string): readonly Declared[];
}

/** `definition`: the pinned definition of a tool; the schema in it says which arguments are repeated. */
export function toolHeaders(definition: (tool: string) => RawJson | undefined): ToolHeaders {
  const known = new Map<string, { definition: RawJson | undefined; declared: readonly Declared[] }>();
  return {
    of(tool) {
      const now = definition(tool);
      const kept = known.get(tool);
      if (kept && kept.definition === now) return kept.declared;
      const declared = now !== undefined && now.includes(MARK) ? declaredIn(now) : [];
      if (known.size >= 2_000) known.clear();
      known.set(tool, { definition: now, declared });
      return declared;
    },
  };
}

function declaredIn(definition: RawJson): readonly Declared[] {
  const parsed: unknown = JSON.parse(definition);
  const found: Declared[] = [];
  const seen = new Set<string>();
  const visit = (schema: unknown, path: readonly string[]) => {
    if (!isRecord(schema) || path.length > MAX_DEPTH || found.length >= MAX_DECLARED) return;
    const header = schema[MARK];
    if (typeof header === "string" && path.length > 0 && TOKEN.test(header) && !seen.has(header.toLowerCase())) {
      seen.add(header.toLowerCase());
      found.push({ path, header });
    }
    if (isRecord(schema["properties"]))
      for (const [name, inner] of Object.entries(schema["properties"])) visit(inner, [...path, name]);
  };
  visit(isRecord(parsed) ? parsed["inputSchema"] : undefined, []);
  return found;
}

export function derivedHeaders(
  ask: { method: string; params: RawJson | undefined },
  protocol: string,
  tools: ToolHeaders,
): Record<string, string> {
  const headers: Record<string, string> = { "mcp-protocol-version": protocol, "mcp-method": encoded(ask.method) };
  const member = Object.hasOwn(NAMES, ask.method) ? NAMES[ask.method] : undefined;
  if (member === undefined || ask.params === undefined) return headers;
  const params: unknown = JSON.parse(ask.params);
  const name = isRecord(params) ? params[member] : undefined;
  if (!isRecord(params) || typeof name !== "string") return headers;
  headers["mcp-name"] = encoded(name);
  if (ask.method !== "tools/call") return headers;
  for (const { path, header } of tools.of(name)) {
    const text = plain(valueAt(params["arguments"], path));
    if (text !== undefined) headers[`mcp-param-${header.toLowerCase()}`] = encoded(text);
  }
  return headers;
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let node = root;
  for (const key of path) node = isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  return node;
}

function plain(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || (Number.isInteger(value) && !Number.isSafeInteger(value))) return undefined;
  return String(value);
}

/** Text that no header can carry as it is, or that would be taken for this form, goes as base64. */
function encoded(text: string): string {
  const asIs = /^[\t\x20-\x7e]+$/.test(text) && text === text.trim() && !/^=\?base64\?.*\?=$/s.test(text);
  return asIs ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}
