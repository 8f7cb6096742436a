import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, peopled, type Reply, userOf } from "../../test/api-world.ts";
import { OBJECTS } from "../config/index.ts";
import { operations } from "./index.ts";

function refusedWith(reply: Reply, status: number, code: string, param?: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.body.error.code, code);
  if (param !== undefined) assert.equal(reply.body.error.param, param);
}

describe("objects through operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());
  const as = (who: keyof ApiWorld["keys"]) => ({ key: world.keys[who] });
  const tag = (reply: Reply) => ({ "if-match": String(reply.headers.etag) });

  test("every kind can be listed, read, created, replaced and removed", async () => {
    const specs = peopled("x").objects as unknown as Record<string, { id: string }[]>;
    const fresh = {
      programs: { members: [] },
      connections: { from: "team:eng" },
      detectors: { class: "staff-number", pattern: "ST-[0-9]{6}" },
    } as Record<string, object>;
    for (const kind of Object.keys(OBJECTS)) {
      const spec = { ...specs[kind]?.[0], id: "fresh", ...fresh[kind] } as { id: string; text?: string };
      if (kind === "policies")
        spec.text = '@id("fresh") @stage("draft")\nforbid (principal, action, resource) when { false };';
      const created = await world.ask("POST", `/api/v1/${kind}`, { ...as("owner"), body: spec });
      assert.equal(created.status, 201, `${kind}: ${created.text}`);
      const read = await world.ask("GET", `/api/v1/${kind}/fresh`, as("owner"));
      assert.deepEqual(read.body, created.body);
      assert.equal(read.headers.etag, `"${read.body.version}"`);
      const list = await world.ask("GET", `/api/v1/${kind}?limit=200`, as("owner"));
      assert.ok(
        list.body.items.some((one: { id: string }) => one.id === "fresh"),
        kind,
      );
      assert.equal(list.body.next, null);
      const name = `/api/v1/${kind}/fresh`;
      const same = await world.ask("PUT", name, { ...as("owner"), body: spec, headers: tag(read) });
      assert.equal(same.status, 200, `${kind}: ${same.text}`);
      assert.deepEqual(same.headers.etag, read.headers.etag, `${kind}: what changes nothing keeps its version`);
      const removed = await world.ask("DELETE", name, as("owner"));
      assert.equal(removed.status, 204);
      assert.equal(removed.text, "");
      refusedWith(await world.ask("GET", name, as("owner")), 404, "not_found");
    }
  });

  test("what is answered has the shape that is described", async () => {
    await world.decide("acme", ["user:nobody"]);
    for (const operation of operations) {
      if (operation.method !== "GET" || operation.stream || operation.path.includes("{")) continue;
      const reply = await world.ask("GET", `/api/v1${operation.path}`, as("owner"));
      assert.equal(reply.status, 200, `${operation.name}: ${reply.text}`);
      const read = operation.output.safeParse(reply.body);
      assert.ok(read.success, `${operation.name}: ${JSON.stringify(read.error?.issues)}`);
    }
  });

  test("an update names the version it changes, and only that one", async () => {
    const first = await world.ask("POST", "/api/v1/teams", { ...as("owner"), body: { id: "versioned" } });
    const put = (headers: Record<string, string>, name: string) =>
      world.ask("PUT", "/api/v1/teams/versioned", { ...as("owner"), headers, body: { id: "versioned", name } });
    refusedWith(await put({}, "A"), 428, "precondition_required");
    for (const wrong of ["*", 'W/"1"', "1", '"1", "2"', '"x"', '""']) {
      refusedWith(await put({ "if-match": wrong }, "A"), 400, "invalid_request", "If-Match");
    }
    refusedWith(await put({ "if-match": '"0"' }, "A"), 412, "precondition_failed");
    const second = await put(tag(first), "A");
    assert.equal(second.status, 200);
    refusedWith(await put(tag(first), "B"), 412, "precondition_failed");
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => put(tag(second), `N${n}`)));
    assert.deepEqual(results.map((one) => one.status).sort(), [200, 412, 412, 412, 412, 412, 412, 412]);
    const unchanged = await world.ask("GET", "/api/v1/teams/versioned", {
      ...as("owner"),
      headers: { "if-none-match": String(results.find((one) => one.status === 200)?.headers.etag) },
    });
    assert.equal(unchanged.status, 304);
  });

  test("a change and its record are kept together or not at all", async () => {
    const created = await world.ask("POST", "/api/v1/teams", {
      ...as("identity_admin"),
      body: { id: "recorded", name: "A" },
    });
    const headers = tag(created);
    await world.ask("PUT", "/api/v1/teams/recorded", { ...as("owner"), headers, body: { id: "recorded", name: "B" } });
    refusedWith(
      await world.ask("POST", "/api/v1/teams", { ...as("owner"), body: { id: "recorded" } }),
      409,
      "conflict",
    );
    await world.ask("DELETE", "/api/v1/teams/recorded", as("owner"));
    const query = "/api/v1/changes?subjectKind=teams&subjectId=recorded";
    const { body } = await world.ask("GET", query, as("auditor"));
    const told = body.items.map((row: Record<string, unknown>) => [
      row["actor"],
      row["action"],
      row["before"],
      row["after"],
    ]);
    const [a, b] = ["A", "B"].map((name) => ({ id: "recorded", name }));
    assert.deepEqual(told, [
      [`user:${userOf("owner")}`, "teams.delete", b, undefined],
      [`user:${userOf("owner")}`, "teams.update", a, b],
      [`user:${userOf("identity_admin")}`, "teams.create", undefined, a],
    ]);
    const paged = await world.ask("GET", `${query}&limit=2`, as("auditor"));
    const rest = await world.ask("GET", `${query}&limit=2&after=${paged.body.next}`, as("auditor"));
    assert.deepEqual([...paged.body.items, ...rest.body.items], body.items);
    assert.equal(rest.body.next, null);
  });

  test("no secret in a record, an answer or the log", async () => {
    const provider = { id: "sealed", api: "openai", key: "sk-sealed-secret-1" };
    const created = await world.ask("POST", "/api/v1/providers", { ...as("owner"), body: provider });
    assert.equal(created.body.spec.key, "[secret]");
    const body = { ...provider, key: "sk-sealed-secret-2" };
    const replaced = await world.ask("PUT", "/api/v1/providers/sealed", {
      ...as("owner"),
      headers: tag(created),
      body,
    });
    assert.equal(replaced.status, 200);
    const issued = await world.ask("POST", "/api/v1/keys", { ...as("owner"), body: { principal: "agent:bot" } });
    const records = await world.store.read.selectFrom("records").selectAll().execute();
    const answers = await world.store.read.selectFrom("idempotency").selectAll().execute();
    const rest = [replaced.text, (await world.ask("GET", "/api/v1/export", as("owner"))).text, world.log.join("")];
    const all = JSON.stringify([records, answers, rest]);
    assert.doesNotMatch(all, /sk-(sealed|north)-secret/);
    assert.ok(!all.includes(issued.body.key));
    assert.ok(!all.includes(world.keys.owner));
  });

  test("pages go on where they ended, whatever changes meanwhile", async () => {
    const make = (id: string) => world.ask("POST", "/api/v1/workflows", { ...as("owner"), body: { id } });
    for (const id of ["p1", "p3", "p5", "p7"]) await make(id);
    const first = await world.ask("GET", "/api/v1/workflows?limit=2&after=p0", as("owner"));
    assert.deepEqual(
      first.body.items.map((one: { id: string }) => one.id),
      ["p1", "p3"],
    );
    await make("p2");
    await make("p4");
    await world.ask("DELETE", "/api/v1/workflows/p3", as("owner"));
    const second = await world.ask("GET", `/api/v1/workflows?limit=2&after=${first.body.next}`, as("owner"));
    assert.deepEqual(
      second.body.items.map((one: { id: string }) => one.id),
      ["p4", "p5"],
    );
    for (const limit of ["0", "201", "-1", "x", "1e3", ""]) {
      refusedWith(
        await world.ask("GET", `/api/v1/workflows?limit=${limit}`, as("owner")),
        400,
        "invalid_request",
        "limit",
      );
    }
  });

  test("the same idempotency key does a thing once", async () => {
    const post = (key: string, body: unknown, who: keyof ApiWorld["keys"] = "owner") =>
      world.ask("POST", "/api/v1/teams", { ...as(who), headers: { "idempotency-key": key }, body });
    const results = await Promise.all(Array.from({ length: 5 }, () => post("k1", { id: "once", name: "Once" })));
    for (const one of results) {
      assert.equal(one.status, 201, one.text);
      assert.deepEqual(one.body, results[0]?.body);
      assert.equal(one.headers.etag, results[0]?.headers.etag);
    }
    const { body } = await world.ask("GET", "/api/v1/changes?subjectId=once", as("auditor"));
    assert.equal(body.items.length, 1);
    refusedWith(await post("k1", { id: "twice" }), 409, "conflict", "Idempotency-Key");
    assert.equal((await post("k1", { id: "others" }, "identity_admin")).status, 201, "a key is its actor's own");
    refusedWith(await post("k2", { id: "once" }), 409, "conflict");
    assert.equal((await post("k2", { id: "later" })).status, 201, "a failure uses nothing up");
    refusedWith(await post("a b", { id: "never" }), 400, "invalid_request", "Idempotency-Key");
    world.clock.advance(24 * 3_600_000);
    refusedWith(await post("k1", { id: "once", name: "Once" }), 401, "unauthenticated");
  });
});

