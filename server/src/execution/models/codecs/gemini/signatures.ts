import { readOpaque, tagOpaqueBytes } from "../opaque.ts";
import type { Json, Opaque, ThinkingPart } from "../form.ts";
import { some, textOf } from "./members.ts";

/** Whose a signature is that bears no tag. */
export const ISSUER = "gemini";

/** The word Google documents for calls that another model made: Gemini 3 takes it in place of its own signature. */
export const UNSIGNED = "skip_thought_signature_validator";

/** What the tag says of a thought beside its issuer: formats demand it of their own thoughts when they come back. */
const REDACTED = "#redacted";
const ID = "#id=";

export type Sealed = Pick<ThinkingPart, "sealed" | "redacted" | "id">;

export function sealedOf(value: Json | undefined, issuer: string): Sealed {
  const text = textOf(value);
  if (text === undefined || text === "" || text === UNSIGNED) return {};
  const { issuer: tag, data } = readOpaque(text, issuer);
  const [named = "", id] = tag.split(ID);
  const redacted = named.endsWith(REDACTED);
  const sealed: Opaque = { issuer: redacted ? named.slice(0, -REDACTED.length) : named, data };
  return { sealed, ...(redacted ? { redacted } : {}), ...some("id", id) };
}

/** For a caller of this format: base64, as its clients demand of the member. */
export function signatureOf(sealed: Opaque, thought: Sealed = {}): string {
  if (sealed.issuer === ISSUER) return sealed.data;
  const redacted = thought.redacted === true ? REDACTED : "";
  const id = thought.id === undefined ? "" : ID + thought.id;
  return tagOpaqueBytes({ issuer: sealed.issuer + redacted + id, data: sealed.data });
}

/** A model that refuses calls in its current turn which bear no signature. */
export function demandsSignatures(model: string): boolean {
  return /gemini/i.test(model) && !/gemini-[12](?:[.-]|$)/i.test(model);
}
