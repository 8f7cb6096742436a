import type { Guardrails } from "../../config/index.ts";
import type { Chain } from "../../identity/index.ts";
import { type Call, type Clock, type Usage, parseDuration } from "../../kernel/index.ts";
import type { Assessment } from "../../risk/index.ts";
import type { Candidate, Route } from "../../routing/index.ts";
import type { Reply } from "../types.ts";
import { type KeptAnswer, LIMITS, type Limits, makeAnswers } from "./answers.ts";
import { cacheable } from "./cacheable.ts";
import { copyingReply } from "./copying.ts";
import { keyOf } from "./key.ts";

/** What was decided of a call, as far as answers are kept under it. */
export interface Decided {
  chain: Chain;
  snapshot: string;
  guardrails: Guardrails;
}

/** The place of one call's answer. */
export interface Slot {
  /** The answer to the same call, where it was given before and may be given again. */
  found: KeptAnswer | undefined;
  /** A reply to answer through, so that what goes out can be kept. */
  copying(reply: Reply): Reply;
  /** The answer went out whole: keep it. */
  keep(usage: Usage | undefined): void;
}

export interface AnswerCache {
  /** Undefined where nothing of a call is kept: its route has no cache, or its answer is not one to give again. */
  slot(of: {
    call: Call;
    route: Route;
    candidate: Candidate;
    assessment: Assessment;
    decided?: Decided;
    sent: { body: Buffer; format: string };
  }): Slot | undefined;
}

export function makeAnswerCache(parts: { clock: Clock; limits?: Limits }): AnswerCache {
  const { limits = LIMITS } = parts;
  const answers = makeAnswers({ clock: parts.clock, limits });
  return {
    slot({ call, route, candidate, assessment, decided, sent }) {
      const declared = route.declared?.cache;
      const ttlMs = declared && parseDuration(declared.ttl);
      const { ruling, model } = candidate;
      if (!declared || !ttlMs || !decided || ruling.outcome !== "allowed") return undefined;
      if (!assessment.assessed || !cacheable(call)) return undefined;
      const key = keyOf({
        ...decided,
        scope: declared.scope ?? "principal",
        route: route.asked,
        model,
        obligations: ruling.obligations,
        body: sent.body,
        spoken: sent.format,
        call,
      });
      let copied: ReturnType<typeof copyingReply> | undefined;
      return {
        found: call.stated.cache === undefined ? answers.find(key) : undefined,
        copying(reply) {
          copied = copyingReply(reply, limits.answerBytes);
          return copied.reply;
        },
        keep(usage) {
          const copy = copied?.copy();
          if (copy && usage && usage.partial !== true) answers.keep(key, { ...copy, usage }, ttlMs);
        },
      };
    },
  };
}
