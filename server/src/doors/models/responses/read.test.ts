import { deepEqual, equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import type { ModelAsk } from "../../../kernel/index.ts";
import { responsesDoor } from "./door.ts";

const request = { operation: "generate", model: "", stream: false, headers: {} } as const;
const read = (body: unknown) => responsesDoor.read(Buffer.from(JSON.stringify(body)), request);
const asked = (body: object): ModelAsk => {
  const { ask, problem } = read({ model: "smart", ...body });
  equal(problem, undefined);
  return ask;
};

suite("a Responses request at the door", () => {
  test("speaks for whom its texts speak, in every place", () => {
    const { texts } = asked({
      instructions: "the instructions",
      input: [
        { type: "message", role: "developer", content: [{ type: "input_text", text: "from a developer" }] },
        { role: "user", content: "from a user" },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "from the model" }] },
        { type: "function_call", call_id: "c", name: "f", arguments: "the arguments" },
        { type: "custom_tool_call", call_id: "c", name: "f", input: "the patch" },
        { type: "function_call_output", call_id: "c", output: "a result" },
        { type: "custom_tool_call_output", call_id: "c", output: [{ type: "input_text", text: "a part of a result" }] },
        { type: "reasoning", summary: [{ type: "summary_text", text: "a thought" }] },
        { type: "mcp_call", name: "m", output: "from a server" },
        { type: "additional_tools", role: "developer", tools: [{ type: "function", description: "a late tool" }] },
        { type: "never_seen", anything: { deep: ["something new"] } },
      ],
      tools: [{ type: "function", name: "f", description: "a tool" }],
      metadata: { note: "a note" },
    });
    const channel = (text: string) => texts.find((part) => part.text.includes(text))?.channel;
    for (const [text, wanted] of Object.entries({
      "the instructions": "system",
      "from a developer": "system",
      "from a user": "prompt",
      "from the model": "assistant",
      "the arguments": "assistant",
      "the patch": "assistant",
      "a result": "tool_result",
      "a part of a result": "tool_result",
      "a thought": "assistant",
      "from a server": "tool_result",
      "a late tool": "tool_definition",
      "something new": "tool_result",
      "a tool": "tool_definition",
      "a note": "prompt",
    })) {
      equal(channel(text), wanted, text);
    }
    equal(texts.find((part) => part.text === "a part of a result")?.place, "input[6].output[0].text");
  });

  test("leaves unread what is a picture, a file or a sealed thought, and nothing that only stands in its place", () => {
    const base64 = Buffer.alloc(600, 0xe7).toString("base64");
    const sealed = `gAAAAA${"ab-_".repeat(60)}`;
    const picture = (value: string) => ({ role: "user", content: [{ type: "input_image", image_url: value }] });
    const file = (value: string) => ({ role: "user", content: [{ type: "input_file", file_data: value }] });
    const thought = (value: string) => ({ type: "reasoning", encrypted_content: value });
    const ask = asked({
      input: [
        picture(`data:image/png;base64,${base64}`),
        file(`data:application/pdf;base64,${base64}`),
        thought(sealed),
        thought(`lumos1.sealed.YW50aHJvcGlj.${base64}==`),
        thought(`lumos1.sealed.YW50aHJvcGlj.call:call_1:${base64}`),
      ],
    });
    ok(ask.images && ask.files);
    deepEqual(
      ask.texts.filter((part) => part.text.length > 40),
      [],
    );
    for (const item of [
      picture("https://x.test/?q=a long secret in an address"),
      picture(`data:image/png;base64,a long secret that is no picture`),
      file("a long secret that is no file at all, but stands there"),
      thought("a long secret that is no sealed thought, but stands in its place"),
      thought(`${base64} a long secret`),
    ]) {
      ok(asked({ input: [item] }).texts.some((part) => part.text.includes("secret")));
    }
  });

  test("says what it needs", () => {
    const ask = asked({
      input: "x",
      stream: true,
      max_output_tokens: 99,
      service_tier: "flex",
      tools: [{ type: "function", name: "f" }],
      text: { format: { type: "json_schema", name: "n", schema: {} } },
    });
    deepEqual(
      [ask.stream, ask.maxTokensOut, ask.serviceTier, ask.tools, ask.schema, ask.images, ask.previous],
      [true, 99, "flex", true, true, false, undefined],
    );
  });

  for (const [name, body] of Object.entries({
    "an earlier answer": { input: "x", previous_response_id: "kept_1" },
    "a conversation": { input: "x", conversation: "kept_1" },
    "a conversation as an object": { input: "x", conversation: { id: "kept_1" } },
    "a template": { prompt: { id: "kept_1" } },
    "an item": {
      input: [
        { role: "user", content: "x" },
        { type: "item_reference", id: "kept_1" },
      ],
    },
  })) {
    test(`says that ${name} is brought in which only its provider keeps`, () => {
      const { previous, broughtIn } = asked(body);
      equal(previous, "kept_1");
      deepEqual(broughtIn, name === "a template" ? undefined : ["kept_1"]);
    });
  }

  test("that cannot be read is a problem with its place", () => {
    for (const [body, param] of [
      [{ input: "x" }, "model"],
      [{ model: "m" }, "input"],
      [{ model: "m", input: 1 }, "input"],
      [{ model: "m", input: [] }, "input"],
      [{ model: "m", input: ["x"] }, "input[0]"],
      [{ model: "m", input: "x", stream: 1 }, "stream"],
      [{ model: "m", input: "x", conversation: { id: "c".repeat(501) } }, "conversation"],
      [{ model: "m", input: Array.from({ length: 10_001 }, () => ({})) }, "input"],
    ] as const) {
      const { problem } = read(body);
      equal(problem?.code, "invalid_request");
      equal(problem.param, param);
    }
  });

  test("has headers of its own format sent along, and no other", () => {
    const headers = { "openai-beta": "responses=v1", session_id: "s", "x-api-key": "k", cookie: "c", host: "h" };
    const { ask } = responsesDoor.read(Buffer.from('{"model":"m","input":"x"}'), { ...request, headers });
    deepEqual(ask.headers, { "openai-beta": "responses=v1", session_id: "s" });
  });
});
