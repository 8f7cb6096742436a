import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { PromptTarget } from "../codec.ts";
import type { JsonObject, Prompt, Turn } from "../form.ts";
import { makeLost } from "../lost.ts";
import { tagOpaque } from "../opaque.ts";
import { anthropicCodec } from "./index.ts";
import { readToolId, readToolName, writeToolId, writeToolName } from "./names.ts";

const source = { issuer: "anthropic", stream: false };
const target: PromptTarget = { model: "claude-opus-4-5", issuers: ["anthropic"], maxTokensDefault: 4_096 };
const newest: PromptTarget = { ...target, model: "claude-fable-5" };

const read = (body: JsonObject): Prompt => anthropicCodec.readPrompt(body, source);
const write = (prompt: Prompt, to = target) => {
  const lost = makeLost();
  return { body: anthropicCodec.writePrompt(prompt, to, lost), lost: lost.names };
};
const chat = (turns: Turn[], more: Partial<Prompt> = {}): Prompt => ({
  format: "openai.chat",
  stream: false,
  system: [],
  turns,
  tools: [],
  ...more,
});
const user = (text: string): Turn => ({ role: "user", parts: [{ kind: "text", text }] });
const call = (id: string, name = "find", args = "{}") => ({ kind: "call", id, name, arguments: args }) as const;
const result = (id: string, text = "found") =>
  ({ kind: "result", id, parts: [{ kind: "text", text }] }) as Extract<Turn["parts"][number], { kind: "result" }>;

const EVERYTHING: JsonObject = {
  model: "claude-opus-4-5",
  max_tokens: 20_000,
  system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral", ttl: "1h" } }],
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Look", cache_control: { type: "ephemeral" } },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
        { type: "image", source: { type: "url", url: "https://example.test/a.png" } },
        { type: "image", source: { type: "file", file_id: "file_1" } },
        {
          type: "document",
          source: { type: "base64", media_type: "application/pdf", data: "JVBERg==" },
          title: "Paper",
          context: "From the archive",
          citations: { enabled: true },
          cache_control: { type: "ephemeral", ttl: "5m" },
        },
        { type: "document", source: { type: "text", media_type: "text/plain", data: "plain" } },
        { type: "document", source: { type: "content", content: [{ type: "text", text: "piece" }] }, title: "C" },
        {
          type: "search_result",
          source: "https://example.test",
          title: "Found",
          content: [{ type: "text", text: "one" }],
          citations: { enabled: true },
        },
        { type: "container_upload", file_id: "file_2" },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "c2ln" },
        { type: "redacted_thinking", data: "cmVk" },
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } },
        { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
        { type: "a_block_of_tomorrow", inner: { deep: [1] } },
        {
          type: "text",
          text: "See",
          citations: [{ type: "char_location", cited_text: "p", document_index: 0, start_char_index: 0 }],
        },
        { type: "tool_use", id: "toolu_1", name: "find", input: { id: 1 }, caller: { type: "direct" } },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "toolu_1", is_error: true, content: "none" },
        { type: "text", text: "And?" },
      ],
    },
  ],
  tools: [
    {
      name: "find",
      description: "Finds",
      input_schema: { type: "object", properties: {} },
      strict: true,
      eager_input_streaming: true,
      cache_control: { type: "ephemeral" },
    },
    { type: "web_search_20260318", name: "web_search", max_uses: 3 },
  ],
  tool_choice: { type: "auto", disable_parallel_tool_use: true },
  thinking: { type: "enabled", budget_tokens: 10_000, display: "summarized" },
  output_config: { effort: "high", format: { type: "json_schema", schema: { type: "object" } }, task_budget: 3 },
  stop_sequences: ["END"],
  temperature: 1,
  top_p: 0.97,
  top_k: 5,
  metadata: { user_id: "u-1", more: true },
  service_tier: "standard_only",
  cache_control: { type: "ephemeral" },
  container: "c-1",
  mcp_servers: [{ type: "url", url: "https://mcp.test", name: "m" }],
  context_management: { edits: [] },
  something_new: { kept: [1, 2.5] },
};

test("everything a request of this format says is read and written again", () => {
  const { body, lost } = write(read(EVERYTHING));
  deepEqual(body, EVERYTHING);
  deepEqual(lost, []);
});

test("a system of one plain text and a content of one plain text stay strings", () => {
  const plain = { model: "claude-opus-4-5", max_tokens: 5, system: "S", messages: [{ role: "user", content: "Hi" }] };
  deepEqual(write(read(plain)).body, plain);
});

