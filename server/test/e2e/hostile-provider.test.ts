import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* What a provider may do that is not in its documentation, and what Lumos still holds to. */

const HOUSE_KEY = "house-provider-key-0001";
const GOOGLE_KEY = "google-provider-key-0002";
const file = (upstream: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: high }, { id: low }]
providers:
  - { id: house, api: openai-compatible, baseUrl: "${upstream}/v1", key: ${HOUSE_KEY} }
  - { id: google, api: gemini, baseUrl: "${upstream}", key: ${GOOGLE_KEY} }
models:
  - { id: house, provider: house, upstream: one, tier: high, price: { input: 2, output: 4 } }
  - { id: google, provider: google, upstream: two, tier: high, price: { input: 2, output: 4 } }
  - { id: low, provider: house, upstream: three, tier: low, price: { input: 1, output: 1 } }
routes:
  - { id: ladder, models: [house, low], retries: { max: 0 } }
  - { id: mixed, models: [google, low], retries: { max: 0 } }
  - { id: kept, models: [house], cache: { ttl: 10m }, retries: { max: 0 } }
users: [{ id: ann@o.test }]
policies:
  - id: open
    text: '@id("open") permit (principal, action, resource);'
  - id: mail
    text: '@id("mail") @why("Mail addresses are replaced.") @obligation("redact:pii.email") forbid (principal, action, resource in Lumos::Tier::"low") when { context.base.dataClasses.contains("pii.email") } unless { context.base.fulfilled.contains("redact:pii.email") };'
`;

suite("a hostile provider", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let key: string;

  before(async () => {
    upstream = await startUpstream();
    using folder = scratch({ "lumos.yaml": file(upstream.url) });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    key = await lumos.key("user:ann@o.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const send = async (path: string, body: unknown) => {
    const response = await fetch(`${lumos.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  };
  const chat = (model: string, content = "Hello") =>
    send("/v1/chat/completions", { model, messages: [{ role: "user", content }] });
  const whyOf = async ({ headers }: { headers: Headers }) => {
    const why = await lumos.records.why("o", headers.get("x-lumos-decision") ?? "");
    ok(why);
    return why;
  };

  // Guarantee: a provider's key is not told the caller, even where the provider repeats it.
  test("a provider's key is not told the caller, even where the provider repeats it", async () => {
    const contents = [{ parts: [{ text: "Hello" }] }];
    const asked = [
      ["/v1/chat/completions", { model: "house", messages: [{ role: "user", content: "Hello" }] }],
      ["/v1/messages", { model: "house", max_tokens: 5, messages: [{ role: "user", content: "Hello" }] }],
      ["/v1/responses", { model: "google", input: "Hello" }],
      ["/v1beta/models/google:generateContent", { contents }],
    ] as const;
    for (const [path, body] of asked) {
      upstream.queue({ status: 400, errorMessage: `Not valid: ${HOUSE_KEY} ${GOOGLE_KEY.slice(0, 5)} ${GOOGLE_KEY}` });
      const answer = await send(path, body);
      equal(answer.status, 400);
      match(answer.text, /\[secret\]/);
      const told = answer.text + JSON.stringify(await whyOf(answer));
      const own = path.includes("google") || path.endsWith("responses") ? GOOGLE_KEY : HOUSE_KEY;
      ok(!told.includes(own), path);
    }
  });

  test("a key that Google does not accept is a failure of Lumos's, not of the caller's", async () => {
    const error = { code: 400, status: "INVALID_ARGUMENT", details: [{ reason: "API_KEY_INVALID" }] };
    upstream.queue({ raw: { status: 400, body: JSON.stringify({ error }) } });
    const answer = await chat("mixed");
    equal(answer.headers.get("x-lumos-model"), "low");
    equal(answer.headers.get("x-lumos-adjusted"), "fallback");
  });

  // Guarantee: an error that a provider sends as an answer is neither given nor kept as one.
  test("an error that a provider sends as an answer is neither given nor kept as one", async () => {
    const error = {
      raw: { status: 200, headers: { "content-type": "application/json" }, body: '{"error":{"message":"busy"}}' },
    };
    upstream.queue(error, error);
    equal((await chat("kept")).status, 502);
    equal((await chat("ladder")).headers.get("x-lumos-model"), "low");
    const later = await chat("kept");
    deepEqual([later.status, later.headers.get("x-lumos-cache")], [200, "miss"]);
  });

  test("what was carried out is recorded of the model that answered, not of the one that was tried first", async () => {
    upstream.queue({ status: 500 });
    const answer = await chat("ladder", "Write to eva@example.org");
    equal(answer.headers.get("x-lumos-adjusted"), "fallback,redacted");
    deepEqual((await whyOf(answer)).obligations, ["redact:pii.email"]);
  });

  // Guarantee: a caller that goes away keeps no model from others.
  test("a caller that goes away keeps no model from others", async () => {
    upstream.queue({ status: 503, retryAfter: 1 });
    equal((await chat("ladder")).headers.get("x-lumos-model"), "low");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    // The one call that finds out whether the model works again breaks off.
    const leaving = new AbortController();
    upstream.reset();
    upstream.queue({ stall: -1 });
    const body = JSON.stringify({ model: "ladder", messages: [{ role: "user", content: "Hello" }] });
    const headers = { authorization: `Bearer ${key}` };
    const left = fetch(`${lumos.url}/v1/chat/completions`, { method: "POST", headers, body, signal: leaving.signal });
    await upstream.arrived(1);
    leaving.abort();
    await left.catch(() => {});
    await upstream.received[0]?.closed;
    equal((await chat("ladder")).headers.get("x-lumos-model"), "house");
  });

  test("a refusal that is too long, or breaks off, is the caller's mistake still, and makes no model rest", async () => {
    for (let at = 0; at < 12; at += 1) {
      upstream.queue(at % 2 === 0 ? { status: 400, errorMessage: "x".repeat(100_000) } : { status: 400, cut: 0 });
      equal((await chat("ladder", `Wrong ${at}`)).status, 400);
    }
    equal((await chat("ladder")).headers.get("x-lumos-model"), "house");
  });

  test("where all are busy the caller is told when the first of them wants to be asked again, within an hour", async () => {
    for (const [asked, told] of [
      [40, "40"],
      [1e300, "3600"],
      [-5, "1"],
      ["soon", "1"],
    ] as const) {
      upstream.queue({ status: 429, retryAfter: asked });
      const answer = await chat("kept", `Busy ${asked}`);
      deepEqual([answer.status, answer.headers.get("retry-after")], [503, told]);
    }
  });
});
