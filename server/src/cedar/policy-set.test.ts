import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Entity,
  EntityRef,
  Extension,
  type Fields,
  Layers,
  type PolicyTree,
  type Value,
  policySetBuilder,
  valuesIn,
} from "./index.ts";
import type { ExtensionName } from "./values.ts";

const ALL = { op: "All" };
const uid = (type: string, id: string) => ({ type, id });
const request = {
  principal: uid("User", "ann"),
  action: uid("Action", "read"),
  resource: uid("Doc", "1"),
  context: {} as Fields,
};
const when = (body: Record<string, unknown>, more: Partial<PolicyTree> = {}): PolicyTree => ({
  effect: "permit",
  principal: ALL,
  action: ALL,
  resource: ALL,
  conditions: [{ kind: "when", body }],
  ...more,
});
const context = (name: string) => ({ ".": { left: { Var: "context" }, attr: name } });

function setOf(trees: Record<string, PolicyTree>, actions: Entity[] = []) {
  const builder = policySetBuilder(actions);
  for (const [id, tree] of Object.entries(trees)) assert.equal(builder.add(id, tree), undefined);
  return builder.done();
}

function ask(trees: Record<string, PolicyTree>, fields: Fields = {}, entities: readonly Entity[] | Layers = []) {
  return setOf(trees).evaluate({ ...request, context: fields }, entities);
}

test("a number that JavaScript does not carry exactly is refused, never rounded", () => {
  const builder = policySetBuilder([]);
  for (const number of [2 ** 53, -(2 ** 53), 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.match(builder.add("p", when({ "==": { left: { Value: number }, right: { Value: 1 } } })) ?? "", /2\^53/);
  for (const value of [2 ** 53, [1.5], { deep: [Number.NaN] }] as Value[]) {
    const inContext = ask({ p: when({ Value: true }) }, { value });
    assert.ok(!inContext.ok && inContext.because.includes("2^53"));
    const entity = { uid: uid("User", "ann"), attrs: { value }, parents: [] };
    assert.equal(ask({ p: when({ Value: true }) }, {}, [entity]).ok, false);
  }
});

test("what arithmetic makes beyond 2^53 is exact, and an error beyond 64 bits", () => {
  const most = 2 ** 53 - 1;
  const product = (by: number) => ({ "*": { left: context("n"), right: { Value: by } } });
  const exact = when({
    "==": { left: { "-": { left: product(1_000), right: product(999) } }, right: { Value: most } },
  });
  assert.deepEqual(ask({ exact, over: when({ "<": { left: product(1_025), right: { Value: 0 } } }) }, { n: most }), {
    ok: true,
    value: { decision: "allow", reasons: ["exact"], errors: ["over"] },
  });
});

test("whatever a condition does, the policy has an outcome and the next one is asked", () => {
  const bomb = { "==": { left: context("a"), right: context("b") } };
  const broken = new Proxy({} as Record<string, Value>, {
    ownKeys: () => {
      throw new Error("no");
    },
  });
  assert.equal(ask({ p: when({ Value: true }) }, { broken }).ok, false);
  let nested: Value = "end";
  for (let depth = 0; depth < 90; depth += 1) nested = { next: nested };
  assert.deepEqual(ask({ bomb: when(bomb), fine: when({ Value: true }) }, { a: nested }), {
    ok: true,
    value: { decision: "allow", reasons: ["fine"], errors: ["bomb"] },
  });
  for (let depth = 0; depth < 20_000; depth += 1) nested = { next: nested };
  assert.equal(ask({ fine: when({ Value: true }) }, { a: nested }).ok, false);
  let tower: Record<string, unknown> = { Value: true };
  for (let depth = 0; depth < 20_000; depth += 1) tower = { "!": { arg: tower } };
  assert.match(policySetBuilder([]).add("tower", when(tower)) ?? "", /deeper/);
});

test("names that mean something to JavaScript are names like others", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
    const has = when({ has: { left: { Var: "context" }, attr: name } });
    const reads = when({ "==": { left: context(name), right: { Value: 1 } } });
    const written = when({
      "==": {
        left: { ".": { left: { Record: JSON.parse(`{"${name}":{"Value":1}}`) }, attr: name } },
        right: { Value: 1 },
      },
    });
    const without = ask({ has, reads, written });
    assert.deepEqual(without, { ok: true, value: { decision: "allow", reasons: ["written"], errors: ["reads"] } });
    const fields = JSON.parse(`{"${name}":1}`) as Fields;
    const within = ask({ has, reads }, fields);
    assert.deepEqual(within, { ok: true, value: { decision: "allow", reasons: ["has", "reads"], errors: [] } });
    const tagged = { uid: request.principal, attrs: {}, parents: [], tags: fields };
    const tag = (op: string) => ({ [op]: { left: { Var: "principal" }, right: { Value: name } } });
    const tags = ask({ t: when(tag("hasTag")), g: when({ "==": { left: tag("getTag"), right: { Value: 1 } } }) }, {}, [
      tagged,
    ]);
    assert.ok(tags.ok && tags.value.reasons.length === 2);
  }
  const inherited = Object.create({ secret: true }) as Fields;
  assert.deepEqual(ask({ p: when({ has: { left: { Var: "context" }, attr: "secret" } }) }, inherited), {
    ok: true,
    value: { decision: "deny", reasons: [], errors: [] },
  });
});

