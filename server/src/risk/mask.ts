import { KINDS } from "./kinds.ts";

/**
 * What may be shown of something found.
 *
 * Guarantee: the full value of a finding is never in an assessment.
 */
export function mask(kind: string, value: string): string {
  if (kind === "secret") return maskSecret(value);
  if (kind === "email") return maskEmail(value);
  const known = KINDS[kind];
  // A customer's own kind may be anything, so as little is shown as of a secret.
  if (known === undefined) return maskSecret(value);
  const { head: first, tail } = known.shown;
  const plain = known.same === "digits" ? value.replace(/\D/g, "") : value.replace(/[^\p{L}\p{N}.:]/gu, "");
  // Of something short no end is shown.
  const end = tail === 0 || plain.length < tail + 4 ? "" : last(plain, tail);
  return `${head(value, first)}…${end}`;
}

/** Of a sentence that speaks for a score: how it begins, and how long it is. */
export function maskSentence(value: string): string {
  const plain = value.trim();
  return `${head(plain, plain.length < 12 ? 0 : 4)}… (${plain.length})`;
}

/** A short secret shows nothing but that it is there; a long one its beginning, which names its maker. */
function maskSecret(value: string): string {
  if (value.length < 12) return "…";
  if (value.length < 20) return `${head(value, 2)}…`;
  return `${head(value, 4)}…${last(value, 2)}`;
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf("@");
  return `${head(value, 1)}…${at === -1 ? "" : value.slice(at)}`;
}

function head(value: string, count: number): string {
  return clean(value.slice(0, count));
}

function last(value: string, count: number): string {
  return clean(value.slice(-count));
}

/** Half of a surrogate pair, or a control character, has no place in something shown. */
function clean(value: string): string {
  let out = "";
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) continue;
    out += value[i];
  }
  return out;
}
