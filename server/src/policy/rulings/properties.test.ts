import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "../../context/index.ts";
import { seededRandom } from "../../kernel/index.ts";
import { type Assessment, DOMAINS } from "../../risk/index.ts";
import { acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../../test/policy/acme.ts";

const CASES = 50;
const RANK = { allowed: 2, pending: 1, blocked: 0 };

function dice(seed: number) {
  const random = seededRandom(seed);
  const upTo = (limit: number) => random.bytes(4).readUInt32LE() % limit;
  const pick = <T>(...items: T[]): T => items[upTo(items.length)] as T;
  const some = (...items: string[]) => items.filter(() => upTo(4) === 0);
  return { upTo, pick, some };
}

function randomCase(roll: ReturnType<typeof dice>): { context: Context; assessment: Assessment } {
  const risk = Object.fromEntries(DOMAINS.map((domain) => [domain, roll.upTo(3) === 0 ? roll.upTo(101) : 0]));
  return {
    context: {
      ...quiet,
      geo: roll.pick("US", "DE", "", "US", "KP"),
      workflow: roll.pick("none", "incident-response", "release"),
      autonomy: roll.upTo(4),
      dataRegions: roll.some("EU"),
      programs: roll.some("cyber-defense", "other"),
      trustScore: roll.upTo(101),
      budget: roll.pick("ok", "warn", "ok", "soft", "hard"),
      sessionRisk: roll.upTo(101),
    },
    assessment: assessed(risk, {
      assessed: roll.upTo(5) !== 0,
      dataClasses: roll.upTo(4) === 0 ? roll.some("pii.customer", "secret") : [],
    }),
  };
}

test("raising any risk never raises the tier", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const roll = dice(1);
  const candidates = modelsOf(landscape, "smart");
  const chains = ["user:alice@acme.test", "user:dana@acme.test", "user:bob@acme.test"].map((ref) =>
    chainOf(landscape, ref),
  );
  let lowered = 0;
  for (let i = 0; i < CASES; i += 1) {
    const { context, assessment } = randomCase(roll);
    const chain = roll.pick(...chains);
    const tierOf = (its: Assessment) => {
      const decision = room.decide({ call: callOf(), chain, context, assessment: its, candidates });
      const taken = decision.rulings.find(({ outcome }) => outcome === "allowed");
      return taken?.candidate.rank ?? -1;
    };
    const domain = roll.pick(...DOMAINS, "cyber", "bio");
    const risk = { ...assessment.risk, [domain]: Math.min(100, assessment.risk[domain] + 20 + roll.upTo(80)) };
    const before = tierOf(assessment);
    const after = tierOf({ ...assessment, risk: { ...risk, max: Math.max(risk.max, risk[domain]) } });
    assert.ok(after <= before, JSON.stringify({ context, assessment, domain }));
    if (after < before) lowered += 1;
  }
  assert.ok(lowered > 0, "no case was ever lowered, so this test sees nothing");
  room.close();
});

test("a chain never exceeds any of its members", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const roll = dice(2);
  const candidates = modelsOf(landscape, "smart");
  const agents = ["agent:release-bot", "agent:triage-bot", "agent:old-bot", "application:helpdesk"];
  const users = ["user:alice@acme.test", "user:bob@acme.test", "user:sam@acme.test"];
  let narrowed = 0;
  for (let i = 0; i < CASES; i += 1) {
    const { context, assessment } = randomCase(roll);
    const refs = [roll.pick(...agents), roll.pick(...users)];
    const ruled = (...links: string[]) =>
      room.decide({ call: callOf(), chain: chainOf(landscape, ...links), context, assessment, candidates }).rulings;
    const together = ruled(...refs);
    for (const ref of refs) {
      ruled(ref).forEach((alone, place) => {
        const ruling = together[place];
        assert.ok(ruling);
        assert.ok(RANK[ruling.outcome] <= RANK[alone.outcome], JSON.stringify({ refs, context, assessment }));
        if (RANK[ruling.outcome] < RANK[alone.outcome]) narrowed += 1;
        if (ruling.outcome === "allowed" && alone.outcome === "allowed")
          for (const obligation of alone.obligations) assert.ok(ruling.obligations.includes(obligation));
      });
    }
  }
  assert.ok(narrowed > 0, "no case was ever narrowed, so this test sees nothing");
  room.close();
});

test("a change that is told would have let the candidate pass", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const roll = dice(3);
  let told = 0;
  for (let i = 0; i < 15; i += 1) {
    const { context, assessment } = randomCase(roll);
    const chain = chainOf(landscape, "user:alice@acme.test");
    const ask = { call: callOf(), chain, context, candidates: modelsOf(landscape, "smart").slice(0, 3) };
    const decision = room.decide({ ...ask, assessment });
    for (const { candidate, change } of room.explain(decision, chain)) {
      // What is not about the call itself is put to the engine where it is found.
      if (/^the model asked|resource\.|principal/.test(change)) continue;
      // The words alone, read back by this test, must be enough.
      const after = readBack(change, context, assessment);
      const ruling = room.decide({ ...ask, ...after }).rulings.find((one) => one.candidate.id === candidate);
      assert.equal(ruling?.outcome, "allowed", change);
      told += 1;
    }
  }
  assert.ok(told > 5, "nothing was told, so this test sees nothing");
  room.close();
});

function readBack(change: string, context: Context, assessment: Assessment) {
  const facts: Record<string, unknown> = { ...context };
  const risk: Record<string, number> = { ...assessment.risk };
  let { assessed: isAssessed, dataClasses } = assessment;
  for (const part of change.split(/ and (?=[a-zA-Z.]+ (?:is|contains|does))/)) {
    const [, name = "", verb = "", value = ""] =
      /^(\S+) (is not|is below|is at most|is at least|is|contains|does not contain) (.*)$/.exec(part) ?? [];
    if (name.startsWith("risk.")) risk[name.slice(5)] = Number(value) - 1;
    else if (name === "assessed") isAssessed = value === "true";
    else if (name === "dataClasses") dataClasses = dataClasses.filter((item) => item !== value);
    else if (verb === "does not contain") facts[name] = (facts[name] as string[]).filter((item) => item !== value);
    else if (verb === "contains") facts[name] = [...(facts[name] as string[]), value];
    else if (verb === "is below") facts[name] = Number(value) - 1;
    else if (verb === "is not") facts[name] = name === "budget" ? "ok" : "FR";
    else if (verb === "is") facts[name] = value;
    else assert.fail(`not understood: ${part}`);
  }
  return {
    context: facts as unknown as Context,
    assessment: { ...assessment, risk: risk as Assessment["risk"], assessed: isAssessed, dataClasses },
  };
}
