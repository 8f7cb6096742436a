import type { Does, ToolAction, ToolEffect } from "../kernel/index.ts";
import { readShell } from "./shell/index.ts";
import { MANY } from "./sql/operations.ts";
import { readSql } from "./sql/read.ts";
import type { Reading } from "./types.ts";

/** One use of a tool, as far as what it does depends on it. */
export interface UseOfTool {
  /** Of what the tool is: `mcp`, `postgres`, `openapi`; of a client's own tools the client. */
  kind: string;
  action?: ToolAction;
  tool: string;
  args: Readonly<Record<string, unknown>>;
  /** The most it does, where that is known. */
  effect?: ToolEffect | undefined;
}

/** Rows that the `query` tool of a PostgreSQL server answers where nobody says how many, and at most. */
export const QUERY_ROWS = { usual: 200, most: 5_000 } as const;

/** What a use of a tool does: read from its arguments where they are a statement or a command, else by its effect. */
// Guarantee: what is not known to read counts as a write, and what cannot be understood as the gravest.
export function doesOf(use: UseOfTool): Reading {
  if (use.kind === "postgres") return ofDatabase(use);
  if (use.action === "run_command") return ofCommand(use.args);
  return { does: plain([use.effect ?? "write"]), notes: [] };
}

/** What the `explain` tool carries out. In parentheses no word of the statement can become an option. */
export function explained(sql: string): string {
  return `explain (format json) ${sql}`;
}

function ofCommand({ command }: UseOfTool["args"]): Reading {
  if (typeof command === "string") return readShell(command);
  return { ...gravest(), notes: [], unread: "there is no command where one belongs" };
}

function ofDatabase({ tool, args }: UseOfTool): Reading {
  const { sql } = args;
  if (tool === "schema") return { does: { ...plain(["read"]), objects: schemaObjects(args) }, notes: [] };
  if (typeof sql !== "string" || (tool !== "query" && tool !== "explain"))
    return { ...gravest(), notes: [], unread: "there is no statement where one belongs" };
  const reading = readSql(tool === "explain" ? explained(sql) : sql);
  if (!reading.readOnly) return reading;
  const batch = tool === "explain" ? 1 : Math.min(reading.does.batch, rowsAsked(args["limit"]));
  return { ...reading, does: { ...reading.does, batch } };
}

/** How many rows a query may answer. */
export function rowsAsked(limit: unknown): number {
  return typeof limit === "number" && limit >= 0 ? Math.min(Math.floor(limit), QUERY_ROWS.most) : QUERY_ROWS.usual;
}

function schemaObjects({ schema, table }: UseOfTool["args"]): string[] {
  const path = [schema, table].filter((part) => typeof part === "string" && part !== "");
  return path.length > 0 ? [path.join(".")] : [];
}

function plain(operations: readonly ToolEffect[]): Does {
  return { operations, objects: [], hosts: [], unbounded: false, batch: 1 };
}

function gravest(): { does: Does } {
  const operations = ["read", "write", "destructive", "egress"] as const;
  return { does: { ...plain(operations), unbounded: true, batch: MANY } };
}
