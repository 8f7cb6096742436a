import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { systemRandom } from "../../kernel/index.ts";
import { UNANSWERED, makeHeld } from "./held.ts";

test("a call that waits for its client's answers is bounded in time and number", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const held = makeHeld({ random: systemRandom });
  const calls = Array.from({ length: 40 }, () => held.begin("ann"));
  equal(calls.filter((call) => held.keep(call)).length, 32);
  ok(held.keep(held.begin("bob")), "somebody else's are counted apart");

  const [call] = calls;
  ok(call);
  const asked = Array.from({ length: 20 }, () => call.ask({ method: "roots/list", params: undefined }));
  equal(call.asks.size, 16);
  deepEqual(await asked[19], { error: UNANSWERED });
  t.mock.timers.tick(5 * 60_000);
  equal(call.abort.signal.aborted, true);
  deepEqual(await asked[0], { error: UNANSWERED });
  equal(held.take(call.id, "ann"), undefined);
});

test("a call that waits is taken back once, and by its own caller", async () => {
  const held = makeHeld({ random: systemRandom });
  const call = held.begin("ann");
  const answer = call.ask({ method: "roots/list", params: undefined });
  await call.asked();
  ok(held.keep(call));
  equal(held.take(call.id, "bob"), undefined);
  equal(held.take(call.id, "ann"), call);
  equal(held.take(call.id, "ann"), undefined);
  const [key] = call.asks.keys();
  call.answer(key ?? "", { result: "{}" });
  deepEqual(await answer, { result: "{}" });
  held.close();
});
