import { z } from "zod";
import { type NanoUsd, type NanoUsdPerMillion, nanoUsd, parseDuration } from "../kernel/index.ts";
import { country, date, dollars, duration, factor, id, ids, piece, providerKey, timeouts, url } from "./values.ts";

/* What models an organization can reach, and how: tiers, providers, models, routes. */

const MAX_CACHE_MS = 86_400_000;

export const tier = z
  .strictObject({
    id: id.describe('Policies name it: Lumos::Tier::"frontier".'),
    retention: z
      .strictObject({
        content: duration.optional().describe("How long prompts and answers are kept; 0d keeps none."),
        records: duration.optional().describe("How long records are kept."),
      })
      .optional()
      .describe("How long what was said to models of this tier is kept."),
  })
  .describe("A level of capability. Tiers form a ladder; the first is the most capable.");

/** The dialects of providers. What each one means stands in execution/models/providers/dialects.ts. */
export const APIS = [
  "openai",
  "azure",
  "anthropic",
  "gemini",
  "vertex",
  "bedrock",
  "mistral",
  "groq",
  "deepseek",
  "xai",
  "together",
  "fireworks",
  "openrouter",
  "cohere",
  "ollama",
  "vllm",
  "openai-compatible",
  "sandbox",
] as const;

/** Wire formats by the names they have in decisions and in this file. */
const FORMATS = [
  "openai.chat",
  "openai.responses",
  "openai.embeddings",
  "anthropic.messages",
  "gemini.generate",
  "bedrock.converse",
] as const;

export const provider = z
  .strictObject({
    id: id.describe("Models name their provider by it."),
    api: z.enum(APIS).describe("The dialect it speaks; sandbox is a simulation that needs no key and no network."),
    baseUrl: url
      .optional()
      .describe("Where it answers, where that is not the address of its api. vllm and openai-compatible need it."),
    key: providerKey
      .optional()
      .describe("Its API key, best as ${NAME}. It is kept encrypted, apart from the object, and never shown again."),
    keys: z
      .array(
        z.strictObject({
          id: id.describe("Names the key in records and metrics."),
          key: providerKey
            .optional()
            .describe("The key, best as ${NAME}; kept like the only one. Left out in a file, the kept one stays."),
          weight: z.int().min(1).max(1_000).optional().describe("Its share of the calls; 1 when left out."),
        }),
      )
      .min(1)
      .max(100)
      .refine((keys) => new Set(keys.map((key) => key.id)).size === keys.length, "two keys have the same id")
      .optional()
      .describe("Several keys in place of the one; calls are spread over them."),
    formats: z
      .array(z.enum(FORMATS))
      .min(1)
      .max(FORMATS.length)
      .optional()
      .describe("The wire formats it speaks, the best one first, where they are others than its api's own."),
    resource: piece("a resource").optional().describe("azure: the name in NAME.openai.azure.com."),
    apiVersion: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/, "an api version is written 2024-10-21")
      .optional()
      .describe("azure: the version of its older addresses, one for each deployment. Left out, it is the v1 address."),
    project: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.:-]{0,99}$/, "a project is 1 to 100 small letters, digits or . : -")
      .optional()
      .describe("vertex: the id of the Google Cloud project."),
    location: piece("a location").optional().describe("vertex: where it runs: global, europe-west4, us-east5."),
    region: piece("a region").optional().describe("bedrock: the AWS region: eu-central-1."),
    tokenUrl: url.optional().describe("vertex: where a key file is exchanged for a token; Google's own when left out."),
    timeouts: timeouts.describe("How long its models are waited for."),
    regions: z.array(country).max(100).optional().describe("Where it works on what it is sent."),
    selfHosted: z.boolean().optional().describe("True where the organization runs it itself."),
    retentionDays: z.int().min(0).max(36_500).optional().describe("How many days it keeps what it is sent."),
  })
  .refine((value) => value.key === undefined || value.keys === undefined, {
    path: ["keys"],
    error: "a provider has a key or keys, not both",
  })
  .describe("Someone who runs models.");

/** Tokens by the million, but for what is counted in calls. */
const price = z.strictObject({
  input: dollars.describe("What a million tokens sent cost."),
  output: dollars.describe("What a million tokens answered cost."),
  cachedInput: dollars.optional().describe("What a million tokens cost that the provider had cached."),
  cacheWrite5m: dollars.optional().describe("What a million tokens cost that the provider caches for five minutes."),
  cacheWrite1h: dollars.optional().describe("What a million tokens cost that the provider caches for an hour."),
  reasoning: dollars.optional().describe("What a million tokens of thinking cost; as answered when left out."),
  audioInput: dollars.optional().describe("What a million tokens of sound sent cost."),
  audioOutput: dollars.optional().describe("What a million tokens of sound answered cost."),
  imageInput: dollars.optional().describe("What a million tokens of pictures sent cost."),
  imageOutput: dollars.optional().describe("What a million tokens of pictures answered cost."),
  webSearch: dollars.optional().describe("What one search of the provider's own search tool costs."),
});

