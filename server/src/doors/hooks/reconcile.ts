import { type Clock, type Log, type Millis, bounded, canonicalJson, sha256 } from "../../kernel/index.ts";
import type { Chain } from "../../identity/index.ts";

/* The same use of a tool is seen by a client's hook and by the gateway. Where one of them sees it alone, it went around. */

/** Of a use, as one door saw it. */
export interface Sighted {
  org: string;
  chain: Pick<Chain, "fingerprint" | "links">;
  session: string;
  /** `claude-code` */
  client: string;
  /** As the registry names it; undefined where the client's name for it does not tell. */
  server: string | undefined;
  tool: string | undefined;
  args: unknown;
  useId?: string | undefined;
  /** The decision that was made about it, where there was one. */
  decision: string;
}

/** What went around Lumos, or around the hooks. */
export interface Around {
  org: string;
  kind: "bypass.gateway" | "bypass.hook" | "bypass.server" | "bypass.offline";
  chain: Pick<Chain, "links">;
  client: string;
  session: string;
  server: string;
  tool: string;
  decision: string;
  at: Millis;
}

export interface Reconciler {
  /** A hook says that a tool of a server behind the gateway is about to be used: the gateway should see it. */
  expect(sighted: Sighted): void;
  /** The same use gave a result: by now the gateway must have seen it. */
  completed(sighted: Sighted): void;
  /** Whether what calls itself a server of Lumos in this client's session has always come to the gateway so far. */
  isBelieved(sighted: Pick<Sighted, "org" | "chain" | "session"> & { name: string }): boolean;
  /** The gateway was asked to use a tool. */
  gateway(sighted: Sighted): void;
  /** A client with hooks works in this session: its uses through the gateway should be told by a hook. */
  hooked(sighted: Pick<Sighted, "org" | "chain" | "session" | "client">): void;
  /** It did go around; the same is told once in a while. */
  tell(around: Omit<Around, "at">): void;
  /** Looks for what has been alone for too long. A timer does; tests call it. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const MAX_CHAINS = 5_000;
/** Of one chain at the same time; what is more is let go of, oldest first. */
const MAX_WAITING = 200;
const MAX_TOLD = 10_000;
/** A client tells the hook first and calls then; a person may be asked in between. */
const GATEWAY_WITHIN_MS = 120_000;
/** The hook comes before the call, so this is only for what is on its way. */
const HOOK_WITHIN_MS = 10_000;
const TOLD_AGAIN_MS = 60 * 60_000;
const LOOK_MS = 5_000;

interface Waiting {
  at: Millis;
  sighted: Sighted;
  digest: string;
  /** When its result was told. */
  ranAt?: Millis;
}

interface Watched {
  org: string;
  expected: Waiting[];
  atGateway: Waiting[];
  /** Since when hooks tell of a session. */
  hookedSessions: Map<string, Millis>;
  /** Sessions whose client tells of results: a use without one was never carried out. */
  completing: Set<string>;
  /** `SESSION\nNAME` of servers that did not come to the gateway. */
  doubted: Set<string>;
}

/**
 * Joins sightings by the client's own id of a use, else by chain, tool and arguments. In memory alone: what another
 * process saw is asked of the records before anything is told.
 */
export function makeReconciler(parts: {
  clock: Clock;
  log: Log;
  /** Whether the records know of such a use at the gateway, whichever process it came through. */
  arrived(sighted: Sighted, since: Millis): Promise<boolean>;
  told(around: Around): Promise<void>;
  /** How often it looks by itself; never where 0. */
  everyMs?: number;
}): Reconciler {
  const { clock, log } = parts;
  const chains = bounded<Watched>(MAX_CHAINS);
  const told = bounded<Millis>(MAX_TOLD);

  const watched = ({ org, chain }: Pick<Sighted, "org" | "chain">): Watched => {
    const key = `${org}\n${chain.fingerprint}`;
    const known = chains.get(key);
    if (known) return known;
    const made: Watched = {
      org,
      expected: [],
      atGateway: [],
      hookedSessions: new Map(),
      completing: new Set(),
      doubted: new Set(),
    };
    chains.set(key, made);
    return made;
  };
  const tell: Reconciler["tell"] = (around) => {
    const now = clock.now();
    const who = around.chain.links.map(({ ref }) => ref).join(">");
    const key = JSON.stringify([around.org, around.kind, who, around.client, around.server, around.session]);
    if (now - (told.get(key) ?? -TOLD_AGAIN_MS) < TOLD_AGAIN_MS) return;
    told.set(key, now);
    parts.told({ ...around, at: now }).catch((error: unknown) => log.error("hooks.around_untold", { error }));
  };

  const lookAt = async (one: Watched, now: Millis): Promise<void> => {
    const late = taken(
      one.expected,
      ({ at, ranAt }) => now - at > GATEWAY_WITHIN_MS || (ranAt !== undefined && now - ranAt > HOOK_WITHIN_MS),
    );
    for (const { at, sighted, ranAt } of late) {
      // Whoever was asked at the machine may have said no.
      if (ranAt === undefined && one.completing.has(sighted.session)) continue;
      if (await parts.arrived(sighted, at - GATEWAY_WITHIN_MS)) continue;
      const { org, chain, client, session, server = "", tool = "", decision } = sighted;
      one.doubted.add(doubt(session, server));
      tell({ org, kind: "bypass.gateway", chain, client, session, server, tool, decision });
    }
    for (const { at, sighted } of taken(one.atGateway, (waiting) => now - waiting.at > HOOK_WITHIN_MS)) {
      const since = one.hookedSessions.get(sighted.session) ?? one.hookedSessions.get(clientKey(sighted.client));
      // Only calls of a session whose client has told of its uses before are expected to be told of.
      if (since === undefined || since > at) continue;
      const { org, chain, client, session, server = "", tool = "", decision } = sighted;
      tell({ org, kind: "bypass.hook", chain, client, session, server, tool, decision });
    }
  };

  let looking: Promise<void> | undefined;
  const look = async () => {
    const now = clock.now();
    for (const one of chains.values()) if (one.expected.length + one.atGateway.length > 0) await lookAt(one, now);
  };
  const once = () => (looking ??= look().finally(() => (looking = undefined)));
  const everyMs = parts.everyMs ?? LOOK_MS;
  const timer =
    everyMs === 0
      ? undefined
      : setInterval(
          () => void once().catch((error: unknown) => log.warn("hooks.not_reconciled", { error })),
          everyMs,
        ).unref();

  return {
    expect(sighted) {
      const one = watched(sighted);
      const waiting = waitingOf(sighted, clock.now());
      if (!join(one.atGateway, waiting)) push(one.expected, waiting);
    },
    completed(sighted) {
      const one = watched(sighted);
      if (one.completing.size < MAX_WAITING) one.completing.add(sighted.session);
      const waiting = waitingOf(sighted, clock.now());
      const at = indexOfSame(one.expected, waiting);
      const known = one.expected[at];
      if (known) known.ranAt = waiting.at;
    },
    isBelieved({ session, name, ...whose }) {
      return !watched(whose).doubted.has(doubt(session, name));
    },
    gateway(sighted) {
      const one = chains.get(`${sighted.org}\n${sighted.chain.fingerprint}`);
      // A chain that has no hooks costs nothing here.
      if (!one) return;
      const waiting = waitingOf(sighted, clock.now());
      if (!join(one.expected, waiting)) push(one.atGateway, waiting);
    },
    hooked(sighted) {
      const { hookedSessions } = watched(sighted);
      for (const key of [sighted.session, clientKey(sighted.client)])
        if (!hookedSessions.has(key)) hookedSessions.set(key, clock.now());
      if (hookedSessions.size > MAX_WAITING) {
        const [oldest] = hookedSessions.keys();
        if (oldest !== undefined) hookedSessions.delete(oldest);
      }
    },
    tell,
    look: once,
    async close() {
      clearInterval(timer);
      await looking?.catch(() => {});
    },
  };
}

function waitingOf(sighted: Sighted, at: Millis): Waiting {
  return { at, sighted: { ...sighted, args: undefined }, digest: digestOf(sighted.args) };
}

/** Over the canonical arguments: two doors read them from different bytes. */
function digestOf(args: unknown): string {
  try {
    return sha256(canonicalJson(args ?? {}));
  } catch {
    return "";
  }
}

/** Takes the sighting of the other door that is the same use; false where there is none. */
function join(others: Waiting[], waiting: Waiting): boolean {
  const at = indexOfSame(others, waiting);
  if (at >= 0) others.splice(at, 1);
  return at >= 0;
}

function indexOfSame(others: readonly Waiting[], { sighted, digest }: Waiting): number {
  const same = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  const { useId, server, tool } = sighted;
  const byId = others.findIndex(
    (other) => useId !== undefined && other.sighted.useId === useId && same(other.sighted.tool, tool),
  );
  if (byId >= 0) return byId;
  return others.findIndex(
    (other) =>
      other.digest === digest &&
      same(other.sighted.server, server) &&
      same(other.sighted.tool, tool) &&
      // Two ids that differ are two uses.
      same(other.sighted.useId, useId),
  );
}

function push(list: Waiting[], waiting: Waiting): void {
  list.push(waiting);
  if (list.length > MAX_WAITING) list.shift();
}

/** Takes out of a list what is meant. */
function taken(list: Waiting[], isMeant: (waiting: Waiting) => boolean): Waiting[] {
  const meant = list.filter(isMeant);
  if (meant.length > 0) list.splice(0, list.length, ...list.filter((one) => !isMeant(one)));
  return meant;
}

/** Clients that do not name their session to the gateway are known by their own name. */
function clientKey(client: string): string {
  return `client:${client}`;
}

function doubt(session: string, name: string): string {
  return `${session}\n${name}`;
}
