import { equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import OpenAI, { RateLimitError } from "openai";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { type Program, freshDirectory, startProgram } from "../program.ts";
import { scratch } from "../scratch.ts";
import { refused } from "../refused.ts";

/* Limits as a caller with the official client meets them. */

const ORGANIZATION = `
version: 1
organization: { id: acme, name: Acme }
tiers: [{ id: frontier }, { id: economy }]
providers: [{ id: south, api: openai, baseUrl: "\${UPSTREAM}/v1", key: k }]
models:
  - { id: big, provider: south, upstream: big, tier: frontier, price: { input: 1, output: 1 } }
  - { id: small, provider: south, upstream: small, tier: economy, price: { input: 1, output: 1 } }
  - { id: open, provider: south, upstream: open, tier: economy, price: { input: 1, output: 1 } }
routes: [{ id: smart, models: [big, small] }]
teams: [{ id: eng }, { id: core, parent: eng }]
users:
  - { id: ann@acme.test, teams: [core] }
  - { id: bo@acme.test }
  - { id: cy@acme.test }
  - { id: di@acme.test }
  - { id: ed@acme.test }
  - { id: flo@acme.test }
connections:
  - { id: flo-big, from: "user:flo@acme.test", to: tier:frontier, rate: { calls: 1, per: day } }
limits:
  - { id: eng-day, scope: team:eng, requests: 3, tokens: 100000, per: day }
  - { id: bo-tokens, scope: "user:bo@acme.test", tokens: 1000, per: day }
  - { id: cy-places, scope: "user:cy@acme.test", concurrent: 1 }
  - { id: open-day, scope: model:open, requests: 1, per: day }
  - { id: everyone, scope: organization, each: true, requests: 50, per: day }
policies: ./policies
`;
const FILES = {
  "lumos.yaml": ORGANIZATION,
  "policies/all.cedar": '@id("all") @why("Open.")\npermit (principal, action, resource);\n',
};
const ask = (model: string, more: object = {}) => ({
  model,
  messages: [{ role: "user" as const, content: "Hello" }],
  ...more,
});

suite("limits on the model path", { concurrency: false }, () => {
  const folder = scratch(FILES);
  let upstream: Upstream;
  let lumos: TestLumos;
  const client = async (user: string) =>
    new OpenAI({ apiKey: await lumos.key(`user:${user}@acme.test`), baseURL: `${lumos.url}/v1`, maxRetries: 2 });
  const limited = (promise: Promise<unknown>) => refused(RateLimitError, promise);

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: `${folder.path}/lumos.yaml`, environment: { UPSTREAM: upstream.url } });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
    folder[Symbol.dispose]();
  });
  beforeEach(() => upstream.reset());

  test("an answer says where its caller stands, in the words of its format", async () => {
    const ann = await client("ann");
    const { response } = await ann.chat.completions.create(ask("small")).withResponse();
    equal(response.headers.get("x-ratelimit-limit-requests"), "3");
    equal(response.headers.get("x-ratelimit-remaining-requests"), "2");
    match(response.headers.get("x-ratelimit-reset-requests") ?? "", /^[78]h\d+m\d+s$/);
    equal(response.headers.get("x-ratelimit-limit-tokens"), "100000");
    ok(Number(response.headers.get("x-ratelimit-remaining-tokens")) < 100_000);
  });

  test("a provider's own limits are not passed on", async () => {
    upstream.queue({ headers: { "x-ratelimit-remaining-requests": "7", "x-ratelimit-limit-foo": "1" } });
    const ed = await client("ed");
    const { response } = await ed.chat.completions.create(ask("small")).withResponse();
    equal(response.headers.get("x-ratelimit-remaining-requests"), "49");
    equal(response.headers.get("x-ratelimit-limit-foo"), null);
  });

  test("a team's limit holds for the teams below it, and its refusal is the client's own rate limit error", async () => {
    const ann = await client("ann");
    await ann.chat.completions.create(ask("small"));
    const { data } = await ann.chat.completions.create({ ...ask("small"), stream: true }).withResponse();
    for await (const _chunk of data);
    upstream.reset();
    const error = await limited(ann.chat.completions.create(ask("small")));
    equal(error.status, 429);
    equal(error.code, "rate_limited");
    match(error.message, /limit eng-day \(3 requests a day for team:eng\) is used up; try again in 8 h/);
    ok(Number(error.headers.get("retry-after")) > 7 * 3_600);
    // It is told at once, not after tries of its own.
    equal(error.headers.get("x-should-retry"), "false");
    equal(error.headers.get("x-ratelimit-remaining-requests"), "0");
    equal(upstream.received.length, 0);
    const why = await lumos.records.why("acme", error.headers.get("x-lumos-decision") ?? "");
    equal(why?.outcome, "blocked");
    equal(why?.code, "rate_limited");
    match(why?.summary ?? "", /eng-day/);
  });

  test("tokens count as the provider counted them", async () => {
    const bo = await client("bo");
    upstream.queue({ text: "x", usage: { input: 700, output: 200 } });
    await bo.chat.completions.create(ask("small", { max_tokens: 50 }));
    upstream.queue({ text: "x", usage: { input: 700, output: 200 } });
    // 100 are left: it fits by its size, and comes out dearer.
    await bo.chat.completions.create(ask("small", { max_tokens: 50 }));
    const error = await limited(bo.chat.completions.create(ask("small", { max_tokens: 50 })));
    match(error.message, /bo-tokens \(1000 tokens a day/);
  });

  // Guarantee: whatever becomes of a call, its places are free again and its tokens are counted.
  test("whatever becomes of a call, its places are free again and its tokens are counted", async () => {
    const cy = await client("cy");
    for (const end of ["broken off", "failed", "ended"]) {
      const hold = Promise.withResolvers<void>();
      const stop = new AbortController();
      upstream.queue(end === "failed" ? { status: 500 } : { text: "a b c", hold: { at: 2, until: hold.promise } });
      const running = cy.chat.completions
        .create({ ...ask("small"), stream: true }, { signal: stop.signal, maxRetries: 0 })
        .then(async (stream) => {
          for await (const _chunk of stream);
        })
        .catch(() => {});
      await upstream.arrived(1);
      if (end !== "failed") match((await limited(cy.chat.completions.create(ask("small")))).message, /no place free/);
      if (end === "broken off") stop.abort();
      hold.resolve();
      await running;
      await until(async () => {
        const again = await cy.chat.completions.create(ask("small"), { maxRetries: 0 }).catch(() => undefined);
        return again !== undefined;
      });
      upstream.reset();
    }
  });

  test("a rate to a tier skips its models, and the route goes on", async () => {
    const flo = await client("flo");
    const first = await flo.chat.completions.create(ask("smart")).withResponse();
    equal(first.response.headers.get("x-lumos-model"), "big");
    const second = await flo.chat.completions.create(ask("smart")).withResponse();
    equal(second.response.headers.get("x-lumos-model"), "small");
    equal(second.response.headers.get("x-lumos-adjusted"), "fallback");
    const why = await lumos.records.why("acme", second.response.headers.get("x-lumos-decision") ?? "");
    const [big] = why?.candidates ?? [];
    equal(big?.fate, "skipped");
    match(big?.detail ?? "", /rate of connection flo-big \(1 request a day/);
  });

  test("where every model is at its limit the caller is told which and when", async () => {
    const di = await client("di");
    await di.chat.completions.create(ask("open"));
    const error = await limited(di.chat.completions.create(ask("open")));
    equal(error.code, "rate_limited");
    match(error.message, /limit open-day/);
    ok(Number(error.headers.get("retry-after")) > 3_600);
  });
});

