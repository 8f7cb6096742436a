import type { PeerMessage, RawJson } from "../../execution/index.ts";
import { isRecord } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import type { Changed } from "./changes.ts";
import { META } from "./envelope.ts";
import { resourceNamed } from "./resources.ts";
import type { Asker, Door, Exchange } from "./types.ts";
import { readableOn } from "./view.ts";
import { INTERNAL_ERROR, INVALID_PARAMS, memberOf, noticeText, resultText, withMember } from "./wire.ts";

/* Who wants to hear of changes: a newer client by `subscriptions/listen`, an older one by its session. */

const MOST_RESOURCES = 256;
const MOST_EACH = 32;
/** Streams that listen, by owner. */
const listening = new WeakMap<Door, Map<string, number>>();

const LISTS: Readonly<Record<string, string>> = {
  toolsListChanged: "notifications/tools/list_changed",
  promptsListChanged: "notifications/prompts/list_changed",
  resourcesListChanged: "notifications/resources/list_changed",
};
const UPDATED = "notifications/resources/updated";

/** Holds the stream open and tells of what the client asked for, and of nothing else. */
export async function listen(door: Door, x: Exchange, closed: (hear: () => void) => void): Promise<void> {
  const { asker, reply, id } = x;
  const filter = x.params.value["notifications"];
  if (!isRecord(filter) || !reply.streams) {
    reply.error({
      code: INVALID_PARAMS,
      message: "Invalid params: notifications is needed, and a stream to tell them on.",
    });
    return;
  }
  const uris = Array.isArray(filter["resourceSubscriptions"]) ? filter["resourceSubscriptions"] : [];
  const wanted = uris.filter((uri): uri is string => typeof uri === "string").slice(0, MOST_RESOURCES);
  const lists = Object.keys(LISTS).filter((name) => filter[name] === true);
  const release = place(door, asker.owner);
  if (!release) {
    reply.error({ code: INTERNAL_ERROR, message: "Too many subscriptions are open." });
    return;
  }
  const stops = [release];
  let over = false;
  const stop = () => {
    over = true;
    for (const end of stops.splice(0)) end();
  };
  closed(stop);

  const tell = (method: string, params: RawJson | undefined) => {
    const meta = withMember(memberOf(params ?? "{}", "_meta") ?? "{}", META.subscription, id);
    reply.say(noticeText(method, withMember(params ?? "{}", "_meta", meta)));
  };
  const methods = new Set(lists.map((name) => LISTS[name] as string));
  const readable = methods.size + wanted.length > 0 ? readableOn(door, asker) : [];
  // Connected before the client hears that it is: what changes from then on is told.
  const ready = readable.map(async (server) => {
    const peer = door.peerFor(asker, server);
    stops.push(peer.onNotice((notice) => heard(notice, server)));
    await peer.hello(AbortSignal.any([x.signal, AbortSignal.timeout(5_000)])).catch(() => undefined);
  });
  const heard = ({ method, params }: PeerMessage, server: ConnectedServer) => {
    if (method === "notifications/tools/list_changed") door.listings.changed(asker.chain.org, server, asker.chain);
    else if (methods.has(method)) tell(method, params);
  };
  const changed = ({ server, list }: Changed) => {
    const method = `notifications/${list}/list_changed`;
    if (methods.has(method) && onPath(asker, server)) tell(method, undefined);
  };
  if (methods.size > 0) stops.push(door.changes.hear(asker.chain.org, changed));
  await Promise.all(ready);
  const subscribed: string[] = [];
  for (const uri of wanted) {
    const end = await follow(door, asker, uri, (params) => tell(UPDATED, params));
    if (!end) continue;
    subscribed.push(uri);
    stops.push(end);
  }
  // The client may have gone meanwhile.
  if (over) return stop();
  const honored = {
    ...Object.fromEntries(lists.map((name) => [name, true])),
    ...(subscribed.length > 0 ? { resourceSubscriptions: subscribed } : {}),
  };
  tell("notifications/subscriptions/acknowledged", JSON.stringify({ notifications: honored }));
}

/** Whether a change is about what the caller sees. */
export function onPath({ scope }: Pick<Asker, "scope">, server: string | undefined): boolean {
  return scope === undefined || server === undefined || server === scope;
}

/** The end of a subscription that the server, not the client, ends. */
export function listenEnd(id: RawJson): string {
  return resultText(id, `{"resultType":"complete","_meta":{${JSON.stringify(META.subscription)}:${id}}}`);
}

/** Hears of changes to one resource; undefined where the caller may not, or the server cannot tell. */
export async function follow(
  door: Door,
  asker: Asker,
  uri: string,
  tell: (params: RawJson) => void,
): Promise<(() => void) | undefined> {
  const { server: id, name } = await resourceNamed(door, asker, uri);
  const server = readableOn(door, asker).find((other) => other.id === id);
  if (!server) return undefined;
  const peer = door.peerFor(asker, server);
  const params = JSON.stringify({ uri: name });
  const stop = peer.onNotice((notice) => {
    if (notice.method !== UPDATED || memberOf(notice.params ?? "{}", "uri") !== JSON.stringify(name)) return;
    tell(withMember(notice.params ?? "{}", "uri", JSON.stringify(uri)));
  });
  const signal = AbortSignal.timeout(10_000);
  try {
    const answer = await peer.request({ method: "resources/subscribe", params, signal });
    if ("error" in answer) {
      stop();
      return undefined;
    }
  } catch {
    stop();
    return undefined;
  }
  return () => {
    stop();
    if (peer.ended !== undefined) return;
    const gone = AbortSignal.timeout(10_000);
    peer.request({ method: "resources/unsubscribe", params, signal: gone }).catch(() => {});
  };
}

// Guarantee: nobody holds more than a bounded number of subscriptions open.
function place(door: Door, owner: string): (() => void) | undefined {
  const counts = listening.get(door) ?? new Map<string, number>();
  listening.set(door, counts);
  const count = counts.get(owner) ?? 0;
  if (count >= MOST_EACH) return undefined;
  counts.set(owner, count + 1);
  return () => {
    const left = (counts.get(owner) ?? 1) - 1;
    if (left > 0) counts.set(owner, left);
    else counts.delete(owner);
  };
}
