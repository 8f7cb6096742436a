import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { join } from "node:path";
import { createOpenAI } from "@ai-sdk/openai";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import OpenAI, { APIError } from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import * as z from "zod";
import type { Behaviour } from "../fakes/behaviour.ts";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";
import { refused } from "../refused.ts";

/*
 * Unmodified clients of chat completions: the official one, LangChain's and the AI SDK's. Each model below
 * stands for an upstream of another format; the first one's bytes pass, the others are translated.
 */

const ORGANIZATION = `
version: 1
organization: { id: acme, name: Acme }
tiers: [{ id: frontier }]
providers:
  - { id: south, api: openai, baseUrl: "\${UPSTREAM}/v1", key: upstream-key }
  - { id: north, api: anthropic, baseUrl: "\${UPSTREAM}", key: upstream-key }
  - { id: east, api: gemini, baseUrl: "\${UPSTREAM}", key: upstream-key }
  - { id: west, api: openai-compatible, baseUrl: "\${UPSTREAM}/v1", key: upstream-key, formats: [openai.responses] }
  - { id: toy, api: sandbox }
models:
  - { id: chat, provider: south, upstream: up-chat, tier: frontier, price: { input: 1, output: 1 } }
  - { id: messages, provider: north, upstream: up-messages, tier: frontier, price: { input: 1, output: 1 } }
  - { id: gemini, provider: east, upstream: up-gemini, tier: frontier, price: { input: 1, output: 1 } }
  - { id: responses, provider: west, upstream: up-responses, tier: frontier, price: { input: 1, output: 1 } }
  - { id: sim, provider: toy, upstream: sim, tier: frontier, price: { input: 1, output: 1 } }
users: [{ id: ann@acme.test }]
policies: ./policies
`;
const FILES = {
  "lumos.yaml": ORGANIZATION,
  "policies/all.cedar": `@id("all") @why("Open.")
permit (principal, action, resource);
@id("secrets") @why("Secrets stay here.")
forbid (principal, action in Lumos::Action::"use_model", resource) when { context.base.dataClasses.contains("secret") };
`,
};
// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] } as const;
const WEATHER = {
  type: "function" as const,
  function: { name: "weather", description: "The weather of a city.", parameters: CITY },
};
const call = (city: string) => ({ name: "weather", arguments: { city } });

