import { join } from "node:path";
import type { Policy } from "../../config/index.ts";
import { fault, systemClock } from "../../kernel/index.ts";
import type { CaseReport } from "../../policy/index.ts";
import type { Asked, Command } from "../command.ts";
import { parseText, readText } from "../object-file.ts";
import { plain, table } from "../table.ts";
import { errorsOf, problemLines } from "./told.ts";

export const policyTestCommand: Command = {
  words: ["policy", "test"],
  summary: "Runs the cases of a directory against its policies, and checks what should hold for every call.",
  details:
    "DIR holds lumos.yaml, its policies and cases.yaml; no server is needed. With --live the cases are run by the server, in the organization as it is now, with the policies of DIR where it is given. Exit code 4 when a case failed, a property is violated or too little is covered, 3 when the configuration or a policy is not valid.",
  positionals: [{ name: "DIR", summary: "Where lumos.yaml and cases.yaml are.", required: false }],
  flags: [
    { name: "live", kind: "text", value: "CASES.yaml", summary: "Let the server run these cases." },
    { name: "filter", kind: "text", value: "TEXT", summary: "Only cases whose name holds it." },
    {
      name: "engine",
      kind: "text",
      value: "NAME",
      summary: "both (they must agree), fast or reference; both when left out.",
    },
    { name: "enforced", kind: "switch", summary: "Policies in shadow and canaries decide for everyone." },
    { name: "coverage", kind: "switch", summary: "Show what the cases touched of each policy." },
    { name: "min-coverage", kind: "text", value: "PERCENT", summary: "Exit code 4 where the cases touch less." },
    {
      name: "properties",
      kind: "text",
      value: "N",
      summary: "Pairs of calls tried for each property; 0 for none, 500 when left out.",
    },
    { name: "seed", kind: "text", value: "N", summary: "Other pairs; the same seed tries the same ones." },
  ],
  examples: [
    "lumos policy test ./acme",
    "lumos policy test ./acme --coverage --min-coverage 80",
    "lumos policy test --live cases.yaml",
  ],
  run: test,
};

const PROPERTIES = 500;
const LIVE_TIMEOUT_MS = 180_000;
const EXIT = { passed: 0, notValid: 3, failed: 4 };

async function test(asked: Asked): Promise<number> {
  const wanted = wantedOf(asked);
  const report = asked.flags.text("live") === undefined ? await here(asked, wanted) : await live(asked, wanted);
  const enough = wanted.minCoverage === undefined || (report.coverage?.percent ?? 0) >= wanted.minCoverage;
  if (asked.common.json) await asked.io.out(`${JSON.stringify(report, null, 2)}\n`);
  else await asked.io.out((await problemsIn(asked, report)) + textOf(report, asked));
  if (errorsOf(report).length > 0) return EXIT.notValid;
  if (!enough && !asked.common.quiet)
    asked.io.say(`The cases touch ${report.coverage?.percent ?? 0} %, less than ${wanted.minCoverage} %.`);
  return report.ok && enough ? EXIT.passed : EXIT.failed;
}

interface Wanted {
  filter: string | undefined;
  engine: "both" | "fast" | "reference";
  properties: { count: number; seed: number } | undefined;
  minCoverage: number | undefined;
  enforced: boolean;
}

function wantedOf(asked: Asked): Wanted {
  const engine = asked.flags.text("engine") ?? "both";
  if (engine !== "both" && engine !== "fast" && engine !== "reference")
    throw fault("usage", {
      public: `There is no engine ${engine}; there are both, fast and reference.`,
      param: "engine",
    });
  const count = numberOf(asked, "properties", 1_000_000) ?? PROPERTIES;
  return {
    filter: asked.flags.text("filter"),
    engine,
    properties: count === 0 ? undefined : { count, seed: numberOf(asked, "seed", 1_000_000) ?? 1 },
    minCoverage: numberOf(asked, "min-coverage", 100),
    enforced: asked.flags.has("enforced"),
  };
}

