import { type Clock, type Log, asFault } from "../../kernel/index.ts";
import type { ConnectedServer, Registry } from "../../registry/index.ts";
import { makeChildren } from "./child/children.ts";
import { CONNECTORS } from "./connectors.ts";
import { makeServiceCredentials } from "./credentials/service.ts";
import { makeShown } from "./credentials/shown.ts";
import { makeHttp } from "./exchange.ts";
import { upstreamFault } from "./faults.ts";
import { LIMITS, TIMES } from "./limits.ts";
import type { Connect, PeerParts } from "./parts.ts";
import { makeDatabases } from "./postgres/databases.ts";
import type { Hello, Peer, PeerOwner, Peers, PeerStatus, RawJson } from "./types.ts";

export interface PeersParts {
  clock: Clock;
  log: Log;
  registry: Pick<Registry, "onChange">;
  /** Where programs of child processes are looked for. */
  path: string;
  /** Folders and files that no child process is shown, where it runs in namespaces: Lumos's own data and keys. */
  hides: readonly string[];
  /** The pinned definition of a tool; the catalog knows it. */
  definition(org: string, server: string, tool: string): RawJson | undefined;
}

interface Kept {
  key: string;
  owner: PeerOwner;
  peer: Peer;
  status: PeerStatus;
  /** On the monotonic clock. */
  usedAt: number;
  /** Requests that are under way. */
  busy: number;
  /** Who listens: a session that lives, even where it asks nothing. */
  held: number;
}

const SWEEP_MS = 30_000;
const MAX_GONE = 100;
/** How long it is believed which era a server speaks. */
const ERA_MS = 3_600_000;

/** The upstreams of all organizations: one peer for each owner of each server, opened when it is first asked. */
export function makePeers(parts: PeersParts): Peers {
  const { clock, log, registry } = parts;
  const kept = new Map<string, Kept>();
  /** Those that ended, the last ones, for people. */
  const gone: { org: string; status: PeerStatus }[] = [];
  const eras = new Map<string, { era: Hello["era"]; until: number }>();
  const http = makeHttp();
  const { credentialFor, hiding } = makeShown(makeServiceCredentials({ http, clock }));
  const children = makeChildren(parts);
  const databases = makeDatabases({ log });
  const closing = new Set<Promise<void>>();
  let closed = false;

  const drop = (one: Kept, why: string | undefined) => {
    if (kept.get(one.key) === one) kept.delete(one.key);
    const failure = one.status.failure ?? why;
    gone.unshift({ org: one.owner.org, status: { ...one.status, state: "ended", ...(failure && { failure }) } });
    gone.length = Math.min(gone.length, MAX_GONE);
    const over = one.peer
      .close()
      .catch((error: unknown) => log.warn("tools.close_failed", { server: one.status.server, error }))
      .finally(() => closing.delete(over));
    closing.add(over);
  };

  // Guarantee: a peer of a server that changed or was removed carries no further call.
  const stopHearing = registry.onChange(({ organization, servers }) => {
    for (const one of kept.values())
      if (one.owner.org === organization.id && servers.get(one.peer.server.id)?.mark !== one.peer.server.mark)
        drop(one, "its declaration changed");
  });

  const sweep = setInterval(() => {
    const now = clock.elapsed();
    for (const one of kept.values()) {
      if (one.peer.ended !== undefined) drop(one, one.peer.ended);
      else if (one.busy === 0 && one.held === 0 && now - one.usedAt > TIMES.idle) drop(one, undefined);
    }
    for (const [key, { until }] of eras) if (until < now) eras.delete(key);
  }, SWEEP_MS);
  sweep.unref();

  function make(server: ConnectedServer, owner: PeerOwner, key: string): Kept {
    const status: PeerStatus = { server: server.id, state: "connecting", since: clock.now() };
    const peerParts: PeerParts = {
      clock,
      log,
      owner,
      http,
      credentialFor,
      children,
      databases,
      definition: (tool) => parts.definition(owner.org, server.id, tool),
      era: {
        known: () => {
          const found = eras.get(server.mark);
          return found && found.until > clock.elapsed() ? found.era : undefined;
        },
        found: (era) => {
          if (era === undefined) eras.delete(server.mark);
          else eras.set(server.mark, { era, until: clock.elapsed() + ERA_MS });
        },
      },
      story: {
        isolation: (isolation) => void (status.isolation = isolation),
        said: (text) => void (status.said = text),
      },
    };
    const connect = CONNECTORS[server.kind] as Connect;
    const one: Kept = {
      key,
      owner,
      status,
      usedAt: clock.elapsed(),
      busy: 0,
      held: 0,
      peer: hiding(connect(server, peerParts)),
    };
    one.peer = watched(one, clock);
    return one;
  }

  /** Makes room by ending what carries nothing: first what nobody listens to, of that what was used longest ago. */
  function room(server: ConnectedServer): boolean {
    const leaves = (all: Kept[], most: number) => {
      if (all.length < most) return true;
      const idle = all.filter(({ busy }) => busy === 0);
      const [oldest] = idle.sort((a, b) => Number(a.held > 0) - Number(b.held > 0) || a.usedAt - b.usedAt);
      if (oldest) drop(oldest, undefined);
      return oldest !== undefined;
    };
    const all = [...kept.values()];
    const own = all.filter(({ owner }) => owner.org === server.org);
    const children = all.filter(({ peer }) => isChild(peer.server));
    return (
      leaves(own, LIMITS.peersOfOne) &&
      leaves(all, LIMITS.peers) &&
      (!isChild(server) || leaves(children, LIMITS.children))
    );
  }

  return {
    open(server, owner) {
      if (closed) throw upstreamFault(server.id, "cannot be used while Lumos stops");
      if (server.org !== owner.org) throw new TypeError("a server of another organization");
      const key = keyOf(server, owner);
      const known = kept.get(key);
      if (known && known.peer.ended === undefined && known.peer.server.mark === server.mark) {
        known.usedAt = clock.elapsed();
        return known.peer;
      }
      if (known) drop(known, known.peer.ended ?? "its declaration changed");
      if (!room(server)) throw upstreamFault(server.id, "cannot be used: too many sessions are open");
      const one = make(server, owner, key);
      kept.set(key, one);
      return one.peer;
    },
    status(org) {
      const own = [...kept.values()].filter(({ owner }) => owner.org === org).map(({ status }) => ({ ...status }));
      return [...own, ...gone.filter((one) => one.org === org).map(({ status }) => ({ ...status }))];
    },
    leave({ org, session, chain }) {
      for (const one of kept.values()) {
        const { owner } = one;
        if (owner.org === org && owner.session === session && whoOf(owner.chain) === whoOf(chain)) drop(one, undefined);
      }
    },
    async close() {
      closed = true;
      clearInterval(sweep);
      stopHearing();
      for (const one of kept.values()) drop(one, undefined);
      await Promise.all(closing);
      await Promise.all([http.close(), children.close()]);
    },
  };
}

