import { join } from "node:path";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

/** A server whose policies speak of what clients do by themselves, and a key of ann's. */
export interface HooksWorld {
  lumos: TestLumos;
  key: string;
  /** Sends a client's payload; `raw` as it stands. */
  hook(client: string, payload: unknown, more?: Sent): Promise<HookTold>;
  end(): Promise<void>;
}

interface Sent {
  key?: string | undefined;
  event?: string;
  raw?: string;
  headers?: Record<string, string>;
}

export interface HookTold {
  status: number;
  body: Record<string, unknown>;
  text: string;
  headers: Headers;
}

const POLICIES = `
  - id: read
    text: '@id("read") @why("Everybody may read.") permit (principal, action, resource) when { resource is Lumos::Tool && context has operations && context.operations == ["read"] };'
  - id: models
    text: '@id("models") permit (principal, action == Lumos::Action::"invoke", resource);'
  - id: strong
    text: '@id("strong") @why("The large model is not for this.") forbid (principal, action == Lumos::Action::"invoke", resource == Lumos::Model::"large");'
  - id: write
    text: '@id("write") permit (principal, action, resource is Lumos::Tool) when { context.operations == ["write"] && resource.pinned };'
  - id: asks
    text: '@id("asks") @why("A person looks at what is written.") @obligation("approval:approver") @ttl("15m") forbid (principal, action in Lumos::Action::"use_tool", resource is Lumos::Tool) when { context.operations == ["write"] && resource in Lumos::Server::"codex" } unless { context.base.fulfilled.contains("approval:approver") };'
  - id: reasoned
    text: '@id("reasoned") @why("Say why this is fetched.") @obligation("justify:reason") forbid (principal, action in Lumos::Action::"use_tool", resource is Lumos::Tool) when { context.operations == ["egress"] } unless { context.base.fulfilled.contains("justify:reason") };'
  - id: fetch
    text: '@id("fetch") permit (principal, action, resource is Lumos::Tool) when { context.operations == ["egress"] };'
  - id: commands
    text: '@id("commands") @why("No commands that nobody understands.") forbid (principal, action == Lumos::Action::"run_command", resource) when { context.operations.contains("destructive") };'
`;

export async function makeHooksWorld(
  rest: { organization?: string; guardrails?: string; more?: string; policies?: string; servers?: string } = {},
): Promise<HooksWorld> {
  const folder = scratch({
    "lumos.yaml": `
version: 1
organization: { id: o, name: O${rest.organization === undefined ? "" : `, ${rest.organization}`} }
tiers: [{ id: frontier }, { id: small }]
providers: [{ id: house, api: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }]
models:
  - { id: large, provider: house, upstream: large, tier: frontier }
  - { id: tiny, provider: house, upstream: tiny, tier: small }
users: [{ id: ann@o.test }, { id: bob@o.test, roles: [approver] }]
servers:
  - { id: crm, kind: mcp, transport: http, url: "http://127.0.0.1:9/mcp" }
  - { id: cursor, kind: client, tools: { Write: { effect: read } } }${rest.servers ?? ""}
${rest.guardrails ?? ""}
${rest.more ?? ""}
policies:${POLICIES}${rest.policies ?? ""}`,
  });
  const lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
  const key = await lumos.key("user:ann@o.test");
  return {
    lumos,
    key,
    async hook(client, payload, more = {}) {
      const event = more.event === undefined ? "" : `?event=${more.event}`;
      const bearer = "key" in more ? more.key : key;
      const response = await fetch(`${lumos.url}/hooks/${client}${event}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...more.headers,
        },
        body: more.raw ?? JSON.stringify(payload),
      });
      const text = await response.text();
      const body = JSON.parse(text) as Record<string, unknown>;
      return { status: response.status, body, text, headers: response.headers };
    },
    async end() {
      await lumos.end();
      folder[Symbol.dispose]();
    },
  };
}