test("only objects of their own classes are references and calls", () => {
  const equals = when({ "==": { left: context("who"), right: { Var: "principal" } } });
  const answer = (who: Value) => ask({ equals }, { who });
  assert.deepEqual(answer({ type: "User", id: "ann" }), {
    ok: true,
    value: { decision: "deny", reasons: [], errors: [] },
  });
  assert.deepEqual(answer(new EntityRef(request.principal)), {
    ok: true,
    value: { decision: "allow", reasons: ["equals"], errors: [] },
  });
  for (const name of ["__entity", "__extn", "__expr"]) {
    assert.equal(answer({ [name]: { type: "User", id: "ann" } }).ok, false);
    assert.equal(ask({ equals }, { [name]: 1 }).ok, false);
  }
  assert.equal(answer(new Extension("shell" as ExtensionName, "rm")).ok, false);
  assert.equal(answer(new Extension("ip", "1.2.3.400")).ok, false);
});

test("two entities of one name are one where they say the same, and refused where they do not", () => {
  const entity = (name: string): Entity => ({ uid: request.principal, attrs: { name }, parents: [] });
  assert.equal(ask({ p: when({ Value: true }) }, {}, [entity("a"), entity("a")]).ok, true);
  assert.equal(ask({ p: when({ Value: true }) }, {}, [entity("a"), entity("b")]).ok, false);
});

test("entities that stand above themselves are refused", () => {
  const group = (id: string, above: string): Entity => ({ uid: uid("G", id), attrs: {}, parents: [uid("G", above)] });
  assert.equal(ask({ p: when({ Value: true }) }, {}, [group("a", "b"), group("b", "c"), group("c", "a")]).ok, false);
  assert.equal(ask({ p: when({ Value: true }) }, {}, [group("a", "a")]).ok, false);
  const chain = Array.from({ length: 5_000 }, (_, place) => group(`${place}`, `${place + 1}`));
  const inside = when({
    in: { left: { Value: { __entity: uid("G", "0") } }, right: { Value: { __entity: uid("G", "5000") } } },
  });
  assert.deepEqual(ask({ inside }, {}, chain), {
    ok: true,
    value: { decision: "allow", reasons: ["inside"], errors: [] },
  });
});

test("policies left out count as if they were not there", () => {
  const set = setOf({ yes: when({ Value: true }), no: when({ Value: true }, { effect: "forbid" }) });
  const answer = set.evaluate(request, [], new Set(["no"]));
  assert.deepEqual(answer, { ok: true, value: { decision: "allow", reasons: ["yes"], errors: [] } });
});

