import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { FIXTURES } from "../../src/execution/models/codecs/fixtures/index.ts";
import { type HostileWorld, MODELS, type Spoken, startHostileWorld } from "../hostile-world.ts";

/*
 * What another gateway of the same kind was measured to get wrong, in every format and with the official clients: a
 * guard that streams walk around, callers that go away unheard, unknown fields dropped, streams that fail after a
 * fresh install.
 */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const FORMATS = Object.keys(MODELS) as Spoken[];

const BODIES: Record<Spoken, { path: string; body: string }> = {
  "openai.chat": {
    path: "/v1/chat/completions",
    body: `{"model":"chatty","some_new_field":{"a":[1.50]},"messages":[{"role":"user","content":"x","new_too":true}]}`,
  },
  "openai.responses": {
    path: "/v1/responses",
    body: `{"model":"thinker","some_new_field":{"a":[1.50]},"input":[{"role":"user","content":"x","new_too":true}]}`,
  },
  "anthropic.messages": {
    path: "/v1/messages?beta=true",
    body: `{"model":"claude","max_tokens":9,"some_new_field":{"a":[1.50]},"messages":[{"role":"user","content":"x","new_too":true}]}`,
  },
  "gemini.generate": {
    path: "/v1beta/models/gem:generateContent",
    body: `{"some_new_field":{"a":[1.50]},"contents":[{"role":"user","parts":[{"text":"x","new_too":true}]}]}`,
  },
};

suite("what other gateways get wrong", { concurrency: false }, () => {
  let world: HostileWorld;
  before(async () => {
    world = await startHostileWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const eventsOf = (format: Spoken): string[] =>
    (FIXTURES.find((one) => one.format === format)?.streams.text ?? []).map(
      ({ event, data }) => `${event === "" ? "" : `event: ${event}\n`}data: ${data}\n\n`,
    );
  const answerOf = (format: Spoken): string =>
    JSON.stringify(FIXTURES.find((one) => one.format === format)?.answers.text);
  const told = async (promise: Promise<unknown>): Promise<{ status: unknown; message: string }> => {
    try {
      await promise;
    } catch (error) {
      ok(error instanceof Error);
      return { status: (error as Error & { status?: unknown }).status, message: error.message };
    }
    throw new Error("it was answered");
  };

  for (const format of FORMATS) {
    test(`${format}: a guarded stream cannot bypass the guard`, async () => {
      world.answer((res) => res.writeHead(200).end());
      const says = `Why does ${AWS_KEY} not work?`;
      const whole = await told(world.asked(format, MODELS[format], { stream: false, says }));
      const streamed = await told(world.asked(format, MODELS[format], { stream: true, says }));
      const plain = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "");
      deepEqual([streamed.status, plain(streamed.message)], [whole.status, plain(whole.message)]);
      match(whole.message, /secret/i);
      equal(world.seen.length, 0);
    });

    test(`${format}: a disconnect is propagated`, async () => {
      for (const [to, model] of Object.entries(MODELS)) {
        const [first = "", ...others] = eventsOf(to as Spoken);
        world.answer((res) => {
          res.writeHead(200, { "content-type": "text/event-stream" });
          // The rest never comes.
          res.write(first + others.slice(0, 2).join(""));
        });
        const controller = new AbortController();
        const asked = rejects(world.asked(format, model, { signal: controller.signal }));
        while (world.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await world.seen[0]?.closed;
        equal(world.seen[0]?.aborted, true);
        await asked;
      }
    });

    test(`${format}: unknown body fields are kept`, async () => {
      const { path, body } = BODIES[format];
      const answer = `${answerOf(format).slice(0, -1)}, "some_new_field" : 1.50 }\n`;
      world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(answer));
      const response = await world.post(path, body);
      equal(await response.text(), answer);
      const upstream = /"model":"([^"]*)"/.exec(world.seen[0]?.body.toString("utf8") ?? "")?.[1] ?? "";
      equal(world.seen[0]?.body.toString("utf8"), body.replace(/"model":"[^"]*"/, `"model":"${upstream}"`));
    });

    test(`${format}: streams work on a fresh install, from every provider`, async () => {
      for (const [to, model] of Object.entries(MODELS)) {
        world.answer((res) => {
          res.writeHead(200, { "content-type": "text/event-stream" });
          for (const event of eventsOf(to as Spoken)) res.write(event);
          res.end();
        });
        equal(await world.asked(format, model), "Bern is the capital.");
        equal(await world.result(), "completed");
      }
    });
  }
});
