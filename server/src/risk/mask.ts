/**
 * What may be shown of something found.
 *
 * Guarantee: the full value of a finding is never in an assessment.
 */
export function mask(kind: string, value: string): string {
  if (kind === "email") return maskEmail(value);
  if (kind === "card") return `…${last(value.replace(/\D/g, ""), 4)}`;
  if (kind === "phone") return `…${last(value.replace(/\D/g, ""), 2)}`;
  if (kind === "iban") return `${value.slice(0, 2)}…${last(value.replace(/[^A-Za-z0-9]/g, ""), 4)}`;
  return maskSecret(value);
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
