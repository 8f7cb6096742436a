import type { Limited } from "../budgets/index.ts";
import type { ModelCall } from "../kernel/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Candidate } from "../routing/index.ts";
import type { Attempted } from "./models/attempt.ts";
import type { CandidateStory, Performance, UpstreamRefusal } from "./types.ts";
import { UNRECORDED } from "./ungiven.ts";

/* The ways in which carrying out a call ends, and what is told of each candidate. */

export function storyOf(candidate: Candidate): CandidateStory {
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

export function told(
  story: CandidateStory,
  end: Attempted,
  stories: CandidateStory[],
  model: ConnectedModel,
  marks: { firstByteMs: number | undefined; upstreamMs: number | undefined },
): Performance {
  if (end.kind !== "answered" && end.kind !== "stopped") return goneAfter(end.detail, stories);
  story.fate = "taken";
  story.status = end.status;
  if (end.detail !== undefined) story.detail = end.detail;
  if (end.kind === "stopped") {
    const refusal = { code: "policy_blocked", status: 403, message: end.detail, retryAfterS: undefined } as const;
    return { result: "stopped", refusal, candidates: stories, taken: model, usage: end.usage, ...marks };
  }
  return { result: end.result, refusal: undefined, candidates: stories, taken: model, usage: end.usage, ...marks };
}

export function goneAfter(detail: string, stories: CandidateStory[]): Performance {
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
export function refusedBy(refused: Extract<Attempted, { kind: "refused" }>, stories: CandidateStory[]): Performance {
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

/** No candidate has answered. `full`: what limited those that were passed over for it. */
export function failedAll(stories: CandidateStory[], full: readonly Limited[], ask: ModelCall["ask"]): Performance {
  return { ...nothingYet(stories), result: "failed", refusal: limitOf(stories, full) ?? refusalOf(stories, ask) };
}

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
function refusalOf(stories: CandidateStory[], ask: ModelCall["ask"]): UpstreamRefusal {
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
    // The first of them to be there again.
    retryAfterS: busy ? Math.max(1, Math.min(...tried.map((story) => story.retryAfterS ?? 1))) : undefined,
  };
}
