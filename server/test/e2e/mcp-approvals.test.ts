import { equal, match, notEqual, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { conformanceWorld } from "../fakes/mcp/conformance.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";

/* A call that needs a person, told to clients of each era as an elicitation. */

const POLICIES = `
@id("open") @why("Open.")
permit (principal, action, resource);
@id("asks") @why("A person looks at this first.") @obligation("approval:owner")
forbid (principal, action in Lumos::Action::"use_tool", resource == Lumos::Tool::"one/test_simple_text")
unless { context.base.fulfilled.contains("approval:owner") };
`;

suite("approvals as elicitations", () => {
  let organization: McpOrganization;
  let key: string;
  before(async () => {
    organization = await startMcpOrganization({ servers: { one: { world: conformanceWorld } }, policies: POLICIES });
    key = await organization.lumos.key("user:ann@o.test");
  });
  after(() => organization?.end());

  const init = () => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } });
  const newer = async (elicitation: Record<string, Record<string, never>>) => {
    const options = { capabilities: { elicitation }, versionNegotiation: { mode: "auto" } } as const;
    const client = new Client({ name: "newer", version: "1" }, options);
    await client.connect(new StreamableHTTPClientTransport(new URL(organization.url("one")), init()));
    return client;
  };
  const older = async (elicitation: Record<string, Record<string, never>>) => {
    const client = new OldClient({ name: "older", version: "1" }, { capabilities: { elicitation } });
    await client.connect(new OldTransport(new URL(organization.url("one")), init()) as never);
    return client;
  };
  const decide = async (said: string, answer: "approve" | "deny") => {
    const id = /approvals\/([0-9a-f-]{36})/.exec(said)?.[1];
    const { lumos } = organization;
    const reply = await fetch(`${lumos.url}/api/v1/approvals/${id}/${answer}`, {
      method: "POST",
      headers: { authorization: `Bearer ${lumos.identity.localToken().reveal()}`, "content-type": "application/json" },
      body: JSON.stringify(answer === "deny" ? { reason: "Not today." } : {}),
    });
    equal(reply.status, 200, await reply.text());
  };
  const reached = () => organization.servers["one"]?.heard.filter(({ method }) => method === "tools/call").length ?? 0;
  const call = { name: "test_simple_text", arguments: {} };
  const textOf = (result: unknown): string => JSON.stringify((result as { content: unknown }).content);

  test("a newer client is sent to have it approved, and finishes on its retry", { timeout: 30_000 }, async () => {
    for (const mode of ["url", "form"]) {
      const client = await newer({ [mode]: {} });
      const before = reached();
      const seen: string[] = [];
      client.setRequestHandler("elicitation/create", async ({ params }) => {
        seen.push(JSON.stringify(params));
        await decide(params.message, "approve");
        return mode === "url" ? { action: "accept" } : { action: "accept", content: { answer: "retry" } };
      });
      match(textOf(await client.callTool(call)), /simple text response/);
      equal(seen.length, 1);
      match(seen[0] ?? "", mode === "url" ? /"url":"http/ : /"enum":\["retry","cancel"\]/);
      equal(reached(), before + 1);
      await client.close();
    }
  });

  test("an older client is asked on its stream, and its call waits", { timeout: 30_000 }, async () => {
    const client = await older({});
    const before = reached();
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      await decide(params.message, "approve");
      return { action: "accept" as const, content: { answer: "retry" } };
    });
    match(textOf(await client.callTool(call)), /simple text response/);
    equal(reached(), before + 1);
    await client.close();
  });

  test("a denial reaches both with its reason", { timeout: 30_000 }, async () => {
    const before = reached();
    const old = await older({});
    old.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      await decide(params.message, "deny");
      return { action: "accept" as const, content: { answer: "retry" } };
    });
    const said = await old.callTool(call);
    ok(said.isError);
    match(textOf(said), /Not today\./);
    await old.close();
    const client = await newer({ form: {} });
    client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: { answer: "retry" } }));
    const again = await client.callTool(call);
    ok(again.isError);
    match(textOf(again), /Not today\./);
    await client.close();
    equal(reached(), before);
  });
});

suite("approvals that nobody gives", () => {
  let organization: McpOrganization;
  let key: string;
  before(async () => {
    organization = await startMcpOrganization({ servers: { one: { world: conformanceWorld } }, policies: POLICIES });
    key = await organization.lumos.key("user:ann@o.test");
  });
  after(() => organization?.end());

  const raw = async (params: object, capabilities: object) => {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": capabilities,
    };
    const answer = await fetch(organization.url("one"), {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        accept: "application/json",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "test_simple_text",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { ...params, _meta } }),
    });
    return (await answer.json()) as {
      result: { resultType: string; requestState?: string; isError?: boolean; content?: unknown; _meta?: unknown };
    };
  };
  const call = { name: "test_simple_text", arguments: {} };
  const reached = () => organization.servers["one"]?.heard.filter(({ method }) => method === "tools/call").length;

  test("an elicitation approves nothing; it only says that somebody was asked", { timeout: 60_000 }, async () => {
    const first = await raw(call, { elicitation: {} });
    equal(first.result.resultType, "input_required");
    const requestState = first.result.requestState ?? "";
    const accepted = { "lumos-approval": { action: "accept", content: { answer: "retry" } } };
    // It waits a little for whoever decides, and asks again.
    const again = await raw({ ...call, inputResponses: accepted, requestState }, { elicitation: {} });
    equal(again.result.resultType, "input_required");
    notEqual(again.result.requestState, requestState);
    const declined = { "lumos-approval": { action: "decline" } };
    const given = await raw({ ...call, inputResponses: declined, requestState }, { elicitation: {} });
    ok(given.result.isError);
    equal(reached(), 0);
  });

  test("a client that cannot elicit is told where it is approved, and by which handle", async () => {
    const { result } = await raw(call, {});
    ok(result.isError);
    match(JSON.stringify(result.content), /approvals\/[0-9a-f-]{36}/);
    match(JSON.stringify(result._meta), /"lumos\/refusal":\{"code":"approval_required","decision":"[0-9a-f-]{36}"/);
  });
});
