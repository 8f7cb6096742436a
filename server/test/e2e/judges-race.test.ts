import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import type { Json } from "../fakes/upstream.ts";
import { type JudgedWorld, makeJudgedWorld, verdict } from "../judged-world.ts";

/* A judge that races the model: the answer is held until it has spoken. In all four formats, whole and streaming. */

interface Format {
  name: string;
  model: string;
  /** Of a refusal by policy. */
  refused?: number;
  path(model: string, stream: boolean): string;
  body(model: string, words: string, stream: boolean): { [name: string]: Json };
}

const user = (content: string) => [{ role: "user", content }];
const FORMATS: Format[] = [
  {
    name: "openai.chat",
    model: "big",
    path: () => "/v1/chat/completions",
    body: (model, words, stream) => ({
      model,
      messages: user(words),
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
    }),
  },
  {
    name: "openai.responses",
    model: "big",
    path: () => "/v1/responses",
    body: (model, words, stream) => ({ model, input: words, stream }),
  },
  {
    name: "anthropic.messages",
    model: "claude",
    refused: 400,
    path: () => "/v1/messages",
    body: (model, words, stream) => ({ model, max_tokens: 100, messages: user(words), stream }),
  },
  {
    name: "gemini.generate",
    model: "gem",
    path: (model, stream) => `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: (_model, words) => ({ contents: [{ role: "user", parts: [{ text: words }] }] }),
  },
];

const SECRET_ANSWER = "pineapple pineapple pineapple";

suite("a judge that races the model", { concurrency: false }, () => {
  let world: JudgedWorld;
  before(async () => {
    world = await makeJudgedWorld({
      judges: "  - { id: house, api: instruct, model: guard, timeout: 20s, cacheTtl: 0s }",
      guardrails: "guardrails: { judge: { use: house, when: always, mode: race } }",
    });
  });
  after(() => world.end());
  beforeEach(() => {
    world.models.reset();
    world.judge.reset();
  });

  const call = async ({ path, body }: Format, model: string, words: string, stream: boolean) => {
    const response = await fetch(`${world.lumos.url}${path(model, stream)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.keys["ann"]}`, "content-type": "application/json" },
      body: JSON.stringify(body(model, words, stream)),
    });
    const text = await response.text();
    const why = await world.lumos.records.why("o", response.headers.get("x-lumos-decision") ?? "");
    ok(why, text);
    return { response, text, why };
  };
  const judgeHeld = (said: Parameters<typeof verdict>[1]) => {
    const gate = Promise.withResolvers<void>();
    world.judge.script(({ json }) => ({
      text: verdict(json as never, said),
      usage: { input: 50, output: 5 },
      hold: { at: 0, until: gate.promise },
    }));
    return gate;
  };

  for (const format of FORMATS) {
    for (const stream of [false, true]) {
      const how = `${format.name}${stream ? ", streaming" : ""}`;

      test(`nothing is given before it has spoken, and then all of it: ${how}`, async () => {
        const gate = judgeHeld({});
        world.models.script(() => ({ text: SECRET_ANSWER, usage: { input: 10, output: 5 } }));
        let given = false;
        const called = call(format, format.model, "Tell me.", stream).finally(() => (given = true));
        await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
        await world.models.received[0]?.closed.catch(() => {});
        equal(given, false);
        gate.resolve();
        const { response, text, why } = await called;
        equal(response.status, 200);
        ok(text.includes("pineapple"));
        equal(why.judged?.[0]?.mode, "race");
        equal(why.judged?.[0]?.fate, "judged");
        equal(why.costNanoUsd, 10 * 2_000 + 5 * 4_000 + 55_000);
      });

      test(`what a model answers goes to the caller only under the decision it was asked under: ${how}`, async () => {
        const gate = judgeHeld({ domain: "cyber", intent: "harmful", confidence: 0.9 });
        world.models.script(() => ({ text: SECRET_ANSWER, usage: { input: 10, output: 5 } }));
        const called = call(format, format.model, "Tell me.", stream);
        await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
        await world.models.received[0]?.closed.catch(() => {});
        gate.resolve();
        const { response, text, why } = await called;
        equal(response.status, format.refused ?? 403);
        equal(text.includes("pineapple"), false);
        equal(why.outcome, "blocked");
        equal(why.code, "policy_blocked");
        deepEqual(why.judged?.[0]?.after, { cyber: 90, harm: 90 });
        equal(why.candidates[0]?.fate, "failed");
        ok((why.candidates[0]?.spent ?? []).length > 0);
        ok((why.costNanoUsd ?? 0) > 55_000);
      });
    }

    test(`a model that still answers is stopped: ${format.name}`, async () => {
      const gate = judgeHeld({ domain: "cyber", intent: "harmful", confidence: 0.9 });
      const never = Promise.withResolvers<void>();
      world.models.script(() => ({ text: SECRET_ANSWER, chunks: 3, hold: { at: 1, until: never.promise } }));
      const called = call(format, format.model, "Tell me.", true);
      await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
      gate.resolve();
      const { response, text } = await called;
      equal(response.status, format.refused ?? 403);
      equal(text.includes("pineapple"), false);
      await world.models.received[0]?.closed;
      equal(world.models.received[0]?.aborted, true);
      never.resolve();
    });
  }

  test("the next candidate answers, and what a provider has answered is counted, also where nobody gets it", async () => {
    const gate = judgeHeld({ domain: "harm", intent: "harmful", confidence: 0.85 });
    world.models.script(({ json }) => ({
      text: (json as { model: string }).model === "big-one" ? SECRET_ANSWER : "mild",
      usage: { input: 10, output: 5 },
    }));
    const called = call(FORMATS[0] as Format, "ladder", "Tell me.", true);
    await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
    await world.models.received[0]?.closed.catch(() => {});
    gate.resolve();
    const { response, text, why } = await called;
    equal(response.status, 200);
    equal(text.includes("pineapple"), false);
    equal(why.model, "plain");
    deepEqual(
      why.candidates.map(({ model, fate }) => [model, fate]),
      [
        ["big", "failed"],
        ["plain", "taken"],
      ],
    );
    // The stream that was stopped is held at its first words: what it used is an estimate.
    ok((why.costNanoUsd ?? 0) > 10 * 2_000 + 5 * 4_000 + 55_000);
    ok((why.candidates[0]?.spent ?? []).length > 0);
  });

  test("a caller that goes away stops the judge as well as the model", async () => {
    const gate = judgeHeld({});
    const going = new AbortController();
    const { path, body } = FORMATS[0] as Format;
    const called = fetch(`${world.lumos.url}${path("big", true)}`, {
      method: "POST",
      signal: going.signal,
      headers: { authorization: `Bearer ${world.keys["ann"]}` },
      body: JSON.stringify(body("big", "Tell me.", true)),
    }).catch(() => undefined);
    await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
    going.abort();
    await called;
    await world.judge.received[0]?.closed;
    equal(world.judge.received[0]?.aborted, true);
    gate.resolve();
  });

  test("a model that fails before the judge has spoken is told as policy then says", async () => {
    const gate = judgeHeld({ domain: "cyber", intent: "harmful", confidence: 0.9 });
    world.models.script(() => ({ status: 500 }));
    const called = call(FORMATS[0] as Format, "big", "Tell me.", false);
    await Promise.all([world.models.arrived(1), world.judge.arrived(1)]);
    gate.resolve();
    const { response, why } = await called;
    equal(response.status, 403);
    equal(why.outcome, "blocked");
  });
});
