import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, type Reply, userOf } from "../../test/api-world.ts";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";
import { contentOf, makeSnapshots, manifestOf, signManifest, snapshotOf } from "../policy/index.ts";

const FORBID = (id: string, when: string, more = "") =>
  `@id("${id}") @why("Not this.")${more}\nforbid (principal, action, resource) when { ${when} };`;
const CAP = { id: "cap", text: FORBID("cap", "context.base.risk.cyber >= 60") };
const CASES = [
  {
    name: "risky is blocked",
    chain: [`user:${userOf("member")}`],
    ask: { model: "smart" },
    facts: { risk: { cyber: 70 } },
    expect: { outcome: "blocked" },
  },
];

function refused(reply: Reply, status: number, code: string, words?: RegExp): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.body.error.code, code);
  if (words) assert.match(reply.body.error.message, words);
}

function good(reply: Reply, status = 200): Reply["body"] {
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

// What no database has a part in is tried on one.
for (const database of ["sqlite", "postgres"] as const) {
  describe(`publishing policies on ${database}`, () => {
    let server: TestPostgres | undefined;
    let world: ApiWorld;
    before(async () => {
      server = database === "postgres" ? await startPostgres() : undefined;
    });
    after(() => server?.stop());
    const fresh = async (work: () => Promise<void>) => {
      world = await makeApiWorld(server ? { database: await server.database() } : {});
      try {
        await work();
      } finally {
        await world.close();
      }
    };
    const post = (who: keyof ApiWorld["keys"] | { key: string }, path: string, body: unknown = {}) =>
      world.ask("POST", `/api/v1${path}`, {
        key: typeof who === "string" ? world.keys[who] : who.key,
        headers: who === "machine" ? { "x-lumos-organization": "acme" } : {},
        body,
      });
    const get = async (path: string) => good(await world.ask("GET", `/api/v1${path}`, { key: world.keys.auditor }));
    const propose = async (who: keyof ApiWorld["keys"], body: object) =>
      good(await post(who, "/policy/proposals", { note: "because", ...body }), 201);
    const live = async () =>
      (await get("/policies?limit=200")).items.map((item: { id: string }) => item.id) as string[];

    test("a proposal of one is published by another, and the history says who, what and on which ground", () =>
      fresh(async () => {
        const made = await propose("policy_author", { policies: [CAP] });
        assert.equal(made.status, "open");
        assert.match(made.diff, /^\+forbid/m);
        assert.deepEqual(await live(), ["open"], "a proposal changes nothing");
        const done = good(await post("owner", `/policy/proposals/${made.id}/publish`));
        assert.deepEqual(
          [done.publisher, done.author],
          [`user:${userOf("owner")}`, [`user:${userOf("policy_author")}`]],
        );
        assert.deepEqual(done.changes, [{ action: "create", id: "cap" }]);
        assert.deepEqual(done.details, { decides: true });
        assert.deepEqual(await live(), ["cap", "open"]);
        const { items } = await get("/policy/history");
        assert.deepEqual(items[0], done);
        refused(await post("owner", `/policy/proposals/${made.id}/publish`), 409, "conflict", /published already/);
        const { items: changes } = await get("/changes?action=proposals.publish");
        assert.equal(changes.length, 2, "one record of the policy, one of the set");
      }));

    // Guarantee: nobody publishes what they wrote themselves while somebody else could.
    if (database === "sqlite")
      test("nobody publishes what they wrote themselves while somebody else could, by no way around", () =>
        fresh(async () => {
          const made = await propose("owner", { policies: [CAP] });
          refused(await post("owner", `/policy/proposals/${made.id}/publish`), 403, "forbidden", /wrote it/);
          const way = /lumos policy propose/;
          const stated = { id: "open", text: '@id("open") @stage("draft")\npermit (principal, action, resource);' };
          const tag = { "if-match": '"1"' };
          const by = { key: world.keys.owner };
          refused(await post("owner", "/policies", CAP), 403, "forbidden", way);
          refused(
            await world.ask("PUT", "/api/v1/policies/open", { ...by, headers: tag, body: stated }),
            403,
            "forbidden",
            way,
          );
          refused(await world.ask("DELETE", "/api/v1/policies/open", { ...by, headers: tag }), 403, "forbidden", way);
          const { declaration } = good(await world.ask("GET", "/api/v1/export", by));
          declaration.objects.policies = [stated];
          refused(await post("owner", "/apply", { declaration }), 403, "forbidden", way);
          declaration.objects.policies = [];
          refused(await post("owner", "/apply", { declaration }), 403, "forbidden", way);
          refused(
            await post("owner", "/apply", {
              declaration: {
                ...declaration,
                objects: {
                  ...declaration.objects,
                  policies: [{ ...stated, id: "open", text: '@id("open")\npermit (principal, action, resource);' }],
                },
              },
              cases: CASES,
            }),
            403,
            "forbidden",
            way,
          );
          // A comment or a text that looks like a stage is none.
          const looks = '// @stage("draft")\n@id("looks") @why("@stage(draft)")\npermit (principal, action, resource);';
          refused(await post("policy_author", "/policies", { id: "looks", text: looks }), 403, "forbidden", way);
          const moved = good(
            await post("policy_author", "/policies", {
              id: "later",
              text: FORBID("later", "true", ' @stage("draft")'),
            }),
            201,
          );
          assert.equal(moved.id, "later");
          const up = good(await post("policy_author", "/policies/later/promote", { to: "enforce" }));
          assert.equal(up.publication, null, "enforcing decides, so it became a proposal");
          refused(await post("policy_author", `/policy/proposals/${up.proposal}/publish`), 403, "forbidden");
          good(await post("security_admin", `/policy/proposals/${up.proposal}/publish`));
          assert.match((await get("/policies/later")).spec.text, /@stage\("enforce"\)/);
        }));

    // Guarantee: a key that an author issued or rotated, or one made with it, is not another person.
    if (database === "sqlite")
      test("a key that an author issued or rotated, or one made with it, is not another person", () =>
        fresh(async () => {
          const issue = async (who: { key: string } | "owner", principal: string) => ({
            key: good(await post(who, "/keys", { principal, scopes: ["manage", "call"] }), 201).key as string,
          });
          const made = await propose("owner", { policies: [CAP] });
          const publish = (who: { key: string } | "identity_admin" | "security_admin") =>
            post(who, `/policy/proposals/${made.id}/publish`);
          const second = { id: "second@acme.test", roles: ["owner"] };
          good(await post("owner", "/users", second), 201);
          const puppet = await issue("owner", "user:second@acme.test");
          refused(await publish(puppet), 403, "forbidden", /this key comes from/);
          refused(await publish(await issue(puppet, "user:second@acme.test")), 403, "forbidden", /this key comes from/);
          const guard = `user:${userOf("security_admin")}`;
          const clean = await world.issue("acme", guard, ["manage"]);
          const keys = await world.identity.listKeys("acme", { principal: guard, limit: 2 });
          const tainted = keys.find(({ id }) => !clean.includes(id));
          const { key } = good(await post("owner", `/keys/${tainted?.id ?? ""}/rotate`, {}));
          refused(await publish({ key }), 403, "forbidden", /this key comes from/);
          refused(await publish("security_admin"), 403, "forbidden", /this key comes from/);
          good(await publish({ key: clean }));
        }));

    // Guarantee: who disables the others, or takes their roles, does not come to publish alone by it.
    test("who disables the others, or takes their roles, does not come to publish alone by it", () =>
      fresh(async () => {
        for (const role of ["security_admin", "policy_author"] as const)
          good(await post("owner", `/principals/user:${userOf(role)}/disable`, { reason: "x" }));
        const made = await propose("owner", { policies: [CAP] });
        refused(await post("owner", `/policy/proposals/${made.id}/publish`), 403, "forbidden", /security_admin/);
        world.clock.advance(25 * 3_600_000);
        const key = await world.issue("acme", `user:${userOf("owner")}`, ["manage"]);
        const done = good(await post({ key }, `/policy/proposals/${made.id}/publish`));
        assert.deepEqual(
          done.details,
          { decides: true, selfApproved: true },
          "alone for a day, and the record says so",
        );
      }));

    // Guarantee: a policy that decides is not written past a second person.
    if (database === "sqlite")
      test("a policy that decides is not written past a second person, one that decides nothing may be", () =>
        fresh(async () => {
          const draft = { id: "idle", text: FORBID("idle", "true", ' @stage("draft")') };
          const made = good(await post("policy_author", "/policies", draft), 201);
          assert.equal((await get("/policy/history")).items[0].details.decides, false);
          const headers = { "if-match": `"${made.version}"` };
          const by = { key: world.keys.policy_author, headers };
          const decides = { id: "idle", text: FORBID("idle", "true") };
          refused(await world.ask("PUT", "/api/v1/policies/idle", { ...by, body: decides }), 403, "forbidden");
          assert.equal((await world.ask("DELETE", "/api/v1/policies/idle", by)).status, 204);
          const machine = good(await post("machine", "/policies", CAP), 201);
          assert.equal(machine.id, "cap");
          assert.deepEqual((await get("/policy/history")).items[0].details, { decides: true, machine: true });
        }));

    // Guarantee: what was proposed is what is published, on top of what was there when it was written.
    test("what was proposed is what is published, on top of what was there when it was written", () =>
      fresh(async () => {
        const first = await propose("policy_author", { policies: [CAP] });
        const second = await propose("security_admin", { policies: [{ ...CAP, text: FORBID("cap", "true") }] });
        const aside = await propose("security_admin", { policies: [{ id: "aside", text: FORBID("aside", "false") }] });
        good(await post("owner", `/policy/proposals/${first.id}/publish`));
        refused(
          await post("owner", `/policy/proposals/${second.id}/publish`),
          409,
          "conflict",
          /cap was changed since/,
        );
        good(await post("owner", `/policy/proposals/${aside.id}/publish`));
        assert.deepEqual(await live(), ["aside", "cap", "open"]);
        refused(await post("policy_author", `/policy/proposals/${second.id}/withdraw`), 403, "forbidden");
        assert.equal(good(await post("owner", `/policy/proposals/${second.id}/withdraw`)).status, "withdrawn");
        refused(
          await post("policy_author", "/policy/proposals", { policies: [CAP] }),
          400,
          "invalid_request",
          /changes nothing/,
        );
        const broken = { id: "bad", text: '@id("bad")\npermit (principal, action, resource) when { context.nope };' };
        refused(
          await post("policy_author", "/policy/proposals", { policies: [broken] }),
          400,
          "invalid_policy",
          /^bad:2:\d+: /,
        );
        const both = await Promise.all(
          [0, 1].map(async () => {
            const one = await propose("policy_author", { policies: [{ id: "race", text: FORBID("race", "false") }] });
            return one.id as string;
          }),
        );
        const race = await Promise.all(both.map((id) => post("owner", `/policy/proposals/${id}/publish`)));
        assert.deepEqual(race.map(({ status }) => status).toSorted(), [200, 409], "one of two wins");
      }));

    // Guarantee: a failing case stops a publication.
    // Guarantee: standing cases are not replaced past a second person.
    test("a failing case stops a publication, and standing cases are not replaced past a second person", () =>
      fresh(async () => {
        const failing = await propose("policy_author", {
          policies: [{ id: "aside", text: FORBID("aside", "false") }],
          cases: CASES,
        });
        assert.equal(failing.standing.failing[0].name, "risky is blocked");
        const stopped = await post("owner", `/policy/proposals/${failing.id}/publish`);
        refused(stopped, 422, "tests_failed", /risky is blocked/);
        assert.equal(stopped.body.error.data.failing.length, 1);
        const made = await propose("policy_author", { policies: [CAP], cases: CASES });
        assert.deepEqual(made.standing, { passed: 1, failing: [] });
        good(await post("owner", `/policy/proposals/${made.id}/publish`));
        const weaker = await propose("policy_author", { deletions: ["cap"] });
        refused(await post("owner", `/policy/proposals/${weaker.id}/publish`), 422, "tests_failed");
        const emptied = await propose("policy_author", { cases: [] });
        refused(await post("policy_author", `/policy/proposals/${emptied.id}/publish`), 403, "forbidden");
      }));

    // Guarantee: only a set that decided before is brought back.
    test("only a set that decided before is brought back, whole, and what decisions name can be read", () =>
      fresh(async () => {
        const made = await propose("policy_author", { policies: [CAP], deletions: ["open"] });
        const unknown = "0".repeat(64);
        refused(await post("owner", `/policy/snapshots/${unknown}/rollback`), 404, "not_found");
        const done = good(await post("owner", `/policy/proposals/${made.id}/publish`));
        assert.deepEqual(await live(), ["cap"]);
        const kept = await get(`/policy/snapshots/${done.snapshot}`);
        assert.deepEqual(kept.policies, [CAP]);
        assert.match(kept.schema, /namespace Lumos/);
        assert.ok(kept.obligations.forms.redact);
        assert.deepEqual(
          kept.routes.map((route: { id: string }) => route.id),
          ["smart"],
        );
        assert.equal((await get(`/policy/snapshots/${done.snapshot.slice(0, 10)}`)).id, done.snapshot);
        refused(await post("owner", `/policy/snapshots/${done.snapshot}/rollback`), 409, "conflict", /live already/);
        const back = good(
          await post("policy_author", `/policy/snapshots/${done.previous}/rollback`, { note: "too strict" }),
        );
        assert.deepEqual([back.how, back.snapshot, back.details.target], ["rollback", done.previous, done.previous]);
        assert.deepEqual(await live(), ["open"]);
        const elsewhere = await world.ask("GET", `/api/v1/policy/snapshots/${done.snapshot}`, {
          key: world.foreign.auditor,
        });
        refused(elsewhere, 404, "not_found");
      }));

    test("a set is kept as well where only a route changes, and where a second process decides with it too", () =>
      fresh(async () => {
        const { version } = await get("/routes/smart");
        const route = { id: "smart", models: ["big"], onPending: "wait" };
        const by = { key: world.keys.owner, headers: { "if-match": `"${version}"` } };
        good(await world.ask("PUT", "/api/v1/routes/smart", { ...by, body: route }));
        const landscape = world.registry.landscape("acme");
        assert.ok(landscape);
        const snapshot = snapshotOf("acme", contentOf(landscape.policies, landscape.routes.values()));
        const kept = await get(`/policy/snapshots/${snapshot.id}`);
        assert.deepEqual(kept.routes, [route]);
        const other = makeSnapshots({ store: world.store, clock: world.clock, log: world.services.log });
        other.keepSoon("acme", snapshot);
        await other.close();
        const rows = await world.store.read
          .selectFrom("snapshots")
          .select("id")
          .where("id", "=", snapshot.id)
          .execute();
        assert.equal(rows.length, 1);
      }));

    // Guarantee: proposals that nobody decides about do not fill the database.
    test("proposals that nobody decides about do not fill the database", () =>
      fresh(async () => {
        const row = { org: "acme", at: 1, author: "[]", note: "", base: "", spec: "{}", status: "open" };
        const rows = Array.from({ length: 100 }, (_, place) => ({ ...row, id: `p${place}` }));
        await world.store.transact((tx) =>
          tx
            .insertInto("proposals")
            .values(rows.map((one) => ({ ...one, closed_at: null, closed_by: null })))
            .execute(),
        );
        refused(await post("policy_author", "/policy/proposals", { policies: [CAP] }), 409, "conflict", /100 open/);
      }));

    // Guarantee: where signatures are required, nothing unsigned becomes live but what the machine's owner writes.
    // Guarantee: an older signed set than the one that was live does not become live unnoticed.
    test("where signatures are required, nothing unsigned becomes live but what the machine's owner writes; an older signed set than the one that was live does not become live unnoticed", () =>
      fresh(async () => {
        const { privateKey, publicKey } = generateKeyPairSync("ed25519");
        const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
        const policies = [CAP, { id: "open", text: '@id("open")\npermit (principal, action, resource);' }];
        const bundle = (sequence: number, key = privateKey) => {
          const said = { sequence, at: "2026-11-21T12:00:00Z", previous: "", files: {} };
          const manifest = JSON.stringify(manifestOf({ policies, cases: undefined }, said));
          return { manifest, signature: signManifest(manifest, key) };
        };
        const signed = (sequence: number, more: object = {}) =>
          post("policy_author", "/policy/proposals", { policies, bundle: bundle(sequence), ...more });
        const put = (required: boolean) =>
          world.ask("PUT", "/api/v1/policy/signatures", { key: world.keys.owner, body: { required } });
        refused(await signed(7), 400, "invalid_request", /not trusted here/);
        refused(await put(true), 409, "conflict");
        refused(await post("policy_author", "/policy/signers", { publicKey: pem }), 403, "forbidden");
        const signer = good(await post("security_admin", "/policy/signers", { publicKey: pem }), 201);
        good(await put(true));

        const bare = await propose("policy_author", { policies: [CAP] });
        refused(await post("owner", `/policy/proposals/${bare.id}/publish`), 403, "forbidden", /must be signed/);
        const draft = { id: "idle", text: FORBID("idle", "true", ' @stage("draft")') };
        good(await post("policy_author", "/policies", draft), 201);
        good(await post("machine", "/policies", { id: "extra", text: FORBID("extra", "false") }), 201);
        refused(await signed(7, { policies: policies.slice(1) }), 400, "invalid_request", /cap is missing/);

        const made = good(await signed(7), 201);
        assert.equal(made.signedBy, signer.id);
        refused(await post("policy_author", `/policy/proposals/${made.id}/publish`), 403, "forbidden", /wrote it/);
        const done = good(await post("owner", `/policy/proposals/${made.id}/publish`));
        assert.deepEqual(done.details.signed, { key: signer.id, sequence: 7 });
        assert.deepEqual(await live(), ["cap", "open"], "a signed set is whole: what it does not name goes");

        good(await post("machine", "/policies", { id: "extra", text: FORBID("extra", "false") }), 201);
        refused(await signed(7), 409, "conflict", /number 7 was live/);
        refused(await signed(6), 409, "conflict");
        const older = good(await signed(6, { allowOlder: true }), 201);
        assert.equal(older.older, true, "who publishes it reads that it goes back");
        const back = good(await post("owner", `/policy/proposals/${older.id}/publish`));
        assert.deepEqual(back.details.signed, { key: signer.id, sequence: 6, older: true });
        assert.equal((await get("/policy/signatures")).sequence, 7, "going back does not lower the mark");

        good(await post("machine", "/policies", { id: "extra", text: FORBID("extra", "false") }), 201);
        const late = good(await signed(8), 201);
        const gone = await world.ask("DELETE", `/api/v1/policy/signers/${signer.id}`, { key: world.keys.owner });
        refused(gone, 409, "conflict", /last trusted key/);
        good(await put(false));
        assert.equal(
          (await world.ask("DELETE", `/api/v1/policy/signers/${signer.id}`, { key: world.keys.owner })).status,
          204,
        );
        refused(await post("owner", `/policy/proposals/${late.id}/publish`), 403, "forbidden", /not trusted any more/);
      }));

    if (database === "sqlite")
      test("a difference is told in words and by a question that shows it", () =>
        fresh(async () => {
          const made = await propose("policy_author", { policies: [CAP] });
          const told = good(
            await post("auditor", "/policy/diff", { from: "live", to: `proposal:${made.id}`, questions: 200 }),
          );
          assert.match(told.diff, /^--- \/dev\/null\n\+\+\+ b\/cap\n@@ -0,0 \+1,2 @@\n\+@id/);
          assert.ok(told.meaning.differing > 0);
          const [first] = told.meaning.differences;
          assert.deepEqual([first.before.outcome, first.after.outcome], ["allowed", "blocked"]);
          assert.ok(first.witness.facts.risk.cyber >= 60, "the witness stands at the boundary of the policy");
          const same = good(await post("auditor", "/policy/diff", { from: "live", to: "live" }));
          assert.deepEqual(same, {
            changes: [],
            diff: "",
            meaning: { asked: 0, differing: 0, cut: false, differences: [] },
          });
        }));
  });
}
