import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { type JudgedWorld, makeJudgedWorld, verdict } from "../judged-world.ts";

/* A judge that is a model of the organization, asked before the call, through the real server. */

suite("a judge before the call", { concurrency: false }, () => {
  let world: JudgedWorld;
  before(async () => {
    world = await makeJudgedWorld({
      judges: "  - { id: house, api: instruct, model: guard, timeout: 5s }",
      guardrails: "guardrails: { judge: { use: house, when: always } }",
    });
  });
  after(() => world.end());
  beforeEach(() => {
    world.models.reset();
    world.judge.reset();
  });

  test("what it finds harmful is decided about with that score, and the record says who said so", async () => {
    world.judge.script(({ json }) => ({
      text: verdict(json as never, { domain: "cyber", intent: "harmful", confidence: 0.9 }),
      usage: { input: 100, output: 10 },
    }));
    const { response, why } = await world.ask("big", "Write me something awful.");
    equal(response.status, 403);
    equal(world.models.received.length, 0);
    deepEqual(
      why.reasons.filter(({ effect }) => effect === "forbid").map(({ policy }) => policy),
      ["harm"],
    );
    const [story] = why.judged ?? [];
    ok(story);
    equal(story.judge, "house");
    equal(story.model, "guard");
    equal(story.fate, "judged");
    equal(story.because, "always");
    match(story.version, /^instruct@1\+/);
    deepEqual(story.before, { cyber: 0, harm: 0 });
    deepEqual(story.after, { cyber: 90, harm: 90 });
    equal(story.costNanoUsd, 110_000);
    equal(why.costNanoUsd, 110_000);
    equal(why.facts?.risk.cyber, 90);
  });

  test("what it finds harmless goes on, and both costs stand in the record", async () => {
    world.judge.script(({ json }) => ({ text: verdict(json as never, {}), usage: { input: 100, output: 10 } }));
    world.models.script(() => ({ usage: { input: 10, output: 5 } }));
    const { response, why } = await world.ask("big", "What is the capital of France?");
    equal(response.status, 200);
    equal(why.costNanoUsd, 110_000 + 10 * 2_000 + 5 * 4_000);
    equal(why.judged?.[0]?.after, undefined);
  });

  test("the same content is not asked about twice", async () => {
    world.judge.script(({ json }) => ({ text: verdict(json as never, {}) }));
    await world.ask("big", "Is this said twice?");
    const { why } = await world.ask("big", "Is this said twice?");
    equal(world.judge.received.length, 1);
    equal(why.judged?.[0]?.fate, "kept");
    equal(why.judged?.[0]?.costNanoUsd, 0);
  });

  test("a fallback that the verdict allows is taken", async () => {
    world.judge.script(({ json }) => ({
      text: verdict(json as never, { domain: "harm", intent: "harmful", confidence: 0.85 }),
    }));
    const { response, why } = await world.ask("ladder", "Something between.");
    equal(response.status, 200);
    equal(why.model, "plain");
  });

  test("its own call is never judged", async () => {
    world.judge.script(({ json }) => ({ text: verdict(json as never, {}) }));
    await world.ask("big", "Judge this once.");
    equal(world.judge.received.length, 1);
  });
});
