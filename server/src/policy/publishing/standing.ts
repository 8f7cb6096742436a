import type { CaseReport } from "../cases/cases.ts";

/** What an organization's cases say about a set that is to become live. */
export interface Standing {
  passed: number;
  /** Answered otherwise than expected, not understood, or about what is not there. These stop a publication. */
  failing: { name: string; differences: string[] }[];
}

// Guarantee: a case that cannot be asked fails.
export function standingOf(report: Pick<CaseReport, "passed" | "results">): Standing {
  const failed = report.results.filter((result) => !result.ok);
  return { passed: report.passed, failing: failed.map(({ name, differences }) => ({ name, differences })) };
}
