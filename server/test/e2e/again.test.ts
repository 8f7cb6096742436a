import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Calls as callers make them, read back from the database and decided again. */

suite("decisions that were recorded are decided again", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });

  const call = async (key: string, content: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify({ model: "smart", messages: [{ role: "user", content }] }),
    });
    await response.text();
    return response.headers.get("x-lumos-decision") ?? "";
  };
  const api = async (method: string, path: string, body?: object, version?: string) => {
    const credential = lumos.identity.localToken().reveal();
    const response = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        "content-type": "application/json",
        ...(version ? { "if-match": version } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text), text, version: response.headers.get("etag") ?? "" };
  };

  test("the answer is the same with the same policies, also when the organization is another one by then", async () => {
    const alice = await lumos.key("user:alice@acme.test");
    const triage = await lumos.key("agent:triage-bot");
    const ids = [
      await call(alice, "hello"),
      await call(alice, "write to jane.roe@example.org please"),
      await call(triage, "hello", { "x-lumos-workflow": "ticket" }),
      await call(await lumos.key("user:bob@acme.test"), "hello"),
    ];
    for (const id of ids) {
      const { body, text } = await api("GET", `/decisions/${id}/again`);
      assert.deepEqual([body.recorded.same, body.live.same], [true, true], text);
      assert.equal(body.recorded.snapshot, body.live.snapshot);
    }

    const before = await api("GET", "/users/alice@acme.test");
    const changed = { ...before.body.spec, teams: ["contractors"] };
    const put = await api("PUT", "/users/alice@acme.test", changed, before.version);
    assert.equal(put.status, 200, put.text);
    const [first = ""] = ids;
    const again = (await api("GET", `/decisions/${first}/again`)).body;
    assert.deepEqual([again.recorded.same, again.live.same], [true, true]);
    // The same call now meets another answer, and the one of then stands.
    const fresh = await call(alice, "hello");
    const [earlier, later] = await Promise.all([first, fresh].map((id) => lumos.records.recorded("acme", id)));
    assert.equal(earlier?.rulings[0]?.outcome, "allowed");
    assert.equal(later?.rulings[0]?.outcome, "blocked");
  });

  test("what other policies say about it is told", async () => {
    const id = await call(await lumos.key("user:dana@acme.test"), "hello");
    const stop = `@id("stop.dana") @why("Not now.") forbid(principal == Lumos::User::"dana@acme.test", action, resource);`;
    const made = await api("POST", "/policies", { id: "stop.dana", text: stop });
    assert.equal(made.status, 201, made.text);
    await new Promise((resolve) => setTimeout(resolve, 50));
    let told = (await api("GET", `/decisions/${id}/again`)).body;
    for (let i = 0; told.live.same && i < 100; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      told = (await api("GET", `/decisions/${id}/again`)).body;
    }
    assert.equal(told.live.same, false);
    assert.equal(told.live.outcome, "blocked");
    assert.ok(told.live.differences.includes("north-frontier: is blocked, was allowed"), JSON.stringify(told.live));
    assert.notEqual(told.live.snapshot, told.recorded.snapshot);
    // What a snapshot held is kept: with the policies of then the answer is that of then.
    assert.deepEqual([told.recorded.same, told.recorded.outcome], [true, "allowed"], JSON.stringify(told));
    assert.equal((await api("GET", "/decisions/0197aaaa-7c1a-7b1e-9f5e-0d3c2b1a4f60/again")).status, 404);
  });

  test("a window is read a page at a time, in order, with every question", async () => {
    const since = Date.now() - 60_000;
    const seen = [];
    for await (const page of lumos.records.recordedIn("acme", { since, until: Date.now() + 1_000 })) seen.push(...page);
    assert.ok(seen.length >= 6);
    assert.deepEqual(
      seen.map(({ id }) => id),
      seen.map(({ id }) => id).toSorted(),
    );
    assert.ok(seen.every(({ question }) => question));
    const none = [];
    for await (const page of lumos.records.recordedIn("acme", { since: Date.now() + 1_000, until: Date.now() + 2_000 }))
      none.push(...page);
    assert.equal(none.length, 0);
  });
});
