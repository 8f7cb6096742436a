import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { FORMATS, type GuardWorld, PROVIDERS, startGuardWorld } from "../guard-world.ts";

/* Answers that may not go on: every official client comes to a clean end, and none takes a part for the whole. */

// Written in two pieces, so that no scanner takes this file for a leak.
const TOKEN = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;
const BEFORE = "This much may be read by everyone who asks for it, word by word. ";
const TEXT = `${BEFORE}But the token is ${TOKEN} and there is more of it behind.`;
const MAIL = "bob.jones@example.org";
const CHAT = "/v1/chat/completions";
const says = (model: string) => ({ model, messages: [{ role: "user" as const, content: "x" }] });

suite("answers that are stopped", { concurrency: false }, () => {
  let world: GuardWorld;
  before(async () => {
    world = await startGuardWorld("{ output: { secrets: block, pii: detect } }");
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.upstream.reset());

  // Guarantee: nothing of an answer goes out that was stopped before it began.
  for (const format of FORMATS)
    for (const model of PROVIDERS)
      test(`nothing of an answer goes out that was stopped before it began: ${format} from ${model}`, async () => {
        world.upstream.queue({ text: TEXT });
        const heard = await world.heard(format, model, false);
        match(heard, format === "anthropic.messages" ? /^thrown: 400 / : /^thrown: 403 /);
        ok(!heard.includes(TOKEN) && !heard.includes("This much"));
        const why = await world.why();
        deepEqual([why.outcome, why.result, why.code], ["allowed", "stopped", "policy_blocked"]);
        deepEqual(why.guard?.stopped?.gave, []);
        ok((why.usage?.output ?? 0) > 0 && (why.costNanoUsd ?? 0) > 0, "what was used is not counted");
        ok(!JSON.stringify(why).includes(TOKEN));
      });

  for (const format of FORMATS)
    for (const model of PROVIDERS)
      test(`a stream stops where it stands: ${format} from ${model}`, async () => {
        world.upstream.queue({ text: TEXT, chunks: 40, splitBytes: 50 });
        const heard = await world.heard(format, model, true);
        ok(BEFORE.startsWith(heard.slice(0, BEFORE.length)) && !heard.includes("ghp_"), heard);
        ok(heard.length > 20 && heard.length < TEXT.length, heard);
        const why = await world.why();
        deepEqual([why.result, why.code], ["stopped", "policy_blocked"]);
        equal(why.guard?.stopped?.gave[0]?.characters, heard.length);
        ok((why.usage?.output ?? 0) > 0 && why.usage?.partial === true);
        ok(
          why.guard.findings.some(
            ({ kind, action, masked }) => kind === "secret" && action === "block" && !masked.includes(TOKEN),
          ),
        );
      });

  test("chat says it by its filter of content, with the decision", async () => {
    world.upstream.queue({ text: TEXT, chunks: 20 });
    const reasons: (string | null)[] = [];
    let refusal = "";
    for await (const { choices } of await world.openai.chat.completions.create({ ...says("chatty"), stream: true })) {
      for (const { finish_reason, delta } of choices) {
        if (finish_reason) reasons.push(finish_reason);
        refusal += delta.refusal ?? "";
      }
    }
    deepEqual(reasons, ["content_filter"]);
    match(refusal, new RegExp((await world.why()).id));
  });

  test("Anthropic's client has a refusal, its blocks closed", async () => {
    world.upstream.queue({ text: TEXT, chunks: 20 });
    const message = await world.anthropic.messages.stream({ ...says("claude"), max_tokens: 100 }).finalMessage();
    equal(message.stop_reason, "refusal");
  });

  test("Responses end incomplete, Gemini's candidates for safety", async () => {
    world.upstream.queue({ text: TEXT, chunks: 20 }, { text: TEXT, chunks: 20 });
    const types: string[] = [];
    let last: unknown;
    const asked = { model: "thinker", input: "x", stream: true } as const;
    for await (const event of await world.openai.responses.create(asked)) {
      types.push(event.type);
      last = event;
    }
    const { response } = last as { response: { status: string; incomplete_details: unknown } };
    deepEqual([response.status, response.incomplete_details], ["incomplete", { reason: "content_filter" }]);
    equal(types.at(-1), "response.incomplete");
    const finishes: unknown[] = [];
    for await (const { candidates } of await world.google.models.generateContentStream({
      model: "gem",
      contents: "x",
    })) {
      finishes.push(candidates?.[0]?.finishReason);
    }
    equal(finishes.at(-1), "SAFETY");
  });

  test("a tool is never called with what was stopped", async () => {
    for (const model of PROVIDERS) {
      world.upstream.queue({ tools: [{ name: "send", arguments: { body: `x ${TOKEN}` } }] });
      const stream = world.anthropic.messages.stream({ ...says(model), max_tokens: 100 });
      const message = await stream.finalMessage();
      equal(message.stop_reason, "refusal", model);
      ok(!JSON.stringify(message).includes("ghp_"));
    }
  });

  test("choices that have not ended stop with the one that may not go on", async () => {
    world.upstream.queue({ text: TEXT, chunks: 20 });
    const response = await world.post(CHAT, { ...says("chatty"), n: 2, stream: true });
    const text = await response.text();
    ok(!text.includes("ghp_"));
    ok(text.includes('"content_filter"') && text.endsWith("data: [DONE]\n\n"));
    world.upstream.queue({ text: TEXT });
    const array = await world.post("/v1beta/models/gem:streamGenerateContent", {
      contents: [{ parts: [{ text: "x" }] }],
    });
    const events = (await array.json()) as { candidates: { finishReason?: string }[] }[];
    equal(events.at(-1)?.candidates[0]?.finishReason, "SAFETY");
  });

  test("what is only to be noticed goes on byte for byte, and is recorded", async () => {
    const said = `mail ${MAIL} of it`;
    world.upstream.queue({ text: said });
    const detected = await (await world.post(CHAT, says("chatty"))).text();
    ok(detected.includes(said));
    const { guard, adjusted } = await world.why();
    deepEqual(adjusted, []);
    deepEqual(
      guard?.findings.map(({ kind, action, place }) => ({ kind, action, place })),
      [{ kind: "email", action: "detect", place: "answer.text[0]" }],
    );
  });

  // Guarantee: what cannot be read is not given where a guard is to act, unless the organization says so.
  test("what cannot be read is not given where a guard is to act, unless the organization says so", async () => {
    const audio = { id: "a", data: "UklGRg==", transcript: "so it is", expires_at: 1 };
    const body = JSON.stringify({
      id: "c",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", content: null, audio }, finish_reason: "stop" }],
    });
    const raw = { raw: { headers: { "content-type": "application/json" }, body } };
    world.upstream.queue(raw);
    const refused = await world.post(CHAT, says("chatty"));
    equal(refused.status, 403);
    ok(!(await refused.text()).includes("UklG"));
    await using lenient = await startGuardWorld("{ output: { secrets: block }, unavailable: allow }");
    lenient.upstream.queue(raw);
    equal((await lenient.post(CHAT, says("chatty"))).status, 200);
    const { guard, adjusted } = await lenient.why();
    deepEqual({ uninspected: guard?.uninspected, adjusted }, { uninspected: ["audio"], adjusted: ["degraded"] });
  });
});

suite("how much of an answer waits", { concurrency: false }, () => {
  const POLICY = `@id("all") @why("Open.")
permit (principal, action in Lumos::Action::"use_model", resource);
@id("inspect") @why("Answers are inspected whole.") @obligation("inspect:strict")
forbid (principal, action in Lumos::Action::"use_model", resource)
unless { context.base.fulfilled.contains("inspect:strict") };
`;

  test("where policy demands it, all of an answer is inspected before any of it goes on", async () => {
    await using world = await startGuardWorld("{}", POLICY);
    const held = Promise.withResolvers<void>();
    world.upstream.queue({ text: TEXT, chunks: 40, hold: { at: 39, until: held.promise } });
    const response = world.post(CHAT, { ...says("chatty"), stream: true });
    await world.upstream.arrived(1);
    held.resolve();
    const text = await (await response).text();
    ok(!text.includes(TOKEN) && text.includes("<SECRET_1>"));
    equal((await world.why()).guard?.mode, "strict");
  });

  test("in windows, sentences go on as they end", async () => {
    await using world = await startGuardWorld("{ output: { secrets: redact, harm: block, mode: window } }");
    world.upstream.queue({ text: `One is here. Two has ${TOKEN} in it. Three is the last`, chunks: 20 });
    equal(await world.heard("openai.chat", "chatty", true), "One is here. Two has <SECRET_1> in it. Three is the last");
    equal((await world.why()).guard?.mode, "window");
  });
});