async function here(asked: Asked, wanted: Wanted): Promise<CaseReport> {
  const [folder] = asked.positionals;
  if (folder === undefined) throw fault("usage", { public: "Which directory? Or --live CASES.yaml.", param: "DIR" });
  const file = join(folder, "cases.yaml");
  const cases = parseText(await readText(asked.io, file), file);
  const { declaration } = await asked.configuration(folder);
  const [{ buildLandscape }, { runCases }] = await Promise.all([
    import("../../registry/index.ts"),
    import("../../policy/index.ts"),
  ]);
  const shown = asked.io.terminal.err && !asked.common.quiet;
  const landscape = buildLandscape(declaration, 1);
  const progress = (done: number, of: number) => {
    if (shown && done > 0) asked.io.say(`${done} of ${of} cases`);
  };
  return runCases({ ...wanted, landscape, cases, clock: systemClock, progress });
}

async function live(asked: Asked, wanted: Wanted): Promise<CaseReport> {
  const file = asked.flags.text("live") ?? "";
  const cases = parseText(await readText(asked.io, file), file);
  const [folder] = asked.positionals;
  const policies = folder === undefined ? undefined : await policiesOf(asked, folder);
  const { filter, engine, properties, enforced } = wanted;
  const { body } = await (
    await asked.client()
  ).send({
    method: "POST",
    path: "/policies/test",
    body: { cases, policies, filter, engine, properties, enforced },
    timeoutMs: LIVE_TIMEOUT_MS,
  });
  return body as CaseReport;
}

async function policiesOf(asked: Asked, folder: string): Promise<Policy[]> {
  return (await asked.configuration(folder)).declaration.objects.policies;
}

function numberOf(asked: Asked, name: string, most: number): number | undefined {
  const text = asked.flags.text(name);
  if (text === undefined) return undefined;
  if (/^\d{1,7}$/.test(text) && Number(text) <= most) return Number(text);
  throw fault("usage", { public: `--${name} is a whole number up to ${most}.`, param: name });
}

async function problemsIn(asked: Asked, { problems }: CaseReport): Promise<string> {
  const [folder] = asked.positionals;
  const read = problems.length > 0 && folder !== undefined;
  return problemLines(asked, problems, read ? await asked.configuration(folder) : undefined);
}

function textOf(report: CaseReport, asked: Asked): string {
  const lines = report.results.map((result) => {
    const differences = result.differences.map((difference) => `    ${plain(difference)}\n`).join("");
    return `${result.ok ? "ok    " : "FAILED"} ${plain(result.name)}\n${differences}`;
  });
  const skipped = report.skipped > 0 ? `, ${report.skipped} left out` : "";
  return [
    ...lines,
    `${report.passed} passed, ${report.failed} failed${skipped}\n`,
    ...report.properties.map(propertyText),
    ...coverageText(report, asked),
  ].join("");
}

function propertyText({ name, status, sentence, narrowed, violations }: CaseReport["properties"][number]): string {
  if (status === "off") return `off    property ${name}\n`;
  const nothing = narrowed === 0 && violations.length === 0 ? " (no pair made a difference)" : "";
  if (status === "holds") return `holds  property ${name}: ${sentence}${nothing}\n`;
  const told = violations.map((violation) => `    ${plain(violation.sentence)}\n`).join("");
  return `BROKEN property ${name}\n${told}`;
}

function coverageText({ coverage }: CaseReport, asked: Asked): string[] {
  if (!coverage) return [];
  const uncovered = coverage.policies.filter(({ missing }) => missing.length > 0);
  const whole = `coverage ${coverage.percent} % (${coverage.touched} of ${coverage.points})`;
  if (!asked.flags.has("coverage"))
    return [`${whole}${uncovered.length > 0 ? `, ${uncovered.length} policies not wholly` : ""}\n`];
  const rows = coverage.policies.map((policy) => ({
    ...policy,
    clauses: policy.clauses.map(({ kind, line, held, failed }) => `${kind}:${line} ${held}/${failed}`).join(", "),
  }));
  const off = coverage.off.map((id) => `off        ${plain(id)}: it does not decide: a draft, in shadow or expired\n`);
  const untouched = uncovered.map(({ policy, missing }) => plain(`uncovered  ${policy}: ${missing.join("; ")}`) + "\n");
  const wide = { ...asked.io.terminal, columns: Number.POSITIVE_INFINITY };
  return [`${whole}\n`, table(COLUMNS, rows, wide), ...untouched, ...off];
}

const COLUMNS = [
  { name: "policy", title: "POLICY" },
  { name: "effect", title: "EFFECT" },
  { name: "inScope", title: "IN SCOPE" },
  { name: "decided", title: "DECIDED" },
  { name: "errored", title: "ERRORED" },
  { name: "clauses", title: "CLAUSES TRUE/FALSE" },
];
