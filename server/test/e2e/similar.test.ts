import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import type { Why } from "../../src/record/index.ts";
import { type Behaviour, type Json, type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { lumos as program } from "../cli/program.ts";
import { scratch } from "../scratch.ts";

/*
 * Answers to like calls, through the real server in front of a real HTTP upstream. A mark in the words of the user,
 * such as [[vector=1,0]], tells the fake embedding model which vector they have.
 */

const EMBED = 'action == Lumos::Action::"embed"';
const BROKEN = ["b1", "b2", "b3", "b4", "b5", "resting"];
const file = (upstream: string, gone: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }, { id: small }]
providers:
  - { id: house, api: openai-compatible, baseUrl: "${upstream}/v1" }
  - { id: north, api: anthropic, baseUrl: "${upstream}", key: north-key }
  - { id: gone, api: openai-compatible, baseUrl: "${gone}/v1" }
models:
  - { id: first, provider: house, upstream: one, tier: frontier, price: { input: 2, output: 4 } }
  - { id: german, provider: house, upstream: eins, tier: frontier, regions: [DE] }
  - { id: second, provider: house, upstream: two, tier: frontier, price: { input: 2, output: 4 } }
  - { id: claude, provider: north, upstream: claude-opus, tier: frontier, price: { input: 2, output: 4 } }
  - { id: vectors, provider: house, upstream: embed-one, tier: small, price: { input: 1, output: 0 } }
  - { id: banned, provider: house, upstream: embed-two, tier: small }
  - { id: asking, provider: house, upstream: embed-three, tier: small }
  - { id: noting, provider: house, upstream: embed-four, tier: small }
  - { id: masking, provider: house, upstream: embed-five, tier: small }
  - { id: scarce, provider: house, upstream: embed-six, tier: small }
${BROKEN.map((id) => `  - { id: ${id}, provider: house, upstream: embed-${id}, tier: small }`).join("\n")}
  - { id: dead, provider: gone, upstream: embed-eight, tier: small }
  - { id: mute, provider: north, upstream: claude-haiku, tier: small }
routes:
  - { id: near, models: [first], cache: { ttl: 10m, similar: { model: vectors, threshold: 0.9 } } }
  - { id: other, models: [first], cache: { ttl: 10m, similar: { model: vectors, threshold: 0.9 } } }
  - { id: ladder, models: [first, second], retries: { max: 0 }, cache: { ttl: 10m, similar: { model: vectors } } }
  - { id: shared, models: [first], cache: { ttl: 10m, scope: team, similar: { model: vectors, threshold: 0.9 } } }
  - { id: regional, models: [german], regions: [DE], cache: { ttl: 10m, similar: { model: vectors } } }
  - { id: abroad, models: [claude], cache: { ttl: 10m, similar: { model: vectors, threshold: 0.9 } } }
${["banned", "asking", "noting", "masking", "scarce", "dead", "mute", ...BROKEN]
  .map((model) => `  - { id: by-${model}, models: [first], cache: { ttl: 10m, similar: { model: ${model} } } }`)
  .join("\n")}
teams: [{ id: red }, { id: blue }]
users:
  - { id: ann@o.test, teams: [red] }
  - { id: bea@o.test, teams: [red] }
  - { id: cal@o.test, teams: [blue] }
limits:
  - { id: few, scope: "model:scarce", requests: 1, per: day }
