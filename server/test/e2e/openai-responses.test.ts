import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import OpenAI, { APIError } from "openai";
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  Tool,
} from "openai/resources/responses/responses";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";
import { refused } from "../refused.ts";

/* The official OpenAI client, unmodified, speaking Responses to a provider of that format and to one of chat only. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const PNG = `data:image/png;base64,${"iVBORw0KGgo".repeat(60)}`;
const WEATHER: Tool = {
  type: "function",
  name: "weather",
  description: "Tells the weather.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  strict: false,
};
const PATCH: Tool = {
  type: "custom",
  name: "apply_patch",
  description: "Edits files.",
  format: { type: "grammar", syntax: "lark", definition: "start: LINE+" },
};
const PATCH_TEXT = '*** Begin Patch\n+say("h\u00e9llo \u{1f600}")\n*** End Patch\n';

type Ask = Omit<ResponseCreateParamsNonStreaming, "stream">;

interface Sent {
  model: string;
  input?: Record<string, unknown>[];
  messages?: Record<string, unknown>[];
  tools?: Record<string, unknown>[];
  [name: string]: unknown;
}

suite("Responses", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let alice: OpenAI;
  let sam: OpenAI;

  const client = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${lumos.url}/v1`, maxRetries: 2 });
  const sent = (at = -1) => upstream.received.at(at)?.json as unknown as Sent;
  const lastResult = async (): Promise<{ result: string; id: string; tokens_in: number; tokens_out: number }> =>
    lumos.store.read
      .selectFrom("decisions")
      .select(["result", "id", "tokens_in", "tokens_out"])
      .orderBy("seq" as never, "desc")
      .limit(1)
      .executeTakeFirstOrThrow() as never;
  const refusal = (promise: Promise<unknown>) => refused<APIError>(APIError, promise);

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({
      file: ACME,
      environment: { ACME_UPSTREAM: upstream.url, ACME_SOUTH_KEY: "upstream-key" },
    });
    alice = client(await lumos.key("user:alice@acme.test"));
    sam = client(await lumos.key("user:sam@acme.test"));
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  for (const { model, path, own } of [
    { model: "south-frontier", path: "/v1/responses", own: true },
    { model: "cellar-guarded", path: "/v1/chat/completions", own: false },
  ]) {
    suite(own ? "to a provider of its own format" : "to a provider that speaks chat", () => {
      test("a plain call is answered, with usage that is recorded", async () => {
        upstream.queue({ text: "Good day.", usage: { input: 20, output: 7, cached: 5, reasoning: 2 } });
        const { data, response } = await alice.responses
          .create({ model, instructions: "Be kind.", input: "Hello" })
          .withResponse();
        equal(data.output_text, "Good day.");
        equal(data.status, "completed");
        equal(data.usage?.input_tokens, 20);
        equal(data.usage?.input_tokens_details.cached_tokens, 5);
        equal(data.usage?.output_tokens_details.reasoning_tokens, 2);
        equal(upstream.received[0]?.path, path);
        equal(response.headers.get("x-lumos-model"), model);
        equal(response.headers.get("x-lumos-lossy"), null);
        const row = await lastResult();
        deepEqual([row.result, row.tokens_in, row.tokens_out], ["completed", 20, 7]);
        if (own) return;
        deepEqual(
          sent().messages?.map((message) => message["role"]),
          ["system", "user"],
        );
        equal(data.model, model);
      });

      test("a stream ends with the whole response", async () => {
        upstream.queue({ text: "one two three", chunks: 3, splitBytes: 7 });
        const stream = alice.responses.stream({ model, input: [{ role: "user", content: "Count." }] });
        let text = "";
        const types = new Set<string>();
        stream.on("event", (event) => {
          types.add(event.type);
          if (event.type === "response.output_text.delta") text += event.delta;
        });
        const final = await stream.finalResponse();
        equal(text, "one two three");
        equal(final.output_text, text);
        ok((final.usage?.output_tokens ?? 0) > 0);
        for (const type of [
          "response.created",
          "response.in_progress",
          "response.output_item.added",
          "response.content_part.added",
          "response.output_text.done",
          "response.content_part.done",
          "response.output_item.done",
          "response.completed",
        ]) {
          ok(types.has(type), `${type} is missing`);
        }
        equal((await lastResult()).result, "completed");
      });

      test("parallel tool calls come back, and their results go up", async () => {
        const calls = [
          { name: "weather", arguments: { city: "Bern" } },
          { name: "weather", arguments: { city: "Basel" } },
        ];
        for (const streamed of [false, true]) {
          upstream.queue({ tools: calls });
          const ask: Ask = { model, input: "Weather?", tools: [WEATHER], parallel_tool_calls: true };
          const response: Response = streamed
            ? await alice.responses.stream(ask).finalResponse()
            : await alice.responses.create(ask);
          const made = response.output.filter((item) => item.type === "function_call");
          deepEqual(
            made.map((call) => [call.name, JSON.parse(call.arguments)]),
            calls.map((call) => [call.name, call.arguments]),
          );
          equal(new Set(made.map((call) => call.call_id)).size, 2);
          await alice.responses.create({
            model,
            tools: [WEATHER],
            input: [
              { role: "user", content: "Weather?" },
              ...(response.output as ResponseInputItem[]),
              ...made.map(({ call_id }) => ({ type: "function_call_output" as const, call_id, output: "sunny" })),
            ],
          });
          if (own) continue;
          const messages = sent().messages ?? [];
          deepEqual(
            messages.map((message) => message["role"]),
            ["user", "assistant", "tool", "tool"],
          );
          deepEqual(
            messages.slice(2).map((message) => message["tool_call_id"]),
            made.map((call) => call.call_id),
          );
        }
      });

      test("a custom tool is called with plain text and answered", async () => {
        for (const streamed of [false, true]) {
          upstream.queue({ tools: [{ name: "apply_patch", arguments: { input: PATCH_TEXT } }] });
          const ask: Ask = {
            model,
            input: "Fix it.",
            tools: [PATCH, WEATHER],
            tool_choice: "auto",
            store: false,
            include: ["reasoning.encrypted_content"],
          };
          let typed = "";
          const stream = streamed ? alice.responses.stream(ask) : undefined;
          stream?.on("event", (event) => {
            if (event.type === "response.custom_tool_call_input.delta") typed += event.delta;
          });
          const response: Response = stream ? await stream.finalResponse() : await alice.responses.create(ask);
          const [call] = response.output;
          ok(call?.type === "custom_tool_call", `${call?.type} is no call of a custom tool`);
          equal(call.name, "apply_patch");
          equal(call.input, PATCH_TEXT);
          if (streamed) equal(typed, PATCH_TEXT);
          await alice.responses.create({
            ...ask,
            input: [
              { role: "user", content: "Fix it." },
              call,
              { type: "custom_tool_call_output", call_id: call.call_id, output: "Done" },
            ],
          });
          if (own) continue;
          const [patch] = sent().tools ?? [];
          equal(patch?.["type"], "function");
          match(JSON.stringify(patch), /start: LINE\+/);
          const [, said, told] = sent().messages ?? [];
          match(JSON.stringify(said), /\{\\"input\\":/);
          equal(told?.["role"], "tool");
        }
      });

      test("an answer that follows a schema is demanded, and parsed", async () => {
        upstream.queue({ text: '{"city":"Bern"}' });
        const response = await alice.responses.parse({
          model,
          input: "Where?",
          text: {
            format: {
              type: "json_schema",
              name: "place",
              strict: true,
              schema: {
                type: "object",
                properties: { city: { type: "string" } },
                required: ["city"],
                additionalProperties: false,
              },
            },
          },
        });
        deepEqual(response.output_parsed, { city: "Bern" });
        match(JSON.stringify(sent()), /"additionalProperties":false/);
        if (!own) match(JSON.stringify(sent()["response_format"]), /json_schema/);
      });

      test("a picture goes up as it is", async () => {
        await alice.responses.create({
          model,
          input: [
            {
              role: "user",
              content: [
                { type: "input_text", text: "What is this?" },
                { type: "input_image", image_url: PNG, detail: "low" },
              ],
            },
          ],
        });
        ok(JSON.stringify(sent()).includes(PNG));
        match(JSON.stringify(sent()), /"detail":"low"/);
      });

      test("an answer that ran into its limit is incomplete, and no error", async () => {
        for (const streamed of [false, true]) {
          upstream.queue({ text: "Half of", finish: "length" });
          const ask = { model, input: "Long", max_output_tokens: 20 };
          const response = streamed
            ? await alice.responses.stream(ask).finalResponse()
            : await alice.responses.create(ask);
          equal(response.status, "incomplete");
          equal(response.incomplete_details?.reason, "max_output_tokens");
          equal(response.output_text, "Half of");
        }
      });

      test("a refusal of the model arrives as one", async () => {
        upstream.queue({ refusal: "No." });
        const response = await alice.responses.stream({ model, input: "Do it" }).finalResponse();
        deepEqual(
          response.output.flatMap((item) => (item.type === "message" ? item.content : [])).map((part) => part.type),
          ["refusal"],
        );
      });

      test("a caller that goes away stops the upstream at once", async () => {
        upstream.queue({ chunks: 5, stall: 7 });
        const controller = new AbortController();
        const stream = await alice.responses.create(
          { model, input: "Hello", stream: true },
          { signal: controller.signal },
        );
        for await (const event of stream) {
          if (event.type !== "response.output_text.delta") continue;
          controller.abort();
          break;
        }
        await upstream.received[0]?.closed;
        equal(upstream.received[0]?.aborted, true);
      });

      for (const [name, behaviour] of [
        ["cut", { cut: 8, chunks: 9, chunkMs: 5 }],
        ["ended early", { endAfter: 8, chunks: 9, chunkMs: 5 }],
        ["failed inside", { errorAfter: 8, chunks: 9, chunkMs: 5 }],
      ] as const) {
        test(`a stream that is ${name} throws an API error and is never complete`, async () => {
          upstream.queue(behaviour);
          const seen = new Set<string>();
          const error = await refusal(
            (async () => {
              for await (const event of await alice.responses.create({ model, input: "Hello", stream: true })) {
                seen.add(event.type);
              }
            })(),
          );
          equal(error.code, "upstream_failed");
          ok(seen.has("response.output_text.delta"));
          ok(!seen.has("response.completed"));
          equal((await lastResult()).result, "failed");

          upstream.queue(behaviour);
          await rejects(() => alice.responses.stream({ model, input: "Hello" }).finalResponse(), APIError);
        });
      }

      test("a block is an API error with its reason, and is not tried again", async () => {
        for (const input of [
          `Why does ${AWS_KEY} not work?`,
          [{ type: "function_call_output" as const, call_id: "1", output: `key ${AWS_KEY}` }],
          [{ type: "custom_tool_call" as const, call_id: "1", name: "apply_patch", input: AWS_KEY }],
          [{ type: "reasoning" as const, id: "r", summary: [], encrypted_content: AWS_KEY }],
          [{ role: "user" as const, content: [{ type: "input_file" as const, filename: AWS_KEY, file_data: PNG }] }],
        ]) {
          const error = await refusal(alice.responses.create({ model, input }));
          equal(error.status, 403);
          equal(error.code, "policy_blocked");
          equal(error.headers?.get("x-should-retry"), "false");
        }
        const nameless = await refusal(
          alice.responses.create({ model, input: "x", tools: [{ ...WEATHER, description: AWS_KEY }] }),
        );
        equal(nameless.code, "policy_blocked");
        equal(upstream.received.length, 0);
      });

      test("the caller's own mistake is told once", async () => {
        upstream.queue({ status: 400, errorMessage: "temperature is too hot" });
        const error = await refusal(alice.responses.create({ model, input: "Hello", temperature: 9 }));
        equal(error.status, 400);
        match(error.message, /temperature is too hot/);
        equal(upstream.received.length, 1);
      });
    });
  }

  test("the body goes upstream byte for byte but for the model's name", async () => {
    const body = `{ "novelty" : {"kept":[1, 2.50]}, "input":[{"type":"novel_item","x":"h\\u00e9llo \\/"}],\n "model" : "south-frontier","client_metadata":{"a":"b"} }`;
    const response = await fetch(`${lumos.url}/v1/responses`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice.apiKey}`, session_id: "thread-7", "x-custom": "1", cookie: "a=b" },
      body,
    });
    equal(response.status, 200);
    equal(upstream.received[0]?.body.toString("utf8"), body.replace(`"south-frontier"`, `"gpt-frontier"`));
    equal(upstream.received[0]?.headers["session_id"], "thread-7");
    ok(!/x-custom|cookie/i.test(JSON.stringify(upstream.received[0]?.rawHeaders)));
    equal(response.headers.get("x-lumos-session"), "thread-7");
  });

  test("thoughts come back to their maker as they were", async () => {
    const ask = {
      input: "Think.",
      store: false,
      reasoning: { effort: "low" as const, summary: "auto" as const },
      include: ["reasoning.encrypted_content" as const],
    };
    upstream.queue({ thinking: "Hm, let me see.", text: "Done." });
    const first = await alice.responses.stream({ ...ask, model: "south-frontier" }).finalResponse();
    const [thought] = first.output;
    ok(thought?.type === "reasoning");
    equal(thought.summary[0]?.text, "Hm, let me see.");
    const input = [...(first.output as ResponseInputItem[]), { role: "user" as const, content: "Go on." }];
    await alice.responses.create({ ...ask, model: "south-frontier", input });
    equal(sent().input?.[0]?.["encrypted_content"], thought.encrypted_content);
  });

  test("thoughts of another maker find back to it, with their signature, and calls of custom tools with them", async () => {
    for (const streamed of [false, true]) {
      upstream.queue({ thinking: "Hm, a patch.", tools: [{ name: "apply_patch", arguments: { input: PATCH_TEXT } }] });
      const ask: Ask = {
        model: "north-guarded",
        input: "Fix it.",
        tools: [PATCH],
        reasoning: { effort: "low", summary: "auto" },
        include: ["reasoning.encrypted_content"],
        store: false,
      };
      const first: Response = streamed
        ? await alice.responses.stream(ask).finalResponse()
        : await alice.responses.create(ask);
      equal(upstream.received.at(-1)?.path, "/v1/messages");
      const [thought, call] = first.output;
      ok(thought?.type === "reasoning" && call?.type === "custom_tool_call");
      equal(thought.summary[0]?.text, "Hm, a patch.");
      equal(call.input, PATCH_TEXT);
      const output = { type: "custom_tool_call_output" as const, call_id: call.call_id, output: "Done" };
      const input = [{ role: "user" as const, content: "Fix it." }, ...(first.output as ResponseInputItem[]), output];
      await alice.responses.create({ ...ask, input });
      const said = sent().messages?.[1]?.["content"] as Record<string, unknown>[];
      deepEqual(
        said.map((block) => block["type"]),
        ["thinking", "tool_use"],
      );
      equal(said[0]?.["thinking"], "Hm, a patch.");
      match(String(said[0]?.["signature"]), /\S/);
      ok(!String(said[0]?.["signature"]).startsWith("lumos1"));
      deepEqual(said[1]?.["input"], { input: PATCH_TEXT });
      // The same conversation, to OpenAI: it gets none of it.
      await alice.responses.create({ ...ask, model: "south-frontier", input });
      ok(!JSON.stringify(sent()).includes("lumos1") && !JSON.stringify(sent()).includes("a patch."));
    }
  });

  test("personal data leaves only as placeholders, wherever it stands", async () => {
    const mail = "eva.muster@example.org";
    const { response } = await sam.responses
      .create({
        model: "south-mini",
        instructions: `Write to ${mail}.`,
        input: [
          { role: "user", content: [{ type: "input_text", text: `Again: ${mail}` }] },
          { type: "function_call", call_id: "1", name: "f", arguments: `{"to":"${mail}"}` },
          { type: "function_call_output", call_id: "1", output: `sent to ${mail}` },
        ],
      })
      .withResponse();
    equal(response.headers.get("x-lumos-adjusted"), "redacted");
    ok(!JSON.stringify(sent()).includes(mail));
    equal(sent()["instructions"], "Write to <EMAIL_1>.");
    equal(sent().input?.[2]?.["output"], "sent to <EMAIL_1>");
  });

  // Guarantee: an earlier answer is never left out silently.
  test("an earlier answer is never left out silently: it goes to its provider or nowhere", async () => {
    const first = await alice.responses.create({ model: "south-frontier", input: "Hello" });
    await alice.responses.create({ model: "south-frontier", input: "Go on", previous_response_id: first.id });
    equal(sent()["previous_response_id"], first.id);
    // A route finds the one that knows it.
    const routed = await alice.responses
      .create({ model: "smart", input: "Go on", previous_response_id: first.id })
      .withResponse();
    equal(routed.response.headers.get("x-lumos-model"), "south-frontier");
    const before = upstream.received.length;
    for (const more of [
      { previous_response_id: first.id, input: "Go on" },
      { conversation: "conv_1", input: "Go on" },
      { prompt: { id: "pmpt_1" }, input: "Go on" },
      { input: [{ type: "item_reference" as const, id: first.output[0]?.id ?? "" }] },
    ]) {
      const error = await refusal(alice.responses.create({ model: "cellar-guarded", ...more }));
      equal(error.status, 400);
      match(error.message, /only its own provider knows/);
    }
    equal(upstream.received.length, before);
  });

  // Guarantee: a caller goes on only from answers that were given to it.
  test("a caller goes on only from answers that were given to it", async () => {
    const streamed = await alice.responses.stream({ model: "south-mini", input: "Hello" }).finalResponse();
    const whole = await alice.responses.create({ model: "south-mini", input: "Hello" });
    const reference = (id: string | undefined) => [{ type: "item_reference" as const, id: id ?? "" }];
    for (const given of [streamed, whole]) {
      await alice.responses.create({ model: "south-mini", input: "Go on", previous_response_id: given.id });
      await alice.responses.create({ model: "south-mini", input: reference(given.output[0]?.id) });
    }
    const unkept = await alice.responses.create({ model: "south-mini", input: "Hello", store: false });
    const before = upstream.received.length;
    for (const [who, more] of [
      [sam, { input: "Go on", previous_response_id: whole.id }],
      [sam, { input: reference(whole.output[0]?.id) }],
      [alice, { input: "Go on", previous_response_id: "resp_guessed" }],
      [alice, { input: "Go on", previous_response_id: unkept.id }],
      [alice, { input: "Go on", conversation: "conv_of_somebody" }],
      [alice, { input: [...reference(whole.output[0]?.id), ...reference("msg_guessed")] }],
    ] as const) {
      const error = await refusal(
        who.responses.create({
          model: "south-mini",
          ...more,
          input: [...(typeof more.input === "string" ? [{ role: "user" as const, content: more.input }] : more.input)],
        }),
      );
      equal(error.status, 400);
      match(error.message, /did not give the answer/);
    }
    equal(upstream.received.length, before);
  });

  test("Codex is told of a refusal in a way that it does not send again", async () => {
    for (const [key, input, agent, status, code] of [
      [alice.apiKey, `use ${AWS_KEY}`, "codex_exec/0.169.0 (Linux)", 400, "policy_blocked"],
      [alice.apiKey, `use ${AWS_KEY}`, "OpenAI/JS 7.57.0", 403, "policy_blocked"],
      ["none", "Hello", "codex_cli_rs/0.169.0", 400, "unauthenticated"],
      ["none", "Hello", "OpenAI/JS 7.57.0", 401, "unauthenticated"],
    ] as const) {
      const response = await fetch(`${lumos.url}/v1/responses`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "user-agent": agent },
        body: JSON.stringify({ model: "south-frontier", input }),
      });
      equal(response.status, status);
      equal(((await response.json()) as { error: { code: string } }).error.code, code);
    }
    // What may pass by itself stays what it is.
    upstream.script(() => ({ status: 503 }));
    const busy = await fetch(`${lumos.url}/v1/responses`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice.apiKey}`, "user-agent": "codex_exec/0.169.0" },
      body: JSON.stringify({ model: "south-frontier", input: "Hello" }),
    });
    equal(busy.status, 503);
  });

  test("a broken body is a bad request", async () => {
    for (const body of [
      `{"model":"smart"}`,
      `{"model":"smart","input":""}`,
      `{"model":"smart","input":[]}`,
      `{"model":"smart","input":[1]}`,
      `{"model":"smart","input":"x","input":"y"}`,
      `{"model":"smart","input":"x","stream":"yes"}`,
      `{"model":"","input":"x"}`,
      `{"model":"smart","input":"x","previous_response_id":"${"r".repeat(600)}"}`,
    ]) {
      const response = await fetch(`${lumos.url}/v1/responses`, {
        method: "POST",
        headers: { authorization: `Bearer ${alice.apiKey}` },
        body,
      });
      equal(response.status, 400, body);
      equal(((await response.json()) as { error: { code: string } }).error.code, "invalid_request");
    }
    equal(upstream.received.length, 0);
  });
});
