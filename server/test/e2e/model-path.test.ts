import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import OpenAI, { APIError } from "openai";
import type { Why } from "../../src/record/index.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";
import { refused } from "../refused.ts";

/* The official OpenAI client, unmodified, through Lumos with acme's policies, in front of a real HTTP upstream. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;

suite("the model path", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let alice: OpenAI;
  let sam: OpenAI;

  const client = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${lumos.url}/v1`, maxRetries: 0 });
  const ask = (content: string) => ({ model: "south-frontier", messages: [{ role: "user" as const, content }] });
  const rowOf = async (id: string) =>
    lumos.store.read.selectFrom("decisions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const whyOf = async (id: string): Promise<Why> => {
    const why = await lumos.records.why("acme", id);
    ok(why);
    return why;
  };
  const refusal = (promise: Promise<unknown>) => refused<APIError>(APIError, promise);

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_SOUTH_KEY: "upstream-key" },
    });
    alice = client(await lumos.key("user:alice@acme.test"));
    sam = client(await lumos.key("user:sam@acme.test"));
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  test("a plain call is answered, and says what was decided", async () => {
    const { data, response } = await alice.chat.completions.create(ask("Hello")).withResponse();
    match(data.choices[0]?.message.content ?? "", /\S/);
    equal(response.headers.get("x-lumos-outcome"), "allowed");
    equal(response.headers.get("x-lumos-model"), "south-frontier");
    equal(response.headers.get("x-lumos-tier"), "frontier");
    equal(response.headers.get("x-lumos-adjusted"), null);
    const row = await rowOf(response.headers.get("x-lumos-decision") ?? "");
    equal(row.principal, "user:alice@acme.test");
    equal(row.result, "completed");
    equal(row.tokens_in, data.usage?.prompt_tokens);
    equal(row.tokens_out, data.usage?.completion_tokens);
    equal(row.cost_nano, (data.usage?.prompt_tokens ?? 0) * 12_000 + (data.usage?.completion_tokens ?? 0) * 60_000);
  });

  test("a stream arrives whole, and its record is there when it ends", async () => {
    upstream.queue({ text: "one two three four five", chunks: 5, usage: { input: 11, output: 5, cached: 3 } });
    const { data, response } = await alice.chat.completions
      .create({ ...ask("Hello"), stream: true, stream_options: { include_usage: true } })
      .withResponse();
    let text = "";
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? "";
    equal(text, "one two three four five");
    const row = await rowOf(response.headers.get("x-lumos-decision") ?? "");
    equal(row.result, "completed");
    equal(row.tokens_in, 11);
    equal(row.cost_nano, 8 * 12_000 + 3 * 12_000 + 5 * 60_000);
  });

  test("tool calls pass through, plain and as a stream", async () => {
    const tools = [
      {
        type: "function" as const,
        function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
      },
    ];
    upstream.queue({ tools: [{ name: "weather", arguments: { city: "Bern" } }] });
    const whole = await alice.chat.completions.create({ ...ask("Weather in Bern?"), tools });
    const call = whole.choices[0]?.message.tool_calls?.[0];
    ok(call?.type === "function");
    deepEqual(JSON.parse(call.function.arguments), { city: "Bern" });

    upstream.queue({ tools: [{ name: "weather", arguments: { city: "Bern" } }] });
    let streamed = "";
    const stream = await alice.chat.completions.create({ ...ask("Weather in Bern?"), tools, stream: true });
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? "";
    deepEqual(JSON.parse(streamed), { city: "Bern" });
  });

  test("the body goes upstream byte for byte but for the model's name", async () => {
    const body = `{ "unknown_field" : {"kept":[1, 2.50]}, "messages":[{"role":"user","content":"h\\u00e9llo \\/ \\ud83d\\ude00"}],\n "model" : "south-frontier","temperature":0.70 }`;
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${alice.apiKey}`,
        "content-type": "application/json",
        "x-custom": "1",
        cookie: "a=b",
      },
      body,
    });
    equal(response.status, 200);
    const got = upstream.received[0];
    equal(got?.body.toString("utf8"), body.replace(`"south-frontier"`, `"gpt-frontier"`));
  });

  // Guarantee: the caller's credential stays here, and the provider's key stays there.
  // Guarantee: the caller never chooses the address or the key that goes upstream.
  test("the caller's credential stays here, and the provider's key stays there; the caller never chooses the address or the key that goes upstream", async () => {
    const chosen = { "x-api-key": "mine", "x-lumos-base-url": "http://127.0.0.1:9", host: "elsewhere.test" };
    const { response } = await alice.chat.completions.create(ask("Hello"), { headers: chosen }).withResponse();
    const headers = JSON.stringify(upstream.received[0]?.rawHeaders);
    ok(!headers.includes(alice.apiKey ?? "?"));
    match(headers, /Bearer upstream-key/);
    ok(!/x-lumos|x-stainless|cookie|x-api-key|elsewhere/i.test(headers));
    ok(!JSON.stringify([...response.headers]).includes("upstream-key"));
  });

  test("a secret is blocked as an API error that names the policy, the place and what would pass", async () => {
    const error = await refusal(alice.chat.completions.create(ask(`Why does ${AWS_KEY} not work?`)));
    equal(error.status, 403);
    equal(error.code, "policy_blocked");
    equal(error.headers?.get("x-should-retry"), "false");
    const why = (
      error.error as {
        why: { policies: { id: string }[]; findings: { place: string; masked: string }[]; wouldPass: string[] };
      }
    ).why;
    ok(why.policies.some((policy) => policy.id === "data.secret"));
    equal(why.findings[0]?.place, "messages[0].content");
    ok(!JSON.stringify(error.error).includes(AWS_KEY));
    ok(why.wouldPass.length > 0, "what would have passed is missing");
    equal(upstream.received.length, 0);
    const id = error.headers?.get("x-lumos-decision") ?? "";
    equal((await rowOf(id)).outcome, "blocked");
    ok(!JSON.stringify(await whyOf(id)).includes(AWS_KEY), "the secret is in the record");
  });

  for (const [name, body] of [
    ["a field nobody knows", { metadata: { note: AWS_KEY } }],
    ["a member's name", { [`note ${AWS_KEY}`]: 1 }],
    ["a tool's description", { tools: [{ type: "function", function: { name: "t", description: `use ${AWS_KEY}` } }] }],
    ["a part of a message", { messages: [{ role: "user", content: [{ type: "text", text: `a ${AWS_KEY}` }] }] }],
    [
      "a tool's result",
      {
        messages: [
          { role: "user", content: "x" },
          { role: "tool", tool_call_id: "1", content: AWS_KEY },
        ],
      },
    ],
    [
      "a tool call's arguments",
      {
        messages: [
          {
            role: "assistant",
            tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: `{"k":"${AWS_KEY}"}` } }],
          },
        ],
      },
    ],
    [
      "an image's address",
      {
        messages: [
          { role: "user", content: [{ type: "image_url", image_url: { url: `https://x.test/?k=${AWS_KEY}` } }] },
        ],
      },
    ],
    ["escapes", { messages: [{ role: "user", content: `\u200b${AWS_KEY}` }] }],
  ] as const) {
    test(`a secret in ${name} is found`, async () => {
      const error = await refusal(
        alice.post("/chat/completions", { body: { ...ask("Hello"), ...body } }) as Promise<unknown>,
      );
      equal(error.code, "policy_blocked");
      equal(upstream.received.length, 0);
    });
  }

  // Guarantee: what is inspected is what goes out.
  test("what is inspected is what goes out; a body that two parsers could read differently is refused", async () => {
    for (const body of [
      `{"model":"south-frontier","messages":[{"role":"user","content":"${AWS_KEY}","content":"hello"}]}`,
      `{"model":"south-frontier","messages":[{"role":"user","content":"hello"}],"messages":[{"role":"user","content":"x"}]}`,
      `{"model":"cheap","mod\\u0065l":"south-frontier","messages":[{"role":"user","content":"x"}]}`,
    ]) {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${alice.apiKey}` },
        body,
      });
      equal(response.status, 400);
      equal(((await response.json()) as { error: { code: string } }).error.code, "invalid_request");
    }
    equal(upstream.received.length, 0);
  });

  // Guarantee: no other spelling of a member that Lumos decides about goes out.
  test("no other spelling of a member that Lumos decides about goes out", async () => {
    for (const name of ["Model", "MODEL", "max_toKens", "Max_Tokens", "\u017ftream", "API_Base"]) {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${alice.apiKey}` },
        body: JSON.stringify({ ...ask("Hello"), [name]: "gpt-other" }),
      });
      equal(response.status, 400, name);
    }
    equal(upstream.received.length, 0);
  });

  test("personal data leaves only as placeholders, the same one for the same value", async () => {
    const mail = "eva.muster@example.org";
    const { response } = await sam.chat.completions
      .create({
        model: "south-frontier",
        messages: [
          { role: "system", content: `Write to ${mail}.` },
          { role: "user", content: `Again: "${mail}", card 4111 1111 1111 1111 \u{1f600} end` },
        ],
      })
      .withResponse();
    equal(response.headers.get("x-lumos-adjusted"), "redacted");
    const sent = upstream.received[0]?.json as { messages: { content: string }[] };
    equal(sent.messages[0]?.content, "Write to <EMAIL_1>.");
    equal(sent.messages[1]?.content, `Again: "<EMAIL_1>", card <CARD_1> \u{1f600} end`);
    const body = await whyOf(response.headers.get("x-lumos-decision") ?? "");
    deepEqual(body.obligations, ["redact:pii.customer"]);
    ok(!JSON.stringify(body).includes(mail), "the address is in the record");
  });

  // Guarantee: what was not read is not said to be redacted.
  test("what was not read is not said to be redacted", async () => {
    // Longer than what is read of one text: the assessment fails, and no placeholder could be trusted.
    const error = await refusal(
      sam.chat.completions.create(
        { model: "south-mini", messages: [{ role: "user", content: "x".repeat(17_000_000) }] },
        { headers: { "x-lumos-data-class": "pii.customer" } },
      ),
    );
    equal(error.code, "policy_blocked");
    equal(upstream.received.length, 0);
  });

  test("a failing model falls to the next one, and the decision tells both", async () => {
    upstream.script((request) =>
      ["claude-fable-5", "gpt-frontier"].includes((request.json as { model: string }).model)
        ? { status: 500 }
        : undefined,
    );
    const { response } = await alice.chat.completions
      .create({ model: "smart", messages: [{ role: "user", content: "Hello" }] })
      .withResponse();
    equal(response.headers.get("x-lumos-model"), "cellar-guarded");
    equal(response.headers.get("x-lumos-adjusted"), "fallback");
    const row = await rowOf(response.headers.get("x-lumos-decision") ?? "");
    const { fates } = JSON.parse(row.completion) as { fates: { model: string; fate: string; status?: number }[] };
    deepEqual(
      fates.map(({ model, fate }) => `${model} ${fate}`),
      [
        "north-frontier failed",
        "south-frontier failed",
        "cellar-guarded taken",
        "north-guarded unused",
        "south-mini unused",
      ],
    );
  });

  test("when every model fails the caller is told which and how", async () => {
    upstream.script(() => ({ status: 500 }));
    const error = await refusal(
      alice.chat.completions.create({ model: "cheap", messages: [{ role: "user", content: "Hello" }] }),
    );
    equal(error.status, 502);
    equal(error.code, "upstream_failed");
    match(error.message, /south-mini answered 500; cellar-guarded answered 500/);
    const row = await rowOf(error.headers?.get("x-lumos-decision") ?? "");
    equal(row.result, "failed");
    equal(row.code, "upstream_failed");
  });

  test("the caller's own mistake comes back in the provider's words, without another try", async () => {
    upstream.queue({ status: 400, errorMessage: "temperature is too hot" });
    const error = await refusal(alice.chat.completions.create({ ...ask("Hello"), model: "cheap" }));
    equal(error.status, 400);
    match(error.message, /temperature is too hot/);
    equal(upstream.received.length, 1);
  });

  for (const [name, behaviour] of [
    ["cut", { cut: 4, chunks: 6, chunkMs: 20 }],
    ["ended early", { endAfter: 4, chunks: 6, chunkMs: 20 }],
  ] as const) {
    test(`a stream that is ${name} is never reported as complete`, async () => {
      upstream.queue(behaviour);
      const stream = await alice.chat.completions.create({ ...ask("Hello"), stream: true });
      await rejects(async () => {
        for await (const chunk of stream) ok(chunk);
      });
      const row = await lumos.store.read
        .selectFrom("decisions")
        .select(["result"])
        .orderBy("seq" as never, "desc")
        .limit(1)
        .executeTakeFirstOrThrow();
      equal(row.result, "failed");
    });
  }

  test("a caller that goes away stops the upstream at once, and that is recorded", async () => {
    upstream.queue({ chunks: 3, stall: 2 });
    const controller = new AbortController();
    const stream = await alice.chat.completions.create(
      { ...ask("Hello"), stream: true },
      { signal: controller.signal },
    );
    for await (const chunk of stream) {
      ok(chunk);
      controller.abort();
      break;
    }
    await upstream.arrived(1);
    await upstream.received[0]?.closed;
    equal(upstream.received[0]?.aborted, true);
    for (;;) {
      const row = await lumos.store.read
        .selectFrom("decisions")
        .select("result")
        .where("result", "=", "aborted")
        .executeTakeFirst();
      if (row) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  test("no key, a bad key and a key for nothing look alike", async () => {
    const answers = await Promise.all(
      ["", "nonsense", `${alice.apiKey?.slice(0, -1)}${alice.apiKey?.endsWith("x") ? "y" : "x"}`].map(async (key) => {
        const response = await fetch(`${lumos.url}/v1/chat/completions`, {
          method: "POST",
          headers: key === "" ? {} : { authorization: `Bearer ${key}` },
          body: JSON.stringify(ask("Hello")),
        });
        const { error } = (await response.json()) as { error: Record<string, unknown> };
        return `${response.status} ${JSON.stringify({ ...error, decision: "" })}`;
      }),
    );
    equal(new Set(answers).size, 1);
    match(answers[0] ?? "", /^401 .*"unauthenticated"/);
  });

  test("an unknown model is not found, a broken body is a bad request; both are recorded", async () => {
    equal((await refusal(alice.chat.completions.create({ ...ask("Hello"), model: "no-such" }))).status, 404);
    for (const body of [
      "",
      "{",
      "[]",
      `{"model":1}`,
      `{"model":"smart"}`,
      `{"model":"smart","messages":[1]}`,
      "[".repeat(100_000),
    ]) {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${alice.apiKey}` },
        body,
      });
      equal(response.status, 400, body.slice(0, 40));
      const id = response.headers.get("x-lumos-decision") ?? "";
      equal((await rowOf(id)).code, "invalid_request");
    }
  });

  test("the list of models holds what policy lets the caller use", async () => {
    const names = async (who: OpenAI) => (await who.models.list()).data.map((model) => model.id).sort();
    ok((await names(alice)).includes("south-frontier"));
    const bob = client(await lumos.key("user:bob@acme.test"));
    const forBob = await names(bob);
    ok(forBob.includes("cellar-guarded") && !forBob.includes("south-frontier"));
  });

  test("an agent acting for a user gets no more than the user", async () => {
    const bot = await lumos.key("agent:release-bot");
    const bob = await lumos.key("user:bob@acme.test");
    const forBob = new OpenAI({
      apiKey: bot,
      baseURL: `${lumos.url}/v1`,
      maxRetries: 0,
      defaultHeaders: { "x-lumos-on-behalf-of": bob },
    });
    const { response } = await forBob.chat.completions
      .create({ model: "smart", messages: [{ role: "user", content: "Hello" }] })
      .withResponse();
    equal(response.headers.get("x-lumos-model"), "cellar-guarded");
    const alone = await client(bot)
      .chat.completions.create({ model: "smart", messages: [{ role: "user", content: "Hello" }] })
      .withResponse();
    equal(alone.response.headers.get("x-lumos-model"), "north-frontier");
    const body = await whyOf(response.headers.get("x-lumos-decision") ?? "");
    deepEqual(
      body.chain.map((link) => link.ref),
      ["agent:release-bot", "user:bob@acme.test"],
    );
    ok(!JSON.stringify(body).includes(bob));
  });
});
