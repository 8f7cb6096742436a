import type { CaseReport } from "../cases/cases.ts";

/** What an organization's cases say about a set that is to become live. */
export interface Standing {
  passed: number;
  /** Answered otherwise than expected, or not understood. These stop a publication. */
  failing: { name: string; differences: string[] }[];
  /** Asks for something this program cannot find out yet. Told, and failing in `policy test`. */
  notAsked: { name: string; because: string }[];
}

/** What a case is refused with that nobody could write otherwise today. */
const NOT_YET = /^(there is no SQL connector yet|arguments are not read for a server of kind \S+ yet)\b/;

// Guarantee: only a case for which a part of this program is missing is told apart; any other that cannot be asked fails.
export function standingOf(report: Pick<CaseReport, "passed" | "results">): Standing {
  const failed = report.results.filter((result) => !result.ok);
  const notYet = (result: CaseReport["results"][number]) =>
    result.answer === undefined && NOT_YET.test(result.differences[0] ?? "");
  return {
    passed: report.passed,
    failing: failed.filter((one) => !notYet(one)).map(({ name, differences }) => ({ name, differences })),
    notAsked: failed.filter(notYet).map(({ name, differences }) => ({ name, because: differences[0] ?? "" })),
  };
}
