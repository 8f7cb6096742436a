import assert from "node:assert/strict";
import { test } from "node:test";
import { acmePolicies, assessed, quiet } from "../../../test/policy/acme.ts";
import { type Entity, EntityRef, type Fields, Layers, type PolicyTree, type Request } from "../../cedar/index.ts";
import { silentLog } from "../../kernel/index.ts";
import { baseContext, modelContext } from "../rulings/facts.ts";
import { schemaText, uid } from "../rulings/vocabulary.ts";
import type { Facts } from "../types.ts";
import type { Engine, Prepared } from "./engine.ts";
import { openFast } from "./fast.ts";
import { loadCedar, openReference } from "./reference.ts";

/* What both engines must do alike. */

const facts: Facts = { ...quiet, now: 0, ...assessed(), fulfilled: [] };
const group: Entity = { uid: uid("Group", "everyone"), attrs: { name: "" }, parents: [] };
const user: Entity = {
  uid: uid("User", "u"),
  attrs: { email: "u@x.test", region: "", roles: ["owner"], active: true },
  parents: [group.uid],
};
const tier: Entity = { uid: uid("Tier", "frontier"), attrs: { rank: 3 }, parents: [] };
const model: Entity = {
  uid: uid("Model", "m"),
  attrs: { provider: "p", regions: [], selfHosted: false, retentionDays: 0 },
  parents: [tier.uid],
};
const workflow: Entity = { uid: uid("Workflow", "none"), attrs: { domain: "" }, parents: [] };
const everything = [user, group, model, tier, workflow];

function request(more: Partial<Request> = {}, change: Fields = {}): Request {
  const base = baseContext(facts, []);
  assert.ok(base.ok);
  return {
    principal: user.uid,
    action: uid("Action", "invoke"),
    resource: model.uid,
    context: modelContext(facts, { ...base.value, ...change }),
    ...more,
  };
}

const cedar = loadCedar();

function prepare(engine: Engine, policies: Record<string, string>): Prepared {
  const prepared = engine.prepare(
    Object.entries(policies).map(([id, text]) => {
      const parsed = cedar.policyToJson(text);
      assert.ok(parsed.type === "success", text);
      return { id, text, tree: parsed.json as unknown as PolicyTree };
    }),
    schemaText(),
  );
  assert.ok(prepared.ok);
  return prepared.value;
}

