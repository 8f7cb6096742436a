import type { Limited } from "../budgets/index.ts";
import type { Call, Clock } from "../kernel/index.ts";
import { canRedact, makePlaceholders, spansForClasses } from "../risk/index.ts";
import type { ConnectedKey, ConnectedModel } from "../registry/index.ts";
import type { Candidate, Routing, Tried } from "../routing/index.ts";
import { type AnswerCache, type Slot, makeAnswerCache } from "./cache/cache.ts";
import { giveKept } from "./cache/give.ts";
import { Attempt, type Attempted } from "./models/attempt.ts";
import { carriesOpaque } from "./models/codecs/opaque.ts";
import { NOTHING_USED, countAnswer } from "./models/counted.ts";
import type { GivenAnswers } from "./models/given.ts";
import { type Prepared, notPut, prepare } from "./models/prepare.ts";
import { type Unready, type Wire, type WireFor, makeWires } from "./models/providers/index.ts";
import type { Redaction } from "./models/rewrite.ts";
import { inServiceTier, serviceTierFor, withinMs } from "./models/service-tier.ts";
import type { CandidateStory, Execution, Performance, Upstream, UpstreamListener, UpstreamRefusal } from "./types.ts";

export interface ExecutionParts {
  clock: Clock;
  given: GivenAnswers;
  http: Upstream;
  sandbox: Upstream;
  routing: Pick<Routing, "keyFor" | "tried" | "again">;
}

/** What is made of the parts once. */
type Made = ExecutionParts & { wireFor: WireFor; cache: AnswerCache };
type Work = Parameters<Execution["perform"]>[0];

const LOSSLESS = "route:lossless";
const DATA_CLASSES = ["secret", "pii", "pii.customer", "pii.email", "pii.phone", "pii.card", "pii.iban"];
// Guarantee: what was not read is not said to be redacted.
const FULFILLED_UNREAD = ["limit:tokens=*", LOSSLESS];
const FULFILLED = [...FULFILLED_UNREAD, ...DATA_CLASSES.filter(canRedact).map((name) => `redact:${name}`)];

/** How an attempt ends whose decision is not on the disk. */
const UNRECORDED = "the record could not be written";
/** Long thinking is silent for minutes. */
const TIMEOUTS = { headersMs: 600_000, idleMs: 600_000 };
const NO_REQUEST = { origin: "", path: "", headers: {}, body: Buffer.alloc(0) };

export function makeExecution(parts: ExecutionParts): Execution {
  const made: Made = { ...parts, wireFor: makeWires(parts), cache: makeAnswerCache({ clock: parts.clock }) };
  return {
    fulfils: (assessment) => (assessment.assessed ? FULFILLED : FULFILLED_UNREAD),
    // What a provider cannot count is estimated here.
    speaks: (model, ask) => (ask.operation === "count" ? undefined : problemOf(made.wireFor(model, ask), ask)),
    perform: (work) => performCall(made, work),
    close: async () => {
      await Promise.all([parts.http.close(), parts.sandbox.close()]);
    },
  };
}

