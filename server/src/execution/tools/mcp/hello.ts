import { isRecord } from "../../../kernel/index.ts";
import { upstreamFault } from "../faults.ts";
import type { Hello, PeerAnswer, PeerOwner, RawJson } from "../types.ts";
import type { Channel } from "./channel.ts";
import { Failed } from "./channel.ts";
import { derivedHeaders, toolHeaders } from "./derived.ts";
import { wrap } from "./envelope.ts";
import { membersOf, textOf } from "./message.ts";

export const MODERN = "2026-07-28";
/** What is offered to a server of the older era; it may answer with an older one. */
const LEGACY = "2025-11-25";
const REVISION = /^\d{4}-\d{2}-\d{2}$/;
const NO_TOOLS = toolHeaders(() => undefined);
const LUMOS = '{"name":"lumos","version":"1"}';

/** What an upstream is told of the caller: what the owner's side can do and is. */
export function tellsOf(owner: PeerOwner): { capabilities: RawJson; clientInfo: RawJson } {
  const info = membersOf(owner.clientInfo);
  return {
    capabilities: owner.capabilities.startsWith("{") ? owner.capabilities : "{}",
    clientInfo: info.has("name") && info.has("version") ? owner.clientInfo : LUMOS,
  };
}

/** Asks as the modern era does; undefined where the server is of the older one. */
export async function discover(
  channel: Channel,
  owner: PeerOwner,
  times: { signal: AbortSignal; timeoutMs: number },
): Promise<Hello | undefined> {
  const { params } = wrap(undefined, "", { protocol: MODERN, ...tellsOf(owner) });
  const ask = { method: "server/discover", params };
  let answer: PeerAnswer;
  try {
    answer = await channel.ask({ ...ask, ...times, headers: derivedHeaders(ask, MODERN, NO_TOOLS) });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { failure } = error;
    // A status that says nothing of the protocol may be all that an older server has for a method it does not know.
    if (failure.kind === "status" && failure.status !== 401 && failure.status !== 403) return undefined;
    throw failure.fault;
  }
  if (!("result" in answer)) return undefined;
  const result = membersOf(answer.result);
  const versions: unknown = JSON.parse(result.get("supportedVersions") ?? "[]");
  if (!Array.isArray(versions) || !versions.includes(MODERN)) return undefined;
  const info = membersOf(result.get("_meta")).get("io.modelcontextprotocol/serverInfo") ?? result.get("serverInfo");
  return helloOf("modern", MODERN, result, info);
}

/** Shakes hands as the older era does. */
export async function initialize(
  channel: Channel,
  owner: PeerOwner,
  about: { server: string; signal: AbortSignal; timeoutMs: number },
): Promise<Hello> {
  const { capabilities, clientInfo } = tellsOf(owner);
  const params = `{"protocolVersion":"${LEGACY}","capabilities":${capabilities},"clientInfo":${clientInfo}}`;
  const answer = await channel.ask({ ...about, method: "initialize", params, headers: {} });
  if ("error" in answer) throw upstreamFault(about.server, "refused to begin", codeOf(answer.error));
  const result = membersOf(answer.result);
  const protocol = textOf(result.get("protocolVersion"));
  if (protocol === undefined || !REVISION.test(protocol))
    throw upstreamFault(about.server, "speaks no known revision of the protocol");
  return helloOf("legacy", protocol, result, result.get("serverInfo"));
}

function helloOf(
  era: Hello["era"],
  protocol: string,
  result: ReadonlyMap<string, RawJson>,
  info: RawJson | undefined,
): Hello {
  const instructions = textOf(result.get("instructions"));
  return {
    era,
    protocol,
    serverInfo: info?.startsWith("{") ? info : "{}",
    capabilities: result.get("capabilities") ?? "{}",
    ...(instructions !== undefined && { instructions }),
  };
}

function codeOf(error: RawJson): string {
  const parsed: unknown = JSON.parse(error);
  return isRecord(parsed) ? `code ${String(parsed["code"])}` : "";
}
