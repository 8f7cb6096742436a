import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import type { Usage } from "../../../../kernel/index.ts";
import { eventsOf } from "../../taps/events.ts";
import type { Frame } from "../codec.ts";
import { customAsFunctions } from "../custom.ts";
import { deltasOf } from "../deltas.ts";
import type { Answer, Delta, Json, JsonObject, Part, Prompt } from "../form.ts";
import { makeLost } from "../lost.ts";
import { tagOpaque } from "../opaque.ts";
import { responsesCodec as codec } from "./codec.ts";

/* Shapes as the public documentation of Responses and the command line client Codex have them. */

const target = { model: "gpt-upstream", issuers: ["openai", "openai:south"], maxTokensDefault: 4_096 };
const source = { issuer: "openai", stream: true };
const USAGE: Usage = { source: "provider", input: 30, cachedInput: 8, output: 12, reasoning: 4 };

/** What Codex sends in the second step of a task. */
const CODEX: JsonObject = {
  model: "smart",
  instructions: "You are a coding agent.",
  input: [
    { type: "message", role: "developer", content: [{ type: "input_text", text: "Sandbox: read-only." }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "Fix the bug." }] },
    {
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "Look first." }],
      encrypted_content: "gAAAAA-blob",
    },
    { type: "function_call", call_id: "call_1", name: "shell", arguments: '{"command":["ls"]}' },
    { type: "custom_tool_call", call_id: "call_2", name: "apply_patch", input: "*** Begin Patch\n" },
    { type: "function_call", call_id: "call_3", name: "search", namespace: "mcp__docs", arguments: "{}" },
    { type: "function_call_output", call_id: "call_1", output: "a.ts" },
    { type: "custom_tool_call_output", call_id: "call_2", output: "ok" },
    {
      type: "function_call_output",
      call_id: "call_3",
      output: [
        { type: "input_text", text: "found" },
        { type: "input_image", detail: "auto", image_url: "data:image/png;base64,AAAA" },
      ],
    },
  ],
  tools: [
    {
      type: "function",
      name: "shell",
      description: "Runs.",
      parameters: { type: "object", properties: {} },
      strict: false,
    },
    {
      type: "custom",
      name: "apply_patch",
      description: "Edits files.",
      format: { type: "grammar", syntax: "lark", definition: "start: line+" },
    },
    {
      type: "namespace",
      name: "mcp__docs",
      description: "The manual.",
      tools: [{ type: "function", name: "search", parameters: { type: "object", properties: { q: {} } } }],
    },
    { type: "web_search" },
  ],
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { effort: "medium", summary: "auto" },
  store: false,
  stream: true,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: "thread-1",
  text: { verbosity: "low" },
  client_metadata: { thread: "1" },
};

