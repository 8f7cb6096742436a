import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import OpenAI, { APIError } from "openai";
import type { Why } from "../../src/record/index.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";

/* The real server in front of two real upstreams that fail in every way. Each route has models of its own. */

const ONCE = { retries: { max: 0 } };
const ROUTES: Record<string, object> = {
  stopped: ONCE,
  busy: {},
  short: {},
  twice: {},
  silent: { retries: { max: 0, within: "1s" } },
  early: {},
  first: ONCE,
  second: ONCE,
  half: ONCE,
  middle: {},
  cheapest: { order: "price" },
  batch: { latency: "batchable" },
  urgent: { latency: "sensitive" },
  free: {},
  able: {},
  held: {},
  announced: {},
  refused: ONCE,
  whole: { lossless: true },
  keyed: {},
  careful: {},
  created: ONCE,
  started: ONCE,
};

const LOSSY = new Set(["whole", "careful"]);
/** A member that no other format has. */
const LOST = { logit_bias: { "50256": -100 } };

/** How a provider of this route is spoken to. */
function native(name: string, { url }: Upstream): object {
  if (name === "created") return { api: "openai", baseUrl: `${url}/v1`, formats: ["openai.responses"] };
  if (name === "started") return { api: "anthropic", baseUrl: url };
  return { api: "openai-compatible", baseUrl: `${url}/v1` };
}

