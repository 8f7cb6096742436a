export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * One text for one value: keys sorted by code unit, no spaces, `undefined` members left out. What is hashed,
 * compared or signed goes through here.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("canonical JSON has no text for a number that is not finite");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object") {
    const record = value as Record<string, unknown>;
    const members = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`canonical JSON has no text for ${typeof value}`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A long name with numbers in it may be a key, or what somebody has to say: it is read like a text. */
export function mayTell(name: string): boolean {
  return name.length >= 16 && /\d/.test(name);
}
