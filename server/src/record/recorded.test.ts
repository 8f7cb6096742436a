import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf } from "../../test/policy/acme.ts";
import { CHAINS, attest, dice, randomCircumstances, widen } from "../../test/policy/everything.ts";
import { fixedClock, seededRandom, timeOfId, uuidV7 } from "../kernel/index.ts";
import { type Decision, compareRulings, keptRuling, keptRulings } from "../policy/index.ts";
import { packBody } from "./body.ts";
import { makeFacets } from "./facets.ts";
import { type RecordedDecision, questionReader } from "./recorded.ts";

const DECISIONS = 100;
const ids = uuidV7(fixedClock(NOON), seededRandom(1));

interface Written {
  rows: { id: string; body: string }[];
  pieces: Map<string, string>;
}

const readBack = ({ rows, pieces }: Written): Promise<RecordedDecision[]> =>
  questionReader(async (hashes) => new Map(hashes.flatMap((hash) => withText(pieces, hash)))).read(rows);

function withText(pieces: ReadonlyMap<string, string>, hash: string): [string, string][] {
  const json = pieces.get(hash);
  return json === undefined ? [] : [[hash, json]];
}

// Guarantee: the same question under the same policies is answered the same, whatever has changed since.
test("the same question under the same policies is answered the same, whatever has changed since", async () => {
  const roll = dice(12);
  const outcomes = new Map<string, number>();
  const seen = new Set<string>();
  for (let world = 0; world < 4; world += 1) {
    const landscape = acmeLandscape(widen(roll));
    const { room, registry } = await acmeRoom(landscape);
    const facets = makeFacets();
    const written: Written = { rows: [], pieces: new Map() };
    const decided: Decision[] = [];
    for (let i = 0; i < DECISIONS / 4; i += 1) {
      const { context, assessment } = randomCircumstances(roll);
      const chain = attest(chainOf(landscape, ...roll.pick(...CHAINS)), roll);
      const call = {
        ...callOf({
          tokensIn: roll.pick(100, 100, 100, 4_000, 9_000),
          maxTokensOut: roll.pick(100, 100, 2_000),
          tools: roll.upTo(2) === 0,
          images: roll.upTo(2) === 0,
          stream: roll.upTo(2) === 0,
          operation: roll.pick("generate", "generate", "embed", "count"),
        }),
        id: ids.next(),
        at: roll.pick(NOON, NOON, NOON, NOON, NOON + 86_400_000),
      };
      const decision = room.decide({
        call,
        chain,
        context,
        assessment,
        candidates: modelsOf(landscape, roll.pick("smart", "cheap")),
        guardrails: roll.pick({}, { unavailable: "block" as const }, { input: { pii: "redact" as const } }),
        onPending: roll.pick("fallback", "wait"),
        supported: roll.pick(["redact:*", "retain:*", "limit:tokens=*", "notify:*"], ["redact:*", "retain:*"]),
        fulfilled: roll.pick([], ["approval:security_admin"]),
      });
      for (const { reasons } of decision.rulings) for (const { policy } of reasons) seen.add(policy);
      outcomes.set(decision.outcome, (outcomes.get(decision.outcome) ?? 0) + 1);
      const { text, rows } = packBody(
        { call, at: timeOfId(call.id), org: "acme", chain, assessment, decision },
        "allowed",
        facets,
      );
      for (const { hash, json } of rows) written.pieces.set(hash, json);
      facets.written(rows);
      written.rows.push({ id: call.id, body: text });
      decided.push(decision);
    }
    // Everybody has moved, and every model is somewhere else; the policies stayed.
    const policies = landscape.policies;
    const moved = acmeLandscape(({ objects }) => {
      objects.policies = [...policies];
      for (const user of objects.users) Object.assign(user, { teams: ["contractors"], region: "FR", roles: [] });
      for (const provider of objects.providers) Object.assign(provider, { regions: ["JP"], retentionDays: 99 });
      objects.workflows = [];
    }, 2);
    const later = await acmeRoom(moved);
    registry.set(moved);
    await room.settled();
    const read = await readBack(written);
    for (const [place, recorded] of read.entries()) {
      const before = decided[place];
      ok(before, "each row is one decision");
      ok(recorded.question, recorded.because ?? "");
      equal(recorded.question.snapshot, before.snapshot);
      deepEqual(
        recorded.rulings,
        before.rulings.map((ruling) => ({ model: ruling.candidate.id, ...keptRuling(ruling) })),
      );
      // The policies are the same in both rooms, and nothing else is.
      const answer = later.room.again.live("acme", { ...recorded.question });
      ok(answer.ok, JSON.stringify(answer));
      deepEqual(keptRulings(answer.value), recorded.rulings);
      equal(answer.value.outcome, before.outcome);
      deepEqual(compareRulings(recorded.rulings, keptRulings(answer.value)), { same: true, differences: [] });
    }
    room.close();
    later.room.close();
  }
  // A test that sees only one kind of answer sees little.
  for (const outcome of ["allowed", "pending", "blocked"])
    ok((outcomes.get(outcome) ?? 0) > 2, JSON.stringify([...outcomes]));
  ok(seen.size > 15, [...seen].join(" "));
});

