import { scanJson } from "../../../kernel/index.ts";
import type { RawJson } from "../types.ts";

/** A message of the protocol, its parts as they were written. */
export type Message =
  | { kind: "answer"; id: RawJson; result: RawJson }
  | { kind: "refusal"; id: RawJson; error: RawJson }
  | { kind: "request"; id: RawJson; method: string; params: RawJson | undefined }
  | { kind: "notice"; method: string; params: RawJson | undefined };

export type Malformed = { kind: "malformed"; because: string };

/**
 * Reads one message without making it anew: what passes keeps its bytes. Names that stand twice are refused, since
 * two readers may disagree about which counts, and so is what nests too deeply.
 */
export function readMessage(bytes: Buffer, depth: number): Message | Malformed {
  const shape = scanJson(bytes, depth);
  if ("problem" in shape)
    return malformed(shape.problem === "duplicate" ? "a name stands twice in an object" : "it nests too deeply");
  const text = bytes.toString("utf8");
  try {
    JSON.parse(text);
  } catch {
    return malformed("it is not JSON");
  }
  const part = (name: string) => {
    const span = shape.members.get(name);
    return span && bytes.toString("utf8", span[0], span[1]);
  };
  const [id, method, params] = [part("id"), part("method"), part("params")];
  if (part("jsonrpc") !== '"2.0"') return malformed("it is no JSON-RPC 2.0");
  if (method !== undefined) {
    const name: unknown = JSON.parse(method);
    if (typeof name !== "string") return malformed("its method is no text");
    if (params !== undefined && !/^[[{]/.test(params)) return malformed("its params are no object");
    if (id === undefined) return { kind: "notice", method: name, params };
    return isId(id) ? { kind: "request", id, method: name, params } : malformed("its id is no id");
  }
  const [result, error] = [part("result"), part("error")];
  if ((result === undefined) === (error === undefined)) return malformed("it is neither a question nor an answer");
  if (error !== undefined)
    return error.startsWith("{") ? { kind: "refusal", id: id ?? "null", error } : malformed("its error is no object");
  if (id === undefined || result === undefined) return malformed("it answers nothing");
  return result.startsWith("{") ? { kind: "answer", id, result } : malformed("its result is no object");
}

/** Strings and whole numbers; 1,000 characters are plenty. */
function isId(id: RawJson): boolean {
  return id.length <= 1_000 && /^(?:".*"|-?\d+)$/s.test(id);
}

function malformed(because: string): Malformed {
  return { kind: "malformed", because };
}

export function requestText(id: number, method: string, params: RawJson | undefined): string {
  const rest = params === undefined ? "" : `,"params":${params}`;
  return `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}${rest}}`;
}

export function noticeText(method: string, params: RawJson | undefined): string {
  const rest = params === undefined ? "" : `,"params":${params}`;
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${rest}}`;
}

export function answerText(id: RawJson, answer: { result: RawJson } | { error: RawJson }): string {
  const rest = "result" in answer ? `"result":${answer.result}` : `"error":${answer.error}`;
  return `{"jsonrpc":"2.0","id":${id},${rest}}`;
}

export function errorJson(code: number, message: string): RawJson {
  return JSON.stringify({ code, message });
}

/** The members of an object as they are written; empty for anything else. */
export function membersOf(raw: RawJson | undefined): Map<string, RawJson> {
  const members = new Map<string, RawJson>();
  if (raw === undefined || !raw.startsWith("{")) return members;
  const bytes = Buffer.from(raw);
  const shape = scanJson(bytes, Number.MAX_SAFE_INTEGER);
  if ("problem" in shape) return members;
  for (const [name, [start, end]] of shape.members) members.set(name, bytes.toString("utf8", start, end));
  return members;
}

export function objectText(members: ReadonlyMap<string, RawJson>): RawJson {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** What a raw value says, where it is text. */
export function textOf(raw: RawJson | undefined): string | undefined {
  if (raw === undefined || !raw.startsWith('"')) return undefined;
  const value: unknown = JSON.parse(raw);
  return typeof value === "string" ? value : undefined;
}
