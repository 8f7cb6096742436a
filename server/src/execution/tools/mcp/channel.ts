import type { Clock, Fault } from "../../../kernel/index.ts";
import { asFault } from "../../../kernel/index.ts";
import { goneFault, upstreamFault } from "../faults.ts";
import { LIMITS, TIMES } from "../limits.ts";
import type { PeerAnswer, PeerAsk, PeerMessage, RawJson } from "../types.ts";
import { progressToken, withToken } from "./envelope.ts";
import { type Message, answerText, errorJson, membersOf, noticeText, requestText, textOf } from "./message.ts";
import type { Failure, Wire, WireHears } from "./wire.ts";

/** A request as it goes out. */
export interface ChannelAsk extends Pick<PeerAsk, "method" | "params" | "signal" | "onNotice" | "onRequest"> {
  headers: Readonly<Record<string, string>>;
  /** The caller's own token of progress; ours stands in the params. */
  callersToken?: RawJson | undefined;
  /** Absent: it may take as long as the stream lives. */
  timeoutMs?: number | undefined;
}

/** Questions and answers over one wire, each answer with the question it belongs to. */
export interface Channel {
  /** The id the next request will have: its token of progress is made from it. */
  nextToken(): string;
  /** Answers, or throws a `Failed`. */
  ask(ask: ChannelAsk): Promise<PeerAnswer>;
  notify(method: string, params: RawJson | undefined, headers: Readonly<Record<string, string>>): void;
  readonly ended: Fault | undefined;
  /** Ends it; waits until nothing of it runs any more. */
  end(fault: Fault): Promise<void>;
}

export interface ChannelParts {
  server: string;
  clock: Pick<Clock, "elapsed">;
  /** Made with who hears it. */
  wire(hears: WireHears): Wire;
  /** Whether giving up is said with a notice; else closing the stream says it. */
  tellsCancel(): boolean;
  /** Headers of messages that answer, or tell. */
  headers(method: string | undefined): Readonly<Record<string, string>>;
  onNotice(notice: PeerMessage): void;
  /** Undefined where nobody answers such requests. */
  onRequest(request: PeerMessage): Promise<PeerAnswer> | undefined;
  onEnd(fault: Fault): void;
}

/** Thrown by `ask`: the wire says more than a fault can. */
export class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.fault.message);
    this.failure = failure;
  }
}

interface Open {
  ask: ChannelAsk;
  settle(answer: PeerAnswer | Failed): void;
  timer: NodeJS.Timeout | undefined;
  until: number;
}

const GENERAL = /^notifications\/(?:.+\/list_changed|resources\/updated)$/;
const SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

