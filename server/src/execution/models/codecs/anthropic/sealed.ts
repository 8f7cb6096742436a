import type { Opaque } from "../form.ts";
import { readOpaque, tagOpaque } from "../opaque.ts";

/** Whose blobs bear no tag in this format. */
const OWN_ISSUER = "anthropic";
/** In place of a signature: nobody signed this. It is tagged so that it is never taken for one. */
const UNSIGNED: Opaque = { issuer: "unsigned", data: "" };
/** Issuer of a blob that belongs to a tool call: this format has no place for one at the call itself. */
const OF_CALL = /^call\|(?<issuer>[^|]*)\|(?<id>.*)$/s;

/** A signature as a caller gets it. */
export function sealedForCaller(sealed: Opaque | undefined): string {
  if (sealed === undefined) return tagOpaque(UNSIGNED);
  return sealed.issuer === OWN_ISSUER ? sealed.data : tagOpaque(sealed);
}

/** A call's blob travels in a block of redacted thinking that names the call. */
export function callSealedForCaller(id: string, sealed: Opaque): string {
  return tagOpaque({ issuer: `call|${sealed.issuer}|${id}`, data: sealed.data });
}

/** Undefined where nobody signed it. */
export function readSealed(text: string, issuer: string): Opaque | undefined {
  const sealed = readOpaque(text, issuer);
  return sealed.data === "" ? undefined : sealed;
}

/** The call a blob belongs to, where it belongs to one. */
export function callOf(sealed: Opaque): { id: string; sealed: Opaque } | undefined {
  const { issuer, id } = OF_CALL.exec(sealed.issuer)?.groups ?? {};
  return issuer === undefined || id === undefined ? undefined : { id, sealed: { issuer, data: sealed.data } };
}
