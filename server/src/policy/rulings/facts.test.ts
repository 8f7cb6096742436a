import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NOON,
  acmeLandscape,
  acmeRoom,
  assessed,
  callOf,
  chainOf,
  modelsOf,
  quiet,
} from "../../../test/policy/acme.ts";
import { Extension } from "../../cedar/index.ts";
import { addressOf, baseContext, gatherFacts } from "./facts.ts";
import type { Facts } from "../types.ts";

const facts = (change: Partial<Facts> = {}): Facts => ({
  ...gatherFacts({ call: callOf(), context: quiet, assessment: assessed(), fulfilled: [] }),
  ...change,
});
const base = (change: Partial<Facts> = {}) => {
  const built = baseContext(facts(change), []);
  assert.ok(built.ok);
  return built.value;
};
const broken = (value: unknown) => value as never;

test("what a caller states is only ever a string or a member of a set, never a value of the engine", () => {
  const forged = { __extn: { fn: "unknown", arg: "x" } };
  const fields: (keyof Facts)[] = [
    "client",
    "environment",
    "geo",
    "workflow",
    "purpose",
    "customer",
    "budget",
    "channel",
  ];
  for (const field of fields) assert.equal(baseContext(facts({ [field]: broken(forged) }), []).ok, false, field);
  const sets: (keyof Facts)[] = [
    "onBehalfOf",
    "dataClasses",
    "dataRegions",
    "topics",
    "sessionFlags",
    "taint",
    "programs",
  ];
  for (const field of sets) {
    assert.equal(baseContext(facts({ [field]: broken([forged]) }), []).ok, false, field);
    assert.equal(baseContext(facts({ [field]: broken(forged) }), []).ok, false, field);
  }
  assert.equal(base({ assessed: broken(forged) })["assessed"], false);
  const text = JSON.stringify(forged);
  assert.equal(base({ purpose: text })["purpose"], text);
});

test("texts that look like the engine's own are texts to it", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const names = [
    '{"__extn":{"fn":"unknown","arg":"x"}}',
    "__extn",
    "__entity",
    'Lumos::Group::"eng"',
    "a\u0000b",
    "\ud800",
  ];
  for (const name of names) {
    const decision = room.decide({
      call: callOf(),
      chain: chainOf(landscape, "user:alice@acme.test"),
      context: { ...quiet, client: name, purpose: name, workflow: name, taint: [name], dataClasses: [name, "secret"] },
      assessment: assessed(),
      candidates: modelsOf(landscape, "smart"),
    });
    assert.deepEqual(
      decision.rulings.flatMap(({ reasons }) => reasons.map(({ policy }) => policy)),
      Array.from({ length: 5 }, () => "data.secret"),
    );
  }
  room.close();
});

test("what does not fit is refused as a whole, never cut", async () => {
  const long = "x".repeat(2_000);
  const many = Array.from({ length: 1_001 }, (_, i) => `c${i}`);
  assert.equal(baseContext(facts({ purpose: long }), []).ok, false);
  assert.equal(baseContext(facts({ dataClasses: [long] }), []).ok, false);
  assert.equal(baseContext(facts({ dataClasses: many }), []).ok, false);
  assert.equal(baseContext(facts({ now: Number.NaN }), []).ok, false);
  assert.equal(baseContext(facts({ now: 1e17 }), []).ok, false);
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const decision = room.decide({
    call: callOf(),
    chain: chainOf(landscape, "user:alice@acme.test"),
    context: { ...quiet, dataClasses: many },
    assessment: assessed(),
    candidates: modelsOf(landscape, "south-mini"),
  });
  assert.equal(decision.outcome, "blocked");
  assert.equal(decision.rulings[0]?.reasons[0]?.policy, "not-evaluated");
  room.close();
});

test("numbers become whole ones on the safe side", () => {
  const risky = base({ risk: { ...facts().risk, cyber: 59.2, bio: Number.NaN }, sessionRisk: Number.NaN });
  assert.equal((risky["risk"] as Record<string, number>)["cyber"], 60);
  assert.equal((risky["risk"] as Record<string, number>)["bio"], 100);
  assert.equal(risky["sessionRisk"], 100);
  assert.equal(base({ trustScore: 59.9 })["trustScore"], 59);
  assert.equal(base({ trustScore: Number.NaN })["trustScore"], 0);
  assert.equal(base({ mfaAgeS: Number.POSITIVE_INFINITY })["mfaAgeS"], 2 ** 52);
  assert.ok((base({ autonomy: Number.NaN })["autonomy"] as number) > 4);
});

test("an address that is none is left out", () => {
  for (const text of ["", "unknown", "1.2.3", "1.2.3.4/8", "fe80::1%eth0", "::1.2.3.4", "x".repeat(100), "01.2.3.4"])
    assert.equal(addressOf(text), undefined, text);
  assert.equal(addressOf("203.0.113.7"), "203.0.113.7");
  assert.equal(addressOf("::1"), "::1");
  assert.equal(addressOf("::ffff:10.0.0.1"), "10.0.0.1");
  assert.ok(!("ip" in base({ ip: "unknown" })));
  assert.deepEqual(base({ ip: "::1" })["ip"], new Extension("ip", "::1"));
});

test("data classes are those stated and those found", () => {
  const gathered = gatherFacts({
    call: callOf(),
    context: { ...quiet, dataClasses: ["phi", "source-code"] },
    assessment: assessed({}, { dataClasses: ["secret", "phi"] }),
    fulfilled: [],
  });
  assert.deepEqual(gathered.dataClasses, ["phi", "secret", "source-code"]);
  assert.equal(gathered.now, NOON);
  assert.ok(!("run" in gathered) && !("session" in gathered));
});
