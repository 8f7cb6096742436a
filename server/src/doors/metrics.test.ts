import { equal, match } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { ACME, type TestLumos, startTestLumos } from "../../test/lumos.ts";

suite("metrics", () => {
  let lumos: TestLumos;

  before(async () => {
    lumos = await startTestLumos({ file: ACME });
  });
  after(() => lumos.end());

  // Guarantee: strangers elsewhere learn no names from the metrics.
  test("strangers elsewhere learn no names from the metrics", async () => {
    const read = async (headers: Record<string, string>) => (await fetch(`${lumos.url}/metrics`, { headers })).status;
    const elsewhere = { "x-forwarded-for": "192.0.2.7" };
    const bearer = async (scope: string) => `Bearer ${await lumos.key("user:olga@acme.test", { scopes: [scope] })}`;
    equal(await read({}), 200);
    equal(await read(elsewhere), 401);
    equal(await read({ ...elsewhere, authorization: "Bearer nothing" }), 401);
    equal(await read({ ...elsewhere, authorization: await bearer("call") }), 401);
    equal(await read({ ...elsewhere, authorization: await bearer("read") }), 200);
    match(await (await fetch(`${lumos.url}/metrics`)).text(), /^# TYPE lumos_calls_total/m);
  });
});
