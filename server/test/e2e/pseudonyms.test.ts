import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import { FORMATS, type GuardWorld, PROVIDERS, startGuardWorld } from "../guard-world.ts";
import { ASKED } from "../hostile-world.ts";

/* What redaction takes out comes back to the session that sent it, with the official clients. */

const ANA = "Ana.Lopez@example.org";
const BOB = "bob@example.net";

const REDACTS = `@id("all") @why("Everyone may use every model.")
permit (principal, action in Lumos::Action::"use_model", resource);

@id("masked") @why("Personal data leaves only with something else in its place.") @obligation("redact:pii")
forbid (principal, action in Lumos::Action::"use_model", resource)
unless { context.base.fulfilled.contains("redact:pii") };
`;

suite("redaction that comes back", { concurrency: false }, () => {
  let world: GuardWorld;
  before(async () => {
    world = await startGuardWorld("{ redaction: { restore: true }, output: { pii: redact } }", REDACTS);
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  const sent = () => world.upstream.received.map(({ body }) => body.toString("utf8")).join("\n");

  for (const format of FORMATS)
    for (const model of PROVIDERS)
      for (const stream of [true, false]) {
        test(`${format} from ${model}, ${stream ? "streamed" : "whole"}: the model sees a pseudonym, the caller its value`, async () => {
          const text = "Dear <EMAIL_1>, and <email_2>'s friend; `EMAIL_1`. Not mine: <EMAIL_7>, other@example.com";
          world.upstream.queue({ text, chunks: 23, splitBytes: 61 });
          const said = await ASKED[format](world, model, {
            stream,
            says: `Write to ${ANA}, ${BOB} and ${ANA.toLowerCase()}`,
          });
          equal(said, `Dear ${ANA}, and ${BOB}'s friend; \`${ANA}\`. Not mine: <EMAIL_7>, <EMAIL-1>`);
          match(sent(), /Write to <EMAIL_1>, <EMAIL_2> and <EMAIL_1>/);
          ok(!/example\.(org|net)/i.test(sent()), sent());
          const why = await world.why();
          deepEqual(why.pseudonyms, { kept: 2, restored: 3 });
          ok(why.adjusted.includes("redacted"));
          ok(!/Lopez|bob@/i.test(JSON.stringify(why)));
        });
      }

  for (const model of PROVIDERS)
    for (const stream of [true, false]) {
      test(`what a tool is called with, by ${model}, ${stream ? "streamed" : "whole"}, has the caller's values and stays JSON`, async () => {
        const written = { to: "<EMAIL_1>", "for <EMAIL_2>": ["x\n<email_1>"], n: 1 };
        world.upstream.queue({ text: "So be it", tools: [{ name: "send", arguments: written }] });
        const tools = [
          { type: "function" as const, function: { name: "send", description: `Ask ${BOB}`, parameters: {} } },
        ];
        const asked = {
          model,
          tools,
          messages: [
            { role: "system" as const, content: `You work for ${ANA}` },
            { role: "user" as const, content: "x" },
          ],
        };
        const calls = stream
          ? await world.openai.chat.completions.stream(asked).finalMessage()
          : (await world.openai.chat.completions.create(asked)).choices[0]?.message;
        const args = calls?.tool_calls?.map((call) => ("function" in call ? call.function.arguments : ""));
        match(sent(), /You work for <EMAIL_\d>/);
        match(sent(), /Ask <EMAIL_\d>/);
        ok(!/example\.(org|net)/i.test(sent()));
        const said = JSON.parse(args?.[0] ?? "") as Record<string, unknown>;
        equal(said["to"], ANA);
        deepEqual(said[`for ${BOB}`], [`x\n${ANA}`]);
      });
    }

  test("a conversation goes on with the same words for the provider, and tools of Anthropic's client get values", async () => {
    const tools = [{ name: "send", input_schema: { type: "object" as const } }];
    const first = { role: "user" as const, content: `Write to ${ANA} for ${BOB}` };
    const headers = { "x-lumos-session": "a-conversation" };
    const ask = (messages: { role: "user" | "assistant"; content: unknown }[], stream: boolean) => {
      const asked = { model: "claude", max_tokens: 100, tools, messages: messages as never };
      return stream
        ? world.anthropic.messages.stream(asked, { headers }).finalMessage()
        : world.anthropic.messages.create(asked, { headers });
    };
    world.upstream.queue({
      text: "I tell <EMAIL_1>",
      tools: [{ name: "send", arguments: { to: ["<EMAIL_2>"] } }],
      chunks: 9,
    });
    const answer = await ask([first], true);
    const call = answer.content.find((part) => part.type === "tool_use");
    deepEqual(call?.input, { to: [BOB] });
    const result = { type: "tool_result", tool_use_id: call?.id, content: `sent to ${BOB}, copy to eve@example.com` };
    world.upstream.queue({ text: "Done: <EMAIL_2>, <EMAIL_3>, not <EMAIL_4>" });
    const history = [first, { role: "assistant" as const, content: answer.content }];
    const second = await ask([...history, { role: "user", content: [result] }], false);
    deepEqual(
      second.content.map((part) => (part.type === "text" ? part.text : "")),
      [`Done: ${BOB}, eve@example.com, not <EMAIL_4>`],
    );
    const [one, two] = world.upstream.received.map(({ json }) => (json as { messages: unknown[] }).messages);
    deepEqual(two?.slice(0, 1), one);
    const said = JSON.stringify(two);
    match(said, /I tell <EMAIL_1>.*"to":\["<EMAIL_2>"\].*sent to <EMAIL_2>, copy to <EMAIL_3>/);
    ok(!/example\.(?:org|net|com)/i.test(said));
  });

  test("an answer that OpenAI keeps is gone on from with the pseudonyms it was given under", async () => {
    world.upstream.queue({ text: "Noted <EMAIL_1>" }, { text: "<EMAIL_1> and <EMAIL_2>" });
    const first = await world.openai.responses.create({ model: "thinker", input: `Remember ${ANA}` });
    equal(first.output_text, `Noted ${ANA}`);
    const asked = { model: "thinker", input: `and ${BOB}`, previous_response_id: first.id };
    const second = await world.openai.responses.create(asked);
    match(sent(), /and <EMAIL_2>/);
    equal(second.output_text, `${ANA} and ${BOB}`);
  });

  test("cut anywhere, a stream says what the whole answer says, in all formats", async () => {
    let seed = 7;
    const below = (limit: number) => (seed = (seed * 48_271) % 2_147_483_647) % limit;
    const pieces = [
      "<EMAIL_1>",
      "<email_2>",
      "`EMAIL_1`",
      "<EMAIL_",
      "<",
      "&lt;EMAIL_2&gt;",
      "a <b> c",
      "\n",
      "ünd \u{1f600} ",
      "call me",
    ];
    for (let at = 0; at < 60; at++) {
      const text = Array.from({ length: 3 + below(20) }, () => pieces[below(pieces.length)]).join(at % 2 ? " " : "");
      const format = FORMATS[at % FORMATS.length] ?? "openai.chat";
      const model = PROVIDERS[below(PROVIDERS.length)] ?? "chatty";
      const says = `To ${ANA}, ${BOB}`;
      world.upstream.queue({ text }, { text, chunks: 1 + below(60), splitBytes: 1 + below(200) });
      const whole = await ASKED[format](world, model, { stream: false, says });
      equal(await ASKED[format](world, model, { stream: true, says }), whole, `${format} ${model}: ${text}`);
      equal(whole.includes(ANA), /<EMAIL_1>|`EMAIL_1`/.test(text));
    }
  });

  // Guarantee: words that were put back for one caller are not kept for another.
  test("words that were put back for one caller are not kept for another", async () => {
    const asked = { model: "kept", messages: [{ role: "user" as const, content: `Write to ${ANA}` }] };
    world.upstream.queue({ text: "<EMAIL_1> one" }, { text: "<EMAIL_1> two" });
    for (const word of ["one", "two"]) {
      const { data, response } = await world.openai.chat.completions.create(asked).withResponse();
      equal(data.choices[0]?.message.content, `${ANA} ${word}`);
      equal(response.headers.get("x-lumos-cache"), null);
      equal(response.headers.get("x-lumos-adjusted"), "redacted");
    }
  });

  // Guarantee: nothing is put back into what a provider says of a mistake, which records and errors repeat.
  for (const model of PROVIDERS)
    test(`nothing is put back into what a provider says of a mistake, which records and errors repeat: ${model}`, async () => {
      const body = { model, messages: [{ role: "user", content: ANA }] };
      world.upstream.queue({ status: 400, errorMessage: "I do not like <EMAIL_1> at all" });
      const response = await world.post("/v1/chat/completions", body);
      equal(response.status, 400);
      match(await response.text(), /I do not like <EMAIL_1> at all/);
      ok(!/Lopez/i.test(JSON.stringify(await world.why())));
    });

  test("no value stands on the disk, sealed ones apart", async () => {
    world.upstream.queue({ text: "Dear <EMAIL_1>" });
    equal(await ASKED["openai.chat"](world, "chatty", { says: `Dear ${ANA}` }), `Dear ${ANA}`);
    const { data } = world.lumos;
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    ok(files.length > 0);
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      for (const value of [ANA, ANA.toLowerCase(), BOB]) ok(!bytes.includes(value), name);
    }
  });
});

suite("redaction of the same form that comes back", { concurrency: false }, () => {
  let world: GuardWorld;
  before(async () => {
    const redaction = "{ restore: true, style: format }";
    world = await startGuardWorld(`{ redaction: ${redaction}, output: { pii: redact, mode: window } }`, REDACTS);
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  for (const stream of [true, false]) {
    // Guarantee: what stands for a caller's own value is not taken out of its answer: the value comes back.
    test(`what stands for a caller's own value is not taken out of its answer: the value comes back, ${stream ? "streamed" : "whole"}`, async () => {
      // The model says back what it was sent, with an address of its own.
      world.upstream.script(({ body }) => {
        const [mine = ""] = /[a-z]+\d{3}@example\.invalid/.exec(body.toString("utf8")) ?? [];
        return {
          text: `Dear ${mine}, write to other@example.com and ${mine.toUpperCase()}.`,
          chunks: 11,
          splitBytes: 40,
        };
      });
      for (const format of FORMATS) {
        const said = await ASKED[format](world, "chatty", { stream, says: `Answer ${ANA}` });
        equal(said, `Dear ${ANA}, write to <EMAIL-1> and ${ANA}.`);
        const { guard, pseudonyms } = await world.why();
        deepEqual(pseudonyms, { kept: 1, restored: 2 });
        equal(guard?.findings.length, 1);
        ok(!/Lopez/i.test(JSON.stringify(guard)));
      }
    });
  }
});
