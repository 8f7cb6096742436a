import type { Json, JsonObject } from "../form.ts";

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** One member where there is something to say, none where there is not. */
export function given<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]?: Value });
}

/** The members that are there. */
export function members(all: { [name: string]: Json | undefined }): JsonObject {
  const out: JsonObject = {};
  for (const [name, value] of Object.entries(all)) if (value !== undefined) out[name] = value;
  return out;
}

/** Every member but the known ones, as `rest`. */
export function restOf(value: JsonObject, known: ReadonlySet<string>): { rest?: JsonObject } {
  let rest: JsonObject | undefined;
  for (const [name, member] of Object.entries(value)) {
    if (known.has(name)) continue;
    rest ??= {};
    rest[name] = member;
  }
  return rest === undefined ? {} : { rest };
}

export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
