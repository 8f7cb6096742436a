import type { Clock, Usage } from "../../kernel/index.ts";
import type {
  Reply,
  Upstream,
  UpstreamExchange,
  UpstreamFailure,
  UpstreamListener,
  UpstreamRequest,
} from "../types.ts";
import { type StreamTap, chatStreamTap, readWhole } from "./tap.ts";

/** How one try at one model went. */
export type Attempted =
  | {
      kind: "answered";
      result: "completed" | "failed" | "aborted";
      status: number;
      usage: Usage | undefined;
      detail?: string;
    }
  /** Nothing has gone out: the next candidate may try. */
  | { kind: "failed"; status: number | undefined; detail: string; restMs: number }
  /** The caller went away, or lost its right, before anything went out. */
  | { kind: "gone"; detail: string };

export interface AttemptParts {
  upstream: Upstream;
  request: UpstreamRequest;
  reply: Reply;
  clock: Clock;
  headers: Record<string, string>;
  estimatedInput: number;
  durable: Promise<void>;
  /** Awaited before the last byte. */
  settled(end: Extract<Attempted, { kind: "answered" }>, marks: { firstByteAt: number | undefined }): Promise<void>;
}

const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** How long a provider may take to end a connection whose stream it has said is complete. */
const AFTER_DONE_MS = 2_000;
const MAX_ERROR_BYTES = 64 * 1024;
/** The caller's own mistakes: another model would say the same, so the provider's words go to the caller. */
const CALLERS_FAULT = new Set([400, 413, 422]);
/** Headers of a provider that mean something to its client. Everything else stays here. */
const PASSED_HEADERS = [
  "content-type",
  "x-request-id",
  "request-id",
  "openai-processing-ms",
  "openai-version",
  "openai-model",
];

type Mode = "waiting" | "stream" | "whole" | "refused" | "over";

/**
 * One request to one model, as a listener to its answer. It holds the answer back until the decision is on
 * the disk, passes it on with the caller's own pace, and gives the end only once the outcome is on the disk.
 */
export class Attempt implements UpstreamListener {
  readonly done: Promise<Attempted>;
  firstByteAt: number | undefined;
  readonly #parts: AttemptParts;
  #made: StreamTap | undefined;
  #resolve: (attempted: Attempted) => void = () => {};
  #exchange: UpstreamExchange | undefined;
  #mode: Mode = "waiting";
  #status = 0;
  #upstreamHeaders: Record<string, string> = {};
  /** True once the decision is durable and the head has gone out. */
  #open = false;
  #queue: Buffer[] = [];
  #size = 0;
  #finished: (() => void) | undefined;
  /** Upstream's answer is over, well or not. */
  #ended = false;
  /** Runs between a stream's own end and that of its connection. */
  #letGo: NodeJS.Timeout | undefined;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Only streams need one. */
  #tap(): StreamTap {
    return (this.#made ??= chatStreamTap());
  }

  start(): void {
    this.#exchange = this.#parts.upstream.send(this.#parts.request, this);
  }

