import { type Clock, SECRET_MARK, type Usage, isRecord } from "../../kernel/index.ts";
import type {
  Reply,
  Upstream,
  UpstreamExchange,
  UpstreamFailure,
  UpstreamListener,
  UpstreamRequest,
} from "../types.ts";
import { ungivenBecause } from "../ungiven.ts";
import { saysNothingYet } from "./passages/beginning.ts";
import type { Broken, Passage } from "./passages/passage.ts";
import { parsedJson } from "./taps/counts.ts";

/** How one try at one model went. */
export type Attempted =
  | {
      kind: "answered";
      /** `stopped`: what the model wrote may not go on, and the caller was told so where it stood. */
      result: "completed" | "failed" | "aborted" | "stopped";
      status: number;
      usage: Usage | undefined;
      detail?: string;
    }
  /** Nothing has gone out: it may be tried again, or the next candidate. */
  | {
      kind: "failed";
      status: number | undefined;
      detail: string;
      failure?: UpstreamFailure["kind"] | Broken["kind"];
      retryAfterMs?: number;
      /** What the provider may charge for although nothing of it went out. */
      spent?: Usage;
    }
  /** The provider refused what the caller asks, in words that are not the caller's format. */
  | { kind: "refused"; status: number; detail: string }
  /** The model has answered, and nothing of it may go out. */
  | { kind: "stopped"; status: number; usage: Usage; detail: string }
  /** The caller went away, or lost its right, before anything went out. */
  | { kind: "gone"; detail: string; spent?: Usage };

export interface AttemptParts {
  upstream: Upstream;
  request: UpstreamRequest;
  reply: Reply;
  clock: Clock;
  headers: Record<string, string>;
  passage: Passage;
  /** Whether the caller wants events. */
  stream: boolean;
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
const PASSED_HEADERS = ["x-request-id", "request-id", "openai-processing-ms", "openai-version", "openai-model"];

/**
 * How long the beginning of a stream is held back while nothing has come but its announcement: so long may the
 * provider still fail without the caller knowing, and then the caller hears that its answer is under way.
 */
const GRACE_MS = 2_000;
const MAX_HELD_BYTES = 64 * 1024;

const STREAMS = /^(?:text\/event-stream|application\/vnd\.amazon\.eventstream)/i;

type Mode = "waiting" | "stream" | "whole" | "refused" | "over";

/**
 * One request to one model, as a listener to its answer. It holds the answer back until the decision is on
 * the disk, passes it on with the caller's own pace, and gives the end only once the outcome is on the disk.
 */
export class Attempt implements UpstreamListener {
  readonly done: Promise<Attempted>;
  firstByteAt: number | undefined;
  readonly #parts: AttemptParts;
  #resolve: (attempted: Attempted) => void = () => {};
  #exchange: UpstreamExchange | undefined;
  #mode: Mode = "waiting";
  #status = 0;
  #upstreamHeaders: Record<string, string> = {};
  /** True once the answer has begun to say something: what comes from here on goes to the caller. */
  #begun = false;
  #grace: NodeJS.Timeout | undefined;
  #spoke = false;
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

  /** What the way back could not carry so far. */
  get lost(): readonly string[] {
    return this.#parts.passage.lost;
  }

  start(): void {
    this.#exchange = this.#parts.upstream.send(this.#parts.request, this);
  }

