import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import type { Behaviour } from "../fakes/upstream.ts";
import { sigv4Problem } from "../fakes/sigv4-check.ts";
import { type JudgedWorld, makeJudgedWorld } from "../judged-world.ts";

/* Judges that are services of their own: how each is asked over HTTP, and what becomes of what it says. */

const json = (body: unknown): Behaviour => ({
  raw: { headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
});
const judgedBy = (id: string) => `
  - id: judged.${id}
    text: '@id("judged.${id}") @why("A judge looks first.") @obligation("judge:${id}") forbid (principal, action, resource == Lumos::Model::"big") when { context.base.dataClasses.contains("${id}") } unless { context.base.fulfilled.contains("judge:${id}") };'`;
const SERVICES = ["moderation", "azure", "bedrock", "armor", "lakera", "presidio", "dutch"];

suite("services that judge", { concurrency: false }, () => {
  let world: JudgedWorld;
  before(async () => {
    world = await makeJudgedWorld({
      judges: `
  - { id: moderation, api: openai-moderation, url: "JUDGE", key: moderation-key, usdPerCall: 0 }
  - { id: azure, api: azure-content-safety, url: "JUDGE", key: azure-key-1, usdPerCall: 0.001 }
  - { id: bedrock, api: bedrock-guardrail, url: "JUDGE", key: "AKIAIOSFODNN7EXAMPLE:secret-of-nobody", guardrail: abc, guardrailVersion: "3", region: eu-central-1 }
  - { id: armor, api: model-armor, url: "JUDGE", key: ya29.token, template: projects/p1/locations/europe-west4/templates/t1 }
  - { id: lakera, api: lakera, url: "JUDGE", key: lakera-key-1, project: project-1 }
  - { id: presidio, api: presidio, url: "JUDGE", selfHosted: true, retentionDays: 0, usdPerCall: 0 }
  - { id: dutch, api: presidio, url: "JUDGE", regions: [NL], usdPerCall: 0 }`,
      models: "  - { id: german, provider: house, upstream: eins, tier: small, regions: [DE] }",
      routes: "  - { id: regional, models: [german], regions: [DE] }",
      policies: `${SERVICES.map(judgedBy).join("")}
  - id: regional
    text: '@id("regional") @why("Only on our own machines.") forbid (principal, action == Lumos::Action::"invoke", resource) when { context.base.channel == "judge" && context.base.dataClasses.contains("armor") && resource is Lumos::Model && !resource.selfHosted };'
  - id: judged.german
    text: '@id("judged.german") @why("A judge looks first.") @obligation("judge:dutch") forbid (principal, action, resource == Lumos::Model::"german") unless { context.base.fulfilled.contains("judge:dutch") };'
  - id: names
    text: '@id("names") @why("Names are replaced.") @obligation("redact:pii.customer") forbid (principal, action, resource == Lumos::Model::"big") when { context.base.dataClasses.contains("pii.name") } unless { context.base.fulfilled.contains("redact:pii.customer") };'`,
    });
  });
  after(() => world.end());
  beforeEach(() => {
    world.models.reset();
    world.judge.reset();
  });
  const ask = (id: string, words: string) => world.ask("big", words, { headers: { "x-lumos-data-class": id } });

  test("OpenAI's moderation", async () => {
    world.judge.script(() =>
      json({ id: "m", results: [{ category_scores: { "illicit/violent": 0.95, hate: 0.85 } }] }),
    );
    const { response, why } = await ask("moderation", "Words.");
    equal(response.status, 403);
    deepEqual(why.judged?.[0]?.after, { weapons: 95, hate: 85, harm: 95 });
    equal(why.judged?.[0]?.model, "judge:moderation");
    equal(why.costNanoUsd, 0);
    const [asked] = world.judge.received;
    equal(asked?.path, "/v1/moderations");
    equal(asked?.headers.authorization, "Bearer moderation-key");
    deepEqual(asked?.json, { model: "omni-moderation-latest", input: "Words." });
  });

  test("Azure's content safety and prompt shields, two requests for one judgement", async () => {
    world.judge.script(({ path }) =>
      json(
        path.includes("shieldPrompt")
          ? { userPromptAnalysis: { attackDetected: true }, documentsAnalysis: [] }
          : { categoriesAnalysis: [{ category: "Hate", severity: 6 }] },
      ),
    );
    const { why } = await ask("azure", "Words.");
    deepEqual(why.judged?.[0]?.after, { injection: 90, jailbreak: 90, hate: 86 });
    equal(why.judged?.[0]?.requests, 2);
    equal(why.judged?.[0]?.costNanoUsd, 2_000_000);
    for (const { headers } of world.judge.received) equal(headers["ocp-apim-subscription-key"], "azure-key-1");
  });

  test("Bedrock's ApplyGuardrail, signed", async () => {
    world.judge.script(() => json({ action: "NONE", assessments: [] }));
    const { response, why } = await ask("bedrock", "Words.");
    equal(response.status, 200);
    const [asked] = world.judge.received;
    ok(asked);
    equal(asked.path, "/guardrail/abc/version/3/apply");
    const signed = { region: "eu-central-1", service: "bedrock" };
    equal(
      sigv4Problem(asked, () => "secret-of-nobody", signed),
      undefined,
    );
    // Nobody said what it costs: that is not nothing.
    equal(why.judged?.[0]?.costNanoUsd, null);
    match(why.unpriced ?? "", /judge:bedrock/);
  });

  test("Lakera's guard, with the channels as roles", async () => {
    world.judge.script(() => json({ flagged: true, breakdown: [{ detector_type: "prompt_attack", detected: true }] }));
    const { why } = await ask("lakera", "Words.");
    deepEqual(why.judged?.[0]?.after, { injection: 90, jailbreak: 90 });
    deepEqual(world.judge.received[0]?.json, {
      messages: [{ role: "user", content: "Words." }],
      breakdown: true,
      project_id: "project-1",
    });
    equal(world.judge.received[0]?.headers.authorization, "Bearer lakera-key-1");
  });

  test("policies see a service like a model, and keep from it what must not leave", async () => {
    const { response, why } = await ask("armor", "Words.");
    equal(response.status, 403);
    match(why.judged?.[0]?.detail ?? "", /regional/);
    equal(world.judge.received.length, 0);
  });

  test("a route's regions hold for the judge of its calls too", async () => {
    world.judge.script(() => json([]));
    equal((await ask("dutch", "Words.")).why.judged?.[0]?.fate, "judged");
    const { response, why } = await world.ask("regional", "Words.");
    equal(response.status, 403);
    match(why.judged?.[0]?.detail ?? "", /works in NL/);
    equal(world.judge.received.length, 1);
  });

  test("names that Presidio finds are redacted from what the model is sent", async () => {
    const words = "Please call Ann Lee today.";
    world.judge.script(() => json([{ entity_type: "PERSON", start: 12, end: 19, score: 0.85 }]));
    const { response, why } = await ask("presidio", words);
    equal(response.status, 200);
    deepEqual(why.judged?.[0]?.found, { person: 1 });
    ok(why.facts?.dataClasses.includes("pii.name"));
    const sent = world.models.received[0]?.body.toString("utf8") ?? "";
    equal(sent.includes("Ann Lee"), false);
    match(sent, /Please call <PERSON_1> today\./);
    equal(JSON.stringify(why).includes("Ann Lee"), false);
  });
});