test("every form of scope lets in what it says, whether the schema knows the action or not", () => {
  const entities: Entity[] = [
    { uid: request.principal, attrs: {}, parents: [uid("G", "a")] },
    { uid: uid("G", "a"), attrs: {}, parents: [uid("G", "top")] },
    { uid: uid("G", "top"), attrs: {}, parents: [] },
    { uid: request.resource, attrs: {}, parents: [] },
  ];
  const actions: Entity[] = [
    { uid: request.action, attrs: {}, parents: [uid("Action", "look")] },
    { uid: uid("Action", "look"), attrs: {}, parents: [] },
  ];
  const none = { conditions: [] };
  const tree = (more: Partial<PolicyTree>) => when({}, { ...none, ...more });
  const good = {
    a: tree({ principal: { op: "==", entity: request.principal } }),
    b: tree({ principal: { op: "in", entity: uid("G", "top") } }),
    c: tree({ principal: { op: "is", entity_type: "User" } }),
    d: tree({ principal: { op: "is", entity_type: "User", in: { entity: uid("G", "a") } } }),
    e: tree({ action: { op: "in", entities: [uid("Action", "write"), uid("Action", "look"), uid("Action", "read")] } }),
    f: tree({ action: { op: "==", entity: request.action }, resource: { op: "is", entity_type: "Doc" } }),
    g: tree({ resource: { op: "in", entity: request.resource }, action: { op: "in", entity: uid("Action", "look") } }),
  };
  const bad = {
    t: tree({ principal: { op: "==", entity: uid("G", "a") } }),
    u: tree({ principal: { op: "is", entity_type: "G", in: { entity: uid("G", "a") } } }),
    v: tree({ action: { op: "==", entity: uid("Action", "look") } }),
    w: tree({ resource: { op: "in", entity: uid("G", "a") } }),
    x: tree({ action: { op: "in", entities: [] } }),
  };
  const expected = { ok: true, value: { decision: "allow", reasons: Object.keys(good), errors: [] } };
  assert.deepEqual(setOf({ ...good, ...bad }, actions).evaluate(request, entities), expected);
  assert.deepEqual(setOf({ ...good, ...bad }).evaluate(request, [...entities, ...actions]), expected);
  const layers = new Layers({ principal: entities.slice(0, 3), resource: entities.slice(3), context: [] });
  assert.deepEqual(setOf({ ...good, ...bad }, actions).evaluate(request, layers), expected);
});

test("an outcome that is remembered with the facts never outlives them or the entities it was made from", () => {
  const workflow = new EntityRef(uid("W", "w"));
  const base = { workflow, n: 1 };
  const inTop = (name: string) => ({
    in: { left: { ".": { left: context("base"), attr: "workflow" } }, right: { Value: { __entity: uid("W", name) } } },
  });
  const set = setOf({
    number: when({ "==": { left: { ".": { left: context("base"), attr: "n" } }, right: { Value: 1 } } }),
    top: when(inTop("top")),
    group: when(inTop("group")),
  });
  const entity = (id: string, ...above: string[]): Entity => ({
    uid: uid("W", id),
    attrs: {},
    parents: above.map((one) => uid("W", one)),
  });
  const evaluate = (fields: Fields, context: readonly Entity[], principal: readonly Entity[] = []) => {
    const answer = set.evaluate({ ...request, context: fields }, new Layers({ principal, resource: [], context }));
    assert.ok(answer.ok);
    return answer.value.reasons;
  };
  const under = [entity("w", "top"), entity("top")];
  const fields = { base };
  for (let time = 0; time < 3; time += 1) assert.deepEqual(evaluate(fields, under), ["number", "top"]);
  assert.deepEqual(evaluate(fields, [entity("w")]), ["number"]);
  assert.deepEqual(evaluate({ base: { ...base, n: 2 } }, under), ["top"]);
  assert.deepEqual(evaluate(fields, []), ["number"]);
  assert.deepEqual(evaluate(fields, [], [entity("w", "group"), entity("group")]), ["group", "number"]);
  assert.deepEqual(evaluate(fields, [], [entity("w", "top"), entity("top")]), ["number", "top"]);
  assert.deepEqual(evaluate(fields, []), ["number"]);
});

