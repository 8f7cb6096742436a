import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { acmeDeclaration, acmeLandscape, acmeRoom, NOON } from "../../../test/policy/acme.ts";
import { isFault } from "../../kernel/index.ts";
import { makeApartCases } from "./apart.ts";

const one = {
  name: "an ordinary request",
  chain: ["user:alice@acme.test"],
  ask: { model: "smart" },
  expect: { outcome: "allowed" },
};

test("cases run beside decisions, never between them", async () => {
  const { room } = await acmeRoom();
  let turns = 0;
  const done = new AbortController();
  const counting = (async () => {
    for (; !done.signal.aborted; turns += 1) await setImmediate();
  })();
  const order = { declaration: acmeDeclaration(), cases: [one], properties: { count: 200, seed: 1 } };
  const report = await room.test(order);
  done.abort();
  await counting;
  assert.deepEqual([report.ok, report.passed], [true, 1]);
  assert.ok(turns > 100, `this thread had ${turns} turns meanwhile`);
  room.close();
});

test("a candidate set is tested in place of the organization's own, which stays", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const policies = [{ id: "a", text: '@id("a") @why("Nobody.") forbid(principal, action, resource);' }];
  const report = await room.test({ declaration: acmeDeclaration(), policies, cases: [one] });
  assert.match(report.results[0]?.differences.join() ?? "", /outcome: expected allowed, was blocked/);
  const broken = [{ id: "a", text: "permit(" }];
  const refused = await room.test({ declaration: acmeDeclaration(), policies: broken, cases: [one] });
  assert.equal(refused.problems[0]?.severity, "error");
  assert.deepEqual([refused.ok, refused.passed], [false, 0]);
  room.close();
});

test("too many tests at once are refused, and nobody waits for one after the end", async () => {
  const apart = makeApartCases();
  const order = { declaration: acmeDeclaration(), cases: [one], now: NOON };
  const asked = Array.from({ length: 6 }, () =>
    apart.run(order).then(
      () => "answered",
      (error: unknown) => (isFault(error) ? error.code : "other"),
    ),
  );
  await setImmediate();
  apart.close();
  assert.deepEqual(await Promise.all(asked), [...Array<string>(4).fill("unavailable"), "rate_limited", "rate_limited"]);
});
