import { z } from "zod";
import { country, databaseUrl, id, text, url } from "./values.ts";

/* What offers tools: MCP servers, databases, HTTP APIs. */

export const environment = z.enum(["dev", "staging", "prod"]).optional().describe("What it works on; policies see it.");

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
  content: z
    .enum(["trusted", "untrusted"])
    .optional()
    .describe("Whether what it answers was written by people the organization trusts; untrusted when left out."),
  pin: z
    .enum(["first-use", "review"])
    .optional()
    .describe(
      "Who approves the tools it lists the first time: they themselves, unless something in them is suspicious (first-use, also when left out), or a person (review). What comes later waits for a person.",
    ),
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
