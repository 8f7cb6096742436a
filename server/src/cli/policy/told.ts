import type { CaseReport, PolicyProblem } from "../../policy/index.ts";
import { plain } from "../table.ts";

export function errorsOf(report: Pick<CaseReport, "problems">): PolicyProblem[] {
  return report.problems.filter((problem) => problem.severity === "error");
}

export function problemText(problem: PolicyProblem): string {
  return plain(`${problem.severity} ${problem.policy}:${problem.line}:${problem.column} ${problem.message}`) + "\n";
}
