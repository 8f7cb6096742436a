import { z } from "zod";
import { guardrails } from "./guardrails.ts";
import { KINDS, OBJECTS, organization } from "./objects.ts";

export const serverSection = z
  .strictObject({
    listen: z.string().max(300).optional().describe("HOST:PORT, such as 127.0.0.1:4400 or [::1]:4400."),
    data: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .describe("The directory Lumos keeps its data in; ./.lumos when left out."),
    database: z.string().max(2_048).optional().describe("sqlite, or a postgres:// address; sqlite when left out."),
    policyEngine: z
      .string()
      .max(20)
      .optional()
      .describe(
        "Who decides policies: fast (checked against the reference while it runs), reference, or both; fast when left out.",
      ),
    publicUrl: z
      .string()
      .max(300)
      .optional()
      .describe("Where others reach the server: https://lumos.example.com. Told to those who ask where to ask."),
  })
  .describe(
    "How the process runs. LUMOS_LISTEN, LUMOS_DATA, LUMOS_DATABASE, LUMOS_POLICY_ENGINE and LUMOS_PUBLIC_URL go before it.",
  );

/** lumos.yaml as a whole. The loader reads it part by part, so that one mistake does not hide the others. */
const lists = Object.fromEntries(
  KINDS.filter((kind) => kind !== "policies").map((kind) => [kind, z.array(OBJECTS[kind]).max(10_000).optional()]),
);
const fileSchema = z
  .strictObject({
    version: z.literal(1).describe("The version of this file's shape."),
    organization,
    server: serverSection.optional(),
    ...lists,
    guardrails: guardrails.optional(),
    policies: z
      .union([z.string().min(1), z.array(OBJECTS.policies).max(10_000)])
      .optional()
      .describe("A directory of *.cedar files, relative to this file, or a list of policies."),
  })
  .describe("An organization declared for Lumos.");

export const TOP_KEYS = Object.keys(fileSchema.shape);

/** The same as JSON Schema, for editors. Any value may be a reference to the environment there. */
export function editorSchema(): unknown {
  const schema = z.toJSONSchema(fileSchema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema, path }) => {
      if (path.at(-1) === "version" || path.at(-1) === "kind" || path.at(-1) === "propertyNames") return;
      const { title, description, ...own } = jsonSchema;
      const onlyText =
        own.type === "string" && own.pattern === undefined && own.format === undefined && own.enum === undefined;
      if (
        onlyText ||
        own.type === "object" ||
        own.type === "array" ||
        own.anyOf !== undefined ||
        own.oneOf !== undefined
      )
        return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      if (title !== undefined) jsonSchema.title = title;
      if (description !== undefined) jsonSchema.description = description;
      jsonSchema.anyOf = [own as z.core.JSONSchema.BaseSchema, { type: "string", pattern: "\\$\\{" }];
    },
  });
  return { $comment: "Made by `node tools/schema.ts --write` from server/src/config; do not edit.", ...schema };
}
