import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, peopled, type Reply, userOf } from "../../test/api-world.ts";
import { organization } from "../../test/held-registry.ts";
import { eventually } from "../../test/registry-world.ts";

function refusedWith(reply: Reply, status: number, code: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.body.error.code, code);
}

const said = (reply: Reply): string[] =>
  reply.body.changes.map(
    (change: { action: string; kind: string; id: string }) => `${change.action} ${change.kind}/${change.id}`,
  );

describe("declarations through operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());
  const as = (who: keyof ApiWorld["keys"]) => ({ key: world.keys[who] });
  const apply = (declaration: unknown, more: object = {}, key = world.keys.owner) =>
    world.ask("POST", "/api/v1/apply", { key, body: { declaration, ...more } });

  test("a dry run says what would change and changes nothing", async () => {
    const wanted = peopled("acme");
    wanted.objects.workflows.push({ id: "planned" });
    const dry = await apply(wanted, { dryRun: true });
    assert.deepEqual([dry.body.applied, said(dry)], [false, ["create workflows/planned"]]);
    assert.equal((await world.ask("GET", "/api/v1/workflows/planned", as("owner"))).status, 404);
    const wet = await apply(wanted);
    assert.deepEqual(wet.body, { changes: dry.body.changes, applied: true });
    const again = await apply(wanted);
    assert.deepEqual(said(again), []);
    const records = await world.ask("GET", "/api/v1/changes?action=apply", as("auditor"));
    assert.deepEqual(
      records.body.items.map((row: { subject: object }) => row.subject),
      [{ kind: "workflows", id: "planned" }],
    );
  });

  test("an export applies as it is, and drift shows what the API changed since", async () => {
    const exported = await world.ask("GET", "/api/v1/export", as("auditor"));
    assert.doesNotMatch(exported.text, /secret/);
    assert.deepEqual(said(await apply(exported.body.declaration)), []);
    assert.deepEqual((await world.ask("GET", "/api/v1/drift", as("auditor"))).body, { applied: true, changes: [] });
    const team = await world.ask("GET", "/api/v1/teams/ops", as("owner"));
    const headers = { "if-match": String(team.headers.etag) };
    await world.ask("PUT", "/api/v1/teams/ops", { ...as("owner"), headers, body: { id: "ops", name: "Changed" } });
    assert.deepEqual(said(await world.ask("GET", "/api/v1/drift", as("auditor"))), ["update teams/ops"]);
    assert.deepEqual(said(await apply(exported.body.declaration)), ["update teams/ops"]);
  });

  test("whoever a declaration removes or disables loses their keys", async () => {
    const key = await world.issue("acme", `user:${userOf("finops")}`);
    const other = await world.issue("acme", `user:${userOf("approver")}`);
    const wanted = peopled("acme");
    wanted.objects.users = wanted.objects.users.filter((user) => user.id !== userOf("finops"));
    for (const user of wanted.objects.users) if (user.id === userOf("approver")) user.status = "disabled";
    assert.equal((await apply(wanted)).status, 200);
    world.clock.advance(1_000);
    await apply(peopled("acme"));
    for (const one of [key, other]) assert.equal((await world.ask("GET", "/api/v1/whoami", { key: one })).status, 401);
  });

  test("a declaration of another organization is not there for anyone but the machine's owner", async () => {
    const fresh = organization("fresh", { teams: [{ id: "t" }] });
    refusedWith(await apply(fresh), 404, "not_found");
    refusedWith(await apply(peopled("other")), 404, "not_found");
    const machine = await world.ask("POST", "/api/v1/apply", {
      ...as("machine"),
      headers: { "x-lumos-organization": "acme" },
      body: { declaration: fresh },
    });
    assert.deepEqual([machine.status, machine.body.changes.length], [200, 2], machine.text);
    assert.equal(world.registry.landscape("fresh")?.teams.size, 1);
    const made = await world.ask("POST", "/api/v1/organizations", {
      ...as("machine"),
      body: { id: "second", name: "Second" },
    });
    assert.equal(made.status, 201);
    refusedWith(
      await world.ask("POST", "/api/v1/organizations", { ...as("machine"), body: { id: "second", name: "S" } }),
      409,
      "conflict",
    );
    const list = await world.ask("GET", "/api/v1/organizations", as("machine"));
    assert.deepEqual(
      list.body.items.map((one: { id: string }) => one.id),
      ["acme", "fresh", "other", "second"],
    );
    const mine = await world.ask("GET", "/api/v1/organizations", as("member"));
    assert.deepEqual(
      mine.body.items.map((one: { id: string }) => one.id),
      ["acme"],
    );
  });

  test("organization, guardrails and ladder are changed by version or as a whole", async () => {
    const kept = await world.ask("GET", "/api/v1/guardrails", as("security_admin"));
    const headers = { "if-match": String(kept.headers.etag) };
    const body = { input: { secrets: "block" } };
    const put = () => world.ask("PUT", "/api/v1/guardrails", { ...as("security_admin"), headers, body });
    assert.equal((await put()).status, 200);
    refusedWith(await put(), 412, "precondition_failed");
    assert.equal(world.registry.landscape("acme")?.guardrails.input?.secrets, "block");
    const own = await world.ask("GET", "/api/v1/organizations/acme", as("member"));
    refusedWith(own, 403, "forbidden");
    const org = await world.ask("GET", "/api/v1/organizations/acme", as("developer"));
    const named = await world.ask("PUT", "/api/v1/organizations/acme", {
      ...as("owner"),
      headers: { "if-match": String(org.headers.etag) },
      body: { id: "acme", name: "Acme again" },
    });
    assert.equal(named.body.spec.name, "Acme again");
    const order = (ids: string[]) => world.ask("PUT", "/api/v1/ladder", { ...as("owner"), body: { ids } });
    refusedWith(await order(["economy"]), 400, "invalid_request");
    assert.equal((await order(["economy", "frontier"])).body.changes.length, 2);
    const tiers = await world.ask("GET", "/api/v1/tiers", as("owner"));
    assert.deepEqual(
      tiers.body.items.map((tier: { id: string }) => tier.id),
      ["economy", "frontier"],
    );
  });

  test("a backup overwrites nothing, and is the machine's owner's", async () => {
    const file = join(world.data, "copy.db");
    const ask = (body: unknown) => world.ask("POST", "/api/v1/backup", { ...as("machine"), body });
    const made = await ask({ file });
    assert.equal(made.status, 200, made.text);
    assert.equal(statSync(file).size, made.body.bytes);
    refusedWith(await ask({ file }), 409, "conflict");
    refusedWith(await ask({ file: "relative.db" }), 400, "invalid_request");
    assert.ok(!existsSync("relative.db"));
  });
});

