import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import Anthropic, { APIError, BadRequestError } from "@anthropic-ai/sdk";
import type { MessageParam, Tool } from "@anthropic-ai/sdk/resources";
import { type Json, type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";
import { refused } from "../refused.ts";

/* The official Anthropic client, unmodified, through Lumos with acme's policies, in front of a real HTTP upstream. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const SIGNATURE = "c2lnbmVkLWJ5LWZha2U=";
const WEATHER: Tool = {
  name: "weather",
  description: "The weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

suite("Anthropic's client", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let alice: Anthropic;

  const client = (apiKey: string, more = {}) => new Anthropic({ apiKey, baseURL: lumos.url, maxRetries: 0, ...more });
  const ask = (content: MessageParam["content"], model = "north-guarded") => ({
    model,
    max_tokens: 1_000,
    messages: [{ role: "user" as const, content }],
  });
  const sent = (at = 0) => upstream.received[at]?.json as { [name: string]: Json };
  const rowOf = async (response: { headers: Headers }) =>
    lumos.store.read
      .selectFrom("decisions")
      .selectAll()
      .where("id", "=", response.headers.get("x-lumos-decision") ?? "")
      .executeTakeFirstOrThrow();
  const refusal = (promise: PromiseLike<unknown>) => refused<APIError>(APIError, promise);

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_NORTH_KEY: "north-key", ACME_SOUTH_KEY: "south-key" },
    });
    alice = client(await lumos.key("user:alice@acme.test"));
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  test("a plain call is answered, and costs what the provider counted", async () => {
    upstream.queue({
      text: "Hello there",
      usage: { input: 10, cached: 5, cacheWrite: 7, cacheWrite1h: 3, output: 4, searches: 2 },
      headers: { "request-id": "req_upstream" },
    });
    const { data, response, request_id } = await alice.messages.create(ask("Hello")).withResponse();
    deepEqual(JSON.parse(JSON.stringify(data.content)), [{ type: "text", text: "Hello there" }]);
    equal(data.stop_reason, "end_turn");
    equal(request_id, "req_upstream");
    equal(response.headers.get("x-lumos-model"), "north-guarded");
    const row = await rowOf(response);
    deepEqual([row.result, row.tokens_in, row.tokens_out], ["completed", 22, 4]);
    const [request] = upstream.received;
    equal(request?.path, "/v1/messages");
    equal(request?.headers["x-api-key"], "north-key");
    match(String(request?.headers["anthropic-version"]), /^20\d\d-/);
    equal(sent()["model"], "claude-opus-4-8");
  });

  test("a stream is put together by the client, and its record is there when it ends", async () => {
    upstream.queue({ text: "one two three four", thinking: "Hm.", usage: { input: 11, cached: 3, output: 5 } });
    const stream = alice.messages.stream(ask("Hello"));
    const message = await stream.finalMessage();
    deepEqual(JSON.parse(JSON.stringify(message.content)), [
      { type: "thinking", thinking: "Hm.", signature: SIGNATURE },
      { type: "text", text: "one two three four" },
    ]);
    const { response } = await stream.withResponse();
    const row = await rowOf(response);
    deepEqual([row.result, row.tokens_in, row.tokens_out], ["completed", 14, 5]);
  });

  for (const model of ["north-guarded", "cellar-guarded", "south-frontier"]) {
    test(`tools, and several at once, are called whole and as a stream (${model})`, async () => {
      const tools = [WEATHER, { ...WEATHER, name: "time" }];
      const calls = [
        { name: "weather", arguments: { city: "Bern" } },
        { name: "time", arguments: { city: "Bern", zone: { exact: true } } },
      ];
      for (const streamed of [false, true]) {
        upstream.reset();
        upstream.queue({ tools: calls });
        const asked = { ...ask("Weather and time?", model), tools, tool_choice: { type: "any" as const } };
        const message = streamed
          ? await alice.messages.stream(asked).finalMessage()
          : await alice.messages.create(asked);
        equal(message.stop_reason, "tool_use");
        const uses = message.content.filter((block) => block.type === "tool_use");
        deepEqual(
          uses.map(({ name, input }) => ({ name, arguments: input })),
          calls,
        );
        upstream.queue({ text: "Sunny" });
        const followed = await alice.messages.create({
          ...asked,
          tool_choice: { type: "auto" },
          messages: [
            ...asked.messages,
            { role: "assistant", content: message.content },
            {
              role: "user",
              content: uses.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: "12 degrees" })),
            },
          ],
        });
        equal(followed.content[0]?.type === "text" && followed.content[0].text, "Sunny");
        equal(upstream.received[1]?.body.toString().match(/12 degrees/g)?.length, 2);
        const usage = message.usage;
        ok(usage.input_tokens > 0 && usage.output_tokens > 0, "usage is missing");
      }
    });
  }

  test("pictures, documents, cache marks, betas and unknown fields go upstream as they were written", async () => {
    const body = {
      ...ask([
        { type: "image", source: { type: "base64", media_type: "image/png", data: "aGVsbG8=" } },
        {
          type: "document",
          source: { type: "base64", media_type: "application/pdf", data: "JVBERi0xLjQ=" },
          title: "Paper",
          citations: { enabled: true },
          cache_control: { type: "ephemeral", ttl: "1h" },
        },
        { type: "text", text: "What is this?", cache_control: { type: "ephemeral" } },
      ]),
      some_new_field: { kept: [1, 2.5] },
      betas: ["feature-2026-01-01", "other-2026-02-02"],
    };
    await alice.beta.messages.create(body as never);
    const { betas: _, ...expected } = body;
    deepEqual(sent(), { ...expected, model: "claude-opus-4-8" });
    equal(upstream.received[0]?.headers["anthropic-beta"], "feature-2026-01-01,other-2026-02-02");
    equal(upstream.received[0]?.path, "/v1/messages");
  });

  test("unknown blocks, events and server tools reach the caller untouched", async () => {
    const blocks: { [name: string]: Json }[] = [
      { type: "redacted_thinking", data: "cmVkYWN0ZWQ=" },
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "lumos" } },
      { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
      { type: "a_block_of_tomorrow", inner: { deep: [1] } },
    ];
    const citations = [{ type: "char_location", cited_text: "x", document_index: 0, start_char_index: 0 }];
    const events = ['event: tomorrow\ndata: {"type":"tomorrow","x":[1]}\n\n'];
    upstream.queue({ blocks, citations, text: "See" }, { blocks, citations, text: "See", events });
    const whole = await alice.messages.create(ask("Search"));
    const text = { type: "text", text: "See", citations };
    deepEqual(JSON.parse(JSON.stringify(whole.content)), [...blocks, text]);
    const streamed = await alice.messages.stream(ask("Search")).finalMessage();
    deepEqual(JSON.parse(JSON.stringify(streamed.content)), [...blocks, text]);
  });

  test("over thirty turns with thoughts and cache marks every byte of what was said stays as it was", async () => {
    const signature = Buffer.from("sealed ".repeat(60)).toString("base64");
    const turns: string[] = [];
    const turn = (at: number, marked: boolean) => [
      `{"role": "user","content":[{"type":"text", "text":"Turn ${at}: h\\u00e9llo \\/ \\ud83d\\ude00"${marked ? ',"cache_control":{"type":"ephemeral","ttl":"1h"}' : ""}}]}`,
      `{"role":"assistant","content":[{"type":"thinking","thinking":"Hm ${at}.","signature":"${signature}"},{"type":"redacted_thinking","data":"${signature}"},{"type":"text","text":"Said ${at}","x_new":1.50}]}`,
    ];
    for (let at = 0; at < 30; at += 1) {
      const open = [...turns, turn(at, true)[0] as string].join(", ");
      const body = `{"model":"north-guarded","max_tokens":100, "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[ ${open} ]}`;
      const response = await fetch(`${lumos.url}/v1/messages?beta=true`, {
        method: "POST",
        headers: { "x-api-key": alice.apiKey ?? "", "content-type": "application/json" },
        body,
      });
      equal(response.status, 200);
      await response.arrayBuffer();
      equal(
        upstream.received[at]?.headers["anthropic-version"],
        "2023-06-01",
        "the version that is sent where the caller names none",
      );
      equal(
        upstream.received[at]?.body.toString("utf8"),
        body.replace('"north-guarded"', '"claude-opus-4-8"'),
        `turn ${at}`,
      );
      turns.push(...turn(at, false));
    }
  });

  test("tokens are counted by the provider where it can, and estimated where it cannot", async () => {
    upstream.queue({ usage: { input: 42 } });
    const counted = await alice.messages
      .countTokens({ model: "north-guarded", messages: ask("Hello").messages })
      .withResponse();
    equal(counted.data.input_tokens, 42);
    equal(upstream.received[0]?.path, "/v1/messages/count_tokens");
    const row = await rowOf(counted.response);
    deepEqual([row.result, row.tokens_in, row.cost_nano], ["completed", 0, 0]);

    const guessed = await alice.messages
      .countTokens({ model: "cellar-guarded", messages: ask("x".repeat(4_000)).messages })
      .withResponse();
    equal(guessed.data.input_tokens, 1_000);
    equal(upstream.received.length, 1);
    equal((await rowOf(guessed.response)).result, "completed");
    equal(guessed.response.headers.get("x-lumos-model"), "cellar-guarded");

    const blocked = await refusal(
      alice.messages.countTokens({ model: "cellar-guarded", messages: ask(AWS_KEY).messages }),
    );
    equal(blocked.status, 400);
  });

  test("a caller that goes away ends the provider's work", async () => {
    upstream.queue({ chunks: 1_000, stall: 8 });
    const stream = alice.messages.stream(ask("Talk"));
    for await (const event of stream) if (event.type === "content_block_delta") break;
    stream.abort();
    await upstream.received[0]?.closed;
    equal(upstream.received[0]?.aborted, true);
  });

  test("what policy blocks is a 400 that the client does not send again", async () => {
    const retrying = client(alice.apiKey ?? "", { maxRetries: 2 });
    let requests = 0;
    const counting = retrying.withOptions({
      fetch: (url: string | URL | Request, init?: RequestInit) => {
        requests += 1;
        return fetch(url, init);
      },
    });
    const error = await refusal(counting.messages.create(ask(`Why does ${AWS_KEY} not work?`)));
    ok(error instanceof BadRequestError);
    equal(requests, 1);
    equal(error.headers?.get("x-should-retry"), "false");
    const body = error.error as { type: string; request_id: string; error: { [name: string]: Json } };
    equal(body.type, "error");
    equal(body.error["type"], "policy_blocked");
    equal(body.error["code"], "policy_blocked");
    equal(body.error["decision"], error.headers?.get("x-lumos-decision"));
    equal(body.request_id, error.requestID);
    ok(!JSON.stringify(body).includes(AWS_KEY));
    equal(upstream.received.length, 0);
  });

  for (const [name, block] of [
    ["a tool's result", { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: AWS_KEY }] }],
    [
      "a document in plain words",
      { type: "document", source: { type: "text", media_type: "text/plain", data: AWS_KEY } },
    ],
    [
      "a document made of blocks",
      { type: "document", source: { type: "content", content: [{ type: "text", text: AWS_KEY }] } },
    ],
    ["a search result", { type: "search_result", title: "t", source: "s", content: [{ type: "text", text: AWS_KEY }] }],
    ["a signature", { type: "thinking", thinking: "", signature: AWS_KEY }],
    ["an unknown block", { type: "a_block_of_tomorrow", inner: { deep: [AWS_KEY] } }],
    ["a block's type", { type: AWS_KEY }],
    ["the input of a call", { type: "tool_use", id: "t", name: "n", input: { key: AWS_KEY } }],
  ] as const) {
    test(`a secret in ${name} is found`, async () => {
      const error = await refusal(alice.messages.create(ask([block] as never)));
      equal((error.error as { error: { code: string } }).error.code, "policy_blocked");
      equal(upstream.received.length, 0);
    });
  }

  test("the provider's own words about a mistake pass, and a provider that is busy is an error", async () => {
    upstream.queue({ status: 400, errorMessage: "max_tokens: too large" });
    const wrong = await refusal(alice.messages.create(ask("Hello")));
    equal(wrong.status, 400);
    match(wrong.message, /max_tokens: too large/);
    for (const status of [529, 429]) {
      upstream.reset();
      upstream.script(() => ({ status }));
      const busy = await refusal(alice.messages.create(ask("Hello")));
      equal(busy.status, 503);
      equal((busy.error as { error: { code: string } }).error.code, "upstream_failed");
      match(busy.message, new RegExp(`answered ${status}`));
    }
  });

  test("a stream that breaks off is an error, never an end", async () => {
    // The organization has answers inspected: its first word goes on when the next one has come.
    for (const end of [{ cut: 8 }, { errorAfter: 8 }, { endAfter: 9 }]) {
      upstream.reset();
      const heard = Promise.withResolvers<void>();
      upstream.script(() => ({ chunks: 9, hold: { at: 7, until: heard.promise }, ...end }));
      const stream = alice.messages.stream(ask("Talk"));
      stream.once("text", () => heard.resolve());
      await rejects(stream.finalMessage(), APIError, JSON.stringify(end));
    }
  });

  test("the same client works in front of a provider that only speaks chat", async () => {
    for (const model of ["cellar-guarded", "south-frontier"]) {
      upstream.reset();
      upstream.queue(
        { text: "Hello there", usage: { input: 20, output: 3, cached: 8 } },
        { text: "Hello there", usage: { input: 20, output: 3, cached: 8 } },
      );
      const asked = { ...ask("Hi", model), system: "Be brief.", stop_sequences: ["END"], top_k: 3 };
      const whole = await alice.messages.create(asked).withResponse();
      const streamed = await alice.messages.stream(asked).finalMessage();
      for (const message of [whole.data, streamed]) {
        deepEqual(JSON.parse(JSON.stringify(message.content)), [{ type: "text", text: "Hello there" }]);
        equal(message.model, model);
        deepEqual(
          [message.usage.input_tokens, message.usage.cache_read_input_tokens, message.usage.output_tokens],
          [12, 8, 3],
        );
      }
      match(whole.response.headers.get("x-lumos-lossy") ?? "", /top_k/);
      ok(whole.request_id, "a request id");
      upstream.queue({ status: 400, errorMessage: "no such thing" });
      const wrong = await refusal(alice.messages.create(asked));
      equal(wrong.status, 400);
      match(wrong.message, /no such thing/);
    }
  });

  test("models are listed in this dialect, page by page, and one of them is told", async () => {
    const ids: string[] = [];
    for await (const model of alice.models.list({ limit: 2 })) {
      equal(model.type, "model");
      ids.push(model.id);
    }
    ok(ids.includes("smart") && ids.includes("north-guarded"));
    equal(new Set(ids).size, ids.length);
    const back = await alice.models.list({ limit: 2, before_id: ids[3] ?? "" });
    deepEqual(
      back.data.map(({ id }) => id),
      ids.slice(1, 3),
    );
    equal((await alice.models.retrieve("smart")).id, "smart");
    equal((await refusal(alice.models.retrieve("nothing"))).status, 404);
    const stranger = await refusal(client("lmk_nobody").models.retrieve("smart"));
    equal(stranger.status, 401);
    equal((stranger.error as { error: { type: string } }).error.type, "authentication_error");
  });

  test("requests that are none are refused in this format", async () => {
    for (const body of [
      "",
      "[]",
      "{}",
      '{"model":"smart"}',
      '{"model":"smart","messages":[]}',
      '{"model":"smart","messages":[1]}',
      '{"model":"smart","stream":1,"messages":[{"role":"user","content":"x"}]}',
      '{"model":"smart","model":"x","messages":[{"role":"user","content":"x"}]}',
    ]) {
      const response = await fetch(`${lumos.url}/v1/messages`, {
        method: "POST",
        headers: { "x-api-key": alice.apiKey ?? "", "content-type": "application/json" },
        body,
      });
      equal(response.status, 400, body);
      const said = (await response.json()) as { type: string; error: { type: string } };
      deepEqual([said.type, said.error.type], ["error", "invalid_request_error"]);
    }
  });
});