policies:
  - id: open
    text: '@id("open") permit (principal, action, resource);'
  - id: mail
    text: '@id("mail") @why("Mail addresses are replaced.") @obligation("redact:pii.email") forbid (principal, action, resource) when { context.base.dataClasses.contains("pii.email") && context.base.dataClasses.contains("masked") } unless { context.base.fulfilled.contains("redact:pii.email") };'
  - id: no.vectors
    text: '@id("no.vectors") @why("Not with this model.") forbid (principal, ${EMBED}, resource == Lumos::Model::"banned");'
  - id: ask.first
    text: '@id("ask.first") @why("Ask first.") @obligation("approval:owner") forbid (principal, ${EMBED}, resource == Lumos::Model::"asking") unless { context.base.fulfilled.contains("approval:owner") };'
  - id: tell.them
    text: '@id("tell.them") @why("Tell them.") @obligation("notify:soc") forbid (principal, ${EMBED}, resource == Lumos::Model::"noting") unless { context.base.fulfilled.contains("notify:soc") };'
  - id: mask.vectors
    text: '@id("mask.vectors") @why("No addresses in vectors.") @obligation("redact:pii.email") forbid (principal, ${EMBED}, resource == Lumos::Model::"masking") when { context.base.dataClasses.contains("pii.email") } unless { context.base.fulfilled.contains("redact:pii.email") };'
