import { type Clock, type Log, type Millis, type Result, refused } from "../../kernel/index.ts";
import type { Verdict } from "../../cedar/index.ts";
import { type Disagreement, agreeing } from "./agreeing.ts";
import type { Engine, EngineFailure, EngineName, Prepared, Source } from "./engine.ts";
import type { EngineChoice } from "./engines.ts";
import type { Recheck, WatchedSet } from "./recheck.ts";

/** How long a set that the reference would not take is left alone. */
const RETRY_MS = 1_000;

/** Where the engines differed about a question that was decided. */
export interface Mismatch extends Disagreement {
  policies: readonly Source[];
}

/**
 * The engine that decisions are made with, which is not the same for ever: the fast one as long as nothing speaks
 * against it. Where the reference says something else, or the fast engine fails, the reference decides everything
 * from then on. `both` asks both each time and allows only what they agree about.
 */
// Guarantee: an engine that was found wrong decides nothing afterwards.
export function openDeciding(parts: {
  choice: EngineChoice;
  fast: Engine;
  /** Opened when it is needed first: the fast engine alone asks nothing of it. */
  openReference: () => Engine;
  recheck?: Recheck | undefined;
  clock: Clock;
  log: Log;
  /** What was kept of the fast engine's answers is worth nothing any more. */
  switched: () => void;
  mismatched: (mismatch: Mismatch) => void;
}): Engine {
  const { choice, fast, recheck, clock, log } = parts;
  let opened: Engine | undefined;
  const reference = () => (opened ??= parts.openReference());
  let decides: EngineName = choice === "reference" ? "reference" : "fast";

  const distrust = (because: string) => {
    if (decides === "reference" || choice === "both") return;
    decides = "reference";
    log.error("policy.engine.switched", { to: decides, because });
    parts.switched();
  };
  const differed = (disagreement: Disagreement, { policies }: WatchedSet) => {
    // The first is enough: what else was waiting was answered by the same engine.
    if (decides === "reference") return;
    log.error("policy.engine.mismatch", { answers: disagreement.answers, policies: policies.length });
    distrust("the engines gave different answers");
    try {
      parts.mismatched({ ...disagreement, policies });
    } catch (error) {
      log.error("policy.engine.mismatch_untold", { error });
    }
  };
  recheck?.onMismatch(differed);

  return {
    get name() {
      return decides;
    },
    prepare(policies, schema) {
      const set: WatchedSet = { policies, schema };
      if (choice === "both")
        return agreeing([guarded(fast, log), reference()], (found) => differed(found, set)).prepare(policies, schema);
      if (decides === "reference") return reference().prepare(policies, schema);
      const quick = fast.prepare(policies, schema);
      if (!quick.ok) return quick;
      let slow: Result<Prepared, EngineFailure> | undefined;
      let triedAt: Millis = 0;
      let released = false;

      /** Prepared when it is needed first: a large set takes the reference a second. */
      const byReference: Prepared["evaluate"] = (...asked) => {
        if (released) return refused({ because: "this policy set was released" });
        if (!slow || (!slow.ok && clock.elapsed() - triedAt >= RETRY_MS)) {
          triedAt = clock.elapsed();
          slow = reference().prepare(policies, schema);
        }
        return slow.ok ? slow.value.evaluate(...asked) : slow;
      };

      const prepared: Prepared = {
        evaluate(request, entities, without) {
          if (decides === "reference") return byReference(request, entities, without);
          let answer: Result<Verdict, EngineFailure>;
          try {
            answer = quick.value.evaluate(request, entities, without);
          } catch (error) {
            log.error("policy.engine.failed", { engine: "fast", error });
            distrust("the fast engine failed");
            return refused({ because: "the engine failed", down: true });
          }
          if (!answer.ok && answer.error.down) distrust(`the fast engine failed: ${answer.error.because}`);
          if (answer.ok) recheck?.hear({ set, request, entities, without, verdict: answer.value });
          return answer;
        },
        release() {
          released = true;
          quick.value.release();
          if (slow?.ok) slow.value.release();
          recheck?.forget(set);
        },
      };
      return { ok: true, value: prepared };
    },
    prepareAhead: async (policies, schema) => fast.prepareAhead?.(policies, schema),
    close() {
      fast.close();
      opened?.close();
    },
  };
}

/** An engine whose exceptions are failures like any other. */
function guarded(engine: Engine, log: Log): Engine {
  return {
    name: engine.name,
    prepare(policies, schema) {
      const prepared = engine.prepare(policies, schema);
      if (!prepared.ok) return prepared;
      const { value } = prepared;
      return {
        ok: true,
        value: {
          release: () => value.release(),
          evaluate(...asked) {
            try {
              return value.evaluate(...asked);
            } catch (error) {
              log.error("policy.engine.failed", { engine: engine.name, error });
              return refused({ because: "the engine failed", down: true });
            }
          },
        },
      };
    },
    close: () => engine.close(),
  };
}
