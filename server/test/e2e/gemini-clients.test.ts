import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { type GoogleLanguageModelOptions, createGoogleGenerativeAI } from "@ai-sdk/google";
import { HumanMessage } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { Output, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { CALL_SIGNATURE } from "../fakes/gemini.ts";
import { type GeminiWorld, startGeminiWorld } from "../gemini-world.ts";

/* Other clients of Google's format, unmodified, and the wire as Gemini CLI and plain HTTP use it. */

const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] } as const;

suite("other clients of Google's format", { concurrency: false }, () => {
  let world: GeminiWorld;
  before(async () => {
    world = await startGeminiWorld();
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  const post = (path: string, body: unknown, headers: Record<string, string> = { "x-goog-api-key": world.key }) =>
    fetch(world.lumos.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const hello = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };

  for (const model of ["gem", "chatty", "claude"]) {
    const google = () => createGoogleGenerativeAI({ apiKey: world.key, baseURL: `${world.lumos.url}/v1beta` })(model);
    const weather = tool({ inputSchema: jsonSchema<{ city: string }>(CITY), execute: ({ city }) => `rain in ${city}` });

    test(`the AI SDK answers, streams and runs tools (${model})`, async () => {
      world.upstream.queue(
        { text: "Hello there" },
        { text: "one two three", chunks: 3 },
        { thinking: "Hm.", tools: [{ name: "weather", arguments: { city: "Bern" } }] },
        { text: "It rains." },
        { tools: [{ name: "weather", arguments: { city: "Bern" } }] },
        { text: "It rains again." },
      );
      equal((await generateText({ model: google(), prompt: "Hi", maxRetries: 0 })).text, "Hello there");
      const streamed = streamText({ model: google(), prompt: "Hi", maxRetries: 0 });
      equal(await streamed.text, "one two three");
      equal(await streamed.finishReason, "stop");
      const asked = {
        model: google(),
        prompt: "Weather?",
        tools: { weather },
        stopWhen: stepCountIs(3),
        maxRetries: 0,
      };
      const told = await generateText(asked);
      equal(told.text, "It rains.");
      match(JSON.stringify(world.sent(3)), /rain in Bern/);
      if (model === "gem") ok(JSON.stringify(world.sent(3)).includes(CALL_SIGNATURE));
      equal(await streamText(asked).text, "It rains again.");
      match(JSON.stringify(world.sent(5)), /rain in Bern/);
    });

    test(`LangChain answers, streams and calls tools (${model})`, async () => {
      world.upstream.queue(
        { text: "Hello there" },
        { text: "one two three", chunks: 3 },
        { tools: [{ name: "weather", arguments: { city: "Bern" } }] },
      );
      const chat = new ChatGoogleGenerativeAI({
        model,
        apiKey: world.key,
        baseUrl: world.lumos.url,
        maxRetries: 0,
      });
      equal((await chat.invoke([new HumanMessage("Hi")])).text, "Hello there");
      let text = "";
      for await (const chunk of await chat.stream("Hi")) text += chunk.text;
      equal(text, "one two three");
      const forecast = langchainTool(() => "rain", { name: "weather", description: "Weather", schema: CITY });
      const called = await chat.bindTools([forecast]).invoke("Weather?");
      deepEqual(
        called.tool_calls?.map(({ name, args }) => ({ name, args })),
        [{ name: "weather", args: { city: "Bern" } }],
      );
    });
  }

  test("the AI SDK gets an object by a schema, and says what it wants of thinking", async () => {
    world.upstream.queue({ text: '{"city":"Bern"}' });
    const google = createGoogleGenerativeAI({ apiKey: world.key, baseURL: `${world.lumos.url}/v1beta` });
    const options: GoogleLanguageModelOptions = { thinkingConfig: { thinkingBudget: 100, includeThoughts: true } };
    const { output } = await generateText({
      model: google("gem"),
      output: Output.object({ schema: jsonSchema<{ city: string }>(CITY) }),
      prompt: "Which?",
      providerOptions: { google: options as never },
    });
    deepEqual(output, { city: "Bern" });
    match(JSON.stringify(world.sent()), /"thinkingBudget":100/);
  });

  test("the AI SDK takes a refusal by policy for what it is, and does not try again", async () => {
    const google = createGoogleGenerativeAI({ apiKey: world.key, baseURL: `${world.lumos.url}/v1beta` });
    const secret = `AKIA${"IOSFODNN7EXAMPLE"}`;
    await rejects(
      generateText({ model: google("gem"), prompt: `a ${secret}` }),
      (error: Error & { isRetryable?: boolean }) => {
        equal(error.isRetryable, false);
        match(error.message, /[Pp]olicy|[Ss]ecret/);
        return true;
      },
    );
    equal(world.upstream.received.length, 0);
  });

  for (const model of ["gem", "chatty", "claude"]) {
    test(`a caller that does not ask for events gets one JSON array (${model})`, async () => {
      world.upstream.queue({ text: "one two three", chunks: 3 });
      const response = await post(`/v1beta/models/${model}:streamGenerateContent`, hello);
      match(response.headers.get("content-type") ?? "", /^application\/json/);
      const chunks = (await response.json()) as {
        candidates: { content: { parts: { text?: string }[] }; finishReason?: string }[];
      }[];
      ok(chunks.length >= 3);
      equal(chunks.map((chunk) => chunk.candidates[0]?.content.parts[0]?.text ?? "").join(""), "one two three");
      equal(chunks.at(-1)?.candidates[0]?.finishReason, "STOP");
      equal((await world.decision()).result, "completed");
      if (model === "gem") match(world.upstream.received[0]?.path ?? "", /alt=sse$/);
    });
  }

  test("the first member of an array does not wait for the second", async () => {
    const { promise: until, resolve } = Promise.withResolvers<void>();
    world.upstream.queue({ text: "one two", chunks: 2, hold: { at: 1, until } });
    const response = await post("/v1beta/models/gem:streamGenerateContent", hello);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    match(Buffer.from((await reader.read()).value ?? []).toString("utf8"), /^\[\{.*one/);
    resolve();
    while (!(await reader.read()).done);
  });

  test("an array that breaks off ends with the error as its last member, and its connection is cut", async () => {
    // The first event is given before the rest comes, so that nothing can be tried again.
    const { promise: until, resolve } = Promise.withResolvers<void>();
    world.upstream.queue({ chunks: 6, cut: 3, hold: { at: 1, until } });
    const response = await post("/v1beta/models/gem:streamGenerateContent", hello);
    resolve();
    let text = "";
    await rejects(async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString("utf8");
    });
    const members = JSON.parse(text) as { error?: { code: number; status: string } }[];
    equal(members.at(-1)?.error?.status, "UNAVAILABLE");
    ok(members.length > 1);
    equal((await world.decision()).result, "failed");
  });

  test("requests as Gemini CLI writes them are understood", async () => {
    world.upstream.queue({ text: "From the model", chunks: 1 });
    // GOOGLE_GEMINI_BASE_URL is Lumos; the key goes as x-goog-api-key, or as a bearer where its user says so.
    const streamed = await post(
      "/v1beta/models/gem:streamGenerateContent?alt=sse",
      {
        systemInstruction: { role: "user", parts: [{ text: "You are a command line agent." }] },
        contents: [
          { role: "user", parts: [{ text: "Setup" }] },
          { role: "model", parts: [{ functionCall: { id: "c1", name: "read_file", args: { path: "a" } } }] },
          { role: "user", parts: [{ functionResponse: { id: "c1", name: "read_file", response: { output: "b" } } }] },
        ],
        tools: [{ functionDeclarations: [{ name: "read_file", parametersJsonSchema: CITY }] }],
        generationConfig: {
          temperature: 1,
          topP: 0.95,
          topK: 64,
          thinkingConfig: { includeThoughts: true, thinkingBudget: 8192 },
        },
      },
      {
        "x-goog-api-key": world.key,
        "user-agent": "GeminiCLI/0.30.0/gem (linux; x64) google-api-nodejs-client/9.15.1",
        "x-goog-api-client": "google-genai-sdk/1.30.0 gl-node/v22.0.0",
      },
    );
    match(streamed.headers.get("content-type") ?? "", /^text\/event-stream/);
    match(await streamed.text(), /From the model/);
    const counted = await post("/v1beta/models/gem:countTokens", hello, { authorization: `Bearer ${world.key}` });
    equal(typeof ((await counted.json()) as { totalTokens: number }).totalTokens, "number");
    equal(world.upstream.received[1]?.headers["x-goog-api-key"], "google-key");
    equal(world.upstream.received[1]?.headers.authorization, undefined);
  });

  test("a count of a whole request names the model that its provider knows", async () => {
    const generateContentRequest = {
      model: "models/gem",
      ...hello,
      systemInstruction: { parts: [{ text: "Be short." }] },
    };
    await post("/v1beta/models/gem:countTokens", { generateContentRequest });
    deepEqual(world.sent(), {
      generateContentRequest: { ...generateContentRequest, model: "models/gemini-2.5-flash" },
    });
  });

  test("unknown members and events pass as they are", async () => {
    const event = '{ "somethingNew" : {"a":1e2},"candidates":[ ] }';
    const last = '{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP","newField":[1.0]}]}';
    const body = `data: ${event}\r\n\r\ndata: ${last}\r\n\r\n`;
    world.upstream.queue({ raw: { headers: { "content-type": "text/event-stream" }, body } });
    const response = await post("/v1beta/models/gem:streamGenerateContent?alt=sse", { ...hello, newSetting: { x: 1 } });
    equal(await response.text(), body);
    deepEqual(world.sent()["newSetting"], { x: 1 });
  });

  test("a key in the address is refused with a sentence, and is not repeated", async () => {
    const response = await post(`/v1beta/models/gem:generateContent?key=${world.key}`, hello, {});
    equal(response.status, 400);
    const text = await response.text();
    match(text, /x-goog-api-key/);
    ok(!text.includes(world.key));
    equal(world.upstream.received.length, 0);
  });
});