export function makeChannel(parts: ChannelParts): Channel {
  const { server, clock } = parts;
  const open = new Map<number, Open>();
  const tokens = new Map<string, number>();
  let last = 0;
  let asked = 0;
  let strange = 0;
  let ended: Fault | undefined;
  const bucket = { left: LIMITS.burst as number, at: clock.elapsed() };

  const wire = parts.wire({
    message: (message, of) => {
      try {
        hear(message, of);
      } catch (error) {
        // Whoever hears it failed: nobody knows what became of the message, so nothing goes on after it.
        void end(upstreamFault(server, "sent something that could not be taken", asFault(error).internal));
      }
    },
    failed: (id, failure) => close(id, new Failed(failure)),
    ended: (fault) => void end(fault),
  });

  function hear(message: Message, of: number | undefined): void {
    if (ended) return;
    if (message.kind === "answer" || message.kind === "refusal") return answered(message, of);
    if (!spend()) return void end(upstreamFault(server, "sends more messages than are taken"));
    if (message.kind === "request") return asks(message, of);
    tells(message, of);
  }

  function spend(): boolean {
    const now = clock.elapsed();
    bucket.left = Math.min(LIMITS.burst, bucket.left + ((now - bucket.at) / 1_000) * LIMITS.perSecond);
    bucket.at = now;
    bucket.left -= 1;
    return bucket.left >= 0;
  }

  function close(id: number, answer: PeerAnswer | Failed): void {
    const entry = open.get(id);
    if (!entry) return;
    open.delete(id);
    tokens.delete(tokenOf(id));
    clearTimeout(entry.timer);
    wire.release(id, answer instanceof Failed ? "given up" : "answered");
    entry.settle(answer);
  }

  function giveUp(id: number, fault: Fault, reason: string): void {
    if (!open.has(id)) return;
    if (parts.tellsCancel())
      notify(
        "notifications/cancelled",
        JSON.stringify({ requestId: id, reason }),
        parts.headers("notifications/cancelled"),
      );
    close(id, new Failed({ kind: "fault", fault }));
  }

  function answered(message: Extract<Message, { kind: "answer" | "refusal" }>, of: number | undefined): void {
    const named = /^\d{1,15}$/.test(message.id) ? Number(message.id) : undefined;
    const id = message.id === "null" ? of : named;
    // Guarantee: an answer to what was not asked, or on another request's stream, is heard by nobody.
    if (id === undefined || !open.has(id) || (of !== undefined && of !== id)) {
      // What was given up a moment ago may still be answered; what was never asked may not, for long.
      if (id === undefined || id > last || (of !== undefined && of !== id)) strange += 1;
      if (strange > LIMITS.strange) void end(upstreamFault(server, "answers what nobody asked"));
      return;
    }
    close(id, message.kind === "answer" ? { result: message.result } : { error: message.error });
  }

  /** Whose a message is that names no request: of the only one that is open, or the last that could hear it. */
  function likely(of: number | undefined, can: (ask: ChannelAsk) => boolean): ChannelAsk | undefined {
    if (of !== undefined) {
      const own = open.get(of)?.ask;
      return own && can(own) ? own : undefined;
    }
    return [...open.values()].findLast(({ ask }) => can(ask))?.ask;
  }

  function asks({ id, method, params }: Extract<Message, { kind: "request" }>, of: number | undefined): void {
    const answer = (with_: PeerAnswer) => {
      if (!ended) wire.send(answerText(id, with_), parts.headers(undefined));
    };
    if (method === "ping") return answer({ result: "{}" });
    if (asked >= LIMITS.asked) return answer({ error: errorJson(-32_603, "Too many requests are open.") });
    const hear = likely(of, (ask) => ask.onRequest !== undefined)?.onRequest;
    const answering = hear ? hear({ method, params }) : parts.onRequest({ method, params });
    if (!answering) return answer({ error: errorJson(-32_601, "Nobody on this side answers that.") });
    asked += 1;
    let over = false;
    const settle = (with_: PeerAnswer) => {
      if (over) return;
      over = true;
      asked -= 1;
      clearTimeout(timer);
      answer(with_);
    };
    const timer = setTimeout(() => settle({ error: errorJson(-32_603, "Nobody answered in time.") }), TIMES.asked);
    timer.unref();
    answering
      .catch((): PeerAnswer => ({ error: errorJson(-32_603, "It could not be answered.") }))
      .then((given) => settle(given))
      .catch(() => {});
  }

  function tells({ method, params }: Extract<Message, { kind: "notice" }>, of: number | undefined): void {
    if (method === "notifications/progress") return progresses(params);
    // A request of the server that it took back: whoever answers it is not stopped, the answer is for nobody.
    if (method === "notifications/cancelled") return;
    const stream = subscriptionOf(params) ?? of;
    const own = stream === undefined ? undefined : open.get(stream)?.ask;
    if (own?.method === "subscriptions/listen" && own.onNotice) return own.onNotice({ method, params });
    if (GENERAL.test(method) || (of === undefined && method !== "notifications/message"))
      return parts.onNotice({ method, params });
    const hear = likely(of, (ask) => ask.onNotice !== undefined && ask.method !== "subscriptions/listen")?.onNotice;
    if (hear) hear({ method, params });
    else parts.onNotice({ method, params });
  }

  function progresses(params: RawJson | undefined): void {
    const id = tokens.get(textOf(progressToken(params)) ?? "");
    const entry = id === undefined ? undefined : open.get(id);
    if (id === undefined || !entry) return;
    arm(id, entry);
    if (entry.ask.callersToken !== undefined)
      entry.ask.onNotice?.({ method: "notifications/progress", params: withToken(params, entry.ask.callersToken) });
  }

  function arm(id: number, entry: Open): void {
    clearTimeout(entry.timer);
    if (entry.ask.timeoutMs === undefined) return;
    const wait = Math.max(0, Math.min(entry.ask.timeoutMs, entry.until - clock.elapsed()));
    entry.timer = setTimeout(() => giveUp(id, upstreamFault(server, "did not answer in time"), "timeout"), wait);
  }

  function notify(method: string, params: RawJson | undefined, headers: Readonly<Record<string, string>>): void {
    if (!ended) wire.send(noticeText(method, params), headers);
  }

  let closing: Promise<void> = Promise.resolve();
  function end(fault: Fault): Promise<void> {
    if (ended) return closing;
    ended = fault;
    for (const id of open.keys()) close(id, new Failed({ kind: "fault", fault }));
    closing = wire.close().catch(() => {});
    parts.onEnd(fault);
    return closing;
  }

  return {
    nextToken: () => tokenOf(last + 1),
    ask: (ask) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Failed({ kind: "fault", fault: ended }));
        if (ask.signal.aborted) return reject(new Failed({ kind: "fault", fault: goneFault() }));
        if (open.size >= LIMITS.open)
          return reject(new Failed({ kind: "fault", fault: upstreamFault(server, "has too many open requests") }));
        const id = (last += 1);
        const gone = () => giveUp(id, goneFault(), "the caller gave up");
        ask.signal.addEventListener("abort", gone, { once: true });
        const entry: Open = {
          ask,
          until: clock.elapsed() + TIMES.most,
          timer: undefined,
          settle: (answer) => {
            ask.signal.removeEventListener("abort", gone);
            if (answer instanceof Failed) reject(answer);
            else resolve(answer);
          },
        };
        open.set(id, entry);
        if (ask.callersToken !== undefined) tokens.set(tokenOf(id), id);
        arm(id, entry);
        try {
          wire.request({ id, text: requestText(id, ask.method, ask.params), headers: ask.headers });
        } catch (error) {
          close(id, new Failed({ kind: "fault", fault: asFault(error) }));
        }
      }),
    notify,
    get ended() {
      return ended;
    },
    end,
  };
}

function tokenOf(id: number): string {
  return `lumos-${id}`;
}

function subscriptionOf(params: RawJson | undefined): number | undefined {
  if (params === undefined || !params.includes(SUBSCRIPTION)) return undefined;
  const named = membersOf(membersOf(params).get("_meta")).get(SUBSCRIPTION) ?? "";
  return /^\d{1,15}$/.test(named) ? Number(named) : undefined;
}
