import type { Millis } from "../../kernel/index.ts";
import type { ConnectedKey, ConnectedModel } from "../../registry/index.ts";
import type { Routing, Tried } from "../../routing/index.ts";
import { retryAfterOf } from "../models/attempt.ts";
import type { Unready, WireRequest } from "../models/providers/index.ts";
import type { Made, UpstreamExchange } from "../types.ts";

export type OnceParts = Pick<Made, "clock" | "http" | "sandbox"> & {
  routing: Pick<Routing, "keyFor" | "tried">;
};

export interface Once {
  model: ConnectedModel;
  key: ConnectedKey | undefined;
  withinMs: Millis;
  maxBytes: number;
  stop: AbortSignal;
  request(): WireRequest | Unready | Promise<WireRequest | Unready>;
}

/** How one request went that is made beside a call. */
export interface OnceEnded extends Pick<Tried, "status" | "failure" | "retryAfterMs" | "firstByteMs"> {
  /** Why there is no answer, in words that hold nothing of it. */
  detail?: string;
  body?: Buffer;
  contentType?: string;
  /** Something of it may have reached the provider. */
  sent: boolean;
}

/** Sends one request and takes its answer whole. Nothing is thrown and nobody waits longer than `withinMs`. */
export function once(parts: OnceParts, asked: Once): Promise<OnceEnded> {
  const { model, withinMs, maxBytes, stop } = asked;
  const at = parts.clock.elapsed();
  let sent = false;
  return new Promise<OnceEnded>((resolve) => {
    let exchange: UpstreamExchange | undefined;
    let over = false;
    let head: Pick<OnceEnded, "status" | "retryAfterMs" | "firstByteMs" | "contentType"> = {};
    const finish = (ended: Omit<OnceEnded, "sent">, abort: boolean) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      stop.removeEventListener("abort", stopped);
      if (abort) exchange?.abort();
      resolve({ ...head, ...ended, sent });
    };
    const stopped = () => finish({ failure: "aborted", detail: "stopped" }, true);
    const timer = setTimeout(
      () => finish({ failure: "timeout", detail: `did not answer within ${Math.round(withinMs)} ms` }, true),
      withinMs,
    );
    stop.addEventListener("abort", stopped);
    if (stop.aborted) return stopped();

    const chunks: Buffer[] = [];
    let bytes = 0;
    const send = async () => {
      const made = await asked.request();
      if (over) return;
      if ("problem" in made) return finish({ failure: "unreachable", detail: made.problem }, false);
      const upstream = model.provider.api === "sandbox" ? parts.sandbox : parts.http;
      const timeouts = { headersMs: withinMs, idleMs: withinMs };
      sent = true;
      exchange = upstream.send(
        { ...made, model, timeouts },
        {
          head(status, headers) {
            const retryAfterMs = retryAfterOf(headers["retry-after"], headers["retry-after-ms"], parts.clock.now());
            const firstByteMs = parts.clock.elapsed() - at;
            const contentType = headers["content-type"] ?? "";
            head = { status, firstByteMs, contentType, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
            // A redirection is no answer: what is sent goes where it was meant to go and nowhere else.
            if (status >= 300) finish({ detail: `answered ${status}` }, true);
          },
          data(chunk) {
            bytes += chunk.length;
            if (bytes > maxBytes) finish({ failure: "too_large", detail: "answered more than the limit" }, true);
            else chunks.push(chunk);
            return true;
          },
          end: () => finish({ body: Buffer.concat(chunks) }, false),
          failed: ({ kind, detail }) => finish({ failure: kind, detail }, false),
        },
      );
      if (over) exchange.abort();
    };
    send().catch(() => finish({ failure: "unreachable", detail: "could not be asked" }, true));
  });
}

/** Tells routing how it went, so that what fails often rests. */
export function toldRouting(
  parts: OnceParts,
  { model, key }: Once,
  ended: OnceEnded,
  how: { ok: boolean; session: string; totalMs: Millis },
): void {
  const { status, retryAfterMs, firstByteMs, failure, body } = ended;
  const wrong = failure ?? (body && !how.ok ? ("malformed" as const) : undefined);
  parts.routing.tried({
    model,
    key,
    ...how,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(wrong === undefined ? {} : { failure: wrong }),
  });
}
