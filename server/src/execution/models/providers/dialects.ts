import { DEFAULT_BASE_URLS } from "../../../config/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import { azureKey, bearer, bedrockKey, googApiKey, googleToken, none, xApiKey } from "./authorize.ts";
import type { Dialect, Speaks } from "./dialect.ts";
import type { Api } from "./types.ts";

type Provider = ConnectedModel["provider"];

/*
 * Every dialect of providers as a row. What a row leaves out is what its formats say. Quirks are what the
 * provider's public documentation says it refuses, or knows by another name.
 */

const CLAUDE = /claude/i;
const CLAUDE_ON_BEDROCK = /(?:^|[./:])anthropic\./;

const chat = (quirks?: Speaks["quirks"]): Speaks => ({
  format: "openai.chat",
  paths: { generate: { path: "/chat/completions" } },
  ...(quirks ? { quirks } : {}),
});
const responses: Speaks = {
  format: "openai.responses",
  paths: { generate: { path: "/responses" } },
  textTools: true,
};
/** OpenAI's own chat; those who follow it know functions only. */
const openAiChat: Speaks = { ...chat(), textTools: true };
const embeddings: Speaks = { format: "openai.embeddings", paths: { embed: { path: "/embeddings" } } };
const messages: Speaks = {
  format: "anthropic.messages",
  paths: { generate: { path: "/v1/messages" }, count: { path: "/v1/messages/count_tokens" } },
  headers: { "anthropic-version": "2023-06-01" },
  issuers: () => ["anthropic"],
  authorize: xApiKey,
};
const declared = (speaks: Speaks): Speaks => ({ ...speaks, declared: true });

const gemini = (base: string): Speaks => ({
  format: "gemini.generate",
  paths: {
    generate: {
      path: `${base}/{model}:generateContent`,
      stream: `${base}/{model}:streamGenerateContent?alt=sse`,
    },
    count: { path: `${base}/{model}:countTokens` },
  },
  quirks: { modelInBody: false, streamInBody: false },
  issuers: () => ["gemini"],
});

/** Accounts of their own have blobs of their own; what bears no tag may be one of theirs. */
const ownAccount = (provider: Provider) => [`openai:${provider.id}`, "openai"];

/** Servers that follow OpenAI; `formats` says where one speaks more. */
const compatible = (baseUrl: string | undefined, quirks?: Speaks["quirks"]): Dialect => ({
  baseUrl,
  authorize: bearer,
  speaks: [chat(quirks), embeddings, declared(responses), declared({ ...messages, authorize: bearer })],
  issuers: ownAccount,
});

const AZURE_DEPLOYMENTS: Dialect = {
  baseUrl: "https://{resource}.openai.azure.com/openai",
  authorize: azureKey,
  speaks: [
    {
      format: "openai.chat",
      paths: { generate: { path: "/deployments/{model}/chat/completions?api-version={apiVersion}" } },
    },
    {
      format: "openai.embeddings",
      paths: { embed: { path: "/deployments/{model}/embeddings?api-version={apiVersion}" } },
    },
    declared({
      format: "openai.responses",
      paths: { generate: { path: "/responses?api-version={apiVersion}" } },
    }),
  ],
  issuers: ownAccount,
};

const VERTEX = "/v1/projects/{project}/locations/{location}/publishers";

