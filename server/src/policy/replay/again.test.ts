import assert from "node:assert/strict";
import { test } from "node:test";
import { acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../../test/policy/acme.ts";
import { type Decision, type RecordedQuestion, decideAgain, questionFrom } from "../index.ts";

function recordedFrom({ asked, snapshot, engine, facts, workflows }: Decision): RecordedQuestion {
  assert.ok(asked);
  // As it comes back from a database.
  return JSON.parse(JSON.stringify({ ...asked, snapshot, engine, facts, workflows })) as RecordedQuestion;
}

async function decided(workflow = "none") {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const decision = room.decide({
    call: callOf(),
    chain: chainOf(landscape, "agent:triage-bot", "user:sam@acme.test"),
    context: { ...quiet, workflow },
    assessment: assessed(),
    candidates: modelsOf(landscape, "smart"),
    onPending: "wait",
  });
  room.close();
  return decision;
}

test("a kept question is asked with everyone, every candidate and the workflow of then", async () => {
  const recorded = recordedFrom(await decided("ticket"));
  const { source, question } = questionFrom(recorded);
  assert.deepEqual(
    question.candidates.map(({ key, resource }) => [key, resource.entities[1]?.uid.id]),
    [
      ["north-frontier", "frontier"],
      ["south-frontier", "frontier"],
      ["cellar-guarded", "guarded"],
      ["north-guarded", "guarded"],
      ["south-mini", "economy"],
    ],
  );
  assert.equal(question.onPending, "wait");
  const [agent] = question.links;
  assert.ok(agent);
  const slice = source.principal(agent);
  assert.ok(slice.ok);
  assert.deepEqual(
    slice.value.entities.map(({ uid }) => uid.id),
    ["triage-bot", "sam@acme.test", "everyone", "support"],
  );
});

test("policies that do not count for a principal are left out, whoever decides again", async () => {
  const recorded = recordedFrom(await decided());
  const heard: (ReadonlySet<string> | undefined)[] = [];
  const prepared = {
    evaluate(_request: unknown, _entities: unknown, without?: ReadonlySet<string>) {
      heard.push(without);
      return { ok: true as const, value: { decision: "deny" as const, reasons: [], errors: [] } };
    },
    release() {},
  };
  const set = { prepared, cards: new Map(), notFor: () => new Set(["for-others"]) };
  const answer = decideAgain(set, recorded);
  assert.equal(answer.outcome, "blocked");
  assert.deepEqual([...(heard[0] ?? [])], ["for-others"]);
  decideAgain(set, recorded, new Set(["as-then"]));
  assert.deepEqual([...(heard.at(-1) ?? [])], ["as-then"]);
});