  /** The caller went away or may not go on: upstream stops at once. */
  stop(detail: string): void {
    if (this.#mode === "over") return;
    const answering = this.#open;
    this.#mode = "over";
    this.#exchange?.abort();
    if (!answering) {
      this.#resolve({ kind: "gone", detail });
      return;
    }
    const usage = this.#tap().usage(this.#parts.estimatedInput);
    const end = { kind: "answered", result: "aborted", status: this.#status, usage, detail } as const;
    void this.#settle(end).then(() => this.#parts.reply.fail("unauthenticated", `The answer was cut off: ${detail}.`));
  }

  head(status: number, headers: Record<string, string>): void {
    if (this.#mode !== "waiting") return;
    this.#status = status;
    this.#upstreamHeaders = headers;
    this.firstByteAt = this.#parts.clock.elapsed();
    if (status >= 200 && status < 300) {
      this.#mode = (headers["content-type"] ?? "").startsWith("text/event-stream") ? "stream" : "whole";
      if (this.#mode === "stream") void this.#openStream();
    } else if (CALLERS_FAULT.has(status)) {
      this.#mode = "refused";
    } else {
      this.#over({ kind: "failed", status, detail: `answered ${status}`, restMs: restOf(status, headers) });
      this.#exchange?.abort();
    }
  }

  data(chunk: Buffer): boolean {
    switch (this.#mode) {
      case "stream": {
        const whole = this.#tap().push(chunk);
        if (this.#tap().overflown) {
          this.#break({ kind: "too_large", detail: "sent an event beyond the limit" });
          return true;
        }
        const wantsMore = whole.length === 0 || this.#pass(whole);
        if (this.#tap().done) this.#finish();
        return wantsMore;
      }
      case "whole":
      case "refused": {
        this.#size += chunk.length;
        if (this.#size > (this.#mode === "whole" ? MAX_WHOLE_BYTES : MAX_ERROR_BYTES)) {
          this.#break({ kind: "too_large", detail: "answered more than the limit" });
        } else {
          this.#queue.push(chunk);
        }
        return true;
      }
      default:
        return true;
    }
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#letGo);
    switch (this.#mode) {
      case "stream":
        if (this.#tap().ended()) this.#finish();
        else this.#break({ kind: "cut", detail: "ended the stream before its end" });
        return;
      case "whole":
        void this.#giveWhole("completed");
        return;
      case "refused":
        void this.#giveWhole("failed");
        return;
      case "waiting":
        this.#over({ kind: "failed", status: undefined, detail: "closed without an answer", restMs: 0 });
        return;
      case "over":
        return;
      default:
        this.#mode satisfies never;
    }
  }

  failed(failure: UpstreamFailure): void {
    this.#ended = true;
    clearTimeout(this.#letGo);
    if (this.#mode !== "over") this.#break(failure);
  }

  /** An answer in one piece: its end is its only byte the caller waits for. */
  async #giveWhole(result: "completed" | "failed"): Promise<void> {
    this.#mode = "over";
    const body = this.#queue.length === 1 ? (this.#queue[0] as Buffer) : Buffer.concat(this.#queue);
    const read =
      result === "completed" ? readWhole(body, this.#upstreamHeaders, this.#parts.estimatedInput) : undefined;
    const usage = read?.usage;
    if (result === "completed" && !read) {
      this.#resolve({ kind: "failed", status: this.#status, detail: "answered something that is not JSON", restMs: 0 });
      return;
    }
    try {
      await this.#parts.durable;
      const end = {
        kind: "answered",
        result,
        status: this.#status,
        usage,
        ...(result === "failed" ? { detail: `answered ${this.#status}` } : {}),
      } as const;
      await this.#parts.settled(end, { firstByteAt: this.firstByteAt });
      this.#parts.reply.begin(this.#status, this.#headersOut(body.length));
      this.#parts.reply.end(body);
      this.#resolve(end);
    } catch {
      this.#resolve({ kind: "gone", detail: "the record could not be written" });
    }
  }

  async #openStream(): Promise<void> {
    try {
      await this.#parts.durable;
    } catch {
      this.stop("the record could not be written");
      return;
    }
    if (this.#mode === "over" && this.#finished === undefined) return;
    this.#open = true;
    this.#parts.reply.begin(this.#status, this.#headersOut(undefined));
    this.#parts.reply.onDrain(() => this.#exchange?.resume());
    const queued = this.#queue;
    this.#queue = [];
    let wantsMore = true;
    for (const chunk of queued) wantsMore = this.#parts.reply.write(chunk);
    this.#finished?.();
    if (wantsMore) this.#exchange?.resume();
  }

  #pass(chunk: Buffer): boolean {
    if (this.#open) return this.#parts.reply.write(chunk);
    this.#queue.push(chunk);
    return false;
  }

  /** The stream is complete: what is left to give is its last event, once the outcome is on the disk. */
  #finish(): void {
    // A provider that goes on, or whose caller reads no more, must not keep its connection.
    if (!this.#ended) this.#letGo = setTimeout(() => this.#exchange?.abort(), AFTER_DONE_MS).unref();
    this.#mode = "over";
    const finish = () => {
      const end = {
        kind: "answered",
        result: "completed",
        status: this.#status,
        usage: this.#tap().usage(this.#parts.estimatedInput),
      } as const;
      this.#parts.settled(end, { firstByteAt: this.firstByteAt }).then(
        () => {
          const last = this.#tap().last();
          this.#parts.reply.end(last.length > 0 ? last : undefined);
          this.#resolve(end);
        },
        () => {
          this.#parts.reply.fail("unavailable", "The outcome could not be recorded.");
          this.#resolve({ ...end, result: "failed", detail: "the record could not be written" });
        },
      );
    };
    if (this.#open) finish();
    else this.#finished = finish;
  }

  #break(failure: UpstreamFailure): void {
    const status = this.#status === 0 ? undefined : this.#status;
    if (!this.#open) {
      this.#over({
        kind: "failed",
        status,
        detail: failure.detail,
        restMs: failure.kind === "unreachable" ? 2_000 : 0,
      });
      this.#exchange?.abort();
      return;
    }
    this.#mode = "over";
    this.#exchange?.abort();
    const end = {
      kind: "answered",
      result: "failed",
      status: this.#status,
      usage: this.#tap().usage(this.#parts.estimatedInput),
      detail: failure.detail,
    } as const;
    void this.#settle(end).then(() => this.#parts.reply.fail("upstream_failed", `The model ${failure.detail}.`));
  }

  /** Writes the outcome of an answer that is already cut; there is nobody to tell if that fails but the log. */
  async #settle(end: Extract<Attempted, { kind: "answered" }>): Promise<void> {
    try {
      await this.#parts.settled(end, { firstByteAt: this.firstByteAt });
    } catch {
      // The intent is on the disk; recovery completes it.
    }
    this.#resolve(end);
  }

  #over(attempted: Attempted): void {
    this.#mode = "over";
    this.#resolve(attempted);
  }

  #headersOut(length: number | undefined): Record<string, string> {
    const out: Record<string, string> = { ...this.#parts.headers };
    for (const name of PASSED_HEADERS) {
      const value = this.#upstreamHeaders[name];
      if (value !== undefined) out[name] = value;
    }
    if (length === undefined) out["cache-control"] = "no-cache";
    else out["content-length"] = String(length);
    return out;
  }
}

/** How long a model asked to be left alone, or is left alone after an outage. */
function restOf(status: number, headers: Record<string, string>): number {
  const asked = Number(headers["retry-after"]);
  if (Number.isFinite(asked) && asked > 0) return asked * 1000;
  return status === 429 || status === 503 ? 1_000 : 0;
}
