import type { Limited } from "../budgets/index.ts";
import { BUILT_IN_CLASSES } from "../risk/index.ts";
import { makeConsult } from "./beside/consult.ts";
import { makeServiceAuth } from "./beside/service.ts";
import { makeAnswerCache } from "./cache/cache.ts";
import { giveKept } from "./cache/give.ts";
import { likeQuestion } from "./cache/likeable.ts";
import { type Likeness, withLikeness } from "./cache/likeness.ts";
import { makeSimilarAnswers } from "./cache/similar.ts";
import { failedAll, goneAfter, refusedBy, storyOf } from "./endings.ts";
import { estimate, isEstimated } from "./estimate.ts";
import { makeWires } from "./models/providers/index.ts";
import { LOSSLESS, problemOf, ready } from "./ready.ts";
import { Stopping } from "./stopping.ts";
import { tryCandidate } from "./tries.ts";
import { ungivenBecause } from "./ungiven.ts";
import type { CandidateStory, Execution, ExecutionParts, Made, Performance, Work } from "./types.ts";

// Guarantee: what was not read is not said to be redacted.
const FULFILLED_UNREAD = ["limit:tokens=*", LOSSLESS, "inspect:window", "inspect:strict"];
const FULFILLED = [...FULFILLED_UNREAD, ...BUILT_IN_CLASSES.map((name) => `redact:${name}`)];

/** Besides what is built in, the classes of the organization's own detectors; one list for one set of them. */
const WITH_OWN = new WeakMap<readonly string[], readonly string[]>();

function fulfilledWith(own: readonly string[] | undefined): readonly string[] {
  if (own === undefined || own.length === 0) return FULFILLED;
  const known = WITH_OWN.get(own);
  if (known !== undefined) return known;
  const all = [...FULFILLED, ...own.map((name) => `redact:${name}`)];
  WITH_OWN.set(own, all);
  return all;
}

export function makeExecution(parts: ExecutionParts): Execution {
  const { clock } = parts;
  const cache = makeAnswerCache({ clock });
  const made: Made = { ...parts, wireFor: makeWires(parts), cache, similar: makeSimilarAnswers({ clock }) };
  return {
    fulfils: (assessment) => (assessment.assessed ? fulfilledWith(assessment.ownClasses) : FULFILLED_UNREAD),
    // What a provider cannot count is estimated here.
    speaks: (model, ask) => (ask.operation === "count" ? undefined : problemOf(made.wireFor(model, ask), ask)),
    likeQuestion,
    consult: makeConsult({ ...made, serviceAuth: makeServiceAuth(parts) }),
    perform(work) {
      const likely = work.decided?.likely;
      if (!likely) return performCall(made, work);
      return withLikeness(made, work, likely, (told, likeness) => performCall(made, told, likeness));
    },
    forget() {
      cache.forget();
      made.similar.forget();
    },
    close: async () => {
      await Promise.all([parts.http.close(), parts.sandbox.close()]);
    },
  };
}

/** One candidate after the other, until one has answered, or something was given to the caller. */
async function performCall(made: Made, work: Work, likeness?: Likeness): Promise<Performance> {
  const stories = work.route.candidates.map(storyOf);
  const started = made.clock.elapsed();
  const stopping = new Stopping();
  work.reply.onGone(() => stopping.stop("the caller went away"));
  // Guarantee: a call whose decision cannot be written is not answered, and its provider is stopped.
  work.durable.catch((error: unknown) => stopping.stop(ungivenBecause(error)));
  const unwatch = work.onRevoked(() => stopping.stop("the caller's right was withdrawn"));
  const full: Limited[] = [];
  try {
    const gave = work.call.ask.broughtIn ? await giverOf(made, work, work.call.ask.broughtIn) : undefined;
    for (const [index, candidate] of work.route.candidates.entries()) {
      if (candidate.skip !== undefined) continue;
      const story = stories[index] as CandidateStory;
      const skip = (by: CandidateStory["by"], detail: string) => Object.assign(story, { fate: "skipped", by, detail });

      if (isEstimated(made.wireFor, work, candidate.model)) {
        if (stopping.stopped !== undefined) return goneAfter(stopping.stopped, stories);
        return await estimate(work, candidate.model, story, stories);
      }
      // Guarantee: a caller goes on only from answers that were given to it.
      if (gave !== undefined && gave !== candidate.model.provider.id) {
        skip("dialect", "did not give the answer that this call goes on from to this caller");
        continue;
      }
      const readied = ready(made.wireFor, work, candidate);
      if (!("wire" in readied)) {
        skip(readied.by, readied.detail);
        continue;
      }
      const { wire, prepared, serviceTier } = readied;
      if (wire.format !== work.call.ask.format) story.spoke = wire.format;
      if (prepared.lost.length > 0) story.lost = prepared.lost;

      const sent = { body: prepared.body, format: wire.format };
      // Guarantee: words that were put back for one caller are not kept for another.
      const slot = work.filters?.length ? undefined : made.cache.slot({ ...work, candidate, sent });
      const like = slot && !slot.found && (await likeness?.find(slot, candidate, stopping.signal));
      const kept = slot?.found ?? like;
      if (kept) {
        const gone = (detail: string) => goneAfter(detail, stories);
        const { lost } = prepared;
        const stopped = () => stopping.stopped;
        const how = like ? "similar" : "hit";
        return await giveKept(kept, { work, candidate, stories, story, lost, how, stopped, gone });
      }
      const admitted = work.admit(candidate.model);
      const limited = admitted instanceof Promise ? await admitted : admitted;
      if (limited) {
        candidate.skip = { by: "limit", detail: limited.message };
        skip("limit", limited.message);
        full.push(limited);
        continue;
      }
      if (serviceTier !== undefined) story.serviceTier = serviceTier;

      const others = work.route.candidates.slice(index + 1).some((other) => other.skip === undefined);
      const trying = { work, candidate, ready: readied, slot, story, stories, others, stopping, started };
      const end = await tryCandidate(made, trying);
      if (end.kind === "answered") return end.performance;
      if (end.kind === "refused") return refusedBy(end.refused, stories);
      if (end.kind === "gone") return goneAfter(end.detail, stories);
    }
    return failedAll(stories, full, work.call.ask);
  } finally {
    unwatch();
  }
}

/** The provider that gave this caller what its call goes on from: only there it can go on. Empty where none did. */
async function giverOf(made: Made, work: Work, broughtIn: readonly string[]): Promise<string> {
  return (work.decided && (await made.given.providerOf(work.decided.chain, broughtIn))) ?? "";
}
