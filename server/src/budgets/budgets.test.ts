import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { callOf } from "../../test/policy/acme.ts";
import type { Limit } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import { fixedClock, silentLog, systemRandom, type Usage, uuidV7 } from "../kernel/index.ts";
import type { ConnectedModel, Landscape } from "../registry/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { makeBudgets } from "./budgets.ts";
import type { Budgets, Hold, Limited, Reserved } from "./types.ts";

const model = (id: string, tier = "frontier") => ({ id, tier }) as ConnectedModel;
const usage = (input: number, output: number): Usage => ({
  source: "provider",
  input,
  output,
  cachedInput: 0,
  reasoning: 0,
});

describe("what a call may use", () => {
  const data = mkdtempSync(join(tmpdir(), "lumos-budgets-"));
  const clock = fixedClock(1_800_000_000_000);
  let store: Store;
  let orgs = 0;
  let down = false;
  /** What the next exchange waits for. */
  let slow: Promise<void> | undefined;
  const opened: Budgets[] = [];

  /** A fresh organization with these limits. */
  const world = async (limits: Limit[], connections: object[] = []) => {
    orgs += 1;
    const org = `o${orgs}`;
    const teams = [{ id: "eng" }, { id: "core", parent: "eng" }].map((team) => [team.id, team] as const);
    const landscape = {
      organization: { id: org, name: org },
      limits,
      connections: new Map(connections.map((one) => [(one as { id: string }).id, one])),
      teams: new Map(teams),
      routes: new Map([["smart", {}]]),
    } as unknown as Landscape;
    const gated: Store = {
      ...store,
      transact: async (work) => {
        if (down) throw new Error("away");
        await slow;
        return store.transact(work);
      },
    };
    const ids = uuidV7(clock, systemRandom);
    const budgets = await makeBudgets({ store: gated, clock, ids, log: silentLog });
    opened.push(budgets);
    return {
      reserve: (links: [ref: string, ...teams: string[]][], more: object = {}) => {
        const chain = { org, links: links.map(([ref, ...teams]) => ({ ref, teams })) } as unknown as Chain;
        return budgets.reserve({ call: callOf({ model: "smart", ...more }), chain, landscape });
      },
    };
  };
  const held = async (reserved: Reserved | Promise<Reserved>): Promise<Hold> => {
    const result = await reserved;
    assert.ok(result.ok, "it was refused");
    return result.hold;
  };
  const refused = async (reserved: Reserved | Promise<Reserved>): Promise<Limited> => {
    const result = await reserved;
    assert.ok(!result.ok, "it was let through");
    return result.limited;
  };

  before(async () => {
    store = await openStore({ database: "sqlite", data, clock, log: silentLog, random: systemRandom });
  });
  afterEach(async () => {
    down = false;
    slow = undefined;
    for (const budgets of opened.splice(0)) await budgets.close();
  });
  after(async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });

  test("where nothing is limited nothing is waited for, and the database may be away", async () => {
    const none = await world([]);
    const elsewhere = await world([{ id: "l", scope: "team:ops", requests: 1, per: "day" }]);
    down = true;
    for (const { reserve } of [none, elsewhere]) {
      const reserved = reserve([["user:ann"]]);
      assert.ok(!(reserved instanceof Promise) && reserved.ok);
      assert.equal(reserved.hold.admit(model("m")), undefined);
      assert.equal(reserved.hold.standing(), undefined);
    }
  });

  test("a team met twice in a chain counts a call once, and counts those of the teams below", async () => {
    const { reserve } = await world([{ id: "l", scope: "team:eng", requests: 2, per: "day" }]);
    const chain: [string, string][] = [
      ["agent:bot", "core"],
      ["user:ann", "eng"],
    ];
    await held(reserve(chain));
    await held(reserve(chain));
    assert.match((await refused(reserve([["user:bo", "core"]]))).message, /limit l \(2 requests a day for team:eng\)/);
    await held(reserve([["user:cy"]]));
  });

  test("with each, every principal of the chain has the limit for itself", async () => {
    const { reserve } = await world([{ id: "l", scope: "organization", each: true, requests: 2, per: "day" }]);
    await held(reserve([["agent:bot"], ["user:ann"]]));
    await held(reserve([["agent:bot"], ["user:bo"]]));
    await refused(reserve([["agent:bot"], ["user:cy"]]));
    // The agent was full, so nothing was taken from Cy.
    await held(reserve([["user:cy"]]));
    await held(reserve([["user:cy"]]));
    await refused(reserve([["user:cy"]]));
  });

  test("what is set aside is corrected to what was used, also by a call that broke off", async () => {
    const { reserve } = await world([{ id: "l", scope: "organization", tokens: 10_000, per: "day" }]);
    const remaining = async () => {
      const hold = await held(reserve([["user:ann"]], { tokensIn: 0, maxTokensOut: 1 }));
      const left = hold.standing()?.tokens?.remaining;
      hold.settle({ usage: usage(0, 0), cut: false });
      return (left ?? 0) + 1;
    };
    const big = { tokensIn: 400, maxTokensOut: 5_000 };
    (await held(reserve([["user:ann"]], big))).settle({ usage: usage(500, 1_500), cut: false });
    clock.advance(250);
    assert.ok(Math.abs((await remaining()) - 8_000) <= 4);
    (await held(reserve([["user:ann"]], big))).settle({ usage: undefined, cut: true });
    assert.ok(Math.abs((await remaining()) - 7_600) <= 4);
    (await held(reserve([["user:ann"]], big))).settle({ usage: undefined, cut: false });
    assert.ok(Math.abs((await remaining()) - 7_600) <= 4);
    const spent = [usage(300, 200), usage(100, 0)];
    (await held(reserve([["user:ann"]], big))).settle({ usage: undefined, spent, cut: false });
    assert.ok(Math.abs((await remaining()) - 7_000) <= 4);
    (await held(reserve([["user:ann"]], big))).settle({ usage: usage(500, 500), spent, cut: false });
    assert.ok(Math.abs((await remaining()) - 5_400) <= 4);
  });

  test("what is used beside the answer counts for the caller, and for the model that was used so", async () => {
    const limits = ["user:ann", "model:vectors", "model:m"].map((scope, at) => ({
      id: `l${at}`,
      scope,
      tokens: 1_000,
      per: "day" as const,
    }));
    const route = { id: "c", from: "user:ann", to: "route:smart", rate: { calls: 2, per: "day" } };
    const { reserve } = await world(limits, [route]);
    const hold = await held(reserve([["user:ann"]], { tokensIn: 0, maxTokensOut: 1 }));
    await hold.admit(model("vectors"), "beside");
    hold.beside(usage(300, 0));
    await hold.admit(model("m"));
    hold.settle({ usage: usage(100, 100), cut: false });
    const anns = await held(reserve([["user:ann"]], { tokensIn: 0, maxTokensOut: 1 }));
    assert.equal(anns.standing()?.tokens?.remaining, 499);
    // Of the route there was one call, not two.
    assert.equal(await anns.admit(model("m")), undefined);
    anns.settle({ usage: usage(0, 0), cut: false });
    const beas = await held(reserve([["user:bea"]], { tokensIn: 0, maxTokensOut: 1 }));
    await beas.admit(model("vectors"));
    assert.equal(beas.standing()?.tokens?.remaining, 699);
    await beas.admit(model("m"));
    assert.equal(beas.standing()?.tokens?.remaining, 799);
    beas.settle({ usage: usage(0, 0), cut: false });
  });

  test("a call larger than the whole limit passes once, and is owed for", async () => {
    const { reserve } = await world([{ id: "l", scope: "organization", tokens: 100, per: "minute" }]);
    (await held(reserve([["user:ann"]], { tokensIn: 5_000 }))).settle({ usage: usage(5_000, 0), cut: false });
    assert.ok((await refused(reserve([["user:ann"]], { tokensIn: 1 }))).retryAfterS > 2_900);
  });

  test("a connection's rate counts only what goes over it", async () => {
    const rate = { calls: 1, per: "day" };
    const { reserve } = await world(
      [],
      [
        { id: "c", from: "team:eng", to: "tier:frontier", rate },
        { id: "s", from: "team:eng", to: "server:crm", rate },
      ],
    );
    const admit = async (who: [string, ...string[]], id: ConnectedModel) => {
      const hold = await held(reserve([who]));
      return hold.admit(id);
    };
    assert.equal(await admit(["user:ann", "core"], model("big")), undefined);
    assert.match((await admit(["user:ann", "core"], model("big")))?.message ?? "", /rate of connection c/);
    assert.equal(await admit(["user:ann", "core"], model("small", "economy")), undefined);
    assert.equal(await admit(["user:bo"], model("big")), undefined);
  });

  test("a model that failed keeps its request and gives up its place", async () => {
    const { reserve } = await world([{ id: "l", scope: "model:big", requests: 2, per: "day", concurrent: 1 }]);
    const hold = await held(reserve([["user:ann"]]));
    assert.equal(await hold.admit(model("big")), undefined);
    const other = await held(reserve([["user:bo"]]));
    assert.match((await other.admit(model("big")))?.message ?? "", /no place free/);
    hold.admit(model("small"));
    hold.settle({ usage: undefined, cut: false });
    assert.equal(await other.admit(model("big")), undefined);
    other.settle({ usage: undefined, cut: false });
    assert.match((await (await held(reserve([["user:cy"]]))).admit(model("big")))?.message ?? "", /2 requests a day/);
  });

  test("without the database a limited call is refused as a fault", async () => {
    const { reserve } = await world([{ id: "l", scope: "organization", requests: 5, per: "day" }]);
    down = true;
    await assert.rejects(async () => reserve([["user:ann"]]), /away/);
  });

  // Guarantee: a model whose limit cannot be counted is not tried.
  test("a model whose limit cannot be counted is not tried", async () => {
    const { reserve } = await world([{ id: "l", scope: "model:big", requests: 5, per: "day" }]);
    const hold = await held(reserve([["user:ann"]]));
    down = true;
    assert.equal((await hold.admit(model("big")))?.uncounted, true);
    assert.equal(await hold.admit(model("small")), undefined);
  });

  // Guarantee: what is taken after a call is over is given back at once.
  test("what is taken after a call is over is given back at once", async () => {
    const { reserve } = await world([{ id: "l", scope: "model:big", concurrent: 1 }]);
    const hold = await held(reserve([["user:ann"]]));
    const gate = Promise.withResolvers<void>();
    slow = gate.promise;
    const admitting = hold.admit(model("big"));
    hold.settle({ usage: undefined, cut: true });
    gate.resolve();
    await admitting;
    assert.equal(await (await held(reserve([["user:bo"]]))).admit(model("big")), undefined);
  });
});
