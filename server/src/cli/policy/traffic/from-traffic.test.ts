import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { lumos, temporary } from "../../../../test/cli/program.ts";
import { type Program, startProgram } from "../../../../test/program.ts";

/* Real calls to a real server, and what is drafted from its records. */

const DEMO = fileURLToPath(new URL("../../../../defaults/demo", import.meta.url));

describe("policy init --from-traffic", () => {
  const folder = temporary();
  const data = join(folder.path, "data");
  let program: Program;
  before(async () => {
    cpSync(DEMO, folder.path, { recursive: true });
    program = await startProgram({ file: join(folder.path, "lumos.yaml"), data });
    const keys = new Map<string, string>();
    const key = async (principal: string) => {
      const known = keys.get(principal) ?? (await program.key(principal));
      keys.set(principal, known);
      return known;
    };
    const calls: [times: number, status: number, principal: string, model: string, say: string, behalf?: string][] = [
      [6, 200, "user:ines@aurora.test", "smart", "Hello."],
      [5, 200, "user:theo@aurora.test", "smart", "Hello."],
      [5, 200, "user:lena@aurora.test", "smart", "Write to eva.muster@example.org."],
      [5, 200, "agent:release-agent", "smart", "Hello.", "user:paul@aurora.test"],
      [2, 200, "user:ines@aurora.test", "cheap", "Hello."],
      [3, 200, "user:anne@aurora.test", "cheap", "Hello."],
      [7, 403, "user:paul@aurora.test", "south-frontier", "Hello."],
      [7, 403, "user:anne@aurora.test", "smart", `The key is AKIA${"IOSFODNN7EXAMPLE"}.`],
    ];
    for (const [times, status, principal, model, say, behalf] of calls)
      for (let n = 0; n < times; n += 1) {
        const reply = await fetch(`${program.url}/v1/chat/completions`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${await key(principal)}`,
            "content-type": "application/json",
            ...(behalf === undefined ? {} : { "x-lumos-on-behalf-of": await key(behalf) }),
          },
          body: JSON.stringify({ model, messages: [{ role: "user", content: say }] }),
        });
        await reply.arrayBuffer();
        assert.equal(reply.status, status, `${principal} ${model}`);
      }
  });
  after(async () => {
    await program.kill("SIGKILL");
    await folder[Symbol.asyncDispose]();
  });
  const run = (...args: string[]) =>
    lumos(["policy", "init", "--from-traffic", ...args], { cwd: folder.path, env: { LUMOS_DATA: data } });
  const file = join(folder.path, "policies", "from-traffic.cedar");

  test("permits by team and tier, as few as cover what was seen; Guarantee: nothing is drafted from a call that was blocked", async () => {
    const ran = await run("--json");
    assert.equal(ran.code, 0, ran.err);
    const told = JSON.parse(ran.out) as {
      calls: number;
      policies: { id: string; who: string[]; tiers: string[]; calls: number }[];
      rare: { who: string; tier: string; calls: number }[];
      cases: { added: number; leftOut: string[] };
    };
    assert.equal(told.calls, 26, "fourteen blocked calls were not read");
    assert.deepEqual(
      told.policies.map(({ id, who, tiers, calls }) => [id, who, tiers, calls]),
      [
        ["traffic.frontier", ["team:care", "team:security"], ["frontier"], 10],
        ["traffic.team.engineering", ["team:engineering"], ["frontier", "guarded"], 11],
        ["traffic.team.partners", ["team:partners"], ["guarded"], 5],
      ],
    );
    assert.deepEqual(told.rare, [
      { who: "team:engineering", tier: "economy", calls: 2 },
      { who: "user:anne@aurora.test", tier: "economy", calls: 3 },
    ]);
    assert.deepEqual(told.cases, { added: 6, leftOut: [] });
    const text = readFileSync(file, "utf8");
    assert.match(text, /^\/\/ Drafted from 26 allowed calls/);
    assert.match(text, /^\/\/ Not drafted: user:anne@aurora\.test on the tier economy, seen 3 times, fewer than 5\.$/m);
    assert.match(text, /^\/\/ 10 calls: user:lena@aurora\.test 5, user:theo@aurora\.test 5$/m);
    assert.equal([...text.matchAll(/@stage\("shadow"\)/g)].length, 3);
    assert.doesNotMatch(text, /partners[^]*frontier/, "what a partner was refused is not drafted");
  });

  test("what was drafted passes the check and its own cases, which keep what was known of the calls", async () => {
    const checked = await lumos(["policy", "check", folder.path]);
    assert.equal(checked.code, 0, checked.out);
    const tested = await lumos(["policy", "test", folder.path, "--properties", "0"]);
    assert.equal(tested.code, 0, tested.out);
    const cases = parse(readFileSync(join(folder.path, "cases.yaml"), "utf8")) as {
      chain: string[];
      ask: object;
      facts: Record<string, unknown>;
      expect: object;
    }[];
    const lena = cases.find(({ chain }) => chain[0] === "user:lena@aurora.test");
    assert.deepEqual(lena?.facts["dataClasses"], ["pii.customer", "pii.email"]);
    assert.deepEqual(lena.facts["environment"], "prod");
    assert.deepEqual(lena.expect, { outcome: "allowed", model: "north-frontier" });
    const agent = cases.find(({ chain }) => chain[0] === "agent:release-agent");
    assert.deepEqual(agent?.chain, ["agent:release-agent", "user:paul@aurora.test"]);
    assert.deepEqual(agent.ask, { model: "smart" });
  });

  test("enforced in place of the broad permits, the drafts allow the same and no more", async () => {
    assert.equal((await run("--stage", "enforce")).code, 2, "they are there already");
    const again = await run("--stage", "enforce", "--force", "--min", "1");
    assert.equal(again.code, 0, again.err);
    const models = join(folder.path, "policies", "models.cedar");
    const before = readFileSync(models, "utf8");
    try {
      writeFileSync(models, before.replaceAll(/@id\("grant\.[^;]*;/g, ""));
      const tested = await lumos(["policy", "test", folder.path, "--properties", "0"]);
      assert.equal(tested.code, 0, tested.out);
      const cases = join(folder.path, "cases.yaml");
      writeFileSync(
        cases,
        `${readFileSync(cases, "utf8")}- name: a partner has no frontier model
  chain: ["user:paul@aurora.test"]
  ask: { model: south-frontier }
  expect: { outcome: blocked, by: [no-permit] }
- name: nobody of the auditors was seen with a frontier model
  chain: ["user:anne@aurora.test"]
  ask: { model: south-frontier }
  expect: { outcome: blocked, by: [no-permit] }
`,
      );
      const narrow = await lumos(["policy", "test", folder.path, "--properties", "0"]);
      assert.equal(narrow.code, 0, narrow.out);
    } finally {
      writeFileSync(models, before);
    }
  });

  test("--dry-run shows the drafts and writes nothing", async () => {
    await using other = temporary();
    cpSync(DEMO, other.path, { recursive: true });
    const ran = await lumos(["policy", "init", "--from-traffic", "--dry-run", other.path], {
      cwd: folder.path,
      env: { LUMOS_DATA: data },
    });
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /^@id\("traffic\.team\.engineering"\) @stage\("shadow"\)$/m);
    assert.ok(!existsSync(join(other.path, "policies", "from-traffic.cedar")));
    assert.ok(!existsSync(join(other.path, "cases.yaml")));
  });

  test("too little traffic, a wrong span and a server that is not there say so", async () => {
    const few = await run("--force", "--min", "1000");
    assert.equal(few.code, 2);
    assert.match(few.err, /In 26 allowed calls nothing was seen 1000 times/);
    assert.equal((await run("--since", "soon", "--force")).code, 2);
    assert.equal((await run("--min", "0", "--force")).code, 2);
    assert.equal((await run("--pack", "finance")).code, 2);
    const nobody = await lumos(["policy", "init", "--from-traffic", "--force"], {
      cwd: folder.path,
      env: { LUMOS_URL: "http://127.0.0.1:9", LUMOS_TOKEN: "lmk_test_abcdefghijklmnop" },
    });
    assert.equal(nobody.code, 8);
  });
});