export const model = z
  .strictObject({
    id: id.describe("What callers ask for."),
    provider: id.describe("The id of the provider that runs it."),
    upstream: z.string().min(1).max(300).describe("The provider's own name for it."),
    tier: id.describe("The id of its level of capability."),
    regions: z.array(country).max(100).optional().describe("Where it works; its provider's regions when left out."),
    price: price.optional().describe("Dollars. A model without a price here is looked up in the price book."),
    prices: z
      .array(z.strictObject({ from: date.describe("The first day it holds, in UTC."), ...price.shape }))
      .min(1)
      .max(100)
      .refine(
        (all) => new Set(all.map(({ from }) => from)).size === all.length,
        "two prices here begin on the same day",
      )
      .optional()
      .describe("Prices that hold from a day on, where they change; `price` holds before the first of them."),
    priceAs: z
      .string()
      .regex(/^[a-z0-9_-]{1,64}\/[\x21-\x7e]{1,300}$/, "written as PROVIDER/MODEL: anthropic/claude-sonnet-4-5")
      .optional()
      .describe("What it is in the price book, where its provider or name do not say: anthropic/claude-sonnet-4-5."),
    serviceFactors: z
      .strictObject({
        flex: factor.optional().describe("For calls that can wait a little."),
        batch: factor.optional().describe("For calls that can wait long."),
        priority: factor.optional().describe("For calls that go first."),
      })
      .optional()
      .describe("What other classes of service cost, as a multiple of the price: 0.5 is half of it."),
    features: z
      .strictObject({
        tools: z.boolean().optional().describe("False where it cannot call tools."),
        images: z.boolean().optional().describe("False where it cannot see pictures."),
        files: z.boolean().optional().describe("False where it takes no files, sound or video."),
        schema: z.boolean().optional().describe("False where it cannot answer by a JSON schema."),
        contextTokens: z.int().min(1).optional().describe("How many tokens it takes at most, with its answer."),
        maxOutputTokens: z.int().min(1).optional().describe("How many tokens it answers at most."),
      })
      .optional()
      .describe("What it can do. What is left out is taken as possible; calls that need more go past it."),
    serviceTiers: z
      .array(z.enum(["flex"]))
      .max(1)
      .optional()
      .describe("Classes of service its provider offers; calls that can wait are sent to flex."),
    timeouts: timeouts.describe("How long it is waited for, where that is not as long as its provider says."),
  })
  .describe("A model that callers may ask for.");

export const route = z
  .strictObject({
    id: id.describe("What callers ask for. A model's own id gives that model a ladder."),
    models: ids.min(1).describe("Candidates in order: the first that is permitted, affordable and healthy answers."),
    onPending: z
      .enum(["fallback", "wait"])
      .optional()
      .describe("What a candidate that waits for a person does: fallback tries the next one, wait asks."),
    cache: z
      .strictObject({
        ttl: duration
          .refine((value) => {
            const ms = parseDuration(value);
            return ms === undefined || (ms > 0 && ms <= MAX_CACHE_MS);
          }, "an answer is kept for 24h at most, and not for 0")
          .describe("How long an answer is given again: 10m."),
        scope: z
          .enum(["principal", "team", "organization"])
          .optional()
          .describe("Who gets it: only who asked (principal, when left out), its team, or everyone."),
        similar: z
          .strictObject({
            model: id.describe("The model that makes vectors of what was asked; policies must permit it too."),
            threshold: z
              .number()
              .min(0.7)
              .max(1)
              .optional()
              .describe("How alike two questions must be, as a cosine; 0.95 when left out."),
          })
          .optional()
          .describe("Answers are given to like questions too: the last words of the user may be put otherwise."),
      })
      .optional()
      .describe("Answers to the very same call are kept in memory and given again. Nothing is kept when left out."),
    order: z
      .enum(["declared", "weight", "price", "latency"])
      .optional()
      .describe("What decides who is tried first; as declared when left out. Any other one goes across tiers."),
    weights: z
      .record(id, z.number().min(0).max(1_000_000))
      .optional()
      .describe("A model's share of the calls; 1 when left out. Without an order it holds among neighbours of a tier."),
    sticky: z
      .enum(["session", "none"])
      .optional()
      .describe("Whether calls of one session stay at one model; they do by weight and latency when left out."),
    regions: z
      .array(country)
      .min(1)
      .max(100)
      .optional()
      .describe("Only models that work in these regions, and nowhere else, are tried."),
    retries: z
      .strictObject({
        max: z.int().min(0).max(5).optional().describe("How often one model is tried again at most."),
        within: duration.optional().describe("How long a model may take until its answer begins: 10s."),
      })
      .optional()
      .describe("What happens before the next candidate's turn."),
    lossless: z
      .boolean()
      .optional()
      .describe("True: a model that would not get all of the call in its format is left out."),
    latency: z
      .enum(["batchable", "sensitive"])
      .optional()
      .describe("batchable: calls can wait and go to cheaper classes of service; sensitive: they never do."),
  })
  .describe("The ordered candidates for a call.");

/** The address of an api whose provider names none. */
export const DEFAULT_BASE_URLS = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com",
  gemini: "https://generativelanguage.googleapis.com",
  mistral: "https://api.mistral.ai/v1",
  groq: "https://api.groq.com/openai/v1",
  deepseek: "https://api.deepseek.com/v1",
  xai: "https://api.x.ai/v1",
  together: "https://api.together.xyz/v1",
  fireworks: "https://api.fireworks.ai/inference/v1",
  openrouter: "https://openrouter.ai/api/v1",
  cohere: "https://api.cohere.ai/compatibility/v1",
  ollama: "http://127.0.0.1:11434/v1",
} as const;

/** A price as written, in whole nano-dollars per million tokens. */
export function pricePerMillion(price: number | string): NanoUsdPerMillion {
  return nanoUsd(price) as NanoUsd as number as NanoUsdPerMillion;
}
