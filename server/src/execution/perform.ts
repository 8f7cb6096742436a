import type { Clock } from "../kernel/index.ts";
import { canRedact, makePlaceholders, spansForClasses } from "../risk/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Candidate } from "../routing/index.ts";
import { Attempt, type Attempted } from "./models/attempt.ts";
import { addressOf, dialectProblem } from "./models/providers.ts";
import { type Redaction, rewriteBody } from "./models/rewrite.ts";
import type { CandidateStory, Execution, Performance, Upstream, UpstreamRefusal } from "./types.ts";

export interface ExecutionParts {
  clock: Clock;
  http: Upstream;
  sandbox: Upstream;
  /** Told when a model asks for rest. */
  resting(model: ConnectedModel, forMs: number): void;
}

type Work = Parameters<Execution["perform"]>[0];

const DATA_CLASSES = ["secret", "pii", "pii.customer", "pii.email", "pii.phone", "pii.card", "pii.iban"];
// Guarantee: what was not read is not said to be redacted.
const FULFILLED_UNREAD = ["limit:tokens=*"];
const FULFILLED = [...FULFILLED_UNREAD, ...DATA_CLASSES.filter(canRedact).map((name) => `redact:${name}`)];

/** How an attempt ends whose decision is not on the disk. */
const UNRECORDED = "the record could not be written";
const HEADERS_TIMEOUT_MS = 600_000;
/** Long thinking is silent for minutes. */
const IDLE_TIMEOUT_MS = 600_000;

export function makeExecution(parts: ExecutionParts): Execution {
  return {
    fulfils: (assessment) => (assessment.assessed ? FULFILLED : FULFILLED_UNREAD),
    speaks: dialectProblem,
    perform: (work) => performCall(parts, work),
    close: async () => {
      await Promise.all([parts.http.close(), parts.sandbox.close()]);
    },
  };
}

async function performCall(parts: ExecutionParts, work: Work): Promise<Performance> {
  const stories = work.route.candidates.map(storyOf);
  const started = parts.clock.elapsed();
  let stopped: string | undefined;
  let running: Attempt | undefined;
  const stop = (detail: string) => {
    stopped ??= detail;
    running?.stop(detail);
  };
  work.reply.onGone(() => stop("the caller went away"));
  // Guarantee: a call whose decision cannot be written is not answered, and its provider is stopped.
  work.durable.catch(() => stop(UNRECORDED));
  const unwatch = work.onRevoked(() => stop("the caller's right was withdrawn"));

  try {
    for (const [index, candidate] of work.route.candidates.entries()) {
      if (candidate.skip !== undefined) continue;
      const story = stories[index] as CandidateStory;
      const at = parts.clock.elapsed();
      const finish = (end: Attempted): Performance => {
        story.ms = Math.round(parts.clock.elapsed() - at);
        return told(story, end, stories, candidate.model, {
          firstByteMs: running?.firstByteAt === undefined ? undefined : running.firstByteAt - started,
          upstreamMs: parts.clock.elapsed() - started,
        });
      };
      running = attemptOf(parts, work, candidate, (end) => work.settled(finish(end)));
      if (stopped === undefined) running.start();
      else running.stop(stopped);
      const attempted = await running.done;
      if (attempted.kind === "answered") return finish(attempted);
      story.ms = Math.round(parts.clock.elapsed() - at);
      story.fate = "failed";
      story.detail = attempted.detail;
      if (attempted.kind === "gone") return goneAfter(attempted.detail, stories);
      if (attempted.status !== undefined) story.status = attempted.status;
      if (attempted.restMs > 0) parts.resting(candidate.model, attempted.restMs);
    }
    return { ...nothingYet(stories), result: "failed", refusal: refusalOf(stories) };
  } finally {
    unwatch();
  }
}

function attemptOf(
  parts: ExecutionParts,
  work: Work,
  candidate: Candidate,
  settled: (end: Extract<Attempted, { kind: "answered" }>) => Promise<void>,
): Attempt {
  const { model, ruling } = candidate;
  const address = addressOf(model);
  const obligations = ruling.outcome === "allowed" ? ruling.obligations : [];
  const limit = tokenLimit(obligations, work.call.ask.maxTokensOut);
  return new Attempt({
    upstream: model.provider.api === "sandbox" ? parts.sandbox : parts.http,
    request: {
      origin: address.origin,
      path: address.path,
      headers: address.headers,
      body: rewriteBody(work.call.ask, {
        model: model.upstream,
        redactions: redactionsOf(work, obligations),
        ...(limit === undefined ? {} : { maxTokensOut: limit }),
      }),
      model,
      timeouts: { headersMs: HEADERS_TIMEOUT_MS, idleMs: IDLE_TIMEOUT_MS },
    },
    reply: work.reply,
    clock: parts.clock,
    headers: work.headers(model),
    estimatedInput: work.call.ask.tokensIn,
    durable: work.durable,
    settled,
  });
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
  return { ...base, fate: "skipped", detail: skip.by === "policy" ? skip.outcome : skip.detail };
}

function told(
  story: CandidateStory,
  end: Attempted,
  stories: CandidateStory[],
  model: ConnectedModel,
  marks: { firstByteMs: number | undefined; upstreamMs: number },
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
      ? { status: 503, message: "The decision could not be recorded, so nothing was answered.", retryAfterS: undefined }
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

/** Every candidate failed: which and how. */
function refusalOf(stories: CandidateStory[]): UpstreamRefusal {
  const tried = stories.filter((story) => story.fate === "failed");
  const said = stories
    .filter((story) => story.fate === "failed" || (story.fate === "skipped" && story.ruling === "allowed"))
    .map((story) => `${story.model} ${story.detail ?? "failed"}`);
  const busy = tried.length > 0 && tried.every((story) => story.status === 429 || story.status === 503);
  const slow = tried.length > 0 && tried.every((story) => /in time|silent/.test(story.detail ?? ""));
  return {
    status: busy || tried.length === 0 ? 503 : slow ? 504 : 502,
    message: `No model could answer: ${said.join("; ") || "none was left to try"}.`,
    retryAfterS: busy ? 1 : undefined,
  };
}
