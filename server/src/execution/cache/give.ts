import type { Candidate } from "../../routing/index.ts";
import type { CandidateStory, Execution, Performance } from "../types.ts";
import type { KeptAnswer } from "./answers.ts";

type Work = Parameters<Execution["perform"]>[0];

export interface Giving {
  work: Work;
  candidate: Candidate;
  stories: CandidateStory[];
  story: CandidateStory;
  lost: readonly string[];
  /** Whether it is the answer to this very call, or to a like one. */
  how: "hit" | "similar";
  /** Why the call is stopped, once it is. */
  stopped(): string | undefined;
  /** How it ends where nothing can be given. */
  gone(detail: string): Performance;
}

/** Gives an answer that was kept, in the order of any other: the decision on the disk, the outcome, then the bytes. */
export async function giveKept(kept: KeptAnswer, giving: Giving): Promise<Performance> {
  const { work, story, lost, how } = giving;
  const { model } = giving.candidate;
  await work.durable.catch(() => {});
  const detail = giving.stopped();
  if (detail !== undefined) {
    story.fate = "failed";
    story.detail = detail;
    return giving.gone(detail);
  }
  story.fate = "taken";
  story.detail = how === "hit" ? "the answer was kept" : "the answer to a like call was kept";
  const performance: Performance = {
    result: "completed",
    refusal: undefined,
    candidates: giving.stories,
    taken: model,
    usage: undefined,
    cache: how,
    keptUsage: kept.usage,
    ...(kept.guard ? { guard: kept.guard } : {}),
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
  try {
    await work.settled(performance);
  } catch {
    return giving.gone("the record could not be written");
  }
  const stream = kept.length === undefined;
  work.reply.begin(200, {
    ...work.headers(model, lost),
    "x-lumos-cache": how,
    "content-type": kept.contentType,
    ...(stream ? { "cache-control": "no-cache" } : { "content-length": String(kept.body.length) }),
  });
  work.reply.end(kept.body);
  return performance;
}
