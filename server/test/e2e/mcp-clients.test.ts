import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { once } from "node:events";
import { after, before, suite, test } from "node:test";
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { conformanceWorld } from "../fakes/mcp/conformance.ts";
import { type Asked, type McpFixture, type McpWorld } from "../fakes/mcp/server.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";

/* The official client libraries, of the older line and the newer one, in front of servers of either era. */

const ERAS = ["legacy", "modern"] as const;

/** Works until it is told to stop, and says how it ended. */
function slowWorld(ended: { why: string[]; begun(): void }) {
  return ({ tell }: Pick<McpFixture, "tell">): McpWorld => {
    const world = conformanceWorld({ tell });
    const slow = async ({ signal }: Asked) => {
      ended.begun();
      if (!signal.aborted) await once(signal, "abort");
      ended.why.push("cancelled");
      return { content: [] };
    };
    const list = world.methods["tools/list"];
    const call = world.methods["tools/call"];
    return {
      ...world,
      methods: {
        ...world.methods,
        "tools/list": async (asked) => {
          const { tools } = ((await list?.(asked)) ?? { tools: [] }) as { tools: unknown[] };
          return { tools: [...tools, { name: "slow", description: "Works on", inputSchema: { type: "object" } }] };
        },
        "tools/call": async (asked) => (asked.params["name"] === "slow" ? slow(asked) : ((await call?.(asked)) ?? {})),
      },
    };
  };
}

const textOf = (result: unknown): string =>
  ((result as { content?: { text?: string }[] }).content ?? []).map(({ text }) => text ?? "").join("");

