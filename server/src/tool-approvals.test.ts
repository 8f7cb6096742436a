import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type ApprovalsWorld, makeApprovalsWorld } from "../test/approvals-world.ts";
import { type TextPart, type ToolCall, isRecord, silentLog } from "./kernel/index.ts";
import { type RiskRoom, makeRisk } from "./risk/index.ts";
import { roundsNumbers, useApproval } from "./tool-approvals.ts";
import type { Thing } from "./tool-uses.ts";

suite("what a person sees of a tool call", () => {
  let world: ApprovalsWorld;
  let risk: RiskRoom;
  before(async () => {
    world = await makeApprovalsWorld();
    risk = makeRisk({ log: silentLog, clock: world.clock });
  });
  after(async () => {
    await risk.close();
    await world.close();
  });

  /** Texts as a door reads them: every string, by its path. */
  const textsIn = (value: unknown, path: (string | number)[] = []): TextPart[] => {
    if (typeof value === "string")
      return [{ path, place: path.join("."), channel: "assistant", encoding: "string", text: value }];
    if (Array.isArray(value)) return value.flatMap((item, at) => textsIn(item, [...path, at]));
    return isRecord(value) ? Object.entries(value).flatMap(([name, item]) => textsIn(item, [...path, name])) : [];
  };
  const shownOf = async (args: Record<string, unknown>) => {
    const call = {
      kind: "tool",
      id: world.ids.next(),
      ask: {
        action: "call_tool",
        server: "crm",
        tool: "update",
        arguments: args,
        raw: JSON.stringify(args),
        texts: textsIn(args),
      },
    } as unknown as ToolCall;
    const thing = { use: { server: { id: "crm" }, operations: ["write"] } } as unknown as Thing;
    const chain = await world.chain("agent:bot");
    const use = useApproval({ call, chain, thing, assessment: risk.assess(call as never), session: "s" });
    const rest = { snapshot: "set", needs: ["approval:approver"], ttlMs: undefined, reasons: [] };
    const sought = await world.room.seek({ ...use, ...rest, org: chain.org });
    ok(sought.state === "pending");
    return (await world.room.show("acme", sought.approval.id))?.shown.details ?? [];
  };

  test("an approval ends with the definition of the tool and the place of its server that were shown", async () => {
    const args = { id: 7 };
    const call = {
      kind: "tool",
      id: world.ids.next(),
      ask: { action: "call_tool", server: "crm", tool: "update", arguments: args, raw: '{"id":7}', texts: [] },
    } as unknown as ToolCall;
    const use = { server: { id: "crm" }, operations: ["write"] };
    const chain = await world.chain("agent:bot");
    const asked = async (hash: string, mark: string) => {
      const thing = { use, tool: { hash }, server: { mark } } as unknown as Thing;
      const about = useApproval({ call, chain, thing, assessment: risk.assess(call as never), session: "s" });
      const rest = { snapshot: "set", needs: ["approval:approver"], ttlMs: undefined, reasons: [] };
      const sought = await world.room.seek({ ...about, ...rest, org: chain.org });
      return sought.state === "pending" ? sought.approval.id : sought.state;
    };
    const first = await asked("one", "here");
    equal(await asked("one", "here"), first);
    notEqual(await asked("two", "here"), first);
    notEqual(await asked("one", "there"), first);
  });

  test("an approval of one number is none of another that reads the same once it is rounded", () => {
    for (const raw of [
      '{"n":9007199254740993}',
      '{"n":9.007199254740993e15}',
      '{"n":0.1000000000000000055}',
      '{"n":1e400}',
    ])
      ok(roundsNumbers(raw), raw);
    for (const raw of ['{"n":12.5,"m":[-3,0]}', '{"n":"9007199254740993"}', '{"a\\"1e400":true}'])
      ok(!roundsNumbers(raw), raw);
  });

  // Guarantee: who decides about a call sees its arguments without the secrets and personal data in them.
  test("who decides about a call sees its arguments without the secrets and personal data in them", async () => {
    const details = await shownOf({ id: 7, note: "write to ada@example.com", by: { mail: "bob@example.com" } });
    const text = JSON.stringify(details);
    ok(!text.includes("ada@example.com") && !text.includes("bob@example.com"));
    equal(details.find(({ name }) => name === "note")?.value, "write to <EMAIL_1>");
  });

  // Guarantee: who decides about a call sees every argument there is room for, and how much there is no room for.
  test("who decides about a call sees every argument there is room for, and how much there is no room for", async () => {
    const details = await shownOf({
      id: 7,
      filter: { all: true, from: null, ids: [1, 2], none: [], also: {} },
      note: "x".repeat(5_000),
    });
    deepEqual(
      details.map(({ name, value }) => [name, value.length > 50 ? value.slice(-19) : value]),
      [
        ["note", "x… (5000 characters)".slice(-19)],
        ["id", "7"],
        ["filter.all", "true"],
        ["filter.from", "null"],
        ["filter.ids[0]", "1"],
        ["filter.ids[1]", "2"],
        ["filter.none", "[]"],
        ["filter.also", "{}"],
      ],
    );
    const many = await shownOf({ list: Array.from({ length: 250 }, (_, at) => at) });
    equal(many.length, 101);
    equal(many.at(-1)?.value, "150 more are not shown");
  });
});
