import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { organization } from "../../test/held-registry.ts";
import { acme, eventually, makeRegistryWorld, type RegistryWorld } from "../../test/registry-world.ts";
import { isFault } from "../kernel/index.ts";

/** Expects a fault with this code, and with this text somewhere in what the person reads. */
export function faulting(code: string, text: RegExp = /./) {
  return (error: unknown) => {
    assert.ok(isFault(error), `not a fault: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    return true;
  };
}

describe("registry", () => {
  let world: RegistryWorld;
  before(async () => {
    world = await makeRegistryWorld();
    await world.apply(acme());
  });
  after(() => world.close());

  test("an applied declaration is the landscape at once", () => {
    const landscape = world.registry.landscape("acme");
    assert.deepEqual(world.registry.organizations(), ["acme"]);
    assert.deepEqual(
      landscape?.tiers.map((tier) => tier.id),
      ["frontier", "guarded", "economy"],
    );
    assert.equal(landscape?.models.get("north-frontier")?.rank, 2);
    assert.equal(landscape?.policies.length, 21);
    assert.equal(landscape?.providers.get("north")?.keys[0]?.secret.reveal(), "none");
    assert.equal(landscape?.guardrails.unavailable, "block");
  });

  test("an unknown organization has no landscape and nothing in it", async () => {
    assert.equal(world.registry.landscape("other"), undefined);
    assert.equal(world.registry.landscape("__proto__"), undefined);
    assert.equal(await world.registry.get("other", "tiers", "frontier"), undefined);
    assert.deepEqual(await world.registry.list("other", "tiers", { limit: 10 }), []);
    await assert.rejects(world.put("other", "tiers", { id: "x" }), faulting("not_found"));
  });

  test("a change is in the landscape when it is committed, under a higher revision", async () => {
    const was = world.registry.landscape("acme");
    const heard: number[] = [];
    const stop = world.registry.onChange((landscape) => heard.push(landscape.revision));
    const done = await world.put("acme", "teams", { id: "ops", name: "Operations" }, "absent");
    stop();
    const now = world.registry.landscape("acme");
    assert.equal(done?.version, now?.revision);
    assert.deepEqual(heard, [now?.revision]);
    assert.equal(now?.teams.get("ops")?.name, "Operations");
    assert.equal(was?.teams.has("ops"), false, "a landscape that was handed out does not change");
  });

  test("writing what is there already changes no revision", async () => {
    const revision = world.registry.landscape("acme")?.revision;
    assert.equal(await world.put("acme", "teams", { name: "Operations", id: "ops" }), undefined);
    assert.deepEqual(await world.apply(acme()), []);
    assert.equal(world.registry.landscape("acme")?.revision, revision);
  });

  test("another registry on the same database hears of a change by itself", async () => {
    const other = await world.another();
    await world.put("acme", "teams", { id: "far" });
    await eventually(() => other.landscape("acme")?.teams.has("far") ?? false);
  });

  test("after a restore the landscape is the restored one, also where its revision is lower", async () => {
    const revision = world.registry.landscape("acme")?.revision ?? 0;
    const file = join(world.data, "before.backup");
    await world.store.backup(file);
    await world.put("acme", "teams", { id: "after-backup" });
    await world.apply(organization("later"));
    await world.store.restore(file);
    await eventually(() => world.registry.landscape("acme")?.revision === revision);
    assert.equal(world.registry.landscape("acme")?.teams.has("after-backup"), false);
    await eventually(() => world.registry.landscape("later") === undefined);
  });

  test("nobody overwrites a change they have not seen", async () => {
    const first = await world.put("acme", "workflows", { id: "w" }, "absent");
    assert.ok(first);
    await assert.rejects(world.put("acme", "workflows", { id: "w" }, "absent"), faulting("conflict"));
    const second = await world.put("acme", "workflows", { id: "w", name: "W" }, first.version);
    assert.ok(second && second.version > first.version);
    await assert.rejects(
      world.put("acme", "workflows", { id: "w", name: "V" }, first.version),
      faulting("precondition_failed"),
    );
    await assert.rejects(world.remove("acme", "workflows", "w", first.version), faulting("precondition_failed"));
    assert.equal((await world.registry.get("acme", "workflows", "w"))?.spec.name, "W");
    assert.equal((await world.remove("acme", "workflows", "w", second.version))?.action, "delete");
    assert.equal(await world.remove("acme", "workflows", "w"), undefined);
    await assert.rejects(world.put("acme", "workflows", { id: "w" }, second.version), faulting("not_found"));
    const again = await world.put("acme", "workflows", { id: "w" }, "absent");
    assert.ok(again && again.version > second.version, "a version never means two texts");
  });

  test("of many who write at the same moment from the same version one wins", async () => {
    const { version } = (await world.put("acme", "workflows", { id: "raced" }, "absent")) ?? { version: 0 };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => world.put("acme", "workflows", { id: "raced", name: `n${n}` }, version)),
    );
    assert.equal(results.filter((one) => one.status === "fulfilled").length, 1);
  });

  test("a change whose transaction fails leaves nothing", async () => {
    const revision = world.registry.landscape("acme")?.revision;
    await assert.rejects(
      world.store.transact(async (tx) => {
        await world.registry.put(tx, "acme", "teams", { id: "ghost" }, { origin: "api" });
        throw new Error("no");
      }),
    );
    await world.registry.refresh("acme");
    assert.equal(world.registry.landscape("acme")?.revision, revision);
    assert.equal(await world.registry.get("acme", "teams", "ghost"), undefined);
  });

  test("every name must lead somewhere, and says which does not", async () => {
    const tries = [
      world.put("acme", "models", { id: "m", provider: "nope", upstream: "x", tier: "frontier" }),
      world.put("acme", "models", { id: "m", provider: "north", upstream: "x", tier: "nope" }),
      world.put("acme", "routes", { id: "r", models: ["south-mini", "nope"] }),
      world.put("acme", "teams", { id: "t", parent: "nope" }),
      world.put("acme", "agents", { id: "a", owner: "nope" }),
      world.put("acme", "connections", { id: "c", from: "agent:nope", to: "server:crm" }),
      world.put("acme", "budgets", { id: "b", scope: "team:nope", usd: 1, per: "day" }),
      world.put("acme", "programs", { id: "p", domain: "bio", members: ["user:nope"], expires: "2027-01-01" }),
    ];
    const params = ["provider", "tier", "models[1]", "parent", "owner", "from", "scope", "members[0]"];
    for (const [index, attempt] of tries.entries()) {
      await assert.rejects(attempt, (error) => {
        assert.ok(isFault(error) && error.code === "invalid_request");
        assert.equal(error.param, params[index]);
        return true;
      });
    }
  });

  test("nothing is above itself", async () => {
    await assert.rejects(
      world.put("acme", "teams", { id: "self", parent: "self" }),
      faulting("invalid_request", /above/),
    );
    await assert.rejects(
      world.put("acme", "teams", { id: "eng", name: "Engineering", parent: "security" }),
      faulting("invalid_request", /above/),
    );
  });

  test("ids with a meaning of their own are refused, ids like members of objects are not", async () => {
    await assert.rejects(world.put("acme", "teams", { id: "everyone" }), faulting("invalid_request"));
    await assert.rejects(world.put("acme", "workflows", { id: "none" }), faulting("invalid_request"));
    await world.put("acme", "teams", { id: "constructor" }, "absent");
    await world.put("acme", "teams", { id: "toString", parent: "constructor" }, "absent");
    assert.equal(world.registry.landscape("acme")?.teams.get("toString")?.parent, "constructor");
  });

  test("what is in use is not removed, and the answer names its users", async () => {
    await assert.rejects(world.remove("acme", "tiers", "guarded"), (error) => {
      assert.ok(isFault(error) && error.code === "conflict");
      assert.deepEqual(error.data?.["users"], ["models/cellar-guarded", "models/north-guarded"]);
      return true;
    });
    await assert.rejects(world.remove("acme", "users", "sam@acme.test"), faulting("conflict", /agents\/triage-bot/));
    // `eng` is part of other ids and of names, which is not use.
    await world.put("acme", "teams", { id: "en" });
    assert.ok(await world.remove("acme", "teams", "en"));
  });

  test("pages go by id, tiers by the ladder", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const rows = await world.registry.list("acme", "users", { limit: 3, ...(after ? { after } : {}) });
      seen.push(...rows.map((row) => row.id));
      after = rows.at(-1)?.id;
      if (rows.length < 3) break;
    }
    assert.deepEqual(seen, [...seen].sort());
    assert.equal(seen.length, 7);
    const tiers = await world.registry.list("acme", "tiers", { limit: 2, after: "frontier" });
    assert.deepEqual(
      tiers.map((tier) => tier.id),
      ["guarded", "economy"],
    );
  });

  test("the ladder is put in another order as a whole or not at all", async () => {
    const order = (ids: string[]) => world.store.transact((tx) => world.registry.orderTiers(tx, "acme", ids));
    for (const wrong of [[], ["frontier"], ["frontier", "guarded", "guarded"], ["frontier", "guarded", "nope"]]) {
      await assert.rejects(order(wrong), faulting("invalid_request"));
    }
    assert.deepEqual(await order(["frontier", "guarded", "economy"]), []);
    const changes = await order(["guarded", "frontier", "economy"]);
    await world.registry.refresh("acme");
    assert.deepEqual(
      changes.map((change) => change.id),
      ["frontier", "guarded"],
    );
    assert.equal(world.registry.landscape("acme")?.models.get("north-frontier")?.rank, 1);
    const plan = await world.registry.plan(acme());
    assert.deepEqual(
      plan.map((change) => `${change.action} ${change.kind} ${change.id}`),
      ["update tiers frontier", "update tiers guarded"],
    );
    await world.apply(acme());
    assert.equal(world.registry.landscape("acme")?.models.get("north-frontier")?.rank, 2);
  });
});
