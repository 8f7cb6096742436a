import { parseArgs } from "node:util";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { TARGETS, type TargetName } from "./targets/index.ts";

const USAGE = `npm run bench [-- OPTIONS]
  --quick              under two minutes: fewer scenarios, shorter windows (default: full, under fifteen)
  --targets a,b        of ${TARGETS.join(", ")}
  --scenarios a,b      only those whose id begins so; --list names them
  --repeats N          1 to 20
  --no-priority        do not raise the priority of what is measured (it is raised where that is allowed)
  --out FOLDER         instead of bench/results (bench/.work/results when Lumos was not measured)
`;

export interface Options {
  profile: "quick" | "full";
  targets: TargetName[];
  scenarios: Scenario[];
  repeats: number;
  out: string | undefined;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      targets: { type: "string", default: TARGETS.join(",") },
      scenarios: { type: "string", default: "" },
      repeats: { type: "string" },
      out: { type: "string" },
      "no-priority": { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) stop(USAGE, 0);
  if (values.list) stop(SCENARIOS.map(({ id, title, quick }) => `${id}${quick ? " *" : ""}  ${title}\n`).join(""), 0);
  const names = values.targets.split(",");
  const unknown = names.filter((name) => !(TARGETS as readonly string[]).includes(name));
  if (unknown.length > 0) stop(`unknown target: ${unknown.join(", ")}\n${USAGE}`, 2);
  const wanted = values.scenarios.split(",").filter(Boolean);
  const scenarios = SCENARIOS.filter(({ id, quick }) =>
    wanted.length > 0 ? wanted.some((start) => id.startsWith(start)) : quick || !values.quick,
  );
  if (scenarios.length === 0) stop(`no such scenario\n${USAGE}`, 2);
  const repeats = Number(values.repeats ?? (values.quick ? 3 : 4));
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > 20) stop(`--repeats takes 1 to 20\n${USAGE}`, 2);
  return {
    profile: values.quick ? "quick" : "full",
    targets: TARGETS.filter((name) => names.includes(name)),
    scenarios,
    repeats,
    out: values.out,
  };
}

function stop(text: string, code: number): never {
  process.stderr.write(text);
  process.exit(code);
}
