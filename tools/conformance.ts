// `npm run conformance`: the official suite of the Model Context Protocol against a server of our own, and against
// the same server through Lumos, check by check. `npm test` runs a part of it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { conformanceWorld } from "../server/test/fakes/mcp/conformance.ts";
import { startBearing, startMcpOrganization } from "../server/test/mcp-world.ts";

export const REVISIONS = ["2025-11-25", "2026-07-28"] as const;
type Revision = (typeof REVISIONS)[number];

const SUITE = join(
  dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json")),
  "dist/index.js",
);

/** What came of each check, by scenario and check; the same check may be made more than once. */
export type Results = ReadonlyMap<string, readonly string[]>;

/** Lumos in front of a server of one era or both, and what the suite says of each. */
export async function compare(options: {
  era?: "both" | "modern" | "legacy";
  revision: Revision;
  direct?: boolean;
}): Promise<{ direct: Results; through: Results }> {
  const { era = "both", revision } = options;
  const organization = await startMcpOrganization({ servers: { fixture: { world: conformanceWorld, era } } });
  const bearing = await startBearing(organization.lumos.url, await organization.lumos.key("user:ann@o.test"));
  try {
    const url = organization.servers["fixture"]?.url ?? "";
    const direct: Results = options.direct === false ? new Map() : await run(url, revision);
    return { direct, through: await run(`${bearing.url}/mcp/fixture`, revision) };
  } finally {
    await bearing.end();
    await organization.end();
  }
}

async function run(url: string, revision: Revision): Promise<Results> {
  const output = mkdtempSync(join(tmpdir(), "lumos-conformance-"));
  try {
    const child = spawn(process.execPath, [SUITE, "server", "--url", url, "--requirements", revision, "-o", output], {
      stdio: "ignore",
    });
    await new Promise((resolve) => child.once("close", resolve));
    return read(output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function read(output: string): Results {
  const results = new Map<string, string[]>();
  for (const folder of readdirSync(output).sort()) {
    const scenario = folder.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
    const checks = JSON.parse(readFileSync(join(output, folder, "checks.json"), "utf8")) as Check[];
    for (const { id, status, errorMessage } of checks) {
      const key = `${scenario} / ${id}`;
      results.set(key, [
        ...(results.get(key) ?? []),
        errorMessage === undefined ? status : `${status}: ${errorMessage}`,
      ]);
    }
  }
  return results;
}

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** Checks that are worse through Lumos, and those that are merely others. */
export function differences(direct: Results, through: Results): { worse: string[]; other: string[] } {
  const worse: string[] = [];
  const other: string[] = [];
  for (const key of new Set([...direct.keys(), ...through.keys()])) {
    const [before, after] = [direct.get(key) ?? [], through.get(key) ?? []].map((all) =>
      all.map(verdict).sort().join(" "),
    );
    if (before === after) continue;
    const line = `${key}: ${before || "not made"} directly, ${after || "not made"} through Lumos\n    ${(through.get(key) ?? []).join("\n    ")}`;
    (fails(after) || !fails(before) ? worse : other).push(line);
  }
  return { worse, other };
}

function verdict(status: string): string {
  return status.split(":", 1)[0] ?? "";
}

function fails(verdicts: string | undefined): boolean {
  return verdicts === undefined || /FAILURE|WARNING/.test(verdicts);
}

function counted(results: Results): string {
  const all = [...results.values()].flat().map(verdict);
  const count = (status: string) => all.filter((one) => one === status).length;
  return `${count("SUCCESS")} passed, ${count("FAILURE")} failed, ${count("WARNING")} warned, ${count("SKIPPED")} skipped`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let bad = 0;
  for (const revision of REVISIONS) {
    const { direct, through } = await compare({ revision });
    const { worse, other } = differences(direct, through);
    console.log(`${revision}: directly ${counted(direct)}; through Lumos ${counted(through)}`);
    for (const line of worse) console.log(`  worse: ${line}`);
    for (const line of other) console.log(`  other: ${line}`);
    bad += worse.length + other.length;
  }
  process.exitCode = bad === 0 ? 0 : 1;
}
