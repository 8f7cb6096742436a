import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { organization } from "../../test/held-registry.ts";
import { makeRegistryWorld, type RegistryWorld } from "../../test/registry-world.ts";
import type { Provider } from "../config/index.ts";
import { deriveKey, isFault, makeLog, systemClock, systemRandom } from "../kernel/index.ts";
import { makeSealer } from "./seal.ts";

const KEY = "sk-very-secret-key";
const URL_WITH = "postgres://lumos:hunter2@db.test/warehouse";
const provider: Provider = { id: "p", api: "openai", baseUrl: "https://one.test/v1", key: KEY };

function declared() {
  return organization("acme", {
    providers: [provider],
    judges: [{ id: "j", api: "lakera", url: "https://one.test", key: "judge-secret" }],
    servers: [{ id: "w", kind: "postgres", url: URL_WITH }],
    alerts: [{ id: "a", kind: "webhook", url: "https://siem.test/", secret: "webhook-secret", events: [] }],
  });
}

describe("secrets in the registry", () => {
  let world: RegistryWorld;
  beforeEach(async () => {
    world = await makeRegistryWorld();
    await world.apply(declared());
  });
  afterEach(() => world.close());

  const written = async () => {
    const objects = await world.store.read.selectFrom("objects").selectAll().execute();
    const facts = await world.store.read.selectFrom("installation").selectAll().execute();
    return JSON.stringify([objects, facts]);
  };

  test("a secret is sealed at rest, and opens only in the place it was sealed for", async () => {
    const kept = await written();
    for (const secret of [KEY, "hunter2", "webhook-secret", "judge-secret"])
      assert.ok(!kept.includes(secret), `${secret} is in clear`);
    assert.equal(world.registry.landscape("acme")?.providers.get("p")?.keys[0]?.secret.reveal(), KEY);

    const sealer = makeSealer(deriveKey(systemRandom.bytes(32), "registry"));
    const sealed = sealer.seal("text", "acme|providers|p|key");
    assert.equal(sealer.open(sealed, "acme|providers|p|key"), "text");
    assert.notEqual(sealed, sealer.seal("text", "acme|providers|p|key"), "a nonce is never used twice");
    for (const place of ["other|providers|p|key", "acme|alerts|p|key", "acme|providers|q|key", "acme|providers|p|x"]) {
      assert.throws(() => sealer.open(sealed, place));
    }
    const flipped = sealed.slice(0, 20) + (sealed[20] === "A" ? "B" : "A") + sealed.slice(21);
    for (const broken of ["", "sealed:v1:", sealed.slice(0, -8), sealed.replace("v1", "v2"), flipped]) {
      assert.throws(() => sealer.open(broken, "acme|providers|p|key"));
    }
    const other = makeSealer(deriveKey(systemRandom.bytes(32), "registry"));
    assert.throws(() => other.open(sealed, "acme|providers|p|key"));
  });

  test("a judge's key is shown to nobody, and is never sent to a new address by someone who does not know it", async () => {
    const judge = () => world.registry.landscape("acme")?.judges.get("j");
    assert.equal(judge()?.model.provider.keys[0]?.secret.reveal(), "judge-secret");
    const seen = await world.registry.get("acme", "judges", "j");
    assert.equal(seen?.spec.key, "[secret]");
    assert.ok(!JSON.stringify([seen, await world.registry.export("acme")]).includes("judge-secret"));
    const spec = { id: "j", api: "lakera" as const, url: "https://two.test", key: "[secret]" };
    const put = () => world.store.transact((tx) => world.registry.put(tx, "acme", "judges", spec, { origin: "api" }));
    await assert.rejects(put(), (error) => isFault(error) && error.code === "invalid_request");
  });

  test("a sealed secret moved to another object does not open there", async () => {
    const row = await world.store.read
      .selectFrom("objects")
      .select("spec")
      .where("kind", "=", "providers")
      .executeTakeFirstOrThrow();
    await world.store.transact(async (tx) => {
      const stolen = row.spec.replace('"id":"p"', '"id":"thief"');
      await tx
        .insertInto("objects")
        .values({
          org: "acme",
          kind: "providers",
          id: "thief",
          version: 1,
          origin: "api",
          position: 9,
          spec: stolen,
          created_at: 0,
          updated_at: 0,
        })
        .execute();
    });
    await assert.rejects(world.registry.get("acme", "providers", "thief"));
  });

  test("a secret is shown as a mark, in objects, pages, plans and changes", async () => {
    const one = await world.registry.get("acme", "providers", "p");
    assert.equal(one?.spec.key, "[secret]");
    const [server] = await world.registry.list("acme", "servers", { limit: 5 });
    assert.deepEqual(server?.spec, { id: "w", kind: "postgres", url: "postgres://lumos:[secret]@db.test/warehouse" });
    const change = await world.put("acme", "providers", { ...provider, key: "sk-new-and-secret" });
    const removed = await world.remove("acme", "alerts", "a");
    const plan = await world.registry.plan(declared());
    const shown = JSON.stringify([one, server, change, removed, plan, await world.registry.export("acme")]);
    assert.doesNotMatch(shown, /sk-|hunter2|webhook-secret/);
    assert.match(shown, /\[secret\]/);
  });

  test("writing the mark back keeps the old secret", async () => {
    await world.put("acme", "providers", { ...provider, key: "[secret]", regions: ["EU"] });
    const kept = world.registry.landscape("acme")?.providers.get("p");
    assert.equal(kept?.keys[0]?.secret.reveal(), KEY);
    assert.deepEqual(kept?.regions, ["EU"]);
    const url = "postgres://lumos:[secret]@db.test/warehouse";
    await world.put("acme", "servers", { id: "w", kind: "postgres", url, region: "EU" });
    const server = world.registry.landscape("acme")?.servers.get("w");
    assert.equal(server?.kind === "postgres" && server.secretUrl.reveal(), URL_WITH);
    assert.equal(server?.kind === "postgres" && server.url, url, "only what needs the password sees it");
  });

  test("a kept secret is never sent to a new address by someone who does not know it", async () => {
    const refused = (error: unknown) => isFault(error) && error.code === "invalid_request";
    const evil = { ...provider, key: "[secret]", baseUrl: "https://evil.test/v1" };
    await assert.rejects(world.put("acme", "providers", evil), refused);
    await assert.rejects(world.put("acme", "providers", { ...evil, baseUrl: undefined } as never), refused);
    for (const url of [
      "postgres://lumos:[secret]@evil.test/warehouse",
      "postgres://other:[secret]@db.test/warehouse",
    ]) {
      await assert.rejects(world.put("acme", "servers", { id: "w", kind: "postgres", url }), refused);
    }
    const file = declared();
    file.objects.providers = [{ id: "p", api: "openai", baseUrl: "https://evil.test/v1" }];
    await world.apply(file);
    assert.equal(world.registry.landscape("acme")?.providers.get("p")?.keys[0], undefined, "dropped, not sent along");
  });

  test("a mark where nothing is kept is refused, an absent secret through the API removes it", async () => {
    const fresh: Provider = { id: "q", api: "openai", key: "[secret]" };
    await assert.rejects(world.put("acme", "providers", fresh), (error) => isFault(error) && error.param === "key");
    const { key: _key, ...bare } = provider;
    await world.put("acme", "providers", bare);
    assert.equal(world.registry.landscape("acme")?.providers.get("p")?.keys[0], undefined);
  });

  test("text that looks sealed is only text", async () => {
    const key = "sealed:v1:AAAA";
    await world.put("acme", "providers", { ...provider, key });
    assert.equal(world.registry.landscape("acme")?.providers.get("p")?.keys[0]?.secret.reveal(), key);
    assert.ok(await world.another());
  });

  test("another root key opens nothing, and says so", async () => {
    const lines: string[] = [];
    const log = makeLog({ clock: systemClock, write: (line) => void lines.push(line) });
    await assert.rejects(world.another({ rootKey: systemRandom.bytes(32), log }), (error) => {
      assert.ok(isFault(error) && error.code === "invalid_configuration");
      assert.match(error.message, /root key/);
      return true;
    });
    assert.doesNotMatch(lines.join(""), /hunter2|sk-/);
  });

  describe("several keys of one provider", () => {
    const [A, B] = ["sk-first-of-two", "sk-second-of-two"];
    const several: Provider = {
      id: "s",
      api: "openai",
      baseUrl: "https://one.test/v1",
      keys: [
        { id: "a", key: A, weight: 3 },
        { id: "b", key: B },
      ],
    };
    const bare = { ...several, keys: [{ id: "a", weight: 3 }, { id: "b" }] };
    const keysOf = () =>
      (world.registry.landscape("acme")?.providers.get("s")?.keys ?? []).map(
        ({ id, weight, secret }) => `${id} ${weight} ${secret.reveal()}`,
      );
    const refused = (error: unknown) => isFault(error) && error.code === "invalid_request";
    beforeEach(async () => {
      await world.put("acme", "providers", several);
    });

    test("each is sealed at rest on its own, shown as a mark, and left out of a file", async () => {
      assert.doesNotMatch(await written(), /sk-first|sk-second/);
      assert.deepEqual(keysOf(), [`a 3 ${A}`, `b 1 ${B}`]);
      const stored = await world.registry.get("acme", "providers", "s");
      assert.deepEqual(stored?.spec.keys, [
        { id: "a", weight: 3, key: "[secret]" },
        { id: "b", key: "[secret]" },
      ]);
      const change = await world.put("acme", "providers", { ...several, regions: ["EU"] });
      const exported = await world.registry.export("acme");
      assert.deepEqual(exported.objects.providers.find(({ id }) => id === "s")?.keys, bare.keys);
      assert.doesNotMatch(
        JSON.stringify([change, exported, [...(world.registry.landscape("acme")?.providers ?? [])]]),
        /sk-/,
      );
      assert.ok(await world.another());
    });

    test("a sealed key moved to another entry, or to another member, does not open there", async () => {
      const row = await world.store.read
        .selectFrom("objects")
        .select("spec")
        .where("kind", "=", "providers")
        .where("id", "=", "s")
        .executeTakeFirstOrThrow();
      const spec = JSON.parse(row.spec) as { keys: { id: string; key: unknown }[] };
      const [first, second] = spec.keys;
      const moves = [
        { ...spec, keys: [{ ...first, key: second?.key }, second] },
        { ...spec, keys: [{ ...first, id: "c" }, second] },
        { ...spec, key: first?.key },
      ];
      for (const moved of moves) {
        await world.store.transact(async (tx) => {
          await tx
            .updateTable("objects")
            .set({ spec: JSON.stringify(moved) })
            .where("kind", "=", "providers")
            .where("id", "=", "s")
            .execute();
        });
        await assert.rejects(world.registry.get("acme", "providers", "s"));
      }
    });

    test("the mark keeps the kept one, by its id and wherever it stands", async () => {
      const keys = [
        { id: "b", key: "[secret]" },
        { id: "a", key: "[secret]" },
        { id: "c", key: "sk-third" },
      ];
      await world.put("acme", "providers", { ...several, keys });
      assert.deepEqual(keysOf(), [`b 1 ${B}`, `a 1 ${A}`, "c 1 sk-third"]);
      const unknown = [...keys, { id: "d", key: "[secret]" }];
      await assert.rejects(world.put("acme", "providers", { ...several, keys: unknown }), refused);
    });

    test("a kept key is never sent to a new address by someone who does not know it", async () => {
      const keys = [{ id: "a", key: "[secret]" }];
      for (const moved of [
        { ...several, keys, baseUrl: "https://evil.test/v1" },
        { ...several, keys, api: "openai-compatible" as const },
        { ...several, keys, resource: "evil" },
        { ...several, keys, region: "evil" },
        { ...several, keys, location: "evil" },
        { ...several, keys, project: "evil" },
        { ...several, keys, tokenUrl: "https://evil.test/token" },
      ]) {
        await assert.rejects(world.put("acme", "providers", moved), refused);
      }
    });

    test("a file without keys keeps those that are kept, and drops them where the address changes", async () => {
      const file = declared();
      file.objects.providers = [provider, bare];
      await world.apply(file);
      assert.deepEqual(keysOf(), [`a 3 ${A}`, `b 1 ${B}`]);
      assert.deepEqual(await world.registry.plan(file), [], "nothing drifts");
      file.objects.providers = [provider, { ...bare, keys: [{ id: "b" }] }];
      await world.apply(file);
      assert.deepEqual(keysOf(), [`b 1 ${B}`]);
      file.objects.providers = [provider, { ...bare, baseUrl: "https://evil.test/v1" }];
      await world.apply(file);
      assert.deepEqual(keysOf(), []);
    });

    test("an absent key through the API removes it", async () => {
      await world.put("acme", "providers", bare);
      assert.deepEqual(keysOf(), []);
    });
  });

  test("what a server is shown, and its environment, is sealed, masked, and goes to no new address", async () => {
    const auth = { kind: "oauth" as const, tokenUrl: "https://login.test/token", clientId: "lumos" };
    const crm = { id: "crm", kind: "mcp" as const, transport: "http" as const, url: "https://crm.test/mcp" };
    const files = { id: "files", kind: "mcp" as const, transport: "stdio" as const, command: ["files"] };
    await world.put("acme", "servers", { ...crm, auth: { ...auth, clientSecret: "oauth-secret" } });
    await world.put("acme", "servers", { ...files, env: { FILES_KEY: "env-secret" } });
    assert.ok(!/oauth-secret|env-secret/.test(await written()), "in clear");

    const server = (id: string) => {
      const found = world.registry.landscape("acme")?.servers.get(id);
      return found?.kind === "mcp" ? found : undefined;
    };
    const shown = async () =>
      JSON.stringify([
        await world.registry.get("acme", "servers", "crm"),
        await world.registry.get("acme", "servers", "files"),
        await world.registry.export("acme"),
        [...(world.registry.landscape("acme")?.servers.values() ?? [])],
      ]);
    assert.doesNotMatch(await shown(), /oauth-secret|env-secret/);
    const kept = server("crm");
    assert.equal(kept?.auth?.kind === "oauth" && kept.auth.clientSecret?.reveal(), "oauth-secret");
    assert.equal(server("files")?.env?.get("FILES_KEY")?.reveal(), "env-secret");

    await world.put("acme", "servers", { ...crm, auth: { ...auth, clientSecret: "[secret]" }, region: "EU" });
    const told = server("crm");
    assert.equal(told?.auth?.kind === "oauth" && told.auth.clientSecret?.reveal(), "oauth-secret");
    assert.equal(told?.mark, kept?.mark, "where its data is says nothing about the connection");
    const evil = { ...auth, tokenUrl: "https://evil.test/token", clientSecret: "[secret]" };
    await assert.rejects(world.put("acme", "servers", { ...crm, auth: evil }), isFault);
    const moved = { ...crm, url: "https://evil.test/mcp", auth: { ...auth, clientSecret: "[secret]" } };
    await assert.rejects(world.put("acme", "servers", moved), isFault);
    const other = { ...files, command: ["other"], env: { FILES_KEY: "[secret]" } };
    await assert.rejects(world.put("acme", "servers", other), isFault);
  });
});
