import type { ToolEffect } from "../kernel/index.ts";
import type { ConnectedServer } from "../registry/index.ts";
import { INSTRUCTIONS } from "./definition.ts";
import { effectOf } from "./effects.ts";
import { type ServerRow, type ToolRow, findingsOf, parsedOf } from "./rows.ts";
import { compileSchema } from "./schema/compile.ts";
import type { CatalogTool, PinnedTool, ToolState } from "./types.ts";

/** A server as this process knows it. */
export interface KeptServer {
  row: ServerRow;
  tools: ReadonlyMap<string, KeptTool>;
}

/** A tool's row with what is read out of it once. */
export interface KeptTool {
  row: ToolRow;
  /** The approved definition where there is one, else the last seen. */
  definition: string;
  parsed: Readonly<Record<string, unknown>>;
  check: CatalogTool["check"];
}

/** `before`: what was known, of which nothing is compiled again that is still the same. */
export function keepServer(row: ServerRow, rows: readonly ToolRow[], before: KeptServer | undefined): KeptServer {
  return { row, tools: new Map(rows.map((one) => [one.name, keepTool(one, before?.tools.get(one.name))])) };
}

export function keepTool(row: ToolRow, before: KeptTool | undefined): KeptTool {
  const definition = row.approved ?? row.definition;
  if (before?.definition === definition) return { ...before, row };
  const parsed = row.name === INSTRUCTIONS ? {} : parsedOf(definition);
  return { row, definition, parsed, check: checkOf(parsed["inputSchema"]) };
}

/** Compiled with the first call, for most tools of a long list are never called. */
function checkOf(schema: unknown): CatalogTool["check"] {
  let check: CatalogTool["check"] | undefined;
  return (args) => {
    if (check === undefined) {
      const compiled = schema === undefined ? "it has none" : compileSchema(schema);
      // Guarantee: arguments that cannot be checked are refused.
      check = typeof compiled === "string" ? () => "the tool's schema cannot be checked" : compiled.check;
    }
    return check(args);
  };
}

export function toolOf(
  { row, definition, parsed, check }: KeptTool,
  at: { server: ConnectedServer | undefined; connector: boolean },
): CatalogTool {
  const person = (row.effect ?? undefined) as ToolEffect | undefined;
  const known =
    at.server === undefined
      ? ({ effect: "write", effectFrom: "unknown", openWorld: true } as const)
      : effectOf(at.server, row.name, { definition: parsed, person, connector: at.connector });
  return {
    server: row.server,
    name: row.name,
    state: row.state as ToolState,
    definition,
    hash: row.approved_hash ?? row.hash,
    ...known,
    check,
  };
}

export function pinnedOf(kept: KeptTool, at: { server: ConnectedServer | undefined; connector: boolean }): PinnedTool {
  const { row } = kept;
  return {
    tool: toolOf(kept, at),
    present: row.present === 1,
    seenHash: row.hash,
    seenAt: row.seen_at,
    findings: findingsOf(row),
  };
}
