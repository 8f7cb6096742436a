import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { loadConfiguration } from "../../src/config/index.ts";
import { systemClock } from "../../src/kernel/index.ts";
import { type CaseReport, runCases } from "../../src/policy/index.ts";
import { buildLandscape } from "../../src/registry/index.ts";
import { lumos } from "../cli/program.ts";
import { startTestLumos } from "../lumos.ts";

/* Every organization that has cases, asked three ways: as a library, by the command line, of a running server. */

const ORGANIZATIONS = fileURLToPath(new URL("../organizations/", import.meta.url));
const PROPERTIES = { count: 200, seed: 1 };

const organizations = readdirSync(ORGANIZATIONS).filter((name) => existsSync(join(ORGANIZATIONS, name, "cases.yaml")));

for (const name of organizations) {
  const folder = join(ORGANIZATIONS, name);
  const cases: unknown = parse(readFileSync(join(folder, "cases.yaml"), "utf8"));

  test(`${name}: library, command line and server answer its cases alike`, async () => {
    const told = new Map<string, CaseReport>();
    const loaded = loadConfiguration({ file: join(folder, "lumos.yaml"), env: {}, cwd: "/" });
    assert.ok(loaded.ok);
    const landscape = buildLandscape(loaded.value.declaration, 1);
    const library = await runCases({ landscape, cases, clock: systemClock, properties: PROPERTIES });
    told.set("library", library);

    const ran = await lumos(["policy", "test", folder, "--json", "--properties", `${PROPERTIES.count}`]);
    assert.equal(ran.code, 0, ran.err);
    told.set("command line", JSON.parse(ran.out) as CaseReport);

    const server = await startTestLumos({ file: join(folder, "lumos.yaml") });
    try {
      const reply = await fetch(`${server.url}/api/v1/policies/test`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${server.identity.localToken().reveal()}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ cases, properties: PROPERTIES }),
      });
      assert.equal(reply.status, 200, reply.statusText);
      told.set("server", (await reply.json()) as CaseReport);
    } finally {
      await server.end();
    }

    for (const [way, report] of told) {
      const failed = report.results.filter(({ ok }) => !ok).map((result) => result.name);
      assert.deepEqual(failed, [], way);
      assert.ok(report.passed > 0, way);
      assert.deepEqual(JSON.parse(JSON.stringify(report)), JSON.parse(JSON.stringify(library)), way);
    }
  });
}