suite("routing", { concurrency: false }, () => {
  let one: Upstream;
  let two: Upstream;
  let lumos: TestLumos;
  let user: OpenAI;
  const folder = mkdtempSync(join(tmpdir(), "lumos-routing-"));

  const messages = [{ role: "user" as const, content: "Hello" }];
  const call = async (
    model: string,
    more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {},
    headers = {},
  ) => {
    const { data, response } = await user.chat.completions
      .create({ model, messages, ...more }, { headers })
      .withResponse();
    return { data, headers: response.headers, why: await whyOf(response.headers) };
  };
  const whyOf = async (headers: Headers): Promise<Why> => {
    const why = await lumos.records.why("routing", headers.get("x-lumos-decision") ?? "");
    ok(why);
    return why;
  };
  const streamed = async (model: string, path = "chat/completions", body: object = { messages }) => {
    const response = await fetch(`${lumos.url}/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${user.apiKey}` },
      body: JSON.stringify({ model, stream: true, ...body }),
    });
    let text = "";
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch {
      text += "\n(cut)";
    }
    return { text, headers: response.headers, why: await whyOf(response.headers) };
  };
  const fates = (why: Why) =>
    why.candidates.map(({ model, fate, tries }) => `${model} ${fate}${tries === undefined ? "" : ` ${tries}`}`);
  const bodies = (upstream: Upstream) => upstream.received.map(({ json }) => json as Record<string, unknown>);

  before(async () => {
    one = await startUpstream();
    two = await startUpstream();
    const names = Object.keys(ROUTES);
    const file = join(folder, "lumos.yaml");
    const declaration = {
      version: 1,
      organization: { id: "routing", name: "Routing" },
      tiers: [{ id: "frontier" }, { id: "economy" }],
      // A provider of its own for each route, so that no test meets what another one left.
      providers: names.flatMap((name) => [
        {
          id: `${name}-1`,
          // What chat says and Messages cannot is lost on the way to the first model of these.
          ...(LOSSY.has(name) ? { api: "anthropic", baseUrl: one.url } : native(name, one)),
          ...(name === "keyed"
            ? {
                keys: [
                  { id: "red", key: "red-key" },
                  { id: "blue", key: "blue-key", weight: 3 },
                ],
              }
            : { key: "first-key" }),
        },
        { id: `${name}-2`, ...native(name, two), key: "second-key" },
      ]),
      models: names.flatMap((name) => [
        {
          id: `${name}-a`,
          provider: `${name}-1`,
          upstream: "fake-model",
          tier: "frontier",
          price: { input: 10, output: 50 },
          ...(name === "able" ? { features: { tools: false } } : {}),
          serviceTiers: ["flex"],
        },
        {
          id: `${name}-b`,
          provider: `${name}-2`,
          upstream: "fake-mini",
          tier: "economy",
          price: { input: 1, output: 2 },
        },
      ]),
      routes: names.map((name) => ({ id: name, models: [`${name}-a`, `${name}-b`], ...ROUTES[name] })),
      teams: [{ id: "eng" }],
      users: [{ id: "u@routing.test", teams: ["eng"] }],
      policies: [
        { id: "all", text: '@id("all") @why("Everyone may.") permit (principal, action, resource);' },
        {
          id: "whole",
          text: `@id("whole") @why("Confidential calls arrive whole.") @obligation("route:lossless")
            forbid (principal, action, resource) when { context.base.dataClasses.contains("confidential") }
            unless { context.base.fulfilled.contains("route:lossless") };`,
        },
      ],
    };
    writeFileSync(file, JSON.stringify(declaration));
    lumos = await startTestLumos({ file });
    user = new OpenAI({ apiKey: await lumos.key("user:u@routing.test"), baseURL: `${lumos.url}/v1`, maxRetries: 0 });
  });
  after(async () => {
    await lumos.end();
    await one.close();
    await two.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    one.reset();
    two.reset();
  });

  test("a provider that is gone is asked no more after a few failures, and again when it is back", async () => {
    await one.stop();
    for (let at = 0; at < 5; at += 1) {
      const { headers, why } = await call("stopped");
      equal(headers.get("x-lumos-adjusted"), "fallback");
      deepEqual(fates(why), ["stopped-a failed", "stopped-b taken"]);
    }
    const { why } = await call("stopped");
    deepEqual(fates(why), ["stopped-a skipped", "stopped-b taken"]);
    equal(why.candidates[0]?.by, "health");
    match(why.candidates[0]?.detail ?? "", /rests after failures/);
    await one.start();
    for (;;) {
      const { data } = await call("stopped");
      if (data.model === "fake-model") break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    equal(one.received.length, 1);
  });

  test("a provider that asks for a long rest is left alone, and the next candidate answers at once", async () => {
    one.queue({ status: 429, retryAfter: 30 });
    const { headers, why } = await call("busy");
    equal(headers.get("x-lumos-model"), "busy-b");
    deepEqual(fates(why), ["busy-a failed", "busy-b taken"]);
    const later = await call("busy");
    match(later.why.candidates[0]?.detail ?? "", /asked for rest, \d+ s left/);
    equal(one.received.length, 1);
  });

  test("a short rest is waited for at the same model", async () => {
    one.queue({ status: 429, headers: { "retry-after-ms": "60" } });
    const { headers, why } = await call("short");
    equal(headers.get("x-lumos-adjusted"), null);
    deepEqual(fates(why), ["short-a taken 2", "short-b unused"]);
  });

  test("a model that fails once is asked again, which is no fallback", async () => {
    one.queue({ status: 500 });
    const { headers, why } = await call("twice");
    equal(headers.get("x-lumos-adjusted"), null);
    deepEqual(fates(why), ["twice-a taken 2", "twice-b unused"]);
    equal(two.received.length, 0);
  });

  test("a model that does not begin in time gives way", async () => {
    one.queue({ stall: -1 });
    const { why } = await call("silent");
    deepEqual(fates(why), ["silent-a failed", "silent-b taken"]);
    await one.received[0]?.closed;
    equal(one.received[0]?.aborted, true);
  });

  test("a connection that is cut before the answer is made once more", async () => {
    one.queue({ cut: -1 });
    deepEqual(fates((await call("early")).why), ["early-a taken 2", "early-b unused"]);
  });

  test("an answer that breaks off half-way, before anything was given out, comes from the next model", async () => {
    one.queue({ cut: 1 });
    const { data, why } = await call("half");
    equal(data.model, "fake-mini");
    deepEqual(fates(why), ["half-a failed", "half-b taken"]);
  });

  for (const [name, events] of [
    ["first", 0],
    ["second", 1],
  ] as const) {
    test(`a stream whose ${name} event is an error comes whole from the next model`, async () => {
      one.queue({ errorAfter: events, errorMessage: "no quota left", chunkMs: 20 });
      const { text, headers, why } = await streamed(name);
      ok(!text.includes("quota"), text);
      ok(!text.includes("fake-model"), "something of the first model went out");
      match(text, /data: \[DONE\]\n\n$/);
      equal(headers.get("x-lumos-model"), `${name}-b`);
      deepEqual(fates(why), [`${name}-a failed`, `${name}-b taken`]);
    });
  }

  for (const [name, path, body, announced, end] of [
    ["created", "responses", { input: "Hello" }, 2, "response.completed"],
    ["started", "messages", { messages, max_tokens: 9 }, 1, "message_stop"],
  ] as const) {
    test(`an answer that is announced in ${path} and then turned away comes whole from the next model`, async () => {
      one.queue({ errorAfter: announced, errorMessage: "no quota left", chunkMs: 20 });
      const { text, headers, why } = await streamed(name, path, body);
      equal(headers.get("x-lumos-model"), `${name}-b`);
      ok(!text.includes("quota") && !text.includes("fake-model"), text);
      ok(text.includes(end), text);
      deepEqual(fates(why), [`${name}-a failed`, `${name}-b taken`]);
    });
  }

  // Guarantee: an answer that was begun by one model is never continued by another.
  test("an answer that was begun by one model is never continued by another", async () => {
    one.queue({ errorAfter: 3, chunks: 8, chunkMs: 20 });
    const { text, why } = await streamed("middle");
    match(text, /"code":"upstream_failed"[^\n]*\n\n\n\(cut\)$/);
    ok(!text.includes("[DONE]"));
    equal(why.result, "failed");
    deepEqual(fates(why), ["middle-a taken", "middle-b unused"]);
    match(why.candidates[0]?.detail ?? "", /error inside the stream/);
    deepEqual([one.received.length, two.received.length], [1, 0]);
  });

  test("the first token is not held back", async () => {
    const hold = Promise.withResolvers<void>();
    one.queue({ chunks: 4, hold: { at: 2, until: hold.promise } });
    const stream = await user.chat.completions.create({ model: "held", messages, stream: true });
    let text = "";
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (text !== "") hold.resolve();
    }
    ok(text !== "");
  });

  test("an answer that is only announced begins after a moment, so that its caller hears of it", async () => {
    const hold = Promise.withResolvers<void>();
    one.queue({ hold: { at: 1, until: hold.promise } });
    // This resolves with the head of the answer, while nothing but its announcement has come.
    const stream = await user.chat.completions.create({ model: "announced", messages, stream: true });
    hold.resolve();
    for await (const chunk of stream) ok(chunk);
  });

  test("the first by price is no fallback, and the decision tells the order", async () => {
    const { headers, why } = await call("cheapest");
    equal(headers.get("x-lumos-model"), "cheapest-b");
    equal(headers.get("x-lumos-adjusted"), null);
    equal(why.orderedBy, "price");
    deepEqual(fates(why), ["cheapest-b taken", "cheapest-a unused"]);
    deepEqual(
      why.candidates.map(({ tier }) => tier),
      ["economy", "frontier"],
    );
    two.queue({ status: 404 });
    equal((await call("cheapest")).headers.get("x-lumos-adjusted"), "fallback");
  });

  test("a call that can wait goes to the cheaper class of service, and the decision says so", async () => {
    const { why } = await call("batch");
    equal(bodies(one)[0]?.["service_tier"], "flex");
    equal(why.candidates[0]?.serviceTier, "flex");
    await call("batch", { service_tier: "priority" });
    equal(bodies(one)[1]?.["service_tier"], "priority");
    await call("free", {}, { "x-lumos-latency": "batchable" });
    equal(bodies(one)[2]?.["service_tier"], "flex");
    await call("free");
    equal(bodies(one)[3]?.["service_tier"], undefined);
  });

  test("where the cheaper class has no room, the same model answers in its usual one", async () => {
    one.queue({ status: 429, retryAfter: 60 });
    const { headers, why } = await call("batch");
    equal(headers.get("x-lumos-adjusted"), null);
    deepEqual(
      bodies(one).map((body) => body["service_tier"]),
      ["flex", undefined],
    );
    equal(why.candidates[0]?.serviceTier, undefined);
    // Nothing rests because of it.
    equal((await call("batch")).headers.get("x-lumos-model"), "batch-a");
  });

  // Guarantee: a call that cannot wait never goes to a slower class of service.
  test("a call that cannot wait never goes to a slower class of service", async () => {
    await call("urgent", {}, { "x-lumos-latency": "batchable" });
    await call("urgent", { service_tier: "flex" });
    await call("batch", {}, { "x-lumos-latency": "sensitive" });
    deepEqual(
      bodies(one).map((body) => body["service_tier"]),
      [undefined, "default", undefined],
    );
  });

  test("a model that lacks what the call needs is left out, and the decision says what", async () => {
    const tools = [{ type: "function" as const, function: { name: "f", parameters: { type: "object" } } }];
    const { headers, why } = await call("able", { tools });
    equal(headers.get("x-lumos-model"), "able-b");
    deepEqual([why.candidates[0]?.by, why.candidates[0]?.detail], ["feature", "calls no tools"]);
    equal((await call("able")).headers.get("x-lumos-model"), "able-a");
  });

  // Guarantee: where nothing may be lost, no model gets less than the caller wrote.
  test("where nothing may be lost, no model gets less than the caller wrote", async () => {
    const { headers, why } = await call("whole", LOST);
    equal(headers.get("x-lumos-model"), "whole-b");
    equal(headers.get("x-lumos-adjusted"), "fallback");
    equal(one.received.length, 0);
    deepEqual(
      [why.candidates[0]?.fate, why.candidates[0]?.by, why.candidates[0]?.detail],
      ["skipped", "lossy", "translation would lose: logit_bias"],
    );
    // What loses nothing goes to the first model, in its own format.
    equal((await call("whole")).headers.get("x-lumos-model"), "whole-a");
  });

  test("a policy may demand the same, and a call that no model would get whole is refused with a sentence", async () => {
    const confidential = { "x-lumos-data-class": "confidential" };
    equal((await call("careful", LOST)).headers.get("x-lumos-lossy"), "logit_bias");
    const { headers, why } = await call("careful", LOST, confidential);
    equal(headers.get("x-lumos-model"), "careful-b");
    deepEqual(why.obligations, ["route:lossless"]);
    const before = one.received.length;
    const error = await user.chat.completions
      .create({ model: "careful-a", messages, ...LOST }, { headers: confidential })
      .catch((thrown: unknown) => thrown);
    ok(error instanceof APIError);
    deepEqual([error.status, error.code, error.headers?.get("x-should-retry")], [403, "policy_blocked", "false"]);
    match(error.message, /no model would get all of it \(careful-a: translation would lose: logit_bias\)/);
    equal(one.received.length, before);
  });

  test("a key that is refused gives way to the next one, in the same call and after it", async () => {
    const keyOf = (at: number) => String(one.received[at]?.headers.authorization);
    one.queue({ status: 401 });
    const { headers, why } = await call("keyed");
    equal(headers.get("x-lumos-adjusted"), null);
    deepEqual(fates(why), ["keyed-a taken 2", "keyed-b unused"]);
    ok(keyOf(0) !== keyOf(1), keyOf(0));
    equal(why.candidates[0]?.key, /red/.test(keyOf(1)) ? "red" : "blue");
    for (let at = 2; at < 6; at += 1) {
      await call("keyed");
      equal(keyOf(at), keyOf(1));
    }
  });

  test("the caller's own mistake is not tried twice and opens nothing", async () => {
    one.script(() => ({ status: 400, errorMessage: "too hot" }));
    for (let at = 0; at < 6; at += 1) {
      await user.chat.completions.create({ model: "refused", messages }).then(
        () => ok(false, "it was answered"),
        (error: unknown) => ok(error instanceof APIError && error.status === 400, String(error)),
      );
    }
    deepEqual([one.received.length, two.received.length], [6, 0]);
  });

  test("the metrics tell fallbacks by reason, tries by result, retries and circuits", async () => {
    const text = await (await fetch(`${lumos.url}/metrics`)).text();
    for (const line of [
      /^lumos_fallbacks_total\{reason="error",from="frontier",to="economy",team="eng"\} \d+$/m,
      /^lumos_fallbacks_total\{reason="health",from="frontier",to="economy",team="eng"\} \d+$/m,
      /^lumos_fallbacks_total\{reason="feature",from="frontier",to="economy",team="eng"\} 1$/m,
      /^lumos_retries_total\{provider="twice-1",model="twice-a"\} 1$/m,
      /^lumos_upstream_tries_total\{provider="twice-1",model="twice-a",result="500"\} 1$/m,
      /^lumos_upstream_tries_total\{provider="twice-1",model="twice-a",result="ok"\} 1$/m,
      /^lumos_upstream_first_byte_seconds_bucket\{provider="twice-1",model="twice-a",le="\+Inf"\} 2$/m,
      /^lumos_upstream_tries_total\{provider="middle-1",model="middle-a",result="broken"\} 1$/m,
      /^lumos_fallbacks_total\{reason="lossy",from="frontier",to="economy",team="eng"\} 2$/m,
      /^lumos_circuits\{state="open"\} [1-9]$/m,
    ])
      match(text, line);
  });
});
