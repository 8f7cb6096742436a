import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { MINUTE_MS, type ApprovalsWorld, makeApprovalsWorld } from "../../test/approvals-world.ts";
import type { Chain, Scope } from "../identity/index.ts";
import { isFault } from "../kernel/index.ts";
import type { ApprovalAsk } from "./types.ts";

suite("approvals somebody wants to give to itself", { concurrency: false }, () => {
  let world: ApprovalsWorld;
  let calls = 0;
  before(async () => {
    world = await makeApprovalsWorld();
  });
  beforeEach(async () => {
    world.clock.advance(25 * 60 * MINUTE_MS);
    await world.room.sweep();
  });
  after(() => world.close());

  const ask = async (by: string | Chain, change: Partial<ApprovalAsk> = {}) => {
    const chain = typeof by === "string" ? await world.chain(by) : by;
    const asked = world.ask(chain, { content: { call: (calls += 1) }, ...change });
    const sought = await world.room.seek(asked);
    ok(sought.state === "pending");
    return { id: sought.approval.id, asked };
  };
  const answer = async (id: string, by: Chain, word: "approve" | "deny" = "approve") => {
    const decided = await world.decide(id, by, word, "because");
    return decided.ok ? decided.value.state : decided.error;
  };
  const refusedIn = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      return isFault(error) ? error.code : String(error);
    }
    return "ok";
  };
  const record = (actor: string, subject: { kind: "users" | "key"; id: string }, action: string) =>
    world.store.transact((tx) => world.records.change(tx, { org: "acme", actor, action, subject }));

  // Guarantee: nobody decides about what it asked for, nor about what its agents and applications did, then or now.
  test("nobody decides about what it asked for, nor about what its agents and applications did, then or now", async () => {
    const needs = ["approval:owner"];
    const olga = await world.person("olga");
    const own = await ask("user:olga", { needs, server: "crm" });
    equal(await answer(own.id, olga), "own-request");
    equal(await answer(own.id, olga, "deny"), "own-request");
    const agents = await ask("agent:olgas-bot", { needs });
    equal(await answer(agents.id, olga), "own-request");
    const shops = await ask("application:shop");
    equal(await answer(shops.id, await world.person("adam")), "own-request");
    const behalf = await ask(await world.chain("agent:bot", { behalf: "user:olga" }), { needs });
    equal(await answer(behalf.id, olga), "own-request");
    equal(await answer(behalf.id, await world.person("otto")), "approved");

    // The agent changed hands while it waited: neither the one nor the other.
    const passed = await ask("agent:olgas-bot", { needs });
    world.registry.change("acme", ({ agents: all }) => {
      for (const agent of all) if (agent.id === "olgas-bot") agent.owner = "otto";
    });
    equal(await answer(passed.id, olga), "own-request");
    equal(await answer(passed.id, await world.person("otto")), "own-request");
    world.registry.change("acme", ({ agents: all }) => {
      for (const agent of all) if (agent.id === "olgas-bot") agent.owner = "olga";
    });
    deepEqual(await world.room.list("acme", { waitsFor: "olga" }, { limit: 10 }), []);
  });

  test("a declared owner of the resource who asked leaves it to the owners of the organization", async () => {
    const needs = ["approval:owner"];
    const mias = await ask("agent:bot", { needs, server: "mias" });
    equal(await answer(mias.id, await world.person("olga")), "not-entitled");
    equal(await answer(mias.id, await world.person("mia")), "approved");
    const own = await ask("agent:mias-bot", { needs, server: "mias" });
    equal(await answer(own.id, await world.person("mia")), "own-request");
    equal(await answer(own.id, await world.person("olga")), "approved");
    // A team below the one that owns it belongs to it; the agent's own owner in it does not decide.
    const team = await ask("agent:bot", { needs, server: "supports" });
    equal(await answer(team.id, await world.person("sam")), "own-request");
    equal(await answer(team.id, await world.person("tom")), "approved");
  });

  // Guarantee: only a person's own chain of one user link decides; no agent, no application, nobody through them.
  test("only a person's own chain of one user link decides; no agent, no application, nobody through them", async () => {
    const { id } = await ask("agent:bot");
    const adam = await world.person("adam");
    equal(await answer(id, await world.chain("agent:other-bot")), "not-a-person");
    equal(await answer(id, await world.chain("application:shop")), "not-a-person");
    equal(await answer(id, await world.chain("agent:other-bot", { behalf: "user:adam" })), "not-a-person");
    // Even with the scope forged onto them.
    const forged = await world.chain("agent:other-bot", { behalf: "user:adam" });
    const scoped = { ...forged, credential: { ...forged.credential, scopes: ["approve"] as Scope[] } };
    equal(await answer(id, scoped), "not-a-person");
    equal(await answer(id, { ...scoped, links: scoped.links.slice(0, 1) }), "not-a-person");
    equal(await answer(id, { ...adam, links: [] }), "not-a-person");
    equal(await answer(id, adam), "approved");
  });

  // Guarantee: a key that was not issued for deciding decides nothing.
  test("a key that was not issued for deciding decides nothing", async () => {
    const { id } = await ask("agent:bot");
    for (const scopes of [["call"], ["manage"], ["call", "manage"], ["read"]] as Scope[][])
      equal(await answer(id, await world.chain("user:adam", { scopes })), "not-a-person");
    const key = await world.key("user:adam", { scopes: ["call", "manage"] });
    const known = await world.identity.recognize(
      { credential: key, onBehalfOf: undefined, at: world.clock.now(), ip: "192.0.2.1" },
      "approve",
    );
    ok(!known.ok);
    equal(known.error.because, "scope");
  });

  // Guarantee: only a person gets a key that approves, and such a key makes no calls.
  test("only a person gets a key that approves, and such a key makes no calls", async () => {
    for (const principal of ["agent:bot", "application:shop"])
      equal(await refusedIn(world.key(principal, { scopes: ["approve"] })), "invalid_request");
    for (const scopes of [
      ["approve", "call"],
      ["approve", "decide"],
      ["approve", "state:fulfilled"],
    ] as Scope[][])
      equal(await refusedIn(world.key("user:adam", { scopes })), "invalid_request");
    const key = await world.key("user:adam", { scopes: ["approve", "manage"] });
    for (const [credential, onBehalfOf] of [
      [key, undefined],
      [await world.key("agent:bot"), key],
    ] as const) {
      const known = await world.identity.recognize(
        { credential, onBehalfOf, at: world.clock.now(), ip: "192.0.2.1" },
        "call",
      );
      ok(!known.ok);
      equal(known.error.because, "scope");
    }
  });

  test("a key that may only manage makes no key that approves, and gives none a new secret", async () => {
    const manager = await world.chain("user:olga", { scopes: ["manage"] });
    equal(await refusedIn(world.key("user:olga", { scopes: ["approve"], by: manager })), "forbidden");
    equal(await refusedIn(world.key("user:adam", { scopes: ["approve"], by: manager })), "forbidden");
    const issued = await world.store.transact((tx) =>
      world.identity.issueKey(tx, {
        org: "acme",
        principal: "user:adam",
        name: "test",
        expiresAt: world.clock.now() + 1_000_000,
        scopes: ["approve"],
        issuedBy: world.machine(),
      }),
    );
    const rotate = (by: Chain) =>
      world.store.transact((tx) => world.identity.rotateKey(tx, { org: "acme", id: issued.id, overlapMs: 0, by }));
    equal(await refusedIn(rotate(manager)), "forbidden");
    // Who administers identities holds no role of an approver, and hands none out.
    const ian = await world.chain("user:ian", { scopes: ["approve", "manage"] as Scope[], by: world.machine() });
    equal(await refusedIn(rotate(ian)), "forbidden");
    equal(await refusedIn(world.key("user:adam", { scopes: ["approve"], by: ian })), "forbidden");
  });

  // Guarantee: who came to a role or a team only after something was asked for does not decide about it.
  test("who came to a role or a team only after something was asked for does not decide about it", async () => {
    const role = await ask("agent:bot");
    const team = await ask("agent:other-bot", { needs: ["approval:support"] });
    const eve = await world.person("eve");
    world.registry.change("acme", ({ users }) => {
      for (const user of users)
        if (user.id === "eve") Object.assign(user, { roles: ["approver"], teams: ["eng", "support"] });
    });
    equal(await answer(role.id, eve), "not-entitled");
    equal(await answer(team.id, eve), "not-entitled");
    equal(await answer(team.id, await world.person("tom")), "approved");
    // A team that is put below another one brings nobody in either.
    const below = await ask("agent:bot", { needs: ["approval:eng"] });
    world.registry.change("acme", ({ teams }) => {
      for (const one of teams) if (one.id === "tier2") one.parent = "eng";
    });
    equal(await answer(below.id, await world.person("tom")), "not-entitled");
    // And an account that is new was not there to be asked.
    world.registry.change("acme", ({ users }) => users.push({ id: "puppet", roles: ["approver"] }));
    equal(await answer(below.id, await world.person("puppet")), "not-entitled");
    world.registry.change("acme", ({ users, teams }) => {
      for (const user of users) if (user.id === "eve") Object.assign(user, { roles: [], teams: ["eng"] });
      for (const one of teams) if (one.id === "tier2") one.parent = "support";
      users.splice(
        users.findIndex(({ id }) => id === "puppet"),
        1,
      );
    });
  });

  test("who has lost the role since does not decide either", async () => {
    const { id } = await ask("agent:bot");
    const adam = await world.person("adam");
    world.registry.change("acme", ({ users }) => {
      for (const user of users) if (user.id === "adam") user.roles = [];
    });
    equal(await answer(id, adam), "not-entitled");
    world.registry.change("acme", ({ users }) => {
      for (const user of users) if (user.id === "adam") user.roles = ["approver"];
    });
    equal(await answer(id, adam), "approved");
  });

  // Guarantee: nobody decides with an account or a key that whoever asks made, changed or renewed for it.
  test("nobody decides with an account or a key that whoever asks made, changed or renewed for it", async () => {
    const needs = ["approval:support"];
    // Whoever administers identities makes a key for a member of the team: it is his own in disguise.
    const ian = await world.chain("user:ian", { scopes: ["approve", "manage"] as Scope[], by: world.machine() });
    const disguised = await world.person("tom", { by: ian });
    const asked = await ask("agent:ians-bot", { needs });
    equal(await answer(asked.id, disguised), "not-entitled");
    equal(await answer(asked.id, await world.person("tom")), "approved");
    const elses = await ask("agent:bot", { needs });
    equal(await answer(elses.id, disguised), "approved");

    const renewed = await world.person("tom");
    await record("user:ian", { kind: "key", id: renewed.credential.ref.slice(4) }, "keys.rotate");
    const again = await ask("agent:ians-bot", { needs });
    equal(await answer(again.id, renewed), "not-entitled");

    // An account that was changed by whoever asks, the day before or while it waits.
    await record("user:ian", { kind: "users", id: "tom" }, "users.update");
    const changed = await ask("agent:ians-bot", { needs });
    equal(await answer(changed.id, await world.person("tom")), "not-entitled");
    world.clock.advance(25 * 60 * MINUTE_MS);
    const later = await ask("agent:ians-bot", { needs });
    equal(await answer(later.id, await world.person("tom")), "approved");
  });

  // Guarantee: the machine's owner does not decide what an owner of the organization asked for: it may be the same person.
  test("the machine's owner does not decide what an owner of the organization asked for: it may be the same person", async () => {
    equal(await answer((await ask("agent:olgas-bot")).id, world.machine()), "own-request");
    equal(await answer((await ask("agent:bot")).id, world.machine()), "approved");
    equal(await answer((await ask("agent:bot", { needs: ["approval:owner"] })).id, world.machine()), "approved");
    // It is in no team, and no server is its own.
    equal(await answer((await ask("agent:bot", { needs: ["approval:support"] })).id, world.machine()), "not-entitled");
    const owned = await ask("agent:bot", { needs: ["approval:owner"], server: "mias" });
    equal(await answer(owned.id, world.machine()), "not-entitled");
  });

  // Guarantee: nobody approves what is no approval: another proof of who somebody is, a justification.
  test("nobody approves what is no approval: another proof of who somebody is, a justification", async () => {
    const { id } = await ask("agent:bot", { needs: ["stepup:approver", "justify:owner", "stepup:support"] });
    for (const by of [
      await world.person("adam"),
      await world.person("olga"),
      await world.person("tom"),
      world.machine(),
    ])
      equal(await answer(id, by), "not-entitled");
    const both = await ask("agent:bot", { needs: ["approval:approver", "stepup:mfa"] });
    equal(await answer(both.id, await world.person("adam")), "pending");
  });

  // Guarantee: an approval of another organization is not there.
  test("an approval of another organization is not there", async () => {
    const { id } = await ask("agent:bot");
    const theirs = await world.person("adam", { org: "other" });
    equal(await answer(id, theirs), "unknown");
    const forged = await world.store.transact((tx) =>
      world.room.decide(tx, { org: "acme", id, by: theirs, answer: "approve", reason: "" }),
    );
    deepEqual(forged, { ok: false, error: "unknown" });
    equal(await world.room.show("other", id), undefined);
    equal(await answer(world.ids.next(), await world.person("adam")), "unknown");
    equal(await answer("x' or 1=1 --", await world.person("adam")), "unknown");
    // The same chain by name, of the other organization, finds nothing of this one.
    const there = await world.chain("agent:bot", { org: "other" });
    equal(await world.room.find({ ...world.ask(there), content: { call: calls } }), undefined);
  });

  test("a word that was given once is not given again, and not taken back by another", async () => {
    const { id, asked } = await ask("agent:bot");
    const adam = await world.person("adam");
    equal(await answer(id, adam), "approved");
    equal(await answer(id, adam), "already-decided");
    equal(await answer(id, await world.person("rita"), "deny"), "already-decided");
    const sought = await world.room.seek(asked);
    ok(sought.state === "approved" && (await sought.take()));
    equal(await answer(id, adam), "already-decided");
    const denied = await ask("agent:bot");
    equal(await answer(denied.id, adam, "deny"), "denied");
    equal(await answer(denied.id, await world.person("rita")), "already-decided");
  });

  test("whoever may not decide learns nothing of what became of it", async () => {
    const { id } = await ask("agent:bot");
    equal(await answer(id, await world.person("adam")), "approved");
    equal(await answer(id, await world.person("eve")), "not-entitled");
    equal(await answer(id, await world.person("sam")), "own-request");
  });

  // Guarantee: a key that is not known any more decides nothing.
  test("a key that is not known any more decides nothing", async () => {
    const { id } = await ask("agent:bot");
    const adam = await world.person("adam");
    const gone = { ...adam, credential: { ...adam.credential, ref: "key:00000000" } };
    equal(await answer(id, gone), "not-entitled");
  });
});
