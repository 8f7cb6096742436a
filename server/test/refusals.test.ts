import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { ObjectKind } from "../src/config/index.ts";
import { type Operation, operations } from "../src/operations/index.ts";
import { type ApiWorld, makeApiWorld, pathOf, userOf } from "./api-world.ts";

/*
 * Every operation is asked over HTTP by somebody unknown, by somebody without the role, and by somebody of
 * another organization. A new operation is asked too, without a line here; these lists may only shrink.
 */

/** Operations that somebody unknown may run. */
const FOR_ANYONE = ["setup.claim", "setup.status"];
/** Operations that every member may run as a whole: there is no wrong role. */
const FOR_MEMBERS = [
  // One's own machine.
  "discovery.inventory",
  "discovery.report",
  "organizations.list",
  // Everybody sees their own shelf, asks for what they need and sees what became of it.
  "plugins.put",
  "shelf.list",
  "shelf.request",
  "shelf.requests",
  "skills.list",
  "skills.put",
  "skills.show",
  "version",
  "whoami",
];

/** One object of each kind that only acme has. */
const SOLO: Record<ObjectKind, object> = {
  tiers: {},
  providers: { api: "sandbox" },
  models: { provider: "north", upstream: "x", tier: "frontier" },
  routes: { models: ["big"] },
  judges: { api: "instruct", model: "big" },
  teams: {},
  users: {},
  applications: { owner: userOf("owner") },
  agents: { owner: userOf("owner") },
  workflows: {},
  programs: { domain: "bio", members: [], expires: "2027-12-31" },
  servers: { kind: "mcp", transport: "http", url: "http://127.0.0.1:9/" },
  connections: { from: "team:eng", to: "server:crm" },
  limits: { scope: "organization", concurrent: 1 },
  budgets: { scope: "organization", usd: 1, per: "day" },
  alerts: { kind: "webhook", url: "http://127.0.0.1:9/", events: [] },
  detectors: { class: "project", words: ["bluebird"] },
  policies: { text: '@id("solo")\npermit (principal, action, resource);' },
};

/** A tool that only acme has pinned. */
const TOOL = { server: "crm", tool: "find_contact" };

