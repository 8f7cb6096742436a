import type { ServerResponse } from "node:http";
import type { Pulse } from "../pulse.ts";
import { eventText } from "./wire.ts";

/** One stream of messages to a client. What it missed while its connection was away can be sent again. */
export interface Outlet {
  readonly id: string;
  /** Somebody is there to read. */
  readonly open: boolean;
  readonly over: boolean;
  /** So many messages were sent. */
  readonly told: number;
  /** What may be lost is, where the reader is slow. */
  send(message: string, worth?: "expendable"): boolean;
  /** Goes on over this response, behind what the client had last. */
  attach(res: ServerResponse, headers: Record<string, string>, after: number | undefined): void;
  /** Sends the last message. */
  end(message?: string): void;
  cut(): void;
}

const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** So much may wait for a slow reader before what is expendable is left out, and before it is given up. */
const SLOW_BYTES = 1_048_576;
const STUCK_BYTES = 16 * 1_048_576;
const KEPT_EVENTS = 64;
const KEPT_BYTES = 1_048_576;
const PING = ": ping\n\n";

/** `kept`: events carry ids, and the last ones can be had again. */
export function makeOutlet(parts: { id: string; pulse: Pulse; kept: boolean; detached?(): void }): Outlet {
  const { id, pulse, kept } = parts;
  let res: ServerResponse | undefined;
  let watched: ReturnType<Pulse["watch"]> | undefined;
  let next = 0;
  let over = false;
  let bytes = 0;
  const past: { n: number; text: string }[] = [];

  const write = (text: string) => {
    if (!res || res.destroyed || res.writableEnded) return false;
    // Guarantee: a client that does not read never makes the process hold more than a bounded share of its messages.
    if (res.writableLength > STUCK_BYTES) {
      res.destroy();
      return false;
    }
    watched?.wrote();
    res.write(text);
    return true;
  };
  const keep = (n: number, text: string) => {
    past.push({ n, text });
    bytes += text.length;
    while (past.length > KEPT_EVENTS || (bytes > KEPT_BYTES && past.length > 1))
      bytes -= past.shift()?.text.length ?? 0;
  };
  const push = (message: string) => {
    const n = next++;
    const text = eventText(message, kept ? `${id}_${n}` : undefined);
    if (kept) keep(n, text);
    return write(text);
  };

  return {
    id,
    get open() {
      return res !== undefined && !res.destroyed && !res.writableEnded;
    },
    get over() {
      return over;
    },
    get told() {
      return next;
    },
    send(message, worth) {
      if (over) return false;
      if (worth === "expendable" && (res?.writableLength ?? 0) > SLOW_BYTES) return false;
      return push(message);
    },
    attach(to, headers, after) {
      res?.end();
      res = to;
      to.writeHead(200, { ...STREAM_HEADERS, ...headers });
      to.flushHeaders();
      watched = pulse.watch(to, PING);
      to.once("close", () => {
        if (res !== to) return;
        res = undefined;
        parts.detached?.();
      });
      for (const { n, text } of past) if (after !== undefined && n > after) write(text);
      if (over) to.end();
    },
    end(message) {
      if (over) return;
      if (message !== undefined) push(message);
      over = true;
      res?.end();
    },
    cut() {
      over = true;
      res?.destroy();
    },
  };
}

/** The two halves of an event's id. */
export function eventAt(id: string): { stream: string; after: number } | undefined {
  const match = /^([A-Za-z0-9-]{1,64})_(\d{1,9})$/.exec(id);
  return match ? { stream: match[1] as string, after: Number(match[2]) } : undefined;
}
