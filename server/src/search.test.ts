import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { NOON, chainOf, smallRegistry } from "../test/policy/acme.ts";
import { recordsLandscape } from "../test/policy/records.ts";
import { makeContext } from "./context/index.ts";
import { type DecisionCall, UNREAD_DECISION, fixedClock, silentLog, systemClock } from "./kernel/index.ts";
import { makePolicy } from "./policy/index.ts";
import { type Found, lookFor } from "./search.ts";

test("a search through many is cut into pages that miss nobody and tell nobody twice, and lets others work", async () => {
  const many = 2_500;
  const people = Array.from({ length: many }, (_, n) => ({ id: `user-${n}`, teams: n % 2 === 0 ? ["staff"] : [] }));
  const landscape = recordsLandscape(people);
  const registry = smallRegistry(landscape);
  const policy = await makePolicy({ registry, clock: fixedClock(NOON), log: silentLog });
  const context = makeContext({ registry: registry as never, clock: fixedClock(NOON) });
  const rooms = { policy, context, clock: systemClock } as unknown as Parameters<typeof lookFor>[0];
  const key = chainOf(landscape, "application:gateway");
  const asker = { ...key, credential: { ...key.credential, scopes: ["decide" as const] } };
  const ask = {
    ...UNREAD_DECISION,
    subject: { type: "user", id: "" },
    action: "write",
    resource: { type: "record", id: "record-1" },
  };
  const call: DecisionCall = {
    id: "call",
    kind: "decision",
    at: NOON,
    startedAt: 0,
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "",
    client: "",
    ask,
  };
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 0);
  const found: string[] = [];
  let after: string | undefined;
  let pages = 0;
  for (let more = true; more; pages += 1) {
    const page = (await lookFor(rooms, {
      call,
      asker,
      landscape,
      place: "subject",
      page: { after, limit: 700 },
    })) as Found;
    ok(page.looked <= 1_000);
    found.push(...page.results.map(({ name }) => name));
    after = page.last;
    more = page.more;
  }
  clearInterval(ticking);
  policy.close();
  const wanted = ["alice", ...people.filter(({ teams }) => teams.length > 0).map(({ id }) => id)];
  deepEqual(found, wanted.toSorted());
  equal(pages, 3);
  ok(turns > 0);
});
