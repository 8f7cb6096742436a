import type { Verdict } from "../../cedar/index.ts";
import { ok } from "../../kernel/index.ts";
import type { Prepared } from "../engine/engine.ts";

/**
 * Two sets as one, without making either anew: what a set answers follows from what each policy answers. A
 * satisfied forbid hides the permits of its own set, and of the other one as well.
 */
export function joined(one: Prepared, other: Prepared): Prepared {
  return {
    evaluate(request, entities, without) {
      const first = one.evaluate(request, entities, without);
      if (!first.ok) return first;
      const second = other.evaluate(request, entities);
      return second.ok ? ok(together(first.value, second.value)) : second;
    },
    release() {},
  };
}

function together(one: Verdict, other: Verdict): Verdict {
  const errors = [...one.errors, ...other.errors].toSorted();
  const forbids = [one, other].flatMap(({ decision, reasons }) => (decision === "deny" ? reasons : []));
  if (forbids.length > 0) return { decision: "deny", reasons: forbids.toSorted(), errors };
  const permits = [one, other].flatMap(({ decision, reasons }) => (decision === "allow" ? reasons : []));
  return { decision: permits.length > 0 ? "allow" : "deny", reasons: permits.toSorted(), errors };
}
