import { z } from "zod";
import { type FlipGroup, KINDS } from "./report.ts";

/* Which flips are meant: written by people, in a file beside the candidate. */

const text = z.string().min(1).max(300);
const kind = z.string().refine((name) => KINDS.includes(name), `one of ${KINDS.join(", ")}`);

const expectation = z.strictObject({
  flip: kind.optional().describe("`allowed->blocked`, ..., `model` or `obligations`."),
  policy: text.optional(),
  team: text.optional(),
  principal: text.optional(),
  taken: text.optional().describe("The model or tool that is used afterwards."),
  count: z.int().min(0).optional().describe("Exactly so many; any number where it is not said."),
});

export const expectations = z.array(expectation).max(1_000);
export type Expectation = z.output<typeof expectation>;

/** Counts what was expected and what was not. */
export interface Judge {
  /** Whether it was expected; a flip counts for the first expectation that it matches. */
  hear(flip: Omit<FlipGroup, "expected" | "count" | "decisions">): boolean;
  /** A sentence for each expectation that did not come true. */
  unmet(): string[];
}

export function makeJudge(expected: readonly Expectation[]): Judge {
  const counts = expected.map(() => 0);
  return {
    hear(flip) {
      const place = expected.findIndex((one) => matches(one, flip));
      if (place < 0) return false;
      counts[place] = (counts[place] ?? 0) + 1;
      return true;
    },
    unmet: () =>
      expected.flatMap((one, place) => {
        const was = counts[place] ?? 0;
        const wanted = one.count;
        if (wanted === undefined ? was > 0 : was === wanted) return [];
        return [`expected ${wanted ?? "some"} of ${textOf(one)}, there were ${was}`];
      }),
  };
}

function matches(one: Expectation, { kind, policies, team, principal, after }: Parameters<Judge["hear"]>[0]): boolean {
  return (
    (one.flip === undefined || one.flip === kind) &&
    (one.policy === undefined || policies.includes(one.policy)) &&
    (one.team === undefined || one.team === team) &&
    (one.principal === undefined || one.principal === principal) &&
    (one.taken === undefined || one.taken === after.taken)
  );
}

function textOf({ count: _count, ...said }: Expectation): string {
  const parts = Object.entries(said).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? "any flip" : parts.join(", ");
}
