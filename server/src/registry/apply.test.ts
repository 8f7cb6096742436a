import assert from "node:assert/strict";
import { beforeEach, afterEach, describe, test } from "node:test";
import { acme, makeRegistryWorld, type RegistryWorld } from "../../test/registry-world.ts";
import { organization } from "../../test/held-registry.ts";
import type { Declaration } from "../config/index.ts";
import { isFault } from "../kernel/index.ts";

function without<T extends { id: string }>(list: T[], id: string): T[] {
  return list.filter((one) => one.id !== id);
}

function stripped(declaration: Declaration): Declaration {
  const copy = structuredClone(declaration);
  for (const provider of copy.objects.providers) delete provider.key;
  for (const alert of copy.objects.alerts) delete alert.secret;
  return copy;
}

describe("apply", () => {
  let world: RegistryWorld;
  beforeEach(async () => {
    world = await makeRegistryWorld();
  });
  afterEach(() => world.close());

  const said = (changes: { action: string; kind: string; id: string }[]) =>
    changes.map((change) => `${change.action} ${change.kind}/${change.id}`);

  test("the plan is what apply does, and a second time there is nothing to do", async () => {
    const plan = await world.registry.plan(acme());
    assert.equal(plan[0]?.kind, "organization");
    assert.deepEqual(await world.apply(acme()), plan);
    assert.deepEqual(await world.registry.plan(acme()), []);
    assert.equal(world.registry.landscape("acme")?.revision, 1);
  });

  test("an export is what was applied, secrets left out, and applies as it is", async () => {
    const env = { ACME_SIEM_SECRET: "siem-secret", ACME_WAREHOUSE: "postgres://lumos:hunter2@db.test/warehouse" };
    await world.apply(acme(env));
    const exported = await world.registry.export("acme");
    const wanted = stripped(acme(env));
    const warehouse = wanted.objects.servers.find((server) => server.id === "warehouse");
    assert.ok(warehouse?.kind === "postgres");
    warehouse.url = "postgres://lumos@db.test/warehouse";
    assert.deepEqual(exported, wanted);
    assert.deepEqual(await world.apply(exported), []);
    const landscape = world.registry.landscape("acme");
    assert.equal(
      landscape?.providers.get("north")?.keys[0]?.secret.reveal(),
      "none",
      "a file without a key keeps the kept one",
    );
    const server = landscape?.servers.get("warehouse");
    assert.equal(
      server?.kind === "postgres" && server.secretUrl.reveal(),
      "postgres://lumos:hunter2@db.test/warehouse",
    );
  });

  test("what a file no longer declares goes, what the API made stays, what a file declares it takes over", async () => {
    await world.apply(acme());
    await world.put("acme", "teams", { id: "made", name: "By API" });
    await world.put("acme", "teams", { id: "both", name: "By API" });
    const next = acme();
    next.objects.alerts = without(next.objects.alerts, "soc");
    next.objects.teams.push({ id: "both", name: "By API" });
    const changes = await world.apply(next);
    assert.deepEqual(said(changes), ["update teams/both", "delete alerts/soc"]);
    assert.equal((await world.registry.get("acme", "teams", "both"))?.origin, "file");
    assert.equal((await world.registry.get("acme", "teams", "made"))?.origin, "api");
    assert.deepEqual(said(await world.apply(acme())), ["create alerts/soc", "delete teams/both"]);
  });

  test("what the API changes of a file's object is drift until the file is applied again", async () => {
    await world.apply(acme());
    await world.put("acme", "teams", { id: "support", name: "Renamed" });
    const last = await world.registry.applied("acme");
    assert.ok(last);
    assert.deepEqual(said(await world.registry.plan(last)), ["update teams/support"]);
    await world.apply(acme());
    assert.equal(world.registry.landscape("acme")?.teams.get("support")?.name, "Support");
    assert.deepEqual(await world.registry.plan(last), []);
  });

  test("a file cannot remove what an object of the API names", async () => {
    await world.apply(acme());
    await world.put("acme", "routes", { id: "mine", models: ["south-mini"] });
    const next = acme();
    next.objects.models = without(next.objects.models, "south-mini");
    for (const route of next.objects.routes) route.models = route.models.filter((model) => model !== "south-mini");
    await assert.rejects(world.apply(next), (error) => {
      assert.ok(isFault(error) && error.code === "conflict");
      assert.deepEqual(error.data?.["users"], ["routes/mine"]);
      return true;
    });
    assert.deepEqual(await world.registry.plan(acme()), [], "nothing was changed");
  });

  test("a declaration that does not hold together changes nothing", async () => {
    await world.apply(acme());
    const dangling = acme();
    dangling.objects.tiers = without(dangling.objects.tiers, "economy");
    await assert.rejects(world.apply(dangling), (error) => isFault(error) && error.code === "conflict");
    const circle = organization("acme", {
      teams: [
        { id: "a", parent: "b" },
        { id: "b", parent: "a" },
      ],
    });
    await assert.rejects(world.registry.plan(circle), (error) => isFault(error) && /above itself/.test(error.message));
    const twice = organization("acme", { teams: [{ id: "a" }, { id: "a" }] });
    await assert.rejects(
      world.registry.plan(twice),
      (error) => isFault(error) && error.code === "invalid_configuration",
    );
    assert.deepEqual(await world.registry.plan(acme()), []);
  });

  test("a new tier in the middle of the ladder moves nobody, an exchange moves both", async () => {
    const ladder = (...ids: string[]) => organization("o", { tiers: ids.map((id) => ({ id })) });
    await world.apply(ladder("a", "b", "c"));
    assert.deepEqual(said(await world.apply(ladder("a", "x", "b", "c"))), ["create tiers/x"]);
    assert.deepEqual(said(await world.apply(ladder("a", "b", "c"))), ["delete tiers/x"]);
    assert.deepEqual(said(await world.apply(ladder("b", "a", "c"))), ["update tiers/b", "update tiers/a"]);
    await world.put("o", "tiers", { id: "api" });
    assert.deepEqual(await world.apply(ladder("b", "a", "c")), []);
    assert.deepEqual(
      world.registry.landscape("o")?.tiers.map((tier) => tier.id),
      ["b", "a", "c", "api"],
    );
  });

  test("organizations in one store do not see each other", async () => {
    await world.apply(acme());
    await world.apply(organization("other", { teams: [{ id: "eng" }] }));
    assert.deepEqual(world.registry.organizations(), ["acme", "other"]);
    assert.equal(world.registry.landscape("other")?.users.size, 0);
    await assert.rejects(world.put("other", "teams", { id: "t", parent: "security" }));
    assert.ok(await world.remove("other", "teams", "eng"));
    assert.ok(await world.registry.get("acme", "teams", "eng"));
  });

  test("a large organization applies and pages", async () => {
    const users = Array.from({ length: 3_000 }, (_, n) => ({ id: `u${n}@acme.test`, teams: ["t"] }));
    await world.apply(organization("big", { teams: [{ id: "t" }], users }));
    assert.equal(world.registry.landscape("big")?.users.size, 3_000);
    await assert.rejects(world.remove("big", "teams", "t"), (error) => {
      assert.ok(isFault(error));
      assert.match(error.message, /and 2980 more/);
      return true;
    });
  });
});
