import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import type { MessageParam } from "@anthropic-ai/sdk/resources";
import OpenAI from "openai";
import type { ChatCompletionMessageParam } from "openai/resources";
import type { ResponseInput } from "openai/resources/responses/responses";
import { CALL_SIGNATURE, THOUGHT_SIGNATURE } from "../fakes/gemini.ts";
import { type GeminiWorld, startGeminiWorld } from "../gemini-world.ts";

/* A provider that speaks Gemini, behind the official clients of the other formats. */

const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"] } as const;
const CALL = { name: "weather", arguments: { city: "Bern" } };

suite("clients of other formats and a provider of Gemini's", { concurrency: false }, () => {
  let world: GeminiWorld;
  let openai: OpenAI;
  let anthropic: Anthropic;

  before(async () => {
    world = await startGeminiWorld();
    openai = new OpenAI({ apiKey: world.key, baseURL: `${world.lumos.url}/v1`, maxRetries: 0 });
    anthropic = new Anthropic({ apiKey: world.key, baseURL: world.lumos.url, maxRetries: 0 });
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  /** The parts the provider got in its second request. */
  const partsSent = () =>
    (world.sent(1)["contents"] as { parts: Record<string, unknown>[] }[]).flatMap(({ parts }) => parts);
  const resultSent = () => {
    const parts = partsSent();
    const call = parts.find((part) => part["functionCall"] !== undefined);
    deepEqual(call, {
      functionCall: { name: "weather", args: { city: "Bern" } },
      thoughtSignature: CALL_SIGNATURE,
    });
    const { functionResponse } = parts.at(-1) as { functionResponse: unknown };
    deepEqual(functionResponse, { name: "weather", response: { output: "rain" } });
  };

  for (const stream of [false, true]) {
    const how = stream ? "as a stream" : "whole";

    test(`chat completions call a function and send its result back (${how})`, async () => {
      world.upstream.queue({ thinking: "Hm.", tools: [CALL] }, { text: "It rains.", usage: { input: 9, output: 3 } });
      const tools = [{ type: "function" as const, function: { name: "weather", parameters: SCHEMA } }];
      const messages: ChatCompletionMessageParam[] = [{ role: "user", content: "Weather?" }];
      const say = async () => {
        const asked = { model: "gem", messages, tools };
        if (!stream) return (await openai.chat.completions.create(asked)).choices[0]?.message;
        return (await openai.chat.completions.stream(asked).finalChatCompletion()).choices[0]?.message;
      };
      const called = await say();
      const call = called?.tool_calls?.[0];
      equal(call?.type === "function" && call.function.name, "weather");
      ok(called && call);
      messages.push(called, { role: "tool", tool_call_id: call.id, content: "rain" });
      equal((await say())?.content, "It rains.");
      // The client that puts streams together knows nothing of signatures; then there is none.
      if (!stream) resultSent();
    });

    test(`Messages call a function and send its result back with the thought (${how})`, async () => {
      world.upstream.queue({ thinking: "Hm.", tools: [CALL] }, { thinking: "So.", text: "It rains." });
      const tools = [{ name: "weather", input_schema: SCHEMA as never }];
      const messages: MessageParam[] = [{ role: "user", content: "Weather?" }];
      const say = async () => {
        const asked = { model: "gem", max_tokens: 100, messages, tools };
        return stream ? anthropic.messages.stream(asked).finalMessage() : anthropic.messages.create(asked);
      };
      const called = await say();
      equal(called.stop_reason, "tool_use");
      const call = called.content.find((block) => block.type === "tool_use");
      ok(call);
      messages.push(
        { role: "assistant", content: called.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "rain" }] },
      );
      const told = await say();
      equal(told.content.map((block) => (block.type === "text" ? block.text : "")).join(""), "It rains.");
      match(JSON.stringify(partsSent()), /"text":"Hm\.","thought":true/);
      resultSent();
      // The answer's own signature stands with it, under the tag of its maker.
      match(JSON.stringify(told.content), new RegExp(`lumos1\\.sealed\\.[^"]*${THOUGHT_SIGNATURE}`));
    });

    test(`Responses call a function and send its result back with the thought (${how})`, async () => {
      world.upstream.queue({ thinking: "Hm.", tools: [CALL] }, { text: "It rains." });
      const tools = [{ type: "function" as const, name: "weather", parameters: SCHEMA, strict: true }];
      const input: ResponseInput = [{ role: "user", content: "Weather?" }];
      const say = async () => {
        const asked = {
          model: "gem",
          input,
          tools,
          store: false,
          include: ["reasoning.encrypted_content" as const],
        };
        return stream ? openai.responses.stream(asked).finalResponse() : openai.responses.create(asked);
      };
      const called = await say();
      const call = called.output.find((item) => item.type === "function_call");
      ok(call?.type === "function_call");
      input.push(...(called.output as ResponseInput), {
        type: "function_call_output",
        call_id: call.call_id,
        output: "rain",
      });
      equal((await say()).output_text, "It rains.");
      deepEqual(world.sent(1)["toolConfig"], { functionCallingConfig: { mode: "VALIDATED" } });
      resultSent();
    });
  }

  test("what was asked of thinking, of the format and of the limit is said in Gemini's words", async () => {
    await openai.chat.completions.create({
      model: "gem",
      messages: [
        { role: "developer", content: "Be short." },
        { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0K" } }] },
      ],
      reasoning_effort: "high",
      max_completion_tokens: 99,
      response_format: { type: "json_schema", json_schema: { name: "x", schema: SCHEMA } },
      logprobs: true,
      top_logprobs: 2,
    });
    const { contents, systemInstruction, generationConfig } = world.sent();
    deepEqual(systemInstruction, { parts: [{ text: "Be short." }] });
    deepEqual(contents, [{ role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "iVBORw0K" } }] }]);
    deepEqual(generationConfig, {
      maxOutputTokens: 99,
      responseLogprobs: true,
      logprobs: 2,
      responseMimeType: "application/json",
      responseJsonSchema: SCHEMA,
      thinkingConfig: { thinkingBudget: 24_576 },
    });
  });

  test("a prompt that Gemini blocks is an answer that was filtered", async () => {
    world.upstream.queue({ blocked: "PROHIBITED_CONTENT" }, { blocked: "PROHIBITED_CONTENT" });
    const asked = { model: "gem", messages: [{ role: "user" as const, content: "Hi" }] };
    equal((await openai.chat.completions.create(asked)).choices[0]?.finish_reason, "content_filter");
    const reasons: unknown[] = [];
    for await (const chunk of await openai.chat.completions.create({ ...asked, stream: true })) {
      reasons.push(chunk.choices[0]?.finish_reason);
    }
    ok(reasons.includes("content_filter"));
    equal((await world.decision()).result, "completed");
  });

  test("an error and a cut inside of Gemini's stream are errors in the caller's format", async () => {
    for (const behaviour of [{ errorAfter: 2 }, { cut: 2 }, { endAfter: 2 }]) {
      // What fails before anything was said is tried again, and fails again.
      world.upstream.script(() => ({ ...behaviour, chunks: 6, chunkMs: 5 }));
      await rejects(async () => {
        const asked = { model: "gem", messages: [{ role: "user" as const, content: "Hi" }], stream: true as const };
        for await (const chunk of await openai.chat.completions.create(asked)) ok(chunk);
      }, JSON.stringify(behaviour));
      equal((await world.decision()).result, "failed");
    }
  });
});
