import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Secret, SECRET_MARK } from "../kernel/index.ts";
import { makeWorld, type World } from "../../test/identity-world.ts";
import type { Need } from "./types.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world.close());

async function ask(
  token: Secret,
  more: { need?: Need; ip?: string; org?: string | undefined; onBehalfOf?: Secret } = {},
) {
  const answer = await world.identity.recognize(
    {
      credential: token,
      onBehalfOf: more.onBehalfOf,
      at: world.clock.now(),
      ip: more.ip ?? "127.0.0.1",
      org: "org" in more ? more.org : "acme",
    },
    more.need ?? "manage",
  );
  return answer.ok ? answer.value : answer.error.because;
}

test("the machine's owner manages any organization it names", async () => {
  const chain = await ask(world.identity.localToken());
  assert.ok(typeof chain === "object");
  assert.equal(chain.org, "acme");
  assert.deepEqual(
    [chain.links[0]?.ref, chain.links[0]?.kind, chain.links[0]?.roles, chain.credential.kind],
    ["owner:local", "user", ["owner"], "local"],
  );
  const other = await ask(world.identity.localToken(), { org: "other", need: "read" });
  assert.ok(typeof other === "object" && other.org === "other");
});

test("the machine's owner is believed from this machine only, and never makes a call", async () => {
  const token = world.identity.localToken();
  for (const ip of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
    assert.ok(typeof (await ask(token, { ip })) === "object", ip);
  }
  for (const ip of [
    "",
    "10.0.0.1",
    "192.0.2.1",
    "::",
    "::2",
    "127.0.0.1.evil.test",
    "128.0.0.1",
    "::ffff:10.0.0.1",
    "localhost",
    "127.1",
  ]) {
    assert.equal(await ask(token, { ip }), "unknown", ip);
  }
  assert.equal(await ask(token, { need: "call" }), "scope");
});

test("which organization is meant is never guessed among several", async () => {
  assert.equal(await ask(world.identity.localToken(), { org: undefined }), "chain");
  assert.equal(await ask(world.identity.localToken(), { org: "nowhere" }), "chain");
});

test("the machine's owner acts on behalf of nobody", async () => {
  const { key } = await world.issue("user:sam");
  assert.equal(await ask(world.identity.localToken(), { onBehalfOf: key }), "chain");
});

test("the token is another for each process, and is not written by accident", async () => {
  const other = await world.another();
  assert.notEqual(other.localToken().reveal(), world.identity.localToken().reveal());
  assert.equal(await ask(other.localToken()), "unknown");
  assert.equal(String(other.localToken()), SECRET_MARK);
});
