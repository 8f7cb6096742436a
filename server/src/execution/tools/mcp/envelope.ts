import type { RawJson } from "../types.ts";
import { membersOf, objectText } from "./message.ts";

/** What a request of the modern era says of its caller, in `_meta`. */
const OURS = "io.modelcontextprotocol/";
const ENVELOPE = ["protocolVersion", "clientInfo", "clientCapabilities"].map((name) => OURS + name);
const LOG_LEVEL = `${OURS}logLevel`;
const TOKEN = "progressToken";

export interface Envelope {
  protocol: string;
  clientInfo: RawJson;
  capabilities: RawJson;
  logLevel?: RawJson | undefined;
}

export interface Wrapped {
  params: RawJson | undefined;
  /** The caller's own token of progress; the upstream sees `token` in its place. */
  callersToken?: RawJson;
}

/**
 * Params as they go out: the envelope of the modern era in place of the caller's, none for the older one, and a
 * token of our own for progress, so that two callers' tokens are never taken for one another. All else passes.
 */
export function wrap(params: RawJson | undefined, token: string, envelope: Envelope | undefined): Wrapped {
  if (envelope === undefined && (params === undefined || !/_meta|\\u/.test(params))) return { params };
  const members = membersOf(params);
  const kept = members.get("_meta");
  if (envelope === undefined && kept === undefined) return { params };
  const meta = membersOf(kept);
  const before = meta.size;
  for (const name of ENVELOPE) meta.delete(name);
  if (envelope !== undefined) {
    meta.set(ENVELOPE[0] as string, JSON.stringify(envelope.protocol));
    meta.set(ENVELOPE[1] as string, envelope.clientInfo);
    meta.set(ENVELOPE[2] as string, envelope.capabilities);
    if (envelope.logLevel !== undefined && !meta.has(LOG_LEVEL)) meta.set(LOG_LEVEL, envelope.logLevel);
  }
  const callersToken = meta.get(TOKEN);
  if (callersToken !== undefined) meta.set(TOKEN, JSON.stringify(token));
  else if (envelope === undefined && meta.size === before) return { params };
  members.set("_meta", objectText(meta));
  return { params: objectText(members), ...(callersToken !== undefined && { callersToken }) };
}

/** The token of a notice of progress, and the notice with the caller's own in its place. */
export function progressToken(params: RawJson | undefined): RawJson | undefined {
  return membersOf(params).get(TOKEN);
}

export function withToken(params: RawJson | undefined, token: RawJson): RawJson {
  const members = membersOf(params);
  members.set(TOKEN, token);
  return objectText(members);
}