async function performCall(parts: Made, work: Work): Promise<Performance> {
  const stories = work.route.candidates.map(storyOf);
  const started = parts.clock.elapsed();
  let stopped: string | undefined;
  let running: Attempt | undefined;
  let wake = () => {};
  const stop = (detail: string) => {
    stopped ??= detail;
    running?.stop(detail);
    wake();
  };
  work.reply.onGone(() => stop("the caller went away"));
  // Guarantee: a call whose decision cannot be written is not answered, and its provider is stopped.
  work.durable.catch(() => stop(UNRECORDED));
  const unwatch = work.onRevoked(() => stop("the caller's right was withdrawn"));

  const pause = (ms: number) =>
    new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      wake = () => {
        clearTimeout(timer);
        resume();
      };
      if (stopped !== undefined) wake();
    });

  const full: Limited[] = [];
  try {
    const { broughtIn } = work.call.ask;
    const who = work.decided?.chain;
    const gaveThem = broughtIn && who && (await parts.given.providerOf(who, broughtIn));
    for (const [index, candidate] of work.route.candidates.entries()) {
      if (candidate.skip !== undefined) continue;
      const story = stories[index] as CandidateStory;
      if (isEstimated(parts, work, candidate.model)) {
        return stopped === undefined
          ? await estimate(work, candidate.model, story, stories)
          : goneAfter(stopped, stories);
      }
      // Guarantee: a caller goes on only from answers that were given to it.
      if (broughtIn && gaveThem !== candidate.model.provider.id) {
        const detail = "did not give the answer that this call goes on from to this caller";
        Object.assign(story, { fate: "skipped", by: "dialect", detail });
        continue;
      }
      let readied = ready(parts, work, candidate, serviceTierOf(parts, work, candidate));
      if ("problem" in readied) {
        Object.assign(story, { fate: "skipped", by: "dialect", detail: readied.problem });
        continue;
      }
      // Guarantee: where nothing may be lost, no model gets less than the caller wrote.
      if (readied.prepared.lost.length > 0 && mustKeepAll(work, candidate)) {
        const detail = `translation would lose: ${readied.prepared.lost.join(", ")}`;
        Object.assign(story, { fate: "skipped", by: "lossy", detail });
        continue;
      }
      if (readied.wire.format !== work.call.ask.format) story.spoke = readied.wire.format;
      if (readied.prepared.lost.length > 0) story.lost = readied.prepared.lost;
      const sent = { body: readied.prepared.body, format: readied.wire.format };
      const slot = parts.cache.slot({ ...work, candidate, sent });
      if (slot?.found) {
        const { lost } = readied.prepared;
        const gone = (detail: string) => goneAfter(detail, stories);
        return await giveKept(slot.found, { work, candidate, stories, story, lost, stopped: () => stopped, gone });
      }
      const limited = await work.admit(candidate.model);
      if (limited) {
        candidate.skip = { by: "limit", detail: limited.message };
        Object.assign(story, { fate: "skipped", by: "limit", detail: limited.message });
        full.push(limited);
        continue;
      }
      if (readied.serviceTier !== undefined) story.serviceTier = readied.serviceTier;
      const others = work.route.candidates.slice(index + 1).some((other) => other.skip === undefined);

      for (let tries = 1; ; tries += 1) {
        const at = parts.clock.elapsed();
        const finish = (end: Attempted): Performance => {
          story.ms = Math.round(parts.clock.elapsed() - at);
          const performance = told(story, end, stories, candidate.model, {
            firstByteMs: running?.firstByteAt === undefined ? undefined : running.firstByteAt - started,
            upstreamMs: parts.clock.elapsed() - started,
          });
          return slot ? { ...performance, cache: "miss" } : performance;
        };
        const key = parts.routing.keyFor(candidate.model, work.session);
        if (key && candidate.model.provider.keys.length > 1) story.key = key.id;
        if (tries > 1) story.tries = tries;
        const attempt = await attemptOf(parts, work, candidate, readied, slot, key, (end) => work.settled(finish(end)));
        running = attempt;
        if (stopped === undefined) attempt.start();
        else attempt.stop(stopped);
        const attempted = await attempt.done;
        if ("spent" in attempted && attempted.spent) story.spent = [...(story.spent ?? []), attempted.spent];
        // Flex may have no room: that says nothing about the model, which takes the call in its usual class.
        if (readied.serviceTier === "flex" && attempted.kind === "failed" && attempted.status === 429) {
          const usual = ready(parts, work, candidate, undefined);
          if (!("problem" in usual)) {
            readied = usual;
            delete story.serviceTier;
            continue;
          }
        }
        if (attempted.kind !== "gone") {
          const tried = triedOf(parts, work, candidate.model, key, attempt, attempted, at);
          parts.routing.tried(tried);
          if (attempted.kind === "answered") {
            if (attempted.result === "completed") slot?.keep(attempted.usage);
            return finish(attempted);
          }
          story.ms = Math.round(parts.clock.elapsed() - at);
          story.fate = "failed";
          story.detail = attempted.detail;
          if (attempted.status !== undefined) story.status = attempted.status;
          if (attempted.kind === "refused") return refusedBy(attempted, stories);
          const waitMs = parts.routing.again(tried, tries, others, work.route.declared);
          if (waitMs === undefined) break;
          await pause(waitMs);
          if (stopped === undefined) continue;
          return goneAfter(stopped, stories);
        }
        story.fate = "failed";
        story.detail = attempted.detail;
        return goneAfter(attempted.detail, stories);
      }
    }
    return {
      ...nothingYet(stories),
      result: "failed",
      refusal: limitOf(stories, full) ?? refusalOf(stories, work.call.ask),
    };
  } finally {
    unwatch();
  }
}

