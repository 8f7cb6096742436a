import { z } from "zod";
import { SCORED_DOMAINS } from "./domains.ts";
import { country, dollars, duration, id, providerKey, url } from "./values.ts";

/* Who is asked when content looks doubtful: a model of the organization, a service, or a model on this machine. */

/** Judges that are models: they are asked through a model the organization has declared. */
const MODEL_JUDGES = ["llama-guard", "gpt-oss-safeguard", "granite-guardian", "qwen3guard", "instruct"] as const;

/** Judges that are services of their own. */
const HOSTED_JUDGES = [
  "openai-moderation",
  "azure-content-safety",
  "bedrock-guardrail",
  "model-armor",
  "lakera",
  "presidio",
] as const;

export const JUDGE_APIS = [...MODEL_JUDGES, ...HOSTED_JUDGES, "onnx"] as const;
export type JudgeApi = (typeof JUDGE_APIS)[number];

const needs: Partial<Record<JudgeApi, readonly string[]>> = {
  "azure-content-safety": ["url"],
  "bedrock-guardrail": ["guardrail", "region"],
  "model-armor": ["template"],
  presidio: ["url"],
  onnx: ["path"],
};

const part = (what: string, pattern: RegExp) => z.string().regex(pattern, `${what} is not written like this`);

export const judge = z
  .strictObject({
    id: id.describe("Guardrails and policies name it: judge:ID."),
    api: z.enum(JUDGE_APIS).describe("How it is asked and how its answer is read."),
    model: id.optional().describe("The declared model that judges, for the judges that are models."),
    url: url.optional().describe("Where a service answers, where that is not its own address."),
    key: providerKey
      .optional()
      .describe(
        "A service's key, best as ${NAME}. It is kept encrypted, apart from the object, and never shown again.",
      ),
    guardrail: part("a guardrail", /^[A-Za-z0-9]{1,64}$/)
      .optional()
      .describe("bedrock-guardrail: the id of the guardrail."),
    guardrailVersion: part("a guardrail's version", /^(?:DRAFT|[1-9]\d{0,7})$/)
      .optional()
      .describe("bedrock-guardrail: its version; DRAFT when left out."),
    region: part("a region", /^[a-z0-9-]{1,40}$/)
      .optional()
      .describe("bedrock-guardrail: the AWS region: eu-central-1."),
    template: part("a template", /^projects\/[a-z0-9.:-]{1,100}\/locations\/[a-z0-9-]{1,40}\/templates\/[\w-]{1,100}$/)
      .optional()
      .describe("model-armor: projects/PROJECT/locations/LOCATION/templates/TEMPLATE."),
    project: part("a project", /^[\w-]{1,100}$/)
      .optional()
      .describe("lakera: the project whose policy is used."),
    language: part("a language", /^[a-z]{2}$/)
      .optional()
      .describe("presidio: the language of the texts; en when left out."),
    path: z
      .string()
      .max(4_096)
      .regex(/^\//, "a folder is written from the root: /opt/models/guard")
      .optional()
      .describe("onnx: the folder with model.onnx, tokenizer.json and config.json, from the root."),
    policy: z
      .string()
      .min(1)
      .max(32_768)
      .optional()
      .describe("instruct, gpt-oss-safeguard: the organization's own policy, in its own words."),
    risks: z
      .array(part("a risk", /^[a-z_]{1,40}$/))
      .min(1)
      .max(8)
      .optional()
      .describe("granite-guardian: the risks asked about, one request each; harm and jailbreak when left out."),
    labels: z
      .record(z.string().max(100), z.array(z.enum(SCORED_DOMAINS)).max(5))
      .optional()
      .describe("What the judge's own labels stand for, where that is not what Lumos takes them for."),
    threshold: z.number().min(0).max(100).optional().describe("A score below it counts as nothing; 0 when left out."),
    lowers: z
      .boolean()
      .optional()
      .describe("True: where it finds nothing, scores of the built-in classifier go down. Signs and detectors stand."),
    timeout: duration.optional().describe("How long one call waits for it; 3s when left out, 30s at most."),
    cacheTtl: duration.optional().describe("How long its word about the same content is kept; 1h when left out."),
    concurrent: z.int().min(1).max(1_000).optional().describe("Requests at the same time; 16 when left out."),
    budget: z
      .strictObject({
        callsPerMinute: z.int().min(1).max(1_000_000).optional().describe("Requests in a minute."),
        usdPerDay: dollars.optional().describe("Dollars in a day, by UTC."),
      })
      .optional()
      .describe("What may be used of it in all, counted by each process. Above it the judge is unavailable."),
    unavailable: z
      .enum(["allow", "block", "ignore"])
      .optional()
      .describe(
        "What becomes of a call it could not be asked about: block it (when left out), allow it and mark it as degraded, or ignore that it was not asked.",
      ),
    tier: id.optional().describe("Services: the tier policies see it in; the least capable one when left out."),
    regions: z.array(country).max(100).optional().describe("Services: where it works on what it is sent."),
    selfHosted: z.boolean().optional().describe("Services: true where the organization runs it itself."),
    retentionDays: z.int().min(0).max(36_500).optional().describe("Services: how many days it keeps what it is sent."),
    usdPerCall: dollars.optional().describe("Services: what one request costs. Without it a request is unpriced."),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const own = value as Record<string, unknown>;
    const byModel = (MODEL_JUDGES as readonly string[]).includes(value.api);
    if (byModel && value.model === undefined) wrong("model", `a judge of api ${value.api} needs a model`);
    if (!byModel && value.model !== undefined) wrong("model", `a judge of api ${value.api} takes no model`);
    for (const name of needs[value.api] ?? []) {
      if (own[name] === undefined) wrong(name, `a judge of api ${value.api} needs ${name}`);
    }
    if (byModel)
      for (const name of ["url", "key", "tier", "regions", "selfHosted", "retentionDays", "usdPerCall"])
        if (own[name] !== undefined)
          wrong(name, `${name} is said of the model's provider, not of a judge that is a model`);
  })
  .describe("Who is asked when content looks doubtful, or when a policy demands it.");

export type Judge = z.output<typeof judge>;

/** `guardrails.judge` */
export const judging = z
  .strictObject({
    use: id.describe("The judge."),
    when: z
      .enum(["suspicious", "always", "never"])
      .optional()
      .describe("Which calls it sees: those that look suspicious when left out."),
    above: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .describe(
        "From which score a call looks suspicious; 50 when left out, and half of it for tools over untrusted data.",
      ),
    channels: z
      .array(z.enum(["prompt", "system", "assistant", "document", "tool_result", "tool_definition"]))
      .min(1)
      .max(6)
      .optional()
      .describe("Which texts it is shown; all when left out, as a caller chooses where its words stand."),
    mode: z
      .enum(["inline", "race"])
      .optional()
      .describe("inline: the model is asked after it. race: both at once, and the answer is held until it has spoken."),
    review: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .describe("From which session risk a conversation is looked at after its call, without holding anything up."),
    unavailable: z
      .enum(["allow", "block", "ignore"])
      .optional()
      .describe("In place of what the judge itself says about it."),
  })
  .describe("When a judge looks at calls, beside what policies demand (judge:ID).");

export type JudgingRule = z.output<typeof judging>;
