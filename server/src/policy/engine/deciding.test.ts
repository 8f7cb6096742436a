import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fields, type PolicyTree, type Request, type Verdict } from "../../cedar/index.ts";
import { silentLog, systemClock } from "../../kernel/index.ts";
import { assessed, quiet } from "../../../test/policy/acme.ts";
import { baseContext, modelContext } from "../rulings/facts.ts";
import { schemaText, uid } from "../rulings/vocabulary.ts";
import { type Mismatch, openDeciding } from "./deciding.ts";
import type { Engine } from "./engine.ts";
import type { EngineChoice } from "./engines.ts";
import { type Recheck, makeRecheck } from "./recheck.ts";
import { openReference } from "./reference.ts";

const facts = { ...quiet, now: 0, ...assessed(), fulfilled: [] };
const entities = [
  { uid: uid("User", "u"), attrs: { email: "", region: "", roles: [], active: true }, parents: [] },
  { uid: uid("Model", "m"), attrs: { provider: "p", regions: [], selfHosted: false, retentionDays: 0 }, parents: [] },
];

function request(context?: Fields): Request {
  const base = baseContext(facts, []);
  assert.ok(base.ok);
  return {
    principal: uid("User", "u"),
    action: uid("Action", "invoke"),
    resource: uid("Model", "m"),
    context: context ?? modelContext(facts, base.value),
  };
}

const source = (id: string, text: string) => ({ id, text, tree: {} as PolicyTree });
const PERMIT = source("all", "permit(principal, action, resource);");
const FORBID = source("none", "forbid(principal, action, resource);");

/** Stands where the fast engine does, and answers as the test wants it to. */
function bent(bend: (verdict: Verdict) => Verdict): Engine {
  const engine = openReference({ log: silentLog });
  return {
    name: "fast",
    prepare(policies, schema) {
      const prepared = engine.prepare(policies, schema);
      if (!prepared.ok) return prepared;
      return {
        ok: true,
        value: {
          release: () => prepared.value.release(),
          evaluate(...asked) {
            const answer = prepared.value.evaluate(...asked);
            return answer.ok ? { ok: true, value: bend(answer.value) } : answer;
          },
        },
      };
    },
    close: () => engine.close(),
  };
}

function deciding(fast: Engine, choice: EngineChoice = "fast", recheck?: Recheck) {
  const found: Mismatch[] = [];
  let switches = 0;
  const engine = openDeciding({
    choice,
    fast,
    openReference: () => openReference({ log: silentLog }),
    recheck,
    clock: systemClock,
    log: silentLog,
    switched: () => void (switches += 1),
    mismatched: (mismatch) => void found.push(mismatch),
  });
  return { engine, found, switches: () => switches };
}

function ask(engine: Engine, ...policies: (typeof PERMIT)[]) {
  const prepared = engine.prepare(policies, schemaText());
  assert.ok(prepared.ok);
  return (asked = request()) => prepared.value.evaluate(asked, entities);
}

const ALLOW: Verdict = { decision: "allow", reasons: ["all"], errors: [] };

test("an engine that was found wrong decides nothing afterwards", async () => {
  const recheck = makeRecheck({ log: silentLog });
  const { engine, found, switches } = deciding(
    bent(() => ALLOW),
    "fast",
    recheck,
  );
  const decide = ask(engine, PERMIT, FORBID);
  const other = ask(engine, FORBID);
  assert.deepEqual(decide(), { ok: true, value: ALLOW });
  assert.equal(engine.name, "fast");
  await recheck.settled();

  assert.equal(engine.name, "reference");
  assert.equal(switches(), 1);
  const right = { decision: "deny", reasons: ["none"], errors: [] };
  assert.deepEqual(decide(), { ok: true, value: right });
  assert.deepEqual(other(), { ok: true, value: right });
  assert.equal(found.length, 1);
  assert.deepEqual(found[0]?.answers, [
    { engine: "fast", answer: "allow by all" },
    { engine: "reference", answer: "deny by none" },
  ]);
  assert.deepEqual(found[0]?.request.principal, uid("User", "u"));
  assert.equal(recheck.counts.mismatch, 1);
  await recheck.close();
  engine.close();
});

test("every answer that is right is asked again and stays", async () => {
  const recheck = makeRecheck({ log: silentLog });
  const { engine, found } = deciding(
    bent((verdict) => verdict),
    "fast",
    recheck,
  );
  const decide = ask(engine, PERMIT);
  for (let count = 0; count < 20; count += 1) assert.ok(decide().ok);
  await recheck.settled();
  assert.deepEqual({ ...recheck.counts }, { same: 20, mismatch: 0, unanswered: 0, skipped: 0 });
  assert.deepEqual([found.length, engine.name], [0, "fast"]);
  await recheck.close();
  engine.close();
});

