import { z } from "zod";
import { NANO_PER_USD, type NanoUsd, type NanoUsdPerMillion, nanoUsd, parseDuration } from "../kernel/index.ts";

/*
 * The shape of everything an organization declares. One schema serves lumos.yaml, the management API, the
 * command line and the reference, so that an object means the same wherever it is written.
 */

const MAX_TEXT = 1_000;
const MAX_LIST = 10_000;
const MAX_CACHE_MS = 86_400_000;

/** Ids are names people type: letters, digits and a few marks, no spaces. */
const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/,
    "an id is 1 to 128 letters, digits or . _ @ + - and starts with a letter or digit",
  );
const name = z.string().min(1).max(200);
const text = z.string().max(MAX_TEXT);
const ids = z.array(id).max(MAX_LIST);
/** An address with one of these schemes. Only a database's may carry credentials: they have no other place there. */
const address = (schemes: readonly string[], options: { credentials: boolean }) =>
  z
    .string()
    .max(2_048)
    .superRefine((value, context) => {
      const url = URL.parse(value);
      if (url === null || url.host === "" || !schemes.includes(url.protocol))
        context.addIssue({
          code: "custom",
          message: `an address here begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}`,
        });
      else if (!options.credentials && (url.username !== "" || url.password !== ""))
        context.addIssue({
          code: "custom",
          message: "an address carries no user name and no password here; they would end up in logs",
        });
    });
const url = address(["http:", "https:"], { credentials: false });
const databaseUrl = address(["postgres:", "postgresql:"], { credentials: true });
const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, "a duration is a number and a unit: 15m, 12h, 30d, 0d");
const date = z.iso.date("a date is written 2027-12-31");
const AMOUNT = `an amount of dollars is at least 0, has at most 9 decimals and is below ${Math.floor(Number.MAX_SAFE_INTEGER / NANO_PER_USD)}`;
const dollars = z.union([z.number(), z.string()], AMOUNT).refine((value) => nanoUsd(value) !== undefined, AMOUNT);
const FACTOR = "a factor is at least 0, at most 100, and has at most 9 decimals";
const factor = z
  .union([z.number(), z.string()], FACTOR)
  .refine((value) => (nanoUsd(value) ?? Infinity) <= 100 * NANO_PER_USD, FACTOR);
const timeouts = z
  .strictObject({
    headers: duration.optional().describe("How long a model may think before its answer begins; 10m when left out."),
    idle: duration.optional().describe("How long a stream may be silent; 10m when left out."),
  })
  .optional();
const country = z.string().regex(/^[A-Z]{2}$/, "a region is two capital letters: US, EU, DE");
/** It ends up in a header, where a line end would begin another one. */
const credential = z
  .string()
  .min(1)
  .regex(/^[\x20-\x7e]+$/, "a credential is one line of visible ASCII characters");
/** Key files of cloud providers are JSON over several lines; they are read, and never become a header as they stand. */
const providerKey = z
  .string()
  .min(1)
  .max(8_192)
  .regex(
    /^(?:[\x20-\x7e]+|\s*\{[\x20-\x7e\r\n\t]*\}\s*)$/,
    "a key is one line of visible ASCII characters, or a JSON object",
  );
