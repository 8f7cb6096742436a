import { type Clock, type Log, type Millis, type Result, refused } from "../../kernel/index.ts";
import type { Verdict } from "../../cedar/index.ts";
import type { Engine, EngineFailure, EngineName, Prepared } from "./engine.ts";
import { type Mismatch, type Recheck, type WatchedSet, alike } from "./recheck.ts";

/** How long a set that the reference would not take is left alone. */
const RETRY_MS = 1_000;

/** The engine that decisions are made with, which is not the same for ever. */
export interface Deciding extends Engine {
  /** Who decides now. */
  readonly name: EngineName;
}

/**
 * Decides with the fast engine as long as nothing speaks against it: where the reference says something else, or
 * the fast engine fails, the reference decides everything from then on. `both` asks both each time and allows
 * only what they agree about.
 */
// Guarantee: an engine that was found wrong decides nothing afterwards.
export function openDeciding(parts: {
  mode: EngineName;
  fast: Engine;
  reference: Engine;
  recheck?: Recheck | undefined;
  clock: Clock;
  log: Log;
  /** What was kept of the fast engine's answers is worth nothing any more. */
  switched: () => void;
  mismatched: (mismatch: Mismatch) => void;
}): Deciding {
  const { mode, fast, reference, recheck, clock, log } = parts;
  let now: EngineName = mode;

  const distrust = (because: string) => {
    if (now !== "fast") return;
    now = "reference";
    log.error("policy.engine.switched", { to: now, because });
    parts.switched();
  };
  const found = (mismatch: Mismatch) => {
    // The first is enough: what else was waiting was answered by the same engine.
    if (now === "reference") return;
    const { decided, reference: other } = mismatch;
    log.error("policy.engine.mismatch", { decided, reference: other, policies: mismatch.set.policies.length });
    try {
      parts.mismatched(mismatch);
    } finally {
      distrust("the engines gave different answers");
    }
  };
  recheck?.onMismatch(found);

  /** What an engine says; one that throws says nothing. */
  const ask = (engine: EngineName, evaluate: () => Result<Verdict, EngineFailure>): Result<Verdict, EngineFailure> => {
    try {
      return evaluate();
    } catch (error) {
      log.error("policy.engine.failed", { engine, error });
      if (engine === "fast") distrust("the fast engine failed");
      return refused({ because: "the engine failed", down: true });
    }
  };

  return {
    get name() {
      return now;
    },
    prepare(policies, schema) {
      const quick = now === "reference" ? undefined : fast.prepare(policies, schema);
      if (quick && !quick.ok) return quick;
      let slow = now === "fast" ? undefined : reference.prepare(policies, schema);
      if (slow && !slow.ok) {
        if (quick?.ok) quick.value.release();
        return slow;
      }
      let triedAt: Millis = Number.NEGATIVE_INFINITY;
      let released = false;
      const set: WatchedSet = { policies, schema };

      /** Prepared when it is needed first: a large set takes the reference a second. */
      const referencePrepared = (): Result<Prepared, EngineFailure> => {
        if (released) return refused({ because: "this policy set was released" });
        if (!slow || (!slow.ok && clock.elapsed() - triedAt >= RETRY_MS)) {
          triedAt = clock.elapsed();
          slow = reference.prepare(policies, schema);
        }
        return slow;
      };

      return {
        ok: true,
        value: {
          evaluate(request, entities, without) {
            const byReference = () => {
              const prepared = referencePrepared();
              return prepared.ok
                ? ask("reference", () => prepared.value.evaluate(request, entities, without))
                : prepared;
            };
            if (now === "reference" || !quick?.ok) return byReference();
            const answer = ask("fast", () => quick.value.evaluate(request, entities, without));
            if (mode === "fast") {
              if (answer.ok) recheck?.hear({ set, request, entities, without, verdict: answer.value });
              return answer;
            }
            const second = byReference();
            if (!answer.ok || (!second.ok && second.error.down)) return answer.ok ? second : answer;
            if (second.ok && alike(second.value, answer.value)) return answer;
            const question = { request, entities, without };
            found({ set, decided: answer.value, reference: second.ok ? second.value : second.error, question });
            return refused({ because: "the engines gave different answers" });
          },
          release() {
            released = true;
            if (quick?.ok) quick.value.release();
            if (slow?.ok) slow.value.release();
            recheck?.forget(set);
          },
        },
      };
    },
    close() {
      fast.close();
      reference.close();
    },
  };
}