describe("every operation refuses", () => {
  let world: ApiWorld;
  let keyId = "";
  let decision = "";
  let approval = "";
  /** Keys of people that may approve, for operations that need such a one. */
  let approves: Record<"owner" | "member" | "foreign", string>;
  before(async () => {
    world = await makeApiWorld();
    for (const [kind, spec] of Object.entries(SOLO)) {
      await world.put("acme", kind as ObjectKind, { id: "solo", ...spec } as never, "absent");
    }
    await world.issue("acme", "agent:bot", ["call"]);
    const [key] = await world.identity.listKeys("acme", { principal: "agent:bot", limit: 1 });
    keyId = key?.id ?? "";
    decision = await world.decide("acme", ["user:nobody"]);
    approval = await world.approval("acme", "user:solo");
    const holder = (org: string, role: "owner" | "member") => world.issue(org, `user:${userOf(role)}`, ["approve"]);
    approves = {
      owner: await holder("acme", "owner"),
      member: await holder("acme", "member"),
      foreign: await holder("other", "owner"),
    };
    const tools = ['{"name":"find_contact","inputSchema":{"type":"object"}}'];
    await world.services.catalog.saw("acme", "crm", { tools });
  });
  const keyOf = (operation: Operation, who: "owner" | "member" | "foreign") => {
    if (operation.need === "approve") return approves[who];
    return who === "foreign" ? world.foreign.owner : world.keys[who];
  };
  after(() => world.close());

  /** Members of the path that name something acme has and nobody else. */
  const pathFor = (operation: Operation): string => {
    const noun = operation.name.split(".")[0];
    const named: Record<string, string> = {
      keys: keyId,
      decisions: decision,
      approvals: approval,
      organizations: "acme",
    };
    const path = pathOf(operation, { id: named[noun ?? ""] ?? "solo", principal: "agent:solo", ...TOOL });
    if (operation.name === "incidents.case") return `${path}?verdict=confirmed`;
    return ["keys.list", "approvals.list"].includes(operation.name) ? `${path}?principal=agent:solo` : path;
  };
  const bodyFor = (operation: Operation): { body?: unknown } => {
    const [noun, verb] = operation.name.split(".");
    if (operation.method === "GET" || operation.method === "DELETE") return {};
    if (noun !== undefined && Object.hasOwn(SOLO, noun) && ["create", "update"].includes(verb ?? "")) {
      return { body: { id: verb === "create" ? "fresh" : "solo", ...SOLO[noun as ObjectKind] } };
    }
    const acme = { id: "acme", name: "Taken over" };
    if (operation.name === "organizations.update") return { body: acme };
    if (operation.name === "apply") return { body: { declaration: { organization: acme, objects: {} } } };
    if (operation.name === "incidents.dismiss") return { body: { reason: "none", until: Date.now() + 60_000 } };
    if (operation.name === "discovery.claim") return { body: { why: "none" } };
    if (["shelf.deny", "shelf.retire"].includes(operation.name)) return { body: { reason: "none" } };
    if (["shelf.approve", "shelf.assign"].includes(operation.name)) return { body: { everyone: true } };
    if (operation.name === "approvals.deny") return { body: { reason: "no" } };
    if (operation.name === "tools.classify") return { body: { effect: "read" } };
    if (operation.name === "tools.approve") return { body: { hash: "0".repeat(64) } };
    if (operation.name === "tools.reject") return { body: { hash: "0".repeat(64), reason: "none" } };
    if (operation.name === "judges.try") return { body: { text: "anything" } };
    if (operation.name === "incidents.feedback") return { body: { verdict: "confirmed" } };
    return { body: {} };
  };
  const ask = (operation: Operation, key: string | undefined, headers: Record<string, string> = {}) =>
    world.ask(operation.method, pathFor(operation), {
      ...(key === undefined ? {} : { key }),
      headers: { "if-match": '"1"', ...headers },
      ...bodyFor(operation),
    });

  for (const operation of operations) {
    const { name, roles } = operation;

    test(`${name}: somebody unknown`, async () => {
      if (FOR_ANYONE.includes(name)) {
        assert.equal(roles, "anyone");
        assert.notEqual((await ask(operation, undefined)).status, 401);
        return;
      }
      const unknown = {
        error: {
          code: "unauthenticated",
          message: "No valid credential was presented.",
          docs: "docs/reference/errors.md#unauthenticated",
        },
      };
      const wrong = world.keys.owner.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      for (const key of [undefined, "", "x", wrong, world.keys.owner.slice(0, -1), `${world.keys.owner}0`]) {
        const reply = await ask(operation, key);
        assert.equal(reply.status, 401);
        assert.deepEqual(reply.body, unknown);
        assert.match(String(reply.headers["www-authenticate"]), /^Bearer/);
      }
    });

    test(`${name}: somebody without the role`, async () => {
      if (FOR_ANYONE.includes(name) || FOR_MEMBERS.includes(name)) {
        assert.ok(roles === "anyone" || roles === "member");
        return;
      }
      const reply = await ask(operation, keyOf(operation, "member"));
      const own = operation.own === "member";
      assert.equal(reply.status, own ? 404 : 403);
      assert.equal(reply.body.error.code, own ? "not_found" : "forbidden");
    });

    test(`${name}: somebody of another organization; another organization looks like none`, async () => {
      const machine = roles === "machine";
      const key = machine ? world.keys.machine : keyOf(operation, "owner");
      const elsewhere = await ask(operation, key, {
        "x-lumos-organization": machine || roles === "anyone" ? "nowhere" : "other",
      });
      assert.equal(elsewhere.status, 404, "another organization looks like none");
      assert.equal(elsewhere.body.error.code, "not_found");
      if (machine) {
        assert.equal((await ask(operation, world.foreign.owner)).status, 403);
      } else if (operation.path.includes("{") || name === "apply") {
        const reply = await ask(operation, keyOf(operation, "foreign"));
        assert.equal(reply.status, 404, reply.text);
        assert.deepEqual(Object.keys(reply.body.error), ["code", "message", "docs"]);
      }
    });
  }

  test("nothing of all this changed anything", async () => {
    const kept = await world.ask("GET", "/api/v1/changes", { key: world.keys.auditor });
    // Nothing but what the test itself began with.
    assert.deepEqual(
      kept.body.items.map(({ action }: { action: string }) => action),
      ["approvals.requested"],
    );
    assert.equal(
      (await world.ask("GET", "/api/v1/organizations/acme", { key: world.keys.owner })).body.spec.name,
      "acme",
    );
  });

  test("what is not there and what is another's look the same", async () => {
    const gone = await world.ask("GET", "/api/v1/teams/never", { key: world.foreign.owner });
    const another = await world.ask("GET", "/api/v1/teams/solo", { key: world.foreign.owner });
    const nowhere = await world.ask("GET", "/api/v1/no/such/path", { key: world.foreign.owner });
    assert.deepEqual(another.body, gone.body);
    assert.deepEqual(nowhere.body, gone.body);
    const names = (reply: { headers: object }) => Object.keys(reply.headers).sort();
    assert.deepEqual(names(another), names(gone));
  });

  test("the lists of exceptions are as long as they must be", () => {
    const of = (roles: string) =>
      operations
        .filter((one) => one.roles === roles)
        .map((one) => one.name)
        .sort();
    assert.deepEqual(of("anyone"), FOR_ANYONE);
    assert.deepEqual(of("member"), FOR_MEMBERS);
  });
});
