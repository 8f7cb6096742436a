import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type ApprovalsWorld, makeApprovalsWorld } from "../test/approvals-world.ts";
import { type Approvable, approved } from "./approving.ts";
import type { Chain } from "./identity/index.ts";
import type { Decision, Ruling } from "./policy/index.ts";

/* What is needed may depend on what was given: policies are asked again with it. */

type Made = { decision: Pick<Decision<string>, "outcome" | "rulings" | "snapshot">; fulfilled: readonly string[] };

suite("a decision that waits for people", () => {
  let world: ApprovalsWorld;
  let bot: Chain;
  let calls = 0;
  before(async () => {
    world = await makeApprovalsWorld();
    bot = await world.chain("agent:bot");
  });
  after(() => world.close());

  /** Policies that ask one after the other: the next only when the one before has got what it wants. */
  const asking = (...needs: string[]) => {
    const content = { call: (calls += 1) };
    const decided: string[][] = [];
    const decide = (fulfilled: readonly string[]): Made => {
      decided.push([...fulfilled]);
      const need = needs.find((one) => !fulfilled.includes(one));
      const candidate = "model";
      const waits = need === undefined ? [] : [need];
      const reasons = waits.map((obligation) => ({
        policy: `asks.${obligation}`,
        effect: "forbid" as const,
        why: "why",
        severity: "",
        principal: "agent:bot",
        obligation,
      }));
      const ruling: Ruling<string> =
        need === undefined
          ? { outcome: "allowed", candidate, obligations: [], reasons }
          : { outcome: "pending", candidate, needs: waits, obligations: [], reasons };
      const rulings = [ruling];
      return { decision: { outcome: ruling.outcome, rulings, snapshot: "set" }, fulfilled };
    };
    const about = (): Approvable => {
      const {
        org: _org,
        needs: _needs,
        snapshot: _snapshot,
        ttlMs: _ttl,
        reasons: _reasons,
        ...rest
      } = world.ask(bot, { content });
      return rest;
    };
    return { decided, run: () => approved(world.room, decide([]), { about, again: decide }) };
  };

  test("nothing is asked where nothing waits", async () => {
    const { run } = asking();
    const { made, word } = await run();
    deepEqual([made.decision.outcome, word], ["allowed", undefined]);
  });

  test("what another policy needs once the first has what it wants is asked for with it", async () => {
    const { run, decided } = asking("approval:approver", "approval:owner");
    const first = await run();
    ok(first.word?.state === "pending");
    deepEqual(first.word.approval.needs, ["approval:approver"]);
    ok((await world.decide(first.word.approval.id, await world.person("adam"))).ok);

    const second = await run();
    ok(second.word?.state === "pending");
    deepEqual(second.word.approval.needs, ["approval:approver", "approval:owner"]);
    equal(second.made.decision.outcome, "pending");
    ok((await world.decide(second.word.approval.id, await world.person("adam"))).ok);
    ok((await world.decide(second.word.approval.id, await world.person("olga"))).ok);

    decided.length = 0;
    const third = await run();
    ok(third.word?.state === "approved");
    equal(third.made.decision.outcome, "allowed");
    deepEqual(decided.at(-1), ["approval:approver", "approval:owner"]);
    equal(third.word.approval.id, second.word.approval.id);
    equal(await third.word.take(), true);
  });

  test("what no approval can give asks nobody", async () => {
    const { run } = asking("stepup:mfa");
    const { made, word } = await run();
    deepEqual([made.decision.outcome, word], ["pending", undefined]);
    const mixed = asking("approval:approver", "justify:why");
    const first = await mixed.run();
    ok(first.word?.state === "pending");
    ok((await world.decide(first.word.approval.id, await world.person("adam"))).ok);
    const second = await mixed.run();
    deepEqual([second.made.decision.outcome, second.word], ["pending", undefined]);
  });
});
