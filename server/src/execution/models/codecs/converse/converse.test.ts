import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { chatCodec } from "../chat/codec.ts";
import type { Delta, Json, JsonObject, Prompt } from "../form.ts";
import { makeLost } from "../lost.ts";
import { converseCodec } from "./index.ts";

const empty: Prompt = { format: "anthropic.messages", stream: false, system: [], turns: [], tools: [] };

function written(change: Partial<Prompt>, model = "amazon.nova-pro-v1:0"): { body: JsonObject; lost: string[] } {
  const lost = makeLost();
  const target = { model, issuers: ["bedrock:p"], maxTokensDefault: 4_096 };
  return { body: converseCodec.writePrompt({ ...empty, ...change }, target, lost), lost: [...lost.names].sort() };
}

test("a conversation is written with its instructions, settings, tools and marks of the cache", () => {
  const { body, lost } = written({
    system: [{ kind: "text", text: "Be brief.", cache: {} }],
    turns: [
      { role: "user", parts: [{ kind: "text", text: "Weather in Bern?" }] },
      { role: "assistant", parts: [{ kind: "call", id: "t1", name: "weather", arguments: '{"city":"Bern"}' }] },
      { role: "user", parts: [{ kind: "result", id: "t1", parts: [{ kind: "text", text: "sunny" }] }] },
      { role: "user", parts: [{ kind: "text", text: "And?", cache: { ttl: "1h" } }] },
    ],
    tools: [
      {
        kind: "function",
        name: "weather",
        description: "Weather",
        parameters: { type: "object" },
        strict: true,
        cache: {},
      },
    ],
    toolChoice: { kind: "required" },
    maxTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    stop: ["END", ""],
    serviceTier: "flex",
    metadata: { team: "red" },
  });
  deepEqual(body, {
    messages: [
      { role: "user", content: [{ text: "Weather in Bern?" }] },
      {
        role: "assistant",
        content: [{ toolUse: { toolUseId: "t1", name: "weather", input: { city: "Bern" } } }],
      },
      {
        role: "user",
        content: [
          { toolResult: { toolUseId: "t1", content: [{ text: "sunny" }] } },
          { text: "And?" },
          { cachePoint: { type: "default", ttl: "1h" } },
        ],
      },
    ],
    system: [{ text: "Be brief." }, { cachePoint: { type: "default" } }],
    inferenceConfig: { maxTokens: 100, temperature: 0.5, topP: 0.9, stopSequences: ["END"] },
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "Weather",
            inputSchema: { json: { type: "object" } },
            strict: true,
          },
        },
        { cachePoint: { type: "default" } },
      ],
      toolChoice: { any: {} },
    },
    serviceTier: { type: "flex" },
    requestMetadata: { team: "red" },
  });
  deepEqual(lost, []);
});

test("pictures and documents go as bytes; what Bedrock would have to fetch is lost and said", () => {
  const { body, lost } = written({
    turns: [
      {
        role: "user",
        parts: [
          { kind: "media", media: "image", source: { by: "data", mime: "image/png", base64: "AA==" } },
          {
            kind: "media",
            media: "document",
            name: "Q3_report (final).pdf",
            source: { by: "data", mime: "application/pdf", base64: "BB==" },
          },
          { kind: "media", media: "document", source: { by: "text", text: "plain" } },
          { kind: "media", media: "video", source: { by: "url", mime: "video/mp4", url: "s3://bucket/clip.mp4" } },
          { kind: "media", media: "image", source: { by: "url", url: "https://x.test/a.png" } },
          { kind: "media", media: "image", source: { by: "data", mime: "image/tiff", base64: "AA==" } },
          { kind: "text", text: "  " },
        ],
      },
    ],
  });
  deepEqual(body["messages"], [
    {
      role: "user",
      content: [
        { image: { format: "png", source: { bytes: "AA==" } } },
        { document: { format: "pdf", name: "Q3 report (final)", source: { bytes: "BB==" } } },
        { document: { format: "txt", name: "document", source: { bytes: "cGxhaW4=" } } },
        { video: { format: "mp4", source: { s3Location: { uri: "s3://bucket/clip.mp4" } } } },
      ],
    },
  ]);
  deepEqual(lost, ["content.image"]);
});

test("what only one provider's model can read goes to no other one", () => {
  const turn = (issuer: string): Prompt["turns"] => [
    {
      role: "assistant",
      parts: [
        { kind: "thinking", text: "hm", sealed: { issuer, data: "sig" } },
        { kind: "thinking", text: "", redacted: true, sealed: { issuer, data: "blob" } },
        { kind: "text", text: "yes" },
      ],
    },
  ];
  const own = written({ turns: turn("bedrock:p") });
  deepEqual(own.body["messages"], [
    {
      role: "assistant",
      content: [
        { reasoningContent: { reasoningText: { text: "hm", signature: "sig" } } },
        { reasoningContent: { redactedContent: "blob" } },
        { text: "yes" },
      ],
    },
  ]);
  deepEqual(own.lost, []);
  const other = written({ turns: turn("anthropic") });
  deepEqual(other.body["messages"], [{ role: "assistant", content: [{ text: "yes" }] }]);
  deepEqual(other.lost, ["redacted_thinking", "thinking"]);
});

