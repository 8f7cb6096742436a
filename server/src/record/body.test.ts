import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../test/policy/acme.ts";
import { fixedClock, seededRandom, timeOfId, uuidV7 } from "../kernel/index.ts";
import { type Fate, type Made, facetsOf, packBody, storiesOf, unpackBody } from "./body.ts";
import { makeFacets } from "./facets.ts";

const ids = uuidV7(fixedClock(NOON), seededRandom(1));

async function made(
  about: Partial<typeof quiet>,
  refs: string[] = ["agent:triage-bot", "user:sam@acme.test"],
): Promise<Made> {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const call = { ...callOf(), id: ids.next(), stated: { workflow: "ticket" } };
  const chain = chainOf(landscape, ...refs);
  const assessment = assessed({ cyber: 72, max: 72 }, { dataClasses: ["pii.customer"] });
  const context = { ...quiet, ...about };
  const decision = room.decide({
    call,
    chain,
    context,
    assessment,
    candidates: modelsOf(landscape, "smart"),
    guardrails: {},
  });
  room.close();
  return {
    call,
    at: timeOfId(call.id),
    org: "acme",
    chain,
    assessment,
    decision,
    obligations: ["redact:pii.customer"],
  };
}

test("what is kept comes back whole: every fact, ruling and link", async () => {
  const facets = makeFacets();
  const one = await made({ geo: "DE", purpose: "tests", taint: ["private"], trustScore: 80 });
  const { text, rows } = packBody(one, "allowed", facets);
  const body = unpackBody(one.call.id, text, new Map(rows.map((row) => [row.hash, row.json])));
  deepEqual(body.facts, one.decision?.facts);
  deepEqual(
    body.rulings.map((ruling) => [ruling.model, ruling.outcome, ruling.reasons]),
    one.decision?.rulings.map((ruling) => [ruling.candidate.id, ruling.outcome, ruling.reasons]),
  );
  deepEqual(
    body.chain.map((link) => link.ref),
    ["agent:triage-bot", "user:sam@acme.test"],
  );
  deepEqual(body.obligations, ["redact:pii.customer"]);
  equal(body.stated.workflow, "ticket");
});

test("a piece is written with every decision until a commit that held it is acknowledged, and never after", async () => {
  const facets = makeFacets();
  const one = await made({});
  const first = packBody(one, "allowed", facets);
  // Who called, the rulings with what was asked, everyone's attributes, the candidates.
  equal(first.rows.length, 4);
  deepEqual(packBody(one, "allowed", facets).rows, first.rows);
  facets.written(first.rows);
  const third = packBody(one, "allowed", facets);
  deepEqual(third.rows, []);
  // Those of people and candidates stand in the piece of the rulings.
  const named = facetsOf(third.text);
  ok(named.every((hash) => first.rows.some((row) => row.hash === hash)) && named.length === 2);
});

test("a call that ended before anything was known is kept as well", () => {
  const call = { ...callOf(), id: ids.next() };
  const { text, rows } = packBody({ call, at: timeOfId(call.id), org: "" }, "blocked", makeFacets());
  equal(rows.length, 0);
  const body = unpackBody(call.id, text, new Map());
  deepEqual([body.chain, body.rulings, body.outcome, body.facts], [[], [], "blocked", undefined]);
  ok(text.length < 400);
});

test("what became of the candidates is told in the order of the tries, each with its own ruling", async () => {
  const facets = makeFacets();
  const one = await made({});
  const { text, rows } = packBody(one, "allowed", facets);
  const body = unpackBody(one.call.id, text, new Map(rows.map((row) => [row.hash, row.json])));
  const fates = body.rulings.map(({ model }): Fate => ({ model, fate: "unused", detail: `of ${model}` })).reverse();
  const stories = storiesOf(body, fates);
  deepEqual(
    stories.map(({ model, tier, ruling, detail }) => ({ model, tier, ruling, detail })),
    body.rulings.map(({ model, tier, outcome }) => ({ model, tier, ruling: outcome, detail: `of ${model}` })).reverse(),
  );
  ok(stories.length > 1 && stories[0]?.model !== body.rulings[0]?.model);
});
