import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { NOON, acmeLandscape, acmeRoom, chainOf, smallRegistry } from "../test/policy/acme.ts";
import type { CatalogTool } from "./catalog/index.ts";
import { makeContext } from "./context/index.ts";
import { type ToolRooms, governTool } from "./govern-tool.ts";
import {
  type ToolCall,
  type ToolEffect,
  fixedClock,
  ok as good,
  silentLog,
  systemRandom,
  uuidV7,
} from "./kernel/index.ts";
import { makeSeal } from "./record/index.ts";
import { makeRisk } from "./risk/index.ts";

/** Something that is awaited until a test says so. */
function gate() {
  let open: () => void = () => {};
  let fail: (error: Error) => void = () => {};
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

/** As long as whatever is under way and waits for nothing needs. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

suite("the way of a tool call", () => {
  const clock = fixedClock(NOON);
  const ids = uuidV7(clock, systemRandom);
  const landscape = acmeLandscape();
  const registry = smallRegistry(landscape);
  const risk = makeRisk({ log: silentLog, clock, apart: { above: 1e9, count: 0 } });
  let policy: Awaited<ReturnType<typeof acmeRoom>>["room"];
  before(async () => {
    policy = (await acmeRoom(landscape, clock)).room;
  });
  after(async () => {
    policy.close();
    await risk.close();
  });

  /** The rooms of a call with a writer that takes as long as a test wants. */
  function world(effect: ToolEffect) {
    const [intent, end] = [gate(), gate()];
    const told: string[] = [];
    const tool = { server: "crm", name: "find_contact", state: "approved", effect, effectFrom: "configuration" };
    const catalogTool = { ...tool, openWorld: false, check: () => undefined } as unknown as CatalogTool;
    const chain = chainOf(landscape, "user:sam@acme.test");
    const rooms = {
      identity: { recognize: () => good(chain), watch: () => () => {} },
      registry,
      context: makeContext({ registry: registry as never, clock }),
      risk,
      policy,
      catalog: { tools: () => new Map([["crm", new Map([["find_contact", catalogTool]])]]) },
      approvals: {},
      sessions: {
        look: ({ context, assessment }: { context: object; assessment: object }) =>
          Promise.resolve({ session: "s", context, assessment, raisedBy: [], learned() {}, judged() {} }),
        mark: () => Promise.resolve(),
        vouch: () => Promise.resolve(),
      },
      budgets: { reserve: () => ({ ok: true, hold: { settle() {} } }) },
      record: makeSeal({
        clock,
        log: silentLog,
        soleOrganization: () => undefined,
        ended() {},
        writer: {
          intend: () => intent.passed,
          seal: () => end.passed,
          refuse: () => Promise.resolve(),
          beat: () => Promise.resolve(0),
          leave: () => Promise.resolve(),
        },
      }),
      clock,
      log: silentLog,
    } as unknown as ToolRooms;
    const call: ToolCall = {
      kind: "tool",
      id: ids.next(),
      at: NOON,
      startedAt: 0,
      credential: undefined,
      onBehalfOf: undefined,
      stated: {},
      ip: "",
      client: "test",
      ask: {
        action: "call_tool",
        server: "crm",
        tool: "find_contact",
        format: "mcp",
        arguments: {},
        raw: "{}",
        texts: [],
      },
    };
    const answer = governTool(rooms, call, {
      signal: new AbortController().signal,
      perform() {
        told.push("carried out");
        return Promise.resolve({ result: '{"content":[]}', kind: "result" });
      },
    }).then((outcome) => {
      told.push("answered");
      return outcome;
    });
    return { intent, end, told, answer };
  }

  // Guarantee: what may change something is carried out only when it is written down that it will be.
  test("what may change something is carried out only when it is written down that it will be", async () => {
    const write = world("write");
    await settle();
    deepEqual(write.told, []);
    write.intent.open();
    await settle();
    deepEqual(write.told, ["carried out"]);
    write.end.open();
    equal((await write.answer).answered, true);

    const lost = world("write");
    lost.end.open();
    lost.intent.fail(new Error("the disk is full"));
    equal((await lost.answer).answered, false);
    ok(!lost.told.includes("carried out"));
  });

  // Guarantee: nobody hears how a use ended before its intent and its end are written down.
  test("nobody hears how a use ended before its intent and its end are written down", async () => {
    const read = world("read");
    await settle();
    deepEqual(read.told, ["carried out"], "what only reads is written down meanwhile");
    read.end.open();
    await settle();
    deepEqual(read.told, ["carried out"], "its intent is not on the disk yet");
    read.intent.open();
    equal((await read.answer).answered, true);

    const lost = world("read");
    lost.intent.fail(new Error("the disk is full"));
    lost.end.open();
    equal((await lost.answer).answered, false);
  });
});
