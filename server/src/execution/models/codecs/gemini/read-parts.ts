import type { Json, JsonObject, MediaPart, OtherPart, Part, ResultPart, TextPart } from "../form.ts";
import type { CallIds } from "./call-ids.ts";
import { camelOf, member, objectOf, objectsOf, parsedObject, restOf, some, textOf } from "./members.ts";
import { sealedOf } from "./signatures.ts";

const FORMAT = "gemini.generate";
const TEXT = new Set(["text", "thought", "thoughtSignature"]);
const CALL = new Set(["functionCall", "thoughtSignature"]);
const CALL_INSIDE = new Set(["id", "name", "args"]);
const RESULT = new Set(["functionResponse"]);
const RESULT_INSIDE = new Set(["id", "name", "response", "parts"]);
const DATA = new Set(["inlineData"]);
const FILE = new Set(["fileData"]);
/** Files that only their own provider can fetch. */
const OWN_FILE = /^gs:|^https:\/\/generativelanguage\.googleapis\.com\//;

/** One part of a content. A text that bears a signature is followed by a thinking part that holds nothing else. */
export function readPart(part: JsonObject, issuer: string, ids: CallIds): Part[] {
  const text = textOf(part["text"]);
  if (text !== undefined) return readText(part, text, issuer);
  const call = objectOf(member(part, "functionCall"));
  if (call && textOf(call["name"]) !== undefined) return [readCall(part, call, issuer, ids)];
  const response = objectOf(member(part, "functionResponse"));
  if (response) return [readResult(part, response, ids)];
  return [readMedia(part) ?? otherPart(part)];
}

function readText(part: JsonObject, text: string, issuer: string): Part[] {
  const sealed = sealedOf(member(part, "thoughtSignature"), issuer);
  const rest = some("rest", restOf(part, TEXT));
  if (part["thought"] === true) return [{ kind: "thinking", text, ...sealed, ...rest }];
  const read: Part[] = text === "" && sealed.sealed ? [] : [{ kind: "text", text, ...rest }];
  if (sealed.sealed) read.push({ kind: "thinking", text: "", ...sealed });
  return read;
}

function readCall(part: JsonObject, call: JsonObject, issuer: string, ids: CallIds): Part {
  const name = textOf(call["name"]) ?? "";
  const inside = restOf(call, CALL_INSIDE);
  const outside = restOf(part, CALL);
  return {
    kind: "call",
    id: ids.call(name, textOf(call["id"])),
    name,
    arguments: JSON.stringify(call["args"] ?? {}),
    ...some("sealed", sealedOf(member(part, "thoughtSignature"), issuer).sealed),
    ...some("rest", joined(outside, "functionCall", inside)),
  };
}

function readResult(part: JsonObject, response: JsonObject, ids: CallIds): ResultPart {
  const name = textOf(response["name"]);
  const given = response["response"];
  const { text, failed } = outputOf(given);
  const media = objectsOf(response["parts"]).map((one) => readMedia(one) ?? otherPart(one));
  const inside = restOf(response, RESULT_INSIDE);
  return {
    kind: "result",
    id: ids.result(name, textOf(response["id"])),
    ...some("name", name),
    parts: [...(text === undefined ? [] : [{ kind: "text", text } satisfies TextPart]), ...media],
    ...(failed ? { failed } : {}),
    ...some("rest", joined(restOf(part, RESULT), "functionResponse", inside)),
  };
}

/** What a function gave is an object; where all it holds is a text under the agreed name, that text is what it gave. */
function outputOf(response: Json | undefined): { text: string | undefined; failed: boolean } {
  if (response === undefined) return { text: undefined, failed: false };
  const object = objectOf(response);
  const [name, ...others] = Object.keys(object ?? {});
  const only = others.length === 0 && name !== undefined ? textOf(object?.[name]) : undefined;
  if (only !== undefined && (name === "output" || name === "error") && parsedObject(only) === undefined) {
    return { text: only, failed: name === "error" };
  }
  return { text: JSON.stringify(response), failed: false };
}

function readMedia(part: JsonObject): MediaPart | undefined {
  const data = objectOf(member(part, "inlineData"));
  const mime = textOf(member(data ?? {}, "mimeType"));
  const base64 = textOf(data?.["data"]);
  if (data && mime !== undefined && base64 !== undefined) {
    const name = textOf(member(data, "displayName"));
    const source = { by: "data", mime, base64 } as const;
    const rest = some("rest", restOf(part, DATA));
    return { kind: "media", media: mediaOf(mime), source, ...some("name", name), ...rest };
  }
  const file = objectOf(member(part, "fileData"));
  const uri = textOf(member(file ?? {}, "fileUri"));
  if (!file || uri === undefined) return undefined;
  const type = textOf(member(file, "mimeType"));
  const name = textOf(member(file, "displayName"));
  const own = OWN_FILE.test(uri) || !/^https?:/.test(uri);
  const rest = { ...restOf(part, FILE), ...(own ? some("mimeType", type) : {}) };
  return {
    kind: "media",
    media: mediaOf(type ?? ""),
    source: own ? { by: "file", issuer: FORMAT, id: uri } : { by: "url", url: uri, ...some("mime", type) },
    ...some("name", name),
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

function otherPart(part: JsonObject): OtherPart {
  const type = Object.keys(part).find((name) => !TEXT.has(camelOf(name))) ?? "part";
  return { kind: "other", format: FORMAT, type: camelOf(type), value: part };
}

function mediaOf(mime: string): MediaPart["media"] {
  const kind = mime.slice(0, mime.indexOf("/"));
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "document";
}

function joined(outside: JsonObject | undefined, name: string, inside: JsonObject | undefined): JsonObject | undefined {
  return inside ? { ...outside, [name]: inside } : outside;
}
