import type { Does, ToolEffect } from "../kernel/index.ts";
import type { Reading } from "./types.ts";

/** What one use of a tool does: by its arguments where they can be read, else the most that the tool does. */
export function doesOf({
  effect,
}: {
  /** Of the server: mcp, postgres, openapi, or a client's own. */
  kind: string;
  tool: string;
  args: Readonly<Record<string, unknown>>;
  effect: ToolEffect;
}): Reading {
  return { does: { ...NOTHING, operations: [effect] }, notes: [] };
}

const NOTHING: Does = { operations: [], objects: [], hosts: [], unbounded: false, batch: 1 };
