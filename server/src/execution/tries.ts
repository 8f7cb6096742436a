import type { ConnectedKey, ConnectedModel } from "../registry/index.ts";
import type { Candidate, Tried } from "../routing/index.ts";
import type { Slot } from "./cache/cache.ts";
import { told } from "./endings.ts";
import { type Guard, makeGuard } from "./guard/guard.ts";
import { Attempt, type Attempted } from "./models/attempt.ts";
import type { Prepared } from "./models/prepare.ts";
import type { Unready, WireRequest } from "./models/providers/index.ts";
import { withinMs } from "./models/service-tier.ts";
import { type Ready, placeholdersOf, ready } from "./ready.ts";
import type { Stopping } from "./stopping.ts";
import type { CandidateStory, Made, Performance, Upstream, UpstreamListener, Work } from "./types.ts";

/** Long thinking is silent for minutes. */
const TIMEOUTS = { headersMs: 600_000, idleMs: 600_000 };
/** Whatever a provider asks for, a caller is not sent away for longer. */
const MAX_RETRY_AFTER_S = 3_600;
const NO_REQUEST = { origin: "", path: "", headers: {}, body: Buffer.alloc(0) };

export interface Trying {
  work: Work;
  candidate: Candidate;
  ready: Ready;
  /** Where its answer is kept, if it may be. */
  slot: Slot | undefined;
  story: CandidateStory;
  stories: CandidateStory[];
  /** Somebody else is left to try. */
  others: boolean;
  stopping: Stopping;
  /** When the execution began. */
  started: number;
}

/** How the tries at one candidate ended. `exhausted`: the next one may try. */
export type TriedAll =
  | { kind: "answered"; performance: Performance }
  | { kind: "refused"; refused: Extract<Attempted, { kind: "refused" }> }
  | { kind: "gone"; detail: string }
  | { kind: "exhausted" };

/** Tries one candidate until it answers, or is not to be tried again. */
export async function tryCandidate(made: Made, trying: Trying): Promise<TriedAll> {
  const { work, candidate, slot, story, stories, stopping } = trying;
  const { clock, routing } = made;
  const { model } = candidate;
  let readied = trying.ready;
  for (let tries = 1; ; tries += 1) {
    const at = clock.elapsed();
    let running: Attempt | undefined;
    const guard = makeGuard({
      risk: made.risk,
      work,
      obligations: candidate.ruling.outcome === "allowed" ? candidate.ruling.obligations : [],
      placeholderFor: placeholdersOf(work),
    });
    const finish = (end: Attempted): Performance => {
      story.ms = Math.round(clock.elapsed() - at);
      const lost = [...(story.lost ?? []), ...(running?.lost ?? [])];
      if (lost.length > 0) story.lost = [...new Set(lost)];
      const firstByteAt = running?.firstByteAt;
      const performance = told(story, end, stories, model, {
        firstByteMs: firstByteAt === undefined ? undefined : firstByteAt - trying.started,
        upstreamMs: clock.elapsed() - trying.started,
      });
      const looked = guard?.story();
      if (looked) performance.guard = looked;
      const cameBack = work.pseudonyms?.story();
      if (cameBack) performance.pseudonyms = cameBack;
      return slot ? { ...performance, cache: "miss" } : performance;
    };
    const key = routing.keyFor(model, work.session);
    if (key && model.provider.keys.length > 1) story.key = key.id;
    if (tries > 1) story.tries = tries;
    const { wire, prepared } = readied;
    const asked = wire.request(prepared.body, key, { stream: work.call.ask.stream, headers: prepared.headers });
    // Few wires have to wait for anything here, and every wait costs a turn.
    const request = asked instanceof Promise ? await asked : asked;
    running = attemptOf(made, trying, { prepared, guard }, request, (end) => work.settled(finish(end)));
    const attempted = await stopping.run(running);
    if ("spent" in attempted && attempted.spent) story.spent = [...(story.spent ?? []), attempted.spent];
    // Flex may have no room: that says nothing about the model, which takes the call in its usual class.
    if (readied.serviceTier === "flex" && attempted.kind === "failed" && attempted.status === 429) {
      const usual = ready(made.wireFor, work, candidate, { usualTier: true });
      if ("wire" in usual) {
        readied = usual;
        delete story.serviceTier;
        continue;
      }
    }
    if (attempted.kind === "gone") {
      // Guarantee: a caller that goes away keeps no model from others.
      const totalMs = clock.elapsed() - at;
      routing.tried({ model, key, session: work.session, ok: false, failure: "aborted", totalMs });
      Object.assign(story, { fate: "failed", detail: attempted.detail });
      return attempted;
    }
    const tried = triedOf(made, work, model, key, running, attempted, at);
    routing.tried(tried);
    if (attempted.kind === "stopped") return { kind: "answered", performance: finish(attempted) };
    if (attempted.kind === "answered") {
      if (attempted.result === "completed") slot?.keep(attempted.usage, guard?.story());
      return { kind: "answered", performance: finish(attempted) };
    }
    story.ms = Math.round(clock.elapsed() - at);
    Object.assign(story, { fate: "failed", detail: attempted.detail });
    if (attempted.status !== undefined) story.status = attempted.status;
    const restMs = attempted.kind === "failed" ? attempted.retryAfterMs : undefined;
    if (restMs !== undefined) story.retryAfterS = Math.min(Math.ceil(restMs / 1000), MAX_RETRY_AFTER_S);
    if (attempted.kind === "refused") return { kind: "refused", refused: attempted };
    const waitMs = routing.again(tried, tries, trying.others, work.route.declared);
    if (waitMs === undefined) return { kind: "exhausted" };
    await stopping.pause(waitMs);
    if (stopping.stopped !== undefined) return { kind: "gone", detail: stopping.stopped };
  }
}

