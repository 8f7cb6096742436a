import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import {
  ApiError,
  type Content,
  type FunctionDeclaration,
  FunctionCallingConfigMode,
  type GenerateContentParameters,
  type GenerateContentResponse,
  type GoogleGenAI,
  type Part,
} from "@google/genai";
import { geminiDoor } from "../../src/doors/models/gemini/door.ts";
import { CALL_SIGNATURE, THOUGHT_SIGNATURE } from "../fakes/gemini.ts";
import { type GeminiWorld, startGeminiWorld } from "../gemini-world.ts";
import { refused } from "../refused.ts";

/* Google's official client, unmodified, through Lumos in front of a real HTTP upstream. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const WEATHER: FunctionDeclaration = {
  name: "weather",
  description: "The weather of a city",
  parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const TIME: FunctionDeclaration = { ...WEATHER, name: "time" };

suite("Google's client", { concurrency: false }, () => {
  let world: GeminiWorld;
  let eva: GoogleGenAI;

  before(async () => {
    world = await startGeminiWorld();
    eva = world.client();
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  const refusal = async (promise: Promise<unknown>): Promise<{ status: number; error: Record<string, unknown> }> => {
    const thrown = await refused(ApiError, promise);
    const { error } = JSON.parse(thrown.message.replace(/^[^{]*/, "")) as { error: Record<string, unknown> };
    return { status: thrown.status, error };
  };
  const gathered = async (asked: GenerateContentParameters): Promise<GenerateContentResponse[]> => {
    const chunks: GenerateContentResponse[] = [];
    for await (const chunk of await eva.models.generateContentStream(asked)) chunks.push(chunk);
    return chunks;
  };
  /** Whole, and as a stream: the parts of the answer. */
  const bothWays = async (asked: GenerateContentParameters): Promise<[Part[], Part[]]> => {
    const whole = await eva.models.generateContent(asked);
    const again = world.upstream.received.length;
    const chunks = await gathered(asked);
    equal(world.upstream.received.length, again + 1);
    const partsOf = (one: GenerateContentResponse) => one.candidates?.[0]?.content?.parts ?? [];
    return [partsOf(whole), chunks.flatMap(partsOf)].map((parts) =>
      parts.filter((part) => part.text !== "" || part.thoughtSignature !== undefined),
    ) as [Part[], Part[]];
  };

  test("a plain call is answered, and costs what the provider counted", async () => {
    world.upstream.queue({
      text: "Hello there",
      searches: ["bern"],
      usage: { input: 10, cached: 4, output: 5, reasoning: 7 },
    });
    const answer = await eva.models.generateContent({ model: "gem", contents: "Hello" });
    equal(answer.text, "Hello there");
    deepEqual(answer.candidates?.[0]?.groundingMetadata?.webSearchQueries, ["bern"]);
    const headers = answer.sdkHttpResponse?.headers ?? {};
    equal(headers["x-lumos-model"], "gem");
    equal(headers["x-lumos-lossy"], undefined);
    const { result, tokens_in, tokens_out } = await world.decision();
    deepEqual([result, tokens_in, tokens_out], ["completed", 10, 12]);
    const [request] = world.upstream.received;
    equal(request?.path, "/v1beta/models/gemini-2.5-flash:generateContent");
    equal(request?.headers["x-goog-api-key"], "google-key");
    equal(request?.headers.authorization, undefined);
    ok(!JSON.stringify(request?.rawHeaders).includes(world.key));
  });

  test("a stream arrives whole, and its record is there when it ends", async () => {
    world.upstream.queue({ text: "one two three four", chunks: 4, usage: { input: 11, output: 4, cached: 3 } });
    const chunks = await gathered({ model: "gem", contents: "Hello" });
    equal(chunks.map((chunk) => chunk.text ?? "").join(""), "one two three four");
    equal(chunks.at(-1)?.usageMetadata?.candidatesTokenCount, 4);
    const { result, tokens_in, tokens_out } = await world.decision();
    deepEqual([result, tokens_in, tokens_out], ["completed", 11, 4]);
    equal(world.upstream.received[0]?.path, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  });

  test("what a client sends is what its provider gets, byte for byte, over a long conversation", async () => {
    const bodies: string[] = [];
    const patched = globalThis.fetch;
    globalThis.fetch = (url, init) => {
      if (typeof init?.body === "string") bodies.push(init.body);
      return patched(url, init);
    };
    try {
      const chat = eva.chats.create({
        model: "gem",
        config: { systemInstruction: "Be short.", temperature: 0.3, seed: 12, tools: [{ googleSearch: {} }] },
      });
      for (let turn = 0; turn < 5; turn += 1) {
        world.upstream.queue({ text: `Answer \u{1f600} ${turn}`, thinking: "Hm." });
        if (turn % 2 === 0) await chat.sendMessage({ message: `Question ${turn} "\\ü"` });
        else for await (const chunk of await chat.sendMessageStream({ message: "On" })) ok(chunk);
      }
    } finally {
      globalThis.fetch = patched;
    }
    const got = world.upstream.received.map((request) => request.body.toString("utf8"));
    equal(got.length, 5);
    deepEqual(got, bodies);
    ok(got[4]?.includes(THOUGHT_SIGNATURE), "the signature did not come back");
  });

  for (const model of ["gem", "chatty", "claude"]) {
    test(`functions, and several at once, are called whole and as a stream (${model})`, async () => {
      const calls = [
        { name: "weather", arguments: { city: "Bern" } },
        { name: "time", arguments: { city: "Bern", zone: { exact: true } } },
      ];
      world.upstream.queue({ tools: calls }, { tools: calls });
      const parts = await bothWays({
        model,
        contents: "Weather and time?",
        config: {
          tools: [{ functionDeclarations: [WEATHER, TIME] }],
          toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
        },
      });
      for (const some of parts) {
        deepEqual(
          some.map(({ functionCall }) => ({ name: functionCall?.name, arguments: functionCall?.args })),
          calls,
        );
      }
    });

    test(`a function's result goes back to its call (${model})`, async () => {
      const chat = eva.chats.create({ model, config: { tools: [{ functionDeclarations: [WEATHER] }] } });
      world.upstream.queue({ tools: [{ name: "weather", arguments: { city: "Bern" } }] }, { text: "It rains." });
      const asked = await chat.sendMessage({ message: "Weather in Bern?" });
      const call = asked.functionCalls?.[0];
      const functionResponse = {
        name: call?.name ?? "",
        response: { output: "rain" },
        ...(call?.id === undefined ? {} : { id: call.id }),
      };
      equal((await chat.sendMessage({ message: [{ functionResponse }] })).text, "It rains.");
      const sent = JSON.stringify(world.sent(1));
      match(sent, /rain/);
      if (model === "chatty") {
        const { messages } = world.sent(1) as { messages: { tool_calls?: { id: string }[]; tool_call_id?: string }[] };
        const made = messages.flatMap((message) => message.tool_calls ?? []).map(({ id }) => id);
        deepEqual(
          messages.flatMap((message) => message.tool_call_id ?? []),
          made,
        );
      }
    });

    test(`a conversation is answered, whole and as a stream (${model})`, async () => {
      world.upstream.queue({ text: "Yes, we can." }, { text: "Yes, we can.", chunks: 3 });
      const contents: Content[] = [
        { role: "user", parts: [{ text: "Hi" }] },
        { role: "model", parts: [{ text: "Hello" }] },
        {
          role: "user",
          parts: [{ text: "See:" }, { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=".repeat(50) } }],
        },
      ];
      const [whole, streamed] = await bothWays({
        model,
        contents,
        config: { systemInstruction: "Be short.", maxOutputTokens: 50, stopSequences: ["END"] },
      });
      equal(whole.map((part) => part.text).join(""), "Yes, we can.");
      equal(streamed.map((part) => part.text).join(""), "Yes, we can.");
      ok(JSON.stringify(world.sent()).includes("iVBORw0KGgo="), "the picture did not arrive");
      ok(JSON.stringify(world.sent()).includes("Be short."));
      const { result } = await world.decision();
      equal(result, "completed");
    });

    test(`a JSON schema is demanded of the model (${model})`, async () => {
      world.upstream.queue({ text: '{"city":"Bern"}' });
      const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
      const answer = await eva.models.generateContent({
        model,
        contents: "Which city?",
        config: { responseMimeType: "application/json", responseJsonSchema: schema },
      });
      equal(answer.text, '{"city":"Bern"}');
      ok(JSON.stringify(world.sent()).includes('"required":["city"]'), JSON.stringify(world.sent()));
    });
  }

  test("thoughts come with their signatures, and these go back as they came", async () => {
    const chat = eva.chats.create({
      model: "gem",
      config: {
        thinkingConfig: { includeThoughts: true, thinkingBudget: 512 },
        tools: [{ functionDeclarations: [WEATHER] }],
      },
    });
    world.upstream.queue(
      { thinking: "Need the weather.", tools: [{ name: "weather", arguments: { city: "Bern" } }] },
      { thinking: "Now I know.", text: "It rains." },
      { text: "Bye" },
    );
    for await (const chunk of await chat.sendMessageStream({ message: "Weather?" })) ok(chunk);
    await chat.sendMessage({ message: [{ functionResponse: { name: "weather", response: { output: "rain" } } }] });
    await chat.sendMessage({ message: "Thanks" });
    const last = JSON.stringify(world.sent(2));
    ok(last.includes(CALL_SIGNATURE) && last.includes(THOUGHT_SIGNATURE), last);
  });

  test("thoughts of another provider come back to it, and go to no other", async () => {
    const signature = "c2lnbmVkLWJ5LWZha2U=";
    const chat = eva.chats.create({ model: "claude", config: { thinkingConfig: { includeThoughts: true } } });
    world.upstream.queue({ thinking: "Deep.", text: "Yes." }, { text: "Again." }, { text: "Other." });
    for await (const chunk of await chat.sendMessageStream({ message: "Hi" })) ok(chunk);
    const history = chat.getHistory();
    ok(!JSON.stringify(history).includes(signature), "the signature has no tag");
    await chat.sendMessage({ message: "More" });
    match(JSON.stringify(world.sent(1)), /"thinking":"Deep\."/);
    match(JSON.stringify(world.sent(1)), /c2lnbmVkLWJ5LWZha2U=/);
    const and: Content = { role: "user", parts: [{ text: "And you?" }] };
    const answer = await eva.models.generateContent({ model: "gem", contents: [...history, and] });
    equal(answer.text, "Other.");
    const sent = world.upstream.received[2]?.body.toString("utf8") ?? "";
    ok(!sent.includes("thoughtSignature") && !sent.includes("bHVtb3Mx"), sent);
    match(answer.sdkHttpResponse?.headers?.["x-lumos-lossy"] ?? "", /thinking\.signature/);
  });

  test("tokens are counted by the provider, and estimated where it counts none; neither costs anything", async () => {
    world.upstream.queue({ usage: { input: 42 } });
    equal((await eva.models.countTokens({ model: "gem", contents: "How many?" })).totalTokens, 42);
    equal(world.upstream.received[0]?.path, "/v1beta/models/gemini-2.5-flash:countTokens");
    const { result, tokens_in } = await world.decision();
    deepEqual([result, tokens_in ?? 0], ["completed", 0]);
    const estimated = await eva.models.countTokens({
      model: "chatty",
      contents: "Eight words are about as many tokens.",
    });
    ok((estimated.totalTokens ?? 0) > 3);
    equal(world.upstream.received.length, 1);
  });

  test("models are listed by pages, and told one by one", async () => {
    const names: (string | undefined)[] = [];
    for await (const model of await eva.models.list({ config: { pageSize: 2 } })) names.push(model.name);
    deepEqual(names.toSorted(), [
      "models/chatty",
      "models/claude",
      "models/gem",
      "models/gem-other",
      "models/smart",
      "models/team@best",
    ]);
    equal((await eva.models.get({ model: "gem" })).displayName, "gem");
    equal((await refusal(eva.models.get({ model: "none" }))).status, 404);
  });

  test("a name that is encoded or has models/ before it is the same name", async () => {
    for (const model of ["team@best", "models/team@best", "models%2Fteam%40best", "team%40best"]) {
      const answer = await eva.models.generateContent({ model, contents: "Hi" });
      ok(answer.text, model);
    }
  });

  test("a secret is blocked as an error with its reason, and nothing goes out", async () => {
    const parts: Part[] = [
      { text: `a ${AWS_KEY}` },
      { functionCall: { name: "f", args: { k: AWS_KEY } } },
      { functionResponse: { name: "f", response: { [AWS_KEY]: 1 } } },
      { fileData: { fileUri: `https://x.test/?k=${AWS_KEY}`, mimeType: "image/png" } },
      { inlineData: { mimeType: "image/png", data: AWS_KEY } },
      { thoughtSignature: AWS_KEY, text: "x" },
    ];
    for (const part of parts) {
      const { status, error } = await refusal(
        eva.models.generateContent({ model: "gem", contents: [{ role: "user", parts: [part] }] }),
      );
      equal(status, 403, JSON.stringify(part));
      equal(error["status"], "PERMISSION_DENIED");
      const [info] = error["details"] as { reason: string; metadata: { decision: string } }[];
      equal(info?.reason, "policy_blocked");
      ok(info?.metadata.decision);
      ok(!JSON.stringify(error).includes(AWS_KEY));
    }
    equal(world.upstream.received.length, 0);
  });

  test("an answer that breaks off is an error, never an end", async () => {
    for (const behaviour of [{ cut: 2 }, { endAfter: 2 }, { errorAfter: 2 }, { malformed: "sse" as const, cut: 3 }]) {
      for (const model of ["gem", "chatty"]) {
        // What fails before anything was said is tried again, and fails again.
        world.upstream.script(() => ({ ...behaviour, chunks: 6, chunkMs: 5 }));
        await rejects(gathered({ model, contents: "Hello" }), JSON.stringify(behaviour));
        equal((await world.decision()).result, "failed");
      }
    }
  });

  test("the signs of life that Lumos writes into a silent stream are passed over", async () => {
    const chunk = (text: string, finishReason?: string) =>
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, index: 0, finishReason }] })}\n\n`;
    const body = [chunk("a"), geminiDoor.ping, geminiDoor.ping, chunk("b"), geminiDoor.ping, chunk("c", "STOP")].join(
      "",
    );
    world.upstream.queue({ raw: { headers: { "content-type": "text/event-stream" }, body } });
    const chunks = await gathered({ model: "gem", contents: "Hello" });
    equal(chunks.map((one) => one.text).join(""), "abc");
  });

  test("a prompt that the provider refuses, and an answer it cuts short, are passed on and over", async () => {
    world.upstream.queue({ blocked: "PROHIBITED_CONTENT" }, { blocked: "PROHIBITED_CONTENT" });
    const asked = { model: "gem", contents: "Hi" };
    equal((await eva.models.generateContent(asked)).promptFeedback?.blockReason, "PROHIBITED_CONTENT");
    equal((await gathered(asked))[0]?.promptFeedback?.blockReason, "PROHIBITED_CONTENT");
    equal((await world.decision()).result, "completed");
    world.upstream.queue({ refusal: "no" });
    equal((await eva.models.generateContent(asked)).candidates?.[0]?.finishReason, "SAFETY");
  });

  test("a caller that goes away stops the upstream at once", async () => {
    world.upstream.queue({ chunks: 3, stall: 2 });
    const controller = new AbortController();
    const stream = await eva.models.generateContentStream({
      model: "gem",
      contents: "Hello",
      config: { abortSignal: controller.signal },
    });
    await rejects(async () => {
      for await (const chunk of stream) {
        ok(chunk);
        controller.abort();
      }
    });
    await world.upstream.received[0]?.closed;
    equal(world.upstream.received[0]?.aborted, true);
  });

  test("the caller's own mistake comes back in the provider's words", async () => {
    for (const model of ["gem", "chatty"]) {
      world.upstream.queue({ status: 400, errorMessage: "temperature is too hot" });
      const { status, error } = await refusal(eva.models.generateContent({ model, contents: "Hi" }));
      equal(status, 400);
      equal(error["status"], "INVALID_ARGUMENT");
      match(String(error["message"]), /temperature is too hot/);
    }
  });

  test("a failing model falls to one of another format, in the same stream of the caller", async () => {
    world.upstream.script((request) => (request.path.includes("gemini") ? { status: 503 } : { text: "From Claude." }));
    const chunks = await gathered({ model: "smart", contents: "Hello" });
    equal(chunks.map((chunk) => chunk.text ?? "").join(""), "From Claude.");
    equal(chunks.at(-1)?.candidates?.[0]?.finishReason, "STOP");
  });

  test("an unknown model and an unknown key are refused in Google's words", async () => {
    const unknown = await refusal(eva.models.generateContent({ model: "none", contents: "Hi" }));
    deepEqual([unknown.status, unknown.error["status"]], [404, "NOT_FOUND"]);
    const response = await fetch(`${world.lumos.url}/v1beta/models/gem:generateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": "nonsense" },
      body: JSON.stringify({ contents: [{ parts: [{ text: "Hi" }] }] }),
    });
    equal(response.status, 401);
    equal(((await response.json()) as { error: { status: string } }).error.status, "UNAUTHENTICATED");
  });
});
