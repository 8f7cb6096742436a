import { equal, match, notEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import type { Why } from "../../src/record/index.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* Answers that are kept and given again, through the real server in front of a real HTTP upstream. */

const OPEN = '@id("open") permit (principal, action, resource);';
const file = (upstream: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers:
  - { id: house, api: openai-compatible, baseUrl: "${upstream}/v1" }
models:
  - { id: first, provider: house, upstream: one, tier: frontier, price: { input: 2, output: 4 } }
  - { id: second, provider: house, upstream: two, tier: frontier, price: { input: 2, output: 4 } }
routes:
  - { id: own, models: [first, second], cache: { ttl: 10m }, retries: { max: 0 } }
  - { id: shared, models: [first], cache: { ttl: 10m, scope: team } }
  - { id: common, models: [first], cache: { ttl: 10m, scope: organization } }
  - { id: plain, models: [first] }
teams: [{ id: red }, { id: blue }]
users:
  - { id: ann@o.test, teams: [red] }
  - { id: bea@o.test, teams: [red] }
  - { id: cal@o.test, teams: [blue] }
policies:
  - id: open
    text: '${OPEN}'
  - id: no.secrets
    text: '@id("no.secrets") @why("No secrets.") forbid (principal, action, resource) when { context.base.dataClasses.contains("secret") };'
  - id: mail
    text: '@id("mail") @why("Mail addresses are replaced.") @obligation("redact:pii.email") forbid (principal, action, resource) when { context.base.dataClasses.contains("pii.email") } unless { context.base.fulfilled.contains("redact:pii.email") };'
`;

suite("answers that are kept", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  const keys: Record<string, string> = {};
  let turn = 0;

  interface Asked {
    who?: string;
    content?: string;
    headers?: Record<string, string>;
    more?: Record<string, unknown>;
  }
  const ask = (model: string, { who = "ann", content = `Hello ${turn}`, headers = {}, more = {} }: Asked = {}) =>
    fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys[who]}`, ...headers },
      body: JSON.stringify({ model, messages: [{ role: "user", content }], ...more }),
    });
  /** Asks, reads the whole answer, and gives what the header says with it. */
  const told = async (model: string, asked?: Asked) => {
    const response = await ask(model, asked);
    const text = await response.text();
    return { response, text, cache: response.headers.get("x-lumos-cache") };
  };
  const whyOf = async (response: Response): Promise<Why> => {
    const why = await lumos.records.why("o", response.headers.get("x-lumos-decision") ?? "");
    ok(why);
    return why;
  };

  before(async () => {
    upstream = await startUpstream();
    using folder = scratch({ "lumos.yaml": file(upstream.url) });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    for (const name of ["ann", "bea", "cal"]) keys[name] = await lumos.key(`user:${name}@o.test`);
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => {
    upstream.reset();
    turn += 1;
  });

  test("the same call is answered once by the provider, and from the cache after it", async () => {
    upstream.queue({ text: "only once", usage: { input: 100, output: 10 } });
    const first = await told("own");
    const again = await told("own");
    equal(first.cache, "miss");
    equal(again.cache, "hit");
    equal(again.text, first.text);
    equal(again.response.headers.get("content-type"), first.response.headers.get("content-type"));
    equal(again.response.headers.get("x-lumos-model"), "first");
    equal(upstream.received.length, 1);
  });

  // Guarantee: what was kept before a restore is not given after it.
  test("what was kept before a restore is not given after it", async () => {
    await told("own");
    using folder = scratch({});
    const backup = join(folder.path, "before.gz");
    await lumos.store.backup(backup);
    equal((await told("own")).cache, "hit");
    await lumos.store.restore(backup);
    equal((await told("own")).cache, "miss");
    equal(upstream.received.length, 2);
  });

  test("a hit is recorded like any call, with what it saved and no cost", async () => {
    upstream.queue({ usage: { input: 100, output: 10 } });
    const first = await told("own");
    const again = await told("own");
    notEqual(again.response.headers.get("x-lumos-decision"), first.response.headers.get("x-lumos-decision"));
    const [missed, hit] = [await whyOf(first.response), await whyOf(again.response)];
    equal(missed.cache, "miss");
    equal(missed.costNanoUsd, 100 * 2_000 + 10 * 4_000);
    equal(hit.cache, "hit");
    equal(hit.result, "completed");
    equal(hit.costNanoUsd, 0);
    equal(hit.savedNanoUsd, missed.costNanoUsd);
    equal(hit.usage, undefined);
    equal(hit.candidates[0]?.fate, "taken");
  });

  test("a stream is given again byte for byte, and never to a call that did not ask for a stream", async () => {
    const more = { stream: true, stream_options: { include_usage: true } };
    upstream.queue({ chunks: 12, splitBytes: 7 });
    const first = await told("own", { more });
    const again = await told("own", { more });
    equal(again.cache, "hit");
    equal(again.text, first.text);
    match(again.response.headers.get("content-type") ?? "", /event-stream/);
    ok(again.text.endsWith("data: [DONE]\n\n"));
    equal((await told("own")).cache, "miss");
  });

  test("another prompt, another parameter and another route are other calls", async () => {
    equal((await told("own")).cache, "miss");
    equal((await told("own", { content: `Hello ${turn}!` })).cache, "miss");
    equal((await told("own", { more: { temperature: 0.1 } })).cache, "miss");
    equal((await told("common")).cache, "miss");
    equal((await told("own")).cache, "hit");
  });

  test("a translated answer is kept for its own format, an embedding for its own", async () => {
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${lumos.url}/v1/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys["ann"]}` },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      equal(response.status, 200, text);
      return { text, cache: response.headers.get("x-lumos-cache") };
    };
    const prompt = { model: "own", max_tokens: 50, messages: [{ role: "user", content: `Hello ${turn}` }] };
    equal((await post("chat/completions", prompt)).cache, "miss");
    for (const stream of [false, true]) {
      const first = await post("messages", { ...prompt, stream });
      const again = await post("messages", { ...prompt, stream });
      equal(first.cache, "miss");
      equal(again.cache, "hit");
      equal(again.text, first.text);
      match(again.text, /"role":"assistant"/);
    }
    const words = { model: "own", input: `Hello ${turn}` };
    equal((await post("embeddings", words)).cache, "miss");
    equal((await post("embeddings", words)).cache, "hit");
    equal((await post("responses", { ...words, store: false })).cache, "miss");
    equal((await post("responses", { ...words, store: false })).cache, "hit");
    equal((await post("responses", words)).cache, null);
  });

  test("a route without a cache keeps nothing", async () => {
    equal((await told("plain")).cache, null);
    equal((await told("plain")).cache, null);
    equal((await told("first")).cache, null);
    equal(upstream.received.length, 3);
  });

  test("another user misses, a member of the team hits where the route says so, everyone where it says that", async () => {
    equal((await told("own")).cache, "miss");
    equal((await told("own", { who: "bea" })).cache, "miss");
    equal((await told("shared")).cache, "miss");
    equal((await told("shared", { who: "bea" })).cache, "hit");
    equal((await told("shared", { who: "cal" })).cache, "miss");
    equal((await told("common")).cache, "miss");
    equal((await told("common", { who: "cal" })).cache, "hit");
  });

  test("a prompt that is blocked is blocked before any kept answer is looked for", async () => {
    const content = `AKIA${"IOSFODNN7EXAMPLE"} ${turn}`;
    for (let times = 0; times < 2; times += 1) {
      const blocked = await told("own", { content });
      equal(blocked.response.status, 403);
      equal(blocked.cache, null);
    }
    equal(upstream.received.length, 0);
  });

  test("no-store keeps nothing, no-cache asks again and renews", async () => {
    const stored = { headers: { "cache-control": "no-store" } };
    const fresh = { headers: { "cache-control": "max-age=0, no-cache" } };
    equal((await told("own", stored)).cache, null);
    upstream.queue({ text: "old" });
    equal((await told("own")).cache, "miss");
    upstream.queue({ text: "new" });
    equal((await told("own", fresh)).cache, "miss");
    const last = await told("own");
    equal(last.cache, "hit");
    match(last.text, /new/);
    equal((await told("own", stored)).cache, null);
  });

  test("what keeps state at the provider, looks at the world, or asks for several answers is not kept", async () => {
    for (const more of [{ store: true }, { n: 2 }, { web_search_options: {} }, { tools: [{ type: "web_search" }] }]) {
      equal((await told("own", { more })).cache, null, JSON.stringify(more));
      equal((await told("own", { more })).cache, null, JSON.stringify(more));
    }
    const more = { tools: [{ type: "function", function: { name: "f", parameters: {} } }] };
    equal((await told("own", { more })).cache, "miss");
    equal((await told("own", { more })).cache, "hit");
  });

  test("an answer larger than the limit is not kept", async () => {
    upstream.queue({ oversizeBytes: 1_100_000 });
    equal((await told("own")).cache, "miss");
    equal((await told("own")).cache, "miss");
  });

  test("an answer that failed, was cut or aborted is not kept", async () => {
    const more = { stream: true };
    upstream.queue({ chunks: 20, chunkMs: 5, cut: 10 });
    await (await ask("own", { more })).text().catch(() => "");
    equal((await told("own", { more })).cache, "miss");

    turn += 1;
    const gate = Promise.withResolvers<void>();
    upstream.queue({ chunks: 20, hold: { at: 5, until: gate.promise } });
    const stop = new AbortController();
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys["ann"]}` },
      body: JSON.stringify({ model: "own", messages: [{ role: "user", content: `Hello ${turn}` }], ...more }),
      signal: stop.signal,
    });
    await response.body?.getReader().read();
    stop.abort();
    await upstream.received.at(-1)?.closed;
    gate.resolve();
    equal((await told("own", { more })).cache, "miss");

    turn += 1;
    upstream.queue({ status: 400 });
    equal((await told("own")).response.status, 400);
    equal((await told("own")).cache, "miss");
  });

  test("what the next candidate answered is kept for it alone", async () => {
    upstream.queue({ status: 500 });
    upstream.queue({ text: "from the second" });
    const first = await told("own");
    equal(first.response.headers.get("x-lumos-model"), "second");
    upstream.queue({ text: "from the first" });
    const again = await told("own");
    match(again.text, /from the first/);
    equal(again.cache, "miss");
  });

  test("a redacted prompt is kept by what was sent, and its answer keeps no address", async () => {
    const content = `Write to ann@example.com ${turn}`;
    const first = await told("own", { content });
    equal(first.cache, "miss");
    ok(!upstream.received[0]?.body.includes("ann@example.com"));
    const again = await told("own", { content });
    equal(again.cache, "hit");
    equal(again.response.headers.get("x-lumos-adjusted"), "redacted");
  });

  test("a change of policy ends what was kept", { timeout: 10_000 }, async () => {
    equal((await told("own")).cache, "miss");
    equal((await told("own")).cache, "hit");
    const { registry, store, org } = lumos;
    const before = (await whyOf((await told("plain")).response)).policy.snapshot;
    await store.transact((tx) =>
      registry.put(
        tx,
        org,
        "policies",
        {
          id: "late",
          text: '@id("late") @why("x") forbid (principal, action, resource) when { context.base.geo == "KP" };',
        },
        { origin: "api", expect: "absent" },
      ),
    );
    await registry.refresh(org);
    // New policies count once they are checked: the snapshot a call was decided under tells when that is.
    const snapshot = async () => (await whyOf((await told("plain")).response)).policy.snapshot;
    while ((await snapshot()) === before);
    equal((await told("own")).cache, "miss");
    equal((await told("own")).cache, "hit");
  });
});