test("a set of many policies is told to the thread a part at a time", async () => {
  const recheck = makeRecheck({ log: silentLog });
  const { engine } = deciding(
    bent((verdict) => verdict),
    "fast",
    recheck,
  );
  const many = Array.from({ length: 250 }, (_, at) => source(`p${at}`, "permit(principal, action, resource);"));
  assert.ok(ask(engine, ...many)().ok);
  assert.ok(ask(engine)().ok);
  await recheck.settled();
  assert.equal(recheck.counts.same, 2);
  await recheck.close();
  engine.close();
});

test("a fast engine that throws blocks that call, and the reference decides the next", () => {
  const { engine, switches } = deciding(
    bent(() => {
      throw new TypeError("out of order");
    }),
  );
  const decide = ask(engine, PERMIT);
  assert.deepEqual(decide(), { ok: false, error: { because: "the engine failed", down: true } });
  assert.equal(engine.name, "reference");
  assert.equal(switches(), 1);
  assert.deepEqual(decide(), { ok: true, value: ALLOW });
  engine.close();
});

test("a question that the fast engine does not take switches nothing", () => {
  const { engine } = deciding(bent((verdict) => verdict));
  assert.equal(ask(engine, PERMIT)(request({})).ok, false);
  assert.equal(engine.name, "fast");
  engine.close();
});

test("where both are asked, only what they agree about is answered", () => {
  let bend = (verdict: Verdict) => verdict;
  const { engine, found } = deciding(
    bent((verdict) => bend(verdict)),
    "both",
  );
  const decide = ask(engine, PERMIT);
  assert.deepEqual(decide(), { ok: true, value: ALLOW });
  bend = (verdict) => ({ ...verdict, errors: ["all"] });
  assert.deepEqual(decide(), { ok: false, error: { because: "the engines do not agree" } });
  assert.equal(found.length, 1);
  bend = (verdict) => verdict;
  assert.deepEqual(decide(), { ok: true, value: ALLOW });
  engine.close();
});

test("asking the reference again never delays a decision nor changes one that was made", async () => {
  // A thread that hangs, one that dies at once, one that answers nonsense.
  for (const code of [
    "for (;;);",
    "process.exit(1)",
    "require('worker_threads').parentPort.on('message', () => { throw 1; })",
  ]) {
    const recheck = makeRecheck({
      log: silentLog,
      worker: new URL(
        `data:text/javascript,${encodeURIComponent(code.replace("require('worker_threads')", "(await import('node:worker_threads'))"))}`,
      ),
      hangsAfterMs: 50,
      restartMs: 20,
    });
    const { engine, found } = deciding(
      bent((verdict) => verdict),
      "fast",
      recheck,
    );
    const decide = ask(engine, PERMIT);
    for (let count = 0; count < 400; count += 1) assert.deepEqual(decide(), { ok: true, value: ALLOW });
    for (let tries = 0; tries < 300 && recheck.counts.unanswered === 0; tries += 1) {
      decide();
      await sleep(5);
    }
    assert.ok(recheck.counts.unanswered > 0, code);
    assert.ok(recheck.counts.skipped > 0, code);
    assert.equal(recheck.counts.same, 0);
    assert.deepEqual([found.length, engine.name], [0, "fast"]);
    await recheck.close();
    engine.close();
  }
});

test("a set that the reference does not take is never watched in silence", async () => {
  const said: string[] = [];
  const log = { ...silentLog, warn: (event: string) => void said.push(event) };
  const recheck = makeRecheck({ log, restartMs: 10 });
  const set = { policies: [source("a", "permit(")], schema: schemaText() };
  const heard = { set, request: request(), entities, without: undefined };
  recheck.hear({ ...heard, verdict: { decision: "allow", reasons: ["a"], errors: [] } });
  for (let tries = 0; tries < 400 && said.length === 0; tries += 1) await sleep(25);
  assert.ok(said.includes("policy.recheck.paused"));
  await recheck.close();
});

test("a set that is released is asked about no more", async () => {
  const recheck = makeRecheck({ log: silentLog });
  const { engine } = deciding(
    bent((verdict) => verdict),
    "fast",
    recheck,
  );
  const prepared = engine.prepare([PERMIT], schemaText());
  assert.ok(prepared.ok);
  assert.ok(prepared.value.evaluate(request(), entities).ok);
  prepared.value.release();
  await recheck.settled();
  assert.deepEqual(recheck.counts.same, 0);
  assert.equal(prepared.value.evaluate(request(), entities).ok, false);
  await recheck.close();
  engine.close();
});
