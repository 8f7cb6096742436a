import type { ServerResponse } from "node:http";
import type { Clock, Millis } from "../kernel/index.ts";

/** Keeps streams alive that are silent for long, and ends those that nobody reads. */
export interface Pulse {
  /** Watches a stream from its first byte to its end. `ping` is written when nothing else was for a while. */
  watch(res: ServerResponse, ping: string): Watched;
}

export interface Watched {
  /** Something was written. */
  wrote(): void;
}

/** Shorter than the idle time of usual proxies and load balancers. */
const SILENT_MS = 15_000;
/** A caller that takes nothing for so long has gone, whatever its connection says. */
const UNREAD_MS = 300_000;
const LOOK_MS = 5_000;

/** One timer for all streams of a process; it runs only while there are any. */
export function makePulse(
  clock: Clock,
  options: { silentMs?: Millis; unreadMs?: Millis; lookMs?: Millis } = {},
): Pulse {
  const { silentMs = SILENT_MS, unreadMs = UNREAD_MS, lookMs = LOOK_MS } = options;
  const streams = new Set<Stream>();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    const now = clock.elapsed();
    for (const stream of streams) stream.look(now, silentMs, unreadMs);
  };

  return {
    watch(res, ping) {
      const stream = new Stream(res, ping, clock);
      streams.add(stream);
      timer ??= setInterval(look, lookMs).unref();
      res.once("close", () => {
        streams.delete(stream);
        if (streams.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      });
      return stream;
    },
  };
}

class Stream implements Watched {
  readonly #res: ServerResponse;
  readonly #ping: string;
  readonly #clock: Clock;
  #lastAt: number;
  #blockedAt: number | undefined;

  constructor(res: ServerResponse, ping: string, clock: Clock) {
    this.#res = res;
    this.#ping = ping;
    this.#clock = clock;
    this.#lastAt = clock.elapsed();
  }

  wrote(): void {
    this.#lastAt = this.#clock.elapsed();
  }

  look(now: number, silentMs: Millis, unreadMs: Millis): void {
    if (this.#res.writableEnded || this.#res.destroyed) return;
    if (this.#res.writableNeedDrain) {
      this.#blockedAt ??= now;
      // Guarantee: a caller that reads nothing does not hold its provider's connection without end.
      if (now - this.#blockedAt >= unreadMs) this.#res.destroy();
      return;
    }
    this.#blockedAt = undefined;
    if (this.#ping === "" || now - this.#lastAt < silentMs) return;
    this.#lastAt = now;
    this.#res.write(this.#ping);
  }
}
