import { join } from "node:path";
import { systemClock } from "../../kernel/index.ts";
import type { CaseReport, PolicyProblem } from "../../policy/index.ts";
import type { Asked, Command } from "../command.ts";
import { parseText, readText } from "../object-file.ts";
import { plain } from "../table.ts";

export const policyCheckCommand: Command = {
  words: ["policy", "check"],
  summary: "Checks the policies of a directory: syntax, schema, annotations, limits. Needs no server.",
  positionals: [
    { name: "DIR", summary: "Where lumos.yaml is; the one a server would read when left out.", required: false },
  ],
  flags: [],
  examples: ["lumos policy check ./acme"],
  run: check,
};

export const policyTestCommand: Command = {
  words: ["policy", "test"],
  summary: "Runs the cases of a directory against its policies. Needs no server.",
  details:
    "DIR holds lumos.yaml, its policies and cases.yaml. Exit code 4 when a case failed, 3 when the configuration or a policy is not valid.",
  positionals: [{ name: "DIR", summary: "Where lumos.yaml and cases.yaml are.", required: true }],
  flags: [],
  examples: ["lumos policy test ./acme"],
  run: test,
};

const VALID = 0;
const NOT_VALID = 3;
const FAILED = 4;

async function check(asked: Asked): Promise<number> {
  const { report, count } = await reportOf(asked, asked.positionals[0], []);
  const errors = errorsOf(report);
  if (asked.common.json) await asked.io.out(`${JSON.stringify({ problems: report.problems }, null, 2)}\n`);
  else await asked.io.out(report.problems.map(problemText).join(""));
  if (!asked.common.quiet)
    asked.io.say(
      `${count} ${count === 1 ? "policy" : "policies"}, ${errors.length} ${errors.length === 1 ? "error" : "errors"}`,
    );
  return errors.length > 0 ? NOT_VALID : VALID;
}

async function test(asked: Asked): Promise<number> {
  const folder = asked.positionals[0] ?? ".";
  const file = join(folder, "cases.yaml");
  const cases = parseText(await readText(asked.io, file), file);
  const { report } = await reportOf(asked, folder, cases);
  if (asked.common.json) await asked.io.out(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const lines = report.results.map((result) => {
      const differences = result.differences.map((difference) => `    ${plain(difference)}\n`).join("");
      return `${result.ok ? "ok    " : "FAILED"} ${plain(result.name)}\n${differences}`;
    });
    await asked.io.out(
      [...report.problems.map(problemText), ...lines, `${report.passed} passed, ${report.failed} failed\n`].join(""),
    );
  }
  if (errorsOf(report).length > 0) return NOT_VALID;
  return report.ok ? VALID : FAILED;
}

async function reportOf(
  asked: Asked,
  folder: string | undefined,
  cases: unknown,
): Promise<{ report: CaseReport; count: number }> {
  const { declaration } = await asked.configuration(folder);
  const [{ buildLandscape }, { runCases }] = await Promise.all([
    import("../../registry/index.ts"),
    import("../../policy/index.ts"),
  ]);
  const report = await runCases({ landscape: buildLandscape(declaration, 1), cases, clock: systemClock });
  return { report, count: declaration.objects.policies.length };
}

function errorsOf(report: CaseReport): PolicyProblem[] {
  return report.problems.filter((problem) => problem.severity === "error");
}

function problemText(problem: PolicyProblem): string {
  return plain(`${problem.severity} ${problem.policy}:${problem.line}:${problem.column} ${problem.message}`) + "\n";
}
