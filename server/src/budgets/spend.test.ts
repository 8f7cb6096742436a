import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { acmeLandscape } from "../../test/policy/acme.ts";
import type { Chain } from "../identity/index.ts";
import { type ToolCall, fixedClock, silentLog, systemRandom } from "../kernel/index.ts";
import { type Store, openStore } from "../store/index.ts";
import { scratch } from "../../test/scratch.ts";
import { makeSpending, spanOf } from "./spend.ts";

const NOON = Date.UTC(2027, 0, 20, 12);
const clock = fixedClock(NOON);
const folder = scratch({});
let store: Store;
before(async () => {
  store = await openStore({ database: "sqlite", data: folder.path, clock, log: silentLog, random: systemRandom });
});
after(async () => {
  await store.close();
  folder[Symbol.dispose]();
});

function world(org: string, usd: number, cost: number | undefined) {
  const landscape = acmeLandscape();
  const crm = landscape.servers.get("crm");
  ok(crm);
  const servers = new Map(landscape.servers).set("crm", {
    ...crm,
    tools: { find_contact: { effect: "read", ...(cost === undefined ? {} : { cost }) } },
  });
  const triage = landscape.connections.get("triage-crm");
  ok(triage);
  const connections = new Map(landscape.connections).set("triage-crm", { ...triage, budget: { usd, per: "day" } });
  const call = { kind: "tool", ask: { server: "crm", tool: "find_contact" } } as unknown as ToolCall;
  const chain = { org, links: [{ ref: "agent:triage-bot", teams: ["support"] }] } as unknown as Chain;
  return { call, chain, landscape: { ...landscape, servers, connections } };
}

test("a use without a cost, and a call of another kind, spend nothing", () => {
  const spending = makeSpending({ store, clock });
  equal(spending.costs(world("a", 1, undefined)), false);
  const about = world("a", 1, 0.5);
  equal(spending.costs({ ...about, call: { ...about.call, ask: { ...about.call.ask, tool: "toString" } } }), false);
  equal(spending.costs(about), true);
});

// Guarantee: a connection's budget is never exceeded, however many processes spend it at once.
test("a connection's budget is never exceeded, however many processes spend it at once", async () => {
  const processes = [makeSpending({ store, clock }), makeSpending({ store, clock })];
  const about = world("b", 1, 0.3);
  const taken = await Promise.all(Array.from({ length: 10 }, (_, at) => processes[at % 2]?.take(about)));
  equal(taken.filter((limited) => limited === undefined).length, 3);
  const refused = taken.find((limited) => limited !== undefined);
  equal(refused?.code, "budget_exhausted");
  match(refused?.message ?? "", /connection triage-crm .*\$1\.00 a day, \$0\.90 spent/);
  const connection = about.landscape.connections.get("triage-crm");
  ok(connection);
  equal(await processes[0]?.spent("b", connection), 900_000_000);
});

test("spans are those of the calendar", () => {
  const until = (per: Parameters<typeof spanOf>[0]) => new Date(spanOf(per, NOON).until).toISOString().slice(0, 13);
  deepEqual((["hour", "day", "week", "month", "quarter", "year"] as const).map(until), [
    "2027-01-20T13",
    "2027-01-21T00",
    "2027-01-25T00",
    "2027-02-01T00",
    "2027-04-01T00",
    "2028-01-01T00",
  ]);
});
