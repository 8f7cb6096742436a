import type { PeerAnswer, PeerMessage, RawJson } from "../../execution/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import { lookingCall } from "./ask.ts";
import type { Asker, Door } from "./types.ts";

/* What servers say beside their results: it is looked at before anyone hears it, in the order in which it was said. */

type Hearing = Pick<Door, "governSaid" | "holdsSecret" | "ids" | "clock" | "log">;

/** More than waits to be looked at is not told: nobody relies on every line. */
const MOST_WAITING = 32;
/** Longer lines are nobody's. */
const MAX_LINE = 262_144;
const STRING = /"(?:[^"\\]|\\.)*"/g;
/** Names and values of the protocol: with no other string in it, there is nothing to look at. */
const PLAIN = new Set(
  (
    "progress total progressToken requestId _meta level taskId status message " +
    "working completed failed cancelled input_required"
  ).split(" "),
);

export interface Said {
  /** Tells it once it was looked at. Numbers are told at once. */
  pass(notice: PeerMessage, tell: (params: RawJson | undefined) => void): void;
  /** Resolves when all was told. */
  told(): Promise<void>;
}

export function makeSaid(door: Hearing, asker: Asker, server: ConnectedServer): Said {
  let waiting = 0;
  let last = Promise.resolve();
  return {
    pass({ params }, tell) {
      if (waiting === 0 && saysNothing(params)) return tell(params);
      if (waiting >= MOST_WAITING || (params?.length ?? 0) > MAX_LINE) return;
      waiting += 1;
      last = last
        .then(() => (saysNothing(params) ? params : lookedAt(door, asker, server, params ?? "{}")))
        .then((said) => said === undefined || tell(said))
        .then(
          () => undefined,
          () => door.log.warn("mcp.said_failed", { org: asker.chain.org, server: server.id }),
        )
        .finally(() => void (waiting -= 1));
    },
    told: () => last,
  };
}

/** What a server asks of the user or the model, as it may be asked; the answer it gets instead, where it may not. */
export async function askable(
  door: Hearing,
  asker: Asker,
  server: ConnectedServer,
  request: PeerMessage,
): Promise<{ request: PeerMessage } | { answer: PeerAnswer }> {
  if (request.params === undefined) return { request };
  const params = await lookedAt(door, asker, server, request.params).catch(() => undefined);
  return params === undefined ? { answer: REFUSED } : { request: { ...request, params } };
}

const REFUSED: PeerAnswer = { error: '{"code":-32001,"message":"This may not be asked."}' };

function lookedAt(door: Hearing, asker: Asker, server: ConnectedServer, said: RawJson): Promise<RawJson | undefined> {
  return door.governSaid({ call: lookingCall(door, asker), chain: asker.chain, server: server.id, said });
}

/** Numbers and the protocol's own words. The caller's own token comes back to it. */
function saysNothing(params: RawJson | undefined): boolean {
  if (params === undefined) return true;
  if (params.length > 1_000) return false;
  const bare = params.replace(/"progressToken"\s*:\s*"(?:[^"\\]|\\.)*"/, "");
  return (bare.match(STRING) ?? []).every((text) => PLAIN.has(text.slice(1, -1)));
}
