import type { RecordedRuling } from "./recorded.ts";

/** Whether two answers are the same, and if not, how the second differs: a sentence each. */
export function compareRulings(
  before: readonly RecordedRuling[],
  after: readonly RecordedRuling[],
): { same: boolean; differences: string[] } {
  const differences: string[] = [];
  const left = new Map(after.map((ruling) => [ruling.model, ruling]));
  for (const was of before) {
    const is = left.get(was.model);
    left.delete(was.model);
    if (!is) differences.push(`${was.model}: is not asked about any more`);
    else for (const difference of between(was, is)) differences.push(`${was.model}: ${difference}`);
  }
  for (const id of left.keys()) differences.push(`${id}: was not asked about`);
  return { same: differences.length === 0, differences };
}

function between(was: RecordedRuling, is: RecordedRuling): string[] {
  const told: string[] = [];
  const differ = (what: string, before: string, after: string) => {
    if (before !== after) told.push(`${what} ${after}, was ${before}`);
  };
  differ("is", was.outcome, is.outcome);
  differ("obligations:", list(was.obligations), list(is.obligations));
  differ("needs:", list(was.needs), list(is.needs));
  differ("time for an answer:", `${was.ttlMs ?? "unlimited"}`, `${is.ttlMs ?? "unlimited"}`);
  differ("by", by(was), by(is));
  // The same policies for the same principals, and yet not word for word.
  if (told.length === 0 && exact(was.reasons) !== exact(is.reasons)) told.push("the words of a reason are others");
  return told;
}

function by({ reasons }: RecordedRuling): string {
  return list(reasons.map(({ policy, principal }) => (principal === "" ? policy : `${policy} for ${principal}`)));
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}

function exact(reasons: RecordedRuling["reasons"]): string {
  return JSON.stringify(
    reasons.map((reason) => Object.entries(reason).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  );
}