// Guarantee: what one provider sealed goes back to it alone, and unsigned thoughts go to nobody who demands a signature.
test("what one provider sealed goes back to it alone, and unsigned thoughts go to nobody who demands a signature", () => {
  const thoughts = (signature: string): JsonObject => ({
    model: "m",
    max_tokens: 9,
    messages: [
      { role: "user", content: "x" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm.", signature },
          { type: "text", text: "y" },
        ],
      },
    ],
  });
  const foreign = read(thoughts(tagOpaque({ issuer: "gemini", data: "Z2Vt" })));
  const kept = foreign.turns[1]?.parts[0];
  deepEqual(kept?.kind === "thinking" && kept.sealed, { issuer: "gemini", data: "Z2Vt" });
  const out = write(foreign);
  ok(!JSON.stringify(out.body).includes("Z2Vt"));
  deepEqual(out.lost, ["thinking.signature"]);
  deepEqual((out.body["messages"] as JsonObject[])[1], { role: "assistant", content: "y" });
  deepEqual(write(read(thoughts(""))).lost, ["thinking"]);
  equal((write(foreign, { ...target, issuers: ["gemini"] }).body["messages"] as JsonObject[]).length, 2);
});

test("results stand first right behind their calls, one for each, and one without a call is a text", () => {
  const { body, lost } = write(
    chat([
      user("go"),
      { role: "assistant", parts: [{ kind: "text", text: "so" }, call("a"), call("b")] },
      user("meanwhile"),
      { role: "user", parts: [result("a")] },
      { role: "user", parts: [result("ghost", "boo")] },
    ]),
  );
  const last = (body["messages"] as { content: JsonObject[] }[])[2]?.content ?? [];
  deepEqual(
    last.map((block) => [block["type"], block["tool_use_id"] ?? block["text"]]),
    [
      ["tool_result", "a"],
      ["tool_result", "b"],
      ["text", "meanwhile"],
      ["text", "boo"],
    ],
  );
  equal(last[1]?.["is_error"], true);
  deepEqual(lost, ["tool_result", "tool_result.missing"]);
});

test("neighbours of one role are joined, empty texts are left out, and the user begins", () => {
  const { body, lost } = write(
    chat([
      { role: "assistant", parts: [{ kind: "text", text: "Hello" }] },
      user(" \n"),
      { role: "assistant", parts: [{ kind: "text", text: "again" }] },
      { role: "system", parts: [{ kind: "text", text: "Be kind." }] },
      user("yes"),
      { role: "assistant", parts: [{ kind: "text", text: "Well \n" }] },
    ]),
  );
  deepEqual(body["messages"], [
    { role: "user", content: "Begin." },
    {
      role: "assistant",
      content: [
        { type: "text", text: "Hello" },
        { type: "text", text: "again" },
      ],
    },
    {
      role: "user",
      content: [
        { type: "text", text: "<system>\nBe kind.\n</system>" },
        { type: "text", text: "yes" },
      ],
    },
    { role: "assistant", content: "Well" },
  ]);
  deepEqual([...lost].sort(), ["messages.first", "messages.system"]);
});

test("the limit stays above the budget for thinking, and the caller's limit holds", () => {
  const high = (more: Partial<Prompt>, to = target) =>
    write(chat([user("x")], { thinking: { effort: "high" }, ...more }), to);
  deepEqual(high({}).body["thinking"], { type: "enabled", budget_tokens: 16_384 });
  equal(high({}).body["max_tokens"], 16_384 + 4_096);
  deepEqual(high({ maxTokens: 2_000 }).body["thinking"], { type: "enabled", budget_tokens: 1_999 });
  equal(high({ maxTokens: 2_000 }).body["max_tokens"], 2_000);
  const little = high({ maxTokens: 500 });
  equal(little.body["thinking"], undefined);
  deepEqual(little.lost, ["thinking"]);
  deepEqual(high({}, newest).body["thinking"], { type: "adaptive" });
  deepEqual(high({}, newest).body["output_config"], { effort: "high" });
  equal(high({}, newest).body["max_tokens"], 4_096);
  const forced = high({ toolChoice: { kind: "required" }, tools: [{ kind: "function", name: "f" }] });
  deepEqual([forced.body["thinking"], forced.lost], [undefined, ["thinking"]]);
});

