import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { after, beforeEach, test } from "node:test";
import { asObject } from "./json.ts";
import { startUpstream } from "./upstream.ts";

const upstream = await startUpstream({ maxReceived: 5 });
after(() => upstream.close());
beforeEach(() => upstream.reset());

const chat = "/v1/chat/completions";
const ask = (content: string, more: object = {}): object => ({
  model: "fake-model",
  messages: [{ role: "user", content }],
  ...more,
});

test("a chat completion has text, usage and the same bytes every time", async () => {
  const first = await post(chat, ask("[[cached=7 output=3]] hello"));
  upstream.reset();
  const second = await post(chat, ask("[[cached=7 output=3]] hello"));
  assert.equal(first.status, 200);
  assert.equal(first.text, second.text);
  const body = first.json();
  assert.equal(body.choices[0].finish_reason, "stop");
  assert.equal(body.choices[0].message.content, "A simulated answer from fake-model.");
  assert.equal(body.usage.prompt_tokens_details.cached_tokens, 7);
  assert.equal(body.usage.completion_tokens, 3);
});

test("n choices, log probabilities and a refusal are answered", async () => {
  const several = (await post(chat, ask("hi", { n: 3, logprobs: true }))).json();
  assert.equal(several.choices.length, 3);
  assert.ok(several.choices[2].logprobs.content.length > 0);
  const refused = (await post(chat, ask("[[refusal]] hi"))).json();
  assert.equal(refused.choices[0].message.content, null);
  assert.equal(refused.choices[0].message.refusal, "I cannot help with that.");
});

test("a chat stream tells usage only when asked and ends with DONE", async () => {
  const plain = await post(chat, ask("[[chunks=3]]", { stream: true }));
  assert.ok(!plain.text.includes('"usage"'));
  const counted = await post(chat, ask("[[chunks=3]]", { stream: true, stream_options: { include_usage: true } }));
  assert.equal(counted.headers["content-type"], "text/event-stream; charset=utf-8");
  assert.deepEqual(counted.text.match(/word\d/g), ["word0", "word1", "word2"]);
  assert.ok(counted.text.endsWith("data: [DONE]\n\n"));
  const events = counted.text.trim().split("\n\n").slice(0, -1);
  assert.equal(JSON.parse(events.at(-1)?.slice(6) ?? "").usage.completion_tokens, 3);
});

test("parallel tool calls take the tools the request declares, plain and streamed", async () => {
  const tools = ["find", "close"].map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } },
  }));
  const plain = (await post(chat, ask("go", { model: "fake-tools", tools }))).json();
  assert.deepEqual(
    plain.choices[0].message.tool_calls.map((call: { function: { name: string; arguments: string } }) => [
      call.function.name,
      call.function.arguments,
    ]),
    [
      ["find", '{"id":"example"}'],
      ["close", '{"id":"example"}'],
    ],
  );
  assert.equal(plain.choices[0].finish_reason, "tool_calls");
  const streamed = await post(chat, ask('[[tool=find:{"id":"9"}]]', { stream: true }));
  const parts = [...streamed.text.matchAll(/"function":\{[^}]*"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, part]) =>
    JSON.parse(`"${part}"`),
  );
  assert.equal(parts.join(""), '{"id":"9"}');
});