  /** The caller went away or may not go on: upstream stops at once. */
  stop(detail: string): void {
    if (this.#mode === "over") return;
    clearTimeout(this.#grace);
    const answering = this.#open;
    this.#mode = "over";
    this.#exchange?.abort();
    if (!answering) {
      this.#resolve({ kind: "gone", detail, ...this.#spent() });
      return;
    }
    const usage = this.#parts.passage.usage(true);
    const end = { kind: "answered", result: "aborted", status: this.#status, usage, detail } as const;
    void this.#settle(end).then(() => this.#parts.reply.fail("unauthenticated", `The answer was cut off: ${detail}.`));
  }

  head(status: number, headers: Record<string, string>): void {
    if (this.#mode !== "waiting") return;
    this.#status = status;
    this.#upstreamHeaders = headers;
    this.firstByteAt = this.#parts.clock.elapsed();
    if (status >= 200 && status < 300) {
      // Events that nobody asked for are no answer: the caller could not read them.
      const events = this.#parts.stream && STREAMS.test(headers["content-type"] ?? "");
      this.#mode = events ? "stream" : "whole";
      if (this.#mode === "stream") this.#grace = setTimeout(() => this.#begin(), GRACE_MS).unref();
    } else if (CALLERS_FAULT.has(status)) {
      this.#mode = "refused";
    } else {
      const retryAfterMs = retryAfterOf(headers["retry-after"], headers["retry-after-ms"], this.#parts.clock.now());
      this.#over({
        kind: "failed",
        status,
        detail: `answered ${status}`,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
      this.#exchange?.abort();
    }
  }

  data(chunk: Buffer): boolean {
    switch (this.#mode) {
      case "stream": {
        const { passage } = this.#parts;
        const whole = passage.push(chunk);
        // An error that comes before anything was said is never given out: another candidate may still answer.
        const unsaid = passage.broken !== undefined && !this.#open;
        const wantsMore = whole.length === 0 || unsaid || this.#pass(whole);
        if (passage.stopped) this.#finish(passage.stopped.why);
        else if (passage.broken) this.#break(passage.broken);
        else if (passage.done) this.#finish();
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
        if (this.#parts.passage.ended()) this.#finish(this.#parts.passage.stopped?.why);
        else this.#break({ kind: "cut", detail: "ended the stream before its end" });
        return;
      case "whole":
        void this.#giveWhole();
        return;
      case "refused":
        void this.#giveRefusal();
        return;
      case "waiting":
        this.#over({ kind: "failed", status: undefined, detail: "closed without an answer", failure: "cut" });
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
  async #giveWhole(): Promise<void> {
    this.#mode = "over";
    const whole = this.#parts.passage.whole(this.#body(), this.#upstreamHeaders["content-type"] ?? "");
    const { stopped } = this.#parts.passage;
    // Guarantee: nothing of an answer goes out that was stopped before it began.
    if (stopped && !whole) {
      const usage = this.#parts.passage.usage(false);
      this.#resolve({ kind: "stopped", status: this.#status, usage, detail: stopped.why });
      return;
    }
    if (!whole) {
      const detail = "answered something that cannot be read";
      this.#resolve({ kind: "failed", status: this.#status, detail, failure: "malformed", ...this.#spent() });
      return;
    }
    const how = stopped ? ({ result: "stopped", detail: stopped.why } as const) : ({ result: "completed" } as const);
    const end = { kind: "answered", ...how, status: this.#status, usage: whole.usage } as const;
    await this.#give(end, whole.body, whole.contentType);
  }

  /** The provider will not do what the caller asks: another one would say the same, so its words go to the caller. */
  async #giveRefusal(): Promise<void> {
    this.#mode = "over";
    const { passage } = this.#parts;
    const said = withoutKey(this.#body(), this.#parts.request.headers);
    const body = passage.screened?.(said) ?? said;
    const detail = `answered ${this.#status}`;
    if (isKeyRefused(body)) {
      this.#resolve({ kind: "failed", status: 401, detail: `${detail}: its key is not accepted` });
      return;
    }
    const words = this.#parts.passage.refusal(body);
    if (!words) {
      this.#resolve({ kind: "refused", status: this.#status, detail: refusalText(body) ?? detail });
      return;
    }
    const end = { kind: "answered", result: "failed", status: this.#status, usage: undefined, detail } as const;
    await this.#give(end, words, this.#upstreamHeaders["content-type"] ?? "application/json");
  }

  async #give(end: Extract<Attempted, { kind: "answered" }>, body: Buffer, contentType: string): Promise<void> {
    try {
      await this.#parts.durable;
      await this.#parts.settled(end, { firstByteAt: this.firstByteAt });
      this.#parts.reply.begin(this.#status, this.#headersOut(contentType, body.length));
      this.#parts.reply.end(body);
      this.#resolve(end);
    } catch (error) {
      // Guarantee: what a provider has answered is counted, also where nobody gets it.
      const spent = end.usage === undefined ? {} : { spent: end.usage };
      this.#resolve({ kind: "gone", detail: ungivenBecause(error), ...spent });
    }
  }

  #body(): Buffer {
    return this.#queue.length === 1 ? (this.#queue[0] as Buffer) : Buffer.concat(this.#queue);
  }

  /** The answer says something, or has been announced for long enough: the caller hears of it. */
  #begin(): void {
    clearTimeout(this.#grace);
    if (this.#begun) return;
    this.#begun = true;
    void this.#openStream();
  }

  async #openStream(): Promise<void> {
    try {
      await this.#parts.durable;
    } catch (error) {
      const detail = ungivenBecause(error);
      // A stream that is complete by now is past being stopped: it ends here, and what it used is known.
      if (this.#finished) this.#resolve({ kind: "gone", detail, spent: this.#parts.passage.usage(false) });
      else this.stop(detail);
      return;
    }
    if (this.#mode === "over" && this.#finished === undefined) return;
    this.#open = true;
    const type = this.#parts.passage.streamType ?? this.#upstreamHeaders["content-type"] ?? "text/event-stream";
    this.#parts.reply.begin(this.#status, this.#headersOut(type, undefined));
    this.#parts.reply.onDrain(() => this.#exchange?.resume());
    const queued = this.#queue;
    this.#queue = [];
    let wantsMore = true;
    for (const chunk of queued) wantsMore = this.#parts.reply.write(chunk);
    this.#finished?.();
    if (wantsMore) this.#exchange?.resume();
  }

  #pass(chunk: Buffer): boolean {
    if (!this.#spoke && !saysNothingYet(chunk)) {
      this.#spoke = true;
      this.firstByteAt = this.#parts.clock.elapsed();
    }
    if (this.#open) return this.#parts.reply.write(chunk);
    this.#queue.push(chunk);
    this.#size += chunk.length;
    if (!this.#begun && !this.#spoke && this.#size <= MAX_HELD_BYTES) return true;
    this.#begin();
    return false;
  }

  /**
   * The stream is complete, or may not go on: what is left to give is its last event, once the outcome is on the
   * disk. `why`: it was stopped.
   */
  #finish(why?: string): void {
    this.#mode = "over";
    if (why !== undefined && !this.#ended) this.#exchange?.abort();
    // A provider that goes on, or whose caller reads no more, must not keep its connection.
    else if (!this.#ended) this.#letGo = setTimeout(() => this.#exchange?.abort(), AFTER_DONE_MS).unref();
    const finish = () => {
      const end = {
        kind: "answered",
        ...(why === undefined ? ({ result: "completed" } as const) : ({ result: "stopped", detail: why } as const)),
        status: this.#status,
        usage: this.#parts.passage.usage(why !== undefined),
      } as const;
      this.#parts.settled(end, { firstByteAt: this.firstByteAt }).then(
        () => {
          const last = this.#parts.passage.last();
          this.#parts.reply.end(last.length > 0 ? last : undefined);
          this.#resolve(end);
        },
        () => {
          this.#parts.reply.fail("unavailable", "The outcome could not be recorded.");
          this.#resolve({ ...end, result: "failed", detail: "the record could not be written" });
        },
      );
    };
    if (this.#open) {
      finish();
      return;
    }
    this.#finished = finish;
    this.#begin();
  }

  // Guarantee: an answer that was begun by one model is never continued by another.
  #break(failure: UpstreamFailure | Broken): void {
    clearTimeout(this.#grace);
    if (this.#mode === "refused") {
      // It has said no, in words that are too many or broke off: that stays the caller's mistake.
      this.#over({ kind: "refused", status: this.#status, detail: `answered ${this.#status}` });
      this.#exchange?.abort();
      return;
    }
    const status = this.#status === 0 ? undefined : this.#status;
    if (!this.#open) {
      this.#over({
        kind: "failed",
        status,
        detail: failure.detail,
        failure: failure.kind,
        ...(status !== undefined || failure.kind === "timeout" ? this.#spent() : {}),
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
      usage: this.#parts.passage.usage(true),
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

  /** A provider that was at work when it was stopped, or broke off, charges what it had read and written. */
  #spent(): { spent?: Usage } {
    if (!this.#exchange || this.#status >= 300) return {};
    return { spent: this.#parts.passage.usage(true) };
  }

  #over(attempted: Attempted): void {
    this.#mode = "over";
    this.#resolve(attempted);
  }

  #headersOut(contentType: string, length: number | undefined): Record<string, string> {
    const out: Record<string, string> = { ...this.#parts.headers };
    for (const name of PASSED_HEADERS) {
      const value = this.#upstreamHeaders[name];
      if (value !== undefined) out[name] = value;
    }
    out["content-type"] = contentType;
    if (length === undefined) out["cache-control"] = "no-cache";
    else out["content-length"] = String(length);
    return out;
  }
}

/** What a provider asks for in `retry-after`: seconds, or a date; `retry-after-ms` is finer where it is there. */
export function retryAfterOf(seconds: string | undefined, ms: string | undefined, nowMs: number): number | undefined {
  const fine = Number(ms);
  if (ms !== undefined && Number.isFinite(fine) && fine >= 0) return fine;
  if (seconds === undefined) return undefined;
  const asked = Number(seconds);
  if (Number.isFinite(asked)) return asked >= 0 ? asked * 1000 : undefined;
  const date = Date.parse(seconds);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

const CREDENTIALS = ["authorization", "x-api-key", "x-goog-api-key", "api-key"];
/** What is shorter is no key, and may be a part of anything. */
const MIN_KEY = 8;

// Guarantee: a provider's key is not told the caller, even where the provider repeats it.
function withoutKey(body: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  let out = body;
  for (const name of CREDENTIALS) {
    const key = headers[name]?.replace(/^Bearer /, "") ?? "";
    if (key.length >= MIN_KEY && out.includes(key))
      out = Buffer.from(out.toString("utf8").replaceAll(key, SECRET_MARK));
  }
  return out;
}

/** Google answers 400 where others answer 401. */
function isKeyRefused(body: Buffer): boolean {
  const answer = body.includes("API_KEY_INVALID") ? parsedJson(body.toString("utf8")) : undefined;
  const error = isRecord(answer) ? answer["error"] : undefined;
  const details = isRecord(error) ? error["details"] : undefined;
  return Array.isArray(details) && details.some((one) => isRecord(one) && one["reason"] === "API_KEY_INVALID");
}

const MAX_REFUSAL_TEXT = 1_000;

/** The sentence in a provider's error, whichever format it has. */
function refusalText(body: Buffer): string | undefined {
  const answer = parsedJson(body.toString("utf8"));
  const error = isRecord(answer) ? answer["error"] : undefined;
  const message = isRecord(error) ? error["message"] : isRecord(answer) ? answer["message"] : error;
  return typeof message === "string" && message !== "" ? message.slice(0, MAX_REFUSAL_TEXT) : undefined;
}
