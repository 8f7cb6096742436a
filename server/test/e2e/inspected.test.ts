import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { gzipSync } from "node:zlib";
import { FORMATS, type GuardWorld, PROVIDERS, startGuardWorld } from "../guard-world.ts";

/*
 * What models write, with the official clients: there is no request shape, format or option that turns a configured
 * guard off.
 */

const MAIL = "bob.jones@example.org";
// Written in two pieces, so that no scanner takes this file for a leak.
const TOKEN = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;
const CARD = "4111 1111 1111 1111";
const TEXT = `Write to ${MAIL} or pay with ${CARD}; the token is ${TOKEN}. Once more: ${MAIL}, that is all.`;
const REDACTED = "Write to <EMAIL_1> or pay with <CARD_1>; the token is <SECRET_1>. Once more: <EMAIL_1>, that is all.";
const CHAT = "/v1/chat/completions";
const LEAKS = [MAIL, "bob.jones", TOKEN, "c3D4e5F6", CARD, "4111"];

const leaks = (text: string) => LEAKS.filter((value) => text.includes(value));
const ask = (more: object = {}) => ({ model: "chatty", messages: [{ role: "user", content: "x" }], ...more });

suite("answers that are redacted", { concurrency: false }, () => {
  let world: GuardWorld;
  before(async () => {
    world = await startGuardWorld("{ output: { secrets: redact, pii: redact } }");
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  /** The answer to a call as it comes over the wire, whatever was asked. */
  const wire = async (path: string, body: object) => {
    const response = await world.post(path, body);
    const text = await response.text();
    deepEqual(leaks(text), [], text.slice(0, 2_000));
    return { status: response.status, text };
  };
  const raw = (body: string | Buffer, headers: Record<string, string> = {}) =>
    world.upstream.queue({ raw: { headers: { "content-type": "application/json", ...headers }, body } });
  const events = (...list: object[]) =>
    raw(`${list.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("")}data: [DONE]\n\n`, {
      "content-type": "text/event-stream",
    });
  const chunk = (delta: object, more: object = {}) => ({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  });
  const message = (said: object, more: object = {}) =>
    JSON.stringify({
      id: "c",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", ...said }, finish_reason: "stop", ...more }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });

  for (const format of FORMATS)
    for (const model of PROVIDERS)
      for (const stream of [true, false]) {
        test(`what a policy or an organization asks for is inspected in every format, streamed or not: ${format} from ${model}, ${stream ? "streamed" : "whole"}`, async () => {
          world.upstream.queue({ text: TEXT, chunks: 23, splitBytes: 61 });
          equal(await world.heard(format, model, stream), REDACTED);
          const { guard, adjusted, result } = await world.why();
          equal(result, "completed");
          ok(adjusted.includes("redacted"));
          deepEqual(leaks(JSON.stringify(guard)), []);
          deepEqual([...new Set(guard?.findings.map(({ kind }) => kind))].sort(), ["card", "email", "secret"]);
          ok(guard?.findings.every(({ channel, action }) => channel === "output" && action === "redact"));
        });
      }

  for (const model of PROVIDERS)
    for (const stream of [true, false]) {
      test(`what a tool is called with, by ${model}, ${stream ? "streamed" : "whole"}, is redacted and stays JSON`, async () => {
        const written = { to: MAIL, 'a "b"': `x\n${TOKEN}`, card: 4_111_111_111_111_111, n: [1, true, null] };
        const tools = [
          { name: "send", arguments: written },
          { name: "again", arguments: { to: MAIL } },
        ];
        world.upstream.queue({ text: "So be it", tools });
        const declared = ["send", "again"].map((name) => ({
          type: "function" as const,
          function: { name, parameters: {} },
        }));
        const asked = { model, messages: [{ role: "user" as const, content: "x" }], tools: declared };
        const calls = stream
          ? await world.openai.chat.completions.stream(asked).finalMessage()
          : (await world.openai.chat.completions.create(asked)).choices[0]?.message;
        const args = calls?.tool_calls?.map((call) => ("function" in call ? call.function.arguments : ""));
        deepEqual(JSON.parse(args?.[0] ?? ""), {
          to: "<EMAIL_1>",
          'a "b"': "x\n<SECRET_1>",
          card: "<CARD_1>",
          n: [1, true, null],
        });
        deepEqual(JSON.parse(args?.[1] ?? ""), { to: "<EMAIL_1>" });
      });
    }

  for (const model of ["gem", "claude"] as const) {
    test(`thinking of ${model} is redacted as it streams`, async () => {
      world.upstream.queue({ thinking: `Shall I tell ${MAIL} of it, well`, text: "no", splitBytes: 33 });
      const { text } = await wire("/v1/messages", {
        ...ask({ model, stream: true, thinking: { type: "enabled", budget_tokens: 2_000 } }),
        max_tokens: 4_000,
      });
      match(text, /<EMAIL_1>/);
    });
  }

  test("several choices are read apart, probabilities of tokens go, usage stays", async () => {
    world.upstream.queue({ text: `One is ${MAIL} here`, chunks: 9 });
    const stream_options = { include_usage: true };
    const { text } = await wire(CHAT, ask({ n: 3, logprobs: true, top_logprobs: 2, stream: true, stream_options }));
    equal(text.match(/<EMAIL_1>/g)?.length, 3);
    ok(!text.includes('"token"'));
    match(text, /"total_tokens"/);
    world.upstream.queue({ text: `One is ${MAIL} here` });
    const whole = await wire(CHAT, ask({ n: 2, logprobs: true }));
    equal(whole.text.match(/<EMAIL_1>/g)?.length, 2);
    ok(!whole.text.includes('"token"'));
  });

  test("members that no format knows are read, in pieces and whole", async () => {
    const pieces = TEXT.match(/.{1,9}/g) ?? [];
    events(
      ...pieces.map((reasoning_content) => chunk({ reasoning_content })),
      ...pieces.map((reasoning) => chunk({ reasoning })),
      ...pieces.map((text) => chunk({ reasoning_details: [{ type: "reasoning.text", text, index: 0 }] })),
      ...pieces.map((whatever) => chunk({ deep: { er: [{ whatever }] } })),
      ...pieces.map((name) => chunk({ function_call: { name } })),
      ...pieces.map((written) => chunk({ function_call: { arguments: written } })),
      chunk({}, { finish_reason: "stop", note: MAIL, citations: [MAIL, { title: MAIL }] }),
    );
    const { text } = await wire(CHAT, ask({ stream: true }));
    equal(text.match(/<EMAIL_1>/g)?.length, 6 * 2 + 3);
    raw(
      message(
        {
          content: "x",
          reasoning_content: TEXT,
          other: { inner: [TEXT] },
          function_call: { name: MAIL, arguments: `{"a":"${MAIL}` },
        },
        { note: TEXT },
      ),
    );
    await wire(CHAT, ask());
  });

  test("content in parts, annotations and quotes are read", async () => {
    raw(
      message({
        content: [
          { type: "text", text: TEXT },
          { type: "thinking", thinking: [{ type: "text", text: TEXT }] },
        ],
        annotations: [{ type: "url_citation", url_citation: { url: `https://x.test/?q=${MAIL}`, title: MAIL } }],
      }),
    );
    await wire(CHAT, ask());
    world.upstream.queue({
      text: "It is so.",
      citations: [
        {
          type: "char_location",
          cited_text: TEXT,
          document_index: 0,
          document_title: MAIL,
          start_char_index: 0,
          end_char_index: 1,
        },
      ],
    });
    await wire("/v1/messages", { ...ask({ model: "claude", stream: true }), max_tokens: 100 });
  });

  test("JSON that was asked for stays JSON, numbers included", async () => {
    const said = JSON.stringify({ mail: MAIL, card: 4_111_111_111_111_111, fine: 5 });
    for (const stream of [true, false]) {
      world.upstream.queue({ text: said, chunks: 7 });
      const asked = ask({ stream, response_format: { type: "json_object" } });
      const { text } = await wire(CHAT, asked);
      const content = stream
        ? text
            .split("\n")
            .flatMap((line) => (line.startsWith("data: {") ? [content_of(line)] : []))
            .join("")
        : (JSON.parse(text) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
      deepEqual(JSON.parse(content), { mail: "<EMAIL_1>", card: "<CARD_1>", fine: 5 });
    }
  });

  test("escapes, halves of pairs and comments do not hide anything", async () => {
    const escaped = [...TEXT].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    raw(message({ content: "@@" }).replace("@@", escaped));
    await wire(CHAT, ask());
    const stream = [
      ": a comment with bob.jones@example.org\n\n",
      ...["so \\ud83d", "\\ude00 bob.jo", "nes@exam", "ple.org it"].map(
        (piece) => `data: ${JSON.stringify(chunk({ content: "@@" })).replace("@@", piece)}\r\n\r\n`,
      ),
    ];
    raw(`${stream.join("")}data: ${JSON.stringify(chunk({}, { finish_reason: "stop" }))}\n\ndata: [DONE]\n\n`, {
      "content-type": "text/event-stream",
    });
    const { text } = await wire(CHAT, ask({ stream: true }));
    match(text, /<EMAIL_1>/);
  });

  test("one huge event, an answer in one piece for a stream, and a stream that nobody asked for", async () => {
    const long = `${"so it goes on and on ".repeat(60_000)}${MAIL} ends it`;
    events(chunk({ content: long }), chunk({}, { finish_reason: "stop" }));
    match((await wire(CHAT, ask({ stream: true }))).text, /<EMAIL_1> ends it/);
    raw(message({ content: TEXT }));
    match((await wire(CHAT, ask({ stream: true }))).text, /<SECRET_1>/);
    events(chunk({ content: TEXT }), chunk({}, { finish_reason: "stop" }));
    await wire(CHAT, ask());
  });

  test("other content types and compressed answers bring nothing through", async () => {
    for (const [body, headers] of [
      [message({ content: TEXT }), { "content-type": "text/plain" }],
      [message({ content: TEXT }), { "content-type": "application/problem+json" }],
      [gzipSync(message({ content: TEXT })), { "content-encoding": "gzip" }],
      [`data: ${TEXT}\n\n`, { "content-type": "text/event-stream" }],
    ] as const) {
      for (const stream of [true, false]) {
        raw(body as string, headers);
        await wire(CHAT, ask({ stream }));
      }
    }
  });

  test("a stream that breaks off gives nothing of what was held back", async () => {
    events(chunk({ content: `mail ${MAIL}` }), { error: { message: MAIL, type: "x" } });
    await wire(CHAT, ask({ stream: true }));
    world.upstream.queue({ text: TEXT, chunks: 30, cut: 12 });
    await wire(CHAT, ask({ stream: true })).catch(() => {});
  });

  test("Gemini's stream as one array, and every copy of a text in Responses", async () => {
    world.upstream.queue({ text: TEXT, chunks: 17 }, { text: TEXT, chunks: 17 });
    const gemini = await wire("/v1beta/models/gem:streamGenerateContent", {
      contents: [{ role: "user", parts: [{ text: "x" }] }],
    });
    ok(Array.isArray(JSON.parse(gemini.text)));
    match(gemini.text, /<EMAIL_1>/);
    const { text } = await wire("/v1/responses", { model: "thinker", input: "x", stream: true });
    equal(text.split(JSON.stringify(REDACTED)).length - 1, 4);
  });

  test("a kept answer is given as it was redacted, and recorded so", async () => {
    world.upstream.queue({ text: TEXT });
    const asked = ask({ model: "kept", temperature: 0 });
    for (let turn = 0; turn < 2; turn++) match((await wire(CHAT, asked)).text, /<EMAIL_1>/);
    const { cache, adjusted } = await world.why();
    deepEqual({ cache, adjusted }, { cache: "hit", adjusted: ["redacted"] });
  });

  test("one value has one placeholder throughout a call and its answer", async () => {
    const said = `You wrote <EMAIL_1> and I know ${MAIL} too`;
    world.upstream.queue({ text: said });
    const { text } = await wire(CHAT, ask({ messages: [{ role: "user", content: "about <EMAIL_1>" }] }));
    match(text, /You wrote <EMAIL_1> and I know <EMAIL_2> too/);
  });

  test("what a provider says of a mistake is read, too", async () => {
    const error = { message: `no such tool for ${MAIL}`, failed_generation: TEXT };
    for (const model of ["chatty", "thinker"]) {
      world.upstream.queue({
        raw: { status: 400, headers: { "content-type": "application/json" }, body: JSON.stringify({ error }) },
      });
      equal((await wire(CHAT, ask({ model }))).status, 400);
    }
  });

  // Guarantee: a value that is torn over an end that was none is not given.
  test("a value that is torn over an end that was none is not given", async () => {
    events(
      chunk({ content: "it is bob.jo" }, { finish_reason: "stop" }),
      chunk({ content: "nes@example.org now" }, { finish_reason: "stop" }),
    );
    const { text } = await wire(CHAT, ask({ stream: true }));
    ok(!text.includes("nes@"));
    match(text, /content_filter/);
    const part = (words: string) => ({ candidates: [{ content: { parts: [{ text: words }] }, finishReason: "STOP" }] });
    raw(["it is bob.jo", "nes@example.org now"].map((words) => `data: ${JSON.stringify(part(words))}\n\n`).join(""), {
      "content-type": "text/event-stream",
    });
    const asked = { contents: [{ role: "user", parts: [{ text: "x" }] }] };
    match((await wire("/v1beta/models/gem:streamGenerateContent?alt=sse", asked)).text, /<EMAIL_1>/);
  });

  test("vectors and counts have no words", async () => {
    const counted = await world.post("/v1/messages/count_tokens", ask({ model: "claude" }));
    equal(counted.status, 200);
    equal((await world.why()).guard, undefined);
  });
});

function content_of(line: string): string {
  const { choices } = JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] };
  return choices[0]?.delta.content ?? "";
}
