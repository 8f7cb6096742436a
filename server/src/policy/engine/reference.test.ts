import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { silentLog } from "../../kernel/index.ts";
import { acmePolicies } from "../../../test/policy/acme.ts";
import { openReference } from "./reference.ts";
import type { Entity, PolicyTree, Request } from "../../cedar/index.ts";
import type { Engine, Prepared, Source } from "./engine.ts";
import { schemaText, uid } from "../rulings/vocabulary.ts";
import { baseContext, modelContext } from "../rulings/facts.ts";
import type { Facts } from "../types.ts";
import { assessed, quiet } from "../../../test/policy/acme.ts";

const facts: Facts = { ...quiet, now: 0, ...assessed(), fulfilled: [] };

function request(): Request {
  const base = baseContext(facts, []);
  assert.ok(base.ok);
  return {
    principal: uid("User", "u"),
    action: uid("Action", "invoke"),
    resource: uid("Model", "m"),
    context: modelContext(facts, base.value),
  };
}

const group: Entity = { uid: uid("Group", "everyone"), attrs: { name: "" }, parents: [] };
const user: Entity = {
  uid: uid("User", "u"),
  attrs: { email: "", region: "", roles: [], active: true },
  parents: [group.uid],
};
const model: Entity = {
  uid: uid("Model", "m"),
  attrs: { provider: "p", regions: [], selfHosted: false, retentionDays: 0 },
  parents: [],
};

/** The reference reads texts alone. */
function source(id: string, text: string): Source {
  return { id, text, tree: {} as PolicyTree };
}

function prepare(engine: Engine, ...texts: string[]): Prepared {
  const prepared = engine.prepare(
    texts.map((text, place) => source(`p${place}`, text)),
    schemaText(),
  );
  assert.ok(prepared.ok);
  return prepared.value;
}

const DEEP = `permit(principal, action, resource) when { ${"(".repeat(3_000)}true${")".repeat(3_000)} };`;

test("an engine that died fails every question until it has been replaced, sets included", async () => {
  const engine = openReference({ log: silentLog });
  const prepared = prepare(engine, "permit(principal, action, resource);");
  const ask = () => prepared.evaluate(request(), [user, group, model]);
  assert.deepEqual(ask(), { ok: true, value: { decision: "allow", reasons: ["p0"], errors: [] } });

  const killed = engine.prepare([source("deep", DEEP)], schemaText());
  assert.equal(killed.ok, false);
  assert.deepEqual(ask(), { ok: false, error: { because: "engine unavailable", down: true } });
  assert.equal(engine.prepare([], schemaText()).ok, false);

  for (let tries = 0; tries < 200 && !ask().ok; tries += 1) await sleep(10);
  assert.deepEqual(ask(), { ok: true, value: { decision: "allow", reasons: ["p0"], errors: [] } });
  engine.close();
  assert.equal(ask().ok, false);
});

test("two engines share nothing", () => {
  const one = openReference({ log: silentLog });
  const other = openReference({ log: silentLog });
  const allows = prepare(one, "permit(principal, action, resource);");
  const denies = prepare(other, "forbid(principal, action, resource);");
  const answer = allows.evaluate(request(), [user, group, model]);
  assert.ok(answer.ok && answer.value.decision === "allow");
  assert.equal(other.prepare([source("deep", DEEP)], schemaText()).ok, false);
  assert.equal(denies.evaluate(request(), [user, group, model]).ok, false);
  assert.equal(allows.evaluate(request(), [user, group, model]).ok, true);
  one.close();
  other.close();
});

test("a released set is never asked again, and its place is used by the next", () => {
  const engine = openReference({ log: silentLog });
  const first = prepare(engine, "permit(principal, action, resource);");
  first.release();
  first.release();
  const second = prepare(engine, "forbid(principal, action, resource);");
  assert.equal(first.evaluate(request(), [user, group, model]).ok, false);
  const answer = second.evaluate(request(), [user, group, model]);
  assert.ok(answer.ok && answer.value.decision === "deny");
  engine.close();
});

test("a set that does not parse is refused and the engine lives on", () => {
  const engine = openReference({ log: silentLog });
  assert.equal(engine.prepare([source("a", "permit(")], schemaText()).ok, false);
  assert.equal(engine.prepare([], "namespace {").ok, false);
  assert.ok(prepare(engine, "permit(principal, action, resource);").evaluate(request(), [user, group, model]).ok);
  engine.close();
});

test("a request that does not fit the schema is a failure, not an answer", () => {
  const engine = openReference({ log: silentLog });
  const prepared = prepare(engine, "permit(principal, action, resource);");
  const good = request();
  const forged: [Request, Entity[]][] = [
    [{ ...good, context: {} }, [user, group, model]],
    [{ ...good, context: { ...good.context, extra: true } }, [user, group, model]],
    [{ ...good, action: uid("Action", "nothing") }, [user, group, model]],
    [{ ...good, principal: uid("Group", "everyone") }, [user, group, model]],
    [good, [{ ...user, attrs: { ...user.attrs, active: "yes" } }, group, model]],
    [good, [user, user, { ...user, attrs: { ...user.attrs, active: false } }, group, model]],
    [{ ...good, context: { ...good.context, tokensIn: 1.5 } }, [user, group, model]],
    [{ ...good, context: { ...good.context, tokensIn: Number.NaN } }, [user, group, model]],
  ];
  for (const [asked, entities] of forged) assert.equal(prepared.evaluate(asked, entities).ok, false);
  assert.equal(prepared.evaluate(good, [user, group, model]).ok, true);
  engine.close();
});

test("the whole set of acme fits in one place however often it changes", () => {
  const engine = openReference({ log: silentLog });
  const texts = acmePolicies().map(({ text }) => text);
  for (let change = 0; change < 20; change += 1) prepare(engine, ...texts).release();
  assert.equal(prepare(engine, ...texts).evaluate(request(), [user, group, model]).ok, true);
  engine.close();
});
