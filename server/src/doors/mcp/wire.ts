import type { RawJson } from "../../execution/index.ts";
import { nameSpanAt, scanJson, spanAt } from "../../kernel/index.ts";

/* JSON-RPC as text. What passes keeps its bytes; only what must change is cut out or put in. */

/** An error of JSON-RPC that we word ourselves. */
export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** What Lumos refuses. */
export const REFUSED = -32001;
/** What a server of the older era says of a resource that it does not have. */
export const RESOURCE_NOT_FOUND = -32002;
export const HEADER_MISMATCH = -32020;
export const MISSING_CAPABILITY = -32021;
export const UNSUPPORTED_VERSION = -32022;

/** Deeper than any schema or argument is in earnest. */
export const MAX_DEPTH = 64;

export function resultText(id: RawJson, result: RawJson): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${result}}`;
}

export function errorText(id: RawJson, error: RawJson): string {
  return `{"jsonrpc":"2.0","id":${id},"error":${error}}`;
}

export function errorJson({ code, message, data }: RpcError): RawJson {
  return JSON.stringify({ code, message, ...(data === undefined ? {} : { data }) });
}

export function noticeText(method: string, params: RawJson | undefined): string {
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${params === undefined ? "" : `,"params":${params}`}}`;
}

export function requestText(id: RawJson, method: string, params: RawJson | undefined): string {
  return `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}${params === undefined ? "" : `,"params":${params}`}}`;
}

/** An object's members as text, by name; undefined where it is no object, names one twice or nests too deep. */
export function membersOf(raw: RawJson): Map<string, RawJson> | undefined {
  const bytes = Buffer.from(raw);
  if (bytes[firstByte(bytes)] !== 0x7b) return undefined;
  const shape = scanJson(bytes, MAX_DEPTH);
  if (!("members" in shape)) return undefined;
  return new Map([...shape.members].map(([name, [start, end]]) => [name, bytes.toString("utf8", start, end)]));
}

/** One member of an object, as text. Most texts do not name it at all, which a search tells at once. */
export function memberOf(raw: RawJson, name: string): RawJson | undefined {
  if (!raw.includes(JSON.stringify(name))) return undefined;
  const bytes = Buffer.from(raw);
  const span = spanAt(bytes, [name]);
  return span && bytes.toString("utf8", span[0], span[1]);
}

export function objectOf(members: Iterable<readonly [string, RawJson]>): RawJson {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** The object with a member in the place of the one of that name, or before the others. */
export function withMember(raw: RawJson, name: string, value: RawJson): RawJson {
  if (raw.includes(JSON.stringify(name))) {
    const bytes = Buffer.from(raw);
    const span = spanAt(bytes, [name]);
    if (span) return bytes.toString("utf8", 0, span[0]) + value + bytes.toString("utf8", span[1]);
  }
  const inner = raw.slice(raw.indexOf("{") + 1);
  return `{${JSON.stringify(name)}:${value}${/^\s*\}/.test(inner) ? "" : ","}${inner}`;
}

export function withoutMember(raw: RawJson, name: string): RawJson {
  if (!raw.includes(JSON.stringify(name))) return raw;
  const bytes = Buffer.from(raw);
  const named = nameSpanAt(bytes, [name]);
  const value = spanAt(bytes, [name]);
  if (!named || !value) return raw;
  const before = bytes.toString("utf8", 0, named[0]);
  const after = bytes.toString("utf8", value[1]);
  if (/^\s*,/.test(after)) return before + after.replace(/^\s*,/, "");
  return before.replace(/,\s*$/, "") + after;
}

/** The members of a list, each as text; at most so many. */
export function itemsOf(raw: RawJson, most: number): RawJson[] {
  const bytes = Buffer.from(raw);
  const items: RawJson[] = [];
  let at = firstByte(bytes);
  if (bytes[at] !== 0x5b) return items;
  at += 1;
  while (items.length < most) {
    const rest = bytes.subarray(at);
    const span = spanAt(rest, []);
    if (!span || span[1] <= span[0] || rest[span[0]] === 0x5d) break;
    items.push(rest.toString("utf8", span[0], span[1]));
    at += span[1];
    while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
    if (bytes[at] !== 0x2c) break;
    at += 1;
  }
  return items;
}

/** One event of a stream. Raw JSON may stand over lines; each of them is a line of data. */
export function eventText(message: string, id?: string): string {
  const data =
    message.includes("\n") || message.includes("\r") ? message.split(/\r\n|\r|\n/).join("\ndata: ") : message;
  return `event: message\n${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`;
}

function firstByte(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
