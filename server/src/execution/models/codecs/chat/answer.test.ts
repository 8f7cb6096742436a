import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { suite, test } from "node:test";
import { chatUsage } from "../../taps/chat.ts";
import { eventsOf } from "../../taps/events.ts";
import type { Frame } from "../codec.ts";
import { deltasOf } from "../deltas.ts";
import { foldDeltas } from "../fixtures/fold.ts";
import type { Answer, Delta, Json, JsonObject } from "../form.ts";
import { makeLost } from "../lost.ts";
import { chatCodec } from "./codec.ts";

const frame = (more: Partial<Frame> = {}): Frame => ({
  call: "1",
  model: "asked",
  createdS: 7,
  includeUsage: false,
  prompt: { format: "openai.chat", stream: true, system: [], turns: [], tools: [] },
  ...more,
});
const chunk = (delta: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 5,
  model: "gpt",
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const readAll = (chunks: (JsonObject | string)[]): Delta[] => {
  const reader = chatCodec.readStream("openai:south");
  return chunks.flatMap((data) =>
    reader.read({ event: "", data: typeof data === "string" ? data : JSON.stringify(data) }),
  );
};
const fold = (chunks: (JsonObject | string)[]): Answer => foldDeltas(readAll([...chunks, "[DONE]"]), "openai.chat");
const call = (index: number, more: JsonObject): JsonObject => ({ tool_calls: [{ index, ...more }] });
const writeAll = (answer: Answer, shown: Frame): { text: string; lost: readonly string[] } => {
  const lost = makeLost();
  const writer = chatCodec.writeStream(shown, lost);
  return { text: [...deltasOf(answer)].map((delta) => writer.write(delta)).join(""), lost: lost.names };
};

suite("chat answers", () => {
  test("a whole answer of the same format is written as it came, but for its name", () => {
    const answer = {
      id: "chatcmpl-x",
      object: "chat.completion",
      created: 5,
      model: "gpt",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "Hi",
            refusal: null,
            annotations: [
              { type: "url_citation", url_citation: { url: "https://x.test", start_index: 0, end_index: 2 } },
            ],
            reasoning_content: "hm",
            flavour: 1,
          },
          logprobs: { content: [{ token: "Hi", logprob: -0.5, bytes: null, top_logprobs: [] }], refusal: null },
          finish_reason: "stop",
          content_filter_results: {},
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 5,
        total_tokens: 14,
        prompt_tokens_details: { cached_tokens: 3, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 2,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      service_tier: "default",
      system_fingerprint: "fp",
    };
    const lost = makeLost();
    const written = chatCodec.writeAnswer(chatCodec.readAnswer(answer, "openai"), frame(), lost);
    deepEqual(written, { ...answer, id: "chatcmpl-1", created: 7, model: "asked" });
    deepEqual(lost.names, []);
  });

  test("what is no answer is not read as one", () => {
    for (const body of [null, [], "x", {}, { error: { message: "no" } }] as Json[]) {
      throws(() => chatCodec.readAnswer(body, "openai"), SyntaxError);
    }
  });

  test("a stop with calls is a stop for tools", () => {
    const message = { tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: { b: 1 } } }] };
    const answer = chatCodec.readAnswer({ choices: [{ message, finish_reason: "stop" }] }, "openai");
    equal(answer.choices[0]?.stop, "tools");
    deepEqual(answer.choices[0]?.parts, [{ kind: "call", id: "a", name: "f", arguments: `{"b":1}` }]);
  });

  test("every class of tokens is counted, in the names of each server", () => {
    const base = { source: "provider", input: 10, cachedInput: 0, output: 4, reasoning: 0 };
    const of = (usage: object, more: object = {}) =>
      chatUsage({ usage: { prompt_tokens: 10, completion_tokens: 4, ...usage }, ...more });
    const prompt = { cached_tokens: 1, audio_tokens: 2, image_tokens: 3, cache_write_tokens: 4 };
    const completion = { reasoning_tokens: 1, audio_tokens: 2, image_tokens: 3 };
    deepEqual(of({ prompt_tokens_details: prompt, completion_tokens_details: completion }, { service_tier: "flex" }), {
      ...base,
      cachedInput: 1,
      audioInput: 2,
      imageInput: 3,
      cacheWrite5m: 4,
      reasoning: 1,
      audioOutput: 2,
      imageOutput: 3,
      serviceTier: "flex",
    });
    deepEqual(of({ prompt_cache_hit_tokens: 6 }), { ...base, cachedInput: 6 });
    deepEqual(of({ total_tokens: 20, completion_tokens_details: { reasoning_tokens: 6 } }), {
      ...base,
      output: 10,
      reasoning: 6,
    });
    deepEqual(of({ server_tool_use: { web_search_requests: 2 } }), { ...base, serverTools: { web_search: 2 } });
    equal(chatUsage({ usage: null }), undefined);
  });
});