export const DIALECTS: Record<Api, Dialect> = {
  openai: {
    baseUrl: DEFAULT_BASE_URLS.openai,
    authorize: bearer,
    speaks: [responses, openAiChat, embeddings],
    issuers: (provider) => ["openai", `openai:${provider.id}`],
  },

  azure: {
    baseUrl: "https://{resource}.openai.azure.com/openai/v1",
    authorize: azureKey,
    speaks: [responses, openAiChat, embeddings],
    issuers: ownAccount,
    instead: (provider) => (provider.apiVersion === undefined ? undefined : AZURE_DEPLOYMENTS),
  },

  anthropic: {
    baseUrl: DEFAULT_BASE_URLS.anthropic,
    version: "/v1",
    authorize: xApiKey,
    speaks: [messages],
    issuers: () => ["anthropic"],
  },

  gemini: {
    baseUrl: DEFAULT_BASE_URLS.gemini,
    version: "/v1beta",
    authorize: googApiKey,
    speaks: [
      gemini("/v1beta/models"),
      // Vectors by its own door for OpenAI's clients.
      { ...embeddings, paths: { embed: { path: "/v1beta/openai/embeddings" } }, authorize: bearer },
    ],
    issuers: () => ["gemini"],
  },

  vertex: {
    baseUrl: "https://{host}",
    version: "/v1",
    host: ({ location = "" }) =>
      location === "global"
        ? "aiplatform.googleapis.com"
        : // Two locations span many regions, and have a name of another form.
          location === "us" || location === "eu"
          ? `aiplatform.${location}.rep.googleapis.com`
          : `${location}-aiplatform.googleapis.com`,
    authorize: googleToken,
    speaks: [
      {
        format: "anthropic.messages",
        models: CLAUDE,
        paths: {
          generate: {
            path: `${VERTEX}/anthropic/models/{model}:rawPredict`,
            stream: `${VERTEX}/anthropic/models/{model}:streamRawPredict`,
            quirks: { modelInBody: false },
          },
          count: { path: `${VERTEX}/anthropic/models/count-tokens:rawPredict` },
        },
        quirks: { set: { anthropic_version: "vertex-2023-10-16" } },
        issuers: () => ["anthropic"],
        foreignErrors: true,
      },
      { ...gemini(`${VERTEX}/google/models`), models: /^(?!.*claude)/i },
    ],
    issuers: () => ["gemini"],
  },

  bedrock: {
    baseUrl: "https://bedrock-runtime.{region}.amazonaws.com",
    authorize: bedrockKey,
    speaks: [
      {
        format: "anthropic.messages",
        models: CLAUDE_ON_BEDROCK,
        paths: {
          generate: { path: "/model/{model}/invoke", stream: "/model/{model}/invoke-with-response-stream" },
        },
        quirks: {
          modelInBody: false,
          streamInBody: false,
          set: { anthropic_version: "bedrock-2023-05-31" },
          drop: ["service_tier", "inference_geo", "speed"],
          headersInBody: {
            "anthropic-beta": {
              member: "anthropic_beta",
              // Any other is refused with the whole call; these two say only who calls.
              needless: /^(?:claude-code|oauth)-/,
              known:
                /^(?:computer-use|context-1m|context-management|dev-full-thinking|effort|fine-grained-tool-streaming|interleaved-thinking|output-128k|token-efficient-tools|tool-examples|tool-search-tool|compact)-\d{4}-\d{2}-\d{2}$/,
            },
          },
        },
        takesHeaders: false,
        framing: "aws-events",
        issuers: () => ["anthropic"],
        foreignErrors: true,
      },
      {
        format: "bedrock.converse",
        models: /^(?!.*(?:^|[./:])anthropic\.)/,
        paths: { generate: { path: "/model/{model}/converse", stream: "/model/{model}/converse-stream" } },
        quirks: { modelInBody: false, streamInBody: false },
        takesHeaders: false,
        framing: "aws-events",
        foreignErrors: true,
      },
    ],
    issuers: (provider, upstream) => (CLAUDE_ON_BEDROCK.test(upstream) ? ["anthropic"] : [`bedrock:${provider.id}`]),
  },

  // Refuses every member it does not know.
  mistral: {
    ...compatible(DEFAULT_BASE_URLS.mistral, {
      rename: { max_completion_tokens: "max_tokens", seed: "random_seed" },
      // Its streams always end with their usage.
      needless: ["stream_options"],
      drop: [
        "logprobs",
        "top_logprobs",
        "logit_bias",
        "user",
        "store",
        "service_tier",
        "verbosity",
        "modalities",
        "audio",
        "web_search_options",
        "prompt_cache_key",
        "prompt_cache_retention",
        "safety_identifier",
        "functions",
        "function_call",
      ],
    }),
  },

  groq: compatible(DEFAULT_BASE_URLS.groq, { drop: ["logprobs", "top_logprobs", "logit_bias"] }),

  deepseek: compatible(DEFAULT_BASE_URLS.deepseek, { rename: { max_completion_tokens: "max_tokens" } }),

  xai: {
    ...compatible(DEFAULT_BASE_URLS.xai),
    speaks: [chat({ drop: ["logit_bias"] }), responses, embeddings, declared({ ...messages, authorize: bearer })],
  },

  together: compatible(DEFAULT_BASE_URLS.together, { rename: { max_completion_tokens: "max_tokens" } }),

  fireworks: compatible(DEFAULT_BASE_URLS.fireworks),

  // Guarantee: the caller cannot have OpenRouter run another model than the one that was decided.
  openrouter: compatible(DEFAULT_BASE_URLS.openrouter, { drop: ["models", "route", "preset", "provider", "plugins"] }),

  cohere: compatible(DEFAULT_BASE_URLS.cohere, {
    rename: { max_completion_tokens: "max_tokens" },
    drop: [
      "store",
      "metadata",
      "logit_bias",
      "top_logprobs",
      "n",
      "modalities",
      "prediction",
      "audio",
      "service_tier",
      "parallel_tool_calls",
    ],
  }),

  ollama: {
    ...compatible(DEFAULT_BASE_URLS.ollama, { rename: { max_completion_tokens: "max_tokens" } }),
    keyless: true,
  },

  vllm: { ...compatible(undefined), keyless: true },

  "openai-compatible": { ...compatible(undefined), keyless: true },

  sandbox: {
    baseUrl: "http://sandbox.invalid",
    authorize: none,
    keyless: true,
    speaks: [chat(), embeddings],
    issuers: ownAccount,
  },
};
