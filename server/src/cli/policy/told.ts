import { relative } from "node:path";
import { type Loaded, placeInFile } from "../../config/index.ts";
import type { CaseReport, PolicyProblem } from "../../policy/index.ts";
import type { Asked } from "../command.ts";
import { plain } from "../table.ts";

export function errorsOf(report: Pick<CaseReport, "problems">): PolicyProblem[] {
  return report.problems.filter((problem) => problem.severity === "error");
}

/** Each with the policy's own line and column, and behind it those of the file it was read from. */
export function problemLines(asked: Asked, problems: readonly PolicyProblem[], loaded: Loaded | undefined): string {
  return problems.map((problem) => problemText(problem, loaded && placeOf(problem, loaded, asked.io.cwd))).join("");
}

function problemText({ severity, policy, line, column, message }: PolicyProblem, place: string | undefined): string {
  return `${plain(`${severity} ${policy}:${line}:${column} ${message}${place === undefined ? "" : ` (${place})`}`)}\n`;
}

function placeOf(problem: PolicyProblem, { declaration, origins }: Loaded, cwd: string): string | undefined {
  const { policies } = declaration.objects;
  const index = policies.findIndex(({ id }) => id === problem.policy);
  const policy = policies[index];
  const origin = origins.get(`policies[${index}]`);
  // One that is written in lumos.yaml has no lines of its own there.
  if (policy?.file === undefined || origin?.kind !== "file") return undefined;
  const { line, column } = placeInFile(policy.text, origin, problem);
  const name = relative(cwd, origin.file);
  return `${name.startsWith("..") ? origin.file : name}:${line}:${column}`;
}
