import type { Json, JsonObject } from "../form.ts";

/*
 * Gemini's JSON is protobuf's: every member may be written in camelCase or in snake_case, and a whole number
 * may stand as a string.
 */

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function objectsOf(value: Json | undefined): JsonObject[] {
  return listOf(value).flatMap((one) => {
    const object = objectOf(one);
    return object ? [object] : [];
  });
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A member by its camelCase name, whichever way it is written. */
export function member(object: JsonObject, camel: string): Json | undefined {
  return object[camel] ?? object[snake(camel)];
}

/** What an object holds beside the known members, under the names it gives them; undefined where that is nothing. */
export function restOf(object: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let rest: JsonObject | undefined;
  for (const [name, value] of Object.entries(object)) {
    if (known.has(name) || known.has(camelOf(name))) continue;
    rest ??= {};
    rest[name] = value;
  }
  return rest;
}

/** `{ [name]: value }`, or nothing where there is no value. */
export function some<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]?: Value });
}

/** Text as a JSON object; undefined where it is none. */
export function parsedObject(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

export function camelOf(name: string): string {
  return name.includes("_") ? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