test("how a model is told to think depends on its family", () => {
  const asked = { thinking: { effort: "high" as const }, topK: 5 };
  const extra = (model: string) => written(asked, model).body["additionalModelRequestFields"];
  deepEqual(extra("openai.gpt-oss-120b-1:0"), { reasoning_effort: "high" });
  deepEqual(extra("us.amazon.nova-2-lite-v1:0"), {
    reasoningConfig: { type: "enabled", maxReasoningEffort: "high" },
    inferenceConfig: { topK: 5 },
  });
  deepEqual(extra("anthropic.claude-opus-5"), { thinking: { type: "enabled", budget_tokens: 16_384 }, top_k: 5 });
  equal(extra("meta.llama4"), undefined);
  deepEqual(written(asked, "meta.llama4").lost, ["thinking", "top_k"]);
  deepEqual(written({ thinking: { off: true } }, "meta.llama4").lost, []);
});

test("a schema is demanded as Converse says it, any JSON in words", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  deepEqual(written({ output: { kind: "schema", name: "out", schema } }).body["outputConfig"], {
    textFormat: {
      type: "json_schema",
      structure: { jsonSchema: { schema: JSON.stringify(schema), name: "out" } },
    },
  });
  const { body, lost } = written({ output: { kind: "json" } });
  deepEqual(body["system"], [{ text: "Answer with one JSON object and nothing else." }]);
  deepEqual(lost, ["response_format"]);
});

test("tools that are forbidden are left out, unless the conversation has used them", () => {
  const tools: Prompt["tools"] = [
    { kind: "function", name: "a" },
    { kind: "server", name: "web_search" },
  ];
  equal(written({ tools, toolChoice: { kind: "none" } }).body["toolConfig"], undefined);
  const turns: Prompt["turns"] = [
    { role: "assistant", parts: [{ kind: "call", id: "1", name: "gone", arguments: "not json" }] },
    { role: "user", parts: [{ kind: "result", id: "1", parts: [], failed: true }] },
  ];
  const { body, lost } = written({ tools, turns, toolChoice: { kind: "none" } });
  const json = { type: "object", properties: {} };
  deepEqual(body["toolConfig"], {
    tools: [{ toolSpec: { name: "a", inputSchema: { json } } }, { toolSpec: { name: "gone", inputSchema: { json } } }],
  });
  deepEqual(body["messages"], [
    { role: "assistant", content: [{ toolUse: { toolUseId: "1", name: "gone", input: { input: "not json" } } }] },
    {
      role: "user",
      content: [{ toolResult: { toolUseId: "1", content: [{ text: "(nothing)" }], status: "error" } }],
    },
  ]);
  deepEqual(lost, ["tool_choice", "tools.web_search"]);
  const among = written({
    tools: [
      { kind: "function", name: "a" },
      { kind: "function", name: "b" },
    ],
    toolChoice: { kind: "among", names: ["b"], required: true },
  });
  deepEqual(among.body["toolConfig"], {
    tools: [{ toolSpec: { name: "b", inputSchema: { json } } }],
    toolChoice: { any: {} },
  });
});

test("every setting that Converse does not know is named as lost", () => {
  const { lost } = written({
    seed: 1,
    presencePenalty: 1,
    frequencyPenalty: 1,
    choices: 2,
    logprobs: 0,
    verbosity: "low",
    parallelTools: false,
    user: "u",
    cacheKey: "k",
    store: true,
    temperature: 1.5,
    serviceTier: "scale",
    metadata: { a: 1 },
    rest: { unknown_member: 1 },
    turns: [{ role: "system", name: "n", parts: [{ kind: "text", text: "x" }] }],
  });
  deepEqual(lost, [
    "frequency_penalty",
    "logprobs",
    "messages.name",
    "messages.system",
    "metadata",
    "n",
    "parallel_tool_calls",
    "presence_penalty",
    "prompt_cache_key",
    "seed",
    "service_tier",
    "store",
    "temperature",
    "unknown_member",
    "user",
    "verbosity",
  ]);
});