suite("chat streams", () => {
  test("parallel calls keep apart, even where their pieces are mixed", () => {
    const answer = fold([
      chunk({ role: "assistant", content: "" }),
      chunk(call(0, { id: "a", type: "function", function: { name: "f", arguments: "" } })),
      chunk(call(1, { id: "b", type: "function", function: { name: "g", arguments: "{" } })),
      chunk(call(0, { function: { arguments: "{}" } })),
      chunk(call(1, { function: { arguments: "}" } })),
      chunk({}, { finish_reason: "tool_calls" }),
    ]);
    deepEqual(answer.choices[0]?.parts, [
      { kind: "call", id: "a", name: "f", arguments: "{}" },
      { kind: "call", id: "b", name: "g", arguments: "{}" },
    ]);
    equal(answer.choices[0]?.stop, "tools");
  });

  test("calls that all bear the same index, or no id, keep apart", () => {
    const piece = (id: string): JsonObject =>
      chunk(call(0, { id, type: "function", function: { name: "f", arguments: "{}" } }));
    const same = fold([piece("a"), piece("b"), chunk({}, { finish_reason: "stop" })]);
    deepEqual(
      same.choices[0]?.parts.map((part) => part.kind === "call" && part.id + part.arguments),
      ["a{}", "b{}"],
    );
    const bare = fold([
      chunk(call(0, { function: { name: "f", arguments: "{" } })),
      chunk(call(0, { function: { arguments: "}" } })),
      chunk(call(1, { function: { name: "g", arguments: "{}" } })),
      chunk({}, { finish_reason: "tool_calls" }),
    ]);
    deepEqual(
      bare.choices[0]?.parts.map((part) => part.kind === "call" && part.name + part.arguments),
      ["f{}", "g{}"],
    );
  });

  test("thoughts, text and several choices are told apart; usage comes behind them", () => {
    const answer = fold([
      chunk({ role: "assistant", reasoning_content: "h" }),
      chunk({ reasoning: "m", reasoning_details: [{ type: "reasoning.text", text: "m", index: 0 }] }),
      chunk({ reasoning_details: [{ type: "reasoning.text", signature: "S", index: 0 }] }),
      chunk({ content: "Hi" }),
      { ...chunk({}), choices: [{ index: 1, delta: { content: "Ho" }, finish_reason: "length" }] },
      chunk({}, { finish_reason: "stop" }),
      { ...chunk({}), choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    ]);
    deepEqual(answer.choices[0]?.parts, [
      { kind: "thinking", text: "hm", sealed: { issuer: "openai:south", data: "S" } },
      { kind: "text", text: "Hi" },
    ]);
    deepEqual(
      answer.choices.map((choice) => choice.stop),
      ["end", "length"],
    );
    equal(answer.usage?.output, 2);
  });

  test("an error inside a stream is a failure, and what is no chunk a SyntaxError", () => {
    const [delta] = readAll([
      { error: { message: "overloaded", code: 502 }, choices: [{ index: 0, finish_reason: "error" }] },
    ]);
    deepEqual(delta, { kind: "failed", code: "502", message: "overloaded" });
    throws(() => readAll(["{"]), SyntaxError);
    throws(() => readAll(["[1]"]), SyntaxError);
    deepEqual(readAll([{ object: "ping" }, { choices: [] }]), []);
  });

  test("the role comes first, usage only where it was asked for, and [DONE] last", () => {
    const answer: Answer = {
      format: "anthropic.messages",
      id: "msg",
      model: "m",
      choices: [{ index: 0, parts: [{ kind: "text", text: "Hi" }], stop: "end" }],
      usage: { source: "provider", input: 3, cachedInput: 1, output: 2, reasoning: 0 },
    };
    const events = (shown: Frame) => [...eventsOf(writeAll(answer, shown).text)].map((event) => event.data);
    const plain = events(frame());
    match(plain[0] ?? "", /"delta":\{"role":"assistant"/);
    equal(plain.at(-1), "[DONE]");
    ok(!plain.join("").includes("usage"));
    const counted = events(frame({ includeUsage: true }));
    const last = JSON.parse(counted.at(-2) ?? "") as { choices: unknown[]; usage: { total_tokens: number } };
    deepEqual(last.choices, []);
    equal(last.usage.total_tokens, 5);
    ok(counted.slice(0, -2).every((data) => data.includes(`"usage":null`)));
  });

  test("a caller of old functions is answered in the old way, with one call", () => {
    const prompt = chatCodec.readPrompt(
      { messages: [{ role: "user", content: "x" }], functions: [{ name: "f" }] },
      { issuer: "openai", stream: false },
    );
    const answer: Answer = {
      format: "anthropic.messages",
      id: "msg",
      model: "m",
      choices: [{ index: 0, parts: [{ kind: "call", id: "a", name: "f", arguments: "{}" }], stop: "tools" }],
    };
    const whole = chatCodec.writeAnswer(answer, frame({ prompt }), makeLost());
    match(JSON.stringify(whole), /"function_call":\{"name":"f","arguments":"\{\}"\}.*"finish_reason":"function_call"/);
    const { text } = writeAll(answer, frame({ prompt }));
    ok(!text.includes("tool_calls"));
    const read = fold([...eventsOf(text)].slice(0, -1).map((event) => event.data));
    equal(read.choices[0]?.parts[0]?.kind === "call" && read.choices[0].parts[0].arguments, "{}");
  });

  test("a tool that takes text is called with text, even where the model knew it as a function", () => {
    const tools = [{ type: "custom", custom: { name: "patch" } }];
    const prompt = chatCodec.readPrompt({ messages: [], tools }, { issuer: "openai", stream: true });
    const answer: Answer = {
      format: "gemini.generate",
      id: "x",
      model: "m",
      choices: [
        {
          index: 0,
          parts: [{ kind: "call", id: "a", name: "patch", arguments: `{"input":"line \\"one\\"\\n"}` }],
          stop: "tools",
        },
      ],
    };
    const input = `line "one"\n`;
    const whole = chatCodec.writeAnswer(answer, frame({ prompt }), makeLost());
    match(JSON.stringify(whole), /"type":"custom","custom":\{"name":"patch"/);
    const { text } = writeAll(answer, frame({ prompt }));
    const read = fold([...eventsOf(text)].slice(0, -1).map((event) => event.data));
    deepEqual(read.choices[0]?.parts, [{ kind: "call", id: "a", name: "patch", custom: true, arguments: input }]);
    deepEqual(chatCodec.readAnswer(whole, "openai").choices[0]?.parts, read.choices[0]?.parts);
  });

  test("what chat has no place for is named", () => {
    const answer: Answer = {
      format: "anthropic.messages",
      id: "msg",
      model: "m",
      choices: [
        {
          index: 0,
          parts: [
            { kind: "other", format: "anthropic.messages", type: "server_tool_use", value: {} },
            { kind: "text", text: "Hi", citations: { format: "anthropic.messages", values: [{}] } },
          ],
          stop: "pause",
        },
      ],
    };
    const lost = makeLost();
    chatCodec.writeAnswer(answer, frame(), lost);
    const expected = ["citations", "content.server_tool_use", "pause_turn"];
    deepEqual([...lost.names].sort(), expected);
    deepEqual([...writeAll(answer, frame()).lost].sort(), expected);
  });
});