suite("clients of chat completions", { concurrency: false }, () => {
  const folder = scratch(FILES);
  let upstream: Upstream;
  let lumos: TestLumos;
  let apiKey: string;
  let openai: OpenAI;

  const ask = (model: string, content = "Hello") => ({ model, messages: [{ role: "user" as const, content }] });
  const refusal = (promise: Promise<unknown>) => refused<APIError>(APIError, promise);
  /** What the upstream got last, as text. */
  const sent = () => upstream.received.at(-1)?.body.toString("utf8") ?? "";

  before(async () => {
    upstream = await startUpstream({ key: "upstream-key" });
    lumos = await startTestLumos({
      file: join(folder.path, "lumos.yaml"),
      environment: { UPSTREAM: upstream.url },
    });
    apiKey = await lumos.key("user:ann@acme.test");
    openai = new OpenAI({ apiKey, baseURL: `${lumos.url}/v1`, maxRetries: 0 });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
    folder[Symbol.dispose]();
  });
  beforeEach(() => upstream.reset());

  for (const model of ["chat", "messages", "gemini", "responses"]) {
    suite(`in front of an upstream that speaks ${model}`, { concurrency: false }, () => {
      test("openai: a plain answer with its usage", async () => {
        upstream.queue({ text: "Grüezi \u{1f600}", usage: { input: 9, output: 4, cached: 2 } });
        const answer = await openai.chat.completions.create(ask(model));
        equal(answer.choices[0]?.message.content, "Grüezi \u{1f600}");
        equal(answer.choices[0]?.message.role, "assistant");
        equal(answer.choices[0]?.finish_reason, "stop");
        equal(answer.usage?.total_tokens, (answer.usage?.prompt_tokens ?? 0) + 4);
        equal(answer.usage?.prompt_tokens_details?.cached_tokens, 2);
      });

      test("openai: a stream, with usage only where it is asked for", async () => {
        for (const wanted of [false, true]) {
          upstream.queue({ text: "one two three", chunks: 3, usage: { input: 9, output: 4 } });
          const stream = await openai.chat.completions.create({
            ...ask(model),
            stream: true,
            ...(wanted ? { stream_options: { include_usage: true } } : {}),
          });
          let text = "";
          const counts: number[] = [];
          const ids = new Set<string>();
          for await (const chunk of stream) {
            text += chunk.choices[0]?.delta.content ?? "";
            ids.add(`${chunk.id} ${chunk.created} ${chunk.object}`);
            if (chunk.usage) counts.push(chunk.usage.completion_tokens);
          }
          equal(text, "one two three");
          equal(ids.size, 1);
          deepEqual(counts, wanted ? [4] : []);
        }
      });

      test("openai: tools, called one at a time and in parallel, whole and as a stream", async () => {
        for (const tools of [[call("Bern")], [call("Bern"), call("Oslo")]]) {
          const body = { ...ask(model, "Weather?"), tools: [WEATHER] };
          const behaviour: Behaviour = { tools };
          upstream.queue(behaviour, behaviour);
          const whole = await openai.chat.completions.create(body);
          const streamed = await openai.chat.completions.stream(body).finalChatCompletion();
          for (const { choices } of [whole, streamed]) {
            equal(choices[0]?.finish_reason, "tool_calls");
            const calls = choices[0].message.tool_calls ?? [];
            deepEqual(
              calls.map((one) => one.type === "function" && JSON.parse(one.function.arguments)),
              tools.map((one) => one.arguments),
            );
            equal(new Set(calls.map(({ id }) => id)).size, tools.length);
          }
          match(sent(), /The weather of a city\./);

          const { message } = whole.choices[0] ?? {};
          ok(message?.tool_calls);
          const results = message.tool_calls.map(({ id }, at) => ({
            role: "tool" as const,
            tool_call_id: id,
            content: `result ${at}`,
          }));
          upstream.queue({ text: "Sunny." });
          const last = await openai.chat.completions.create({
            ...body,
            messages: [...body.messages, message, ...results],
          });
          equal(last.choices[0]?.message.content, "Sunny.");
          for (const { content } of results) ok(sent().includes(content));
        }
      });

      test("openai: an answer that follows a schema", async () => {
        upstream.queue({ text: `{"city":"Bern","days":3}` });
        const trip = z.object({ city: z.string(), days: z.number() });
        const { choices } = await openai.chat.completions.parse({
          ...ask(model, "Plan a trip."),
          response_format: zodResponseFormat(trip, "trip"),
        });
        deepEqual(choices[0]?.message.parsed, { city: "Bern", days: 3 });
        match(sent(), /"days"/);
      });

      test("openai: a picture", async () => {
        const image = { type: "image_url" as const, image_url: { url: `data:image/png;base64,${PNG}` } };
        const content = [{ type: "text" as const, text: "What is it?" }, image];
        await openai.chat.completions.create({ model, messages: [{ role: "user", content }] });
        ok(sent().includes(PNG));
      });

      test("openai: a caller that goes away stops the upstream", async () => {
        upstream.queue({ chunks: 9, stall: 6 });
        const controller = new AbortController();
        const stream = await openai.chat.completions.create(
          { ...ask(model), stream: true },
          { signal: controller.signal },
        );
        for await (const chunk of stream) {
          ok(chunk);
          controller.abort();
          break;
        }
        await upstream.received[0]?.closed;
        equal(upstream.received[0]?.aborted, true);
      });

      test("openai: a stream that breaks off is an error, never an end", async () => {
        for (const behaviour of [{ cut: 3 }, { endAfter: 3 }, { errorAfter: 3 }]) {
          // Whatever has not reached the caller yet may be tried again: it breaks off again.
          upstream.script(() => ({ chunks: 8, chunkMs: 5, ...behaviour }));
          await rejects(async () => {
            const stream = await openai.chat.completions.create({ ...ask(model), stream: true });
            for await (const chunk of stream) ok(chunk);
          }, APIError);
        }
      });

      test("openai: the caller's own mistake comes back in the provider's words, other failures as upstream_failed", async () => {
        upstream.queue({ status: 400, errorMessage: "temperature is too hot" });
        const mistake = await refusal(openai.chat.completions.create(ask(model)));
        equal(mistake.status, 400);
        match(mistake.message, /temperature is too hot/);

        for (const [status, expected] of [
          [401, 502],
          [500, 502],
          [429, 503],
        ] as const) {
          upstream.script(() => ({ status, errorMessage: "internal words" }));
          const error = await refusal(openai.chat.completions.create(ask(model)));
          equal(error.status, expected, `upstream ${status}`);
          equal(error.code, "upstream_failed");
          ok(!error.message.includes("internal words"));
          upstream.reset();
        }
      });

      test("langchain: invoke, stream and tools with their results", async () => {
        const options = { model, apiKey, configuration: { baseURL: `${lumos.url}/v1` }, maxRetries: 0 };
        const chat = new ChatOpenAI(options);
        upstream.queue({ text: "Hi Ann", usage: { input: 9, output: 4 } });
        const answer = await chat.invoke("Hello");
        equal(answer.text, "Hi Ann");
        equal(outputOf(answer), 4);

        upstream.queue({ text: "one two three", chunks: 3, usage: { input: 9, output: 4 } });
        let text = "";
        let output = 0;
        for await (const chunk of await chat.stream("Hello")) {
          text += chunk.text;
          output += outputOf(chunk);
        }
        equal(text, "one two three");
        equal(output, 4);

        const bound = chat.bindTools([WEATHER]);
        const question = new HumanMessage("Weather?");
        upstream.queue({ tools: [call("Bern"), call("Oslo")] }, { text: "Sunny." });
        const calling = await bound.invoke([question]);
        deepEqual(
          calling.tool_calls?.map(({ args }) => args),
          [{ city: "Bern" }, { city: "Oslo" }],
        );
        const results = (calling.tool_calls ?? []).map(
          ({ id }) => new ToolMessage({ content: "18 degrees", tool_call_id: id ?? "" }),
        );
        equal((await bound.invoke([question, calling, ...results])).text, "Sunny.");
      });

      test("ai sdk: text, and tools that it runs itself, whole and as a stream", async () => {
        const provider = createOpenAI({ apiKey, baseURL: `${lumos.url}/v1` });
        const tools = {
          weather: tool({
            description: "The weather of a city.",
            inputSchema: jsonSchema<{ city: string }>({ ...CITY, required: ["city"] }),
            execute: ({ city }) => `sun over ${city}`,
          }),
        };
        const common = {
          model: provider.chat(model),
          prompt: "Weather?",
          maxRetries: 0,
          tools,
          stopWhen: stepCountIs(3),
        };
        const script: Behaviour[] = [{ tools: [call("Bern"), call("Oslo")] }, { text: "Sunny both." }];

        upstream.queue(...script);
        const whole = await generateText(common);
        equal(whole.text, "Sunny both.");
        deepEqual(
          whole.steps[0]?.toolResults.map(({ output }) => output),
          ["sun over Bern", "sun over Oslo"],
        );
        ok(sent().includes("sun over Oslo"));

        upstream.queue(...script);
        const streamed = streamText(common);
        let text = "";
        for await (const piece of streamed.textStream) text += piece;
        equal(text, "Sunny both.");
        equal((await streamed.steps)[0]?.toolResults.length, 2);
        ok(((await streamed.totalUsage).outputTokens ?? 0) > 0);
      });
    });
  }

  test("openai: a policy block, whatever the client's own retries, is asked once and never goes upstream", async () => {
    let requests = 0;
    const counting = new OpenAI({
      apiKey,
      baseURL: `${lumos.url}/v1`,
      fetch: (url, init) => {
        requests += 1;
        return fetch(url, init);
      },
    });
    for (const stream of [false, true]) {
      const error = await refusal(
        counting.chat.completions.create({ ...ask("chat", `Why does ${AWS_KEY} not work?`), stream }),
      );
      equal(error.status, 403);
      equal(error.code, "policy_blocked");
      equal(error.headers?.get("x-should-retry"), "false");
    }
    equal(requests, 2);
    const error = await refusal(counting.embeddings.create({ model: "chat", input: ["Hello", AWS_KEY] }));
    equal(error.code, "policy_blocked");
    equal(requests, 3);
    equal(upstream.received.length, 0);
  });

  test("openai: a failing upstream is not asked again by a client that was told not to", async () => {
    let requests = 0;
    const counting = new OpenAI({
      apiKey,
      baseURL: `${lumos.url}/v1`,
      fetch: (url, init) => {
        requests += 1;
        return fetch(url, init);
      },
    });
    upstream.script(() => ({ status: 500 }));
    const error = await refusal(counting.chat.completions.create(ask("chat")));
    equal(error.code, "upstream_failed");
    equal(requests, 1);
  });

  test("openai: what a translation cannot carry is told in a header", async () => {
    const seeded = { ...ask("messages"), seed: 7, logit_bias: { "50256": -100 } };
    const { response } = await openai.chat.completions.create(seeded).withResponse();
    match(response.headers.get("x-lumos-lossy") ?? "", /seed/);
    match(response.headers.get("x-lumos-lossy") ?? "", /logit_bias/);
    const same = await openai.chat.completions.create({ ...seeded, model: "chat" }).withResponse();
    equal(same.response.headers.get("x-lumos-lossy"), null);
  });

  test("openai: thoughts travel with what sealed them, and go back to nobody but their maker", async () => {
    const question = { ...ask("messages", "Think."), reasoning_effort: "high" as const, max_completion_tokens: 9_000 };
    upstream.queue({ thinking: "Seven is nice.", text: "Seven." });
    const { message } = (await openai.chat.completions.create(question)).choices[0] ?? {};
    ok(message);
    match(JSON.stringify(message), /"reasoning_content":"Seven is nice\."/);
    const goOn = { ...question, messages: [...question.messages, message, { role: "user" as const, content: "Why?" }] };
    await openai.chat.completions.create(goOn);
    const [, assistant] = (JSON.parse(sent()) as { messages: { content: { type: string }[] }[] }).messages;
    deepEqual(
      assistant?.content.map(({ type }) => type),
      ["thinking", "text"],
    );
    ok(!sent().includes("lumos1.sealed."));

    const { response } = await openai.chat.completions.create({ ...goOn, model: "chat" }).withResponse();
    match(response.headers.get("x-lumos-lossy") ?? "", /thinking\.signature/);
    ok(!sent().includes("lumos1.sealed."));

    upstream.queue({ thinking: "Seven is nice.", text: "Seven." });
    const streamed = await openai.chat.completions.stream(question).finalChatCompletion();
    equal(streamed.choices[0]?.message.content, "Seven.");
  });

  test("openai: the models, one by one and as a list", async () => {
    const names = (await openai.models.list()).data.map(({ id }) => id).sort();
    deepEqual(names, ["chat", "gemini", "messages", "responses", "sim"]);
    equal((await openai.models.retrieve("gemini")).owned_by, "east");
  });

  test("openai: vectors of texts and of token ids, and what they cost", async () => {
    upstream.queue({ usage: { input: 7 } });
    const { data, response } = await openai.embeddings.create({ model: "chat", input: ["one", "two"] }).withResponse();
    deepEqual(
      data.data.map(({ index, embedding }) => `${index} ${embedding.length}`),
      ["0 8", "1 8"],
    );
    deepEqual(upstream.received[0]?.path, "/v1/embeddings");
    deepEqual(upstream.received[0]?.json, { model: "up-chat", input: ["one", "two"], encoding_format: "base64" });
    const row = await lumos.store.read
      .selectFrom("decisions")
      .selectAll()
      .where("id", "=", response.headers.get("x-lumos-decision") ?? "")
      .executeTakeFirstOrThrow();
    deepEqual([row.tokens_in, row.tokens_out, row.result, row.cost_nano], [7, 0, "completed", 7_000]);

    const tokens = await openai.embeddings.create({ model: "chat", input: [15_496, 995], encoding_format: "float" });
    equal(tokens.data[0]?.embedding.length, 8);
  });

  test("openai: simulated models make vectors, the same for the same text", async () => {
    const { data, usage } = await openai.embeddings.create({
      model: "sim",
      input: ["one", "two", "one"],
      dimensions: 4,
    });
    deepEqual([...(data[0]?.embedding ?? [])], [...(data[2]?.embedding ?? [1])]);
    ok(data[0]?.embedding[0] !== data[1]?.embedding[0]);
    equal(data[1]?.embedding.length, 4);
    equal(usage.prompt_tokens, 3);
    const floats = await openai.embeddings.create({
      model: "sim",
      input: "one",
      dimensions: 4,
      encoding_format: "float",
    });
    deepEqual(floats.data[0]?.embedding, [...(data[0]?.embedding ?? [])]);
  });

  test("openai: a provider that makes no vectors is said to make none", async () => {
    const error = await refusal(openai.embeddings.create({ model: "messages", input: "one" }));
    equal(error.code, "upstream_failed");
    match(error.message, /cannot make vectors/);
    equal(upstream.received.length, 0);
  });

  test("a long conversation reaches the upstream byte for byte but for the model's name, turn by turn", async () => {
    // As clients of all kinds write it: white space, escapes, members nobody knows, numbers in their own way.
    const turns = Array.from({ length: 30 }, (_, at) =>
      [
        `{"role":"user","content":[{"type":"text" , "text":"Fr\\u00e4ge ${at} \\ud83d\\ude00 \\/ caf\u00e9\\t"`,
        at % 7 === 0 ? `,"cache_control":{ "type":"ephemeral","ttl":"1h"}` : "",
        `}]\n}, {"content" :"Antwort\u2028 ${at}", "role":"assistant","x_unknown":{"n":1.50,"e":-1E+2}}`,
      ].join(""),
    );
    let before = "";
    for (let count = 1; count <= turns.length; count += 1) {
      const messages = `[ {"role":"system","content":"Sei kurz."},${turns.slice(0, count).join(" ,\r\n")}`;
      const body = `{\t"messages":${messages},{"role":"user","content":"weiter"}],"model" :\n"chat", "temperature":0.70,"top_p":1e0}`;
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body,
      });
      equal(response.status, 200);
      await response.arrayBuffer();
      equal(sent(), body.replace(`"model" :\n"chat"`, `"model" :\n"up-chat"`));
      // What a provider keeps of the prompt is its beginning: every turn begins as the one before it ended.
      const prefix = sent().slice(0, sent().indexOf(messages) + messages.length);
      ok(prefix.startsWith(before));
      before = prefix;
    }
  });
});

function outputOf(message: object): number {
  const { usage_metadata: usage } = message as { usage_metadata?: { output_tokens: number } };
  return usage?.output_tokens ?? 0;
}
