import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LumosBlocked } from "../src/index.ts";
import { type SdkWorld, makeSdkWorld } from "./world.ts";

let world: SdkWorld;
before(async () => {
  world = await makeSdkWorld({ guardrails: "guardrails: { tools: { pii: redact, secrets: redact } }" });
});
after(() => world.end());

const MAIL = "jane.roe@customer.example";

test("a model that may be asked is named with its provider, and its use is counted when it is told", async () => {
  const lumos = world.lumos.session("models-1");
  const decision = await lumos.authorizeModel({ model: "tiny", prompt: [{ role: "user", content: "hello" }] });
  assert.ok(decision.outcome === "allowed", JSON.stringify(decision));
  assert.deepEqual(decision.value.models, [{ id: "tiny", provider: "house", upstream: "tiny", obligations: [] }]);
  assert.equal(decision.rewritten, false);
  const told = await lumos.report({
    id: decision.id,
    model: "tiny",
    inputTokens: 12,
    outputTokens: 5,
    answer: "hello to you",
  });
  assert.deepEqual(told, { value: "hello to you", replaced: false });
  const { items } = (await world.api("/decisions?limit=2&session=models-1")) as { items: Record<string, unknown>[] };
  assert.deepEqual(
    items.map(({ kind, outcome, asked, tokensIn, tokensOut }) => [kind, outcome, asked, tokensIn, tokensOut]),
    [
      ["model", "allowed", "tiny", 12, 5],
      ["model", "allowed", "tiny", 0, 0],
    ],
  );
});

test("a model that policy does not allow is not named, and one that nobody knows is not found", async () => {
  const large = await world.lumos.authorizeModel({ model: "large", prompt: "hello" });
  assert.ok(large.outcome === "blocked" && large.code === "policy_blocked");
  assert.match(large.reason, /not for this/);
  const none = await world.lumos.authorizeModel({ model: "none", prompt: "hello" });
  assert.ok(none.outcome === "blocked" && none.code === "not_found");
});

test("what must not go out is taken out of the prompt before the application sends it", async () => {
  const prompt = [
    { role: "system", content: "be brief" },
    { role: "user", content: [{ type: "text", text: `write to ${MAIL} today` }] },
  ];
  const decision = await world.lumos.authorizeModel({ model: "tiny", prompt });
  assert.ok(decision.outcome === "allowed" && decision.rewritten, JSON.stringify(decision));
  assert.equal(JSON.stringify(decision.value.prompt).includes(MAIL), false);
  assert.match(JSON.stringify(decision.value.prompt), /be brief.*write to .* today/);
});

test("what a model answered comes back as it may be read", async () => {
  const token = `ghp_${"A1b2C3d4E5".repeat(4).slice(0, 36)}`;
  const told = await world.lumos.report({ id: "", model: "tiny", answer: { text: `the token is ${token}` } });
  assert.equal(told.replaced, true);
  assert.equal(JSON.stringify(told.value).includes(token), false);
});

test("what was used by a model that is not allowed counts, and its record says that it was not", async () => {
  const telling = world.lumos.session("models-2").report({ id: "", model: "large", inputTokens: 3, outputTokens: 1 });
  await assert.rejects(telling, (error) => error instanceof LumosBlocked && error.ran);
  const { items } = (await world.api("/decisions?limit=1&session=models-2")) as { items: Record<string, unknown>[] };
  assert.equal(items[0]?.["outcome"], "blocked");
});

test("what only Lumos can do on the way of a call is not said to be done where it is not on that way", async () => {
  const patients = world.lumos.with({ dataClasses: ["phi"] });
  const decision = await patients.authorizeModel({ model: "tiny", prompt: "hello" });
  assert.ok(decision.outcome === "blocked", JSON.stringify(decision));
  assert.match(decision.reason, /about patients/);
});

test("a prompt goes the way of every prompt", async () => {
  const said = await world.lumos.prompt("what is the weather");
  assert.equal(said.outcome, "allowed");
  const mail = await world.lumos.prompt(`write to ${MAIL}`);
  assert.ok(mail.outcome === "allowed" && mail.rewritten);
  assert.equal(JSON.stringify(mail.value).includes(MAIL), false);
});