describe("decisions through operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());
  const as = (who: keyof ApiWorld["keys"]) => ({ key: world.keys[who] });

  test("decisions are listed newest first, by filter and by page, in one organization", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      ids.unshift(
        await world.decide("acme", ["agent:bot", "user:sam"], { outcome: n % 3 === 0 ? "blocked" : "allowed" }),
      );
      await world.decide("other", ["agent:bot"]);
    }
    const seen: string[] = [];
    let after = "";
    do {
      const page = await world.ask("GET", `/api/v1/decisions?limit=3${after}`, as("finops"));
      seen.push(...page.body.items.map((row: { id: string }) => row.id));
      after = page.body.next === null ? "" : `&after=${page.body.next}`;
    } while (after !== "");
    assert.deepEqual(seen, ids);
    const blocked = await world.ask(
      "GET",
      "/api/v1/decisions?outcome=blocked&principal=agent:bot&since=2026-11-21T12:00:00Z",
      as("auditor"),
    );
    assert.equal(blocked.body.items.length, 3);
    const none = await world.ask("GET", "/api/v1/decisions?until=2020-01-01T00:00:00Z", as("auditor"));
    assert.deepEqual(none.body, { items: [], next: null });
    for (const query of ["after=x", "after=..%2f", "outcome=maybe", "since=yesterday", "nope=1", "limit=1&limit=2"]) {
      refusedWith(await world.ask("GET", `/api/v1/decisions?${query}`, as("auditor")), 400, "invalid_request");
    }
  });

  test("to someone who was not part of a call, its decision is not there", async () => {
    const id = await world.decide("acme", ["agent:bot", `user:${userOf("member")}`], { outcome: "blocked" });
    const get = (who: keyof ApiWorld["keys"]) => world.ask("GET", `/api/v1/decisions/${id}`, as(who));
    const part = await get("member");
    assert.deepEqual(Object.keys(part.body), ["decision", "outcome", "summary", "policies", "findings", "wouldPass"]);
    const approver = (await get("approver")).body;
    assert.equal(approver.chain.length, 2);
    // Clauses and limits are for those who may read policies.
    assert.ok(!("explained" in approver) && !("unexplained" in approver));
    for (const who of ["owner", "security_admin", "policy_author", "auditor"] as const) {
      const whole = (await get(who)).body;
      assert.ok("explained" in whole || "unexplained" in whole, who);
    }
    for (const who of ["finops", "developer", "identity_admin"] as const) refusedWith(await get(who), 404, "not_found");
    const foreign = await world.ask("GET", `/api/v1/decisions/${id}`, { key: world.foreign.owner });
    refusedWith(foreign, 404, "not_found");
  });

  test("the feed tells of decisions as they happen, filtered, and goes on after a break", async () => {
    const early = await world.decide("acme", ["agent:bot"], { outcome: "blocked" });
    const first = listen(world, world.keys.auditor, "?outcome=blocked");
    await eventually(() => first.text().includes("id: "));
    const one = await world.decide("acme", ["agent:bot"], { outcome: "blocked" });
    await world.decide("acme", ["agent:bot"], { outcome: "allowed" });
    await world.decide("other", ["agent:bot"], { outcome: "blocked" });
    await eventually(() => first.ids().includes(one));
    assert.deepEqual(first.ids(), [one]);
    assert.ok(!first.ids().includes(early), "what was before is for the list");
    first.close();
    const two = await world.decide("acme", ["agent:bot"], { outcome: "blocked" });
    const second = listen(world, world.keys.auditor, "?outcome=blocked", first.place());
    await eventually(() => second.ids().includes(two));
    assert.ok(second.ids().every((id) => [one, two].includes(id)));
    second.close();
    assert.equal(first.headers()["content-type"], "text/event-stream");
  });

  test("a stream is cut when its reader is cut off", async () => {
    const key = await world.issue("acme", `user:${userOf("finops")}`);
    const feed = listen(world, key, "");
    await eventually(() => feed.text().includes("id: "));
    await world.ask("POST", `/api/v1/principals/user:${userOf("finops")}/disable`, as("owner"));
    await eventually(() => feed.ended());
  });

  test("a place that nobody gave out is refused", async () => {
    const headers = { "last-event-id": "nonsense; drop table" };
    refusedWith(
      await world.ask("GET", "/api/v1/decisions/feed", { ...as("auditor"), headers }),
      400,
      "invalid_request",
    );
  });
});

