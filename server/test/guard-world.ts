import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import type { Why } from "../src/record/index.ts";
import { type Upstream, startUpstream } from "./fakes/upstream.ts";
import { ASKED, type Clients, MODELS, type Spoken } from "./hostile-world.ts";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

/** Lumos with one provider of each format behind it, in an organization with guardrails of its own. */
export interface GuardWorld extends AsyncDisposable, Clients {
  upstream: Upstream;
  lumos: TestLumos;
  key: string;
  /** What the official client of a format makes of the next answer; what it throws comes back as text, too. */
  heard(format: Spoken, model: string, stream: boolean): Promise<string>;
  post(path: string, body: unknown): Promise<Response>;
  /** The newest decision. */
  why(): Promise<Why>;
}

export const FORMATS = Object.keys(MODELS) as Spoken[];
export const PROVIDERS = Object.values(MODELS);

const organization = (guardrails: string) => `version: 1
organization: { id: guard, name: Guard, region: US }
providers:
  - { id: google, api: gemini, baseUrl: "\${UPSTREAM}", key: google-key, regions: [US], retentionDays: 0 }
  - { id: cellar, api: openai-compatible, baseUrl: "\${UPSTREAM}/v1", key: cellar-key, regions: [US], retentionDays: 0 }
  - { id: south, api: openai, baseUrl: "\${UPSTREAM}/v1", formats: [openai.responses], key: south-key, regions: [US], retentionDays: 0 }
  - { id: north, api: anthropic, baseUrl: "\${UPSTREAM}", key: north-key, regions: [US], retentionDays: 0 }
tiers: [{ id: all }]
models:
  - { id: gem, provider: google, upstream: gemini-2.5-flash, tier: all, price: { input: 1, output: 2 } }
  - { id: chatty, provider: cellar, upstream: llama, tier: all, price: { input: 1, output: 2 } }
  - { id: thinker, provider: south, upstream: gpt-5, tier: all, price: { input: 1, output: 2 } }
  - { id: claude, provider: north, upstream: claude-opus-4-1, tier: all, price: { input: 1, output: 2 } }
routes:
  - { id: kept, models: [chatty], cache: { ttl: 1h } }
users:
  - { id: eva@guard.test, name: Eva, region: US }
guardrails: ${guardrails}
policies: ./policies
`;

const ALL = `@id("all") @why("Everyone may use every model.")
permit (principal, action in Lumos::Action::"use_model", resource);
`;

export async function startGuardWorld(guardrails: string, policy = ALL): Promise<GuardWorld> {
  const folder = scratch({ "lumos.yaml": organization(guardrails), "policies/all.cedar": policy });
  const upstream = await startUpstream();
  const environment = { UPSTREAM: upstream.url };
  const lumos = await startTestLumos({ file: `${folder.path}/lumos.yaml`, environment }).catch(
    async (error: unknown) => {
      await upstream.close();
      throw error;
    },
  );
  const key = await lumos.key("user:eva@guard.test");
  const openai = new OpenAI({ apiKey: key, baseURL: `${lumos.url}/v1`, maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: key, baseURL: lumos.url, maxRetries: 0 });
  const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: lumos.url } });
  const clients = { openai, anthropic, google };
  return {
    ...clients,
    upstream,
    lumos,
    key,
    heard: async (format, model, stream) => {
      try {
        return await ASKED[format](clients, model, { stream });
      } catch (error) {
        return `thrown: ${(error as { status?: number }).status ?? ""} ${String(error)}`;
      }
    },
    post: (path, body) =>
      fetch(lumos.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    async why() {
      const { id } = await lumos.store.read
        .selectFrom("decisions")
        .select("id")
        .orderBy("seq" as never, "desc")
        .limit(1)
        .executeTakeFirstOrThrow();
      const why = await lumos.records.why("guard", id);
      if (!why) throw new Error("the newest decision is not there");
      return why;
    },
    async [Symbol.asyncDispose]() {
      await lumos.end();
      await upstream.close();
      folder[Symbol.dispose]();
    },
  };
}
