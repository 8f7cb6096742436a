import type { PeerAnswer, PeerMessage, RawJson } from "../../execution/index.ts";
import type { ToolOutcome } from "../../govern-tool.ts";
import type { Millis, Random } from "../../kernel/index.ts";
import type { RpcReply } from "./reply.ts";

/**
 * A call of a newer client that runs at a server which asks back on the way. The client is told what is asked, goes,
 * and comes back with the answers; the call waits here meanwhile.
 */
export interface HeldCall {
  readonly id: string;
  readonly owner: string;
  readonly abort: AbortController;
  /** How it ended; undefined before it was begun. */
  outcome: Promise<ToolOutcome> | undefined;
  /** Where progress and logs go while the client is there. */
  reply: RpcReply | undefined;
  /** What the server waits for, by the key the client answers under. */
  readonly asks: Map<string, PeerMessage>;
  ask(request: PeerMessage): Promise<PeerAnswer>;
  answer(key: string, answer: PeerAnswer): void;
  /** Resolves as soon as something is asked. */
  asked(): Promise<void>;
}

export interface Held {
  begin(owner: string): HeldCall;
  /** The client has gone to ask; false where too many wait. */
  keep(call: HeldCall): boolean;
  /** Takes it back, once. */
  take(id: string, owner: string): HeldCall | undefined;
  close(): void;
}

const WAIT_MS: Millis = 5 * 60_000;
const MOST = 1_000;
const MOST_EACH = 32;
const MOST_ASKS = 16;
export const UNANSWERED: RawJson = '{"code":-32000,"message":"The client did not answer."}';

// Guarantee: a call that waits for its client's answers is bounded in time and number.
export function makeHeld({ random }: { random: Random }): Held {
  const waiting = new Map<string, { call: HeldCall; timer: NodeJS.Timeout }>();

  return {
    begin(owner) {
      const settles = new Map<string, (answer: PeerAnswer) => void>();
      let wake: (() => void)[] = [];
      let next = 0;
      let id: string | undefined;
      const abort = new AbortController();
      const call: HeldCall = {
        // Most calls never wait.
        get id() {
          return (id ??= random.bytes(18).toString("base64url"));
        },
        owner,
        abort,
        outcome: undefined,
        reply: undefined,
        asks: new Map(),
        ask(request) {
          if (call.asks.size >= MOST_ASKS) return Promise.resolve({ error: UNANSWERED });
          const key = `lumos-${++next}`;
          call.asks.set(key, request);
          const answer = new Promise<PeerAnswer>((resolve) => settles.set(key, resolve));
          for (const woken of wake) woken();
          wake = [];
          return answer;
        },
        answer(key, answer) {
          call.asks.delete(key);
          settles.get(key)?.(answer);
          settles.delete(key);
        },
        asked: () => (call.asks.size > 0 ? Promise.resolve() : new Promise((resolve) => wake.push(resolve))),
      };
      abort.signal.addEventListener("abort", () => {
        for (const key of settles.keys()) call.answer(key, { error: UNANSWERED });
      });
      return call;
    },
    keep(call) {
      const own = [...waiting.values()].filter((other) => other.call.owner === call.owner).length;
      if (waiting.size >= MOST || own >= MOST_EACH) return false;
      const timer = setTimeout(() => {
        waiting.delete(call.id);
        call.abort.abort();
      }, WAIT_MS).unref();
      waiting.set(call.id, { call, timer });
      return true;
    },
    take(id, owner) {
      const found = waiting.get(id);
      if (!found || found.call.owner !== owner) return undefined;
      waiting.delete(id);
      clearTimeout(found.timer);
      return found.call;
    },
    close() {
      for (const { call, timer } of waiting.values()) {
        clearTimeout(timer);
        call.abort.abort();
      }
      waiting.clear();
    },
  };
}
