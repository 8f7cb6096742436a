import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type TestLumos, startTestLumos } from "../lumos.ts";

/* The built-in organization: an agent destroys something only when a person has agreed. */

suite("a tool call that waits for a person", () => {
  let lumos: TestLumos;
  let client: Client;
  before(async () => {
    lumos = await startTestLumos({});
    client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const key = await lumos.key("agent:demo-agent");
    const requestInit = { headers: { authorization: `Bearer ${key}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${lumos.url}/mcp`), { requestInit }));
  });
  after(async () => {
    await client.close();
    await lumos.end();
  });

  const call = async (name: string) => {
    const result = (await client.callTool({ name: "office__delete_customer", arguments: { name } })) as {
      isError?: boolean;
      content: { text?: string }[];
    };
    const text = result.content.map((one) => one.text ?? "").join("");
    return { failed: result.isError === true, text, id: /\/approvals\/([\w-]+)/.exec(text)?.[1] ?? "" };
  };
  const api = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${lumos.identity.localToken().reveal()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: JSON.parse(await reply.text()) };
  };

  test("an approval is used up by the one call that goes ahead with it, with the arguments that a person saw", async () => {
    const first = await call("Giulia Rossi");
    ok(first.failed);
    match(first.id, /^[0-9a-f-]{36}$/, first.text);
    equal((await call("Giulia Rossi")).id, first.id);
    const { body } = await api("GET", `/approvals/${first.id}`);
    deepEqual(
      [body.action, body.resource, body.server, body.chain, body.needs],
      ["call_tool", "office/delete_customer", "office", ["agent:demo-agent"], ["approval:owner"]],
    );
    ok(body.shown.details.some(({ name }: { name: string }) => name === "name"));
    equal((await api("POST", `/approvals/${first.id}/approve`, {})).status, 200);

    const other = await call("Jonas Meier");
    ok(other.failed && other.id !== first.id);
    const through = await call("Giulia Rossi");
    ok(!through.failed, through.text);
    const again = await call("Giulia Rossi");
    ok(again.failed);
    notEqual(again.id, first.id);
    equal((await api("GET", `/approvals/${first.id}`)).body.state, "used");
  });

  test("a denial comes back with its reason", async () => {
    const { id } = await call("Ada Okafor");
    equal((await api("POST", `/approvals/${id}/deny`, { reason: "She is a customer." })).status, 200);
    const refused = await call("Ada Okafor");
    ok(refused.failed);
    match(refused.text, /She is a customer\./);
  });

  test("a call that nobody could be asked about does not go ahead", async () => {
    for (let at = 0; at < 20; at += 1) ok((await call(`Customer number ${at}`)).failed);
    const refused = await call("One customer too many");
    ok(refused.failed);
    equal(refused.id, "");
    match(refused.text, /20 calls of yours wait for a person/);
  });
});
