import { SECRET_MARK } from "../kernel/index.ts";
import type { Origin } from "./types.ts";
import { pathText } from "./words.ts";

/** Keys whose values are never shown, wherever they stand. */
const SECRET_KEYS = new Set(["key", "secret", "rootKey"]);
/** Keys that hold a secret inside one of these; of an environment, all. */
const SECRET_INSIDE: Readonly<Record<string, readonly string[] | "all">> = {
  auth: ["token", "value", "password", "clientSecret"],
  env: "all",
};
const SECRET_VARIABLE = /KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|AUTH|DSN/i;
const PASSWORD_IN_URL = /^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:)([^/?#]*)(?=@)/i;
const PASSWORD_IN_QUERY = /([?&][^=&#]*(?:password|passwd|secret|token|key|signature|sig)[^=&#]*=)([^&#]*)/gi;

/**
 * A value as it may be shown, with the secrets in it covered.
 *
 * Guarantee: no key, no secret, no password in an address, and nothing that came from a variable whose name
 * says that it is one of these, is shown.
 */
export function masked(value: unknown, path: readonly PropertyKey[], origins: ReadonlyMap<string, Origin>): unknown {
  if (Array.isArray(value)) return value.map((item, index) => masked(item, [...path, index], origins));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, masked(member, [...path, key], origins)]),
    );
  }
  if (SECRET_KEYS.has(String(path.at(-1))) || isInside(path)) return SECRET_MARK;
  if (typeof value !== "string") return value;
  const origin = origins.get(pathText(path));
  const names = origin?.kind === "file" ? (origin.variables ?? []) : [];
  if (names.some(({ name, used }) => used === "variable" && SECRET_VARIABLE.test(name))) return SECRET_MARK;
  return coverAddress(value, SECRET_MARK);
}

function isInside(path: readonly PropertyKey[]): boolean {
  const outer = String(path.at(-2));
  const secrets = Object.hasOwn(SECRET_INSIDE, outer) ? SECRET_INSIDE[outer] : undefined;
  return secrets === "all" || (secrets?.includes(String(path.at(-1))) ?? false);
}

/** An address with its password, and what looks like one in its query, replaced. */
export function coverAddress(value: string, cover: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return value;
  return value
    .replace(PASSWORD_IN_URL, (_, before: string) => before + cover)
    .replace(PASSWORD_IN_QUERY, (_, before: string) => before + cover);
}