/** A piece of a host name or a path that an address is made with. */
const piece = (what: string) =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, `${what} is 1 to 63 letters, digits or -`);
/** `agent:triage-bot`, `team:eng`, `server:crm` */
const reference = (...kinds: string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^(${kinds.join("|")}):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$`),
      `written as ${kinds.map((kind) => `${kind}:ID`).join(" or ")}`,
    );

export const ROLES = [
  "owner",
  "security_admin",
  "policy_author",
  "approver",
  "identity_admin",
  "developer",
  "auditor",
  "finops",
] as const;
export type Role = (typeof ROLES)[number];

export const organization = z
  .strictObject({
    id: id.describe("Names the organization in records, keys and addresses. It does not change."),
    name: name.describe("What people read."),
    region: country.optional().describe("Where the organization is at home: two capital letters."),
  })
  .describe("The organization that this file declares.");

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
      })
      .optional()
      .describe("Answers to the very same call are kept in memory and given again. Nothing is kept when left out."),
  })
  .describe("The ordered candidates for a call.");

export const team = z
  .strictObject({
    id: id.describe('Policies name it: Lumos::Group::"eng".'),
    name: name.optional().describe("What people read."),
    parent: id.optional().describe("The id of the team it is part of; its members are members there too."),
    costCenter: text.optional().describe("Where its cost is booked."),
    target: z
      .strictObject({ weeklyActive: z.number().min(0).max(100).describe("Percent of members active in a week.") })
      .optional()
      .describe("What its adoption is measured against."),
  })
  .describe("A group of principals.");

const status = z.enum(["active", "disabled"]).optional().describe("A disabled principal is refused everywhere.");
const environment = z.enum(["dev", "staging", "prod"]).optional().describe("What it works on; policies see it.");
const teams = ids.optional().describe("The ids of the teams it belongs to.");
const owner = id.describe("The id of the user who answers for it.");

export const user = z
  .strictObject({
    id: id.describe("Usually an email address."),
    name: name.optional().describe("What people read."),
    teams,
    roles: z
      .array(z.enum(ROLES))
      .max(ROLES.length)
      .optional()
      .describe("What the user may do in Lumos itself; it says nothing about models."),
    region: country.optional().describe("Where the user works: two capital letters."),
    status,
  })
  .describe("A person.");

export const application = z
  .strictObject({ id, name: name.optional().describe("What people read."), owner, teams, environment, status })
  .describe("A program that calls models on its own account.");

export const agent = z
  .strictObject({
    id,
    name: name.optional().describe("What people read."),
    owner,
    teams,
    autonomy: z.int().min(0).max(4).optional().describe("The most it may run with, from 0 (chat) to 4 (unattended)."),
    purpose: text.optional().describe("What it is for, in a few words."),
    status,
    expires: date.optional().describe("The last day it is let in."),
  })
  .describe("A program that acts for someone.");

const perPeriod = z
  .enum(["run", "hour", "day", "week", "month", "quarter", "year"])
  .describe("The span the amount is for.");
const usd = dollars.describe("Dollars.");

export const workflow = z
  .strictObject({
    id: id.describe('Policies name it: Lumos::Workflow::"release".'),
    name: name.optional().describe("What people read."),
    parent: id.optional().describe("The id of the workflow it is part of."),
    domain: text.optional().describe("The domain of risk it works in: cyber, bio, ..."),
    budget: z.strictObject({ usd, per: perPeriod }).optional().describe("What it may spend."),
  })
  .describe("A kind of work that has an outcome and a cost.");

export const program = z
  .strictObject({
    id,
    domain: text.describe("The domain of risk it opens: cyber, bio, ..."),
    members: z
      .array(reference("team", "user", "agent", "application"))
      .max(MAX_LIST)
      .describe("Who is in it: team:security, user:dana@acme.test."),
    workflows: ids.optional().describe("The ids of the workflows it holds for; for all when left out."),
    approvedBy: id.optional().describe("The id of the user who approved it."),
    expires: date.describe("The last day it holds."),
  })
  .describe("Trusted access: a vetted group for a risky domain.");

const toolSpec = z
  .strictObject({
    effect: z
      .enum(["read", "write", "destructive", "egress"])
      .optional()
      .describe("The most it does: reads, changes, destroys, or sends something out."),
    openWorld: z.boolean().optional().describe("True where it reaches beyond the organization."),
  })
  .describe("What is known about a tool, whatever its server says about it.");

const serverBase = {
  environment,
  region: country.optional().describe("Where its data is: two capital letters."),
  verified: z.boolean().optional().describe("True where someone has looked at what it does."),
  classes: z.array(text).max(100).optional().describe("The classes of data it holds: pii.customer, phi, ..."),
  tools: z.record(z.string().max(128), toolSpec).optional().describe("Its tools by name."),
};

export const server = z
  .discriminatedUnion("kind", [
    z.strictObject({
      id,
      kind: z.literal("mcp").describe("A server that speaks the Model Context Protocol."),
      transport: z.enum(["stdio", "http", "sse"]).describe("How it is reached."),
      command: z
        .array(z.string().max(4_096))
        .min(1)
        .max(100)
        .optional()
        .describe("For stdio: the program and its arguments. No shell reads them."),
      url: url.optional().describe("For http and sse: where it answers."),
      ...serverBase,
    }),
    z.strictObject({
      id,
      kind: z.literal("postgres").describe("A PostgreSQL database, offered as tools."),
      url: databaseUrl.describe("Its address: postgres://..."),
      ...serverBase,
    }),
    z.strictObject({
      id,
      kind: z.literal("openapi").describe("An HTTP API, offered as tools."),
      spec: z.string().min(1).max(4_096).describe("Its OpenAPI document: a path, relative to this file."),
      baseUrl: url.optional().describe("Where it answers; what the document says when left out."),
      ...serverBase,
    }),
  ])
  .describe("Something that offers tools.");

export const connection = z
  .strictObject({
    id,
    from: reference("agent", "user", "team", "application").describe("Who is connected: agent:triage-bot."),
    to: reference("server", "model", "route", "tier").describe("To what: server:crm."),
    operations: z
      .array(z.enum(["read", "write", "destructive", "egress"]))
      .max(4)
      .optional()
      .describe("What may be done over it."),
    rate: z
      .strictObject({
        calls: z.int().min(1).describe("How many calls."),
        per: z.enum(["second", "minute", "hour", "day"]).describe("In what span."),
      })
      .optional()
      .describe("How often it may be used: to a model, route or tier, shared by whoever is connected."),
    budget: z.strictObject({ usd, per: perPeriod }).optional().describe("What may be spent over it."),
    tools: z.array(z.string().max(128)).max(MAX_LIST).optional().describe("The tools it opens; all when left out."),
  })
  .describe("A principal's link to a resource.");

const budget = z
  .strictObject({
    id,
    scope: z
      .union(
        [z.literal("organization"), reference("team", "user", "agent", "application", "connection", "workflow")],
        "written as organization, team:ID, user:ID, agent:ID, application:ID, connection:ID or workflow:ID",
      )
      .describe("Whose spending it caps: organization, team:support, agent:triage-bot."),
    usd,
    per: perPeriod,
    alerts: z.array(z.number().min(1).max(100)).max(20).optional().describe("Percentages at which someone is told."),
    soft: z.number().min(1).max(100).optional().describe("The percentage from which policies see the budget as soft."),
  })
  .describe("A cap on spending.");

/** A trillion: beyond it counting in whole numbers would not be exact. */
const atMost = 1_000_000_000_000;
export const limit = z
  .strictObject({
    id,
    scope: z
      .union(
        [z.literal("organization"), reference("team", "user", "agent", "application", "model", "connection")],
        "written as organization, team:ID, user:ID, agent:ID, application:ID, model:ID or connection:ID",
      )
      .describe("Whose calls it counts: organization, team:support, agent:triage-bot, model:big."),
    each: z
      .boolean()
      .optional()
      .describe("With organization or team:ID: every principal in it has this limit for itself."),
    requests: z.int().min(1).max(atMost).optional().describe("How many calls in the span."),
    tokens: z
      .int()
      .min(1)
      .max(atMost)
      .optional()
      .describe("How many tokens in the span, sent and answered, cached ones included."),
    per: z.enum(["second", "minute", "hour", "day"]).optional().describe("The span of requests and tokens."),
    concurrent: z.int().min(1).max(1_000_000).optional().describe("How many calls at the same time."),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const spanned = value.requests !== undefined || value.tokens !== undefined;
    if (!spanned && value.concurrent === undefined)
      wrong("requests", "a limit has at least one of requests, tokens and concurrent");
    if (spanned && value.per === undefined) wrong("per", "requests and tokens need a span: per");
    if (!spanned && value.per !== undefined) wrong("per", "per has no meaning without requests or tokens");
    if (value.each === true && value.scope !== "organization" && !value.scope.startsWith("team:"))
      wrong("each", "each needs a scope of many: organization or team:ID");
  })
  .describe("A cap on how much is called: requests and tokens in a span, calls at the same time.");

const alert = z
  .strictObject({
    id,
    kind: z.enum(["webhook"]).describe("How it is sent."),
    url: url.describe("Where it is sent."),
    secret: credential
      .max(1_024)
      .optional()
      .describe("What it is signed with, best as ${NAME}. It is kept encrypted and never shown again."),
    events: z.array(z.string().max(100)).max(100).describe("What it tells about: finding.high, decision.blocked, ..."),
  })
  .describe("A place that is told when something happens.");

export const policy = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "a policy's id is 1 to 128 letters, digits or . _ -")
      .describe("The policy's @id."),
    text: z.string().min(1).max(65_536).describe("One Cedar policy with its annotations."),
    file: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,121}\.cedar$/, "a policy file's name has letters, digits or . _ - and ends in .cedar")
      .optional()
      .describe("The file it came from or goes to on export, without a folder."),
  })
  .describe("A Cedar policy.");

const found = z.enum(["off", "detect", "block"]);
const foundOrRedacted = z.enum(["off", "detect", "redact", "block"]);
const pii = foundOrRedacted.optional().describe("Personal data.");
const injection = found.optional().describe("Instructions hidden in data.");
export const guardrails = z
  .strictObject({
    input: z
      .strictObject({ injection, secrets: found.optional().describe("Passwords, keys and tokens."), pii })
      .optional()
      .describe("What is sent to a model."),
    output: z
      .strictObject({ injection, secrets: foundOrRedacted.optional().describe("Passwords, keys and tokens."), pii })
      .optional()
      .describe("What a model answers."),
    tools: z
      .strictObject({
        injection: z.enum(["off", "detect", "taint", "block"]).optional().describe("Instructions hidden in data."),
        secrets: foundOrRedacted.optional().describe("Passwords, keys and tokens."),
        pii,
      })
      .optional()
      .describe("What a tool answers."),
    unavailable: z
      .enum(["allow", "block"])
      .optional()
      .describe("What happens to a call when a detector fails; block when left out."),
  })
  .describe("What detectors do with what they find, before policies are asked.");

/** Every kind of object that is listed, read and changed by id, under the name it has in lumos.yaml. */
export const OBJECTS = {
  tiers: tier,
  providers: provider,
  models: model,
  routes: route,
  teams: team,
  users: user,
  applications: application,
  agents: agent,
  workflows: workflow,
  programs: program,
  servers: server,
  connections: connection,
  budgets: budget,
  limits: limit,
  alerts: alert,
  policies: policy,
} as const;

export type ObjectKind = keyof typeof OBJECTS;
export const KINDS = Object.keys(OBJECTS) as ObjectKind[];
export type ObjectOf<K extends ObjectKind> = z.output<(typeof OBJECTS)[K]>;

export type Organization = z.output<typeof organization>;
export type Tier = z.output<typeof tier>;
export type Provider = z.output<typeof provider>;
export type Model = z.output<typeof model>;
export type Route = z.output<typeof route>;
export type Team = z.output<typeof team>;
export type User = z.output<typeof user>;
export type Application = z.output<typeof application>;
export type Agent = z.output<typeof agent>;
export type Workflow = z.output<typeof workflow>;
export type Program = z.output<typeof program>;
export type Server = z.output<typeof server>;
export type Limit = z.output<typeof limit>;
export type Connection = z.output<typeof connection>;
export type Policy = z.output<typeof policy>;
export type Guardrails = z.output<typeof guardrails>;

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