test("the other formats answer in their own shapes", async () => {
  const messages = (await post("/v1/messages", ask("[[cached=5 thinking=hm]] hi"))).json();
  assert.deepEqual(
    messages.content.map((block: { type: string }) => block.type),
    ["thinking", "text"],
  );
  assert.equal(messages.usage.cache_read_input_tokens, 5);
  const events = (await post("/v1/messages", ask("[[tool=find]]", { stream: true }))).text;
  assert.deepEqual(events.match(/(?<=^event: ).*$/gm), [
    "message_start",
    "ping",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const responses = (await post("/v1/responses", { model: "fake-model", input: "hi" })).json();
  assert.equal(responses.output[0].content[0].type, "output_text");
  const streamed = (await post("/v1/responses", { model: "fake-model", input: "hi", stream: true })).text;
  assert.match(streamed, /event: response.completed\n.*"status":"completed"/);
  const contents = [{ role: "user", parts: [{ text: "[[cached=4]] hi" }] }];
  const gemini = (await post("/v1beta/models/fake-g:generateContent", { contents })).json();
  assert.equal(gemini.usageMetadata.cachedContentTokenCount, 4);
  const growing = await post("/v1beta/models/fake-g:streamGenerateContent", { contents });
  assert.ok(growing.json().length > 1);
  const sse = await post("/v1beta/models/fake-g:streamGenerateContent?alt=sse", { contents });
  assert.match(sse.text, /^data: \{"candidates"/);
  assert.equal((await post("/v1/embeddings", { model: "e", input: ["a", "b"] })).json().data.length, 2);
  assert.ok((await post("/v1/messages/count_tokens", ask("hi"))).json().input_tokens > 0);
  assert.equal((await call("GET", "/v1/models")).json().data[0].id, "fake-model");
});

test("errors come in the provider's shape, by model name and by marker", async () => {
  const limited = await post(chat, ask("hi", { model: "fake-429" }));
  assert.equal(limited.status, 429);
  assert.equal(limited.headers["retry-after"], "1");
  assert.equal(limited.json().error.code, "rate_limit_exceeded");
  const overloaded = await post("/v1/messages", ask("[[status=529 retry-after=2]]"));
  assert.equal(overloaded.headers["retry-after"], "2");
  assert.equal(overloaded.json().error.type, "overloaded_error");
  const gemini = await post("/v1beta/models/fake-503:generateContent", {});
  assert.equal(gemini.json().error.status, "UNAVAILABLE");
  const midway = await post(chat, ask("[[error-after=1]]", { stream: true }));
  assert.match(midway.text, /"type":"server_error"/);
  assert.ok(!midway.text.includes("[DONE]"));
});

test("a script and a queue win over what the request asks for, the queue once each", async () => {
  upstream.script(({ path }) => (path === chat ? { status: 502 } : undefined));
  upstream.queue({ status: 503 });
  assert.equal((await post(chat, ask("[[status=418]]"))).status, 503);
  assert.equal((await post(chat, ask("[[status=418]]"))).status, 502);
  upstream.script(() => ({ raw: { status: 201, headers: { "content-type": "text/plain" }, body: "as it is" } }));
  assert.equal((await post("/anywhere", {})).text, "as it is");
});

test("a cut, a reset and malformed answers are really broken", async () => {
  const stream = { stream: true };
  for (const model of ["fake-cut", "fake-reset"]) await assert.rejects(post(chat, ask("hi", { model, ...stream })));
  await assert.rejects(post(chat, ask("hi", { model: "fake-cut" })));
  assert.ok(
    upstream.received.every((entry) => !entry.aborted),
    "our own cuts are not the client's",
  );
  const malformed = await post(chat, ask("hi", { model: "fake-malformed" }));
  assert.throws(() => malformed.json(), SyntaxError);
  const events = (await post(chat, ask("hi", { model: "fake-malformed-sse", ...stream }))).text.split("\n\n");
  assert.throws(() => JSON.parse(events[1]?.slice(6) ?? ""), SyntaxError);
  const torn = await post(chat, ask("[[end-after=2]]", stream));
  assert.equal(torn.text.trim().split("\n\n").length, 2);
  const html = await post(chat, ask("hi", { model: "fake-html" }));
  assert.equal(html.headers["content-type"], "text/html");
});

test("an oversized answer is as large as asked and still valid", async () => {
  const plain = await post(chat, ask("[[oversize=300000]]"));
  assert.equal(plain.text.length, 300_000);
  assert.equal(plain.json().object, "chat.completion");
  const stream = await post(chat, ask("[[oversize=300000]]", { stream: true }));
  assert.ok(stream.text.length > 300_000 && stream.text.endsWith("data: [DONE]\n\n"));
});

test("torn events and CRLF arrive whole", async () => {
  const torn = await post(chat, ask("[[split-bytes=7 crlf]]", { stream: true }));
  assert.equal(torn.text.match(/\r\n\r\n/g)?.length, torn.text.match(/data: /g)?.length);
});

test("what was received is kept with unknown fields and raw bytes, and no more than allowed", async () => {
  const text = JSON.stringify(ask("hi", { some_new_field: { deep: [1] } }), null, 3);
  await call("POST", `${chat}?a=1`, text, { "x-extra": "yes" });
  const [entry] = upstream.received;
  assert.equal(entry?.body.toString(), text);
  assert.equal(entry?.path, `${chat}?a=1`);
  assert.equal(entry?.headers["x-extra"], "yes");
  assert.deepEqual(asObject(entry?.json)["some_new_field"], { deep: [1] });
  for (let i = 0; i < 7; i += 1) await post(chat, ask(`n${i}`));
  assert.equal(upstream.received.length, 5);
});

test("a client that leaves a stalled or held stream is seen to have left", async () => {
  const never = Promise.withResolvers<void>();
  for (const more of [{ model: "fake-stall" }, { model: "fake-silent" }, { model: "fake-model", hold: true }]) {
    upstream.reset();
    upstream.script(({ headers }) =>
      headers["x-hold"] === undefined ? undefined : { hold: { until: never.promise } },
    );
    const request = open(
      chat,
      JSON.stringify(ask("hi", { ...more, stream: true })),
      "hold" in more ? { "x-hold": "1" } : {},
    );
    request.on("error", () => undefined);
    if (more.model === "fake-silent") await upstream.arrived(1);
    else {
      const [response] = (await once(request, "response")) as [IncomingMessage];
      response.on("error", () => undefined);
      await once(response, "data");
    }
    request.destroy();
    await upstream.received[0]?.closed;
    assert.equal(upstream.received[0]?.aborted, true);
  }
});

test("a held stream goes on when it is let go", async () => {
  const gate = Promise.withResolvers<void>();
  upstream.queue({ hold: { at: 2, until: gate.promise } });
  const request = open(chat, JSON.stringify(ask("hi", { stream: true })));
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const [first] = (await once(response.setEncoding("utf8"), "data")) as [string];
  gate.resolve();
  const text = first + (await read(response));
  assert.ok(!first.includes("[DONE]") && text.endsWith("data: [DONE]\n\n"));
  await upstream.received[0]?.closed;
  assert.equal(upstream.received[0]?.aborted, false);
});

test("stopped, it refuses connections; started, it answers on the same port", async () => {
  await upstream.stop();
  await assert.rejects(post(chat, ask("hi")), { code: "ECONNREFUSED" });
  await upstream.start();
  assert.equal((await post(chat, ask("hi"))).status, 200);
});

test("a wrong key, a broken body, a large body and an unknown path are refused", async () => {
  await using guarded = await startUpstream({ key: "k1", maxBodyBytes: 1_000 });
  const text = JSON.stringify(ask("hi"));
  const to = (path: string, body: string, headers: Record<string, string> = {}) =>
    call("POST", path, body, headers, guarded.port);
  assert.equal((await to(chat, text)).status, 401);
  assert.equal((await to(chat, text, { authorization: "Bearer k1" })).status, 200);
  assert.equal((await to("/v1/messages", text, { "x-api-key": "k1" })).status, 200);
  assert.equal((await to(chat, "{no", { authorization: "Bearer k1" })).status, 400);
  assert.equal((await to(chat, `"${"x".repeat(2_000)}"`)).status, 413);
  assert.equal((await to("/v1/else", text)).status, 404);
});

test("as a program it prints its port and answers", async () => {
  const child: ChildProcess = spawn(
    process.execPath,
    [new URL("upstream.ts", import.meta.url).pathname, "--port", "0"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  after(() => child.kill());
  const [printed] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const answer = await call("POST", chat, JSON.stringify(ask("hi")), {}, Number(printed.toString()));
  assert.equal(answer.status, 200);
  child.kill();
  await once(child, "exit");
});

interface Reply {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  text: string;
  json: () => ReturnType<typeof JSON.parse>;
}

const post = (path: string, body: object): Promise<Reply> => call("POST", path, JSON.stringify(body));

async function call(method: string, path: string, body = "", headers = {}, port = upstream.port): Promise<Reply> {
  const request = open(path, body, headers, port, method);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const text = await read(response.setEncoding("utf8"));
  return { status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) };
}

function open(path: string, body: string, headers = {}, port = upstream.port, method = "POST") {
  const request = httpRequest({ host: "127.0.0.1", port, path, method, headers, agent: false });
  request.end(body);
  return request;
}

async function read(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}
