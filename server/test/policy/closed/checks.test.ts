import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { silentLog } from "../../../src/kernel/index.ts";
import { openFast } from "../../../src/policy/engine/fast.ts";
import { openReference } from "../../../src/policy/engine/reference.ts";
import { schemaText } from "../../../src/policy/rulings/vocabulary.ts";
import { inspect } from "../../../src/policy/sets/check.ts";
import { LIMITS } from "../../../src/policy/sets/limits.ts";
import { NOON, acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../acme.ts";
import { QUESTION } from "./question.ts";
import { BOMBS, bombsOf } from "./bombs.ts";

/* Text that nobody has looked at yet meets the reference in a thread that is thrown away, and nowhere else. */

const permit = (id: string, condition: string) => ({
  id,
  text: `@id("${id}") @why("w") permit (principal, action in Lumos::Action::"use_model", resource) when { ${condition} };`,
});

test("every bomb is refused, and the sound policy beside them is not", async () => {
  const bombs = bombsOf();
  const { problems } = await inspect([...bombs, permit("sound", "true")], NOON);
  const refused = new Set(problems.filter(({ severity }) => severity === "error").map(({ policy }) => policy));
  const names = Object.keys(BOMBS);
  assert.deepEqual(
    bombs.flatMap(({ id }, place) => (refused.has(id) ? [] : [names[place]])),
    [],
  );
  assert.ok(!refused.has("sound"));
  for (const { message } of problems) assert.ok(message.length < 1_100, message.slice(0, 80));
});

test("what passes the checks can be evaluated by both engines", async () => {
  const tower = (levels: number, around: (inner: string) => string) =>
    Array.from({ length: levels }).reduce<string>((inner) => around(inner), "true");
  const chain = " || true".repeat(60);
  const hard = [
    permit("chain", Array.from({ length: 99 }, () => "context.base.assessed").join(" && ")),
    permit("nest", `${"(".repeat(60)}true${")".repeat(60)}`),
    permit(
      "sets",
      tower(25, (inner) => `[[${inner}]].containsAll([[true]])`),
    ),
    permit(
      "records",
      tower(20, (inner) => `({a: {b: ${inner}}}).a.b`),
    ),
    permit(
      "mixed",
      tower(2, (inner) => `[({a: ${inner}${chain}}).a].contains(true)`),
    ),
    permit("set", `[${Array.from({ length: 1_000 }, (_, at) => at).join()}].contains(999)`),
    permit("like", `context.base.geo like "${"*".repeat(10_000)}"`),
  ];
  const { problems, policies } = await inspect(hard, NOON);
  assert.deepEqual(problems, []);
  for (const engine of [openFast(), openReference({ log: silentLog })]) {
    const prepared = engine.prepare(policies, schemaText());
    assert.ok(prepared.ok, engine.name);
    assert.deepEqual(prepared.value.evaluate(QUESTION.request, QUESTION.entities), {
      ok: true,
      value: { decision: "allow", reasons: hard.map(({ id }) => id).toSorted(), errors: [] },
    });
    engine.close();
  }
});

test("64 KB of policy are read, one byte more is not", async () => {
  const empty = permit("p", 'context.base.geo == ""').text.length;
  const filled = (bytes: number) => permit("p", `context.base.geo == "${"x".repeat(bytes - empty)}"`);
  const errors = async (bytes: number) => (await inspect([filled(bytes)], NOON)).problems;
  assert.deepEqual(await errors(LIMITS.textBytes), []);
  assert.match((await errors(LIMITS.textBytes + 1))[0]?.message ?? "", /longer than/);
});

test("10,001 policies are refused before any is read", async () => {
  const many = Array.from({ length: 10_001 }, (_, at) => ({ id: `p${at}`, text: "(" }));
  const { problems } = await inspect(many, NOON);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ["more than 10000 policies"],
  );
});

test("a check that takes too long is ended, and names the policy it was at", async () => {
  const many = Array.from({ length: 400 }, (_, at) => permit(`p${at}`, `context.base.autonomy == ${at}`));
  const { problems, policies } = await inspect(many, NOON, { timeMs: 1 });
  assert.deepEqual(policies, []);
  assert.match(problems[0]?.message ?? "", /takes too long to check/);
});

test("checks that somebody asks for neither hold up what is live nor pile up, and decisions go on", async () => {
  const landscape = acmeLandscape();
  const { room, registry } = await acmeRoom(landscape);
  let decided = 0;
  const ask = (risk: number) =>
    room.decide({
      call: callOf(),
      chain: chainOf(landscape, "user:alice@acme.test"),
      context: quiet,
      assessment: assessed({ finance: risk }),
      candidates: modelsOf(landscape, "smart"),
    });
  const before = ask(0).outcome;
  const traps = bombsOf().filter((_, at) => /towers|a byte order mark/.test(Object.keys(BOMBS)[at] ?? ""));
  const checks = Array.from({ length: 30 }, () => room.check(traps));
  const done = Promise.allSettled(checks);
  const closed = acmeLandscape(({ objects }) => {
    objects.policies = [{ id: "no", text: '@id("no") @why("w") forbid (principal, action, resource);' }];
  }, 2);
  let waiting = true;
  void done.then(() => (waiting = false));
  while (decided < 20) {
    assert.equal(ask((decided += 1)).outcome, before);
    await turn();
  }
  registry.set(closed);
  await room.settled();
  assert.ok(waiting, "the checks were done before what is live was taken");
  assert.equal(ask(0).outcome, "blocked");
  const results = await done;
  const refused = results.filter(({ status }) => status === "rejected");
  assert.ok(refused.length > 15, `${refused.length} of 30 were refused`);
  for (const result of refused) assert.equal((result as PromiseRejectedResult).reason.code, "rate_limited");
  for (const result of results) if (result.status === "fulfilled") assert.equal(result.value.length, traps.length);
  room.close();
});

test("the reference is loaded by two files, and only one of them reads text that nobody has looked at", () => {
  const root = fileURLToPath(new URL("../../../src/", import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const saying = (word: string) =>
    files.filter((file) => readFileSync(join(root, file), "utf8").includes(word)).toSorted();
  assert.deepEqual(saying("@cedar-policy/cedar-wasm"), ["policy/engine/reference.ts"]);
  assert.deepEqual(saying("policyToJson("), ["policy/engine/reference.ts", "policy/sets/check-worker.ts"]);
});
