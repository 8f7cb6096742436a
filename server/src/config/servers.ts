import { z } from "zod";
import { country, credential, databaseUrl, dollars, id, text, url } from "./values.ts";

/** Of an OpenAPI document, in characters. */
export const MAX_DOCUMENT = 2 * 1_024 * 1_024;

/* What offers tools: MCP servers, databases, HTTP APIs. */

export const environment = z.enum(["dev", "staging", "prod"]).optional().describe("What it works on; policies see it.");

const toolSpec = z
  .strictObject({
    effect: z
      .enum(["read", "write", "destructive", "egress"])
      .optional()
      .describe("The most it does: reads, changes, destroys, or sends something out."),
    cost: dollars.optional().describe("Dollars that one use costs, for the budgets of connections."),
    openWorld: z.boolean().optional().describe("True where it reaches beyond the organization."),
  })
  .describe("What is known about a tool, whatever its server says about it.");

const KEPT = "Best as ${NAME}. It is kept encrypted and never shown again.";
const secret = credential.max(8_192);
const headerName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name is letters, digits and marks, without spaces")
  .refine(
    (name) => !OWN_HEADERS.test(name),
    "Lumos writes this header itself; a credential stands in a header of its own",
  );
/** What the connection and the protocol need; a credential in their place would break or redirect the request. */
const OWN_HEADERS =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept|keep-alive|last-event-id|mcp-.*)$/i;

const auth = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("bearer").describe("A token in the header Authorization."),
      token: secret.optional().describe(KEPT),
    }),
    z.strictObject({
      kind: z.literal("header").describe("A header with a name of its own."),
      name: headerName.describe("The header's name: X-Api-Key."),
      value: secret.optional().describe(KEPT),
    }),
    z.strictObject({
      kind: z.literal("basic").describe("A user name and a password."),
      user: z
        .string()
        .min(1)
        .max(200)
        .regex(/^[\x20-\x39\x3b-\x7e]+$/, "a user name is visible ASCII characters without a colon")
        .describe("The user name."),
      password: secret.optional().describe(KEPT),
    }),
    z.strictObject({
      kind: z.literal("oauth").describe("OAuth client credentials: Lumos gets a token and renews it."),
      tokenUrl: url.describe("Where tokens are given."),
      clientId: credential.max(500).describe("What the authorization server calls Lumos."),
      clientSecret: secret.optional().describe(KEPT),
      scope: text.optional().describe("What is asked for, separated by spaces."),
      resource: url.optional().describe("The server the token is for (RFC 8707)."),
      audience: text.optional().describe("The same for services that call it audience."),
    }),
  ])
  .optional()
  .describe("How Lumos shows the server who it is. No caller's credential is ever sent there.");

const serverBase = {
  owner: z
    .string()
    .max(200)
    .regex(/^(user|team):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, "written as user:ID or team:ID")
    .optional()
    .describe("Whose it is: user:ID or team:ID. They say yes or no where a policy asks for `approval:owner`."),
  environment,
  region: country.optional().describe("Where its data is: two capital letters."),
  verified: z.boolean().optional().describe("True where someone has looked at what it does."),
  classes: z.array(text).max(100).optional().describe("The classes of data it holds: pii.customer, phi, ..."),
  tools: z.record(z.string().max(128), toolSpec).optional().describe("Its tools by name."),
  content: z
    .enum(["trusted", "untrusted"])
    .optional()
    .describe(
      "Whether what it answers was written by people the organization trusts. When left out: tools that are known to reach nothing beyond the organization are trusted, all others are not.",
    ),
  pin: z
    .enum(["first-use", "review"])
    .optional()
    .describe(
      "Who approves the tools it lists the first time: they themselves, unless something in them is suspicious (first-use, also when left out), or a person (review). What comes later waits for a person.",
    ),
};

const child = {
  command: z
    .array(z.string().max(4_096))
    .min(1)
    .max(100)
    .optional()
    .describe("For stdio: the program and its arguments. No shell reads them."),
  env: z
    .record(
      z
        .string()
        .max(128)
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      z
        .string()
        .max(8_192)
        // eslint-disable-next-line no-control-regex -- what no environment can hold
        .regex(/^[^\0]*$/),
    )
    .optional()
    .describe("For stdio: variables of its environment, which else holds PATH, HOME and LANG. Kept like secrets."),
  sandbox: z
    .enum(["auto", "require", "off"])
    .optional()
    .describe(
      "For stdio: namespaces (bubblewrap) where the machine has them (auto, when left out), never without them (require), or none (off).",
    ),
  paths: z
    .array(z.string().min(1).max(4_096).startsWith("/"))
    .max(100)
    .optional()
    .describe("For stdio: folders it may write to; those its command names when left out."),
  network: z
    .boolean()
    .optional()
    .describe("For stdio: whether a sandbox leaves it the network; only for npx, uvx and their like when left out."),
};

export const server = z
  .discriminatedUnion("kind", [
    z.strictObject({
      id,
      kind: z.literal("mcp").describe("A server that speaks the Model Context Protocol."),
      transport: z.enum(["stdio", "http", "sse"]).describe("How it is reached."),
      url: url.optional().describe("For http and sse: where it answers."),
      auth,
      ...child,
      ...serverBase,
    }),
    z.strictObject({
      id,
      kind: z.literal("postgres").describe("A PostgreSQL database, offered as tools."),
      url: databaseUrl.describe("Its address: postgres://... A password in it is kept encrypted."),
      ...serverBase,
    }),
    z.strictObject({
      id,
      kind: z.literal("openapi").describe("An HTTP API, offered as tools."),
      spec: z.string().min(1).max(4_096).describe("Its OpenAPI document: a path, relative to this file."),
      document: z
        .string()
        .max(MAX_DOCUMENT)
        .optional()
        .describe("The document itself, JSON or YAML, 2 MB at most; read from `spec` when this file is loaded."),
      baseUrl: url.optional().describe("Where it answers; what the document says when left out."),
      auth,
      ...serverBase,
    }),
    z.strictObject({
      id,
      kind: z
        .literal("sandbox")
        .describe("A simulation that needs no other program: nothing is sent, changed or fetched."),
      plays: z.enum(["web", "office"]).describe("What it simulates: pages to read, or customers and mail."),
      ...serverBase,
    }),
    z.strictObject({
      id: id.describe("The client's name at its door: claude-code, codex, cursor, ..."),
      kind: z.literal("client").describe("A program people work in: its own tools, as its hooks tell of them."),
      ...serverBase,
    }),
  ])
  .describe("Something that offers tools.");
