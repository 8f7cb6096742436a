import { deepEqual, equal, match, ok } from "node:assert/strict";
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
});
