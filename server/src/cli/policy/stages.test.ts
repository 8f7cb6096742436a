import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { lumos as program } from "../../../test/cli/program.ts";
import { type Upstream, startUpstream } from "../../../test/fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../../../test/lumos.ts";

suite("stages and old decisions on the command line", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  const run = (...args: string[]) => program(args, { cwd: lumos.data, env: { LUMOS_DATA: lumos.data } });

  test("a policy in shadow stands in the table with what it would have changed, and in why", async () => {
    const text = `@id("try.frontier") @why("w") @stage("canary:1%") @owner("rita") @expires("2099-12-31")
      forbid (principal, action in Lumos::Action::"use_model", resource) when { resource in Lumos::Tier::"frontier" };`;
    const made = await fetch(`${lumos.url}/api/v1/policies`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${lumos.identity.localToken().reveal()}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ id: "try.frontier", text }),
    });
    assert.equal(made.status, 201, await made.text());
    const key = await lumos.key("user:alice@acme.test");
    const call = async () => {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: "hello" }] }),
      });
      await response.arrayBuffer();
      return response.headers.get("x-lumos-decision") ?? "";
    };
    let why = "";
    let id = "";
    for (let tries = 0; !why.includes("In shadow") && tries < 20; tries += 1) {
      id = await call();
      why = (await run("why", id)).out;
    }
    assert.match(why, /In shadow\n {2}try\.frontier \(canary\) would have changed the model to cellar-guarded/);

    const told = JSON.parse((await run("policy", "stages", "--json")).out);
    const found = told.policies.find((policy: { id: string }) => policy.id === "try.frontier");
    assert.deepEqual([found.stage, found.share, found.owner], ["canary", 1, "rita"]);
    const rows = (await run("policy", "stages", "--watched")).out.trim().split("\n");
    assert.equal(rows.length, 1, rows.join("\n"));
    assert.match(rows[0] ?? "", /^try\.frontier\tcanary:1%\t.*\t2099-12-31\trita\teng=\d+\tnorth-frontier=\d+$/);
    assert.equal((await run("policy", "stages", "--since", "soon")).code, 2);

    const again = await run("why", "--again", id);
    assert.match(again.out, /policies of then: the same answer \(allowed\).*\n.*policies of now: the same answer/);
  });
});