/**
 * Whether the tokens of this prompt are counted by nobody: its model's provider counts none, or in another format,
 * or would refuse the blobs of others that the prompt holds.
 */
function isEstimated({ wireFor }: Made, { call }: Work, model: ConnectedModel): boolean {
  if (call.ask.operation !== "count") return false;
  const wire = wireFor(model, call.ask);
  return "problem" in wire || wire.format !== call.ask.format || carriesOpaque(call.ask.body);
}

/** Says how many tokens a prompt may have, without asking a provider. */
async function estimate(
  work: Work,
  model: ConnectedModel,
  story: CandidateStory,
  stories: CandidateStory[],
): Promise<Performance> {
  const { ask } = work.call;
  const detail = "the count is an estimate";
  const end = { kind: "answered", result: "completed", status: 200, usage: NOTHING_USED, detail } as const;
  const performance = told(story, end, stories, model, { firstByteMs: undefined, upstreamMs: undefined });
  try {
    await work.durable;
    await work.settled(performance);
  } catch {
    return goneAfter(UNRECORDED, stories);
  }
  const body = countAnswer(ask.format, ask.tokensIn);
  work.reply.begin(200, {
    ...work.headers(model, []),
    "content-type": "application/json",
    "content-length": String(body.length),
  });
  work.reply.end(body);
  return performance;
}

interface Readied {
  wire: Wire;
  prepared: Prepared;
  serviceTier?: string;
}

function serviceTierOf({ wireFor }: Made, work: Work, { model }: Candidate): string | undefined {
  const wire = wireFor(model, work.call.ask);
  return "problem" in wire ? undefined : serviceTierFor(work.call, model, wire.format, work.route.declared);
}

/** The route or a policy demands that a model gets the whole call. */
function mustKeepAll(work: Work, { ruling }: Candidate): boolean {
  return (
    work.route.declared?.lossless === true || (ruling.outcome === "allowed" && ruling.obligations.includes(LOSSLESS))
  );
}

function ready(
  { wireFor }: Made,
  work: Work,
  candidate: Candidate,
  serviceTier: string | undefined,
): Readied | { problem: string } {
  const { model, ruling } = candidate;
  const plain = wireFor(model, work.call.ask);
  if ("problem" in plain) return plain;
  const wire = inServiceTier(plain, serviceTier);
  const obligations = ruling.outcome === "allowed" ? ruling.obligations : [];
  const prepared = prepare({
    call: work.call,
    model,
    wire,
    redactions: redactionsOf(work, obligations),
    // A count writes nothing, and providers refuse a limit beside it.
    maxTokensOut: work.call.ask.operation === "count" ? undefined : tokenLimit(obligations, work.call.ask.maxTokensOut),
  });
  if ("problem" in prepared) return prepared;
  return { wire, prepared, ...(serviceTier === undefined ? {} : { serviceTier }) };
}

