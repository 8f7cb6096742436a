import { equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type ApiWorld, makeApiWorld } from "../../api-world.ts";
import { BOMBS, bombsOf } from "./bombs.ts";

/* The same bombs through the API: each is the caller's mistake, and the server lives. */

suite("bombs sent to the API", { concurrency: false }, () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());

  const send = (path: string, body: unknown) => world.ask("POST", `/api/v1${path}`, { key: world.keys.owner, body });
  const exported = async () =>
    (await world.ask("GET", "/api/v1/export", { key: world.keys.owner })).body.declaration as {
      objects: { policies: unknown[] };
    };
  const alive = async () => {
    const whole = [{ id: "a", text: '@id("a") @why("w") permit (principal, action, resource);' }];
    const reply = await send("/policies/check", { policies: whole });
    equal(reply.status, 200);
    equal(reply.body.problems.length, 0);
  };
  const names = Object.keys(BOMBS);

  test("a check says what is wrong with each of them, or that the request is not valid", async () => {
    const bombs = bombsOf();
    const small = bombs.filter(({ text }) => text.length <= 65_536);
    const { status, body } = await send("/policies/check", { policies: small });
    equal(status, 200);
    const problems = body.problems as { policy: string; severity: string }[];
    const wrong = new Set(problems.filter(({ severity }) => severity === "error").map(({ policy }) => policy));
    equal(wrong.size, small.length);
    for (const bomb of bombs.filter((one) => !small.includes(one)))
      equal((await send("/policies/check", { policies: [bomb] })).status, 400);
    await alive();
  });

  test("none of them is applied or kept", async () => {
    const untouched = await exported();
    for (const [place, bomb] of bombsOf().entries()) {
      if (place % 3 !== 0) continue;
      const declaration = structuredClone(untouched);
      declaration.objects.policies.push(bomb);
      const reply = place % 2 === 0 ? await send("/apply", { declaration }) : await send("/policies", bomb as unknown);
      equal(reply.status, 400, `${names[place]}: ${reply.text.slice(0, 200)}`);
      ok(["invalid_policy", "invalid_request"].includes(reply.body.error.code), String(names[place]));
    }
    equal(JSON.stringify(await exported()), JSON.stringify(untouched));
    await alive();
  });

  test("10,001 policies are an invalid request", async () => {
    const policies = Array.from({ length: 10_001 }, (_, at) => ({ id: `p${at}`, text: "(" }));
    const reply = await send("/policies/check", { policies });
    ok([400, 413].includes(reply.status), reply.text.slice(0, 200));
    await alive();
  });

  test("many at once are answered or told to wait, and nobody else notices", async () => {
    const trap = bombsOf().filter((_, at) => names[at]?.startsWith("towers"));
    const replies = await Promise.all(Array.from({ length: 24 }, () => send("/policies/check", { policies: trap })));
    const statuses = replies.map(({ status }) => status);
    ok(statuses.includes(200) && statuses.includes(429), statuses.join());
    for (const status of statuses) ok(status === 200 || status === 429, String(status));
    await alive();
  });
});
