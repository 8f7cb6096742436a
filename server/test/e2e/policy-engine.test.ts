import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openFast } from "../../src/policy/engine/fast.ts";
import type { Engine } from "../../src/policy/index.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";

const FILE = `version: 1
organization: { id: small, name: Small }
tiers: [{ id: frontier }]
providers: [{ id: sandbox, api: sandbox, retentionDays: 0 }]
models: [{ id: big, provider: sandbox, upstream: sandbox-frontier, tier: frontier }]
users: [{ id: ann@small.test, roles: [owner] }]
policies:
  - id: all
    text: '@id("all") @why("Everyone may.") permit (principal, action, resource);'
  - id: closed
    text: '@id("closed") @why("Not on this path.") forbid (principal, action, resource) when { context.base.channel == "model" };'
`;

/** Our own, blind for what forbids. */
function blind(): Engine {
  const engine = openFast();
  return {
    ...engine,
    prepare(policies, schema) {
      return engine.prepare(
        policies.filter(({ tree }) => tree.effect === "permit"),
        schema,
      );
    },
  };
}

suite("an engine that is wrong", { concurrency: false }, () => {
  const folder = mkdtempSync(join(tmpdir(), "lumos-engine-"));
  const running: TestLumos[] = [];

  const start = async (environment: Record<string, string>, policyEngine: Engine) => {
    const lumos = await startTestLumos({ file: join(folder, "lumos.yaml"), environment, policyEngine });
    running.push(lumos);
    const key = await lumos.key("user:ann@small.test", { scopes: ["call", "read"] });
    const call = async () => {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: "big", messages: [{ role: "user", content: "x" }] }),
      });
      await response.text();
      const why = await lumos.records.why("small", response.headers.get("x-lumos-decision") ?? "");
      return { status: response.status, engine: why?.policy.engine };
    };
    const found = () => lumos.records.changes("small", { action: "policy.engine.mismatch" }, { limit: 10 });
    const metrics = async () =>
      (await fetch(`${lumos.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text();
    return { lumos, call, found, metrics };
  };

  before(() => writeFileSync(join(folder, "lumos.yaml"), FILE));
  after(async () => {
    for (const lumos of running) await lumos.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test("is found while the program runs and recorded with both answers: what an engine said that was found wrong is kept for no later call", async () => {
    const { call, found, metrics } = await start({}, blind());
    deepEqual(await call(), { status: 200, engine: "fast" });
    for (let tries = 0; tries < 400 && (await found()).length === 0; tries += 1) await sleep(25);

    // The same call again: what was kept of the first answer is worth nothing.
    deepEqual(await call(), { status: 403, engine: "reference" });
    const [record, ...more] = await found();
    equal(more.length, 0);
    equal(record?.actor, "system");
    deepEqual(record?.details?.["answers"], [
      { engine: "fast", answer: "allow by all" },
      { engine: "reference", answer: "deny by closed" },
    ]);
    match(String(record?.details?.["snapshot"]), /^[0-9a-f]{64}$/);
    const kept = JSON.stringify(record);
    ok(kept.includes('"channel":"model"'));
    ok(!/Bearer|lumos_[a-z]*_|token"/.test(kept), kept);
    const told = await metrics();
    match(told, /^lumos_policy_engine\{engine="fast"\} 0\nlumos_policy_engine\{engine="reference"\} 1$/m);
    match(told, /^lumos_policy_rechecks_total\{result="mismatch"\} 1$/m);
  });

  test("lets nothing through where both engines are asked", async () => {
    const { call, found } = await start({ LUMOS_POLICY_ENGINE: "both" }, blind());
    equal((await call()).status, 403);
    for (let tries = 0; tries < 400 && (await found()).length === 0; tries += 1) await sleep(25);
    equal((await found()).length, 1);
  });

  test("is never asked where the reference decides", async () => {
    const { call } = await start({ LUMOS_POLICY_ENGINE: "reference" }, blind());
    deepEqual(await call(), { status: 403, engine: "reference" });
  });

  test("that throws blocks its call, and the reference decides the next", async () => {
    let throws = true;
    const engine = openFast();
    const broken: Engine = {
      ...engine,
      prepare(policies, schema) {
        const prepared = engine.prepare(policies, schema);
        if (!prepared.ok) return prepared;
        const evaluate: typeof prepared.value.evaluate = () => {
          if (throws) throw new TypeError("out of order");
          return { ok: true, value: { decision: "allow", reasons: ["all"], errors: [] } };
        };
        return { ok: true, value: { ...prepared.value, evaluate } };
      },
    };
    const { call, metrics } = await start({}, broken);
    equal((await call()).status, 403);
    throws = false;
    deepEqual(await call(), { status: 403, engine: "reference" });
    match(await metrics(), /^lumos_policy_engine\{engine="reference"\} 1$/m);
  });
});
