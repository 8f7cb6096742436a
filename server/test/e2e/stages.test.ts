import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";
import { startPostgres, type TestPostgres } from "../postgres.ts";

/* Policies in shadow and canary as callers, administrators and two processes on one database meet them. */

const ALICE = "user:alice@acme.test";
const SHADOW = `@id("try.frontier") @why("Only for incidents.") @stage("shadow") @owner("rita@acme.test") @ticket("SEC-7") @severity("high")
forbid (principal, action in Lumos::Action::"use_model", resource) when { resource in Lumos::Tier::"frontier" };`;

/** What one process counts, the others read from the database: within seconds, not at once. */
async function soon(holds: () => Promise<void>): Promise<void> {
  const last = Date.now() + 20_000;
  for (;;) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > last) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

suite("policies on their way to being enforced", { concurrency: false }, () => {
  let upstream: Upstream;
  let postgres: TestPostgres;
  const running: TestLumos[] = [];
  before(async () => {
    upstream = await startUpstream();
    postgres = await startPostgres();
    const database = await postgres.database();
    for (let i = 0; i < 2; i += 1)
      running.push(await startTestLumos({ file: ACME, database, environment: { ACME_UPSTREAM: upstream.url } }));
  });
  after(async () => {
    for (const lumos of running) await lumos.end();
    await postgres.stop();
    await upstream.close();
  });

  const api = async (lumos: TestLumos, method: string, path: string, body?: object) => {
    const authorization = `Bearer ${lumos.identity.localToken().reveal()}`;
    const response = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text);
  };
  const call = async (lumos: TestLumos, key: string) => {
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: "hello" }] }),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };

  test("a policy in shadow changes no call, is told in why, and is counted over all processes", async () => {
    const [one, other] = running as [TestLumos, TestLumos];
    await api(one, "POST", "/policies", { id: "try.frontier", text: SHADOW });
    const key = await one.key(ALICE);
    await soon(async () => {
      for (const lumos of running) {
        const { policies } = await api(lumos, "GET", "/stages");
        assert.ok(policies.some(({ id }: { id: string }) => id === "try.frontier"));
      }
    });
    const ids: string[] = [];
    for (const lumos of [one, one, one, other, other]) {
      const answer = await call(lumos, key);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers.get("x-lumos-model"), "north-frontier");
      // The caller learns nothing of what is being tried.
      assert.doesNotMatch(answer.text + JSON.stringify([...answer.headers]), /try\.frontier/);
      ids.push(answer.headers.get("x-lumos-decision") ?? "");
    }
    const why = await api(one, "GET", `/decisions/${ids[0]}`);
    assert.deepEqual(why.shadow, [
      { policy: "try.frontier", stage: "shadow", would: "model", model: "cellar-guarded" },
    ]);
    await soon(async () => {
      for (const lumos of running) {
        const { policies, missed } = await api(lumos, "GET", "/stages");
        const found = policies.find(({ id }: { id: string }) => id === "try.frontier");
        assert.deepEqual([found.counts.evaluated, found.counts.changes, missed], [5, { model: 5 }, 0]);
        assert.deepEqual(found.counts.teams, { eng: { model: 5 } });
        assert.deepEqual(
          [found.stage, found.owner, found.ticket, found.severity],
          ["shadow", "rita@acme.test", "SEC-7", "high"],
        );
        assert.ok(found.since > 0);
      }
    });
    const metrics = await (await fetch(`${one.url}/metrics`)).text();
    assert.match(metrics, /lumos_policy_would_change_total\{policy="try.frontier",stage="shadow",change="model"\} 3/);
  });

  test("whom to ask about a policy is told to administrators, and never to a caller", async () => {
    const [one] = running as [TestLumos];
    const text = `@id("stop.bob") @why("Bob is on leave.") @severity("critical") @owner("rita@acme.test") @ticket("SEC-8")
      forbid (principal == Lumos::User::"bob@acme.test", action, resource);`;
    await api(one, "POST", "/policies", { id: "stop.bob", text });
    const key = await one.key("user:bob@acme.test");
    let answer = await call(one, key);
    await soon(async () => {
      answer = await call(one, key);
      assert.match(answer.text, /stop\.bob/);
    });
    assert.doesNotMatch(answer.text + JSON.stringify([...answer.headers]), /rita|SEC-8|critical/);
    const why = await api(one, "GET", `/decisions/${answer.headers.get("x-lumos-decision")}`);
    const reason = why.reasons.find(({ policy }: { policy: string }) => policy === "stop.bob");
    assert.deepEqual([reason.severity, reason.owner, reason.ticket], ["critical", "rita@acme.test", "SEC-8"]);
    // Who was part of the call reads the public part.
    const own = await fetch(`${one.url}/api/v1/decisions/${why.id}`, {
      headers: { authorization: `Bearer ${await one.key("user:bob@acme.test", { scopes: ["read"] })}` },
    });
    const told = await own.text();
    assert.equal(own.status, 200, told);
    assert.doesNotMatch(told, /rita|SEC-8|critical/);
  });

  test("a question of another gateway is looked at like a call, and answered the same", async () => {
    const [one] = running as [TestLumos];
    const text = `@id("try.crm") @why("Not the customers.") @stage("shadow")
      forbid (principal, action in Lumos::Action::"use_tool", resource in Lumos::Server::"crm");`;
    await api(one, "POST", "/policies", { id: "try.crm", text });
    const key = await one.key("agent:triage-bot");
    await soon(async () => {
      const response = await fetch(`${one.url}/access/v1/evaluation`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({
          subject: { type: "agent", id: "triage-bot" },
          action: { name: "call_tool", properties: { operations: ["read"] } },
          resource: { type: "tool", id: "crm/find_contact" },
        }),
      });
      const answer = await response.text();
      assert.equal(JSON.parse(answer).decision, true, answer);
      assert.doesNotMatch(answer, /try\.crm/);
      const why = await api(one, "GET", `/decisions/${response.headers.get("x-lumos-decision")}`);
      assert.deepEqual(why.shadow, [{ policy: "try.crm", stage: "shadow", would: "block" }]);
    });
  });
});