test("an answer is read with its thoughts, calls, usage and reason to stop", () => {
  const answer = converseCodec.readAnswer(
    {
      output: {
        message: {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "hm", signature: "sig" } } },
            { reasoningContent: { redactedContent: "blob" } },
            { text: "It is" },
            { toolUse: { toolUseId: "t1", name: "weather", input: { city: "Bern" } } },
            { citationsContent: { content: [{ text: "cited" }], citations: [{ title: "T" }] } },
            { somethingNew: { a: 1 } },
          ],
        },
      },
      stopReason: "tool_use",
      usage: {
        inputTokens: 10,
        outputTokens: 20,
        cacheReadInputTokens: 3,
        cacheWriteInputTokens: 7,
        cacheDetails: [
          { ttl: "1h", inputTokens: 2 },
          { ttl: "5m", inputTokens: 5 },
        ],
      },
      serviceTier: { type: "flex" },
    },
    "bedrock:p",
  );
  deepEqual(answer.choices[0]?.parts, [
    { kind: "thinking", text: "hm", sealed: { issuer: "bedrock:p", data: "sig" } },
    { kind: "thinking", text: "", redacted: true, sealed: { issuer: "bedrock:p", data: "blob" } },
    { kind: "text", text: "It is" },
    { kind: "call", id: "t1", name: "weather", arguments: '{"city":"Bern"}' },
    { kind: "text", text: "cited", citations: { format: "bedrock.converse", values: [{ title: "T" }] } },
    { kind: "other", format: "bedrock.converse", type: "somethingNew", value: { a: 1 } },
  ]);
  equal(answer.choices[0]?.stop, "tools");
  deepEqual(answer.usage, {
    source: "provider",
    input: 20,
    cachedInput: 3,
    cacheWrite5m: 5,
    cacheWrite1h: 2,
    output: 20,
    reasoning: 0,
    serviceTier: "flex",
  });
});

test("what is no answer is a SyntaxError", () => {
  for (const body of [null, [], {}, { output: {} }, { output: { message: { content: "x" } } }] as Json[]) {
    throws(() => converseCodec.readAnswer(body, "b"), SyntaxError);
  }
});

test("a stream is read step by step, each part once, and ends with its usage", () => {
  const reader = converseCodec.readStream("bedrock:p");
  const deltas: Delta[] = [];
  const say = (event: string, data: unknown) => deltas.push(...reader.read({ event, data: JSON.stringify(data) }));
  say("messageStart", { role: "assistant" });
  say("contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "hm" } } });
  say("contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { signature: "sig" } } });
  say("contentBlockStop", { contentBlockIndex: 0 });
  say("contentBlockDelta", { contentBlockIndex: 1, delta: { reasoningContent: { redactedContent: "blob" } } });
  say("contentBlockStop", { contentBlockIndex: 1 });
  say("contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t", name: "f" } } });
  say("contentBlockDelta", { contentBlockIndex: 2, delta: { toolUse: { input: "{}" } } });
  say("contentBlockStop", { contentBlockIndex: 2 });
  say("somethingNew", { a: 1 });
  say("messageStop", { stopReason: "max_tokens" });
  say("metadata", { usage: { inputTokens: 1, outputTokens: 2 } });
  say("contentBlockDelta", { contentBlockIndex: 3, delta: { text: "after the end" } });
  const at = (part: number) => ({ choice: 0, part });
  deepEqual(deltas, [
    { kind: "start", id: "", model: "" },
    { kind: "open", ...at(0), opening: { kind: "thinking" } },
    { kind: "grow", ...at(0), text: "hm" },
    { kind: "sealed", ...at(0), sealed: { issuer: "bedrock:p", data: "sig" } },
    { kind: "close", ...at(0) },
    {
      kind: "whole",
      ...at(1),
      value: { kind: "thinking", text: "", redacted: true, sealed: { issuer: "bedrock:p", data: "blob" } },
    },
    { kind: "open", ...at(2), opening: { kind: "call", id: "t", name: "f" } },
    { kind: "grow", ...at(2), text: "{}" },
    { kind: "close", ...at(2) },
    { kind: "stop", choice: 0, stop: "length", raw: "max_tokens" },
    { kind: "usage", usage: { source: "provider", input: 1, cachedInput: 0, output: 2, reasoning: 0 } },
    { kind: "end" },
  ]);
});

test("an event that cannot be read is a SyntaxError", () => {
  throws(() => converseCodec.readStream("b").read({ event: "messageStop", data: "{" }), SyntaxError);
});

test("a prompt of another format goes through the one form", () => {
  const prompt = chatCodec.readPrompt(
    {
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "Hi" }] },
      ],
      max_completion_tokens: 5,
    },
    { issuer: "openai", stream: false },
  );
  deepEqual(written(prompt).body, {
    messages: [{ role: "user", content: [{ text: "Hi" }] }],
    system: [{ text: "Be brief." }],
    inferenceConfig: { maxTokens: 5 },
  });
});
