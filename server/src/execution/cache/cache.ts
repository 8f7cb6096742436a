import type { Guardrails } from "../../config/index.ts";
import type { Chain } from "../../identity/index.ts";
import { type ModelCall, type Clock, type Millis, type Usage, parseDuration } from "../../kernel/index.ts";
import type { Assessment, OwnDetectors } from "../../risk/index.ts";
import type { Candidate, Route } from "../../routing/index.ts";
import type { GuardStory } from "../guard/guard.ts";
import type { Reply } from "../types.ts";
import { type KeptAnswer, LIMITS, type Limits, makeAnswers } from "./answers.ts";
import { cacheable } from "./cacheable.ts";
import { copyingReply } from "./copying.ts";
import { type Keyed, keyOf } from "./key.ts";
import type { Likely } from "./likeness.ts";

/** What was decided of a call, as far as answers are kept under it. */
export interface Decided {
  chain: Chain;
  snapshot: string;
  guardrails: Guardrails;
  /** What the organization looks for itself. */
  own?: OwnDetectors;
  /** Set where the call may be answered with what was answered to a like one. */
  likely?: Likely | undefined;
}

/** The place of one call's answer. */
export interface Slot {
  /** The answer to the same call, where it was given before and may be given again. */
  found: KeptAnswer | undefined;
  /** A reply to answer through, so that what goes out can be kept. */
  copying(reply: Reply): Reply;
  /** The answer went out whole: keep it. */
  keep(usage: Usage | undefined, guard: GuardStory | undefined): void;
  /** What the answer depends on. */
  keyed: Keyed;
  /** Hears of the answer when it is kept. */
  onKept(hear: (answer: KeptAnswer, ttlMs: Millis) => void): void;
}

export interface AnswerCache {
  /** Undefined where nothing of a call is kept: its route has no cache, or its answer is not one to give again. */
  slot(of: {
    call: ModelCall;
    route: Route;
    candidate: Candidate;
    assessment: Assessment;
    decided?: Decided;
    sent: { body: Buffer; format: string };
  }): Slot | undefined;
  forget(): void;
}

export function makeAnswerCache(parts: { clock: Clock; limits?: Limits }): AnswerCache {
  const { limits = LIMITS } = parts;
  const answers = makeAnswers({ clock: parts.clock, limits });
  return {
    forget: () => answers.forget(),
    slot({ call, route, candidate, assessment, decided, sent }) {
      const declared = route.declared?.cache;
      const ttlMs = declared && parseDuration(declared.ttl);
      const { ruling, model } = candidate;
      if (!declared || !ttlMs || !decided || ruling.outcome !== "allowed") return undefined;
      if (!assessment.assessed || !cacheable(call)) return undefined;
      const { chain, snapshot, guardrails, own } = decided;
      const keyed: Keyed = {
        chain,
        snapshot,
        guardrails,
        own: own?.detectors,
        scope: declared.scope ?? "principal",
        route: route.asked,
        model,
        obligations: ruling.obligations,
        body: sent.body,
        spoken: sent.format,
        call,
      };
      const key = keyOf(keyed);
      let heard: (answer: KeptAnswer, ttlMs: Millis) => void = () => {};
      let copied: ReturnType<typeof copyingReply> | undefined;
      return {
        keyed,
        onKept: (hear) => void (heard = hear),
        found: call.stated.cache === undefined ? answers.find(key) : undefined,
        copying(reply) {
          copied = copyingReply(reply, limits.answerBytes);
          return copied.reply;
        },
        keep(usage, guard) {
          const copy = copied?.copy();
          if (!copy || !usage || usage.partial === true) return;
          const answer = { ...copy, usage, guard };
          answers.keep(key, answer, ttlMs);
          heard(answer, ttlMs);
        },
      };
    },
  };
}