test("a decision from before its question was kept is told, and cannot be decided again", async () => {
  const old = `{"v":1,"o":"allowed","r":"h","m":"smart","fmt":"chat","st":false,"ip":"","facts":{},"a":[true,1,0]}`;
  const pieces = new Map([
    [
      "h",
      `{"rulings":[{"model":"m","tier":"t","provider":"p","outcome":"allowed","reasons":[]}],"snapshot":"s","engine":"reference"}`,
    ],
  ]);
  const [recorded] = await readBack({ rows: [{ id: ids.next(), body: old }], pieces });
  equal(recorded?.question, undefined);
  equal(recorded?.because, "it was recorded before the whole question was kept");
  deepEqual(recorded?.rulings, [{ model: "m", outcome: "allowed", reasons: [], obligations: [], needs: [] }]);
});

test("a piece that is gone is told, and nothing is made up in its place", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const chain = chainOf(landscape, "user:alice@acme.test");
  const { context, assessment } = randomCircumstances(dice(1));
  const call = { ...callOf(), id: ids.next() };
  const decision = room.decide({ call, chain, context, assessment, candidates: modelsOf(landscape, "smart") });
  room.close();
  const made = { call, at: NOON, org: "acme", chain, assessment, decision };
  const { text, rows } = packBody(made, "allowed", makeFacets());
  const pieces = new Map(rows.map(({ hash, json }) => [hash, json]));
  const people = rows.find(({ json }) => json.startsWith('{"links"'));
  ok(people);
  pieces.delete(people.hash);
  const [recorded] = await readBack({ rows: [{ id: call.id, body: text }], pieces });
  deepEqual([recorded?.question, recorded?.because], [undefined, "a piece of it is gone"]);
});

test("the model that makes vectors is asked about again as it was: with its own operation, under the same policies", async () => {
  const landscape = acmeLandscape(widen(dice(3)));
  const { room } = await acmeRoom(landscape);
  const chain = chainOf(landscape, "user:alice@acme.test");
  const { context } = randomCircumstances(dice(9));
  const about = { chain, context: { ...context, workflow: "none" }, assessment: assessed({ cyber: 30 }) };
  const call = { ...callOf(), id: ids.next() };
  const decision = room.decide({ ...about, call, candidates: modelsOf(landscape, "smart") });
  const vectors = { ...callOf({ operation: "embed", tokensIn: 7 }), id: call.id };
  const likelyDecision = room.decide({ ...about, call: vectors, candidates: modelsOf(landscape, "north-guarded") });
  const [likely] = likelyDecision.rulings;
  ok(likely);
  const made = { ...about, call, at: NOON, org: "acme", decision, likely, likelyDecision };
  const { text, rows } = packBody(made, "allowed", makeFacets());
  const pieces = new Map(rows.map(({ hash, json }) => [hash, json]));
  const [recorded] = await readBack({ rows: [{ id: call.id, body: text }], pieces });
  ok(recorded?.likely);
  equal(recorded.likely.question.facts.ask?.operation, "embed");
  const answer = room.again.live("acme", recorded.likely.question);
  ok(answer.ok);
  deepEqual(keptRulings(answer.value), [recorded.likely.ruling]);
  deepEqual(recorded.likely.ruling, { model: "north-guarded", ...keptRuling(likely) });
  room.close();
});
