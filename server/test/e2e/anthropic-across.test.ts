import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock, MessageParam } from "@anthropic-ai/sdk/resources";
import OpenAI from "openai";
import { type Json, type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Between Anthropic's format and others: OpenAI's client in front of Anthropic, and thoughts of several providers. */

interface Sent {
  max_tokens: number;
  system?: Json;
  messages: { role: string; content: Json }[];
  [name: string]: Json | undefined | { role: string; content: Json }[];
}

const SIGNATURE = "c2lnbmVkLWJ5LWZha2U=";
const SEALED = Buffer.from("sealed thoughts ".repeat(20)).toString("base64");
const REASONED = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  status: "completed",
  model: "gpt-frontier",
  output: [
    {
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "I thought." }],
      encrypted_content: SEALED,
    },
    { type: "function_call", id: "fc_1", call_id: "call_1", name: "find", arguments: '{"id":1}', status: "completed" },
  ],
  usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
};

suite("across Anthropic's format", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let openai: OpenAI;
  let anthropic: Anthropic;

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_NORTH_KEY: "north-key", ACME_SOUTH_KEY: "south-key" },
    });
    const apiKey = await lumos.key("user:alice@acme.test");
    openai = new OpenAI({ apiKey, baseURL: `${lumos.url}/v1`, maxRetries: 0 });
    anthropic = new Anthropic({ apiKey, baseURL: lumos.url, maxRetries: 0 });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const sent = (at = 0): Sent => {
    const request = upstream.received[at];
    ok(request, "nothing was sent");
    return request.json as unknown as Sent;
  };
  const user = (content: string) => ({ role: "user" as const, content });

  test("OpenAI's client gets what Anthropic answers, whole and as a stream, with the input counted in all", async () => {
    const usage = { input: 10, cached: 5, cacheWrite: 7, output: 3 };
    upstream.queue({ text: "Hello there", usage }, { text: "Hello there", chunks: 2, usage });
    const whole = await openai.chat.completions.create({ model: "north-guarded", messages: [user("Hi")] });
    equal(whole.choices[0]?.message.content, "Hello there");
    equal(whole.choices[0]?.finish_reason, "stop");
    deepEqual([whole.usage?.prompt_tokens, whole.usage?.prompt_tokens_details?.cached_tokens], [22, 5]);
    const { data, response } = await openai.chat.completions
      .create({ model: "north-guarded", messages: [user("Hi")], stream: true, stream_options: { include_usage: true } })
      .withResponse();
    let text = "";
    let counted: number | undefined;
    for await (const chunk of data) {
      text += chunk.choices[0]?.delta.content ?? "";
      counted = chunk.usage?.prompt_tokens ?? counted;
    }
    deepEqual([text, counted], ["Hello there", 22]);
    const row = await lumos.store.read
      .selectFrom("decisions")
      .selectAll()
      .where("id", "=", response.headers.get("x-lumos-decision") ?? "")
      .executeTakeFirstOrThrow();
    deepEqual([row.result, row.tokens_in, row.tokens_out], ["completed", 22, 3]);
    equal(upstream.received[0]?.path, "/v1/messages");
    ok(sent().max_tokens > 0);
  });

  test("OpenAI's client runs several tools at Anthropic, whose rules for turns are kept", async () => {
    const tools = ["weather", "time"].map((name) => ({
      type: "function" as const,
      function: { name, parameters: { type: "object", properties: { city: { type: "string" } } } },
    }));
    const calls = ["weather", "time"].map((name) => ({ name, arguments: { city: "Bern" } }));
    for (const streamed of [false, true]) {
      upstream.reset();
      upstream.queue({ tools: calls }, { text: "Sunny" });
      const asked = { model: "north-guarded", messages: [user("Weather?")], tools, parallel_tool_calls: true };
      const message = streamed
        ? (await openai.chat.completions.stream(asked).finalChatCompletion()).choices[0]?.message
        : (await openai.chat.completions.create(asked)).choices[0]?.message;
      const made = message?.tool_calls?.flatMap((call) => (call.type === "function" ? [call] : [])) ?? [];
      deepEqual(
        made.map((call) => ({ name: call.function.name, arguments: JSON.parse(call.function.arguments) as Json })),
        calls,
      );
      const done = await openai.chat.completions.create({
        ...asked,
        messages: [
          { role: "system", content: "Be brief." },
          user("Weather?"),
          { role: "assistant", content: null, tool_calls: made },
          ...made.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: `for ${id}` })),
          user("Well?"),
        ],
      });
      equal(done.choices[0]?.message.content, "Sunny");
      const { messages, system } = sent(1);
      equal(system, "Be brief.");
      deepEqual(
        messages.map(({ role, content }) => [
          role,
          typeof content === "string" ? "text" : (content as { type: string }[]).map(({ type }) => type).join(" "),
        ]),
        [
          ["user", "text"],
          ["assistant", "tool_use tool_use"],
          ["user", "tool_result tool_result text"],
        ],
      );
    }
  });

  test("pictures, schemas and the effort of thinking are carried, and what is not is told", async () => {
    const { response } = await openai.chat.completions
      .create({
        model: "north-guarded",
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "What is it?" },
              { type: "image_url", image_url: { url: "data:image/png;base64,aGVsbG8=" } },
              { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
            ],
          },
        ],
        reasoning_effort: "high",
        max_completion_tokens: 9_000,
        seed: 7,
        temperature: 0.2,
        response_format: {
          type: "json_schema",
          json_schema: { name: "thing", schema: { type: "object", properties: {} } },
        },
      })
      .withResponse();
    const body = sent();
    const [message = { content: [] }] = body.messages;
    deepEqual(
      (message.content as { type: string; source?: Json }[]).map(({ type, source }) => source ?? type),
      [
        "text",
        { type: "base64", media_type: "image/png", data: "aGVsbG8=" },
        { type: "base64", media_type: "application/pdf", data: "JVBERi0=" },
      ],
    );
    equal(body.max_tokens, 9_000);
    deepEqual(body["thinking"], { type: "adaptive" });
    deepEqual(body["output_config"], {
      effort: "high",
      format: { type: "json_schema", schema: { type: "object", properties: {}, additionalProperties: false } },
    });
    const lossy = (response.headers.get("x-lumos-lossy") ?? "").split(",");
    ok(lossy.includes("seed") && lossy.includes("temperature"), lossy.join());
  });

  test("an answer of Anthropic that breaks off is never an end for OpenAI's client", async () => {
    upstream.queue({ chunks: 5, cut: 5 }, { chunks: 5, errorAfter: 5 });
    for (let at = 0; at < 2; at += 1) {
      let failed = false;
      try {
        const stream = await openai.chat.completions.create({
          model: "north-guarded",
          messages: [user("Hi")],
          stream: true,
        });
        for await (const chunk of stream) ok(!chunk.choices[0]?.finish_reason);
      } catch {
        failed = true;
      }
      ok(failed, "the stream ended as if it were whole");
    }
  });

  test("thoughts of several providers in one conversation go back to their own, and to nobody else", async () => {
    const tools = [{ name: "find", input_schema: { type: "object" as const } }];
    const ask = (model: string, messages: MessageParam[]) =>
      anthropic.messages
        .create({ model, max_tokens: 4_000, tools, messages, thinking: { type: "enabled", budget_tokens: 2_000 } })
        .withResponse();
    const result = (content: ContentBlock[]): MessageParam => ({
      role: "user",
      content: content.flatMap((block) =>
        block.type === "tool_use" ? [{ type: "tool_result", tool_use_id: block.id, content: "found" }] : [],
      ),
    });
    const messages: MessageParam[] = [user("Find it")];

    upstream.queue({ raw: { headers: { "content-type": "application/json" }, body: JSON.stringify(REASONED) } });
    const south = (await ask("south-frontier", messages)).data.content;
    const [thought] = south;
    ok(thought?.type === "thinking", JSON.stringify(south));
    equal(thought.thinking, "I thought.");
    ok(thought.signature.startsWith("lumos1.sealed.") && thought.signature.endsWith(SEALED));
    messages.push({ role: "assistant", content: south }, result(south));

    upstream.queue({ thinking: "Mine.", tools: [{ name: "find", arguments: { id: 2 } }] });
    const north = await ask("north-guarded", messages);
    match(north.response.headers.get("x-lumos-lossy") ?? "", /thinking\.signature/);
    ok(!upstream.received[1]?.body.includes(SEALED), "another's thoughts reached Anthropic");
    messages.push({ role: "assistant", content: north.data.content }, result(north.data.content));

    const tomorrow = { type: "a_block_of_tomorrow", inner: [1] };
    upstream.queue({ text: "Done", blocks: [tomorrow] }, { text: "Done" });
    const last = await anthropic.messages
      .create({ model: "north-guarded", max_tokens: 4_000, tools, messages }, { headers: { "anthropic-beta": "b-1" } })
      .withResponse();
    deepEqual(JSON.parse(JSON.stringify(last.data.content[0])), tomorrow);
    equal(upstream.received[2]?.headers["anthropic-beta"], "b-1");
    const again = sent(2).messages[3]?.content as Json[];
    deepEqual(again[0], { type: "thinking", thinking: "Mine.", signature: SIGNATURE });
    ok(!upstream.received[2]?.body.includes(SEALED));

    await ask("south-frontier", messages);
    const back = upstream.received[3]?.body.toString() ?? "";
    ok(back.includes(SEALED), "its own thoughts came back to it");
    ok(!back.includes("lumos1.sealed"), "without the tag");
    ok(!back.includes(SIGNATURE), "Anthropic's signature stayed away");
  });
});
