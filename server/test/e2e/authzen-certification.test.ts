import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type AuthzenWorld, type Told, startAuthzen } from "../authzen-world.ts";

/*
 * What the certification of AuthZEN's Authorization API 1.0 demands of a decision point, level by level, asked of
 * an organization that has its two subjects and two records.
 */

const alice = { type: "user", id: "alice" };
const bob = { type: "user", id: "bob" };
const admin = { ...bob, properties: { role: "admin" } };
const first = { type: "record", id: "record-1" };
const second = { type: "record", id: "record-2" };
const archived = { ...second, properties: { status: "archived" } };
const act = (name: string, properties?: object) => ({ name, ...(properties ? { properties } : {}) });

suite("what AuthZEN certifies", { concurrency: false }, () => {
  let world: AuthzenWorld;
  let gateway: string;

  before(async () => {
    world = await startAuthzen();
    gateway = await world.lumos.key("application:gateway", { scopes: ["decide", "state:subject"] });
  });
  after(() => world.lumos.end());

  const ask = (path: string, body: unknown, headers?: Record<string, string>) =>
    world.ask(gateway, path, body, headers);
  const answered = async (path: string, body: unknown): Promise<Told> => {
    const { status, headers, body: told } = await ask(path, body);
    equal(status, 200, JSON.stringify(told));
    match(headers.get("content-type") ?? "", /^application\/json/);
    return told;
  };
  const decision = async (subject: object, action: object, resource: object, more: object = {}) => {
    const told = await answered("evaluation", { subject, action, resource, ...more });
    equal(typeof told.decision, "boolean");
    ok(told.context === undefined || (typeof told.context === "object" && !Array.isArray(told.context)));
    return told.decision;
  };

  suite("basic", () => {
    for (const [rule, subject, action, resource, expected] of [
      ["alice reads", alice, act("read"), first, true],
      ["alice writes", alice, act("write"), first, true],
      ["bob reads", bob, act("read"), first, true],
      ["bob does not write", bob, act("write"), first, false],
      ["alice does not write what is archived", alice, act("write"), archived, false],
      ["an administrator writes what is archived", admin, act("write"), archived, true],
      ["alice deletes softly", alice, act("delete", { soft: true }), first, true],
      ["alice does not delete for good", alice, act("delete", { soft: false }), first, false],
    ] as const) {
      test(rule, async () => equal(await decision(subject, action, resource), expected));
    }

    test("what is said besides, and what nobody knows, changes no decision", async () => {
      const context = { time: "2027-06-27T18:03-07:00", ip: "192.0.2.1" };
      equal(await decision(alice, act("read"), first, { context }), true);
      equal(await decision(alice, act("read"), first, { foo: "bar", future: { nested: true } }), true);
      const subject = { ...alice, properties: { department: "Sales", role: "manager" } };
      const resource = { ...first, properties: { status: "active", owner: "bob" } };
      equal(await decision(subject, act("read", { method: "GET" }), resource), true);
    });

    const whole = { subject: alice, action: act("read"), resource: first };
    const { subject: _subject, ...noSubject } = whole;
    const { action: _action, ...noAction } = whole;
    const { resource: _resource, ...noResource } = whole;
    for (const [what, body] of [
      ["a subject", noSubject],
      ["an action", noAction],
      ["a resource", noResource],
      ["a subject's type", { ...whole, subject: { id: "alice" } }],
      ["a subject's id", { ...whole, subject: { type: "user" } }],
      ["an action's name", { ...whole, action: {} }],
      ["a resource's type", { ...whole, resource: { id: "record-1" } }],
      ["a resource's id", { ...whole, resource: { type: "record" } }],
      ["an object for a subject", { ...whole, subject: "alice" }],
      ["a text for an action's name", { ...whole, action: { name: 123 } }],
      ["JSON", '{"subject": '],
      ["a body", ""],
    ] as const) {
      test(`without ${what} a question is malformed`, async () => equal((await ask("evaluation", body)).status, 400));
    }

    test("anything but JSON is malformed", async () => {
      equal((await ask("evaluation", JSON.stringify(whole), { "content-type": "text/plain" })).status, 400);
    });

    test("a request's id comes back, with an error as well, and is not needed", async () => {
      const id = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716";
      equal((await ask("evaluation", whole, { "x-request-id": id })).headers.get("x-request-id"), id);
      equal((await ask("evaluation", {}, { "x-request-id": id })).headers.get("x-request-id"), id);
      equal((await ask("evaluation", whole)).status, 200);
    });

    test("the same question has the same answer", async () => {
      for (let times = 0; times < 5; times += 1) equal(await decision(bob, act("write"), first), false);
    });
  });

  suite("batch", () => {
    const decisions = async (body: object) => {
      const { evaluations, decision: none } = await answered("evaluations", body);
      equal(none, undefined);
      return evaluations?.map((one) => one.decision);
    };

    test("questions share what they do not say themselves, and are answered in order", async () => {
      deepEqual(
        (
          await decisions({
            subject: alice,
            action: act("read"),
            evaluations: [{ resource: first }, { resource: second }],
          })
        )?.length,
        2,
      );
      const evaluations = [{ action: act("read") }, { action: act("write") }];
      deepEqual(await decisions({ subject: bob, resource: first, evaluations }), [true, false]);
      const apart = [
        { subject: alice, action: act("read"), resource: first },
        { subject: bob, action: act("write"), resource: first },
      ];
      deepEqual(await decisions({ evaluations: apart }), [true, false]);
    });

    test("a context of its own stands in place of the shared one", async () => {
      const evaluations = [{ resource: first }, { resource: second, context: { source: "its own" } }];
      deepEqual(await decisions({ subject: alice, action: act("read"), context: { time: "now" }, evaluations }), [
        true,
        true,
      ]);
    });

    test("properties count for each question by itself", async () => {
      const active = { ...first, properties: { status: "active" } };
      const write = { action: act("write") };
      deepEqual(
        await decisions({ subject: alice, ...write, evaluations: [{ resource: active }, { resource: archived }] }),
        [true, false],
      );
      deepEqual(
        await decisions({ resource: archived, ...write, evaluations: [{ subject: alice }, { subject: admin }] }),
        [false, true],
      );
    });

    test("a type or id that is left out is the shared one's, and properties are not", async () => {
      const active = { id: "record-1", properties: { status: "active" } };
      const shared = { type: "record", properties: { status: "archived" } };
      const evaluations = [{ resource: active }, { resource: archived }, { resource: { id: "record-1" } }];
      deepEqual(await decisions({ subject: alice, action: act("write"), resource: shared, evaluations }), [
        true,
        false,
        true,
      ]);
    });

    test("a question that is malformed is denied by itself", async () => {
      const body = { subject: alice, action: act("read"), evaluations: [{ resource: first }, {}, 7] };
      const { evaluations } = await answered("evaluations", body);
      deepEqual(
        evaluations?.map((one) => one.decision),
        [true, false, false],
      );
      deepEqual(evaluations?.[1]?.context["error"], { status: 400, message: "resource is missing." });
    });

    test("without questions of its own a request is one question", async () => {
      const whole = { subject: alice, action: act("read"), resource: first };
      equal((await answered("evaluations", whole)).decision, true);
      equal((await answered("evaluations", { ...whole, evaluations: [] })).decision, true);
    });

    test("the first denial, or the first permission, ends the rest where that is asked for", async () => {
      const evaluations = [{ action: act("read") }, { action: act("write") }, { action: act("read") }];
      const body = (evaluations_semantic: string) => ({
        subject: bob,
        resource: first,
        evaluations,
        options: { evaluations_semantic, another: 1 },
      });
      deepEqual(await decisions(body("execute_all")), [true, false, true]);
      deepEqual(await decisions(body("deny_on_first_deny")), [true, false]);
      deepEqual(await decisions(body("permit_on_first_permit")), [true]);
      equal((await ask("evaluations", body("whichever"))).status, 400);
    });
  });

  suite("search", () => {
    const found = async (place: string, body: object) => {
      const { results } = await answered(`search/${place}`, body);
      return results ?? [];
    };
    const user = { type: "user" };
    const record = { type: "record" };

    test("subjects that may", async () => {
      const read = { subject: user, action: act("read"), resource: first };
      deepEqual(await found("subject", read), [alice, bob]);
      deepEqual(await found("subject", { ...read, context: { time: "now" }, subject: { ...user, id: "ignored" } }), [
        alice,
        bob,
      ]);
      deepEqual(await found("subject", { ...read, action: act("write"), resource: archived }), [bob]);
    });

    test("resources that somebody may use", async () => {
      deepEqual(await found("resource", { subject: alice, action: act("read"), resource: record }), [first, second]);
      deepEqual(await found("resource", { subject: admin, action: act("write"), resource: record }), [first, second]);
    });

    test("actions that somebody may do", async () => {
      const names = async (body: object) => (await found("action", body)).map(({ name }) => name);
      deepEqual(await names({ subject: alice, resource: first }), ["read", "write"]);
      deepEqual(await names({ subject: alice, resource: first, context: { time: "now" } }), ["read", "write"]);
      deepEqual(await names({ subject: admin, resource: archived }), ["read", "restore", "write"]);
    });

    test("pages go on until there is an empty token", async () => {
      const body = { subject: user, action: act("read"), resource: first };
      const one = await answered("search/subject", { ...body, page: { limit: 1 } });
      deepEqual([one.results, one.page?.count], [[alice], 1]);
      const two = await answered("search/subject", { ...body, page: { token: one.page?.next_token } });
      deepEqual(two.results, [bob]);
      const last =
        two.page?.next_token === ""
          ? two
          : await answered("search/subject", { ...body, page: { token: two.page?.next_token, limit: 1 } });
      equal(last.page?.next_token, "");
    });

    test("who and what is not known is found nowhere", async () => {
      deepEqual(await found("action", { subject: { type: "user", id: "nobody" }, resource: first }), []);
      deepEqual(await found("subject", { subject: { type: "spaceship" }, action: act("read"), resource: first }), []);
      deepEqual(await found("resource", { subject: alice, action: act("read"), resource: { type: "spaceship" } }), []);
    });

    for (const [place, what, body] of [
      ["subject", "an action", { subject: user, resource: first }],
      ["resource", "a subject", { action: act("read"), resource: record }],
      ["action", "a resource", { subject: alice }],
      ["subject", "a resource's id", { subject: user, action: act("read"), resource: record }],
      ["resource", "a subject's id", { subject: user, action: act("read"), resource: record }],
    ] as const) {
      test(`a search for a ${place} without ${what} is malformed`, async () => {
        equal((await ask(`search/${place}`, body)).status, 400);
      });
    }
  });

  suite("discovery", () => {
    test("tells where to ask, at the address that was asked", async () => {
      const response = await fetch(`${world.lumos.url}/.well-known/authzen-configuration`);
      equal(response.status, 200);
      match(response.headers.get("content-type") ?? "", /^application\/json/);
      const told = (await response.json()) as Record<string, unknown>;
      equal(told["policy_decision_point"], world.lumos.url);
      equal(told["access_evaluation_endpoint"], `${world.lumos.url}/access/v1/evaluation`);
      for (const name of ["access_evaluations", "search_subject", "search_resource", "search_action"])
        ok(String(told[`${name}_endpoint`]).startsWith(`${world.lumos.url}/access/v1/`));
      ok((told["capabilities"] as unknown[]).every((one) => typeof one === "string"));
      ok((told["obligations_supported"] as string[]).includes("notification"));
    });

    test("tells the public address where there is one", async () => {
      const elsewhere = await startAuthzen(undefined, { LUMOS_PUBLIC_URL: "https://pdp.example.com" });
      try {
        const response = await fetch(`${elsewhere.lumos.url}/.well-known/authzen-configuration`);
        const told = (await response.json()) as Record<string, string>;
        equal(told["policy_decision_point"], "https://pdp.example.com");
        equal(told["search_action_endpoint"], "https://pdp.example.com/access/v1/search/action");
      } finally {
        await elsewhere.lumos.end();
      }
    });
  });
});
