import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { ACME } from "../policy/acme.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { scratch } from "../scratch.ts";

describe("a database behind policy", { concurrency: false }, () => {
  let pg: TestPostgres;
  let url: string;
  let lumos: TestLumos;
  let client: Client;
  let folder: ReturnType<typeof scratch>;
  before(async () => {
    pg = await startPostgres();
    url = await pg.database();
    await pg.query(
      url,
      "create table orders (id int primary key, total int); insert into orders values (1, 5), (2, 50)",
    );
    folder = scratch({
      "lumos.yaml": `
version: 1
organization: { id: o, name: O }
users: [{ id: ann@o.test, teams: [eng] }]
teams: [{ id: eng, name: Engineering }]
agents: [{ id: bot, name: Bot, owner: ann@o.test, teams: [eng], expires: 2035-12-31 }]
servers: [{ id: warehouse, kind: postgres, url: "${url}", environment: prod }]
policies: ./policies
`,
      "policies/tools.cedar": readFileSync(new URL("policies/tools.cedar", ACME), "utf8"),
    });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    const headers = {
      authorization: `Bearer ${await lumos.key("agent:bot")}`,
      "x-lumos-on-behalf-of": await lumos.key("user:ann@o.test"),
    };
    client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${lumos.url}/mcp/warehouse`), { requestInit: { headers } }) as never,
    );
  });
  after(async () => {
    await client?.close();
    await lumos?.end();
    folder?.[Symbol.dispose]();
    await pg?.stop();
  });
  const call = async (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args }).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => String(error),
    );
  const rows = async () => (await pg.query(url, "select id from orders order by id")).map(({ id }) => id);

  test("an agent reads, and what destroys is refused before the database hears of it", async () => {
    assert.deepEqual((await client.listTools()).tools.map(({ name }) => name).sort(), ["explain", "query", "schema"]);
    assert.match(
      await call("query", { sql: "select id, total from orders where total > $1", params: [10] }),
      /\[2,50\]/,
    );
    assert.match(await call("schema", {}), /orders/);
    assert.match(await call("explain", { sql: "delete from orders" }), /Plan/);
    for (const sql of [
      "delete from orders",
      "with gone as (delete from orders returning *) select count(*) from gone",
      "select 1; drop table orders",
      "do $$ begin delete from orders; end $$",
    ])
      assert.match(await call("query", { sql }), /destroyed in production|not allow/i, sql);
    assert.match(await call("explain", { sql: "analyze delete from orders" }), /destroyed in production|not allow/i);
    assert.deepEqual(await rows(), [1, 2]);
  });

  test("a write in production waits for a person", async () => {
    const told = await call("query", { sql: "insert into orders values (3, 1)" });
    assert.match(told, /approv|person/i);
    assert.deepEqual(await rows(), [1, 2]);
  });
});
