import type { Peer, RawJson } from "../../execution/index.ts";
import type { Chain } from "../../identity/index.ts";
import { type Millis, asFault } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import type { McpParts } from "./types.ts";
import { itemsOf, memberOf } from "./wire.ts";

/** Asks servers for their tools and hands them to the catalog, which pins them. */
export interface Listings {
  /** Sees to it that the tools of these servers are known; `fresh`: and not old. Never throws: the last pinned list stands. */
  ensure(org: string, servers: readonly ConnectedServer[], chain: Chain, how: "known" | "fresh"): Promise<void>;
  /** A server said that its list is another one. */
  changed(org: string, server: ConnectedServer, chain: Chain): void;
  close(): void;
}

const FRESH_MS: Millis = 60_000;
/** A server that failed is left alone for so long. */
const FAILED_MS: Millis = 10_000;
const ASK_MS: Millis = 15_000;
/** A list waits so long for news of a server whose tools are known already, and for one that was never seen. */
const WAIT_MS: Millis = 1_500;
const WAIT_UNSEEN_MS: Millis = 10_000;
const MOST_PAGES = 100;
const MOST_TOOLS = 10_000;
const MOST_BYTES = 16 * 1_048_576;

/** Servers show some tools only to clients that can do something; the whole list is asked for. */
const EVERYTHING: RawJson =
  '{"roots":{"listChanged":true},"sampling":{"tools":{},"context":{}},"elicitation":{"form":{},"url":{}}}';
const OURSELVES: RawJson = '{"name":"lumos","version":"1"}';

interface Kept {
  peer: Peer | undefined;
  heard: (() => void) | undefined;
  running: Promise<void> | undefined;
  again: boolean;
  failedAt: Millis | undefined;
}

type Parts = Pick<McpParts, "peers" | "catalog" | "clock" | "log"> & {
  told(org: string, server: string, list: "tools" | "prompts" | "resources"): void;
};

export function makeListings(parts: Parts): Listings {
  const { peers, catalog, clock, log } = parts;
  const kept = new Map<string, Kept>();
  const closing = new AbortController();

  const of = (org: string, server: string): Kept => {
    const key = JSON.stringify([org, server]);
    const own = kept.get(key) ?? {
      peer: undefined,
      heard: undefined,
      running: undefined,
      again: false,
      failedAt: undefined,
    };
    kept.set(key, own);
    return own;
  };
  const peerOf = (own: Kept, org: string, server: ConnectedServer, chain: Chain): Peer => {
    if (own.peer && own.peer.ended === undefined && own.peer.server === server) return own.peer;
    own.heard?.();
    const owner = { org, chain, session: "lists", capabilities: EVERYTHING, clientInfo: OURSELVES };
    const peer = peers.open(server, owner);
    own.peer = peer;
    own.heard = peer.onNotice(({ method }) => {
      if (method === "notifications/tools/list_changed") changed(org, server, chain);
      else if (method === "notifications/prompts/list_changed") parts.told(org, server.id, "prompts");
      else if (method === "notifications/resources/list_changed") parts.told(org, server.id, "resources");
    });
    return peer;
  };
  const refresh = (org: string, server: ConnectedServer, chain: Chain): Promise<void> => {
    const own = of(org, server.id);
    own.running ??= ask(own, org, server, chain).finally(() => {
      own.running = undefined;
      if (!own.again) return;
      own.again = false;
      void refresh(org, server, chain).then(() => parts.told(org, server.id, "tools"));
    });
    return own.running;
  };
  const ask = async (own: Kept, org: string, server: ConnectedServer, chain: Chain) => {
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(ASK_MS)]);
      const peer = peerOf(own, org, server, chain);
      const hello = await peer.hello(signal);
      const tools = memberOf(hello.capabilities, "tools") === undefined ? [] : await allTools(peer, signal);
      await catalog.saw(org, server.id, {
        tools,
        instructions: hello.instructions,
        serverInfo: hello.serverInfo,
        ...(server.kind === "mcp" ? {} : { connector: true as const }),
      });
      own.failedAt = undefined;
    } catch (error) {
      if (closing.signal.aborted) return;
      own.failedAt = clock.now();
      log.warn("mcp.list_failed", { org, server: server.id, error: asFault(error) });
    }
  };
  const changed = (org: string, server: ConnectedServer, chain: Chain) => {
    const own = of(org, server.id);
    // What is being asked may have been answered before the change.
    if (own.running) own.again = true;
    else void refresh(org, server, chain).then(() => parts.told(org, server.id, "tools"));
  };

  return {
    async ensure(org, servers, chain, how) {
      const now = clock.now();
      const waits = servers.map(async (server) => {
        const seenAt = catalog.seenAt(org, server.id);
        if (seenAt !== undefined && (how === "known" || now - seenAt < FRESH_MS)) return;
        const { failedAt, running } = of(org, server.id);
        if (!running && failedAt !== undefined && now - failedAt < FAILED_MS) return;
        await within(refresh(org, server, chain), seenAt === undefined ? WAIT_UNSEEN_MS : WAIT_MS);
      });
      await Promise.all(waits);
    },
    changed,
    close() {
      closing.abort();
      for (const { heard } of kept.values()) heard?.();
    },
  };
}

/** Every page of a list. */
async function allTools(peer: Peer, signal: AbortSignal): Promise<RawJson[]> {
  return allPages(peer, { method: "tools/list", member: "tools", signal });
}

/** The members of all pages of one of a server's lists, as text. An error of the server is thrown. */
export async function allPages(
  peer: Peer,
  asked: { method: string; member: string; signal: AbortSignal },
): Promise<RawJson[]> {
  const all: RawJson[] = [];
  let cursor: RawJson | undefined;
  let bytes = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = cursor === undefined ? "{}" : `{"cursor":${cursor}}`;
    const answer = await peer.request({ method: asked.method, params, signal: asked.signal });
    if ("error" in answer) throw new Error(`the server answers ${asked.method} with an error`);
    bytes += answer.result.length;
    if (bytes > MOST_BYTES) throw new Error(`the server's ${asked.method} is too large`);
    for (const item of itemsOf(memberOf(answer.result, asked.member) ?? "[]", MOST_TOOLS - all.length)) all.push(item);
    const next = memberOf(answer.result, "nextCursor");
    if (next === undefined || !next.startsWith('"') || next === cursor || all.length >= MOST_TOOLS) return all;
    cursor = next;
  }
  return all;
}

async function within(work: Promise<void>, ms: Millis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref();
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
