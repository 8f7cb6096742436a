import { deepEqual, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { PDF, PNG } from "./fixtures/fixture.ts";
import { FIXTURES } from "./fixtures/index.ts";
import type { Json, JsonObject } from "./form.ts";
import { spoken } from "./index.ts";
import { makeLost } from "./lost.ts";
import { nameUnread } from "./unsaid.ts";

/*
 * One member more in a request must be seen in what is written of it, or be told as lost. Each stands alone, so that
 * no other one's name covers for it.
 */

type Place = (string | number)[];

const IMAGE = `data:image/png;base64,${PNG}`;
const SCHEMA: Json = { type: "object", properties: { a: { type: "string" } } };
const MARK: Json = { type: "ephemeral", ttl: "1h" };

/** A conversation of each format that has every kind of object in it. */
const CONVERSATIONS: Record<string, JsonObject> = {
  "openai.chat": {
    model: "m",
    messages: [
      { role: "system", content: [{ type: "text", text: "Be brief." }] },
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "image_url", image_url: { url: IMAGE } },
          { type: "image_url", image_url: { url: "https://x.test/a.png" } },
          { type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${PDF}` } },
          { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
        ],
      },
      {
        role: "assistant",
        content: "Well",
        tool_calls: [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "call_1", content: [{ type: "text", text: "done" }] },
      { role: "assistant", content: "So" },
      { role: "user", content: "And" },
    ],
    tools: [{ type: "function", function: { name: "f", description: "d", parameters: SCHEMA } }],
    response_format: { type: "json_schema", json_schema: { name: "answer", schema: SCHEMA } },
  },
  "openai.responses": {
    model: "m",
    instructions: "Be brief.",
    input: [
      {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "Look" },
          { type: "input_image", image_url: IMAGE },
          { type: "input_file", filename: "a.pdf", file_data: `data:application/pdf;base64,${PDF}` },
        ],
      },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "Well" }] },
      { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "call_1", output: [{ type: "input_text", text: "done" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "So" }] },
      { type: "message", role: "user", content: "And" },
    ],
    tools: [{ type: "function", name: "f", description: "d", parameters: SCHEMA, strict: false }],
    text: { format: { type: "json_schema", name: "answer", schema: SCHEMA } },
    reasoning: { effort: "low" },
  },
  "anthropic.messages": {
    model: "m",
    max_tokens: 9_000,
    system: [{ type: "text", text: "Be brief." }],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
          { type: "image", source: { type: "url", url: "https://x.test/a.png" } },
          { type: "document", title: "a", source: { type: "base64", media_type: "application/pdf", data: PDF } },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "plain" } },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "text", text: "Well" },
          { type: "tool_use", id: "toolu_1", name: "f", input: {} },
        ],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: "done" }] }],
      },
      { role: "assistant", content: "So" },
      { role: "user", content: "And" },
    ],
    tools: [{ name: "f", description: "d", input_schema: SCHEMA }],
    tool_choice: { type: "auto" },
    metadata: { user_id: "u" },
    output_config: { effort: "low", format: { type: "json_schema", schema: SCHEMA } },
  },
  "gemini.generate": {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      {
        role: "user",
        parts: [
          { text: "Look" },
          { inlineData: { mimeType: "image/png", data: PNG } },
          { fileData: { mimeType: "image/png", fileUri: "https://x.test/a.png" } },
        ],
      },
      { role: "model", parts: [{ text: "Well" }, { functionCall: { id: "c1", name: "f", args: {} } }] },
      { role: "user", parts: [{ functionResponse: { id: "c1", name: "f", response: { output: "done" } } }] },
      { role: "model", parts: [{ text: "So" }] },
      { role: "user", parts: [{ text: "And" }] },
    ],
    tools: [{ functionDeclarations: [{ name: "f", description: "d", parametersJsonSchema: SCHEMA }] }],
    toolConfig: { functionCallingConfig: { mode: "AUTO" } },
    generationConfig: { responseMimeType: "application/json", responseJsonSchema: SCHEMA, thinkingConfig: {} },
  },
};

/** What clients add, and where. */
const ADDED: Record<string, [Place, Json][]> = {
  "openai.chat": [
    [["max_completion_tokens"], 10],
    [["max_tokens"], 10],
    [["temperature"], 0.3],
    [["top_p"], 0.3],
    [["top_k"], 3],
    [["stop"], ["x"]],
    [["stop"], "x"],
    [["seed"], 1],
    [["presence_penalty"], 0.5],
    [["frequency_penalty"], 0.5],
    [["n"], 2],
    [["logprobs"], true],
    [["logit_bias"], { "1": 2 }],
    [["verbosity"], "low"],
    [["reasoning_effort"], "high"],
    [["user"], "eva"],
    [["safety_identifier"], "eva"],
    [["metadata"], { a: "b" }],
    [["service_tier"], "flex"],
    [["prompt_cache_key"], "k"],
    [["prompt_cache_retention"], "24h"],
    [["cache_control"], MARK],
    [["store"], true],
    [["modalities"], ["text", "audio"]],
    [["audio"], { voice: "x", format: "mp3" }],
    [["prediction"], { type: "content", content: "x" }],
    [["web_search_options"], {}],
    [["parallel_tool_calls"], false],
    [["tool_choice"], "required"],
    [["tool_choice"], { type: "function", function: { name: "f" } }],
    [["stream_options"], { include_obfuscation: false }],
    [["tools", 0, "function", "strict"], true],
    [["tools", 0, "cache_control"], MARK],
    [["messages", 0, "name"], "eva"],
    [["messages", 1, "name"], "eva"],
    [["messages", 2, "name"], "eva"],
    [["messages", 2, "refusal"], "No."],
    [["messages", 2, "audio"], { id: "audio_1" }],
    [["messages", 0, "content", 0, "cache_control"], MARK],
    [["messages", 1, "content", 0, "cache_control"], MARK],
    [["messages", 1, "content", 1, "cache_control"], MARK],
    [["messages", 1, "content", 3, "cache_control"], MARK],
    [["messages", 3, "cache_control"], MARK],
    [["messages", 1, "content", 1, "image_url", "detail"], "high"],
    [["response_format", "json_schema", "strict"], true],
    [["response_format", "json_schema", "description"], "d"],
  ],
  "openai.responses": [
    [["max_output_tokens"], 10],
    [["temperature"], 0.3],
    [["top_p"], 0.3],
    [["top_logprobs"], 2],
    [["include"], ["web_search_call.action.sources"]],
    [["truncation"], "auto"],
    [["background"], true],
    [["max_tool_calls"], 3],
    [["parallel_tool_calls"], false],
    [["tool_choice"], "required"],
    [["metadata"], { a: "b" }],
    [["user"], "eva"],
    [["safety_identifier"], "eva"],
    [["prompt_cache_key"], "k"],
    [["prompt_cache_retention"], "24h"],
    [["service_tier"], "flex"],
    [["store"], true],
    [["stream_options"], { include_obfuscation: false }],
    [["text", "verbosity"], "low"],
    [["text", "format", "strict"], true],
    [["text", "format", "description"], "d"],
    [["reasoning", "summary"], "detailed"],
    [["input", 0, "content", 1, "detail"], "high"],
    [["input", 1, "content", 0, "annotations"], [{ type: "url_citation", url: "https://x.test" }]],
    [["input", 1, "phase"], "commentary"],
    [["tools", 1], { type: "web_search" }],
    [["tools", 1], { type: "mcp", server_label: "x", server_url: "https://x.test" }],
  ],
  "anthropic.messages": [
    [["temperature"], 0.3],
    [["top_p"], 0.3],
    [["top_k"], 3],
    [["stop_sequences"], ["x"]],
    [["service_tier"], "standard_only"],
    [["thinking"], { type: "enabled", budget_tokens: 2_000 }],
    [["container"], "c"],
    [["mcp_servers"], [{ type: "url", url: "https://x.test", name: "x" }]],
    [["context_management"], { edits: [] }],
    [["cache_control"], MARK],
    [["metadata", "more"], "x"],
    [["tool_choice", "disable_parallel_tool_use"], true],
    [["tools", 0, "strict"], true],
    [["tools", 0, "cache_control"], MARK],
    [["tools", 0, "defer_loading"], true],
    [["tools", 0, "eager_input_streaming"], true],
    [["tools", 1], { type: "web_search_20250305", name: "web_search", max_uses: 3 }],
    [["system", 0, "cache_control"], MARK],
    [["messages", 0, "content", 0, "cache_control"], MARK],
    [["messages", 0, "content", 1, "cache_control"], MARK],
    [["messages", 0, "content", 3, "cache_control"], MARK],
    [["messages", 0, "content", 3, "citations"], { enabled: true }],
    [["messages", 0, "content", 3, "context"], "about"],
    [["messages", 0, "content", 4, "title"], "plain"],
    [["messages", 0, "content", 4, "cache_control"], MARK],
    [["messages", 1, "content", 0, "citations"], [{ type: "char_location", cited_text: "x" }]],
    [["messages", 1, "content", 1, "cache_control"], MARK],
    [["messages", 2, "content", 0, "is_error"], true],
    [["messages", 2, "content", 0, "cache_control"], MARK],
    [["messages", 2, "content", 0, "content", 0, "cache_control"], MARK],
    [["output_config", "task_budget"], { type: "tokens", total: 1 }],
  ],
  "gemini.generate": [
    [["generationConfig", "maxOutputTokens"], 10],
    [["generationConfig", "temperature"], 0.3],
    [["generationConfig", "topP"], 0.3],
    [["generationConfig", "topK"], 3],
    [["generationConfig", "seed"], 3],
    [["generationConfig", "stopSequences"], ["x"]],
    [["generationConfig", "candidateCount"], 2],
    [["generationConfig", "presencePenalty"], 0.5],
    [["generationConfig", "frequencyPenalty"], 0.5],
    [["generationConfig", "responseLogprobs"], true],
    [["generationConfig", "responseModalities"], ["IMAGE"]],
    [["generationConfig", "speechConfig"], {}],
    [["generationConfig", "mediaResolution"], "MEDIA_RESOLUTION_LOW"],
    [["generationConfig", "thinkingConfig", "thinkingBudget"], 2_000],
    [["generationConfig", "thinkingConfig", "includeThoughts"], true],
    [["safetySettings"], [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }]],
    [["labels"], { a: "b" }],
    [["serviceTier"], "flex"],
    [["toolConfig", "retrievalConfig"], {}],
    [["toolConfig", "functionCallingConfig", "mode"], "ANY"],
    [["tools", 1], { googleSearch: {} }],
    [["tools", 0, "functionDeclarations", 0, "response"], SCHEMA],
    [["tools", 0, "functionDeclarations", 0, "behavior"], "BLOCKING"],
    [["contents", 0, "parts", 1, "videoMetadata"], { fps: 1 }],
    [["contents", 0, "parts", 1, "inlineData", "displayName"], "a.png"],
    [["contents", 2, "parts", 0, "functionResponse", "willContinue"], true],
    [["contents", 2, "parts", 0, "functionResponse", "scheduling"], "SILENT"],
  ],
};

const MODELS: Record<string, string> = {
  "gemini.generate": "gemini-2.5-flash",
  "anthropic.messages": "claude-opus-4-1",
};

/** Wishes that come true without being said: these formats always follow a schema to the letter. */
const STRICT = /format.*\.strict$/;
const GRANTED: Record<string, RegExp> = {
  "anthropic.messages": STRICT,
  "gemini.generate": STRICT,
  "bedrock.converse": STRICT,
};

/** Objects that are the caller's own data: what stands in them is carried as it is. */
const DATA = new Set([
  "properties",
  "parameters",
  "schema",
  "input_schema",
  "parametersJsonSchema",
  "responseJsonSchema",
]);
const FREE = new Set([...DATA, "args", "response", "input"]);

function objectsIn(value: Json, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    FREE.has(name) && !Array.isArray(one) ? [] : objectsIn(one, [...place, Array.isArray(value) ? Number(name) : name]),
  );
  return Array.isArray(value) ? inner : [place, ...inner];
}

function withMember(body: JsonObject, place: Place, value: Json): JsonObject {
  const copy = structuredClone(body);
  const last = place.at(-1);
  ok(last !== undefined);
  let at = copy as never as Record<string | number, unknown>;
  for (const step of place.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[last] = value;
  return copy;
}

suite("nothing is lost silently", () => {
  const targets = [
    ...FIXTURES.map(({ format, issuers }) => ({ format, issuers, model: MODELS[format] ?? "m" })),
    { format: "bedrock.converse" as const, issuers: ["bedrock"], model: "anthropic.claude-opus-4-1" },
  ];
  for (const { format, issuer } of FIXTURES) {
    const base = CONVERSATIONS[format] as JsonObject;
    const strange = objectsIn(base).map((place): [Place, Json] => [[...place, "strange_member"], "s"]);
    for (const target of targets) {
      if (target.format === format) continue;
      test(`every member of a request of ${format} is in what is written for ${target.format}, or is named`, () => {
        const from = spoken(format).codec;
        const to = spoken(target.format).codec;
        ok(from && to);
        const written = (body: JsonObject) => {
          const lost = makeLost();
          const prompt = from.readPrompt(body, { issuer, stream: false });
          nameUnread(body, format, lost);
          const { model, issuers } = target;
          const out = to.writePrompt(prompt, { model, issuers, maxTokensDefault: 1_000 }, lost);
          return { out: JSON.stringify(out), lost: lost.names };
        };
        const plain = written(base);
        const silent = [...(ADDED[format] ?? []), ...strange].filter(([place, value]) => {
          if (GRANTED[target.format]?.test(place.join("."))) return false;
          const { out, lost } = written(withMember(base, place, value));
          return out === plain.out && lost.length === plain.lost.length;
        });
        deepEqual(
          silent.map(([place, value]) => `${place.join(".")}=${JSON.stringify(value).slice(0, 30)}`),
          [],
        );
      });
    }
  }
});