// Guarantee: what is kept for one owner is never used for another.
function keyOf(server: ConnectedServer, { org, chain, session, capabilities }: PeerOwner): string {
  return JSON.stringify([org, server.id, whoOf(chain), session, capabilities]);
}

function isChild(server: ConnectedServer): boolean {
  return server.kind === "mcp" && server.transport === "stdio";
}

/** Who it is, whatever else of the organization changed meanwhile: a session at an upstream outlives that. */
function whoOf({ links }: Pick<PeerOwner["chain"], "links">): string {
  return links.map(({ ref }) => ref).join(">");
}

/** The peer, with what people may know of it written down as it happens. */
function watched(one: Kept, clock: Clock): Peer {
  const { peer, status } = one;
  const during = async <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> => {
    one.busy += 1;
    one.usedAt = clock.elapsed();
    try {
      return await run();
    } catch (error) {
      // Who gave up says nothing of the server.
      if (!signal.aborted) status.failure = asFault(error).message;
      if (status.state !== "connected" || peer.ended !== undefined) status.state = "failed";
      throw error;
    } finally {
      one.busy -= 1;
      one.usedAt = clock.elapsed();
    }
  };
  const held = (stop: () => void) => {
    let over = false;
    one.held += 1;
    return () => {
      if (over) return;
      over = true;
      one.held -= 1;
      stop();
    };
  };
  const hello = async (signal: AbortSignal) => {
    const said = await peer.hello(signal);
    if (status.state !== "connected") {
      Object.assign(status, { state: "connected", era: said.era, protocol: said.protocol, since: clock.now() });
    }
    return said;
  };
  return {
    server: peer.server,
    hello: (signal) => during(signal, () => hello(signal)),
    request: (ask) =>
      during(ask.signal, async () => {
        if (status.state !== "connected") await hello(ask.signal);
        return peer.request(ask);
      }),
    notify: (notice) => peer.notify(notice),
    onNotice: (hear) => held(peer.onNotice(hear)),
    onRequest: (answer) => held(peer.onRequest(answer)),
    get ended() {
      return peer.ended;
    },
    close: () => peer.close(),
  };
}
