import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, type Reply, userOf } from "../../test/api-world.ts";
import { manifestOf, signManifest, writeSetting } from "../policy/index.ts";

const FORBID = (id: string, when: string, more = "") =>
  `@id("${id}") @why("Not this.")${more}\nforbid (principal, action, resource) when { ${when} };`;
const CAP = { id: "cap", text: FORBID("cap", "context.base.risk.cyber >= 60") };
const OPEN = { id: "open", text: '@id("open")\npermit (principal, action, resource);' };

describe("who may publish, with somebody who tries to do it alone", () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApiWorld();
  });
  afterEach(() => world.close());

  type Who = keyof ApiWorld["keys"] | { key: string };
  const post = (who: Who, path: string, body: unknown = {}) =>
    world.ask("POST", `/api/v1${path}`, { key: typeof who === "string" ? world.keys[who] : who.key, body });
  const propose = async (who: Who, body: object) => good(await post(who, "/policy/proposals", body), 201);
  const publish = (who: Who, id: string) => post(who, `/policy/proposals/${id}/publish`);
  const put = async (who: Who, path: string, version: number, body: unknown) =>
    world.ask("PUT", `/api/v1${path}`, {
      key: typeof who === "string" ? world.keys[who] : who.key,
      headers: { "if-match": `"${version}"` },
      body,
    });
  const issue = async (who: Who, principal: string) => ({
    key: good(await post(who, "/keys", { principal, scopes: ["manage", "call"] }), 201).key as string,
  });
  const disable = async (who: Who, role: string) =>
    good(await post(who, `/principals/user:${userOf(role)}/disable`, { reason: "x" }));

  // Guarantee: who issued or rotated the key with which something was proposed does not publish it.
  test("who issued or rotated the key with which something was proposed does not publish it", async () => {
    const asAuthor = await issue("owner", `user:${userOf("policy_author")}`);
    const made = await propose(asAuthor, { policies: [CAP] });
    refused(await publish("owner", made.id), 403, "forbidden", /key that comes from user:owner/);
    good(await publish("security_admin", made.id));
  });

  test("a key that somebody rotated who has a key of the author is not another person", async () => {
    good(await post("owner", "/users", { id: "second@acme.test", roles: ["owner"] }), 201);
    const puppet = await issue("owner", "user:second@acme.test");
    const guard = `user:${userOf("security_admin")}`;
    const [key] = await world.identity.listKeys("acme", { principal: guard, limit: 1 });
    const stolen = { key: good(await post(puppet, `/keys/${key?.id ?? ""}/rotate`)).key as string };
    const made = await propose("owner", { policies: [CAP] });
    refused(await publish(stolen, made.id), 403, "forbidden", /this key comes from/);
  });

  test("who disables the others with a second account, which then goes, does not come to publish alone", async () => {
    good(await post("owner", "/users", { id: "second@acme.test", roles: ["owner"] }), 201);
    const puppet = await issue("owner", "user:second@acme.test");
    await disable(puppet, "security_admin");
    await disable(puppet, "policy_author");
    good(await post(puppet, "/principals/user:second@acme.test/disable", { reason: "x" }));
    const made = await propose("owner", { policies: [CAP] });
    refused(await publish("owner", made.id), 403, "forbidden", /may publish it/);
    world.clock.advance(25 * 3_600_000);
    const key = await world.issue("acme", `user:${userOf("owner")}`, ["manage"]);
    assert.equal(good(await publish({ key }, made.id)).details.selfApproved, true);
  });

  test("a publication that is asked for again with its idempotency key is answered as it was", async () => {
    const made = await propose("policy_author", { policies: [CAP] });
    const ask = (headers: Record<string, string>) =>
      world.ask("POST", `/api/v1/policy/proposals/${made.id}/publish`, { key: world.keys.owner, headers, body: {} });
    const first = good(await ask({ "idempotency-key": "one" }));
    assert.deepEqual(good(await ask({ "idempotency-key": "one" })), first);
    refused(await ask({ "idempotency-key": "two" }), 409, "conflict", /published already/);
    refused(await ask({}), 409, "conflict", /published already/);
  });

  // Guarantee: who wrote a draft is among the authors of its promotion, whoever asks for it.
  test("who wrote a draft is among the authors of its promotion, whoever asks for it", async () => {
    const draft = { id: "later", text: FORBID("later", "false", ' @stage("draft")') };
    const { version } = good(await post("policy_author", "/policies", draft), 201);
    // Exchanged at the last moment: who promotes names the policy, not its text.
    const swapped = { id: "later", text: FORBID("later", "true", ' @stage("draft")') };
    good(await put("policy_author", "/policies/later", version, swapped));
    const up = good(await post("security_admin", "/policies/later/promote", { to: "enforce" }));
    refused(await publish("policy_author", up.proposal), 403, "forbidden", /wrote it/);
    refused(await publish("security_admin", up.proposal), 403, "forbidden", /wrote it/);
    const done = good(await publish("owner", up.proposal));
    assert.deepEqual(done.author.toSorted(), [`user:${userOf("policy_author")}`, `user:${userOf("security_admin")}`]);
  });

  test("where two may publish, a promotion that neither could publish says who asks for it", async () => {
    await disable("security_admin", "policy_author");
    world.clock.advance(25 * 3_600_000);
    const of = async (role: string) => ({ key: await world.issue("acme", `user:${userOf(role)}`, ["manage"]) });
    const [owner, guard] = [await of("owner"), await of("security_admin")];
    good(await post(owner, "/policies", { id: "later", text: FORBID("later", "true", ' @stage("draft")') }), 201);
    refused(await post(guard, "/policies/later/promote", { to: "enforce" }), 403, "forbidden", /let them promote it/);
    const up = good(await post(owner, "/policies/later/promote", { to: "enforce" }));
    good(await publish(guard, up.proposal));
  });

  // Guarantee: a whole set is published whole, or not at all.
  test("a whole set is published whole, or not at all: two that were signed do not mix", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    good(await post("security_admin", "/policy/signers", { publicKey: pem }), 201);
    const signed = async (sequence: number, policies: { id: string; text: string }[], organization?: string) => {
      const said = { sequence, at: "2026-11-21T12:00:00Z", previous: "", files: {} };
      const manifest = JSON.stringify(
        manifestOf({ policies, cases: undefined }, organization === undefined ? said : { ...said, organization }),
      );
      const bundle = { manifest, signature: signManifest(manifest, privateKey) };
      return post("policy_author", "/policy/proposals", { policies, bundle });
    };
    const five = good(await signed(5, [OPEN, CAP]), 201);
    const six = good(await signed(6, [OPEN, { id: "other", text: FORBID("other", "false") }]), 201);
    good(await publish("owner", five.id));
    refused(await publish("owner", six.id), 409, "conflict", /Propose it again/);
    // Guarantee: what was signed for one organization is not taken in another.
    refused(await signed(7, [OPEN], "staging"), 400, "invalid_request", /signed for another organization/);
    good(await signed(7, [OPEN], "acme"), 201);
  });

  test("what was signed for one organization is not taken in another, also where no set names one", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    good(await post("security_admin", "/policy/signers", { publicKey: pem }), 201);
    const said = { organization: "other", sequence: 1, at: "2026-11-21T12:00:00Z", previous: "", files: {} };
    const manifest = JSON.stringify(manifestOf({ policies: [OPEN], cases: undefined }, said));
    const bundle = { manifest, signature: signManifest(manifest, privateKey) };
    refused(await post("owner", "/policy/proposals", { policies: [OPEN], bundle }), 400, "invalid_request", /another/);
  });

  test("cases that others made stand meanwhile are not replaced unread", async () => {
    const weak = await propose("policy_author", { policies: [CAP], cases: [] });
    const cases = [
      {
        name: "risky is blocked",
        chain: [`user:${userOf("member")}`],
        ask: { model: "smart" },
        facts: { risk: { cyber: 70 } },
        expect: { outcome: "allowed" },
      },
    ];
    assert.equal(weak.cases, null, "there were none, so there is nothing to replace");
    const emptied = await propose("policy_author", {
      policies: [CAP],
      cases: [{ ...cases[0], expect: { outcome: "blocked" } }],
    });
    await world.store.transact((tx) => writeSetting(tx, "acme", { name: "cases", value: cases, at: 1 }));
    refused(await publish("owner", emptied.id), 409, "conflict", /standing cases were changed/);
    refused(await publish("owner", weak.id), 422, "tests_failed");
  });
});

function good(reply: Reply, status = 200): Reply["body"] {
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

function refused(reply: Reply, status: number, code: string, words: RegExp = /./): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.body.error.code, code);
  assert.match(reply.body.error.message, words);
}
