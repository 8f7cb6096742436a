import type { Peer } from "../../execution/index.ts";
import { sha256 } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import { lacks } from "./capabilities.ts";
import { wantsLog } from "./carry.ts";
import { askable, makeSaid } from "./said.ts";
import { NOBODY, type Session } from "./sessions.ts";
import type { Asker, Door } from "./types.ts";
import { noticeText } from "./wire.ts";

/** What the door itself tells of. */
const TOLD_BY_US = new Set(["notifications/tools/list_changed", "notifications/resources/updated"]);
/** A server's own requests wait no longer than a client's session lasts. */
const NEVER = new AbortController().signal;

/** The peers of whoever asks. What a server says of itself reaches the session it says it to. */
export function makePeerFor(door: Hearing & Pick<Door, "peers">): Door["peerFor"] {
  const heard = new WeakMap<Session, WeakSet<Peer>>();
  return (asker, server) => {
    const { session } = asker;
    const peer = door.peers.open(server, {
      org: asker.chain.org,
      chain: asker.chain,
      // A newer client has no session: those that can do the same share what is kept for them.
      session: session?.id ?? `can-${sha256(asker.rawCapabilities).slice(0, 12)}`,
      capabilities: asker.rawCapabilities,
      clientInfo: asker.clientInfo,
    });
    if (!session) return peer;
    const known = heard.get(session) ?? new WeakSet<Peer>();
    heard.set(session, known);
    if (!known.has(peer)) {
      known.add(peer);
      hear(door, asker, session, peer, server);
    }
    return peer;
  };
}

type Hearing = Pick<Door, "listings" | "governSaid" | "holdsSecret" | "ids" | "clock" | "log">;

function hear(door: Hearing, asker: Asker, session: Session, peer: Peer, server: ConnectedServer): void {
  const { chain } = asker;
  const said = makeSaid(door, asker, server);
  session.leaving.add(
    peer.onNotice(({ method, params }) => {
      if (method === "notifications/tools/list_changed") door.listings.changed(chain.org, server, chain);
      if (TOLD_BY_US.has(method)) return;
      if (method === "notifications/message" && !wantsLog({ modern: false, logLevel: session.logLevel }, params))
        return;
      said.pass({ method, params }, (told) => void session.outlet.send(noticeText(method, told), "expendable"));
    }),
  );
  session.leaving.add(
    peer.onRequest(async (request) => {
      if (lacks(session.capabilities, request)) return NOBODY;
      const may = await askable(door, asker, server, request);
      if ("answer" in may) return may.answer;
      return session.ask(may.request.method, may.request.params, undefined, NEVER);
    }),
  );
  session.opened.set(server.id, peer);
  if (session.logLevel !== undefined) tellLevel(peer, session.logLevel);
}

/** How much an older client wants to be told; it is no failure of the client's where a server does not know levels. */
export function tellLevel(peer: Peer, level: string): void {
  const params = JSON.stringify({ level });
  peer.request({ method: "logging/setLevel", params, signal: AbortSignal.timeout(10_000) }).catch(() => {});
}