suite("limits and kill -9", { concurrency: false }, () => {
  test("a restart frees the places of the dead process and hands out nothing twice", async () => {
    using folder = scratch(FILES);
    const upstream = await startUpstream();
    const data = freshDirectory();
    const start = (): Promise<Program> =>
      startProgram({ file: `${folder.path}/lumos.yaml`, data: data.path, environment: { UPSTREAM: upstream.url } });
    try {
      let program = await start();
      const clients = { cy: await program.key("user:cy@acme.test"), ann: await program.key("user:ann@acme.test") };
      const call = (key: string) =>
        fetch(`${program.url}/v1/chat/completions`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify(ask("small")),
        });
      for (let at = 0; at < 3; at++) equal((await call(clients.ann)).status, 200);
      equal((await call(clients.ann)).status, 429);
      upstream.reset();
      upstream.queue({ stall: -1 });
      const open = call(clients.cy).catch(() => undefined);
      await upstream.arrived(1);
      equal((await call(clients.cy)).status, 429);

      await program.kill("SIGKILL");
      await open;
      program = await start();
      equal((await call(clients.cy)).status, 200);
      equal((await call(clients.ann)).status, 429);
      equal((await program.kill("SIGTERM")).code, 0);
    } finally {
      await upstream.close();
      data.remove();
    }
  });
});

async function until(there: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 200; at++) {
    if (await there()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it never came");
}
