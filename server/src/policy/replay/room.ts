import type { Policy } from "../../config/index.ts";
import { type Result, ok, refused } from "../../kernel/index.ts";
import type { Engine } from "../engine/engine.ts";
import { explainRecorded } from "../explain/recorded.ts";
import type { Explanation } from "../explain/whole.ts";
import { type ActiveSet, activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { States } from "../sets/states.ts";
import { type AnswerAgain, decideAgain } from "./again.ts";
import type { RecordedQuestion } from "./recorded.ts";

/** The policies of a snapshot, where they are kept. */
export type PoliciesOf = (org: string, snapshot: string) => Promise<readonly Policy[] | undefined>;

/** Decides kept questions again for one organization. Why it cannot is a sentence. */
export interface Again {
  /** With the policies that are live now. */
  live(org: string, recorded: RecordedQuestion): Result<AnswerAgain & { snapshot: string }, string>;
  /** With those it was decided with. */
  recorded(org: string, recorded: RecordedQuestion): Promise<Result<AnswerAgain, string>>;
  /** Why its candidates were not taken, with all that could have been otherwise. */
  explain(org: string, recorded: RecordedQuestion): Promise<Result<Explanation[], string>>;
}

export function makeAgain(parts: { engine: Engine; states: States; policiesOf: PoliciesOf }): Again {
  const { engine, states, policiesOf } = parts;

  const knownOf = async (org: string, snapshot: string): Promise<Result<readonly KnownPolicy[], string>> => {
    const state = states.of(org);
    if (state?.active && state.snapshot === snapshot) return ok(state.active.known);
    const kept = await policiesOf(org, snapshot);
    if (!kept) return refused("the policies of that snapshot are not kept");
    const { problems, policies } = await states.inspect(kept);
    return problems.some(({ severity }) => severity === "error")
      ? refused("the policies of that snapshot are not valid any more")
      : ok(policies);
  };

  /** Works with the set a question was decided with, and gives its place back. */
  const withSet = async <T>(
    org: string,
    recorded: RecordedQuestion,
    work: (set: ActiveSet) => T,
  ): Promise<Result<T, string>> => {
    const known = await knownOf(org, recorded.snapshot);
    if (!known.ok) return known;
    // What had expired by then is named by the question itself.
    const set = activate(engine, known.value, Number.NEGATIVE_INFINITY);
    if (!set.ok) return refused(set.error.because);
    try {
      return ok(work(set.value));
    } finally {
      set.value.release();
    }
  };

  return {
    live(org, recorded) {
      const state = states.of(org);
      if (!state?.active) return refused("no policies are active");
      return ok({ ...decideAgain(state.active, recorded), snapshot: state.snapshot });
    },

    recorded: (org, recorded) => withSet(org, recorded, (set) => decideAgain(set, recorded, new Set(recorded.without))),

    async explain(org, recorded) {
      const landscape = states.of(org)?.landscape;
      if (!landscape) return refused("the organization is not there");
      return withSet(org, recorded, (set) => explainRecorded(set, recorded, landscape));
    },
  };
}
