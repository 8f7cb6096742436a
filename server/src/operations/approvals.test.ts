import { deepEqual, equal } from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, userOf } from "../../test/api-world.ts";

describe("approvals through operations", () => {
  let world: ApiWorld;
  let mine: string;
  let others: string;
  before(async () => {
    world = await makeApiWorld();
    mine = await world.approval("acme", `user:${userOf("member")}`);
    others = await world.approval("acme", `user:${userOf("developer")}`, { needs: ["approval:security_admin"] });
  });
  after(() => world.close());

  const listed = async (key: string) => {
    const { body } = await world.ask("GET", "/api/v1/approvals", { key });
    return (body.items as { id: string }[]).map(({ id }) => id).toSorted();
  };

  test("a member sees what it asked for and what it may decide, and nothing else", async () => {
    const { member, developer, approver, auditor } = world.keys;
    deepEqual(await listed(member), [mine]);
    deepEqual(await listed(developer), [others]);
    for (const key of [approver, auditor]) deepEqual(await listed(key), [mine, others].toSorted());
    deepEqual(await listed(world.foreign.owner), []);
  });

  test("to whom an approval does not concern it is not there", async () => {
    const show = async (id: string, key: string) => {
      const { status, body } = await world.ask("GET", `/api/v1/approvals/${id}`, { key });
      return [status, JSON.stringify(body).replaceAll(id, "ID")];
    };
    const nothing = "01a1ff8a-97f6-704f-bd8d-6a6d55e37d93";
    const { member, developer } = world.keys;
    equal((await show(mine, member))[0], 200);
    equal((await show(others, developer))[0], 200);
    deepEqual(await show(others, member), await show(nothing, member));
    deepEqual(await show(mine, developer), await show(nothing, developer));
    deepEqual(await show(mine, world.foreign.owner), await show(nothing, world.foreign.owner));
    equal((await show(nothing, member))[0], 404);
    for (const answer of ["approve", "deny"]) {
      const key = await world.issue("acme", `user:${userOf("member")}`, ["approve"]);
      const body = { reason: "because" };
      const said = await Promise.all(
        [others, nothing].map(async (id) => {
          const { status, body: told } = await world.ask("POST", `/api/v1/approvals/${id}/${answer}`, { key, body });
          return [status, told.error.code, told.error.message];
        }),
      );
      deepEqual(said[0], said[1]);
      equal(said[0]?.[0], 404);
    }
  });
});
