import { join } from "node:path";
import type { Why } from "../src/record/index.ts";
import { type Json, type Upstream, startUpstream } from "./fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

/** A server with a fake provider and, apart from it, a fake judge that answers what a test has it answer. */
export interface JudgedWorld {
  lumos: TestLumos;
  models: Upstream;
  judge: Upstream;
  /** The keys of ann and bob. */
  keys: Readonly<Record<string, string>>;
  /** Asks in OpenAI's chat format. */
  ask(model: string, content: Json, more?: Asked): Promise<Told>;
  end(): Promise<void>;
}

export interface Asked {
  who?: string;
  messages?: Json[];
  headers?: Record<string, string>;
  more?: { [name: string]: Json };
}

export interface Told {
  response: Response;
  text: string;
  why: Why;
}

/** What an instruct judge answers: the check word of its own request, and the verdict. */
export function verdict(
  json: Json | undefined,
  said: { domain?: string; intent?: string; confidence?: number },
): string {
  const check = /"check": "([0-9a-f]+)"/.exec(JSON.stringify(json).replaceAll('\\"', '"'))?.[1] ?? "";
  return JSON.stringify({ check, domain: "none", intent: "harmless", confidence: 0.9, ...said });
}

export async function makeJudgedWorld(rest: {
  judges: string;
  /** More models, one a line. */
  models?: string;
  routes?: string;
  guardrails?: string;
  policies?: string;
  more?: string;
  environment?: Record<string, string>;
}): Promise<JudgedWorld> {
  const models = await startUpstream();
  const judge = await startUpstream();
  const file = `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }, { id: small }, { id: judges }]
providers:
  - { id: house, api: openai-compatible, baseUrl: "${models.url}/v1", formats: [openai.chat, openai.responses] }
  - { id: north, api: anthropic, baseUrl: "${models.url}", key: north-key }
  - { id: goog, api: gemini, baseUrl: "${models.url}/v1beta", key: goog-key }
  - { id: bench, api: openai-compatible, baseUrl: "${judge.url}/v1", selfHosted: true }
models:
  - { id: big, provider: house, upstream: big-one, tier: frontier, price: { input: 2, output: 4 } }
  - { id: plain, provider: house, upstream: plain-one, tier: small, price: { input: 2, output: 4 } }
  - { id: claude, provider: north, upstream: claude-x, tier: frontier, price: { input: 2, output: 4 } }
  - { id: gem, provider: goog, upstream: gemini-x, tier: frontier, price: { input: 2, output: 4 } }
  - { id: guard, provider: bench, upstream: guard-one, tier: judges, price: { input: 1, output: 1 } }
  - { id: unpriced, provider: bench, upstream: guard-two, tier: judges }
${rest.models ?? ""}
routes:
  - { id: ladder, models: [big, plain], retries: { max: 0 } }
${rest.routes ?? ""}
users: [{ id: ann@o.test }, { id: bob@o.test }]
judges:
${rest.judges.replaceAll("SECURE", judge.url.replace("http:", "https:")).replaceAll("JUDGE", judge.url)}
${rest.guardrails ?? ""}
${rest.more ?? ""}
policies:
  - id: open
    text: '@id("open") permit (principal, action, resource);'
  - id: harm
    text: '@id("harm") @why("Harmful.") forbid (principal, action, resource in Lumos::Tier::"frontier") when { context.base.risk.harm >= 80 };'
  - id: worst
    text: '@id("worst") @why("Harmful to all.") forbid (principal, action, resource) when { context.base.risk.harm >= 95 && context.base.channel != "judge" };'
${rest.policies ?? ""}
`;
  using folder = scratch({ "lumos.yaml": file });
  const environment = rest.environment === undefined ? {} : { environment: rest.environment };
  const lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml"), ...environment }).catch(async (error) => {
    await Promise.all([models.close(), judge.close()]);
    throw error;
  });
  const keys: Record<string, string> = {};
  for (const name of ["ann", "bob"]) keys[name] = await lumos.key(`user:${name}@o.test`);
  return {
    lumos,
    models,
    judge,
    keys,
    async ask(model, content, { who = "ann", messages, headers = {}, more = {} } = {}) {
      const response = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys[who]}`, ...headers },
        body: JSON.stringify({ model, messages: messages ?? [{ role: "user", content }], ...more }),
      });
      const text = await response.text();
      const why = await lumos.records.why("o", response.headers.get("x-lumos-decision") ?? "");
      if (!why) throw new Error(text);
      return { response, text, why };
    },
    async end() {
      await lumos.end();
      await Promise.all([models.close(), judge.close()]);
    },
  };
}
