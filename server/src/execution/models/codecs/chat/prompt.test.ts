import { deepEqual, equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import type { JsonObject, Prompt } from "../form.ts";
import { makeLost } from "../lost.ts";
import { tagOpaque } from "../opaque.ts";
import { chatCodec } from "./codec.ts";

const target = { model: "m", issuers: ["openai", "openai:south"], maxTokensDefault: 1_000 };
const read = (body: JsonObject): Prompt => chatCodec.readPrompt(body, { issuer: "openai", stream: false });
const written = (prompt: Prompt) => {
  const lost = makeLost();
  return { body: chatCodec.writePrompt(prompt, target, lost), lost: lost.names };
};
const again = (body: JsonObject) => written(read({ model: "x", ...body }));
const hello = { role: "user", content: "Hello" };

suite("chat requests", () => {
  test("what the form has no member for goes out again as it came", () => {
    const body = {
      messages: [{ ...hello, name: "eva", flavour: 1 }],
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "wav" },
      prediction: { type: "content", content: "x" },
      web_search_options: { search_context_size: "low" },
      logit_bias: { "50256": -100 },
      temperature: "hot",
      tool_choice: { type: "new_form" },
      nothing: null,
    };
    const { body: out, lost } = again(body);
    deepEqual(lost, []);
    // Without tools there is nothing to choose, and yet the provider shall judge that.
    deepEqual({ ...out, model: "x" }, { model: "x", ...body });
  });

  test("what only chat knows is named as lost to another format, never in a caller's own words", () => {
    const lost = makeLost();
    const prompt = {
      ...read({ messages: [hello], top_logit: 1, K7KEYOFACALLER: 1 }),
      format: "gemini.generate",
    } as const;
    chatCodec.writePrompt(prompt, target, lost);
    deepEqual(lost.names, ["top_logit", "other"]);
  });

  test("every setting finds its way in and out", () => {
    const settings = {
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 5,
      temperature: 0.5,
      top_p: 0.25,
      top_k: 3,
      stop: ["a", "b"],
      seed: 7,
      presence_penalty: 1,
      frequency_penalty: -1,
      n: 2,
      logprobs: true,
      top_logprobs: 4,
      response_format: { type: "json_schema", json_schema: { name: "s", schema: { type: "object" }, strict: true } },
      verbosity: "low",
      reasoning_effort: "none",
      user: "u",
      metadata: { a: "b" },
      service_tier: "flex",
      prompt_cache_key: "k",
      store: false,
      parallel_tool_calls: false,
      tools: [
        { type: "function", function: { name: "f", description: "d", parameters: { type: "object" }, strict: true } },
        {
          type: "custom",
          custom: { name: "c", format: { type: "grammar", grammar: { syntax: "regex", definition: "a" } } },
        },
      ],
    };
    const { body, lost } = again({ messages: [hello], ...settings });
    deepEqual(body, { model: "m", messages: [hello], ...settings });
    deepEqual(lost, []);
  });

  for (const choice of [
    "auto",
    "none",
    "required",
    { type: "function", function: { name: "f" } },
    { type: "custom", custom: { name: "c" } },
    {
      type: "allowed_tools",
      allowed_tools: {
        mode: "required",
        tools: [
          { type: "function", function: { name: "f" } },
          { type: "custom", custom: { name: "c" } },
        ],
      },
    },
  ]) {
    test(`the choice of tools ${JSON.stringify(choice).slice(0, 40)} is kept`, () => {
      const tools = [
        { type: "function", function: { name: "f" } },
        { type: "custom", custom: { name: "c" } },
      ];
      deepEqual(again({ messages: [hello], tools, tool_choice: choice }).body["tool_choice"], choice);
    });
  }

  test("pictures, sound, files and refusals are kept, with what stands beside them", () => {
    const messages = [
      {
        role: "user",
        content: [
          { type: "text", text: "See", cache_control: { type: "ephemeral", ttl: "1h" } },
          { type: "image_url", image_url: { url: "https://x.test/a.png", detail: "low" } },
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
          { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
          { type: "file", file: { file_id: "file-1" } },
          { type: "hologram", hologram: { depth: 3 } },
        ],
      },
      { role: "assistant", content: null, refusal: "No." },
    ];
    const { body, lost } = again({ messages });
    deepEqual(body["messages"], messages);
    deepEqual(lost, []);
  });

  test("calls and their results are one turn each, whichever way they are written", () => {
    const call = (id: string, name: string) => ({ id, type: "function", function: { name, arguments: "{}" } });
    const prompt = read({
      messages: [
        { role: "developer", content: "Be brief." },
        hello,
        { role: "assistant", content: null, tool_calls: [call("a", "f"), call("b", "g")] },
        { role: "tool", tool_call_id: "a", content: "1" },
        { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "2" }] },
        { role: "system", content: "Now in French." },
      ],
    });
    deepEqual(
      prompt.turns.map((turn) => `${turn.role} ${turn.parts.map((part) => part.kind).join()}`),
      ["user text", "assistant call,call", "user result,result", "system text"],
    );
    const results = prompt.turns[2]?.parts.map((part) => part.kind === "result" && `${part.id} ${part.name}`);
    deepEqual(results, ["a f", "b g"]);
    equal(prompt.system.length, 1);
    const roles = (written(prompt).body["messages"] as { role: string }[]).map((message) => message.role);
    deepEqual(roles, ["system", "user", "assistant", "tool", "tool", "system"]);
  });

  test("functions of old are asked for as tools and keep their order", () => {
    const { body } = again({
      functions: [{ name: "f", parameters: { type: "object" } }],
      function_call: { name: "f" },
      messages: [
        hello,
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "1" },
      ],
    });
    deepEqual(body["tools"], [{ type: "function", function: { name: "f", parameters: { type: "object" } } }]);
    deepEqual(body["tool_choice"], { type: "function", function: { name: "f" } });
    const [, call, result] = body["messages"] as { tool_calls?: { id: string }[]; tool_call_id?: string }[];
    equal(result?.tool_call_id, call?.tool_calls?.[0]?.id);
    ok(result?.tool_call_id);
  });

  test("thoughts come back to the one who sealed them and to nobody else", () => {
    const sealed = (issuer: string) => ({
      role: "assistant",
      content: "Yes.",
      reasoning_content: "hm",
      reasoning_details: [
        { type: "reasoning.text", text: "hm", signature: tagOpaque({ issuer, data: "SIG" }), index: 0 },
        { type: "reasoning.encrypted", data: tagOpaque({ issuer, data: "ENC" }), index: 1 },
      ],
    });
    const own = again({ messages: [hello, sealed("openai:south")] });
    deepEqual((own.body["messages"] as JsonObject[])[1], {
      role: "assistant",
      content: "Yes.",
      reasoning_content: "hm",
      reasoning_details: [
        { type: "reasoning.text", text: "hm", signature: "SIG", index: 0 },
        { type: "reasoning.encrypted", data: "ENC", index: 1 },
      ],
    });
    deepEqual(own.lost, []);
    const other = again({ messages: [hello, sealed("anthropic")] });
    ok(!JSON.stringify(other.body).includes("SIG") && !JSON.stringify(other.body).includes("ENC"));
    deepEqual(other.lost, ["thinking.signature"]);
  });

  test("a tool that takes text is a function to servers that may not know such tools", () => {
    const tools = [{ type: "custom", custom: { name: "patch" } }];
    const prompt = { ...read({ messages: [hello], tools }), format: "openai.responses" } as const;
    const to = (issuers: string[]) => chatCodec.writePrompt(prompt, { ...target, issuers }, makeLost())["tools"];
    deepEqual(to(["openai", "openai:south"]), tools);
    equal((to(["openai:vllm", "openai"]) as { type: string }[])[0]?.type, "function");
  });

  test("pictures in a tool's result are shown by the user behind it", () => {
    const prompt = read({ messages: [hello] });
    const picture = { kind: "media", media: "image", source: { by: "url", url: "https://x.test/a.png" } } as const;
    prompt.turns.push({ role: "user", parts: [{ kind: "result", id: "a", parts: [picture], failed: true }] });
    const { body, lost } = written(prompt);
    deepEqual((body["messages"] as JsonObject[]).slice(1), [
      { role: "tool", tool_call_id: "a", content: "" },
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test/a.png" } }] },
    ]);
    deepEqual(lost, ["tool_result.is_error", "tool_result.media"]);
  });
});
