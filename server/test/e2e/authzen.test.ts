import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type AuthzenWorld, startAuthzen } from "../authzen-world.ts";

/* Questions of other gateways on the one way: who may ask, what is believed, what is heard, what is written down. */

const user = (id: string, properties?: object) => ({ type: "user", id, ...(properties ? { properties } : {}) });
const agent = (id: string, properties?: object) => ({ type: "agent", id, ...(properties ? { properties } : {}) });
const thing = (type: string, id: string, properties?: object) => ({ type, id, ...(properties ? { properties } : {}) });
const act = (name: string, properties?: object) => ({ name, ...(properties ? { properties } : {}) });
const record = thing("record", "record-1");
const readRecord = { action: act("read"), resource: record };

suite("questions of other gateways", { concurrency: false }, () => {
  let world: AuthzenWorld;
  let gateway: string;
  let trusted: string;
  let alice: string;

  before(async () => {
    world = await startAuthzen();
    gateway = await world.lumos.key("application:gateway", { scopes: ["decide"] });
    const states = ["subject", "risk", "mfa", "fulfilled", "workflow"].map((claim) => `state:${claim}`);
    trusted = await world.lumos.key("application:gateway", { scopes: ["decide", ...states] });
    alice = await world.lumos.key("user:alice");
  });
  after(() => world.lumos.end());

  const decided = (body: object, key = gateway) => world.decided(key, body);
  const asked = async (body: object, key = gateway) => (await world.ask(key, "evaluation", body)).body;

  suite("the record", () => {
    test("a question is recorded with who asked, about whom, what, and why it came out so", async () => {
      const { headers, body } = await world.ask(gateway, "evaluation", {
        subject: user("bob"),
        action: act("write", { method: "PUT" }),
        resource: thing("record", "record-1", { owner: "carol", labels: ["a", "b"] }),
        context: { time: "now" },
      });
      equal(body.decision, false);
      equal(headers.get("x-lumos-outcome"), "blocked");
      const id = headers.get("x-lumos-decision") ?? "";
      equal(body.context?.["id"], id);
      const why = await world.lumos.records.why("records", id);
      ok(why);
      deepEqual([why.kind, why.outcome, why.result, why.code], ["decision", "blocked", "refused", "policy_blocked"]);
      deepEqual(
        why.chain.map(({ ref }) => ref),
        ["user:bob"],
      );
      deepEqual([why.question?.asker, why.asked.model], ["application:gateway", "write record/record-1"]);
      ok(why.credential.startsWith("key:"));
      deepEqual(why.question?.resourceProperties, {
        tags: { owner: "carol" },
        values: ["owner=carol", "labels=a", "labels=b"],
      });
      deepEqual(why.facts?.asked?.actionProperties.tags, { method: "PUT" });
      deepEqual([why.facts?.channel, why.facts?.asked?.attributes.tags], ["decision", { time: "now" }]);
      deepEqual(
        why.reasons.map(({ policy }) => policy),
        ["no-permit"],
      );
      equal(why.costNanoUsd, 0);
    });

    test("an allowed question is recorded before it is answered, and stands in the list", async () => {
      const { headers } = await world.ask(gateway, "evaluation", { subject: user("alice"), ...readRecord });
      equal(headers.get("x-lumos-outcome"), "allowed");
      const [row] = await world.lumos.records.list("records", { subject: "user:alice" }, { limit: 1 });
      deepEqual(
        [row?.id, row?.kind, row?.outcome, row?.asked],
        [headers.get("x-lumos-decision"), "decision", "allowed", "read record/record-1"],
      );
    });

    test("each question of a batch has a decision of its own", async () => {
      const evaluations = [{ subject: user("alice") }, { subject: user("bob") }, { subject: user("nobody") }];
      const { body } = await world.ask(gateway, "evaluations", { ...readRecord, evaluations });
      const ids = body.evaluations?.map(({ context }) => String(context["id"])) ?? [];
      equal(new Set(ids).size, 3);
      for (const id of ids) ok(await world.lumos.records.why("records", id));
    });

    test("a search is recorded as one, with how many were looked at", async () => {
      const body = { ...readRecord, subject: { type: "user" } };
      const { headers } = await world.ask(gateway, "search/subject", body);
      const why = await world.lumos.records.why("records", headers.get("x-lumos-decision") ?? "");
      deepEqual([why?.summary, why?.asked.format], ["2 of 3 looked at may.", "authzen.search"]);
    });

    test("what is malformed is recorded as well", async () => {
      const { status, headers } = await world.ask(gateway, "evaluation", { subject: user("alice") });
      equal(status, 400);
      const why = await world.lumos.records.why("records", headers.get("x-lumos-decision") ?? "");
      deepEqual([why?.kind, why?.code], ["decision", "invalid_request"]);
    });
  });

  suite("who may ask", () => {
    test("a person asks about itself, and hears no policy's name", async () => {
      const { decision, context } = await asked({ subject: user("alice"), ...readRecord }, alice);
      deepEqual([decision, Object.keys(context ?? {})], [true, ["id", "reason"]]);
      const denied = await asked({ subject: user("alice"), action: act("burn"), resource: record }, alice);
      deepEqual(
        [denied.decision, denied.context?.["policies"], denied.context?.["reason_admin"]],
        [false, undefined, undefined],
      );
      deepEqual(denied.context?.["reason_user"], { en: "No policy permits this." });
      const heard = await asked({
        subject: user("bob"),
        action: act("restore"),
        resource: thing("record", "record-2"),
        context: { shift: { name: "night" } },
      });
      deepEqual(
        [heard.decision, heard.context?.["policies"], heard.context?.["reason_admin"]],
        [false, ["records.night"], { en: "records.night forbids it for user:bob." }],
      );
    });

    // Guarantee: who is not entitled to ask about others learns nothing of them, not even whether they are there.
    test("who is not entitled to ask about others learns nothing of them, not even whether they are there", async () => {
      const plain = await world.lumos.key("application:gateway");
      for (const key of [alice, plain]) {
        const there = await world.ask(key, "evaluation", { subject: user("bob"), ...readRecord });
        const nobody = await world.ask(key, "evaluation", { subject: user("nobody"), ...readRecord });
        deepEqual([there.status, there.body.error?.code], [403, "forbidden"]);
        deepEqual(there.body, nobody.body);
        const action = { subject: user("bob"), resource: record };
        equal((await world.ask(key, "search/action", action)).status, 403);
      }
      const behalf = { subject: user("alice", { on_behalf_of: "user:bob" }), ...readRecord };
      equal((await world.ask(alice, "evaluation", behalf)).status, 403);
    });

    test("a search shows somebody who may not ask about others nobody but itself", async () => {
      const body = { ...readRecord, subject: { type: "user" } };
      deepEqual((await world.ask(alice, "search/subject", body)).body.results, [user("alice")]);
      deepEqual((await world.ask(alice, "search/subject", { ...body, subject: { type: "agent" } })).body.results, []);
    });

    test("no key of a person asks what others may do", async () => {
      await rejects(world.lumos.key("user:alice", { scopes: ["decide"] }), /for keys of applications and agents/);
    });

    test("a key that may neither call nor decide asks nothing", async () => {
      const reader = await world.lumos.key("user:alice", { scopes: ["read"] });
      equal((await world.ask(reader, "evaluation", { subject: user("alice"), ...readRecord })).status, 401);
    });

    test("a key that may only decide calls no model", async () => {
      const response = await fetch(`${world.lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${gateway}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "any", messages: [{ role: "user", content: "x" }] }),
      });
      equal(response.status, 401);
    });
  });

  test("an asker's limits count its questions, alone and in batches", async () => {
    const narrow = await world.lumos.key("application:narrow", { scopes: ["decide"] });
    const evaluations = Array.from({ length: 6 }, () => ({ subject: user("alice") }));
    const batch = await world.ask(narrow, "evaluations", { ...readRecord, evaluations });
    deepEqual(
      batch.body.evaluations?.map(({ decision, context }) => [
        decision,
        (context["error"] as { status: number })?.status,
      ]),
      [...Array.from({ length: 4 }, () => [true, undefined]), [false, 429], [false, 429]],
    );
    const one = await world.ask(narrow, "evaluation", { subject: user("alice"), ...readRecord });
    deepEqual([one.status, one.body.error?.code], [429, "rate_limited"]);
    ok(Number(one.headers.get("retry-after")) > 0);
    const search = await world.ask(narrow, "search/subject", { subject: { type: "user" }, ...readRecord });
    equal(search.status, 429);
  });

  suite("about whom", () => {
    test("nothing is allowed to somebody who is disabled, or whose owner is, whatever policy says", async () => {
      equal(await decided({ subject: user("gone"), ...readRecord }), false);
      equal(await decided({ subject: agent("orphan"), ...readRecord }), false);
      equal(await decided({ subject: agent("filer", { on_behalf_of: "user:gone" }), ...readRecord }), false);
    });

    test("who and what is not there is denied as if nothing permitted it", async () => {
      const shape = async (body: object) => {
        const { decision, context } = await asked(body);
        return { decision, ...context, id: "", reason_admin: "" };
      };
      const usual = await shape({ subject: user("alice"), action: act("burn"), resource: record });
      for (const subject of [
        user("nobody"),
        user("gone"),
        agent("alice"),
        thing("server", "crm"),
        thing("group", "staff"),
      ])
        deepEqual(await shape({ subject, ...readRecord }), usual);
      const model = { subject: user("alice"), action: act("invoke"), resource: thing("model", "none") };
      deepEqual(await shape(model), usual);
    });

    test("an agent that acts for somebody gets what both get, however the chain is written", async () => {
      const write = { action: act("write"), resource: record };
      equal(await decided({ subject: agent("filer"), ...write }), true);
      equal(await decided({ subject: agent("filer"), ...write, context: { on_behalf_of: "user:alice" } }), true);
      for (const bob of ["user:bob", user("bob"), ["user:bob"], ["user:alice", user("bob")]]) {
        equal(await decided({ subject: agent("filer", { on_behalf_of: bob }), ...write }), false);
        equal(await decided({ subject: agent("filer"), ...write, context: { on_behalf_of: bob } }), false);
      }
      equal(await decided({ subject: agent("filer"), ...write, context: { on_behalf_of: "user:nobody" } }), false);
      const { headers } = await world.ask(gateway, "evaluation", {
        subject: agent("filer", { on_behalf_of: "user:alice" }),
        ...write,
      });
      const why = await world.lumos.records.why("records", headers.get("x-lumos-decision") ?? "");
      deepEqual(
        [why?.chain.map(({ ref }) => ref), why?.facts?.onBehalfOf],
        [["agent:filer", "user:alice"], ["user:alice"]],
      );
    });
  });

  suite("what is believed", () => {
    test("what an asker is not entitled to state never turns a denial into a permission", async () => {
      const archived = thing("record", "record-1", { status: "archived" });
      const admin = { subject: user("alice", { role: "admin" }), action: act("write"), resource: archived };
      deepEqual([await decided(admin), await decided(admin, trusted)], [false, true]);
      // What a thing is may be said by those who enforce the answer.
      const soft = { subject: user("alice"), action: act("delete", { soft: true }), resource: record };
      deepEqual([await decided(soft, alice), await decided(soft)], [false, true]);
    });

    test("what narrows counts, whoever states it", async () => {
      const suspended = { subject: user("alice", { suspended: true }), ...readRecord };
      deepEqual(
        [await decided(suspended), await decided(suspended, trusted), await decided(suspended, alice)],
        [false, false, false],
      );
      const archived = thing("record", "record-1", { status: "archived" });
      const write = { subject: user("alice"), action: act("write") };
      deepEqual(
        [await decided({ ...write, resource: record }, alice), await decided({ ...write, resource: archived }, alice)],
        [true, false],
      );
      const restore = { subject: user("bob"), action: act("restore"), resource: thing("record", "record-2") };
      deepEqual(
        [await decided(restore), await decided({ ...restore, context: { shift: { name: "night" } } })],
        [true, false],
      );
    });

    test("both looks are kept with the decision", async () => {
      const subject = user("alice", { role: "admin" });
      const { headers } = await world.ask(gateway, "evaluation", { subject, ...readRecord });
      const why = await world.lumos.records.why("records", headers.get("x-lumos-decision") ?? "");
      deepEqual(why?.facts?.asked?.subjectProperties.tags, {});
      deepEqual(why?.question?.subjectProperties.tags, { role: "admin" });
    });

    test("a permit that names no action never opens access to things", async () => {
      equal(await decided({ subject: user("bob"), action: act("drive"), resource: thing("car", "1") }), false);
      equal(await decided({ subject: user("bob"), action: act("delegate"), resource: thing("agent", "filer") }), true);
    });
  });

  suite("obligations", () => {
    const casefile = { subject: user("alice"), action: act("read"), resource: thing("casefile", "7") };
    const supporting = (...declared: string[]) => ({ ...casefile, context: { obligations_supported: declared } });

    test("who does not say that it can carry an obligation out is not allowed what depends on it", async () => {
      const { decision, context } = await asked(casefile);
      equal(decision, false);
      match(JSON.stringify(context?.["reason_admin"]), /asks .* for redact:pii\.customer/);
      for (const declared of ["custom", "*", "retain", "redact:phi", "red*", "approval:*", "notification"])
        equal(await decided(supporting(declared)), false, declared);
    });

    test("who says so is allowed, and told what to do", async () => {
      for (const declared of ["redact", "redact:*", "redact:pii.*", "redact:pii.customer"]) {
        const { decision, context } = await asked(supporting("notification", declared));
        equal(decision, true, declared);
        deepEqual(context?.["obligations"], [
          {
            type: "custom",
            id: "obl-1",
            vendor: "lumos",
            obligation: "redact:pii.customer",
            properties: { redact: "pii.customer" },
          },
        ]);
      }
      equal(await decided({ ...casefile, context: { supported_obligations: ["redact"] } }), true);
    });

    test("what a person has to do first is named, and denied until then", async () => {
      const sealed = { subject: user("alice"), action: act("open"), resource: thing("sealed", "9") };
      const { decision, context } = await asked(sealed);
      deepEqual([decision, context?.["reason"]], [false, "approval_required"]);
      deepEqual(context?.["pending"], {
        needs: [
          { type: "approval", of: "approver" },
          { type: "stepup", of: "mfa" },
        ],
        ttl_s: 900,
        requestable: false,
      });
      deepEqual(context?.["obligations"], [{ type: "step-up", id: "obl-1", acr_value: "mfa" }]);
      const lumos = { mfaAgeS: 20, fulfilled: ["approval:approver"] };
      deepEqual(
        [await decided({ ...sealed, context: { lumos } }), await decided({ ...sealed, context: { lumos } }, trusted)],
        [false, true],
      );
    });
  });

  test("every question above is decided again the same, from what was recorded of it", async () => {
    const owner = { authorization: `Bearer ${world.lumos.identity.localToken().reveal()}` };
    let [again, twice] = [0, 0];
    for await (const page of world.lumos.records.recordedIn("records", { since: 0, until: Date.now() + 1_000 })) {
      for (const { id, question, because } of page) {
        if (!question) {
          match(because ?? "", /before policy was asked/);
          continue;
        }
        const response = await fetch(`${world.lumos.url}/api/v1/decisions/${id}/again`, { headers: owner });
        const text = await response.text();
        equal(response.status, 200, text);
        equal(JSON.parse(text).recorded.same, true, text);
        again += 1;
        if (question.against) twice += 1;
      }
    }
    ok(again > 20 && twice > 0, `${again} were decided again, ${twice} of them looked at twice`);
  });
});
