import { z } from "zod";
import { model, provider, route, tier } from "./catalog.ts";
import { judge } from "./judges.ts";
import { environment, server } from "./servers.ts";
import { compilePattern, MAX_PATTERN } from "./patterns.ts";
import { MAX_LIST, country, credential, date, dollars, id, ids, name, reference, text, url } from "./values.ts";

/*
 * The shape of everything an organization declares. One schema serves lumos.yaml, the management API, the
 * command line and the reference, so that an object means the same wherever it is written.
 */

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
    hooks: z
      .strictObject({
        offline: z
          .enum(["open", "closed", "closed-after-first"])
          .optional()
          .describe(
            "What clients with hooks do while Lumos cannot be reached: go on, stop, or stop once they have reached it before; closed-after-first when left out.",
          ),
        allows: z
          .enum(["pass", "grant"])
          .optional()
          .describe(
            "What an allow means to a client: it goes on as it would have, with its own questions to the person at the machine, or without them; pass when left out.",
          ),
      })
      .optional()
      .describe("How agents' hooks behave."),
  })
  .describe("The organization that this file declares.");

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
    approvals: z
      .array(
        z.strictObject({
          operations: z
            .array(z.enum(["read", "write", "destructive", "egress"]))
            .min(1)
            .max(4)
            .optional()
            .describe("Which operations; all when left out."),
          tools: z
            .array(z.string().max(128))
            .min(1)
            .max(MAX_LIST)
            .optional()
            .describe("Which tools; all when left out."),
          by: id.describe("Who decides: a role (owner, approver, security_admin) or the id of a team."),
        }),
      )
      .max(100)
      .optional()
      .describe("What a person looks at first."),
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

/** Words and patterns of one detector: bounded, as every text of the organization is read for them. */
const MAX_WORDS = 5_000;
export const detector = z
  .strictObject({
    id,
    class: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/, "a data class is written in small letters: project.codename")
      .describe("The data class of what it finds: policies read it in dataClasses and take it out with redact:CLASS."),
    pattern: z
      .string()
      .min(1)
      .max(MAX_PATTERN)
      .optional()
      .describe("A regular expression in RE2's syntax: linear time, no look-around, no back-references."),
    words: z
      .array(
        z
          .string()
          .min(2)
          .max(100)
          .regex(/^[^\p{Cc}]+$/u, "a word has no control characters"),
      )
      .min(1)
      .max(MAX_WORDS)
      .optional()
      .describe("Words and phrases, found where they stand as whole words."),
    caseSensitive: z.boolean().optional().describe("True where capitals matter; they do not when left out."),
    context: z
      .array(z.string().min(2).max(100))
      .max(20)
      .optional()
      .describe("Words one of which must stand nearby, in front or behind."),
    within: z.int().min(10).max(200).optional().describe("How many characters away that is at most; 60 when left out."),
    confidence: z.int().min(1).max(100).optional().describe("How sure a finding is; 80 when left out."),
    severity: z.enum(["low", "medium", "high"]).optional().describe("How bad a finding is, for people."),
    stage: z
      .enum(["active", "shadow"])
      .optional()
      .describe("shadow: it only counts what it would find; active when left out."),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if ((value.pattern === undefined) === (value.words === undefined)) {
      return wrong(value.pattern === undefined ? "pattern" : "words", "a detector has either a pattern or words");
    }
    if (value.within !== undefined && value.context === undefined)
      wrong("within", "within has no meaning without context");
    if (value.pattern === undefined) return;
    const compiled = compilePattern(value.pattern, value.caseSensitive === true);
    if (typeof compiled === "string") wrong("pattern", compiled);
  })
  .describe("What the organization itself looks for in texts: a pattern or words, and the data class they are.");

/** Every kind of object that is listed, read and changed by id, under the name it has in lumos.yaml. */
export const OBJECTS = {
  tiers: tier,
  providers: provider,
  models: model,
  routes: route,
  judges: judge,
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
  detectors: detector,
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
export type Alert = z.output<typeof alert>;
export type DetectorSpec = z.output<typeof detector>;
export type Policy = z.output<typeof policy>;