suite("a Responses prompt", () => {
  const read = (body: JsonObject): Prompt => codec.readPrompt(body, source);
  const write = (prompt: Prompt) => {
    const lost = makeLost();
    return { body: codec.writePrompt(prompt, target, lost), lost: lost.names };
  };

  test("of Codex comes back out as it went in", () => {
    const { body, lost } = write(read(CODEX));
    deepEqual(body, { ...CODEX, model: "gpt-upstream" });
    deepEqual(lost, []);
  });

  test("of Codex is understood: turns, tools under flat names, thoughts with their maker", () => {
    const prompt = read(CODEX);
    deepEqual(
      prompt.turns.map((turn) => `${turn.role}: ${turn.parts.map((part) => part.kind).join(" ")}`),
      ["user: text", "assistant: thinking call call call", "user: result result result"],
    );
    deepEqual(
      prompt.tools.map((tool) => `${tool.kind} ${tool.name}`),
      ["function shell", "custom apply_patch", "function mcp__docs__search", "server web_search"],
    );
    const [thinking, , patch, search] = prompt.turns[1]?.parts ?? [];
    ok(thinking?.kind === "thinking");
    deepEqual(thinking.sealed, { issuer: "openai", data: "gAAAAA-blob" });
    ok(patch?.kind === "call" && patch.custom === true);
    ok(search?.kind === "call");
    equal(search.name, "mcp__docs__search");
    const result = prompt.turns[2]?.parts[2];
    ok(result?.kind === "result");
    equal(result.name, "mcp__docs__search");
    deepEqual(
      prompt.system.map((part) => part.kind === "text" && part.text),
      ["You are a coding agent.", "Sandbox: read-only."],
    );
    equal(prompt.cacheKey, "thread-1");
    equal(prompt.verbosity, "low");
    deepEqual(prompt.thinking, { effort: "medium", shown: true });
    deepEqual(prompt.rest, { client_metadata: { thread: "1" } });
  });

  test("without a tool that takes plain text has a function with one argument instead", () => {
    const lost = makeLost();
    const prompt = customAsFunctions(read(CODEX), lost);
    const tool = prompt.tools[1];
    equal(tool?.kind, "function");
    equal(tool.native, undefined);
    ok(tool.description?.includes("start: line+"));
    deepEqual(tool.parameters?.["required"], ["input"]);
    const call = prompt.turns[1]?.parts[2];
    ok(call?.kind === "call" && call.custom === undefined);
    deepEqual(JSON.parse(call.arguments), { input: "*** Begin Patch\n" });
    deepEqual(lost.names, ["tools.format"]);
  });

  for (const [name, body] of Object.entries<JsonObject>({
    "a message": { input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }] },
    "a schema": {
      text: { format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true } },
    },
    "a JSON mode": { text: { format: { type: "json_object" } } },
    "a forced function": {
      tools: [{ type: "function", name: "f", parameters: { type: "object", properties: { a: {} } }, strict: true }],
      tool_choice: { type: "function", name: "f" },
    },
    "a forced custom tool": {
      tools: [{ type: "custom", name: "c" }],
      tool_choice: { type: "custom", name: "c" },
    },
    "allowed tools": {
      tools: [{ type: "custom", name: "c" }],
      tool_choice: { type: "allowed_tools", mode: "required", tools: [{ type: "custom", name: "c" }] },
    },
    "a tool of the provider's own that is forced": {
      tools: [{ type: "mcp", server_label: "s", server_url: "https://x.test" }],
      tool_choice: { type: "mcp", server_label: "s" },
    },
    "an earlier answer": { previous_response_id: "resp_1", store: true },
    "a conversation": { conversation: "conv_1" },
    "every setting": {
      max_output_tokens: 99,
      temperature: 0.5,
      top_p: 0.9,
      top_logprobs: 2,
      include: ["web_search_call.action.sources", "message.output_text.logprobs"],
      metadata: { a: "b" },
      safety_identifier: "u",
      service_tier: "flex",
      truncation: "auto",
      background: true,
      max_tool_calls: 3,
      prompt: { id: "pmpt_1" },
      stream_options: { include_obfuscation: false },
      reasoning: { effort: "none", summary: "detailed", context: "auto" },
      something_new: { kept: [1] },
    },
    "items nobody knows": {
      input: [
        { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "q" } },
        { type: "item_reference", id: "msg_1" },
        { type: "computer_call_output", call_id: "c", output: { type: "computer_screenshot", file_id: "f" } },
        { type: "local_shell_call", call_id: "l", action: {} },
      ],
    },
    "files and pictures": {
      input: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_image", detail: "low", image_url: "https://x.test/a.png" },
            { type: "input_image", detail: "auto", file_id: "file_1" },
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" },
            { type: "input_file", file_url: "https://x.test/a.pdf" },
            { type: "input_novelty", kept: true },
          ],
        },
      ],
    },
    "what the model said, with citations and a refusal": {
      input: [
        {
          type: "message",
          role: "assistant",
          phase: "commentary",
          content: [{ type: "output_text", text: "a", annotations: [{ type: "url_citation", url: "https://x.test" }] }],
        },
        {
          type: "message",
          role: "assistant",
          phase: "final_answer",
          content: [{ type: "output_text", text: "b" }],
        },
        { type: "function_call", call_id: "1", name: "f", arguments: "{}" },
        { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "no" }] },
      ],
    },
    "raw thoughts": {
      input: [{ type: "reasoning", id: "rs", summary: [], content: [{ type: "reasoning_text", text: "hm" }] }],
    },
  })) {
    test(`with ${name} comes back out as it went in`, () => {
      const whole: JsonObject = { model: "gpt-upstream", input: [], ...body };
      deepEqual(write(read(whole)).body, whole);
    });
  }

  test("gives a sealed thought only to whom it belongs", () => {
    const sealed = (text: string) =>
      write(read({ input: [{ type: "reasoning", id: "rs_1", summary: [], encrypted_content: text }] }));
    equal(sealed("blob").lost.length, 0);
    const back = sealed(tagOpaque({ issuer: "openai:south", data: "own" })).body["input"] as JsonObject[];
    equal(back[0]?.["encrypted_content"], "own");
    const foreign = sealed(tagOpaque({ issuer: "anthropic", data: "signature" }));
    deepEqual(foreign.body["input"], []);
    deepEqual(foreign.lost, ["thinking"]);
  });

  test("of another format names what it could not carry", () => {
    const prompt: Prompt = {
      format: "anthropic.messages",
      stream: false,
      system: [],
      turns: [
        { role: "user", parts: [{ kind: "result", id: "1", failed: true, parts: [{ kind: "text", text: "x" }] }] },
        {
          role: "assistant",
          parts: [{ kind: "other", format: "anthropic.messages", type: "server_tool_use", value: {} }],
        },
      ],
      tools: [
        { kind: "server", name: "web_search_20250305" },
        { kind: "function", name: "f" },
      ],
      topK: 3,
      stop: ["x"],
      thinking: { budget: 8_000, shown: true },
      rest: { container: "c" },
    };
    const { body, lost } = write(prompt);
    deepEqual([...lost].sort(), [
      "container",
      "content.server_tool_use",
      "stop",
      "thinking.budget_tokens",
      "tool_result.is_error",
      "tools.web_search_20250305",
      "top_k",
    ]);
    deepEqual(body["reasoning"], { effort: "medium", summary: "auto" });
    deepEqual(body["include"], ["reasoning.encrypted_content"]);
    equal(body["store"], false);
    equal((body["tools"] as JsonObject[])[0]?.["strict"], false);
  });
});

