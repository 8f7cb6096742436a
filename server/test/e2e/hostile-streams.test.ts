import { equal, ok, rejects } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { after, before, suite, test } from "node:test";
import { FIXTURES } from "../../src/execution/models/codecs/fixtures/index.ts";
import { type HostileWorld, MODELS, type Spoken, startHostileWorld } from "../hostile-world.ts";

/* Providers whose bytes come torn, cut, mangled or in another shape than was asked for, in front of every client. */

const FORMATS = Object.keys(MODELS) as Spoken[];
const TEXT = "Bern is the capital.";
/** Formats whose streams may end without their closing mark, once the model has said why it stopped. */
const LENIENT: Partial<Record<Spoken, RegExp>> = {
  "openai.chat": /"finish_reason":\s*"/,
  "gemini.generate": /finishReason/,
};

const ERRORS: Record<Spoken, string> = {
  "openai.chat": `data: {"error":{"message":"boom","type":"server_error","code":500}}\n\n`,
  "openai.responses": `event: error\ndata: {"type":"error","code":"server_error","message":"boom","sequence_number":3}\n\n`,
  "anthropic.messages": `event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"boom"}}\n\n`,
  "gemini.generate": `data: {"error":{"code":503,"message":"boom","status":"UNAVAILABLE"}}\n\n`,
};
const STREAMED: Record<Spoken, [path: string, body: string]> = {
  "openai.chat": [
    "/v1/chat/completions",
    `{"model":"chatty","stream":true,"messages":[{"role":"user","content":"x"}]}`,
  ],
  "openai.responses": ["/v1/responses", `{"model":"thinker","stream":true,"input":"x"}`],
  "anthropic.messages": [
    "/v1/messages",
    `{"model":"claude","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"x"}]}`,
  ],
  "gemini.generate": [
    "/v1beta/models/gem:streamGenerateContent?alt=sse",
    `{"contents":[{"role":"user","parts":[{"text":"x"}]}]}`,
  ],
};
const MANGLED = `data: {{"x": 1}\n\n`;

suite("streams of unruly providers", { concurrency: false }, () => {
  let world: HostileWorld;
  before(async () => {
    world = await startHostileWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const fixtures = (format: Spoken) => {
    const found = FIXTURES.find((one) => one.format === format);
    ok(found);
    return found;
  };
  const eventsOf = (format: Spoken, end = "\n"): string[] =>
    fixtures(format).streams.text.map(
      ({ event, data }) => `${event === "" ? "" : `event: ${event}${end}`}data: ${data}${end}${end}`,
    );
  /** Each piece in a turn of the loop of its own, so that they leave as they are. */
  const streams = (pieces: readonly (string | Buffer)[], how: "ends" | "breaks" = "ends") =>
    world.answer(async (res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.flushHeaders();
      for (const piece of pieces) {
        if (res.destroyed) return;
        res.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (how === "ends") res.end();
      else res.socket?.destroy();
    });
  const torn = (text: string): Buffer[] => Array.from(Buffer.from(text), (byte) => Buffer.from([byte]));
  const failsTo = async (format: Spoken, model: string, what: string, stream = true) => {
    await rejects(world.asked(format, model, { stream }), `${what} was taken for an answer`);
    equal(await world.result(), "failed", what);
  };

  for (const to of FORMATS) {
    for (const caller of FORMATS) {
      const model = MODELS[to];
      test(`${to} for ${caller}: torn at every byte, with any line ends, comments and events of no kind`, async () => {
        const strange = eventsOf(to).map((event) => `: comment\n\nevent: unheard_of\n\nid: 1\nretry: 10\n${event}`);
        for (const text of [eventsOf(to).join(""), eventsOf(to, "\r\n").join(""), strange.join("")]) {
          for (const pieces of [[text], torn(text)]) {
            streams(pieces);
            // Bytes of the caller's own format pass as they are, also where its client cannot read them.
            if (to === caller) equal(await (await world.post(...STREAMED[to])).text(), text);
            else equal(await world.asked(caller, model), TEXT);
            equal(await world.result(), "completed");
          }
        }
      });

      test(`${to} for ${caller}: cut behind any event it is an error for the client, and never complete`, async () => {
        const events = eventsOf(to);
        for (let count = 0; count < events.length; count += 1) {
          const sent = events.slice(0, count);
          streams(sent, "breaks");
          await failsTo(caller, model, `broken behind ${count}`);
          if (LENIENT[to]?.test(sent.join(""))) continue;
          streams(sent);
          await failsTo(caller, model, `ended behind ${count}`);
        }
      });

      test(`${to} for ${caller}: an error or a mangled event in its midst is an error for the client`, async () => {
        const events = eventsOf(to);
        for (const wrong of [ERRORS[to], MANGLED]) {
          for (const place of [0, 1, 2]) {
            streams([...events.slice(0, place), wrong, ...events.slice(place)]);
            await failsTo(caller, model, `${wrong.trim()} at ${place}`);
          }
        }
      });

      test(`${to} for ${caller}: one piece in place of a stream is told as a stream`, async () => {
        const body = JSON.stringify(fixtures(to).answers.text);
        world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(body));
        equal(await world.asked(caller, model), TEXT);
        equal(await world.result(), "completed");
      });

      test(`${to} for ${caller}: a stream nobody asked for, and an error with a good status, are no answer`, async () => {
        streams(eventsOf(to));
        await failsTo(caller, model, "a stream", false);
        const body = JSON.stringify({ error: { message: "no", code: 500 } });
        world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(body));
        for (const stream of [false, true]) await failsTo(caller, model, "an error", stream);
      });
    }
  }

  test("a response that failed is no answer, whole as in a stream", async () => {
    const failed = { id: "resp_1", object: "response", status: "failed", model: "m", output: [], usage: null };
    const body = JSON.stringify({ ...failed, error: { code: "server_error", message: "boom" } });
    world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(body));
    for (const caller of FORMATS) await failsTo(caller, MODELS["openai.responses"], "a failure", false);
  });

  test("an empty finish reason is none", async () => {
    const chunk = `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":""}]}\n\n`;
    streams([chunk, chunk]);
    await failsTo("openai.chat", MODELS["openai.chat"], "an empty reason");
  });

  test("compressed bodies are refused as such, and a slash behind the path is none", async () => {
    const body = `{"model":"chatty","messages":[{"role":"user","content":"x"}]}`;
    for (const path of [
      "/v1/chat/completions",
      "/v1/responses",
      "/v1/messages",
      "/v1beta/models/gem:generateContent",
    ]) {
      const response = await world.post(path, gzipSync(body), { "content-encoding": "gzip" });
      equal(response.status, 415);
      const said = await response.text();
      ok(said.includes("unsupported_media_type") && said.includes("content-encoding"), said);
      ok(response.headers.get("x-lumos-decision"));
    }
    const answer = JSON.stringify(fixtures("openai.chat").answers.text);
    world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(answer));
    equal(await (await world.post("/v1/chat/completions/?x=1", body)).text(), answer);
  });
});