async function attemptOf(
  parts: ExecutionParts,
  work: Work,
  { model }: Candidate,
  { wire, prepared }: Readied,
  slot: Slot | undefined,
  key: ConnectedKey | undefined,
  settled: (end: Extract<Attempted, { kind: "answered" }>) => Promise<void>,
): Promise<Attempt> {
  const sent = { stream: work.call.ask.stream, headers: prepared.headers };
  const made = await wire.request(prepared.body, key, sent);
  const request = "problem" in made ? NO_REQUEST : made;
  const timeouts = { ...TIMEOUTS, ...model.timeouts };
  const headersMs = Math.min(timeouts.headersMs, withinMs(work.route.declared) ?? timeouts.headersMs);
  const passage = prepared.passage();
  return new Attempt({
    upstream: "problem" in made ? failing(made) : model.provider.api === "sandbox" ? parts.sandbox : parts.http,
    request: { ...request, model, timeouts: { ...timeouts, headersMs } },
    reply: slot?.copying(work.reply) ?? work.reply,
    clock: parts.clock,
    headers: { ...work.headers(model, prepared.lost), ...(slot ? { "x-lumos-cache": "miss" } : {}) },
    passage,
    durable: work.durable,
    async settled(end) {
      const kept = end.result === "completed" ? (passage.keptAs ?? []) : [];
      if (kept.length > 0 && work.decided) await parts.given.remember(work.decided.chain, kept, model.provider.id);
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
  parts: ExecutionParts,
  work: Work,
  model: ConnectedModel,
  key: ConnectedKey | undefined,
  attempt: Attempt,
  attempted: Exclude<Attempted, { kind: "gone" }>,
  at: number,
): Tried {
  const failed = attempted.kind === "failed" ? attempted : undefined;
  const tokensOut = attempted.kind === "answered" ? attempted.usage?.output : undefined;
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

function problemOf(wire: Wire | Unready, ask: Call["ask"]): string | undefined {
  return "problem" in wire ? wire.problem : notPut(ask, wire.format);
}

/** What `redact:CLASS` obligations take out, with one placeholder for one value throughout the call. */
function redactionsOf(work: Work, obligations: string[]): Redaction[] {
  const classes = obligations.flatMap((obligation) => (obligation.startsWith("redact:") ? [obligation.slice(7)] : []));
  if (classes.length === 0) return [];
  const placeholderFor = makePlaceholders({ avoid: work.call.ask.texts.map((part) => part.text) });
  return [...spansForClasses(work.assessment, classes)].flatMap(([part, spans]) =>
    spans.map(({ kind, start, end }) => ({
      part,
      start,
      end,
      replacement: placeholderFor(kind, (work.call.ask.texts[part]?.text ?? "").slice(start, end)),
    })),
  );
}

/** The smallest limit that binds; undefined when the caller already asked for no more. */
function tokenLimit(obligations: string[], asked: number): number | undefined {
  const limits = obligations.flatMap((obligation) => {
    const match = /^limit:tokens=(\d{1,9})$/.exec(obligation);
    return match ? [Number(match[1])] : [];
  });
  if (limits.length === 0) return undefined;
  const limit = Math.min(...limits);
  return asked > 0 && asked <= limit ? undefined : limit;
}

function storyOf(candidate: Candidate): CandidateStory {
  const { model, ruling, skip } = candidate;
  const base = {
    model: model.id,
    tier: model.tier,
    provider: model.provider.id,
    ruling: ruling.outcome,
    reasons: ruling.reasons,
  };
  if (skip === undefined) return { ...base, fate: "unused" };
  if (skip.by === "policy") return { ...base, fate: "skipped", detail: skip.outcome };
  return { ...base, fate: "skipped", by: skip.by, detail: skip.detail };
}

function told(
  story: CandidateStory,
  end: Attempted,
  stories: CandidateStory[],
  model: ConnectedModel,
  marks: { firstByteMs: number | undefined; upstreamMs: number | undefined },
): Performance {
  if (end.kind !== "answered") return goneAfter(end.detail, stories);
  story.fate = "taken";
  story.status = end.status;
  if (end.detail !== undefined) story.detail = end.detail;
  return { result: end.result, refusal: undefined, candidates: stories, taken: model, usage: end.usage, ...marks };
}

function goneAfter(detail: string, stories: CandidateStory[]): Performance {
  const unrecorded = detail === UNRECORDED;
  return {
    ...nothingYet(stories),
    result: unrecorded ? "failed" : "aborted",
    refusal: unrecorded
      ? {
          code: "unavailable",
          status: 503,
          message: "The decision could not be recorded, so nothing was answered.",
          retryAfterS: undefined,
        }
      : undefined,
  };
}

function nothingYet(candidates: CandidateStory[]): Omit<Performance, "result"> {
  return {
    refusal: undefined,
    candidates,
    taken: undefined,
    usage: undefined,
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
}

/** The provider's own words about what the caller wrote, to be told in the caller's format. */
function refusedBy(refused: Extract<Attempted, { kind: "refused" }>, stories: CandidateStory[]): Performance {
  return {
    ...nothingYet(stories),
    result: "failed",
    refusal: {
      code: "invalid_request",
      status: refused.status,
      message: `The model's provider refused the request: ${refused.detail}`,
      retryAfterS: undefined,
    },
  };
}

/** How providers say that they have too much to do; Anthropic has a number of its own. */
const BUSY = new Set([429, 503, 529]);

/** Where nothing was tried because limits have no room: the one that has some first says when. */
function limitOf(stories: CandidateStory[], full: readonly Limited[]): UpstreamRefusal | undefined {
  const [soonest] = full.toSorted((a, b) => a.retryAfterS - b.retryAfterS);
  if (!soonest || full.some((limited) => limited.uncounted)) return undefined;
  if (stories.some((story) => story.fate === "failed")) return undefined;
  return {
    code: "rate_limited",
    status: 429,
    message: soonest.message,
    retryAfterS: soonest.retryAfterS,
    standing: soonest.standing,
  };
}

/** Models were left, and none of them would have got the whole call. */
function losslessRefusal(lossy: CandidateStory[]): UpstreamRefusal {
  const said = lossy.map((story) => `${story.model}: ${story.detail ?? ""}`);
  return {
    code: "policy_blocked",
    status: 403,
    message: `Nothing of this call may be lost on its way, and no model would get all of it (${said.join("; ")}).`,
    retryAfterS: undefined,
  };
}

/** Every candidate failed: which and how. */
function refusalOf(stories: CandidateStory[], ask: Call["ask"]): UpstreamRefusal {
  const tried = stories.filter((story) => story.fate === "failed");
  const lossy = stories.filter((story) => story.by === "lossy");
  if (tried.length === 0 && lossy.length > 0) return losslessRefusal(lossy);
  const said = stories
    .filter((story) => story.fate === "failed" || (story.fate === "skipped" && story.ruling === "allowed"))
    .map((story) => `${story.model} ${story.detail ?? "failed"}`);
  const busy = tried.length > 0 && tried.every((story) => BUSY.has(story.status ?? 0));
  // No provider that may run knows what the call goes on from: the caller has to send it itself.
  const nobodys =
    ask.previous !== undefined && stories.every(({ by, ruling }) => ruling !== "allowed" || by === "dialect");
  if (tried.length === 0 && nobodys) {
    const message = `No model could go on from there: ${said.join("; ")}. Send the conversation itself instead.`;
    return { code: "invalid_request", status: 400, message, retryAfterS: undefined };
  }
  const slow = tried.length > 0 && tried.every((story) => /in time|silent/.test(story.detail ?? ""));
  return {
    code: "upstream_failed",
    status: busy || tried.length === 0 ? 503 : slow ? 504 : 502,
    message: `No model could answer: ${said.join("; ") || "none was left to try"}.`,
    retryAfterS: busy ? 1 : undefined,
  };
}