test("sampling is given only where the model takes it", () => {
  const warm: Partial<Prompt> = { temperature: 1.5, topP: 0.5, topK: 3, seed: 1 };
  const plain = write(chat([user("x")], warm));
  deepEqual([plain.body["temperature"], plain.body["top_p"], plain.body["top_k"]], [1, undefined, 3]);
  deepEqual([...plain.lost].sort(), ["seed", "temperature", "top_p"]);
  const thinking = write(chat([user("x")], { ...warm, thinking: { budget: 2_000 } }));
  deepEqual([thinking.body["temperature"], thinking.body["top_k"]], [undefined, undefined]);
  const none = write(chat([user("x")], warm), newest);
  deepEqual([...none.lost].sort(), ["seed", "temperature", "top_k", "top_p"]);
});

test("thoughts are not asked for where a turn goes on from calls that came without them", () => {
  const turns: Turn[] = [user("x"), { role: "assistant", parts: [call("a")] }, { role: "user", parts: [result("a")] }];
  const { body, lost } = write(chat(turns, { thinking: { effort: "low" } }));
  deepEqual([body["thinking"], lost], [undefined, ["thinking"]]);
  ok(write(chat(turns, { thinking: { effort: "low" } }), newest).body["thinking"]);
});

test("tools of other formats are offered, and what cannot be is named", () => {
  const { body, lost } = write(
    chat([user("x")], {
      tools: [
        { kind: "function", name: "my.tool", parameters: { properties: {} }, strict: true },
        {
          kind: "custom",
          name: "shell",
          native: { format: "openai.chat", value: { type: "grammar", syntax: "lark", definition: "start: /x/" } },
        },
        { kind: "server", name: "web_search", native: { format: "openai.responses", value: {} } },
        { kind: "function", name: "unwanted" },
      ],
      toolChoice: { kind: "among", names: ["my.tool", "shell", "web_search"], required: true },
      parallelTools: false,
    }),
  );
  const [first, shell, ...others] = body["tools"] as JsonObject[];
  deepEqual(others, []);
  ok(shell?.["name"] === "shell" && JSON.stringify(shell).includes("start: /x/"));
  deepEqual([first], [{ name: "my_x2e_tool", input_schema: { properties: {}, type: "object" } }]);
  deepEqual(body["tool_choice"], { type: "any", disable_parallel_tool_use: true });
  deepEqual([...lost].sort(), ["tools.format", "tools.strict", "tools.web_search"]);
});

test("a schema is demanded with closed objects, and plain JSON is asked for in words", () => {
  const schema = { type: "object", properties: { a: { type: "object", properties: {} } } };
  const { body } = write(chat([user("x")], { output: { kind: "schema", schema } }));
  deepEqual(body["output_config"], {
    format: {
      type: "json_schema",
      schema: {
        type: "object",
        properties: { a: { type: "object", properties: {}, additionalProperties: false } },
        additionalProperties: false,
      },
    },
  });
  const json = write(chat([user("x")], { output: { kind: "json" } }));
  deepEqual([typeof json.body["system"], json.lost], ["string", ["response_format"]]);
});

test("a call's blob of another provider comes back to the call through a caller of this format", () => {
  const sealed = { issuer: "gemini", data: "dGhvdWdodA==" };
  const answer = anthropicCodec.writeAnswer(
    {
      format: "gemini.generate",
      id: "1",
      model: "g",
      choices: [{ index: 0, parts: [{ ...call("call:1"), sealed }, call("b")], stop: "tools" }],
    },
    { call: "c", model: "m", createdS: 0, includeUsage: false, prompt: chat([]) },
    makeLost(),
  );
  const again = read({
    model: "m",
    max_tokens: 1,
    messages: [{ role: "assistant", content: answer["content"] ?? null }],
  });
  deepEqual(again.turns[0]?.parts, [{ ...call("call:1"), sealed }, call("b")]);
});

const TROUBLE = fc.constantFrom("a", "_", "x", "2", "e", "f", "-", ".", ":", " ", "é", "😀", "\u0000");

test("ids and names of tools are plain, and can be read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: TROUBLE, minLength: 1, maxLength: 14 }), (text) => {
      const id = writeToolId(text);
      const name = writeToolName(text);
      ok(/^[a-zA-Z0-9_-]+$/.test(id));
      equal(readToolId(id), text);
      if (name === undefined) return;
      ok(/^[a-zA-Z0-9_-]{1,128}$/.test(name));
      equal(readToolName(name), text);
    }),
    { numRuns: 2_000 },
  );
  equal(readToolName(writeToolName("_x2e.") ?? ""), "_x2e.");
  equal(writeToolId("toolu_01-A"), "toolu_01-A");
  equal(writeToolName("get_x_1"), "get_x_1");
  equal(readToolName(writeToolName("a_x2e_b") ?? ""), "a_x2e_b");
});
