import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { loadConfiguration } from "../../src/config/index.ts";
import type { SimulationReport } from "../../src/policy/index.ts";
import { lumos as program, temporary } from "../cli/program.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Calls as callers make them, recorded by a real server, decided again with the policies of a directory. */

suite("a candidate is simulated on what was recorded", { concurrency: false }, () => {
  let upstream: Upstream;
  let server: TestLumos;
  const folder = temporary();
  const decisions: Record<string, string[]> = {};

  const call = async (who: string, content: string) => {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${await server.key(who)}` },
      body: JSON.stringify({ model: "smart", messages: [{ role: "user", content }] }),
    });
    await response.text();
    (decisions[who] ??= []).push(response.headers.get("x-lumos-decision") ?? "");
  };
  const candidate = (change: (models: string) => string) => {
    cpSync(dirname(ACME), folder.path, { recursive: true });
    const file = join(folder.path, "policies", "models.cedar");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };
  const simulate = (...args: string[]) =>
    program(["policy", "simulate", "--candidate", folder.path, ...args], {
      cwd: folder.path,
      env: { LUMOS_URL: server.url, LUMOS_TOKEN: server.identity.localToken().reveal() },
    });
  /** Asked of the server itself; the last event is the report. */
  const reported = async (asked: Record<string, unknown> = {}) => {
    const loaded = loadConfiguration({ file: join(folder.path, "lumos.yaml"), env: {}, cwd: "/" });
    assert.ok(loaded.ok);
    const response = await fetch(`${server.url}/api/v1/policies/simulate`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${server.identity.localToken().reveal()}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ policies: loaded.value.declaration.objects.policies, ...asked }),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const last =
      text
        .trim()
        .split("\n")
        .findLast((line) => line.startsWith("data: ")) ?? "";
    return (JSON.parse(last.slice("data: ".length)) as { report: SimulationReport }).report;
  };

  before(async () => {
    upstream = await startUpstream();
    server = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
    for (let i = 0; i < 3; i += 1) await call("user:alice@acme.test", `hello ${i}`);
    for (let i = 0; i < 2; i += 1) await call("user:sam@acme.test", `hello ${i}`);
    await call("user:bob@acme.test", "hello");
    await call("agent:release-bot", "hello");
  });
  after(async () => {
    await server.end();
    await upstream.close();
    await folder[Symbol.asyncDispose]();
  });

  test("the same policies flip nothing", async () => {
    candidate((models) => models);
    const ran = await simulate("--since", "1h", "--json");
    assert.equal(ran.code, 0, ran.err);
    const report = JSON.parse(ran.out) as SimulationReport;
    assert.deepEqual([report.ok, report.read, report.decided, report.flips, report.cannot], [true, 7, 7, 0, []]);
    assert.equal((await reported({ against: "recorded" })).flips, 0);
    const now = Date.now();
    assert.equal((await reported({ since: now - 7_200_000, until: now - 3_600_000 })).read, 0);
  });

  test("flips are exact: which calls, why, by team and by policy", async () => {
    candidate((models) =>
      models
        .replace(' || principal in Lumos::Group::"support")', ")")
        .replace(/(@id\("grant\.frontier"\).*)\n/, "$1\n")
        .concat(
          `\n@id("stop.contractors") @why("Contracts have ended.") forbid (principal in Lumos::Group::"contractors", action, resource);\n`,
        ),
    );
    const report = await reported();
    assert.deepEqual([report.ok, report.flips, report.unexpected], [false, 3, 3]);
    assert.deepEqual(report.kinds, { model: 2, "allowed->blocked": 1 });
    const [sam, bob] = report.groups;
    assert.deepEqual(
      [sam?.principal, sam?.team, sam?.count, sam?.decisions, sam?.policies],
      ["user:sam@acme.test", "support", 2, decisions["user:sam@acme.test"], ["grant.frontier"]],
    );
    assert.deepEqual([sam?.before.taken, sam?.after.taken], ["north-frontier", "cellar-guarded"]);
    assert.ok(sam?.why.includes("north-frontier: is blocked, was allowed"));
    assert.deepEqual(
      [bob?.kind, bob?.decisions, bob?.policies.includes("stop.contractors")],
      ["allowed->blocked", decisions["user:bob@acme.test"], true],
    );
    assert.deepEqual(
      report.teams.map(({ team, decided, flips }) => [team, decided, flips]),
      [
        ["support", 2, 2],
        ["contractors", 1, 1],
        ["eng", 4, 0],
      ],
    );
    assert.deepEqual(report.policies.map(({ policy, flips }) => `${policy} ${flips}`).toSorted(), [
      "grant.baseline 1",
      "grant.frontier 2",
      "stop.contractors 1",
    ]);
    const recorded = await reported({ against: "recorded" });
    assert.deepEqual([recorded.flips, recorded.kinds], [report.flips, report.kinds]);
  });

  test("what is expected or allowed is no failure; what was expected and did not come is one", async () => {
    const expect = [{ flip: "model", team: "support", taken: "cellar-guarded", count: 2 }];
    const some = await reported({ expect });
    assert.deepEqual([some.ok, some.unexpected, some.groups[0]?.kind], [false, 1, "allowed->blocked"]);
    assert.equal((await reported({ expect, allowCount: 1 })).ok, true);
    assert.equal((await reported({ allowKinds: ["model", "allowed->blocked"] })).ok, true);
    assert.equal((await reported({ allowCount: 2 })).ok, false);
    const unmet = await reported({ expect: [{ flip: "model", count: 3 }, { policy: "stop.contractors" }] });
    assert.deepEqual([unmet.ok, unmet.unexpected], [false, 0]);
    assert.deepEqual(unmet.unmet, ["expected 3 of flip model, there were 2"]);

    const file = join(folder.path, "flips.yaml");
    writeFileSync(file, "- { flip: model, team: support }\n");
    const ran = await simulate("--expect", file, "--allow-flips", "allowed->blocked");
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /^expected   2 x model/m);
  });

  test("a filter leaves the others out, and people read what came of it", async () => {
    const report = await reported({ filter: { team: "support" } });
    assert.deepEqual([report.decided, report.filtered, report.flips], [2, 5, 2]);
    const text = await simulate();
    assert.equal(text.code, 4);
    assert.match(text.out, /^UNEXPECTED 2 x model {2}user:sam@acme\.test \(support\) {2}by grant\.frontier$/m);
    assert.match(text.out, /^ {4}allowed north-frontier {2}-> {2}allowed cellar-guarded$/m);
    assert.match(text.out, /^7 of 7 decisions decided again .*3 flips \(2 model, 1 allowed->blocked\), 3 unexpected/m);
  });

  test("a simulation runs beside decisions, never between them", async () => {
    let turns = 0;
    const done = new AbortController();
    const counting = (async () => {
      for (; !done.signal.aborted; turns += 1) await setImmediate();
    })();
    await reported();
    done.abort();
    await counting;
    assert.ok(turns > 100, `this thread had ${turns} turns meanwhile`);
  });

  test("a candidate that is not valid is exit code 3, and what is not understood exit code 2", async () => {
    candidate(
      (models) => `${models}\n@id("bad") permit (principal, action, resource) when { principal.shoeSize == 3 };\n`,
    );
    const broken = await simulate();
    assert.equal(broken.code, 3);
    assert.match(broken.err, /bad:\d+:\d+/);
    candidate((models) => models);
    for (const wrong of [
      ["--filter", "team"],
      ["--since", "soon"],
      ["--allow-flips", "sideways"],
      ["--filter", "shoe=3"],
    ])
      assert.equal((await simulate(...wrong)).code, 2, wrong.join(" "));
  });
});