describe("rights inside operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());
  const as = (who: keyof ApiWorld["keys"]) => ({ key: world.keys[who] });
  const change = async (who: keyof ApiWorld["keys"], path: string, edit: object) => {
    const kept = await world.ask("GET", path, as("owner"));
    const headers = { "if-match": String(kept.headers.etag) };
    return world.ask("PUT", path, { ...as(who), headers, body: { ...kept.body.spec, ...edit } });
  };

  test("nobody changes their own roles, through a declaration neither", async () => {
    const self = `/api/v1/users/${userOf("owner")}`;
    refusedWith(await change("owner", self, { roles: ["owner", "auditor"] }), 403, "forbidden", "roles");
    refusedWith(await change("owner", self, { roles: [] }), 403, "forbidden", "roles");
    assert.equal((await change("owner", self, { name: "Olga" })).status, 200);
    const own = `/api/v1/users/${userOf("identity_admin")}`;
    refusedWith(await change("identity_admin", own, { roles: ["identity_admin", "owner"] }), 403, "forbidden", "roles");
    const declaration = (await world.ask("GET", "/api/v1/export", as("owner"))).body.declaration;
    for (const user of declaration.objects.users) if (user.id === userOf("owner")) user.roles = ["owner", "auditor"];
    refusedWith(await world.ask("POST", "/api/v1/apply", { ...as("owner"), body: { declaration } }), 403, "forbidden");
  });

  test("only an owner gives or takes roles", async () => {
    const member = `/api/v1/users/${userOf("member")}`;
    refusedWith(await change("identity_admin", member, { roles: ["auditor"] }), 403, "forbidden", "roles");
    const body = { id: "sock@acme.test", roles: ["owner"] };
    refusedWith(await world.ask("POST", "/api/v1/users", { ...as("identity_admin"), body }), 403, "forbidden", "roles");
    refusedWith(
      await world.ask("DELETE", `/api/v1/users/${userOf("auditor")}`, as("identity_admin")),
      403,
      "forbidden",
    );
    assert.equal((await change("owner", member, { roles: ["finops"] })).status, 200);
    assert.equal((await change("owner", member, { roles: [] })).status, 200);
  });

  test("who holds roles beyond the asker's is beyond the asker's reach", async () => {
    const boss = userOf("owner");
    refusedWith(await change("identity_admin", `/api/v1/users/${boss}`, { status: "disabled" }), 403, "forbidden");
    refusedWith(
      await world.ask("POST", `/api/v1/principals/user:${boss}/disable`, as("identity_admin")),
      403,
      "forbidden",
    );
    refusedWith(
      await world.ask("POST", `/api/v1/principals/user:${boss}/revoke`, as("identity_admin")),
      403,
      "forbidden",
    );
    const body = { principal: `user:${boss}`, scopes: ["call"] };
    refusedWith(await world.ask("POST", "/api/v1/keys", { ...as("identity_admin"), body }), 403, "forbidden");
  });

  test("the last owner stays", async () => {
    const boss = userOf("owner");
    refusedWith(await world.ask("DELETE", `/api/v1/users/${boss}`, as("owner")), 403, "forbidden");
    refusedWith(
      await world.ask("POST", `/api/v1/principals/user:${boss}/disable`, as("security_admin")),
      409,
      "conflict",
    );
    assert.equal((await world.ask("GET", "/api/v1/whoami", as("owner"))).status, 200);
  });

  test("a developer has their own agents and nobody else's; nobody puts what is theirs into a team they are not in", async () => {
    const mine = { id: "mine", owner: userOf("developer") };
    const post = (body: unknown) => world.ask("POST", "/api/v1/agents", { ...as("developer"), body });
    assert.equal((await post({ ...mine, teams: ["eng", "core"] })).status, 201, "a member of core is one of eng");
    refusedWith(await post({ id: "not-mine", owner: userOf("member") }), 403, "forbidden", "owner");
    refusedWith(
      await post({ id: "mine2", owner: userOf("developer"), teams: ["core", "ops"] }),
      403,
      "forbidden",
      "teams[1]",
    );
    refusedWith(await change("developer", "/api/v1/agents/mine", { teams: ["ops"] }), 403, "forbidden", "teams[0]");
    refusedWith(
      await change("developer", "/api/v1/agents/mine", { owner: userOf("owner") }),
      403,
      "forbidden",
      "owner",
    );
    refusedWith(
      await change("developer", "/api/v1/agents/other-bot", { owner: userOf("developer") }),
      404,
      "not_found",
    );
    refusedWith(await world.ask("DELETE", "/api/v1/agents/other-bot", as("developer")), 404, "not_found");
    refusedWith(
      await world.ask("POST", "/api/v1/principals/agent:other-bot/disable", as("developer")),
      404,
      "not_found",
    );
    assert.equal((await world.ask("POST", "/api/v1/principals/agent:mine/disable", as("security_admin"))).status, 200);
    refusedWith(await change("developer", "/api/v1/agents/mine", { status: "active" }), 403, "forbidden", "status");
    refusedWith(await world.ask("POST", "/api/v1/principals/agent:mine/enable", as("developer")), 403, "forbidden");
    assert.equal((await world.ask("DELETE", "/api/v1/agents/mine", as("developer"))).status, 204);
  });

  test("a key never exceeds its issuer", async () => {
    const post = (who: keyof ApiWorld["keys"], body: unknown, key = world.keys[who]) =>
      world.ask("POST", "/api/v1/keys", { key, body });
    const made = await post("developer", { principal: "agent:bot", expires: "30d" });
    assert.equal(made.status, 201);
    assert.deepEqual(Object.keys(made.body), ["key", "id", "principal", "name", "expiresAt", "scopes"]);
    assert.deepEqual(made.body.scopes, ["call"]);
    assert.equal(made.body.expiresAt, world.clock.now() + 30 * 86_400_000);
    const own = await post("developer", { principal: `user:${userOf("developer")}` });
    assert.deepEqual(own.body.scopes, ["call", "manage"]);
    assert.equal(own.body.expiresAt, world.clock.now() + 90 * 86_400_000);

    refusedWith(await post("developer", { principal: "agent:other-bot" }), 404, "not_found");
    refusedWith(await post("developer", { principal: `user:${userOf("member")}` }), 404, "not_found");
    refusedWith(await post("developer", { principal: "agent:bot", scopes: ["state:mfa"] }), 403, "forbidden");
    const narrow = await world.issue("acme", `user:${userOf("identity_admin")}`, ["manage"]);
    refusedWith(await post("identity_admin", { principal: "agent:bot", scopes: ["call"] }, narrow), 403, "forbidden");
    refusedWith(await post("owner", { principal: "agent:bot", expires: "366d" }), 400, "invalid_request", "expires");
    refusedWith(await post("owner", { principal: "agent:bot", expires: "0d" }), 400, "invalid_request");
    refusedWith(await post("owner", { principal: "agent:never" }), 400, "invalid_request", "principal");
    refusedWith(await post("owner", { principal: "agent:bot", scopes: ["everything"] }), 400, "invalid_request");
    const reader = await world.issue("acme", `user:${userOf("owner")}`, ["read"]);
    refusedWith(await post("owner", { principal: "agent:bot" }, reader), 401, "unauthenticated");
    assert.equal((await world.ask("GET", "/api/v1/keys", { key: reader })).status, 200);
  });

  test("a key is shown once, also to who repeats the request: an answer that holds a secret is never kept", async () => {
    const headers = { "idempotency-key": "issue-once" };
    const post = () => world.ask("POST", "/api/v1/keys", { ...as("owner"), headers, body: { principal: "agent:bot" } });
    const first = await post();
    assert.equal(first.status, 201);
    refusedWith(await post(), 409, "conflict", "Idempotency-Key");
    const shown = await world.ask("GET", `/api/v1/keys/${first.body.id}`, as("auditor"));
    assert.equal(shown.body.principal, "agent:bot");
    assert.ok(!shown.text.includes(first.body.key));
    const keys = await world.store.read.selectFrom("keys").selectAll().execute();
    assert.ok(!JSON.stringify(keys).includes(first.body.key));
  });

  test("a rotated key works beside the old one, a revoked one no more", async () => {
    const user = `user:${userOf("finops")}`;
    const { body: made } = await world.ask("POST", "/api/v1/keys", { ...as("owner"), body: { principal: user } });
    const path = `/api/v1/keys/${made.id}`;
    const who = async (key: string) => (await world.ask("GET", "/api/v1/whoami", { key })).status;
    refusedWith(
      await world.ask("POST", `${path}/rotate`, { ...as("owner"), body: { overlap: "8d" } }),
      400,
      "invalid_request",
    );
    refusedWith(await world.ask("POST", `${path}/rotate`, { ...as("identity_admin"), body: {} }), 403, "forbidden");
    const { body: rotated } = await world.ask("POST", `${path}/rotate`, { ...as("owner"), body: { overlap: "1h" } });
    assert.equal(rotated.id, made.id);
    assert.deepEqual([await who(made.key), await who(rotated.key)], [200, 200]);
    assert.equal((await world.ask("DELETE", path, { key: rotated.key })).status, 204, "whoever holds it may revoke it");
    assert.deepEqual([await who(made.key), await who(rotated.key)], [401, 401]);
    refusedWith(await world.ask("DELETE", "/api/v1/keys/00000000", as("owner")), 404, "not_found");
  });

  test("a disabled principal loses its keys for good", async () => {
    const user = userOf("approver");
    const who = (key: string) => world.ask("GET", "/api/v1/whoami", { key });
    const put = (verb: string) =>
      world.ask("POST", `/api/v1/principals/user:${user}/${verb}`, {
        ...as("security_admin"),
        body: { reason: "test" },
      });
    assert.deepEqual((await put("disable")).body, { principal: `user:${user}`, status: "disabled" });
    assert.equal((await who(world.keys.approver)).status, 401);
    assert.deepEqual((await put("enable")).body, { principal: `user:${user}`, status: "active" });
    assert.equal((await who(world.keys.approver)).status, 401, "enabling revives nothing");
    const fresh = await world.issue("acme", `user:${user}`);
    assert.equal((await who(fresh)).status, 200);
    assert.equal((await put("revoke")).status, 200);
    assert.equal((await who(fresh)).status, 401);
    const { body } = await world.ask("GET", "/api/v1/changes?subjectKind=principal", as("auditor"));
    assert.deepEqual(
      body.items.slice(0, 3).map((row: { action: string }) => row.action),
      ["principals.revoke", "principals.enable", "principals.disable"],
    );
  });

  test("whoever is removed and made again does not get old keys back", async () => {
    const spec = { id: "temp@acme.test" };
    const post = () => world.ask("POST", "/api/v1/users", { ...as("identity_admin"), body: spec });
    await post();
    const key = await world.issue("acme", "user:temp@acme.test");
    assert.equal((await world.ask("DELETE", "/api/v1/users/temp@acme.test", as("identity_admin"))).status, 204);
    world.clock.advance(1_000);
    assert.equal((await post()).status, 201);
    assert.equal((await world.ask("GET", "/api/v1/whoami", { key })).status, 401);
  });

  test("no policy is kept that does not hold against the schema, and the answer says where", async () => {
    const bad = { id: "bad", text: '@id("bad")\npermit (principal, action, resource) when { context.nope };' };
    const post = (body: unknown) => world.ask("POST", "/api/v1/policies", { ...as("security_admin"), body });
    const reply = await post(bad);
    refusedWith(reply, 400, "invalid_policy");
    assert.equal(reply.body.error.data.problems[0].policy, "bad");
    const { body } = await world.ask("POST", "/api/v1/policies/check", {
      ...as("policy_author"),
      body: { policies: [bad] },
    });
    const errors = body.problems.filter((problem: { severity: string }) => problem.severity === "error");
    assert.deepEqual(errors, reply.body.error.data.problems);
    refusedWith(await world.ask("GET", "/api/v1/policies/bad", as("owner")), 404, "not_found");
    const declaration = (await world.ask("GET", "/api/v1/export", as("owner"))).body.declaration;
    declaration.objects.policies.push(bad);
    refusedWith(
      await world.ask("POST", "/api/v1/apply", { ...as("owner"), body: { declaration } }),
      400,
      "invalid_policy",
    );
  });
});
