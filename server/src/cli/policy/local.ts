import { systemClock } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { errorsOf, problemLines } from "./told.ts";

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

const VALID = 0;
const NOT_VALID = 3;

async function check(asked: Asked): Promise<number> {
  const loaded = await asked.configuration(asked.positionals[0]);
  const { declaration } = loaded;
  const count = declaration.objects.policies.length;
  const [{ buildLandscape }, { runCases }] = await Promise.all([
    import("../../registry/index.ts"),
    import("../../policy/index.ts"),
  ]);
  const landscape = buildLandscape(declaration, 1);
  const report = await runCases({ landscape, cases: [], clock: systemClock, engine: "reference" });
  const errors = errorsOf(report);
  if (asked.common.json) await asked.io.out(`${JSON.stringify({ problems: report.problems }, null, 2)}\n`);
  else await asked.io.out(problemLines(asked, report.problems, loaded));
  if (!asked.common.quiet)
    asked.io.say(
      `${count} ${count === 1 ? "policy" : "policies"}, ${errors.length} ${errors.length === 1 ? "error" : "errors"}`,
    );
  return errors.length > 0 ? NOT_VALID : VALID;
}
