import type { IncomingHttpHeaders } from "node:http";
import type { RawJson } from "../../execution/index.ts";
import { isRecord } from "../../kernel/index.ts";
import type { Message, Params } from "./message.ts";
import {
  HEADER_MISMATCH,
  INVALID_PARAMS,
  INVALID_REQUEST,
  type RpcError,
  UNSUPPORTED_VERSION,
  objectOf,
} from "./wire.ts";

/* Which era a message is of, and what the newer one says around each of its messages. */

export const MODERN = "2026-07-28";
/** The newest first. */
export const LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;

export const META = {
  protocol: "io.modelcontextprotocol/protocolVersion",
  client: "io.modelcontextprotocol/clientInfo",
  capabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  server: "io.modelcontextprotocol/serverInfo",
  subscription: "io.modelcontextprotocol/subscriptionId",
} as const;

/** What holds between two neighbours and never goes further. */
export const HOP: ReadonlySet<string> = new Set<string>([META.protocol, META.client, META.capabilities]);

export interface Envelope {
  capabilities: Readonly<Record<string, unknown>>;
  rawCapabilities: RawJson;
  clientInfo: RawJson;
  logLevel: string | undefined;
}

export type EraOf = { era: "legacy" } | { era: "modern"; envelope: Envelope } | { era: "refused"; error: RpcError };

/** The body says which era it is; headers can only contradict it. */
export function eraOf(message: Message, headers: IncomingHttpHeaders): EraOf {
  const named = header(headers, "mcp-protocol-version");
  const headerIsModern = named !== undefined && isModern(named);
  if (message.kind === "response") {
    return headerIsModern ? refused(INVALID_REQUEST, "Answers are not posted in this revision.") : { era: "legacy" };
  }
  const { meta } = message.params;
  const claims = Object.hasOwn(meta, META.protocol);
  if (!claims && message.kind === "notification" && headerIsModern) return { era: "modern", envelope: NOTHING_SAID };
  if (!claims && !headerIsModern) return { era: "legacy" };
  // A client that knows both eras begins with `initialize` where the newer one was not understood.
  if (message.method === "initialize" && !claims)
    return mismatch("initialize is of an older revision than the header MCP-Protocol-Version names");
  return modernOf(message, headers, named);
}

function modernOf(
  message: Exclude<Message, { kind: "response" }>,
  headers: IncomingHttpHeaders,
  named: string | undefined,
): EraOf {
  const { meta } = message.params;
  const version = meta[META.protocol];
  const capabilities = meta[META.capabilities];
  const missing = typeof version !== "string" ? META.protocol : isRecord(capabilities) ? undefined : META.capabilities;
  if (missing !== undefined) return refused(INVALID_PARAMS, `Invalid params: _meta lacks ${missing}.`);
  if (named !== undefined && named !== version) return mismatch("MCP-Protocol-Version names another revision");
  if (version !== MODERN) {
    const error = { code: UNSUPPORTED_VERSION, message: "Unsupported protocol version" };
    return { era: "refused", error: { ...error, data: { supported: [MODERN], requested: version } } };
  }
  const problem = message.kind === "request" ? headersProblem(message, headers, named) : undefined;
  if (problem !== undefined) return mismatch(problem);
  const logLevel = meta[META.logLevel];
  return {
    era: "modern",
    envelope: {
      capabilities: capabilities as Record<string, unknown>,
      rawCapabilities: message.params.metaMembers().get(META.capabilities) ?? "{}",
      clientInfo: message.params.metaMembers().get(META.client) ?? UNNAMED,
      logLevel: typeof logLevel === "string" ? logLevel : undefined,
    },
  };
}

export const UNNAMED: RawJson = '{"name":"unknown","version":"0"}';
const NOTHING_SAID: Envelope = { capabilities: {}, rawCapabilities: "{}", clientInfo: UNNAMED, logLevel: undefined };

/** What `Mcp-Name` repeats, by method. */
const NAMED: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

// Guarantee: a header that says something else than the body ends the call.
function headersProblem(
  { method, params }: { method: string; params: Params },
  headers: IncomingHttpHeaders,
  version: string | undefined,
): string | undefined {
  if (version === undefined) return "MCP-Protocol-Version is missing";
  const saidMethod = header(headers, "mcp-method");
  if (saidMethod === undefined) return "Mcp-Method is missing";
  if (saidMethod !== method) return "Mcp-Method names another method";
  const field = Object.hasOwn(NAMED, method) ? NAMED[method] : undefined;
  const name = field === undefined ? undefined : params.value[field];
  if (typeof name !== "string") return undefined;
  const said = header(headers, "mcp-name");
  if (said === undefined) return "Mcp-Name is missing";
  const decoded = decodedHeader(said);
  if (decoded === undefined) return "Mcp-Name is not well encoded";
  return decoded === name ? undefined : "Mcp-Name names something else";
}

const ENCODED = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What a header says: as it stands, or base64 in its mark. Undefined where that is malformed. */
export function decodedHeader(value: string): string | undefined {
  if (!value.startsWith("=?base64?") || !value.endsWith("?=")) return value;
  const base64 = ENCODED.exec(value)?.[1];
  if (base64 === undefined) return undefined;
  try {
    return utf8.decode(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}

function isModern(version: string): boolean {
  return version >= MODERN;
}

/** The params without what only held between the caller and us. */
export function withoutEnvelope(params: Params): RawJson | undefined {
  if (params.raw === undefined) return undefined;
  const names = Object.keys(params.meta);
  if (!names.some((name) => HOP.has(name))) return params.raw;
  const members = new Map(params.members());
  const meta = new Map(params.metaMembers());
  for (const name of HOP) meta.delete(name);
  if (meta.size === 0) members.delete("_meta");
  else members.set("_meta", objectOf(meta));
  return objectOf(members);
}

export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value.replace(/^[ \t]+|[ \t]+$/g, "") : undefined;
}

function mismatch(what: string): EraOf {
  return refused(HEADER_MISMATCH, `The request's headers and its body disagree: ${what}.`);
}

function refused(code: number, message: string): EraOf {
  return { era: "refused", error: { code, message } };
}
