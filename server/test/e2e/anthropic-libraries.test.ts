import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import Anthropic from "@anthropic-ai/sdk";
import { ChatAnthropic } from "@langchain/anthropic";
import { type AIMessageChunk, HumanMessage, type UsageMetadata } from "@langchain/core/messages";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { type Json, type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Libraries that speak Anthropic's format, unmodified, before its own provider and before one that only speaks chat. */

const MODELS = ["north-guarded", "cellar-guarded"];

suite("libraries of Anthropic's format", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let key: string;

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_NORTH_KEY: "north-key" },
    });
    key = await lumos.key("user:alice@acme.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const provider = () => createAnthropic({ apiKey: key, baseURL: `${lumos.url}/v1` });
  const weather = tool({
    description: "The weather of a city",
    inputSchema: jsonSchema<{ city: string }>({
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
    }),
    execute: ({ city }) => `Sunny in ${city}`,
  });

  for (const model of MODELS) {
    test(`the AI SDK generates, streams and runs tools (${model})`, async () => {
      upstream.queue({ text: "Hello there", usage: { input: 9, output: 2 } });
      const whole = await generateText({ model: provider()(model), prompt: "Hi", maxRetries: 0, maxOutputTokens: 500 });
      equal(whole.text, "Hello there");
      deepEqual([whole.usage.inputTokens, whole.usage.outputTokens], [9, 2]);

      upstream.queue({ text: "one two three", chunks: 3, usage: { input: 9, output: 3 } });
      const stream = streamText({ model: provider()(model), prompt: "Hi", maxRetries: 0, maxOutputTokens: 500 });
      let text = "";
      for await (const piece of stream.textStream) text += piece;
      equal(text, "one two three");
      equal(await stream.finishReason, "stop");
      deepEqual([(await stream.usage).inputTokens, (await stream.usage).outputTokens], [9, 3]);

      for (const streamed of [false, true]) {
        upstream.reset();
        upstream.queue({ tools: [{ name: "weather", arguments: { city: "Bern" } }] }, { text: "It is sunny." });
        const asked = {
          model: provider()(model),
          prompt: "Weather in Bern?",
          tools: { weather },
          stopWhen: stepCountIs(3),
          maxRetries: 0,
          maxOutputTokens: 500,
        };
        const answer = streamed ? await streamText(asked).text : (await generateText(asked)).text;
        equal(answer, "It is sunny.");
        match(upstream.received[1]?.body.toString() ?? "", /Sunny in Bern/);
      }
    });

    test(`LangChain invokes, streams and binds tools (${model})`, async () => {
      const chat = new ChatAnthropic({
        model,
        apiKey: key,
        anthropicApiUrl: lumos.url,
        maxRetries: 0,
        maxTokens: 500,
      });
      upstream.queue({ text: "Hello there", usage: { input: 9, output: 2 } });
      const whole = await chat.invoke([new HumanMessage("Hi")]);
      equal(whole.text, "Hello there");
      const usage = whole.usage_metadata as UsageMetadata | undefined;
      deepEqual([usage?.input_tokens, usage?.output_tokens], [9, 2]);

      upstream.queue({ text: "one two three", chunks: 3 });
      let text = "";
      for await (const chunk of await chat.stream("Hi")) text += chunk.text;
      equal(text, "one two three");

      const bound = chat.bindTools([
        {
          name: "weather",
          description: "w",
          input_schema: { type: "object", properties: { city: { type: "string" } } },
        },
      ]);
      const calls = [
        { name: "weather", arguments: { city: "Bern" } },
        { name: "weather", arguments: { city: "Basel" } },
      ];
      upstream.queue({ tools: calls }, { tools: calls });
      const called = await bound.invoke("Weather?");
      deepEqual(
        called.tool_calls?.map(({ name, args }) => ({ name, arguments: args as Json })),
        calls,
      );
      let gathered: AIMessageChunk | undefined;
      for await (const chunk of await bound.stream("Weather?")) gathered = gathered ? gathered.concat(chunk) : chunk;
      deepEqual(
        gathered?.tool_calls?.map(({ name, args }) => ({ name, arguments: args as Json })),
        calls,
      );
    });
  }

  test("thoughts that the AI SDK was given go back to their provider byte for byte", async () => {
    upstream.queue({ thinking: "Hm.", tools: [{ name: "weather", arguments: { city: "Bern" } }] }, { text: "Done" });
    await generateText({
      model: provider()("north-guarded"),
      prompt: "Weather in Bern?",
      tools: { weather },
      stopWhen: stepCountIs(3),
      maxRetries: 0,
      maxOutputTokens: 4_000,
      providerOptions: { anthropic: { thinking: { type: "enabled", budgetTokens: 2_000 } } },
    });
    const second = upstream.received[1]?.json as { messages: { content: Json[] }[] } | undefined;
    deepEqual(second?.messages[1]?.content[0], {
      type: "thinking",
      thinking: "Hm.",
      signature: "c2lnbmVkLWJ5LWZha2U=",
    });
  });
});

test("without any key of a provider Anthropic's client is answered by the sandbox", async () => {
  const lumos = await startTestLumos({});
  try {
    const client = new Anthropic({ apiKey: await lumos.key("agent:demo-agent"), baseURL: lumos.url, maxRetries: 0 });
    const ask = {
      model: "sandbox-economy",
      max_tokens: 500,
      messages: [{ role: "user" as const, content: "Hello you" }],
    };
    const whole = await client.messages.create(ask);
    const text = whole.content[0]?.type === "text" ? whole.content[0].text : "";
    match(text, /Hello you/);
    const streamed = await client.messages.stream(ask).finalMessage();
    equal(streamed.content[0]?.type === "text" && streamed.content[0].text, text);
    equal(streamed.stop_reason, "end_turn");
    ok(streamed.usage.input_tokens > 0 && streamed.usage.output_tokens > 0);
    const counted = await client.messages.countTokens({ model: ask.model, messages: ask.messages });
    ok(counted.input_tokens > 0);
  } finally {
    await lumos.end();
  }
});
