import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import Anthropic, { BadRequestError } from "@anthropic-ai/sdk";
import OpenAI, { APIError } from "openai";
import { awsChunk, awsEvent, awsException } from "../fakes/aws-frames.ts";
import { type TokenEndpoint, startTokenEndpoint } from "../fakes/google-token.ts";
import { sigv4Problem } from "../fakes/sigv4-check.ts";
import { type Behaviour, type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* Providers with an address, an authentication or a framing of their own, called by official clients. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_ID = `AKIA${"IOSFODNN7EXAMPLE"}`;
const AWS_SECRET = `wJalrXUtnFEMI/K7MDENG${"+bPxRfiCYEXAMPLEKEY"}`;
const KEY_FILE = JSON.stringify({
  type: "service_account",
  client_email: "bot@acme.test",
  private_key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }),
  token_uri: "https://oauth2.googleapis.com/token",
});

const file = (upstream: string, tokens: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers:
  - { id: azure, api: azure, baseUrl: "${upstream}/openai/v1", key: "\${AZURE_KEY}" }
  - { id: older, api: azure, baseUrl: "${upstream}/openai", apiVersion: "2024-10-21", key: "\${AZURE_KEY}" }
  - { id: vertex, api: vertex, baseUrl: "${upstream}", project: acme-ai, location: europe-west4, tokenUrl: "${tokens}", key: "\${KEY_FILE}" }
  - { id: bedrock, api: bedrock, baseUrl: "${upstream}", region: eu-central-1, key: "\${AWS_KEY}" }
  - { id: compatible, api: openai-compatible, baseUrl: "${upstream}/v1", keys: [{ id: one, key: "\${ONE}" }] }
  - { id: strict, api: mistral, baseUrl: "${upstream}/v1", key: "\${ONE}" }
models:
  - { id: azure-gpt, provider: azure, upstream: gpt-5, tier: frontier }
  - { id: older-gpt, provider: older, upstream: my-deployment, tier: frontier }
  - { id: vertex-gemini, provider: vertex, upstream: gemini-3-pro, tier: frontier }
  - { id: vertex-claude, provider: vertex, upstream: claude-opus-5, tier: frontier }
  - { id: bedrock-claude, provider: bedrock, upstream: "eu.anthropic.claude-opus-5-v1:0", tier: frontier }
  - { id: bedrock-nova, provider: bedrock, upstream: "amazon.nova-pro-v1:0", tier: frontier }
  - { id: plain, provider: compatible, upstream: "../x/%2e%2e/m", tier: frontier }
  - { id: impatient, provider: compatible, upstream: impatient, tier: frontier, timeouts: { headers: 50ms, idle: 50ms } }
  - { id: mistral, provider: strict, upstream: mistral-large, tier: frontier }
routes:
  - { id: either, models: [plain, azure-gpt] }
  - { id: hasty, models: [impatient], retries: { max: 0 } }
  - { id: nova, models: [bedrock-nova], retries: { max: 0 } }
users:
  - { id: ann@o.test, roles: [owner] }
policies:
  - { id: open, text: '@id("open") permit (principal, action, resource);' }
`;

const AWS_STREAM = { "content-type": "application/vnd.amazon.eventstream" };
const framed = (...frames: Buffer[]): Behaviour => ({ raw: { headers: AWS_STREAM, body: Buffer.concat(frames) } });
const json = (body: unknown, status = 200): Behaviour => ({
  raw: { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
});

const CLAUDE_EVENTS = [
  {
    type: "message_start",
    message: {
      id: "msg_bdrk_1",
      type: "message",
      role: "assistant",
      model: "claude-opus-5",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello " } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "from afar" } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 4 } },
  { type: "message_stop", "amazon-bedrock-invocationMetrics": { inputTokenCount: 12, outputTokenCount: 4 } },
];

const NOVA_EVENTS = [
  awsEvent("messageStart", { role: "assistant" }),
  awsEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "It is " } }),
  awsEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "sunny." } }),
  awsEvent("contentBlockStop", { contentBlockIndex: 0 }),
  awsEvent("contentBlockStart", { contentBlockIndex: 1, start: { toolUse: { toolUseId: "t1", name: "weather" } } }),
  awsEvent("contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } }),
  awsEvent("contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input: '"Bern"}' } } }),
  awsEvent("contentBlockStop", { contentBlockIndex: 1 }),
  awsEvent("messageStop", { stopReason: "tool_use" }),
  awsEvent("metadata", {
    usage: { inputTokens: 10, outputTokens: 5, cacheReadInputTokens: 3 },
    metrics: { latencyMs: 1 },
  }),
];

suite("providers of every kind", { concurrency: false }, () => {
  let upstream: Upstream;
  let tokens: TokenEndpoint;
  let lumos: TestLumos;
  let key: string;
  let openai: OpenAI;
  let anthropic: Anthropic;

  const chat = (model: string, content = "Hello") => ({ model, messages: [{ role: "user" as const, content }] });
  const message = (model: string) => ({ ...chat(model), max_tokens: 100 });
  const streamed = async (model: string) => {
    const stream = await openai.chat.completions.create({
      ...chat(model),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let call = "";
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      call += chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? "";
      usage = chunk.usage ?? usage;
    }
    return { text, call, usage };
  };
  const first = () => {
    const [request] = upstream.received;
    ok(request, "nothing arrived");
    return request;
  };
  const signed = () =>
    sigv4Problem(first(), (id) => (id === AWS_ID ? AWS_SECRET : undefined), {
      region: "eu-central-1",
      service: "bedrock",
    });

  before(async () => {
    upstream = await startUpstream();
    tokens = await startTokenEndpoint();
    using folder = scratch({ "lumos.yaml": file(upstream.url, tokens.url) });
    lumos = await startTestLumos({
      file: join(folder.path, "lumos.yaml"),
      environment: { AZURE_KEY: "azure-key", KEY_FILE, AWS_KEY: `${AWS_ID}:${AWS_SECRET}`, ONE: "key-one" },
    });
    key = await lumos.key("user:ann@o.test");
    openai = new OpenAI({ apiKey: key, baseURL: `${lumos.url}/v1`, maxRetries: 0 });
    anthropic = new Anthropic({ apiKey: key, baseURL: lumos.url, maxRetries: 0 });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
    await tokens.close();
  });
  beforeEach(() => upstream.reset());

  test("Azure is called by its resource, with its own kind of key", async () => {
    upstream.queue({ text: "Hi" });
    const answer = await openai.chat.completions.create(chat("azure-gpt"));
    equal(answer.choices[0]?.message.content, "Hi");
    equal(first().path, "/openai/v1/chat/completions");
    equal(first().headers["api-key"], "azure-key");
    equal(first().headers["authorization"], undefined);
    equal((first().json as { model: string }).model, "gpt-5");
  });

  test("Azure's older addresses name the deployment and the version", async () => {
    upstream.queue({ text: "one two" });
    equal((await streamed("older-gpt")).text, "one two");
    equal(first().path, "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21");
  });

  test("Gemini on Vertex is called with a token for the key file, plain and as a stream", async () => {
    upstream.queue({ text: "Hi" }, { text: "one two" });
    equal((await openai.chat.completions.create(chat("vertex-gemini"))).choices[0]?.message.content, "Hi");
    const base = "/v1/projects/acme-ai/locations/europe-west4/publishers/google/models/gemini-3-pro";
    equal(first().path, `${base}:generateContent`);
    equal(first().headers["authorization"], "Bearer token-1");
    equal((await streamed("vertex-gemini")).text, "one two");
    equal(upstream.received[1]?.path, `${base}:streamGenerateContent?alt=sse`);
    equal(tokens.received.length, 1, "one token serves many calls");
    ok(!JSON.stringify(upstream.received.map(({ rawHeaders }) => rawHeaders)).includes("PRIVATE"));
  });

  test("a Gemini caller reaches Gemini on Vertex in its own bytes", async () => {
    const body = `{ "contents":[{"role":"user","parts":[{"text":"Hello"}]}],\n "unknownMember": {"kept": 1.50} }`;
    const ask = (verb: string) =>
      fetch(`${lumos.url}/v1beta/models/vertex-gemini:${verb}`, {
        method: "POST",
        headers: { "x-goog-api-key": key, "content-type": "application/json" },
        body,
      });
    upstream.queue({ text: "Hi" }, { text: "one two" });
    const plain = await ask("generateContent");
    equal(plain.status, 200);
    match(await plain.text(), /"Hi"/);
    const stream = await ask("streamGenerateContent?alt=sse");
    match(await stream.text(), /"text":"one/);
    deepEqual(
      upstream.received.map((request) => request.body.toString("utf8")),
      [body, body],
    );
    for (const { headers } of upstream.received) {
      equal(headers["authorization"], "Bearer token-1");
      equal(headers["x-goog-api-key"], undefined);
    }
  });

  test("vectors are made where the provider makes them", async () => {
    const { data } = await openai.embeddings.create({ model: "azure-gpt", input: "Hello" });
    equal(data.length, 1);
    equal(first().path, "/openai/v1/embeddings");
    equal(first().headers["api-key"], "azure-key");
    await rejects(openai.embeddings.create({ model: "bedrock-nova", input: "Hello" }), APIError);
    equal(upstream.received.length, 1);
  });

  test("Anthropic on Vertex has its version in the body and no model", async () => {
    upstream.script(() => json(claudeAnswer()));
    const { data } = await anthropic.messages
      .create(message("vertex-claude"), { headers: { "anthropic-beta": "context-1m-2025-08-07" } })
      .withResponse();
    deepEqual(JSON.parse(JSON.stringify(data.content)), [{ type: "text", text: "Hello from afar" }]);
    equal(
      first().path,
      "/v1/projects/acme-ai/locations/europe-west4/publishers/anthropic/models/claude-opus-5:rawPredict",
    );
    equal(first().headers["anthropic-beta"], "context-1m-2025-08-07");
    const body = first().json as Record<string, unknown>;
    equal(body["anthropic_version"], "vertex-2023-10-16");
    equal(body["model"], undefined);
    upstream.reset();
    const sse = CLAUDE_EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    upstream.queue({ raw: { headers: { "content-type": "text/event-stream" }, body: sse } });
    equal(await anthropic.messages.stream(message("vertex-claude")).finalText(), "Hello from afar");
    match(first().path, /:streamRawPredict$/);
  });

  test("Anthropic on Bedrock is signed for, and its frames reach an Anthropic client as its own events", async () => {
    upstream.script(() => json(claudeAnswer()));
    const plain = await anthropic.messages.create(message("bedrock-claude"), {
      headers: { "anthropic-beta": "context-1m-2025-08-07,claude-code-20250219" },
    });
    deepEqual(JSON.parse(JSON.stringify(plain.content)), [{ type: "text", text: "Hello from afar" }]);
    equal(first().path, "/model/eu.anthropic.claude-opus-5-v1%3A0/invoke");
    equal(signed(), undefined);
    deepEqual(first().json, {
      anthropic_version: "bedrock-2023-05-31",
      anthropic_beta: ["context-1m-2025-08-07"],
      max_tokens: 100,
      messages: [{ role: "user", content: "Hello" }],
    });
    equal(first().headers["anthropic-beta"], undefined);

    upstream.reset();
    upstream.queue(framed(...CLAUDE_EVENTS.map(awsChunk)));
    const stream = anthropic.messages.stream(message("bedrock-claude"));
    equal(await stream.finalText(), "Hello from afar");
    const { response } = await stream.withResponse();
    match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    equal(first().path, "/model/eu.anthropic.claude-opus-5-v1%3A0/invoke-with-response-stream");
    equal(signed(), undefined);
    const row = await lumos.store.read
      .selectFrom("decisions")
      .selectAll()
      .where("id", "=", response.headers.get("x-lumos-decision") ?? "")
      .executeTakeFirstOrThrow();
    deepEqual([row.result, row.tokens_in, row.tokens_out], ["completed", 12, 4]);
  });

  test("Anthropic on Bedrock answers an OpenAI client as well", async () => {
    upstream.queue(framed(...CLAUDE_EVENTS.map(awsChunk)));
    const { text, usage } = await streamed("bedrock-claude");
    equal(text, "Hello from afar");
    deepEqual([usage?.prompt_tokens, usage?.completion_tokens], [12, 4]);
  });

  test("every other model of Bedrock is spoken to in Converse, plain and as a stream, with tools", async () => {
    upstream.queue(
      json({
        output: { message: { role: "assistant", content: [{ text: "It is sunny." }] } },
        stopReason: "end_turn",
        usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 3 },
      }),
    );
    const answer = await openai.chat.completions.create({
      ...chat("bedrock-nova"),
      max_tokens: 50,
      tools: [{ type: "function", function: { name: "weather", parameters: { type: "object", properties: {} } } }],
    });
    equal(answer.choices[0]?.message.content, "It is sunny.");
    deepEqual([answer.usage?.prompt_tokens, answer.usage?.completion_tokens], [13, 5]);
    equal(first().path, "/model/amazon.nova-pro-v1%3A0/converse");
    equal(signed(), undefined);
    deepEqual(first().json, {
      messages: [{ role: "user", content: [{ text: "Hello" }] }],
      inferenceConfig: { maxTokens: 50 },
      toolConfig: {
        tools: [{ toolSpec: { name: "weather", inputSchema: { json: { type: "object", properties: {} } } } }],
      },
    });

    upstream.reset();
    upstream.queue(framed(...NOVA_EVENTS));
    const { text, call, usage } = await streamed("bedrock-nova");
    equal(text, "It is sunny.");
    deepEqual(JSON.parse(call), { city: "Bern" });
    deepEqual([usage?.prompt_tokens, usage?.prompt_tokens_details?.cached_tokens], [13, 3]);
    equal(first().path, "/model/amazon.nova-pro-v1%3A0/converse-stream");

    upstream.reset();
    upstream.queue(framed(...NOVA_EVENTS));
    const final = await anthropic.messages.stream(message("bedrock-nova")).finalMessage();
    equal(final.stop_reason, "tool_use");
    deepEqual(
      final.content.map((block) => block.type),
      ["text", "tool_use"],
    );
  });

  test("a stream of Bedrock that fails or is cut is never reported as complete", async () => {
    for (const frames of [
      [...NOVA_EVENTS.slice(0, 3), awsException("throttlingException", "slow down")],
      NOVA_EVENTS.slice(0, 3),
      [...NOVA_EVENTS.slice(0, 3), Buffer.from("no frame at all, but long enough to be read")],
      [...NOVA_EVENTS.slice(0, 3), (NOVA_EVENTS[3] as Buffer).subarray(0, 20)],
    ]) {
      upstream.script(() => framed(...frames));
      await rejects(streamed("nova"));
    }
  });

  test("a refusal of Bedrock is told in the caller's own format", async () => {
    upstream.queue(json({ message: "Malformed input request" }, 400));
    const error = await anthropic.messages.create(message("bedrock-claude")).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    ok(error instanceof BadRequestError);
    const told = error.error as { type: string; error: { type: string; message: string } };
    equal(told.type, "error");
    match(told.error.message, /Malformed input request/);
  });

  test("a provider whose token cannot be had fails like one that is not there", async () => {
    tokens.answerWith({ status: 500, body: "" });
    const asked = await lumos.registry.get("o", "providers", "vertex");
    ok(asked);
    const other = JSON.stringify({ ...(JSON.parse(KEY_FILE) as object), client_email: "other@acme.test" });
    await put("vertex", { ...asked.spec, key: other });
    try {
      const error = await openai.chat.completions.create(chat("vertex-gemini")).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      ok(error instanceof APIError);
      equal(error.code, "upstream_failed");
      match(error.message, /token endpoint answered 500/);
      doesNotMatch(error.message, /other@acme|PRIVATE/);
      equal(upstream.received.length, 0);
    } finally {
      tokens.answerWith(undefined);
    }
    upstream.queue({ text: "Hi" });
    equal((await openai.chat.completions.create(chat("vertex-gemini"))).choices[0]?.message.content, "Hi");
  });

  test("a key that is changed is used by the next call, and a call under way ends with the old one", async () => {
    const release = Promise.withResolvers<void>();
    upstream.queue({ text: "one two three", chunks: 3, hold: { at: 2, until: release.promise } });
    const running = streamed("plain");
    await upstream.arrived(1);
    const provider = await lumos.registry.get("o", "providers", "compatible");
    ok(provider);
    await put("compatible", { ...provider.spec, keys: [{ id: "two", key: "key-two" }] });
    upstream.queue({ text: "next" });
    equal((await openai.chat.completions.create(chat("plain"))).choices[0]?.message.content, "next");
    release.resolve();
    equal((await running).text, "one two three");
    deepEqual(
      upstream.received.map(({ headers }) => headers["authorization"]),
      ["Bearer key-one", "Bearer key-two"],
    );
  });

  test("a key that was refused is forgotten when another one takes its place", async () => {
    const provider = await lumos.registry.get("o", "providers", "compatible");
    ok(provider);
    await put("compatible", { ...provider.spec, keys: [{ id: "two", key: "key-bad" }] });
    upstream.script(({ headers }) =>
      headers["authorization"] === "Bearer key-bad" ? { status: 401 } : { text: "Hi" },
    );
    const answering = async () => {
      const { response } = await openai.chat.completions.create(chat("either")).withResponse();
      return response.headers.get("x-lumos-model");
    };
    for (let calls = 0; calls < 5; calls += 1) equal(await answering(), "azure-gpt");
    await put("compatible", { ...provider.spec, keys: [{ id: "two", key: "key-two" }] });
    equal(await answering(), "plain");
  });

  test("a model that may not be waited for long is given up", async () => {
    upstream.script(() => ({ headersMs: 5_000 }));
    await rejects(openai.chat.completions.create(chat("hasty")), /did not answer in time/);
    upstream.script(() => ({ text: "one two", chunks: 2, chunkMs: 5_000 }));
    await rejects(streamed("hasty"));
  });

  // Guarantee: the caller never chooses the address or the key that goes upstream.
  test("the caller never chooses the address or the key that goes upstream, whatever it calls its model or writes beside it", async () => {
    const call = (model: string, more: object = {}, headers: Record<string, string> = {}) =>
      fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        body: JSON.stringify({ ...chat(model), ...more }),
      });
    for (const model of [
      "plain/../../admin",
      "../plain",
      "plain\r\nHost: evil.test",
      "plain%2f..%2fadmin",
      "compatible/x",
      "http://evil.test/m",
      "plain?api-version=1",
      "plain#",
    ]) {
      const response = await call(model);
      equal(response.status, 404, model);
      await response.body?.cancel();
    }
    equal(upstream.received.length, 0);

    const evil = "http://evil.test/v1";
    const response = await call(
      "plain",
      { api_base: evil, base_url: evil, api_key: "mine", extra_headers: { authorization: "Bearer mine" } },
      {
        "api-key": "mine",
        "x-api-key": "mine",
        "x-goog-api-key": "mine",
        "x-amz-date": "20200101T000000Z",
        "x-amz-security-token": "mine",
        "x-forwarded-host": "evil.test",
        "proxy-authorization": "Basic bWluZQ==",
        cookie: "a=mine",
        te: "trailers",
      },
    );
    equal(response.status, 200);
    await response.text();
    equal(first().path, "/v1/chat/completions");
    equal(first().headers.host, new URL(upstream.url).host);
    const sent = JSON.stringify(first().rawHeaders);
    doesNotMatch(sent, /mine|evil|cookie|x-amz|proxy|forwarded|\bte\b/i);
    ok(!sent.includes(key));
    match(sent, /Bearer key-two/);
    const body = first().json as Record<string, unknown>;
    equal(body["model"], "../x/%2e%2e/m");
    for (const name of ["api_base", "base_url", "api_key"]) equal(body[name], undefined, name);
    const lossy = response.headers.get("x-lumos-lossy") ?? "";
    for (const name of ["api_base", "base_url", "api_key"]) ok(lossy.includes(name), `${name} in ${lossy}`);
  });

  test("hop-by-hop and credential headers of a provider stay here", async () => {
    upstream.queue({
      text: "Hi",
      headers: {
        "set-cookie": "a=b",
        "www-authenticate": "Bearer",
        "proxy-authenticate": "Basic",
        "x-api-key": "leak",
        authorization: "leak",
        "keep-alive": "timeout=1",
        "x-amzn-requestid": "r",
        "x-request-id": "kept",
      },
    });
    const { response } = await openai.chat.completions.create(chat("plain")).withResponse();
    const names = new Set(response.headers.keys());
    for (const name of ["set-cookie", "www-authenticate", "proxy-authenticate", "x-api-key", "authorization"]) {
      ok(!names.has(name), name);
    }
    equal(response.headers.get("x-request-id"), "kept");
  });

  test("what a strict provider refuses is left out and said", async () => {
    upstream.queue({ text: "Hi" });
    const { response } = await openai.chat.completions
      .create({ ...chat("mistral"), max_completion_tokens: 9, seed: 3, user: "u", logprobs: true })
      .withResponse();
    deepEqual(first().json, {
      model: "mistral-large",
      messages: [{ role: "user", content: "Hello" }],
      max_tokens: 9,
      random_seed: 3,
    });
    match(response.headers.get("x-lumos-lossy") ?? "", /logprobs/);
  });

  async function put(id: string, spec: object): Promise<void> {
    const url = `${lumos.url}/api/v1/providers/${id}`;
    const headers = { authorization: `Bearer ${await lumos.key("user:ann@o.test", { scopes: ["manage"] })}` };
    const before = await fetch(url, { headers });
    const etag = before.headers.get("etag") ?? "";
    await before.body?.cancel();
    const response = await fetch(url, {
      method: "PUT",
      headers: { ...headers, "content-type": "application/json", "if-match": etag },
      body: JSON.stringify(spec),
    });
    equal(response.status, 200, await response.text());
  }

  function claudeAnswer(): unknown {
    return {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-opus-5",
      content: [{ type: "text", text: "Hello from afar" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 4 },
    };
  }
});