function attemptOf(
  parts: Made,
  { work, candidate: { model }, slot }: Trying,
  { prepared, guard }: { prepared: Prepared; guard: Guard | undefined },
  made: WireRequest | Unready,
  settled: (end: Extract<Attempted, { kind: "answered" }>) => Promise<void>,
): Attempt {
  const request = "problem" in made ? NO_REQUEST : made;
  const timeouts = { ...TIMEOUTS, ...model.timeouts };
  const headersMs = Math.min(timeouts.headersMs, withinMs(work.route.declared) ?? timeouts.headersMs);
  const passage = prepared.passage(guard?.words);
  return new Attempt({
    upstream: "problem" in made ? failing(made) : model.provider.api === "sandbox" ? parts.sandbox : parts.http,
    request: { ...request, model, timeouts: { ...timeouts, headersMs } },
    reply: slot?.copying(work.reply) ?? work.reply,
    clock: parts.clock,
    headers: { ...work.headers(model, prepared.lost), ...(slot ? { "x-lumos-cache": "miss" } : {}) },
    passage,
    stream: work.call.ask.stream,
    durable: work.durable,
    async settled(end) {
      const kept = end.result === "completed" ? (passage.keptAs ?? []) : [];
      if (kept.length > 0 && work.decided) {
        await parts.given.remember(work.decided.chain, kept, model.provider.id);
        await work.pseudonyms?.answered(kept);
      }
      await settled(end);
    },
  });
}

/** A provider that cannot even be asked fails like one that is not there. */
function failing({ problem }: Unready): Upstream {
  return {
    send(_request, listener: UpstreamListener) {
      queueMicrotask(() => listener.failed({ kind: "unreachable", detail: problem }));
      return { pause: () => {}, resume: () => {}, abort: () => {} };
    },
    close: () => Promise.resolve(),
  };
}

function triedOf(
  parts: Made,
  work: Work,
  model: ConnectedModel,
  key: ConnectedKey | undefined,
  attempt: Attempt,
  attempted: Exclude<Attempted, { kind: "gone" }>,
  at: number,
): Tried {
  const failed = attempted.kind === "failed" ? attempted : undefined;
  const tokensOut = attempted.kind === "answered" || attempted.kind === "stopped" ? attempted.usage?.output : undefined;
  const result = attempted.kind === "answered" ? attempted.result : "completed";
  // An answer that was broken off on this side says nothing about the model.
  const failure = result === "aborted" ? "aborted" : failed?.failure;
  return {
    model,
    key,
    session: work.session,
    ok: failure === undefined && failed === undefined && !(result === "failed" && (attempted.status ?? 0) < 300),
    totalMs: parts.clock.elapsed() - at,
    stream: work.call.ask.stream,
    ...(attempted.status === undefined ? {} : { status: attempted.status }),
    ...(failure === undefined ? {} : { failure }),
    ...(failed?.retryAfterMs === undefined ? {} : { retryAfterMs: failed.retryAfterMs }),
    ...(attempt.firstByteAt === undefined ? {} : { firstByteMs: attempt.firstByteAt - at }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
  };
}
