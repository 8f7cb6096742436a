import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type HostileMcp, type Hostility, startHostileMcp } from "../../../../test/fakes/mcp-hostile.ts";
import { LIVE, makePeersWorld, ownerOf, type PeersWorld } from "../../../../test/peers-world.ts";
import { isFault, Secret } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";

describe("a hostile upstream", () => {
  let world: PeersWorld;
  let hostile: HostileMcp;
  beforeEach(async () => {
    world = makePeersWorld();
    hostile = await startHostileMcp();
  });
  afterEach(async () => {
    await world.close();
    await hostile.close();
  });

  const serverOf = (hostility: Hostility, more: Partial<ConnectedMcp> = {}) =>
    world.server({ transport: "http", url: hostile.url(hostility), ...more });
  const call = (hostility: Hostility, more: { timeoutMs?: number; server?: ConnectedMcp } = {}) =>
    world.open(more.server ?? serverOf(hostility)).request({
      method: "tools/call",
      params: '{"name":"x","arguments":{}}',
      signal: LIVE,
      ...(more.timeoutMs !== undefined && { timeoutMs: more.timeoutMs }),
    });

  const ENDS: readonly (readonly [Hostility, RegExp])[] = [
    ["endless-stream", /more than the limit|more messages than are taken/],
    ["endless-event", /more than the limit/],
    ["endless-body", /more than the limit/],
    ["unasked-answers", /answers what nobody asked/],
    ["deep-json", /nests too deeply/],
    ["twice-named", /a name stands twice/],
    ["not-json", /malformed/],
    ["redirect-elsewhere", /not followed/],
    ["redirect-here", /not followed/],
    ["unauthorized", /does not accept Lumos's credential/],
    ["session-always-lost", /no longer knows the session/],
    ["flood", /more messages than are taken/],
    ["cut", /broke off its answer/],
    ["bad-type", /nothing that the protocol knows/],
  ];
  for (const [hostility, sentence] of ENDS)
    test(`${hostility} ends in a fault that says what happened`, async () => {
      await assert.rejects(call(hostility), (error) => {
        assert.ok(isFault(error) && error.code === "upstream_failed");
        assert.match(error.message, sentence);
        assert.doesNotMatch(error.message, /127\.0\.0\.1/, "where it stands is nobody's business");
        return true;
      });
    });

  test("an answer to what was not asked, or on another request's stream, is heard by nobody", async () => {
    await assert.rejects(call("wrong-id", { timeoutMs: 200 }), /did not answer in time/);
  });

  test("a stream that only drips is left when the time is over", async () => {
    await assert.rejects(call("slow-loris", { timeoutMs: 200 }), /did not answer in time/);
  });

  test("a session that was lost is begun once more, and the call is made in it", async () => {
    const answer = await call("session-lost-once");
    assert.ok("result" in answer);
    assert.equal(JSON.parse(answer.result).session, "s2");
  });

  test("a session that is always lost is begun twice and no more", async () => {
    await assert.rejects(call("session-always-lost"));
    assert.equal(hostile.seen.filter(({ what }) => what === "POST initialize").length, 2);
  });

  test("the rest of an answer is asked for where its stream ended early", async () => {
    assert.ok("result" in (await call("resumed")));
    assert.ok(hostile.seen.some(({ what, headers }) => what === "GET" && headers["last-event-id"] !== undefined));
  });

  test("a redirect never takes a call, or a credential, to another origin than the declared one", async () => {
    const trap = await startHostileMcp();
    const sender = await startHostileMcp(trap.url("session-lost-once"));
    try {
      const auth = { kind: "bearer" as const, token: new Secret("upstream-token") };
      const url = sender.url("redirect-elsewhere");
      await assert.rejects(
        call("redirect-elsewhere", { server: world.server({ transport: "http", url, auth }) }),
        /not followed/,
      );
      assert.equal(sender.seen.at(-1)?.headers.authorization, "Bearer upstream-token");
      assert.deepEqual(trap.seen, []);
    } finally {
      await world.close();
      await sender.close();
      await trap.close();
    }
  });

  test("an upstream is shown the credential declared for it and never the caller's own", async () => {
    const auth = { kind: "header" as const, name: "X-Api-Key", value: new Secret("upstream-key") };
    await assert.rejects(call("unauthorized", { server: serverOf("unauthorized", { auth }) }));
    const { headers } = hostile.seen.find(({ what }) => what === "POST tools/call") ?? {};
    assert.equal(headers?.["x-api-key"], "upstream-key");
    assert.equal(headers?.authorization, undefined);
    assert.equal(headers?.cookie, undefined);
    const names = new Set(hostile.seen.flatMap((one) => Object.keys(one.headers)));
    const known =
      "accept connection content-length content-type host mcp-method mcp-protocol-version mcp-session-id user-agent x-api-key";
    assert.deepEqual([...names].sort(), known.split(" "));
    assert.doesNotMatch(world.log.join(""), /upstream-key/);
  });

  test("what is kept for one owner is never used for another", async () => {
    const server = serverOf("session-lost-once");
    const [alice, bob] = [world.open(server), world.open(server, ownerOf("bob"))];
    assert.notEqual(alice, bob);
    assert.equal(world.open(server), alice);
    assert.notEqual(world.open(server, { session: "another" }), alice);
    await Promise.all([alice.hello(LIVE), bob.hello(LIVE)]);
    assert.equal(hostile.seen.filter(({ what }) => what === "POST initialize").length, 2);
    assert.throws(() => world.open({ ...server, org: "other" }), /another organization/);
  });

  test("a peer of a server that changed or was removed carries no further call", async () => {
    const server = serverOf("session-lost-once");
    const peer = world.open(server);
    await peer.hello(LIVE);
    world.declare([{ ...server, region: "EU" }]);
    assert.equal(peer.ended, undefined, "what says nothing of the connection ends nothing");
    world.declare([{ ...server, mark: "another" }]);
    assert.ok(peer.ended);
    await assert.rejects(peer.request({ method: "tools/list", params: undefined, signal: LIVE }));
    assert.equal(world.peers.status("acme")[0]?.state, "ended");
    assert.deepEqual(world.peers.status("other"), []);
  });

  test("those of a caller's session that is over are ended", async () => {
    const server = serverOf("session-lost-once");
    const peer = world.open(server, { session: "one" });
    const other = world.open(server, { session: "two" });
    await peer.hello(LIVE);
    world.peers.leave({ ...ownerOf("alice"), session: "one" });
    assert.ok(peer.ended);
    assert.equal(other.ended, undefined);
  });
});
