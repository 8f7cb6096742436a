import { type Lumos, type LumosOptions, createLumos } from "../src/index.ts";
import { type HooksWorld, makeHooksWorld } from "../../server/test/hooks-world.ts";

/** A real Lumos with policies about an application's tools, and the SDK pointed at it. */
export interface SdkWorld {
  hooks: HooksWorld;
  options: LumosOptions;
  lumos: Lumos;
  /** An answer of Lumos's own API as the machine's owner. */
  api(path: string, init?: RequestInit): Promise<Record<string, unknown>>;
  end(): Promise<void>;
}

const POLICIES = `
  - id: mail
    text: '@id("mail") @why("After what is not to be trusted nothing is sent.") forbid (principal, action, resource == Lumos::Tool::"sdk/send") when { context.base.taint.contains("injected") };'
  - id: asked
    text: '@id("asked") @why("A person looks at refunds.") @obligation("approval:approver") @ttl("15m") forbid (principal, action in Lumos::Action::"use_tool", resource == Lumos::Tool::"sdk/refund") unless { context.base.fulfilled.contains("approval:approver") };'
  - id: mails
    text: '@id("mails") @why("Mail addresses do not go out.") @obligation("redact:pii.email") forbid (principal, action, resource) when { context.base.dataClasses.contains("pii.email") } unless { context.base.fulfilled.contains("redact:pii.email") };'
  - id: watched
    text: '@id("watched") @why("Answers about patients are looked at as they come.") @obligation("inspect:strict") forbid (principal, action == Lumos::Action::"invoke", resource) when { context.base.dataClasses.contains("phi") } unless { context.base.fulfilled.contains("inspect:strict") };'
  - id: drop
    text: '@id("drop") @why("Nothing is dropped.") forbid (principal, action, resource) when { resource is Lumos::Tool && context.operations.contains("destructive") };'
`;

export async function makeSdkWorld(more: { guardrails?: string } = {}): Promise<SdkWorld> {
  const hooks = await makeHooksWorld({
    guardrails: `${more.guardrails ?? ""}`,
    more: "",
    policies: POLICIES,
    servers: `
  - { id: sdk, kind: client, tools: { look: { effect: read }, page: { effect: read }, send: { effect: egress }, refund: { effect: write }, note: { effect: write } } }`,
  });
  const options: LumosOptions = { url: hooks.lumos.url, token: hooks.key };
  const owner = hooks.lumos.identity.localToken().reveal();
  return {
    hooks,
    options,
    lumos: createLumos(options),
    async api(path, init = {}) {
      const headers = { authorization: `Bearer ${owner}`, "content-type": "application/json" };
      const response = await fetch(`${hooks.lumos.url}/api/v1${path}`, { ...init, headers });
      return (await response.json()) as Record<string, unknown>;
    },
    end: () => hooks.end(),
  };
}
