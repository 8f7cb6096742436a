import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import type { Why } from "../../src/record/index.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* What calls cost, through the real server in front of a real HTTP upstream, with prices of the book and declared ones. */

const file = (upstream: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers:
  - { id: vendor, api: openai, baseUrl: "${upstream}/v1", key: k }
  - { id: north, api: anthropic, baseUrl: "${upstream}", key: k }
  - { id: house, api: openai-compatible, baseUrl: "${upstream}/v1" }
models:
  - { id: booked, provider: vendor, upstream: gpt-5, tier: frontier }
  - { id: sonnet, provider: north, upstream: claude-sonnet-4-5, tier: frontier }
  - { id: declared, provider: house, upstream: own, tier: frontier, price: { input: 2, output: 4, cachedInput: 1 } }
  - { id: nameless, provider: house, upstream: gpt-5, tier: frontier }
routes:
  - { id: ladder, models: [declared, booked], retries: { max: 0 } }
users: [{ id: ann@o.test }]
policies:
  - id: open
    text: '@id("open") permit (principal, action, resource);'
  - id: no.secrets
    text: '@id("no.secrets") @why("No secrets.") forbid (principal, action, resource) when { context.base.dataClasses.contains("secret") };'
`;

suite("what calls cost", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let key: string;

  const ask = (model: string, more: Record<string, unknown> = {}, content = "Hello there") =>
    fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model, messages: [{ role: "user", content }], ...more }),
    });
  const whyOf = async (response: Response): Promise<Why> => {
    const why = await lumos.records.why("o", response.headers.get("x-lumos-decision") ?? "");
    ok(why);
    return why;
  };

  before(async () => {
    upstream = await startUpstream();
    using folder = scratch({ "lumos.yaml": file(upstream.url) });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    key = await lumos.key("user:ann@o.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  test("a model without a declared price costs what the book says, and the record names the book", async () => {
    upstream.queue({ usage: { input: 10_000, cached: 9_000, output: 500, reasoning: 400 } });
    const why = await whyOf(await ask("booked"));
    equal(why.costNanoUsd, 1_250_000 + 1_125_000 + 5_000_000);
    match(why.book ?? "", /^genai-prices@/);
    equal(why.unpriced, undefined);
  });

  test("caches, searches and streams of Anthropic's are paid for as its list says, in either format", async () => {
    const usage = { input: 2_002, cached: 10_000, cacheWrite: 2_510, cacheWrite1h: 1_002, output: 1_116, searches: 5 };
    for (const [path, more] of [
      ["messages", {}],
      ["messages", { stream: true }],
      ["chat/completions", {}],
      ["chat/completions", { stream: true }],
    ] as const) {
      upstream.queue({ usage });
      const response = await fetch(`${lumos.url}/v1/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: "sonnet", max_tokens: 9, messages: [{ role: "user", content: "x" }], ...more }),
      });
      await response.text();
      equal(response.status, 200);
      // As in the test of the price book: $0.087413.
      equal((await whyOf(response)).costNanoUsd, 87_413_000, `${path} ${JSON.stringify(more)}`);
    }
  });

  test("a declared price goes before the book", async () => {
    upstream.queue({ usage: { input: 10, cached: 4, output: 3 } });
    const why = await whyOf(await ask("declared"));
    equal(why.costNanoUsd, 6 * 2_000 + 4 * 1_000 + 3 * 4_000);
    match(why.book ?? "", /^declared@\d+$/);
  });

  test("a model that nobody has priced is unpriced with a reason, not free", async () => {
    const why = await whyOf(await ask("nameless"));
    equal(why.costNanoUsd, null);
    match(why.unpriced ?? "", /does not know provider house/);
  });

  test("counting tokens costs nothing, also at a model that nobody has priced", async () => {
    const response = await fetch(`${lumos.url}/v1/messages/count_tokens`, {
      method: "POST",
      headers: { "x-api-key": key },
      body: JSON.stringify({ model: "nameless", messages: [{ role: "user", content: "Hello" }] }),
    });
    equal(response.status, 200);
    const why = await whyOf(response);
    equal(why.costNanoUsd, 0);
    equal(why.unpriced, undefined);
  });

  test("a blocked call costs nothing", async () => {
    const response = await ask("booked", {}, `AKIA${"IOSFODNN7EXAMPLE"}`);
    equal(response.status, 403);
    const why = await whyOf(response);
    equal(why.costNanoUsd, 0);
    equal(why.unpriced, undefined);
  });

  test("a try that broke off before anything went out is part of the cost", async () => {
    upstream.queue({ cut: 1 });
    upstream.queue({ usage: { input: 100, output: 10 } });
    const response = await ask("ladder");
    equal(response.status, 200);
    const why = await whyOf(response);
    const [failed, taken] = why.candidates;
    equal(failed?.fate, "failed");
    equal(failed?.spent?.length, 1);
    deepEqual(failed?.spent?.[0]?.partial, true);
    const input = failed?.spent?.[0]?.input ?? 0;
    ok(input > 0);
    equal(failed?.spentNanoUsd, input * 2_000);
    equal(taken?.fate, "taken");
    equal(why.costNanoUsd, input * 2_000 + 100 * 1_250 + 10 * 10_000);
    const row = await lumos.store.read
      .selectFrom("decisions")
      .select(["tokens_in", "cost_nano"])
      .where("id", "=", why.id)
      .executeTakeFirstOrThrow();
    deepEqual({ ...row }, { tokens_in: 100 + input, cost_nano: why.costNanoUsd });
  });

  test("a provider that refused or was not reached charges nothing", async () => {
    upstream.queue({ status: 500 });
    upstream.queue({ usage: { input: 1, output: 0 } });
    const why = await whyOf(await ask("ladder"));
    equal(why.candidates[0]?.spent, undefined);
    equal(why.costNanoUsd, 1_250);
  });

  test("a call that its caller left while the model was at work costs what had been sent", async () => {
    upstream.queue({ stall: -1 });
    const stop = new AbortController();
    const left = fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: "declared", messages: [{ role: "user", content: "Think long" }] }),
      signal: stop.signal,
    });
    await upstream.arrived(1);
    stop.abort();
    await left.catch(() => {});
    let rows: Awaited<ReturnType<typeof lumos.records.list>> = [];
    while (rows.length === 0) rows = await lumos.records.list("o", { result: "aborted" }, { limit: 1 });
    const why = await lumos.records.why("o", rows[0]?.id ?? "");
    const spent = why?.candidates[0]?.spent?.[0];
    ok(spent && spent.input > 0);
    equal(spent.partial, true);
    equal(why?.costNanoUsd, spent.input * 2_000);
    equal(rows[0]?.tokensIn, spent.input);
  });

  test("a stream that is cut costs its input and what was seen of the output, and says that it is a part", async () => {
    upstream.queue({ chunks: 20, chunkMs: 5, cut: 10 });
    const response = await ask("declared", { stream: true });
    await response.text().catch(() => "");
    const why = await whyOf(response);
    equal(why.result, "failed");
    equal(why.usage?.partial, true);
    ok((why.usage?.output ?? 0) > 0);
    equal(why.costNanoUsd, (why.usage?.input ?? 0) * 2_000 + (why.usage?.output ?? 0) * 4_000);
  });
});
