import type { Json, JsonObject } from "../form.ts";

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

export function stringOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An object of the members that are there. */
export function members(of: Record<string, Json | undefined>): JsonObject {
  const out: JsonObject = {};
  for (const [name, value] of Object.entries(of)) if (value !== undefined) out[name] = value;
  return out;
}

export function filled(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}
