import { isRecord } from "../../../kernel/index.ts";
import type { Hello, PeerMessage, RawJson } from "../types.ts";
import { membersOf, objectText } from "./message.ts";

const SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
const AGAIN_MS = 1_000;
const MAX_AGAIN_MS = 60_000;
const MAX_RESOURCES = 1_000;

/** In the modern era news are asked for: one subscription, renewed when it ends or what is wanted changes. */
export interface Watching {
  /** Whoever listens has changed. */
  look(): void;
  subscribe(uri: string): boolean;
  unsubscribe(uri: string): void;
  stop(): void;
}

export function makeWatching(parts: {
  hello: Hello;
  wanted(): boolean;
  /** Asks, and resolves when the stream is over. */
  listen(params: RawJson, signal: AbortSignal, hear: (notice: PeerMessage) => void): Promise<void>;
  tell(notice: PeerMessage): void;
}): Watching {
  const resources = new Set<string>();
  let running: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let vain = 0;
  let stopped = false;

  const filter = () => {
    const can: unknown = JSON.parse(parts.hello.capabilities);
    const has = (name: string, member: string) => isRecord(can) && isRecord(can[name]) && can[name][member] === true;
    return {
      ...(has("tools", "listChanged") && { toolsListChanged: true }),
      ...(has("prompts", "listChanged") && { promptsListChanged: true }),
      ...(has("resources", "listChanged") && { resourcesListChanged: true }),
      ...(resources.size > 0 && { resourceSubscriptions: [...resources] }),
    };
  };

  function look(): void {
    const notifications = filter();
    const wanted = !stopped && (resources.size > 0 || parts.wanted()) && Object.keys(notifications).length > 0;
    if (!wanted) {
      clearTimeout(timer);
      running?.abort();
      running = undefined;
      return;
    }
    if (running) return;
    const own = new AbortController();
    running = own;
    const hear = (notice: PeerMessage) => {
      vain = 0;
      if (notice.method !== "notifications/subscriptions/acknowledged") parts.tell(unmarked(notice));
    };
    const over = () => {
      if (running !== own) return;
      running = undefined;
      vain += 1;
      timer = setTimeout(look, Math.min(MAX_AGAIN_MS, AGAIN_MS * 2 ** (vain - 1)));
      timer.unref();
    };
    parts.listen(JSON.stringify({ notifications }), own.signal, hear).then(over, over);
  }

  const anew = () => {
    running?.abort();
    running = undefined;
    look();
  };

  return {
    look,
    subscribe(uri) {
      if (resources.size >= MAX_RESOURCES) return false;
      resources.add(uri);
      anew();
      return true;
    },
    unsubscribe(uri) {
      if (resources.delete(uri)) anew();
    },
    stop() {
      stopped = true;
      look();
    },
  };
}

/** Without the mark of our own subscription, which means nothing to those who hear it. */
function unmarked({ method, params }: PeerMessage): PeerMessage {
  const members = membersOf(params);
  const meta = membersOf(members.get("_meta"));
  if (!meta.delete(SUBSCRIPTION)) return { method, params };
  if (meta.size === 0) members.delete("_meta");
  else members.set("_meta", objectText(meta));
  return { method, params: objectText(members) };
}