for (const open of [openFast, () => openReference({ log: silentLog })]) {
  const engine = open();
  const on = (what: string, body: () => void) => test(`${engine.name}: ${what}`, body);

  on("who decides is told, sorted, and who could not be evaluated", () => {
    const set = prepare(engine, {
      z: "permit(principal, action, resource);",
      b: 'permit(principal in Lumos::Group::"everyone", action in Lumos::Action::"use_model", resource in Lumos::Tier::"frontier");',
      a: 'permit(principal is Lumos::User, action, resource) when { principal.email like "*@x.test" };',
      broken: "permit(principal is Lumos::Agent, action, resource) when { principal.active };",
      over: "forbid(principal, action, resource) when { context.base.confidence * 9007199254740991 * 9007199254740991 > 1 };",
      gone: 'forbid(principal, action, resource) when { Lumos::User::"gone".active };',
    });
    assert.deepEqual(set.evaluate(request(), everything), {
      ok: true,
      value: { decision: "allow", reasons: ["a", "b", "z"], errors: ["gone", "over"] },
    });
  });

  on("a forbid wins, and nothing at all denies", () => {
    const set = prepare(engine, {
      yes: "permit(principal, action, resource);",
      no: 'forbid(principal, action == Lumos::Action::"invoke", resource) unless { context.base.fulfilled.contains("x") };',
    });
    const denied = { ok: true, value: { decision: "deny", reasons: ["no"], errors: [] } };
    assert.deepEqual(set.evaluate(request(), everything), denied);
    assert.equal(set.evaluate(request({}, { fulfilled: ["x"] }), everything).ok, true);
    assert.deepEqual(set.evaluate(request(), everything, new Set(["yes", "no"])), {
      ok: true,
      value: { decision: "deny", reasons: [], errors: [] },
    });
    const allowed = { ok: true, value: { decision: "allow", reasons: ["yes"], errors: [] } };
    assert.deepEqual(set.evaluate(request(), everything, new Set(["no"])), allowed);
    assert.deepEqual(set.evaluate(request(), everything), denied);
  });

  on("entities in layers are the same entities", () => {
    const set = prepare(engine, {
      a: 'permit(principal in Lumos::Group::"everyone", action, resource in Lumos::Tier::"frontier") when { context.base.workflow in Lumos::Workflow::"none" };',
    });
    const layers = new Layers({ principal: [user, group], resource: [model, tier], context: [workflow, group] });
    assert.deepEqual(set.evaluate(request(), layers), {
      ok: true,
      value: { decision: "allow", reasons: ["a"], errors: [] },
    });
  });

  on("what is no question is a failure, not an answer", () => {
    const set = prepare(engine, { a: "permit(principal, action, resource);" });
    const changed = { ...user, attrs: { ...user.attrs, active: false } };
    assert.equal(set.evaluate(request(), [...everything, changed]).ok, false);
    for (const trustScore of [1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])
      assert.equal(set.evaluate(request({}, { trustScore }), everything).ok, false);
    assert.equal(set.evaluate(request({ principal: { type: "Lumos::User", id: "\ud800" } }), everything).ok, false);
    assert.equal(set.evaluate(request({}, { ip: new EntityRef({ type: "\ud800", id: "" }) }), everything).ok, false);
    assert.equal(set.evaluate(request(), everything).ok, true);
  });

  on("a released set is never asked again, another one is", () => {
    const first = prepare(engine, { a: "permit(principal, action, resource);" });
    const second = prepare(engine, { a: "forbid(principal, action, resource);" });
    first.release();
    first.release();
    assert.equal(first.evaluate(request(), everything).ok, false);
    const answer = second.evaluate(request(), everything);
    assert.ok(answer.ok && answer.value.decision === "deny");
  });

  on("a set or a schema that cannot be read is refused, and the next is taken", () => {
    const tree = { effect: "permit" } as PolicyTree;
    assert.equal(engine.prepare([{ id: "a", text: "permit(", tree }], schemaText()).ok, false);
    assert.equal(engine.prepare([], "namespace {").ok, false);
    assert.equal(prepare(engine, {}).evaluate(request(), everything).ok, true);
  });

  on("actions stand in the groups of the schema that is given", () => {
    const schema = `entity U; entity R; action look; action read in [look] appliesTo { principal: U, resource: R };`;
    const text = 'permit(principal, action in Action::"look", resource);';
    const parsed = cedar.policyToJson(text);
    assert.ok(parsed.type === "success");
    const prepared = engine.prepare([{ id: "a", text, tree: parsed.json as unknown as PolicyTree }], schema);
    assert.ok(prepared.ok);
    const asked = {
      principal: { type: "U", id: "u" },
      action: { type: "Action", id: "read" },
      resource: { type: "R", id: "r" },
      context: {},
    };
    const allowed = { ok: true, value: { decision: "allow", reasons: ["a"], errors: [] } };
    assert.deepEqual(prepared.value.evaluate(asked, []), allowed);
  });

  on("acme's policies are taken as they are", () => {
    const policies = Object.fromEntries(acmePolicies().map(({ id, text }) => [id, text]));
    assert.equal(prepare(engine, policies).evaluate(request(), everything).ok, true);
  });
}

test("what was prepared ahead is used for the very same policies and for no others", async () => {
  const engine = openFast();
  const [yes, no] = ["permit(principal, action, resource);", "forbid(principal, action, resource);"].map((text) => {
    const parsed = cedar.policyToJson(text);
    assert.ok(parsed.type === "success");
    return { id: "a", text, tree: parsed.json as unknown as PolicyTree };
  });
  assert.ok(yes && no && engine.prepareAhead);
  for (const wanted of [yes, no]) {
    await engine.prepareAhead([yes], schemaText());
    const prepared = engine.prepare([wanted], schemaText());
    assert.ok(prepared.ok);
    const answer = prepared.value.evaluate(request(), everything);
    assert.ok(answer.ok && answer.value.decision === (wanted === yes ? "allow" : "deny"));
  }
});

test("the vocabulary's groups of actions are those of its schema", () => {
  const text = 'permit(principal, action in Lumos::Action::"use_tool", resource);';
  const parsed = cedar.policyToJson(text);
  assert.ok(parsed.type === "success");
  const policies = [{ id: "a", text, tree: parsed.json as unknown as PolicyTree }];
  const own = openFast().prepare(policies, schemaText());
  const read = openFast().prepare(policies, `${schemaText()} `);
  assert.ok(own.ok && read.ok);
  const json = cedar.schemaToJson(schemaText());
  assert.ok(json.type === "success");
  for (const id of Object.keys((json.json as Record<string, { actions: object }>)["Lumos"]?.actions ?? {})) {
    const asked = request({ action: uid("Action", id) });
    assert.deepEqual(own.value.evaluate(asked, everything), read.value.evaluate(asked, everything), id);
  }
});

test("a name from outside is never read as a value of the engine", () => {
  for (const engine of [openFast(), openReference({ log: silentLog })]) {
    const set = prepare(engine, {
      a: "permit(principal, action, resource) when { context.base.customer == principal };",
      b: "permit(principal, action, resource);",
    });
    const forged = [
      '{"__entity":{"type":"Lumos::User","id":"u"}}',
      '{"__extn":{"fn":"unknown"}}',
      '{"__expr":"principal"}',
    ];
    for (const customer of forged.map((text) => JSON.parse(text) as Fields))
      assert.equal(set.evaluate(request({}, { customer }), everything).ok, false);
  }
});