describe("setup through operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld({ unclaimed: true });
  });
  after(() => world.close());
  const headers = { "x-lumos-organization": "acme" };
  const claim = (code: string, user = "first@acme.test") =>
    world.ask("POST", "/api/v1/setup/claim", { headers, body: { code, user } });

  test("the first owner is made with the code, once, and a refused claim does not say what was wrong with it", async () => {
    assert.deepEqual((await world.ask("GET", "/api/v1/setup")).body, { claimed: false });
    const open = await world.identity.openSetup();
    assert.ok(open);
    const wrong = await claim("WRONG-WRONG-WRONG-WRONG");
    refusedWith(wrong, 403, "forbidden");
    for (let n = 0; n < 4; n++) assert.deepEqual((await claim(`NO-${n}`)).body, wrong.body);
    assert.deepEqual((await claim(open.code.reveal())).body, wrong.body, "locked for the right code too");
    world.clock.advance(60_000);
    const [a, b] = await Promise.all([claim(open.code.reveal()), claim(open.code.reveal())]);
    const made = a.status === 201 ? a : b;
    assert.deepEqual([a.status, b.status].sort(), [201, 403]);
    assert.equal(made.body.principal, "user:first@acme.test");
    const who = await world.ask("GET", "/api/v1/whoami", { key: made.body.key });
    assert.deepEqual(who.body.roles, ["owner"]);
    assert.deepEqual((await world.ask("GET", "/api/v1/setup")).body, { claimed: true });
    assert.deepEqual((await claim(open.code.reveal())).body, wrong.body);
    assert.ok(!world.log.join("").includes(made.body.key));
  });
});

function listen(world: ApiWorld, key: string, query: string, place?: string) {
  let text = "";
  let ended = false;
  let headers = {} as Record<string, unknown>;
  const req = get(`${world.url}/api/v1/decisions/feed${query}`, {
    agent: false,
    headers: { authorization: `Bearer ${key}`, ...(place === undefined ? {} : { "last-event-id": place }) },
  });
  req.on("error", () => (ended = true));
  req.on("response", (res) => {
    headers = res.headers;
    res.on("data", (part: Buffer) => (text += part.toString()));
    res.on("close", () => (ended = true));
  });
  const rows = () =>
    [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(String(match[1])) as { id: string });
  return {
    text: () => text,
    ids: () => rows().map((row) => row.id),
    place: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "",
    headers: () => headers,
    ended: () => ended,
    close: () => req.destroy(),
  };
}
