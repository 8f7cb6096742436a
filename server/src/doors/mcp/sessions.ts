import type { Peer, PeerAnswer, RawJson } from "../../execution/index.ts";
import type { Clock, Millis, Random } from "../../kernel/index.ts";
import type { Pulse } from "../pulse.ts";
import { type Outlet, makeOutlet } from "./stream.ts";
import { noticeText, requestText } from "./wire.ts";

/** What an older client's `initialize` opened, until it ends it, is idle for long, or has too many. */
export interface Session {
  readonly id: string;
  readonly owner: string;
  /** The path it was opened on: a server's id, or undefined for all of them. */
  readonly scope: string | undefined;
  protocol: string;
  capabilities: Readonly<Record<string, unknown>>;
  rawCapabilities: RawJson;
  clientInfo: RawJson;
  logLevel: string | undefined;
  /** What belongs to no request goes here. */
  readonly outlet: Outlet;
  /** Calls of the client that run, by the text of their ids. */
  readonly running: Map<RawJson, AbortController>;
  /** Streams of its requests, which a connection that broke may go on with. */
  readonly streams: Map<string, Outlet>;
  /** Ends what is kept for it elsewhere. */
  readonly leaving: Set<() => void>;
  /** Resources it wants to hear of, as the client names them, and what ends it. */
  readonly subscribed: Map<string, () => void>;
  /** Servers it has spoken with, by id. */
  readonly opened: Map<string, Peer>;
  usedAt: Millis;
  /** Asks the client something, over the stream given or its own. */
  ask(
    method: string,
    params: RawJson | undefined,
    over: Pick<Outlet, "send"> | undefined,
    signal: AbortSignal,
  ): Promise<PeerAnswer>;
  /** An answer of the client to what it was asked; false where nothing was. */
  answered(id: RawJson, answer: PeerAnswer): boolean;
}

export interface Sessions {
  open(
    about: Pick<Session, "owner" | "scope" | "protocol" | "capabilities" | "rawCapabilities" | "clientInfo">,
  ): Session;
  /** Only for the one whose it is, on the path it was opened on. */
  find(id: string, owner: string, scope: string | undefined): Session | undefined;
  end(session: Session): void;
  all(): Iterable<Session>;
  close(): void;
}

const IDLE_MS: Millis = 30 * 60_000;
const SWEEP_MS: Millis = 60_000;
const MOST = 10_000;
const MOST_EACH = 100;
const MOST_ASKED = 64;
const ASK_MS: Millis = 10 * 60_000;

export const NOBODY: PeerAnswer = { error: '{"code":-32601,"message":"The client does not do that."}' };
const GONE: PeerAnswer = { error: '{"code":-32000,"message":"The client did not answer."}' };

export function makeMcpSessions(parts: { clock: Clock; random: Random; pulse: Pulse }): Sessions {
  const { clock } = parts;
  const sessions = new Map<string, Session>();
  const end = (session: Session) => {
    if (!sessions.delete(session.id)) return;
    for (const call of session.running.values()) call.abort();
    for (const leave of [...session.subscribed.values(), ...session.leaving]) leave();
    session.outlet.end();
    for (const stream of session.streams.values()) stream.end();
  };
  const isBusy = (session: Session) => session.outlet.open || session.running.size > 0;
  const sweep = () => {
    const before = clock.now() - IDLE_MS;
    for (const session of sessions.values()) if (session.usedAt < before && !isBusy(session)) end(session);
  };
  const timer = setInterval(sweep, SWEEP_MS).unref();

  /** The one that was used the longest ago makes room. */
  const makeRoom = (owner: string) => {
    const own = [...sessions.values()].filter((session) => session.owner === owner);
    const crowd = own.length >= MOST_EACH ? own : sessions.size >= MOST ? [...sessions.values()] : [];
    const oldest = crowd.reduce<Session | undefined>((a, b) => (a && a.usedAt <= b.usedAt ? a : b), undefined);
    if (oldest) end(oldest);
  };

  return {
    open(about) {
      makeRoom(about.owner);
      const session = makeSession(about, parts);
      sessions.set(session.id, session);
      return session;
    },
    find(id, owner, scope) {
      const session = sessions.get(id);
      if (!session || session.owner !== owner || session.scope !== scope) return undefined;
      session.usedAt = clock.now();
      return session;
    },
    end,
    all: () => sessions.values(),
    close() {
      clearInterval(timer);
      for (const session of sessions.values()) end(session);
    },
  };
}

function makeSession(
  about: Pick<Session, "owner" | "scope" | "protocol" | "capabilities" | "rawCapabilities" | "clientInfo">,
  { clock, random, pulse }: { clock: Clock; random: Random; pulse: Pulse },
): Session {
  const asked = new Map<RawJson, (answer: PeerAnswer) => void>();
  let next = 0;
  const outlet = makeOutlet({ id: "all", pulse, kept: true });
  return {
    ...about,
    id: random.bytes(18).toString("base64url"),
    logLevel: undefined,
    outlet,
    running: new Map(),
    streams: new Map(),
    leaving: new Set(),
    subscribed: new Map(),
    opened: new Map(),
    usedAt: clock.now(),
    ask(method, params, over, signal) {
      if (asked.size >= MOST_ASKED) return Promise.resolve(GONE);
      const id = JSON.stringify(`lumos-${++next}`);
      return new Promise((resolve) => {
        const settle = (answer: PeerAnswer) => {
          if (!asked.delete(id)) return;
          clearTimeout(timer);
          signal.removeEventListener("abort", gone);
          resolve(answer);
        };
        const gone = () => {
          const cancelled = noticeText("notifications/cancelled", `{"requestId":${id}}`);
          if (asked.has(id) && !over?.send(cancelled)) outlet.send(cancelled);
          settle(GONE);
        };
        const timer = setTimeout(gone, ASK_MS).unref();
        asked.set(id, settle);
        signal.addEventListener("abort", gone, { once: true });
        const message = requestText(id, method, params);
        if (signal.aborted) settle(GONE);
        else if (!over?.send(message)) outlet.send(message);
      });
    },
    answered(id, answer) {
      const settle = asked.get(id);
      settle?.(answer);
      return settle !== undefined;
    },
  };
}
