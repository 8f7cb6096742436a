import type { Opaque } from "./form.ts";

/*
 * A blob that only its maker can read travels through callers of other formats. It bears a tag there, so that
 * it finds back to its maker and to nobody else.
 */

const MARK = "lumos1.sealed.";

/** In a body this says that some blob in it was made by another provider than the format's own. */
export const OPAQUE_MARK = Buffer.from(MARK);

export function tagOpaque(opaque: Opaque): string {
  return `${MARK}${Buffer.from(opaque.issuer).toString("base64url")}.${opaque.data}`;
}

/** `issuer` made it where it bears no tag. */
export function readOpaque(text: string, issuer: string): Opaque {
  if (!text.startsWith(MARK)) return { issuer, data: text };
  const dot = text.indexOf(".", MARK.length);
  if (dot < 0) return { issuer: "", data: "" };
  return { issuer: Buffer.from(text.slice(MARK.length, dot), "base64url").toString("utf8"), data: text.slice(dot + 1) };
}
