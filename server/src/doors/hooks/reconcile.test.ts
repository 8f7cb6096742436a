import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, silentLog } from "../../kernel/index.ts";
import { type Around, type Sighted, makeReconciler } from "./reconcile.ts";

function makeWorld(arrived = false) {
  let now = 1_000_000;
  const told: Around[] = [];
  const clock: Clock = { now: () => now as never, elapsed: () => now };
  const reconciler = makeReconciler({
    clock,
    log: silentLog,
    arrived: async () => arrived,
    told: async (around) => void told.push(around),
    everyMs: 0,
  });
  return { reconciler, told, pass: (ms: number) => void (now += ms) };
}

const CHAIN = { fingerprint: "f", links: [{ ref: "user:ann" }] } as unknown as Sighted["chain"];
const use = (more: Partial<Sighted> = {}): Sighted => ({
  org: "o",
  chain: CHAIN,
  session: "s",
  client: "claude-code",
  server: "crm",
  tool: "find_contact",
  args: { b: 1, a: "x" },
  decision: "d",
  ...more,
});

test("what hook and gateway both see is one use, by id or by its arguments in any order", async () => {
  const { reconciler, told, pass } = makeWorld();
  reconciler.hooked(use());
  reconciler.expect(use({ useId: "u1", args: { a: "other" } }));
  reconciler.gateway(use({ useId: "u1", session: "another name" }));
  reconciler.expect(use({ useId: "u2" }));
  reconciler.gateway(use({ args: { a: "x", b: 1 } }));
  reconciler.expect(use({ server: undefined, tool: undefined, args: { c: 1 } }));
  reconciler.gateway(use({ args: { c: 1 } }));
  pass(3_600_000);
  await reconciler.look();
  assert.deepEqual(told, []);
});

test("a use that a hook told of and that never came to the gateway is told, and its name is not believed again", async () => {
  const { reconciler, told, pass } = makeWorld();
  reconciler.hooked(use());
  assert.equal(reconciler.isBelieved({ ...use(), name: "crm" }), true);
  reconciler.expect(use({ useId: "u1" }));
  pass(5_000);
  reconciler.completed(use({ useId: "u1" }));
  await reconciler.look();
  assert.deepEqual(told, []);
  pass(11_000);
  await reconciler.look();
  assert.deepEqual(
    told.map(({ kind, server, tool }) => [kind, server, tool]),
    [["bypass.gateway", "crm", "find_contact"]],
  );
  assert.equal(reconciler.isBelieved({ ...use(), name: "crm" }), false);
  assert.equal(reconciler.isBelieved({ ...use({ session: "t" }), name: "crm" }), true);
});

test("a use that was never carried out is not told of, where the client tells of results", async () => {
  const { reconciler, told, pass } = makeWorld();
  reconciler.completed(use({ args: { earlier: 1 } }));
  reconciler.expect(use());
  pass(3_600_000);
  await reconciler.look();
  assert.deepEqual(told, []);
});

test("without word of results, a use that does not come in time is told of", async () => {
  const { reconciler, told, pass } = makeWorld();
  reconciler.expect(use());
  pass(130_000);
  await reconciler.look();
  assert.equal(told[0]?.kind, "bypass.gateway");
});

test("what came through another process is found in the records", async () => {
  const { reconciler, told, pass } = makeWorld(true);
  reconciler.expect(use());
  pass(130_000);
  await reconciler.look();
  assert.deepEqual(told, []);
});

test("a use at the gateway that no hook told of is told, where the client's hooks tell of others", async () => {
  const { reconciler, told, pass } = makeWorld();
  reconciler.gateway(use());
  pass(60_000);
  await reconciler.look();
  assert.deepEqual(told, []);
  reconciler.hooked(use());
  pass(1);
  reconciler.gateway(use({ session: "" }));
  reconciler.gateway(use({ client: "other-program", session: "" }));
  pass(60_000);
  await reconciler.look();
  assert.deepEqual(
    told.map(({ kind, client }) => [kind, client]),
    [["bypass.hook", "claude-code"]],
  );
});

test("the same way around is told once in a while, however often it is taken", async () => {
  const { reconciler, told, pass } = makeWorld();
  const around = {
    org: "o",
    kind: "bypass.server" as const,
    chain: CHAIN,
    client: "codex",
    session: "s",
    server: "github",
    tool: "x",
    decision: "",
  };
  for (let times = 0; times < 100; times += 1) reconciler.tell(around);
  assert.equal(told.length, 1);
  pass(3_600_001);
  reconciler.tell(around);
  assert.equal(told.length, 2);
});

test("what waits is bounded, however much comes", async () => {
  const { reconciler, told, pass } = makeWorld();
  for (let at = 0; at < 5_000; at += 1) reconciler.expect(use({ args: { at }, server: `s${at}` }));
  pass(130_000);
  await reconciler.look();
  assert.ok(told.length <= 200, String(told.length));
});
