import type { Chain } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";

/** JSON as text. What only passes keeps its bytes: nobody reads it and writes it anew. */
export type RawJson = string;

/** A notification or request of the other side. */
export interface PeerMessage {
  method: string;
  params: RawJson | undefined;
}

export type PeerAnswer = { result: RawJson } | { error: RawJson };

/** What an upstream says of itself, in the words of the newest revision. */
export interface Hello {
  era: "modern" | "legacy";
  /** The revision that is spoken with it. */
  protocol: string;
  serverInfo: RawJson;
  capabilities: RawJson;
  instructions?: string;
}

/** One request to an upstream. The peer adds what its era wants around it: session, envelope, derived headers. */
export interface PeerAsk {
  method: string;
  params: RawJson | undefined;
  signal: AbortSignal;
  /** Without an answer for so long, notifications of progress not counted; the peer's own where it is left out. */
  timeoutMs?: Millis;
  /** Progress and log messages that belong to this request. */
  onNotice?(notice: PeerMessage): void;
  /** What a server of the older era asks meanwhile: sampling, elicitation, roots. Absent: it hears that nobody does that. */
  onRequest?(request: PeerMessage): Promise<PeerAnswer>;
}

/** On whose behalf an upstream is spoken to: what is kept for one is never used for another. */
export interface PeerOwner {
  org: string;
  chain: Chain;
  /** Tells apart sessions of the same chain; empty where they may share one. */
  session: string;
  /** What the caller's side can do and is, as it said. */
  capabilities: RawJson;
  clientInfo: RawJson;
}

/**
 * One upstream, spoken to in MCP's words whatever it is: an MCP server over HTTP, SSE or stdio, a database, an API.
 * What fails on the way is thrown as a fault (`upstream_failed`), with a sentence that holds nothing internal; an
 * error that the upstream itself answers is an answer.
 */
export interface Peer {
  readonly server: ConnectedServer;
  /** Asked once and kept while the connection stands. */
  hello(signal: AbortSignal): Promise<Hello>;
  request(ask: PeerAsk): Promise<PeerAnswer>;
  notify(notice: PeerMessage): void;
  /** Notifications that belong to no request: lists that changed, resources that were updated, logs. */
  onNotice(hear: (notice: PeerMessage) => void): () => void;
  /** Requests of the server that belong to none of ours. */
  onRequest(answer: (request: PeerMessage) => Promise<PeerAnswer>): () => void;
  /** Why it has ended, where it has; the next `open` begins anew. */
  readonly ended: string | undefined;
  close(): Promise<void>;
}

export interface Peers {
  /** The peer for this owner: the one that stands, or another one that connects with its first request. */
  open(server: ConnectedServer, owner: PeerOwner): Peer;
  /** For people: what runs, since when, in which isolation, with which failure last. No secret is in it. */
  status(org: string): readonly PeerStatus[];
  /** Ends those of a caller's session that is over. */
  leave(owner: Pick<PeerOwner, "org" | "session"> & { chain: Pick<Chain, "links"> }): void;
  close(): Promise<void>;
}

export interface PeerStatus {
  server: string;
  state: "connecting" | "connected" | "failed" | "ended";
  era?: "modern" | "legacy";
  protocol?: string;
  since: Millis;
  /** stdio: what it was really given: "namespaces (bubblewrap)", "own user, limits", "limits only". */
  isolation?: string;
  failure?: string;
  /** stdio: the last of what it wrote for people before it ended, without what looks like a secret. */
  said?: string;
}
