import type { IncomingHttpHeaders } from "node:http";

const MAX_VALUE = 4_096;
const VISIBLE = /^[\x20-\x7e]*$/;
const NONE: Readonly<Record<string, string>> = {};

/** Headers of a caller that go along to a provider of the same format. Only those named here ever do. */
export function forwarded(headers: IncomingHttpHeaders, names: readonly string[]): Readonly<Record<string, string>> {
  let found: Record<string, string> | undefined;
  for (const name of names) {
    const value = headers[name];
    if (typeof value !== "string" || value.length > MAX_VALUE || !VISIBLE.test(value)) continue;
    found ??= {};
    found[name] = value;
  }
  return found ?? NONE;
}
