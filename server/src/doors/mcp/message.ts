import type { RawJson } from "../../execution/index.ts";
import { isRecord, scanJson } from "../../kernel/index.ts";
import { INVALID_REQUEST, MAX_DEPTH, PARSE_ERROR, type RpcError, membersOf } from "./wire.ts";

/** What somebody sent, read once. `id` is text: it goes back as it came. */
export type Message =
  | { kind: "request"; id: RawJson; method: string; params: Params }
  | { kind: "notification"; method: string; params: Params }
  | { kind: "response"; id: RawJson; result: RawJson | undefined; error: RawJson | undefined };

export interface Params {
  /** Undefined where there are none. */
  raw: RawJson | undefined;
  value: Readonly<Record<string, unknown>>;
  meta: Readonly<Record<string, unknown>>;
  /** The members of both as text, cut once. */
  members(): ReadonlyMap<string, RawJson>;
  metaMembers(): ReadonlyMap<string, RawJson>;
}

/** What could not be read, with the id it is answered under where there is one. */
export interface Unreadable {
  kind: "unreadable";
  id: RawJson;
  error: RpcError;
}

/** Longer ids are nobody's. */
const MAX_ID = 256;
const MAX_METHOD = 256;

// Guarantee: a body that two parsers could read differently is refused before anything is decided about it.
export function readMessage(bytes: Buffer): Message | Unreadable {
  const value = parsed(bytes);
  if (value === undefined) return unreadable("null", PARSE_ERROR, "Parse error: the body is not JSON in UTF-8.");
  if (Array.isArray(value)) return unreadable("null", INVALID_REQUEST, "Batches are not taken: send one message.");
  if (!isRecord(value)) return unreadable("null", INVALID_REQUEST, "The body is not a JSON-RPC message.");
  const id = idOf(value["id"]);
  const shape = scanJson(bytes, MAX_DEPTH);
  if ("problem" in shape) {
    const problem =
      shape.problem === "too-deep" ? `It nests deeper than ${MAX_DEPTH} levels.` : "It names a member twice.";
    return unreadable(id ?? "null", INVALID_REQUEST, `The message cannot be read safely. ${problem}`);
  }
  const slice = (name: string) => {
    const span = shape.members.get(name);
    return span && bytes.toString("utf8", span[0], span[1]);
  };
  if (value["jsonrpc"] !== "2.0") return unreadable(id ?? "null", INVALID_REQUEST, 'It lacks "jsonrpc": "2.0".');
  const { method } = value;
  if (method === undefined) {
    const result = slice("result");
    const error = slice("error");
    if (id === undefined || (result === undefined) === (error === undefined))
      return unreadable(id ?? "null", INVALID_REQUEST, "It is neither a request nor an answer.");
    return { kind: "response", id, result, error };
  }
  if (typeof method !== "string" || method === "" || method.length > MAX_METHOD)
    return unreadable(id ?? "null", INVALID_REQUEST, "method is not a name.");
  if (value["params"] !== undefined && !isRecord(value["params"]))
    return unreadable(id ?? "null", INVALID_REQUEST, "params is not an object.");
  const params = value["params"] ?? {};
  const meta = isRecord(params) && isRecord(params["_meta"]) ? params["_meta"] : {};
  const read = paramsOf(slice("params"), params as Record<string, unknown>, meta);
  if (!Object.hasOwn(value, "id")) return { kind: "notification", method, params: read };
  if (id === undefined) return unreadable("null", INVALID_REQUEST, "id is neither a text nor a whole number.");
  return { kind: "request", id, method, params: read };
}

export function paramsOf(
  raw: RawJson | undefined,
  value: Readonly<Record<string, unknown>>,
  meta: Readonly<Record<string, unknown>>,
): Params {
  let members: ReadonlyMap<string, RawJson> | undefined;
  let metaMembers: ReadonlyMap<string, RawJson> | undefined;
  return {
    raw,
    value,
    meta,
    members: () => (members ??= (raw === undefined ? undefined : membersOf(raw)) ?? NONE),
    metaMembers() {
      const text = this.members().get("_meta");
      return (metaMembers ??= (text === undefined ? undefined : membersOf(text)) ?? NONE);
    },
  };
}

const NONE: ReadonlyMap<string, RawJson> = new Map();

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function idOf(id: unknown): RawJson | undefined {
  if (typeof id === "string") return id.length <= MAX_ID ? JSON.stringify(id) : undefined;
  return Number.isSafeInteger(id) ? String(id) : undefined;
}

function unreadable(id: RawJson, code: number, message: string): Unreadable {
  return { kind: "unreadable", id, error: { code, message } };
}
