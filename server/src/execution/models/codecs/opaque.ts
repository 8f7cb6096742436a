import type { Opaque } from "./form.ts";

/*
 * A blob that only its maker can read travels through callers of other formats. It bears a tag there, so that
 * it finds back to its maker and to nobody else.
 */

const MARK = "lumos1.sealed.";

/** What a blob is written with; in base64 nobody has looked at it. */
const BLOB = /^lumos1\.sealed\.[A-Za-z0-9+/_=.:%-]*$/;

/** The same, where a format's clients demand that a blob is base64: what its first bytes always become. */
const BYTES_MARK = Buffer.from(MARK).toString("base64").slice(0, 16);

/**
 * Both marks, each with its end from a character on that is rare in prose: a search runs from one place where its
 * first character stands to the next, and every body is searched.
 */
const MARKS = [
  { end: Buffer.from(MARK.slice(MARK.indexOf("1"))), whole: Buffer.from(MARK) },
  { end: Buffer.from(BYTES_MARK.slice(BYTES_MARK.indexOf("V"))), whole: Buffer.from(BYTES_MARK) },
];

/** Whether some blob in a body was made by another provider than the format's own. */
export function carriesOpaque(body: Buffer): boolean {
  for (const { end, whole } of MARKS) if (body.includes(end) && body.includes(whole)) return true;
  return false;
}

/** A tagged blob as base64. */
export function tagOpaqueBytes(opaque: Opaque): string {
  return Buffer.from(tagOpaque(opaque)).toString("base64");
}

export function tagOpaque(opaque: Opaque): string {
  return `${MARK}${Buffer.from(opaque.issuer).toString("base64url")}.${opaque.data}`;
}

/** `issuer` made it where it bears no tag. */
export function readOpaque(text: string, issuer: string): Opaque {
  if (text.startsWith(BYTES_MARK)) {
    const plain = Buffer.from(text, "base64").toString("utf8");
    return BLOB.test(plain) ? readOpaque(plain, issuer) : { issuer, data: text };
  }
  if (!text.startsWith(MARK)) return { issuer, data: text };
  const dot = text.indexOf(".", MARK.length);
  if (dot < 0) return { issuer: "", data: "" };
  return { issuer: Buffer.from(text.slice(MARK.length, dot), "base64url").toString("utf8"), data: text.slice(dot + 1) };
}
