import { parse } from "yaml";
import { isRecord } from "../../../kernel/index.ts";

/* An OpenAPI document, read with nothing believed of it. */

export type Json = Readonly<Record<string, unknown>>;

export interface Document {
  root: Json;
  version: "2.0" | "3.0" | "3.1";
}

const MAX_BYTES = 2 * 1_024 * 1_024;
const MAX_HOPS = 16;

/** The document, or why it cannot be used: a sentence without its subject. */
export function readDocument(text: string): Document | string {
  if (text.length > MAX_BYTES) return "has a document of more than 2 MB";
  let root: unknown;
  try {
    root = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 50, logLevel: "silent" });
  } catch {
    return "has a document that is neither JSON nor YAML";
  }
  if (!isRecord(root)) return "has a document that is not an OpenAPI document";
  if (root["swagger"] === "2.0") return { root, version: "2.0" };
  const version = String(root["openapi"] ?? "");
  if (version.startsWith("3.0")) return { root, version: "3.0" };
  // What is newer is read as far as it is the same.
  if (/^3\.\d/.test(version)) return { root, version: "3.1" };
  return "has a document of a version that is not known: OpenAPI 3.0, 3.1 and Swagger 2.0 are";
}

/**
 * Follows `$ref` where it is one. Guarantee: a reference leads only to another place in the same document; nothing is
 * fetched, and references that lead around in a circle end.
 */
export function resolved(document: Document, value: unknown): Json | undefined {
  let at: unknown = value;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    if (!isRecord(at)) return undefined;
    const reference = at["$ref"];
    if (typeof reference !== "string") return at;
    at = pointed(document.root, reference);
  }
  return undefined;
}

function pointed(root: Json, reference: string): unknown {
  if (!reference.startsWith("#/") || reference.length > 1_000) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const name = unescaped(part);
    if (name === undefined || typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Json)[name];
  }
  return at;
}

function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return undefined;
  }
}

/** A member that is an object. */
export function member(of: Json | undefined, name: string): Json {
  const value = of?.[name];
  return isRecord(value) ? value : {};
}

/** A member that is a list. */
export function list(of: Json | undefined, name: string): readonly unknown[] {
  const value = of?.[name];
  return Array.isArray(value) ? value : [];
}

export function text(of: Json | undefined, name: string, most = 2_000): string | undefined {
  const value = of?.[name];
  return typeof value === "string" && value !== "" ? value.slice(0, most) : undefined;
}
