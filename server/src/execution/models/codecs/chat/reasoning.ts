import { readOpaque, tagOpaque } from "../opaque.ts";
import type { Json, JsonObject, Opaque, ThinkingPart } from "../form.ts";
import { asObject, asText, given } from "./json.ts";

/*
 * Chat has no place of its own for thoughts. Servers that give them use `reasoning_content` (or `reasoning`)
 * for what may be read and `reasoning_details` for what must come back as it is.
 */

export const REASONING_TEXTS = ["reasoning_content", "reasoning"] as const;

/** What a message says about its thoughts. */
export function readReasoning(text: string | undefined, details: Json[], issuer: string): ThinkingPart[] {
  const parts = details.flatMap((detail) => readDetail(detail, issuer) ?? []);
  if (text === undefined || text === "") return parts;
  // The same thoughts stand in both places; the details know more of them.
  if (parts.some((part) => part.text !== "")) return parts;
  const signed = parts.find((part) => part.redacted !== true);
  if (!signed) return [{ kind: "thinking", text }, ...parts];
  signed.text = text;
  return parts;
}

/** Undefined where the entry belongs to something else, such as a tool call. */
export function readDetail(value: Json, issuer: string): ThinkingPart | undefined {
  const detail = asObject(value) ?? {};
  const id = given("id", asText(detail["id"]));
  switch (detail["type"]) {
    case "reasoning.text": {
      const signature = asText(detail["signature"]);
      const sealed = given("sealed", signature === undefined ? undefined : readOpaque(signature, issuer));
      return { kind: "thinking", text: asText(detail["text"]) ?? "", ...sealed, ...id };
    }
    case "reasoning.summary":
      return { kind: "thinking", text: asText(detail["summary"]) ?? "", ...id };
    case "reasoning.encrypted": {
      const data = asText(detail["data"]);
      if (data === undefined) return undefined;
      return { kind: "thinking", text: "", sealed: readOpaque(data, issuer), redacted: true, ...id };
    }
    default:
      return undefined;
  }
}

/** Nothing where all of it may be read. */
export function writeDetail(
  part: ThinkingPart,
  index: number,
  seal: (opaque: Opaque) => string,
): JsonObject | undefined {
  if (!part.sealed) return undefined;
  const id = given("id", part.id);
  return part.redacted === true
    ? { type: "reasoning.encrypted", data: seal(part.sealed), index, ...id }
    : { type: "reasoning.text", text: part.text, signature: seal(part.sealed), index, ...id };
}

/** Google's servers put the signature of a call beside it. */
export function readCallSeal(call: JsonObject, issuer: string): { sealed?: Opaque } {
  const signature = asText(asObject(asObject(call["extra_content"])?.["google"])?.["thought_signature"]);
  return signature === undefined ? {} : { sealed: readOpaque(signature, issuer) };
}

export function writeCallSeal(data: string): JsonObject {
  return { extra_content: { google: { thought_signature: data } } };
}

/** For a caller: an untagged blob would be taken for one of its own provider's. */
export function sealForCaller(opaque: Opaque): string {
  return tagOpaque(opaque);
}
