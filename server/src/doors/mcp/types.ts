import type { IncomingHttpHeaders } from "node:http";
import type { ApprovalsRoom } from "../../approvals/index.ts";
import type { CatalogRoom, CatalogTool } from "../../catalog/index.ts";
import type { Peer, Peers, RawJson } from "../../execution/index.ts";
import type { ToolOutcome, ToolWay } from "../../govern-tool.ts";
import type { Chain, Identity } from "../../identity/index.ts";
import type { Clock, Ids, Log, Random, Secret, Stated, ToolCall } from "../../kernel/index.ts";
import type { ConnectedServer, Registry } from "../../registry/index.ts";
import type { Pulse } from "../pulse.ts";
import type { Wanted } from "./ask.ts";
import type { Changes } from "./changes.ts";
import type { Held } from "./held.ts";
import type { Listings } from "./listings.ts";
import type { Params } from "./message.ts";
import type { RpcReply } from "./reply.ts";
import type { Bound, States } from "./seal.ts";
import type { Session, Sessions } from "./sessions.ts";

/** What the door is built from. */
export interface McpParts {
  identity: Pick<Identity, "recognize" | "watch">;
  registry: Pick<Registry, "landscape" | "onChange">;
  catalog: Pick<CatalogRoom, "tools" | "saw" | "seenAt" | "onChange">;
  approvals: Pick<ApprovalsRoom, "decided">;
  peers: Peers;
  /** The way of one call, and the same predicate over all that could be called. */
  governTool(call: ToolCall, way: ToolWay): Promise<ToolOutcome>;
  toolsFor(asked: { call: ToolCall; chain: Chain; server?: string | undefined }): readonly CatalogTool[];
  /** Of whose resources and prompts a caller may read something. */
  readableServers(call: ToolCall, chain: Chain): readonly ConnectedServer[];
  /** What of the words of a server may be passed on; undefined where none may. Marks the session of whoever hears it. */
  governSaid(about: {
    call: ToolCall;
    chain: Chain;
    server: string;
    said: RawJson;
    list?: true;
  }): Promise<RawJson | undefined>;
  holdsSecret(text: string): boolean;
  /** Request states are sealed with it. */
  key: Uint8Array;
  publicUrl: string | undefined;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
}

/** The same, with what the door keeps itself. */
export interface Door extends McpParts {
  pulse: Pulse;
  sessions: Sessions;
  states: States;
  held: Held;
  listings: Listings;
  changes: Changes;
  /** Hears that the door closes. */
  onClose(hear: () => void): () => void;
  /** The peer of a server for whoever asks; a session hears what it says from then on. */
  peerFor(asker: Asker, server: ConnectedServer): Peer;
}

/** Who asks, from where, and in which era. */
export interface Asker {
  chain: Chain;
  /** The same text for the same credential and chain, whatever changes around them. */
  owner: string;
  /** A server's id; undefined on the path of all. */
  scope: string | undefined;
  modern: boolean;
  session: Session | undefined;
  capabilities: Readonly<Record<string, unknown>>;
  rawCapabilities: RawJson;
  clientInfo: RawJson;
  logLevel: string | undefined;
  arrival: Arrival;
}

export interface Arrival {
  credential: Secret | undefined;
  onBehalfOf: Secret | undefined;
  ip: string;
  stated: Stated;
  client: string;
  headers: IncomingHttpHeaders;
  startedAt: number;
}

/** One request and the answer to it. */
export interface Exchange {
  asker: Asker;
  id: RawJson;
  method: string;
  params: Params;
  reply: RpcReply;
  /** Ends when the client is gone or has cancelled. */
  signal: AbortSignal;
  abort(): void;
}

/** One use of something a server offers, from the request to its answer, over as many rounds as it takes. */
export interface Use {
  x: Exchange;
  wanted: Wanted;
  bound: Bound;
  /** What goes to the server, but for the arguments. */
  params: RawJson;
}
