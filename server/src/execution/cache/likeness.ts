import type { Millis, Usage } from "../../kernel/index.ts";
import type { Ruling } from "../../policy/index.ts";
import type { Candidate } from "../../routing/index.ts";
import { type Redaction, redactedText, rewriteBody } from "../models/rewrite.ts";
import { ready, redactionsOf } from "../ready.ts";
import type { Made, Performance, Work } from "../types.ts";
import type { KeptAnswer } from "./answers.ts";
import type { Slot } from "./cache.ts";
import { embed } from "./embed.ts";
import { scopeOf } from "./key.ts";
import type { LikeQuestion } from "./likeable.ts";

/** A call that may be answered from likeness, and what policy said about the model that makes the vector. */
export interface Likely extends LikeQuestion {
  ruling: Ruling;
}

/** How the look for an answer to a like call went. */
export interface SimilarStory {
  /** hit: one was given. miss: none was like enough. skipped: nothing was sent for it. failed: there is no vector. */
  fate: "hit" | "miss" | "skipped" | "failed";
  detail?: string;
  /** Of the answer that was given: the cosine, with two decimals. */
  similarity?: number;
  status?: number;
  ms?: number;
  /** What the vector used. */
  usage?: Usage;
}

/** The look for an answer to a like call, for one call. */
export interface Likeness {
  readonly story: SimilarStory | undefined;
  /** Asks for a vector where there is none yet; what is answered to the call is kept under it. */
  find(slot: Slot, candidate: Candidate, stop: AbortSignal): Promise<KeptAnswer | undefined>;
}

/** A call goes on without likeness when the vector takes longer. */
const WITHIN_MS: Millis = 2_000;
const THRESHOLD = 0.95;
/** Stands where the last words of the user were; not empty, as empty texts are left out on some ways. */
const MASK = "[]";

/** Lets the record hear of the look, whichever way the call ends. */
export async function withLikeness(
  parts: Made,
  work: Work,
  likely: Likely,
  perform: (work: Work, likeness: Likeness) => Promise<Performance>,
): Promise<Performance> {
  const likeness = makeLikeness(parts, work, likely);
  const told = (performance: Performance): Performance =>
    likeness.story === undefined ? performance : { ...performance, similar: likeness.story };
  const settled = (performance: Performance) => work.settled(told(performance));
  return told(await perform({ ...work, settled }, likeness));
}

function makeLikeness(parts: Made, work: Work, likely: Likely): Likeness {
  const { model, last, ruling } = likely;
  const { ask, stated } = work.call;
  const threshold = work.route.declared?.cache?.similar?.threshold ?? THRESHOLD;
  let story: SimilarStory | undefined;
  let asked: { text: string; vector: Float32Array | undefined } | undefined;
  const over: Redaction = { part: last.part, start: 0, end: last.text.length, replacement: MASK };

  /** One vector a call: where the words for a later candidate are others, there is none. */
  const vectorOf = async (text: string, stop: AbortSignal): Promise<Float32Array | undefined> => {
    if (asked) return asked.text === text ? asked.vector : undefined;
    // Guarantee: a route's regions hold for the model that makes vectors too.
    const unfit = parts.routing.unfit(model, likely.call.ask, work.route.declared);
    if (unfit !== undefined) {
      story = { fate: "skipped", detail: unfit };
      return undefined;
    }
    const limited = await work.admit(model, "beside");
    if (stop.aborted) return undefined;
    asked = { text, vector: undefined };
    if (limited) {
      story = { fate: "skipped", detail: limited.message };
      return undefined;
    }
    const at = parts.clock.elapsed();
    const { session } = work;
    const made = await embed(parts, { model, text, session, withinMs: WITHIN_MS, stop });
    const { vector, ...went } = made;
    story = { fate: vector ? "miss" : "failed", ...went, ms: Math.round(parts.clock.elapsed() - at) };
    if (made.usage) work.beside(made.usage);
    asked.vector = vector;
    return vector;
  };

  return {
    get story() {
      return story;
    },

    async find(slot, candidate, stop) {
      // Guarantee: nothing is sent to an embedding model that policy has not allowed for this very call.
      if (ruling.outcome !== "allowed") {
        story = { fate: "skipped", detail: ruling.outcome };
        return undefined;
      }
      if (candidate.ruling.outcome !== "allowed" || stop.aborted) return undefined;
      const own = redactionsOf(work, candidate.ruling.obligations).filter(({ part }) => part === last.part);
      const both = redactionsOf(work, [...candidate.ruling.obligations, ...ruling.obligations]).filter(
        ({ part }) => part === last.part,
      );
      const masked = ready(parts.wireFor, work, candidate, { over });
      // Guarantee: what is embedded is the text after redaction.
      const text = redactedText(last.text, both);
      const vector = "wire" in masked ? await vectorOf(text, stop) : undefined;
      if (!("wire" in masked) || !vector || stop.aborted) return undefined;
      // What only the answering model sees must be the same, and whom placeholders stand for in the conversation.
      const hidden = both.filter(({ start, end }) => !own.some((one) => one.start === start && one.end === end));
      const withheld = [
        ...hidden.map(({ start, end }) => last.text.slice(start, end)),
        ...own.map(({ replacement }) => replacement),
      ];
      const written = rewriteBody(ask, { model: ask.model, redactions: [over] });
      const scope = scopeOf(slot.keyed, { sent: masked.prepared.body, written, embedder: model, withheld });
      slot.onKept((answer, ttlMs) => parts.similar.keep(scope, vector, { answer, ttlMs }));
      const found = stated.cache === undefined ? await parts.similar.find(scope, vector, threshold) : undefined;
      if (!found) return undefined;
      story = { ...story, fate: "hit", similarity: Math.round(found.similarity * 100) / 100 };
      return found.answer;
    },
  };
}