test("conditions on the facts are asked ahead of others only where that changes nothing", () => {
  const base = (name: string) => ({ ".": { left: context("base"), attr: name } });
  const flag = (name: string) => ({ "==": { left: base(name), right: { Value: true } } });
  const both = (left: unknown, right: unknown) => ({ "&&": { left, right } });
  const isUser = { is: { left: { Var: "principal" }, entity_type: "User" } };
  const isRobot = { is: { left: { Var: "principal" }, entity_type: "Robot" } };
  const named = { "==": { left: { ".": { left: { Var: "principal" }, attr: "name" } }, right: { Value: "Ann" } } };
  const trees = {
    a: when(both(isUser, flag("yes"))),
    b: when(both(isRobot, flag("gone"))),
    c: when(both(isUser, flag("gone"))),
    d: when(both(named, flag("no"))),
    e: when(both(flag("no"), named)),
    f: when(both(both(flag("yes"), isUser), named)),
    g: when({ "||": { left: flag("no"), right: flag("gone") } }, { effect: "forbid" }),
    h: when({}, { conditions: [{ kind: "unless", body: { "||": { left: isRobot, right: flag("no") } } }] }),
  };
  const set = setOf(trees);
  const ann: Entity = { uid: request.principal, attrs: { name: "Ann" }, parents: [] };
  for (const [fields, known] of [
    [{ yes: true, no: false }, [ann]],
    [{ yes: true, no: false }, []],
    [{ yes: true, no: true }, [ann]],
    [{ yes: false, no: true, gone: true }, [ann]],
    [{ yes: true, no: false, gone: false }, []],
  ] as [Fields, Entity[]][]) {
    const asked = { ...request, context: { base: fields } };
    const layers = () => new Layers({ principal: known, resource: [], context: [] });
    const expected = setOf(trees).evaluate({ ...asked, context: { base: { ...fields } } }, known);
    assert.ok(expected.ok);
    for (let time = 0; time < 3; time += 1) assert.deepEqual(set.evaluate(asked, layers()), expected);
  }
});

test("what each clause came to is told up to the one that decided", () => {
  const clause = (kind: "when" | "unless", body: Record<string, unknown>) => ({ kind, body });
  const [yes, no, broken] = [{ Value: true }, { Value: false }, context("gone")];
  const set = setOf({
    all: when({}, { conditions: [clause("when", yes), clause("unless", no)] }),
    stopped: when({}, { conditions: [clause("unless", yes), clause("when", yes)] }),
    erred: when({}, { conditions: [clause("when", yes), clause("when", broken), clause("when", yes)] }),
    elsewhere: when(yes, { principal: { op: "is", entity_type: "Robot" } }),
  });
  assert.deepEqual(set.trace(request, []), [
    { id: "all", clauses: ["true", "false"] },
    { id: "stopped", clauses: ["true"] },
    { id: "erred", clauses: ["true", "error"] },
  ]);
});

test("the value of a single expression is given back in the form it would be handed in", () => {
  const fields = {
    when: new Extension("datetime", "1970-01-01", "-5ms"),
    set: [1, [2, 2], 1],
    who: new EntityRef(request.resource),
  };
  const value = (expr: unknown) => valuesIn({ ...request, context: fields }, [])(expr);
  assert.deepEqual(value(context("set")), [1, [2]]);
  assert.deepEqual(value(context("who")), fields.who);
  assert.deepEqual(value(context("when")), new Extension("datetime", "1970-01-01", "-5ms"));
  assert.deepEqual({ ...(value({ Var: "context" }) as Fields) }, { ...fields, set: [1, [2]] });
  for (const [fn, arg, written] of [
    ["decimal", "-0.5", "-0.5000"],
    ["ip", "10.0.0.0/8", "10.0.0.0/8"],
    ["duration", "1h2ms", "3600002ms"],
  ] as const)
    assert.deepEqual(value({ [fn]: [{ Value: arg }] }), new Extension(fn, written));
  assert.equal(value(context("gone")), undefined);
  assert.equal(value({ "*": { left: { Value: 2 ** 52 }, right: { Value: 4 } } }), undefined);
  assert.equal(value({ nothing: 1 }), undefined);
});
