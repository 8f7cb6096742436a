import { QUERY_ROWS } from "../../../effects/index.ts";

/* What a PostgreSQL server offers. Their texts are pinned like those of any other server: a change is seen. */

const sql = { type: "string", minLength: 1, maxLength: 100_000 };
const params = {
  type: "array",
  maxItems: 100,
  description: "Values for $1, $2, ... in the order of their numbers. Their types are those of where they stand.",
};
const name = { type: "string", minLength: 1, maxLength: 63 };

const QUERY = {
  name: "query",
  title: "Query",
  description:
    "Runs one SQL statement in PostgreSQL and answers its rows. Write values as $1, $2, ... and give them in params. " +
    "What only reads is carried out in a read-only transaction. What writes is decided on by what it does.",
  inputSchema: {
    type: "object",
    properties: {
      sql: { ...sql, description: "One statement in PostgreSQL's SQL." },
      params,
      limit: {
        type: "integer",
        minimum: 1,
        maximum: QUERY_ROWS.most,
        description: `Rows to answer at most; ${QUERY_ROWS.usual} when left out.`,
      },
    },
    required: ["sql"],
    additionalProperties: false,
  },
  outputSchema: {
    type: "object",
    properties: {
      columns: {
        type: "array",
        items: {
          type: "object",
          properties: { name: { type: "string" }, type: { type: "string" } },
          required: ["name", "type"],
        },
      },
      rows: {
        type: "array",
        description: "Each row as its values in the order of the columns. numeric and large whole numbers are texts.",
        items: { type: "array" },
      },
      rowCount: { type: "integer" },
      truncated: { type: "boolean", description: "There are more rows than these." },
      truncatedBy: { type: "string", enum: ["rows", "bytes"] },
      command: { type: "string" },
      affected: { type: "integer", description: "Rows that were written." },
    },
    required: ["columns", "rows", "rowCount", "truncated"],
  },
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  _meta: { "lumos/effect": "destructive", "lumos/openWorld": false },
};

const SCHEMA = {
  name: "schema",
  title: "Schema",
  description:
    "Describes the database. Without a table: tables and views with their comments and estimated rows. " +
    "With a table: its columns with types and comments, keys, checks and indexes.",
  inputSchema: {
    type: "object",
    properties: {
      schema: { ...name, description: "Only this schema." },
      table: { ...name, description: "Describe this table or view." },
    },
    additionalProperties: false,
  },
  outputSchema: { type: "object" },
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  _meta: { "lumos/effect": "read", "lumos/openWorld": false },
};

const EXPLAIN = {
  name: "explain",
  title: "Explain",
  description: "Answers PostgreSQL's plan for one SQL statement without carrying it out.",
  inputSchema: {
    type: "object",
    properties: { sql: { ...sql, description: "The statement to plan; without EXPLAIN in front." }, params },
    required: ["sql"],
    additionalProperties: false,
  },
  outputSchema: { type: "object", properties: { plan: { type: "array" } }, required: ["plan"] },
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  _meta: { "lumos/effect": "read", "lumos/openWorld": false },
};

export const TOOLS = JSON.stringify([QUERY, SCHEMA, EXPLAIN]);
