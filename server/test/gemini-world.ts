import { GoogleGenAI } from "@google/genai";
import { type Json, type Upstream, startUpstream } from "./fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

/** What a test of Google's clients needs: Lumos with one provider of each format, all of them the same upstream. */
export interface GeminiWorld extends AsyncDisposable {
  upstream: Upstream;
  lumos: TestLumos;
  key: string;
  client(): GoogleGenAI;
  /** The body the provider got. */
  sent(at?: number): { [name: string]: Json };
  /** The newest decision. */
  decision(): Promise<{ result: string | null; outcome: string; tokens_in: number | null; tokens_out: number | null }>;
}

const ORGANIZATION = `version: 1
organization: { id: formats, name: Formats, region: US }
providers:
  - { id: google, api: gemini, baseUrl: "\${UPSTREAM}", key: google-key, regions: [US], retentionDays: 0 }
  - { id: cellar, api: openai-compatible, baseUrl: "\${UPSTREAM}/v1", key: cellar-key, regions: [US], retentionDays: 0 }
  - { id: north, api: anthropic, baseUrl: "\${UPSTREAM}", key: north-key, regions: [US], retentionDays: 0 }
tiers: [{ id: all }]
models:
  - { id: gem, provider: google, upstream: gemini-2.5-flash, tier: all, price: { input: 1, output: 2 } }
  - { id: gem-other, provider: google, upstream: gemini-2.5-pro, tier: all, price: { input: 1, output: 2 } }
  - { id: chatty, provider: cellar, upstream: llama, tier: all, price: { input: 1, output: 2 } }
  - { id: claude, provider: north, upstream: claude-opus, tier: all, price: { input: 1, output: 2 } }
routes:
  - { id: smart, models: [gem, claude] }
  - { id: team@best, models: [gem] }
users:
  - { id: eva@formats.test, name: Eva, region: US }
guardrails: { input: { secrets: block, pii: detect } }
policies: ./policies
`;

const POLICY = `@id("all") @why("Everyone may use every model.")
permit (principal, action in Lumos::Action::"use_model", resource);

@id("secret") @why("Secrets never reach a model.")
forbid (principal, action in Lumos::Action::"use_model", resource) when { context.base.dataClasses.contains("secret") };
`;

export async function startGeminiWorld(): Promise<GeminiWorld> {
  const folder = scratch({ "lumos.yaml": ORGANIZATION, "policies/all.cedar": POLICY });
  const upstream = await startUpstream();
  const environment = { UPSTREAM: upstream.url };
  const lumos = await startTestLumos({ file: `${folder.path}/lumos.yaml`, environment }).catch(
    async (error: unknown) => {
      await upstream.close();
      throw error;
    },
  );
  const key = await lumos.key("user:eva@formats.test");
  return {
    upstream,
    lumos,
    key,
    client: () => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: lumos.url } }),
    sent: (at = 0) => upstream.received[at]?.json as { [name: string]: Json },
    decision: () =>
      lumos.store.read
        .selectFrom("decisions")
        .select(["result", "outcome", "tokens_in", "tokens_out"])
        .orderBy("seq" as never, "desc")
        .limit(1)
        .executeTakeFirstOrThrow(),
    async [Symbol.asyncDispose]() {
      await lumos.end();
      await upstream.close();
      folder[Symbol.dispose]();
    },
  };
}
