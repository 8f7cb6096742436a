import type { Opaque, ThinkingPart } from "../form.ts";
import { readOpaque, tagOpaque } from "../opaque.ts";

/*
 * Responses has one place for what is opaque: the encrypted content of a reasoning item. What other formats
 * keep elsewhere travels there as well, with a mark before it that says where it belongs.
 */

const REDACTED = "redacted:";
const CALL = "call:";

export type Sealed =
  | { for: "thinking"; sealed: Opaque; redacted: boolean }
  /** It belongs to the call with this id (Gemini signs calls). */
  | { for: "call"; id: string; sealed: Opaque };

/** Out of the encrypted content of a reasoning item; `issuer` made what bears no tag. */
export function readSealed(text: string, issuer: string): Sealed {
  const opaque = readOpaque(text, issuer);
  if (opaque.data === text) return { for: "thinking", sealed: opaque, redacted: false };
  if (opaque.data.startsWith(REDACTED)) {
    const sealed = { issuer: opaque.issuer, data: opaque.data.slice(REDACTED.length) };
    return { for: "thinking", sealed, redacted: true };
  }
  if (opaque.data.startsWith(CALL)) {
    const [, id = "", data = ""] = /^call:([^:]*):(.*)$/s.exec(opaque.data) ?? [];
    return { for: "call", id: Buffer.from(id, "base64url").toString("utf8"), sealed: { issuer: opaque.issuer, data } };
  }
  return { for: "thinking", sealed: opaque, redacted: false };
}

export function sealedThinking(part: Pick<ThinkingPart, "sealed" | "redacted">): string | undefined {
  const { sealed, redacted } = part;
  if (!sealed) return undefined;
  return tagOpaque(redacted === true ? { issuer: sealed.issuer, data: REDACTED + sealed.data } : sealed);
}

export function sealedCall(id: string, sealed: Opaque): string {
  return tagOpaque({ issuer: sealed.issuer, data: `${CALL}${Buffer.from(id).toString("base64url")}:${sealed.data}` });
}