for (const era of ERAS)
  suite(`in front of a ${era} server`, () => {
    let organization: McpOrganization;
    let key: string;
    const ended = { why: [] as string[], begun: () => {} };
    before(async () => {
      organization = await startMcpOrganization({
        servers: { one: { world: slowWorld(ended), era }, two: { world: conformanceWorld, era } },
      });
      key = await organization.lumos.key("user:ann@o.test");
    });
    after(() => organization.end());

    const modern = async (server?: string, capabilities = {}) => {
      const client = new ModernClient(
        { name: "newer", version: "1" },
        { capabilities, versionNegotiation: { mode: { pin: "2026-07-28" } } },
      );
      const requestInit = { headers: { authorization: `Bearer ${key}` } };
      await client.connect(new ModernTransport(new URL(organization.url(server)), { requestInit }));
      return client;
    };
    const old = async (server?: string, capabilities = {}) => {
      const client = new OldClient({ name: "older", version: "1" }, { capabilities });
      const requestInit = { headers: { authorization: `Bearer ${key}` } };
      const transport = new OldTransport(new URL(organization.url(server)), { requestInit });
      await client.connect(transport as never);
      return client;
    };

    for (const make of [modern, old] as const)
      suite(make === modern ? "the newer library" : "the older library", () => {
        test("lists and calls tools of all servers under names of their own", async () => {
          const client = await make();
          try {
            const { tools } = await client.listTools();
            const names = tools.map(({ name }) => name);
            ok(names.includes("one__test_simple_text") && names.includes("two__test_simple_text"));
            equal(new Set(names).size, names.length);
            const result = await client.callTool({ name: "two__test_simple_text", arguments: {} });
            equal(textOf(result), "This is a simple text response for testing.");
            await rejects(client.callTool({ name: "three__x", arguments: {} }), /Unknown tool: three__x/);
          } finally {
            await client.close();
          }
        });

        test("reads resources and gets prompts of all servers, each from its own", async () => {
          const client = await make();
          try {
            const { resources } = await client.listResources();
            const uris = new Set(resources.map(({ uri }) => uri));
            ok(uris.has("lumos+one:test://static-text") && uris.has("lumos+two:test://static-text"));
            const read = await client.readResource({ uri: "lumos+two:test://static-text" });
            match(JSON.stringify(read), /content of the static text resource/);
            const { prompts } = await client.listPrompts();
            ok(prompts.some(({ name }) => name === "one__test_simple_prompt"));
            const prompt = await client.getPrompt({
              name: "two__test_prompt_with_arguments",
              arguments: { arg1: "a", arg2: "b" },
            });
            match(JSON.stringify(prompt), /arg1='a', arg2='b'/);
          } finally {
            await client.close();
          }
        });

        test("hears of progress while a tool works", async () => {
          const client = await make("two");
          try {
            const heard: number[] = [];
            const onprogress = ({ progress }: { progress: number }) => void heard.push(progress);
            const call = { name: "test_tool_with_progress", arguments: {} };
            if (client instanceof OldClient) await client.callTool(call, undefined, { onprogress });
            else await client.callTool(call, { onprogress });
            deepEqual(heard, [0, 50, 100]);
          } finally {
            await client.close();
          }
        });

        test("ends a call at the server when it cancels it", { timeout: 10_000 }, async () => {
          const client = await make("one");
          try {
            ended.why = [];
            const begun = new Promise<void>((resolve) => void (ended.begun = resolve));
            const stop = new AbortController();
            const call = { name: "slow", arguments: {} };
            const options = { signal: stop.signal };
            const calling =
              client instanceof OldClient ? client.callTool(call, undefined, options) : client.callTool(call, options);
            const refused = rejects(calling);
            await begun;
            stop.abort();
            await refused;
            while (ended.why.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
            deepEqual(ended.why, ["cancelled"]);
          } finally {
            await client.close();
          }
        });
      });

    test("a revoked right ends a tool call that is under way", { timeout: 10_000 }, async () => {
      const { lumos } = organization;
      const revoked = await lumos.key("user:bob@o.test");
      const client = new ModernClient({ name: "newer", version: "1" }, { versionNegotiation: { mode: "auto" } });
      const requestInit = { headers: { authorization: `Bearer ${revoked}` } };
      await client.connect(new ModernTransport(new URL(organization.url("one")), { requestInit }));
      ended.why = [];
      const begun = new Promise<void>((resolve) => void (ended.begun = resolve));
      const calling = client.callTool({ name: "slow", arguments: {} }).then(
        ({ isError }) => isError === true,
        () => true,
      );
      await begun;
      const reply = await fetch(`${lumos.url}/api/v1/keys/${revoked.split("_")[2]}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${lumos.identity.localToken().reveal()}` },
      });
      ok(reply.status < 300, await reply.text());
      equal(await calling, true);
      while (ended.why.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      deepEqual(ended.why, ["cancelled"]);
      await client.close();
    });

    test("the newer library answers what a server asks on the way, through input_required", async () => {
      const client = await modern("two", { elicitation: { form: {} }, sampling: {} });
      try {
        client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: { response: "blue" } }));
        client.setRequestHandler("sampling/createMessage", () => ({
          role: "assistant",
          content: { type: "text", text: "Paris" },
          model: "m",
        }));
        const elicited = await client.callTool({ name: "test_elicitation", arguments: { message: "Color?" } });
        match(textOf(elicited), /action=accept, content=\{"response":"blue"\}/);
        const sampled = await client.callTool({ name: "test_sampling", arguments: { prompt: "Capital?" } });
        equal(textOf(sampled), "LLM response: Paris");
      } finally {
        await client.close();
      }
    });

    test("the older library answers what a server asks on the way, on its stream", async () => {
      const client = await old("two", { elicitation: {}, sampling: {} });
      try {
        client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: { response: "blue" } }));
        client.setRequestHandler(CreateMessageRequestSchema, () => ({
          role: "assistant" as const,
          content: { type: "text" as const, text: "Paris" },
          model: "m",
        }));
        const elicited = await client.callTool({ name: "test_elicitation", arguments: { message: "Color?" } });
        match(textOf(elicited), /action=accept, content=\{"response":"blue"\}/);
        const sampled = await client.callTool({ name: "test_sampling", arguments: { prompt: "Capital?" } });
        equal(textOf(sampled), "LLM response: Paris");
      } finally {
        await client.close();
      }
    });

    test("an older client hears on its stream that tools changed", { timeout: 10_000 }, async () => {
      const client = await old("two");
      try {
        const heard = new Promise<void>((resolve) =>
          client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
        );
        await client.listTools();
        await client.callTool({ name: "test_trigger_tool_change", arguments: {} });
        await heard;
      } finally {
        await client.close();
      }
    });
  });
