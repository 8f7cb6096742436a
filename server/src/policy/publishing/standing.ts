import type { CaseReport } from "../cases/cases.ts";

/** What an organization's cases say about a set that is to become live. */
export interface Standing {
  passed: number;
  /** Answered otherwise than expected, or not understood. These stop a publication. */
  failing: { name: string; differences: string[] }[];
  /** Asks for something this program cannot find out yet. Told, and failing in `policy test`. */
  notAsked: { name: string; because: string }[];
}

// Guarantee: only a case for which a part of this program is missing is told apart; any other that cannot be asked fails.
export function standingOf(report: Pick<CaseReport, "passed" | "results">): Standing {
  const failed = report.results.filter((result) => !result.ok);
  return {
    passed: report.passed,
    failing: failed.filter(({ notYet }) => !notYet).map(({ name, differences }) => ({ name, differences })),
    notAsked: failed
      .filter(({ notYet }) => notYet)
      .map(({ name, differences }) => ({ name, because: differences[0] ?? "" })),
  };
}