`;

const ONE = "[[vector=1,0,0]]";
/** Their cosine with the first is 0.95 and 0.5. */
const LIKE = "[[vector=0.95,0.3122498999,0]]";
const UNLIKE = "[[vector=0.5,0.8660254038,0]]";

suite("answers to like calls", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  const keys: Record<string, string> = {};
  let turn = 0;

  interface Asked {
    who?: string;
    before?: Json[];
    path?: string;
    headers?: Record<string, string>;
    more?: { [name: string]: Json };
    body?: { [name: string]: Json };
  }
  const told = async (model: string, content: Json, asked: Asked = {}) => {
    const { who = "ann", before: earlier = [], path = "chat/completions", headers = {}, more = {}, body } = asked;
    // The turn stands in the conversation, so that tests do not meet in one scope.
    const first = { role: "user", content: `Turn ${turn}` };
    const messages = [first, { role: "assistant", content: "Yes?" }, ...earlier, { role: "user", content }];
    const response = await fetch(`${lumos.url}/${path.startsWith("v1beta") ? path : `v1/${path}`}`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys[who]}`, ...headers },
      body: JSON.stringify(body ?? { model, messages, ...more }),
    });
    const text = await response.text();
    equal(response.status, 200, text);
    const why = await lumos.records.why("o", response.headers.get("x-lumos-decision") ?? "");
    ok(why);
    return { response, text, why, cache: response.headers.get("x-lumos-cache") };
  };
  const vectorsAsked = () => upstream.received.filter(({ path }) => path.endsWith("/embeddings"));
  const answersAsked = () => upstream.received.length - vectorsAsked().length;
  /** How embeddings are answered, where that is not as the mark says. */
  const embeddings = (behaviour: Behaviour) =>
    upstream.script(({ path }) => (path.endsWith("/embeddings") ? behaviour : undefined));
  const costOf = (why: Why) => why.costNanoUsd;

  before(async () => {
    upstream = await startUpstream();
    const gone = await startUpstream();
    await gone.stop();
    using folder = scratch({ "lumos.yaml": file(upstream.url, gone.url) });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    for (const name of ["ann", "bea", "cal"]) keys[name] = await lumos.key(`user:${name}@o.test`);
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => {
    upstream.reset();
    turn += 1;
  });

  test("a question put in other words gets the answer that was given before", async () => {
    const first = await told("near", `How do I reset it? ${ONE}`);
    const again = await told("near", `How can it be reset? ${LIKE}`);
    equal(first.cache, "miss");
    equal(again.cache, "similar");
    equal(again.text, first.text);
    equal(again.response.headers.get("x-lumos-model"), "first");
    equal(answersAsked(), 1);
    deepEqual(vectorsAsked()[1]?.json, { model: "embed-one", input: `How can it be reset? ${LIKE}` });
  });

  test("it is recorded with its similarity, the cost of the vector alone, and what it saved", async () => {
    upstream.queue({ usage: { input: 7 } }, { usage: { input: 100, output: 10 } }, { usage: { input: 9 } });
    const { why: missed } = await told("near", `A? ${ONE}`);
    equal(missed.cache, "miss");
    equal(costOf(missed), 100 * 2_000 + 10 * 4_000 + 7 * 1_000);
    equal(missed.similar?.fate, "miss");
    equal(missed.similar?.similarity, undefined);

    const { why: hit } = await told("near", `B? ${LIKE}`);
    equal(hit.cache, "similar");
    equal(hit.result, "completed");
    equal(hit.usage, undefined);
    equal(costOf(hit), 9 * 1_000);
    equal(hit.savedNanoUsd, 100 * 2_000 + 10 * 4_000);
    const { reasons, ms, ...similar } = hit.similar ?? { reasons: [], ms: -1 };
    ok((ms ?? -1) >= 0);
    deepEqual(
      reasons.map(({ policy }) => policy),
      ["open"],
    );
    deepEqual(similar, {
      model: "vectors",
      tier: "small",
      provider: "house",
      ruling: "allowed",
      obligations: [],
      fate: "hit",
      similarity: 0.95,
      status: 200,
      usage: { source: "provider", input: 9, cachedInput: 0, output: 0, reasoning: 0 },
    });
    const [row] = await lumos.records.list("o", {}, { limit: 1 });
    equal(row?.tokensIn, 9);
    equal(row?.costNanoUsd, 9_000);
  });

  test("lumos why says how like it was, and which policy allowed or forbade the vector", async () => {
    await told("near", `A? ${ONE}`);
    const whyText = async (id: string) => (await program(["why", id], { env: { LUMOS_DATA: lumos.data } })).out;
    const hit = await whyText((await told("near", `B? ${LIKE}`)).why.id);
    match(hit, /hit +vector by vectors \(small, house\) {2}allowed {2}similarity 0\.95 {2}\d+ ms {2}\d+ tokens/);
    match(hit, /cache similar/);
    const forbidden = await whyText((await told("by-banned", `A? ${ONE}`)).why.id);
    match(forbidden, /skipped +vector by banned \(small, house\) {2}blocked {2}by no\.vectors/);
  });

  test("another question is asked, and so is one that is less like it than the route demands", async () => {
    equal((await told("near", `A? ${ONE}`)).cache, "miss");
    equal((await told("near", `B? ${UNLIKE}`)).cache, "miss");
    equal((await told("ladder", `A? ${ONE}`)).cache, "miss");
    equal((await told("ladder", `B? [[vector=0.94,0.3411744,0]]`)).cache, "miss");
    equal((await told("ladder", `C? [[vector=0.96,0.28,0]]`)).cache, "similar");
  });

  test("the very same call is answered without a vector", async () => {
    equal((await told("near", `A? ${ONE}`)).cache, "miss");
    const { cache, why } = await told("near", `A? ${ONE}`);
    equal(cache, "hit");
    equal(costOf(why), 0);
    equal(why.similar?.fate, undefined);
    equal(vectorsAsked().length, 1);
  });

  test("another user misses; where the route shares in a team its members hit and others miss", async () => {
    equal((await told("near", `A? ${ONE}`)).cache, "miss");
    equal((await told("near", `B? ${LIKE}`, { who: "bea" })).cache, "miss");
    equal((await told("shared", `A? ${ONE}`)).cache, "miss");
    equal((await told("shared", `B? ${LIKE}`, { who: "bea" })).cache, "similar");
    equal((await told("shared", `B? ${LIKE}`, { who: "cal" })).cache, "miss");
  });

  test("other instructions, another conversation, setting, route and way to answer miss", async () => {
    equal((await told("near", `A? ${ONE}`)).cache, "miss");
    const others: Asked[] = [
      { before: [{ role: "system", content: "Answer in French." }] },
      { before: [{ role: "user", content: "And?" }] },
      { more: { temperature: 0.1 } },
      { more: { stream: true } },
      { more: { user: "somebody" } },
    ];
    for (const other of others) {
      equal((await told("near", `B? ${LIKE}`, other)).cache, "miss", JSON.stringify(other));
      equal((await told("near", `C? ${LIKE}`, other)).cache, "similar", JSON.stringify(other));
    }
    equal((await told("other", `B? ${LIKE}`)).cache, "miss");
    equal((await told("near", `D? ${LIKE}`)).cache, "similar");
  });

  test("a stream is given again as a stream", async () => {
    const more = { stream: true };
    const first = await told("near", `A? ${ONE}`, { more });
    const again = await told("near", `B? ${LIKE}`, { more });
    equal(again.cache, "similar");
    equal(again.text, first.text);
    match(again.response.headers.get("content-type") ?? "", /event-stream/);
  });

  test("every format is answered from likeness, also where it is translated", async () => {
    const gemini = "v1beta/models/abroad:generateContent";
    const ways: [path: string, bodyOf: (text: string) => { [name: string]: Json }][] = [
      ["responses", (input) => ({ model: "abroad", store: false, input: `${input} ${turn}` })],
      [
        "messages",
        (text) => ({
          model: "abroad",
          max_tokens: 50,
          system: `Turn ${turn}`,
          messages: [{ role: "user", content: [{ type: "text", text }] }],
        }),
      ],
      [gemini, (text) => ({ systemInstruction: { parts: [{ text: `${turn}` }] }, contents: [{ parts: [{ text }] }] })],
      [
        "chat/completions",
        (content) => ({
          model: "abroad",
          messages: [
            { role: "system", content: `Turn ${turn}` },
            { role: "user", content },
          ],
        }),
      ],
    ];
    for (const [path, bodyOf] of ways) {
      const first = await told("", "", { path, body: bodyOf(`A? ${ONE}`) });
      const again = await told("", "", { path, body: bodyOf(`B? ${LIKE}`) });
      equal(first.cache, "miss", path);
      equal(again.cache, "similar", path);
      equal(again.text, first.text, path);
    }
    equal(answersAsked(), ways.length);
  });

  // Guarantee: nothing is sent to an embedding model that policy has not allowed for this very call.
  test("nothing is sent to an embedding model that policy has not allowed for this very call", async () => {
    for (const [route, ruling, policy] of [
      ["by-banned", "blocked", "no.vectors"],
      ["by-asking", "pending", "ask.first"],
      ["by-noting", "blocked", "tell.them"],
    ] as const) {
      for (const words of ["A?", "B?"]) {
        const { cache, why } = await told(route, `${words} ${ONE}`);
        equal(cache, "miss");
        equal(why.similar?.ruling, ruling);
        equal(why.similar?.fate, "skipped");
        equal(why.similar?.detail, ruling);
        ok(why.similar?.reasons.some((reason) => reason.policy === policy));
        equal(why.similar?.usage, undefined);
      }
    }
    equal(vectorsAsked().length, 0);
    equal(answersAsked(), 6);
  });

  test("without a vector the call goes on, and the record says why there was none", async () => {
    const failures: [route: string, detail: RegExp, behaviour: Behaviour][] = [
      ["by-dead", /cannot be reached/, {}],
      ["by-mute", /cannot make vectors/, {}],
      ["by-b1", /answered 400/, { status: 400 }],
      ["by-b2", /no vector/, { malformed: "json" }],
      ["by-b3", /no vector/, { vector: [] }],
      ["by-b4", /no vector/, { vector: [0, 0] }],
      ["by-b5", /more than the limit/, { oversizeBytes: 600_000 }],
    ];
    for (const [route, detail, behaviour] of failures) {
      turn += 1;
      embeddings(behaviour);
      for (const words of ["A?", "B?"]) {
        const { cache, why } = await told(route, `${words} ${ONE}`);
        equal(cache, "miss");
        equal(why.result, "completed");
        equal(why.similar?.fate, "failed");
        match(why.similar?.detail ?? "", detail);
      }
    }
  });

  test("an embedding model that keeps failing rests, and is not asked meanwhile", async () => {
    embeddings({ status: 503 });
    for (let times = 0; ; times += 1) {
      ok(times < 50);
      const { why } = await told("by-resting", `A ${times}? ${ONE}`);
      if (why.similar?.fate === "skipped") {
        match(why.similar.detail ?? "", /rests after failures/);
        break;
      }
      equal(why.similar?.fate, "failed");
      equal(why.similar?.status, 503);
    }
    equal(answersAsked(), vectorsAsked().length + 1);
  });

  test("an embedding model that is silent is not waited for", { timeout: 20_000 }, async () => {
    embeddings({ stall: -1 });
    const { cache, why } = await told("near", `A? ${ONE}`);
    equal(cache, "miss");
    equal(why.similar?.fate, "failed");
    match(why.similar?.detail ?? "", /within 2000 ms/);
    // What it was at work on may be charged for.
    equal(why.similar?.usage?.partial, true);
    await vectorsAsked()[0]?.closed;
    equal(vectorsAsked()[0]?.aborted, true);
  });

  test("a caller that goes away stops the vector, and nothing else is asked", { timeout: 10_000 }, async () => {
    embeddings({ stall: -1 });
    const leaving = new AbortController();
    const asked = fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys["ann"]}` },
      body: JSON.stringify({ model: "other", messages: [{ role: "user", content: `Turn ${turn}` }] }),
      signal: leaving.signal,
    });
    await upstream.arrived(1);
    leaving.abort();
    await asked.catch(() => {});
    await upstream.received[0]?.closed;
    equal(upstream.received[0]?.aborted, true);
    const newest = async () => (await lumos.records.list("o", {}, { limit: 1 }))[0];
    let row = await newest();
    while (row?.asked !== "other" || row.result !== "aborted") row = await newest();
    const why = await lumos.records.why("o", row.id);
    equal(why?.similar?.fate, "failed");
    equal(why?.similar?.detail, "stopped");
    equal(upstream.received.length, 1);
  });

  // Guarantee: a route's regions hold for the model that makes vectors too.
  test("a route's regions hold for the model that makes vectors too", async () => {
    const { cache, why } = await told("regional", `A? ${ONE}`);
    equal(cache, "miss");
    equal(why.similar?.fate, "skipped");
    match(why.similar?.detail ?? "", /says of no region/);
    equal(vectorsAsked().length, 0);
  });

  test("a limit on the embedding model holds, and the call goes on without it", async () => {
    const first = await told("by-scarce", `A? ${ONE}`);
    equal(first.why.similar?.fate, "miss");
    const { cache, why } = await told("by-scarce", `B? ${LIKE}`);
    equal(cache, "miss");
    equal(why.similar?.fate, "skipped");
    match(why.similar?.detail ?? "", /limit few/);
    // Nobody knows what its vectors cost: that is said, and is not free.
    match(first.why.unpriced ?? "", /scarce: /);
    equal(vectorsAsked().length, 1);
  });

  // Guarantee: what is embedded is the text after redaction.
  test("what is embedded is the text after redaction", async () => {
    const headers = { "x-lumos-data-class": "masked" };
    const first = await told("near", `Write to ann@example.com? ${ONE}`, { headers });
    equal(first.cache, "miss");
    equal(first.response.headers.get("x-lumos-adjusted"), "redacted");
    equal(upstream.received.length, 2);
    for (const { body } of upstream.received) ok(!body.includes("ann@example.com"));
    match(vectorsAsked()[0]?.body.toString() ?? "", /"input":"Write to <EMAIL_1>\? /);
    const again = await told("near", `May I write to bob@example.com? ${LIKE}`, { headers });
    equal(again.cache, "similar");
    // In one conversation another address has another placeholder.
    const earlier = [{ role: "user", content: "I am ann@example.com." }];
    const asked = { headers, before: earlier };
    equal((await told("near", `Who is ann@example.com? ${ONE}`, asked)).cache, "miss");
    equal((await told("near", `Who is bob@example.com? ${ONE}`, asked)).cache, "miss");
    equal((await told("near", `And who is ann@example.com? ${ONE}`, asked)).cache, "similar");
  });

  test("what only the vector must not hold is not in it, and must be the same for a hit", async () => {
    const mail = (words: string, address: string) => told("by-masking", `${words} ${address}? [[vector=1,0]]`);
    const first = await mail("Who is", "ann@example.com");
    equal(first.cache, "miss");
    deepEqual(first.why.similar?.obligations, ["redact:pii.email"]);
    equal((await mail("Who is", "bob@example.com")).cache, "miss");
    equal((await mail("And who is", "ann@example.com")).cache, "similar");
    for (const { body } of vectorsAsked()) ok(!body.includes("example.com"));
    equal(upstream.received.filter(({ body }) => body.includes("example.com")).length, 2);
  });

  test("no-cache asks again and renews, no-store makes no vector", async () => {
    const fresh = { headers: { "cache-control": "no-cache" } };
    const stored = { headers: { "cache-control": "no-store" } };
    upstream.queue({ vector: [1, 0] }, { text: "old" });
    equal((await told("near", "A?")).cache, "miss");
    upstream.queue({ vector: [1, 0] }, { text: "new" });
    equal((await told("near", "A?", fresh)).cache, "miss");
    upstream.queue({ vector: [1, 0] });
    const last = await told("near", "B?");
    equal(last.cache, "similar");
    match(last.text, /new/);
    upstream.reset();
    equal((await told("near", `C? ${LIKE}`, stored)).cache, null);
    equal(vectorsAsked().length, 0);
  });

  // Guarantee: a call with tools, pictures, files, a schema or several answers is never answered from likeness.
  test("a call with tools, pictures, files, a schema or several answers is never answered from likeness", async () => {
    const fn = { name: "f", parameters: { type: "object", properties: {} } };
    const schema = { type: "json_schema", json_schema: { name: "s", schema: { type: "object" } } };
    const pixel = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
    const sound = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
    const called = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const used: Json[] = [
      { role: "assistant", content: null, tool_calls: [called] },
      { role: "tool", tool_call_id: "c", content: "7" },
    ];
    const cases: [content: Json, asked: Asked][] = [
      [ONE, { more: { tools: [{ type: "function", function: fn }] } }],
      [ONE, { more: { functions: [fn] } }],
      [ONE, { more: { response_format: schema } }],
      [ONE, { more: { n: 2 } }],
      [ONE, { before: used }],
      [[{ type: "text", text: ONE }, pixel], {}],
      [[{ type: "text", text: ONE }, sound], {}],
      [ONE, { path: "responses", body: { model: "near", input: ONE } }],
      [ONE, { path: "embeddings", body: { model: "near", input: ONE } }],
    ];
    for (const [content, asked] of cases) {
      upstream.reset();
      const { why } = await told("near", content, asked);
      equal(why.similar, undefined, JSON.stringify(asked));
      equal(upstream.received.length, 1);
    }
  });

  test("the next candidate's answer is kept for it alone, under the vector that was made already", async () => {
    upstream.queue({ vector: [1, 0] }, { status: 500 }, { text: "from the second" });
    const first = await told("ladder", "A?");
    equal(first.response.headers.get("x-lumos-model"), "second");
    equal(vectorsAsked().length, 1);
    upstream.queue({ vector: [1, 0] }, { text: "from the first" });
    const again = await told("ladder", "B?");
    equal(again.cache, "miss");
    match(again.text, /from the first/);
  });

  test("an answer that failed or broke off is not kept", async () => {
    upstream.queue({ vector: [1, 0] }, { chunks: 20, chunkMs: 5, cut: 10 });
    await told("near", "A?", { more: { stream: true } }).catch(() => {});
    upstream.queue({ vector: [1, 0] });
    equal((await told("near", "B?", { more: { stream: true } })).cache, "miss");
  });
});