suite("a Responses answer", () => {
  const frame = (body: JsonObject = CODEX): Frame => ({
    call: "0195-aaaa",
    model: "smart",
    createdS: 1_750_000_000,
    includeUsage: false,
    prompt: codec.readPrompt(body, source),
  });
  const answer = (parts: Part[], more: Partial<Answer["choices"][number]> = {}): Answer => ({
    format: "openai.chat",
    id: "x",
    model: "m",
    choices: [{ index: 0, parts, stop: "end", ...more }],
    usage: USAGE,
  });
  const streamed = (deltas: Iterable<Delta>, to = frame()): JsonObject[] => {
    const writer = codec.writeStream(to, makeLost());
    let text = "";
    for (const delta of deltas) text += writer.write(delta);
    return [...eventsOf(text)].map(({ event, data }) => {
      const parsed = JSON.parse(data) as JsonObject;
      equal(parsed["type"], event);
      return parsed;
    });
  };
  const final = (events: JsonObject[]) => events.at(-1)?.["response"] as JsonObject;

  test("streams as the whole answer it ends with, numbered through", () => {
    const said = answer([
      { kind: "thinking", text: "Hm.", sealed: { issuer: "anthropic", data: "sig" } },
      { kind: "text", text: "One " },
      { kind: "text", text: "two" },
      { kind: "call", id: "call_a", name: "shell", arguments: "{}" },
      { kind: "call", id: "call_a", name: "mcp__docs__search", arguments: "{}" },
    ]);
    const events = streamed(deltasOf(said));
    deepEqual(
      events.map((event) => event["sequence_number"]),
      events.map((_, at) => at),
    );
    const whole = codec.writeAnswer(said, frame(), makeLost());
    deepEqual(final(events), whole);
    equal(whole["status"], "completed");
    const output = whole["output"] as JsonObject[];
    deepEqual(
      output.map((item) => item["type"]),
      ["reasoning", "message", "function_call", "function_call"],
    );
    equal(new Set(output.map((item) => item["id"])).size, output.length);
    equal(new Set(output.map((item) => item["call_id"])).size, 3, "two calls have one id");
    equal(output[3]?.["name"], "search");
    equal(output[3]?.["namespace"], "mcp__docs");
    const done = events.filter((event) => event["type"] === "response.output_item.done").map((event) => event["item"]);
    deepEqual(done, output);
    deepEqual(whole["usage"], {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 8 },
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 42,
    });
  });

  test("turns a function's call back into the call of a custom tool, while it streams", () => {
    const patch = '*** Begin Patch\n+"quoted" \\ \u00e9 \u{1f600}\n';
    const args = JSON.stringify({ input: patch }).replace("\u{1f600}", "\\ud83d\\ude00");
    for (const size of [1, 3, 1_000]) {
      const pieces = args.match(new RegExp(`.{1,${size}}`, "gs")) ?? [];
      const events = streamed([
        { kind: "open", choice: 0, part: 0, opening: { kind: "call", id: "c1", name: "apply_patch" } },
        ...pieces.map((text): Delta => ({ kind: "grow", choice: 0, part: 0, text })),
        { kind: "close", choice: 0, part: 0 },
        { kind: "stop", choice: 0, stop: "tools" },
        { kind: "end" },
      ]);
      const deltas = events.filter((event) => event["type"] === "response.custom_tool_call_input.delta");
      equal(deltas.map((event) => event["delta"]).join(""), patch);
      if (size === 1) ok(deltas.length > 10, "nothing came before the end");
      const item = (final(events)["output"] as JsonObject[])[0];
      equal(item?.["type"], "custom_tool_call");
      equal(item["input"], patch);
    }
  });

  test("keeps what a model wrote in place of a custom tool's text", () => {
    for (const [args, input] of [
      ["*** Begin Patch", "*** Begin Patch"],
      ['{"patch":"x"}', '{"patch":"x"}'],
      ['{"why":"y","input":"x"}', "x"],
      ['{"input":"a\nb"}', "a\nb"],
      ['{"input":"cut of', "cut of"],
      ["", ""],
    ] as const) {
      const whole = codec.writeAnswer(
        answer([{ kind: "call", id: "c", name: "apply_patch", arguments: args }]),
        frame(),
        makeLost(),
      );
      equal((whole["output"] as JsonObject[])[0]?.["input"], input);
    }
  });

  test("carries signatures of other makers there and back", () => {
    const whole = codec.writeAnswer(
      answer([
        { kind: "thinking", text: "Hm.", sealed: { issuer: "anthropic", data: "sig" } },
        { kind: "thinking", text: "", sealed: { issuer: "anthropic", data: "hidden" }, redacted: true },
        { kind: "call", id: "c:1", name: "shell", arguments: "{}", sealed: { issuer: "gemini", data: "a:b=" } },
      ]),
      frame(),
      makeLost(),
    );
    const { turns } = codec.readPrompt({ input: whole["output"] as Json }, source);
    deepEqual(
      turns[0]?.parts.map(({ kind, sealed, redacted }: Part & { sealed?: unknown; redacted?: unknown }) => ({
        kind,
        sealed,
        redacted,
      })),
      [
        { kind: "thinking", sealed: { issuer: "anthropic", data: "sig" }, redacted: undefined },
        { kind: "thinking", sealed: { issuer: "anthropic", data: "hidden" }, redacted: true },
        { kind: "call", sealed: { issuer: "gemini", data: "a:b=" }, redacted: undefined },
      ],
    );
  });

  for (const [stop, reason] of [
    ["length", "max_output_tokens"],
    ["filter", "content_filter"],
  ] as const) {
    test(`that stopped by ${stop} is incomplete and says why`, () => {
      const events = streamed(deltasOf(answer([{ kind: "text", text: "half" }], { stop })));
      equal(events.at(-1)?.["type"], "response.incomplete");
      deepEqual(final(events)["incomplete_details"], { reason });
      equal(codec.readAnswer(final(events), "openai").choices[0]?.stop, stop);
    });
  }

  test("that failed or is none is not read", () => {
    for (const body of [null, [], {}, { output: 1 }, { output: [], status: "failed", error: { message: "x" } }]) {
      throws(() => codec.readAnswer(body as Json, "openai"), SyntaxError);
    }
    throws(() => codec.readStream("openai").read({ event: "", data: "{" }), SyntaxError);
    for (const data of [
      { type: "error", code: "c", message: "m" },
      { type: "error", error: { code: "c", message: "m" } },
      { type: "response.failed", response: { error: { code: "c", message: "m" } } },
    ]) {
      deepEqual(codec.readStream("openai").read({ event: "", data: JSON.stringify(data) }), [
        { kind: "failed", code: "c", message: "m" },
      ]);
    }
  });

  test("of a server that sends only whole items is read as well", () => {
    const reader = codec.readStream("openai");
    const deltas = [
      { type: "response.created", response: { id: "r", model: "m" } },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { type: "message", content: [{ type: "output_text", text: "Hi" }] },
      },
      {
        type: "response.output_item.done",
        output_index: 1,
        item: { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      },
      { type: "response.novelty", anything: 1 },
      { type: "response.completed", response: { id: "r", status: "completed" } },
    ].flatMap((data) => reader.read({ event: "", data: JSON.stringify(data) }));
    deepEqual(
      deltas.map((delta) => delta.kind),
      ["start", "open", "grow", "close", "open", "grow", "close", "stop", "end"],
    );
  });

  test("and a prompt of any shape are read without a fault", () => {
    const any = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
    const word = fc.constantFrom(
      ..."message reasoning function_call function_call_output custom_tool_call namespace custom function input_image input_file output_text".split(
        " ",
      ),
    );
    const names =
      "type role content name call_id output arguments input summary encrypted_content tools format text image_url file_data";
    const item = fc.dictionary(fc.constantFrom(...names.split(" ")), fc.oneof(word, any, fc.array(any)), {
      maxKeys: 8,
    });
    const members =
      "instructions tools tool_choice text reasoning include metadata conversation previous_response_id store top_logprobs";
    const body = fc.record({
      input: fc.oneof(any, fc.array(item)),
      ...Object.fromEntries(members.split(" ").map((name) => [name, fc.oneof(any, fc.array(item), item)])),
    });
    fc.assert(
      fc.property(body, any, (made, answer) => {
        const prompt = codec.readPrompt(made as JsonObject, source);
        codec.writePrompt(customAsFunctions(prompt, makeLost()), target, makeLost());
        codec.writeStream({ ...frame(), prompt }, makeLost()).write({ kind: "end" });
        for (const value of [answer, { ...(made as JsonObject), output: (made as JsonObject)["input"] ?? null }]) {
          try {
            codec.readAnswer(value, "openai");
          } catch (error) {
            ok(error instanceof SyntaxError, String(error));
          }
        }
        codec.readStream("openai").read({ event: "", data: JSON.stringify(answer) });
      }),
      { numRuns: 100 },
    );
    equal(
      codec.readPrompt({ input: [{ type: "reasoning", encrypted_content: "lumos1.sealed..call:%zz:x" }] }, source).turns
        .length,
      0,
    );
  });

  const part = fc.oneof(
    fc.record({ kind: fc.constant("text" as const), text: fc.string({ unit: "grapheme", minLength: 1 }) }),
    fc.record({ kind: fc.constant("thinking" as const), text: fc.string({ minLength: 1 }) }),
    fc.record({ kind: fc.constant("refusal" as const), text: fc.string({ minLength: 1 }) }),
    fc.record({
      kind: fc.constant("call" as const),
      id: fc.uuid(),
      name: fc.constantFrom("shell", "apply_patch", "mcp__docs__search"),
      arguments: fc.json(),
    }),
  );

  test("keeps texts, calls and usage through a stream and back, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const made = parts.map((one): Part =>
          one.kind === "call" && one.name === "apply_patch" ? { ...one, custom: true } : one,
        );
        const events = streamed(deltasOf(answer(made)));
        const reader = codec.readStream("openai");
        const deltas = events.flatMap((event) => reader.read({ event: "", data: JSON.stringify(event) }));
        deepEqual(gathered(deltas), made.map(plain));
        deepEqual(codec.readAnswer(final(events), "openai").choices[0]?.parts.map(plain), made.map(plain));
        const usage = deltas.find((delta) => delta.kind === "usage");
        deepEqual(usage?.usage, USAGE);
        equal(deltas.at(-1)?.kind, "end");
      }),
      { numRuns: 200 },
    );
  });
});

function plain(part: Part): string {
  if (part.kind === "call") return `call ${part.id} ${part.name} ${part.custom === true} ${part.arguments}`;
  return "text" in part ? `${part.kind} ${part.text}` : part.kind;
}

/** The parts that the deltas of a stream make up. */
function gathered(deltas: Delta[]): string[] {
  const parts: Part[] = [];
  for (const delta of deltas) {
    if (delta.kind === "open") {
      const { opening } = delta;
      parts[delta.part] = opening.kind === "call" ? { ...opening, arguments: "" } : { ...opening, text: "" };
    } else if (delta.kind === "grow") {
      const grown = parts[delta.part];
      if (grown?.kind === "call") grown.arguments += delta.text;
      else if (grown && "text" in grown) grown.text += delta.text;
    }
  }
  return parts.map(plain);
}
