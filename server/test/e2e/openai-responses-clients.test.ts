import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Libraries that speak Responses by default: Vercel's AI SDK and LangChain, unmodified. */

const CITY = jsonSchema<{ city: string }>({
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
});
const CALL = { tools: [{ name: "weather", arguments: { city: "Bern" } }] };

suite("libraries that speak Responses", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let key: string;

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_SOUTH_KEY: "upstream-key" },
    });
    key = await lumos.key("user:alice@acme.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const weather = tool({
    description: "Tells the weather.",
    inputSchema: CITY,
    execute: ({ city }) => `sunny in ${city}`,
  });
  const openai = () => createOpenAI({ apiKey: key, baseURL: `${lumos.url}/v1` });
  const langchain = (model: string) =>
    new ChatOpenAI({
      model,
      apiKey: key,
      useResponsesApi: true,
      maxRetries: 0,
      configuration: { baseURL: `${lumos.url}/v1` },
    });
  const langchainTool = {
    type: "function" as const,
    function: {
      name: "weather",
      description: "Tells the weather.",
      parameters: { type: "object", properties: { city: { type: "string" } } },
    },
  };

  for (const model of ["south-frontier", "cellar-guarded"]) {
    test(`the AI SDK generates with a tool through ${model}`, async () => {
      upstream.queue(CALL, { text: "It is sunny." });
      const result = await generateText({
        model: openai().responses(model),
        prompt: "Weather in Bern?",
        tools: { weather },
        stopWhen: stepCountIs(3),
      });
      equal(result.text, "It is sunny.");
      deepEqual(result.steps[0]?.toolResults[0]?.output, "sunny in Bern");
      ok((result.totalUsage.inputTokens ?? 0) > 0);
      match(JSON.stringify(upstream.received[1]?.json), /sunny in Bern/);
    });

    test(`the AI SDK streams with a tool through ${model}`, async () => {
      upstream.queue({ ...CALL, thinking: "Hm." }, { text: "one two three", splitBytes: 11 });
      const result = streamText({
        model: openai()(model),
        prompt: "Weather in Bern?",
        tools: { weather },
        stopWhen: stepCountIs(3),
        providerOptions: { openai: { store: false } },
      });
      let text = "";
      for await (const piece of result.textStream) text += piece;
      equal(text, "one two three");
      equal((await result.steps).length, 2);
      equal(await result.finishReason, "stop");
      match(JSON.stringify(upstream.received[1]?.json), /sunny in Bern/);
    });

    test(`the AI SDK hears of a stream through ${model} that breaks`, async () => {
      upstream.queue({ cut: 8, chunks: 9, chunkMs: 5 });
      const errors: unknown[] = [];
      const result = streamText({
        model: openai()(model),
        prompt: "Hello",
        onError: ({ error }) => {
          errors.push(error);
        },
      });
      await result.consumeStream();
      equal(errors.length, 1);
    });

    test(`LangChain calls a tool and answers through ${model}`, async () => {
      upstream.queue(CALL, { text: "It is sunny." });
      const bound = langchain(model).bindTools([langchainTool]);
      const question = new HumanMessage("Weather in Bern?");
      const said = await bound.invoke([question]);
      const [call] = said.tool_calls ?? [];
      deepEqual(call?.args, { city: "Bern" });
      const result = new ToolMessage({ content: "sunny", tool_call_id: call?.id ?? "" });
      const last = await bound.invoke([question, said, result]);
      equal(last.text, "It is sunny.");
    });

    test(`LangChain streams through ${model}`, async () => {
      upstream.queue({ text: "one two three" });
      let text = "";
      for await (const chunk of await langchain(model).stream("Count.")) text += chunk.text;
      equal(text, "one two three");
    });
  }

  test("the AI SDK does not try a block again", async () => {
    const blocked = generateText({
      model: openai()("south-frontier"),
      prompt: `Why does AKIA${"IOSFODNN7EXAMPLE"} not work?`,
    });
    const error = await blocked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    ok(APICallError.isInstance(error), String(error));
    equal(error.statusCode, 403);
    equal(error.isRetryable, false);
    equal(upstream.received.length, 0);
  });
});
