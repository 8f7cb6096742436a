import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type AuthzenWorld, startAuthzen } from "../authzen-world.ts";
import { ACME } from "../lumos.ts";

/* Questions about what Lumos knows itself: models, routes, tools, agents, by their own actions and policies. */

const alice = { type: "user", id: "alice@acme.test" };
const bob = { type: "user", id: "bob@acme.test" };
const dana = { type: "user", id: "dana@acme.test" };
const triage = { type: "agent", id: "triage-bot" };
const assessed = { assessed: true };
const of = (type: string, id: string, properties?: object) => ({ type, id, ...(properties ? { properties } : {}) });
const act = (name: string, properties?: object) => ({ name, ...(properties ? { properties } : {}) });

suite("questions about what Lumos knows", { concurrency: false }, () => {
  let world: AuthzenWorld;
  let plain: string;
  let trusted: string;
  const asked: string[] = [];

  before(async () => {
    world = await startAuthzen(ACME);
    plain = await world.lumos.key("application:helpdesk", { scopes: ["decide"] });
    const states = ["risk", "workflow", "trust"].map((claim) => `state:${claim}`);
    trusted = await world.lumos.key("application:helpdesk", { scopes: ["decide", ...states] });
  });
  after(() => world.lumos.end());

  const ask = async (key: string, subject: object, action: object, resource: object, context: object = {}) => {
    const { body, headers } = await world.ask(key, "evaluation", { subject, action, resource, context });
    asked.push(headers.get("x-lumos-decision") ?? "");
    return body;
  };
  const decided = async (...question: Parameters<typeof ask>) => (await ask(...question)).decision;

  test("a model is asked about like a call of it, and content that nobody assessed stays out where that is the rule", async () => {
    const frontier = of("model", "north-frontier");
    equal(await decided(plain, alice, act("invoke"), frontier), false);
    equal(await decided(plain, alice, act("invoke"), frontier, { lumos: assessed }), false);
    equal(await decided(trusted, alice, act("invoke"), frontier, { lumos: assessed }), true);
    equal(await decided(trusted, bob, act("invoke"), frontier, { lumos: assessed }), false);
    equal(await decided(trusted, bob, act("embed"), of("model", "south-mini"), { lumos: assessed }), true);
    equal(await decided(trusted, alice, act("invoke"), of("tier", "frontier"), { lumos: assessed }), true);
    equal(await decided(trusted, bob, act("invoke"), of("tier", "frontier"), { lumos: assessed }), false);
  });

  test("a route answers with the first model that is allowed", async () => {
    const smart = of("route", "smart");
    const { context } = await ask(trusted, alice, act("invoke"), smart, { lumos: assessed });
    deepEqual([context?.["model"], context?.["tier"]], ["north-frontier", "frontier"]);
    const risky = { lumos: { ...assessed, risk: { cyber: 72 } } };
    const lower = await ask(trusted, alice, act("invoke"), smart, risky);
    deepEqual([lower.decision, lower.context?.["model"]], [true, "cellar-guarded"]);
    const why = await world.lumos.records.why("acme", asked.at(-1) ?? "");
    deepEqual([why?.model, why?.tier, why?.asked.model], ["cellar-guarded", "guarded", "invoke route/smart"]);
    equal(await decided(trusted, alice, act("invoke"), smart, { lumos: { ...assessed, risk: { bio: 80 } } }), false);
  });

  test("who is vetted for a workflow is believed to be in it, and carries out what that asks for", async () => {
    const lumos = { ...assessed, risk: { cyber: 72 }, workflow: "incident-response" };
    const frontier = of("model", "north-frontier");
    const may = { lumos, obligations_supported: ["retain"] };
    const { decision, context } = await ask(trusted, dana, act("invoke"), frontier, may);
    equal(decision, true);
    deepEqual(context?.["obligations"], [
      { type: "custom", id: "obl-1", vendor: "lumos", obligation: "retain:30d", properties: { retain: "30d" } },
    ]);
    equal(await decided(trusted, dana, act("invoke"), frontier, { lumos }), false);
    equal(await decided(trusted, alice, act("invoke"), frontier, may), false);
    const programs = { ...may, lumos: { ...lumos, programs: ["cyber-defense"] } };
    equal(await decided(trusted, alice, act("invoke"), frontier, programs), false);
  });

  test("a tool is asked about with what its call does, and with the gravest where nobody says", async () => {
    const select = act("call_tool", { operations: ["select"] });
    const remove = act("call_tool", { operations: ["select", "delete"], unbounded: true });
    const query = of("tool", "warehouse/query");
    deepEqual(
      [
        await decided(plain, bob, select, query),
        await decided(plain, bob, remove, query),
        await decided(plain, bob, act("call_tool"), query),
        await decided(plain, bob, act("call_tool"), of("tool", "crm/find_contact")),
        await decided(plain, bob, act("call_tool"), of("tool", "nowhere/find")),
        await decided(plain, bob, act("call_tool"), of("tool", "crm")),
      ],
      [true, false, false, true, false, false],
    );
    const update = of("tool", "crm/update_contact", { pinned: true });
    equal(await decided(plain, alice, act("call_tool"), update), true);
    equal(await decided(plain, alice, act("call_tool"), of("tool", "crm/update_contact")), false);
    const sam = { on_behalf_of: "user:sam@acme.test" };
    const { decision, context } = await ask(
      plain,
      { ...triage, properties: sam },
      act("call_tool", { operations: ["write"] }),
      update,
    );
    deepEqual([decision, context?.["reason"]], [false, "approval_required"]);
    equal(await decided(plain, triage, act("call_tool"), update, { lumos: { trustScore: 10 } }), false);
  });

  test("what no action of Lumos is for, is a thing like any other", async () => {
    equal(await decided(plain, alice, act("archive"), of("tool", "crm/find_contact")), false);
    const why = await world.lumos.records.why("acme", asked.at(-1) ?? "");
    equal(why?.facts?.asked?.action, "archive");
    deepEqual(
      why?.reasons.map(({ policy }) => policy),
      ["no-permit"],
    );
  });

  test("searches find what the registry has", async () => {
    const search = async (place: string, body: object) =>
      (await world.ask(trusted, `search/${place}`, { ...body, context: { lumos: assessed } })).body.results ?? [];
    const models = await search("resource", { subject: bob, action: act("invoke"), resource: { type: "model" } });
    deepEqual(
      models.map(({ id }) => id),
      ["cellar-guarded", "north-guarded", "south-mini"],
    );
    const who = await search("subject", {
      subject: { type: "user" },
      action: act("invoke"),
      resource: of("tier", "frontier"),
    });
    deepEqual(
      who.map(({ id }) => id),
      ["alice@acme.test", "dana@acme.test", "olga@acme.test", "rita@acme.test", "sam@acme.test"],
    );
    const what = await search("action", { subject: bob, resource: of("model", "south-mini") });
    deepEqual(what, [{ name: "embed" }, { name: "invoke" }]);
    const agents = await search("subject", {
      subject: { type: "agent" },
      action: act("call_tool"),
      resource: of("tool", "crm/find_contact"),
    });
    ok(!agents.some(({ id }) => id === "old-bot"));
  });

  test("every one of these questions is decided again exactly", async () => {
    for (const id of asked) {
      const told = await world.again(id);
      deepEqual([told.recorded.same, told.live.same], [true, true], JSON.stringify(told));
    }
  });
});
