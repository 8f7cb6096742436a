import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { makeBed } from "../../test/contracts/store-bed.ts";
import { NOON, acmeLandscape, acmeRoom } from "../../test/policy/acme.ts";
import { fixedClock, seededRandom, silentLog, uuidV7 } from "../kernel/index.ts";
import { makeExpiryWatch } from "./expiry.ts";
import { makeRecords } from "./records.ts";

const DAY_MS = 86_400_000;

test("that a policy has switched itself off is recorded once, however many processes notice it", async () => {
  const bed = makeBed("sqlite");
  let now = NOON;
  const clock = { ...fixedClock(NOON), now: () => now };
  const landscape = acmeLandscape(({ objects }) => {
    const text = `@id("late") @why("w") @owner("rita@acme.test") @ticket("SEC-1") @expires("2026-11-30") forbid(principal, action, resource) when { context.base.risk.bio > 90 };`;
    const draft = `@id("draft") @why("w") @stage("draft") @expires("2026-11-01") forbid(principal, action, resource);`;
    objects.policies = [...objects.policies, { id: "late", text }, { id: "draft", text: draft }];
  });
  try {
    const store = await bed.open({ clock });
    const { room } = await acmeRoom(landscape, clock);
    const ids = uuidV7(clock, seededRandom(1));
    const records = makeRecords({ store, clock, ids });
    const warned: string[] = [];
    const log = { ...silentLog, warn: (event: string) => void warned.push(event) };
    const watch = () =>
      makeExpiryWatch({ store, records, stages: room.stages, organizations: () => ["acme"], clock, log });
    const [one, other] = [watch(), watch()];
    const all = () => records.changes("acme", { action: "policies.expired" }, { limit: 10 });

    await one.look();
    deepEqual([warned, one.counts()], [["policy.expires"], { soon: 1, expired: 0 }]);
    await one.look();
    equal(warned.length, 1, "once a day is enough");
    equal((await all()).length, 0);

    now = NOON + 10 * DAY_MS;
    await Promise.all([one.look(), other.look(), one.look()]);
    await watch().look();
    const [row, ...more] = await all();
    deepEqual(more, []);
    deepEqual(
      [row?.actor, row?.subject, row?.details],
      [
        "lumos",
        { kind: "policies", id: "late" },
        { expiredAt: Date.parse("2026-12-01T00:00:00Z"), owner: "rita@acme.test", ticket: "SEC-1" },
      ],
    );
    deepEqual(one.counts(), { soon: 0, expired: 1 });
    room.close();
  } finally {
    await bed.end();
  }
});
