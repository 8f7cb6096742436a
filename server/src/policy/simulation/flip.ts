import { compareRulings } from "../replay/compare.ts";
import type { RecordedRuling } from "../replay/recorded.ts";
import type { Flip, Told } from "./report.ts";

/** One answer, as far as it settles what a caller gets. The same object stands for the same answer. */
export interface Side {
  told: Told;
  /** False where the set it is compared with is known to answer the same. */
  touched: boolean;
}

export function toldOf(outcome: Told["outcome"], rulings: readonly RecordedRuling[]): Told {
  const taken = outcome === "blocked" ? undefined : rulings.find((ruling) => ruling.outcome === outcome);
  return {
    outcome,
    taken: taken?.model ?? "",
    obligations: taken?.obligations ?? [],
    needs: taken?.needs ?? [],
  };
}

const MAX_WHY = 10;

/** What a caller would have noticed and why, from what was ruled about every candidate. */
export function flipFrom(
  kind: string,
  before: { told: Told; rulings: readonly RecordedRuling[] },
  after: { told: Told; rulings: readonly RecordedRuling[] },
): Flip {
  const { differences } = compareRulings(before.rulings, after.rulings);
  return {
    kind,
    before: before.told,
    after: after.told,
    policies: policiesBetween(before.rulings, after.rulings),
    why: differences.slice(0, MAX_WHY),
  };
}

/** How two answers differ for a caller; undefined where not at all. Other policies for the same answer are no flip. */
export function kindOf(before: Told, after: Told): string | undefined {
  if (before.outcome !== after.outcome) return `${before.outcome}->${after.outcome}`;
  if (before.taken !== after.taken) return "model";
  const same = sameList(before.obligations, after.obligations) && sameList(before.needs, after.needs);
  return same ? undefined : "obligations";
}

/** Those that said something about a candidate in one answer and not in the other. */
function policiesBetween(before: readonly RecordedRuling[], after: readonly RecordedRuling[]): string[] {
  const said = (rulings: readonly RecordedRuling[]) =>
    new Set(rulings.flatMap(({ model, reasons }) => reasons.map(({ policy }) => `${policy}\n${model}`)));
  const [was, is] = [said(before), said(after)];
  const once = [...was].filter((one) => !is.has(one)).concat([...is].filter((one) => !was.has(one)));
  const ids = new Set(once.map((one) => one.slice(0, one.indexOf("\n"))));
  // That a permit is missing is no policy's doing; it stands alone where one was taken away.
  if (ids.size > 1) ids.delete("no-permit");
  return [...ids].toSorted();
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
