import { deepEqual } from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { makeLog, systemClock } from "../../src/kernel/index.ts";
import type { Asked, Json, McpWorld } from "../fakes/mcp/server.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";

/* What callers and servers write into every place there is, and where it may not be found again. */

/** One secret for each place, so that it is known where one came from. */
let next = 0;
const planted = new Map<string, string>();
const secret = (place: string) => {
  const text =
    `AKIA${"QXKMPLZTWBNHCVGD".slice(next % 12)}${"Q7XK2M9PL4ZT8WBN3RYH"}`.slice(0, 17) + String(100 + next++);
  planted.set(text, place);
  return text;
};

const saying = (): McpWorld => ({
  info: { name: "crm", version: "1" },
  capabilities: { tools: {}, resources: {}, prompts: {}, logging: {} },
  methods: {
    "tools/list": () => ({
      tools: [{ name: "find", description: "Finds.", inputSchema: { type: "object" } }],
    }),
    "tools/call": (asked: Asked) => {
      asked.notify("notifications/message", { level: "error", data: secret("log of a server") });
      if (asked.params["arguments"] && (asked.params["arguments"] as Json)["fail"])
        throw new Error(secret("error of a server"));
      return {
        content: [{ type: "text", text: secret("result") }],
        structuredContent: { [secret("member of a result")]: 1, value: secret("structure") },
        _meta: { note: secret("meta of a result") },
      };
    },
    "resources/list": () => ({ resources: [{ uri: "crm://a", name: secret("list") }] }),
    "resources/templates/list": () => ({ resourceTemplates: [] }),
    "resources/read": () => ({ contents: [{ uri: "crm://a", text: secret("resource") }] }),
    "prompts/list": () => ({ prompts: [{ name: "p" }] }),
    "prompts/get": () => ({ messages: [{ role: "user", content: { type: "text", text: secret("prompt") } }] }),
  },
});

suite("secrets in every place of a tool call", () => {
  let organization: McpOrganization;
  const lines: string[] = [];
  before(async () => {
    organization = await startMcpOrganization({
      servers: { crm: { world: saying, more: "tools: { find: { effect: write } }" } },
      more: "guardrails: { tools: { injection: taint, secrets: detect } }",
      log: makeLog({ level: "debug", clock: systemClock, write: (line) => lines.push(line) }),
      policies: `
@id("open") @why("Open.")
permit (principal, action, resource);
@id("asks") @why("A person looks.") @obligation("approval:approver") @ttl("15m")
forbid (principal == Lumos::User::"bob@o.test", action in Lumos::Action::"use_tool", resource is Lumos::Tool)
unless { context.base.fulfilled.contains("approval:approver") };
`,
    });
  });
  after(() => organization?.end());

  test("none is found in the data, the log or a refusal", async () => {
    const { lumos } = organization;
    const keys = [await lumos.key("user:ann@o.test"), await lumos.key("user:bob@o.test")];
    const post = async (key: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${lumos.url}${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify(body),
      });
      return answer.text();
    };
    const meta = () => ({
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      [`x/${secret("name in meta")}`]: secret("meta"),
    });
    const modern = (key: string, path: string, method: string, params: Json) => {
      const name = params["name"] ?? params["uri"];
      return post(
        key,
        path,
        { jsonrpc: "2.0", id: secret("id"), method, params: { ...params, _meta: meta() } },
        {
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": method,
          ...(typeof name === "string" ? { "mcp-name": name } : {}),
          "x-lumos-session": secret("session"),
          "x-lumos-workflow": secret("workflow"),
          "user-agent": secret("client"),
        },
      );
    };
    for (const key of keys)
      for (const path of ["/mcp/crm", "/mcp"]) {
        const find = path === "/mcp" ? "crm__find" : "find";
        await modern(key, path, "tools/list", {});
        await modern(key, path, "tools/call", {
          name: find,
          arguments: { text: secret("argument"), [secret("member of arguments")]: 1, deep: [{ a: secret("deep") }] },
          other: secret("beside"),
        });
        await modern(key, path, "tools/call", { name: find, arguments: { fail: true } });
        await modern(key, path, "tools/call", { name: secret("tool"), arguments: {} });
        await modern(key, path, "resources/list", {});
        await modern(key, path, "resources/read", { uri: `crm://${secret("address")}` });
        await modern(key, path, "prompts/get", {
          name: secret("name of a prompt"),
          arguments: { a: secret("prompt") },
        });
        await modern(key, path, `x/${secret("method")}`, { a: secret("params") });
        await modern(key, `/mcp/${secret("path")}`, "tools/call", { name: find, arguments: {} });
      }
    for (const client of ["claude-code", "codex", "cursor", "gemini-cli", "copilot", "windsurf", "opencode", "sdk"])
      for (const hook_event_name of ["PreToolUse", "PostToolUse", "UserPromptSubmit", "BeforeTool", "SessionStart"])
        await post(keys[0] ?? "", `/hooks/${client}`, {
          hook_event_name,
          session_id: secret("session of a hook"),
          cwd: `/home/${secret("folder")}`,
          tool_name: hook_event_name === "PreToolUse" ? "Bash" : secret("tool of a hook"),
          tool_use_id: secret("use of a hook"),
          tool_input: { command: `echo ${secret("command")}`, file_path: `/x/${secret("file")}` },
          tool_response: { stdout: secret("output") },
          prompt: secret("words"),
          model: secret("model"),
        });
    await new Promise((resolve) => setTimeout(resolve, 1_500));

    const found = new Set<string>();
    const look = (text: string, where: string) => {
      for (const [one, place] of planted) if (text.includes(one)) found.add(`${place} in ${where}`);
    };
    look(lines.join("\n"), "the log");
    const walk = (folder: string) => {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) walk(path);
        else look(readFileSync(path, "latin1"), name);
      }
    };
    walk(lumos.data);
    deepEqual([...found].toSorted(), []);
  });
});
