import { type ToolEffect, isRecord } from "../../kernel/index.ts";
import type { Dialect, EventRow, Fields, HookEvent, HookTool } from "./types.ts";

export type Projected = { ok: true; event: HookEvent } | { ok: false; row: EventRow; native: string; message: string };

const MAX_NAME = 256;
const UNKNOWN: EventRow = { kind: "unknown" };
/** Names of events are written down; anything else is not one. */
const EVENT = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const EFFECTS: readonly ToolEffect[] = ["read", "write", "destructive", "egress"];
/** What a name of a tool, a session or a model may be written with. */
const NAME = /^[\x21-\x7e][\x20-\x7e]*$/;

/**
 * Reads a client's payload by its row of the table. Members nobody knows are left alone; one that must be there and
 * is not, or is of another kind, makes the payload one that cannot be decided about.
 */
export function project(dialect: Dialect, body: Record<string, unknown>, named?: string): Projected {
  const said = at(body, dialect.fields.event);
  const native = typeof said === "string" ? said : (named ?? "");
  const row = Object.hasOwn(dialect.events, native) ? (dialect.events[native] as EventRow) : UNKNOWN;
  const fields: Fields = { ...dialect.fields, ...row.fields };
  const wrong = (message: string): Projected => ({ ok: false, row, native, message });
  const short = (paths: readonly string[]) => shortText(first(body, paths));

  const tool = needsTool(row) ? toolOf(dialect, row, fields, body) : undefined;
  if (typeof tool === "string") return wrong(tool);
  const prompt = first(body, fields.prompt);
  const isPrompt = row.kind === "prompt.submitted" || row.kind === "model.requested";
  if (isPrompt && prompt !== undefined && typeof prompt !== "string" && typeof prompt !== "object")
    return wrong("The prompt is not a text.");
  if (row.kind === "prompt.submitted" && prompt === undefined) return wrong("The prompt is missing.");
  const model = short(fields.model);
  if (row.kind === "model.switch" && model === undefined) return wrong("The model is missing.");

  return {
    ok: true,
    event: {
      client: dialect.client,
      kind: row.kind,
      native: EVENT.test(native) ? native : "",
      row,
      session: short(fields.session),
      useId: short(fields.useId),
      agent: short(fields.agent),
      mode: short(fields.mode),
      model,
      tool,
      prompt: isPrompt ? prompt : undefined,
      result: first(body, fields.result),
      ...(dialect.client === "sdk" && (row.kind === "model.requested" || row.kind === "model.responded")
        ? { more: body }
        : {}),
    },
  };
}

function needsTool({ kind }: EventRow): boolean {
  return (
    kind === "tool.requested" || kind === "permission.requested" || kind === "tool.completed" || kind === "tool.failed"
  );
}

/** The tool, or what is wrong with how it is named. */
function toolOf(dialect: Dialect, row: EventRow, fields: Fields, body: Record<string, unknown>): HookTool | string {
  const name = first(body, fields.tool) ?? row.tool;
  if (typeof name !== "string" || name.length > MAX_NAME || !NAME.test(name)) return "The tool is not named.";
  const input = row.open === undefined ? objectOf(first(body, fields.input)) : openMembers(body, row.open);
  if (input === undefined) return "The tool's input is not an object.";
  const mcp = mcpOf(dialect, fields, body, name);
  const effect = EFFECTS.find((one) => one === first(body, fields.effect ?? []));
  return { name, input, ...(mcp === undefined ? {} : { mcp }), ...(effect === undefined ? {} : { effect }) };
}

/** What the payload says of the server goes before what the tool's name looks like. */
function mcpOf(dialect: Dialect, fields: Fields, body: Record<string, unknown>, name: string): HookTool["mcp"] {
  const inName = dialect.mcp?.exec(name);
  const server = shortText(first(body, fields.server));
  if (server === undefined && !inName) return undefined;
  const named = server ?? inName?.[1] ?? "";
  // A server's name may hold the mark that stands between it and the tool's.
  const after = `mcp__${named}__`;
  const tool = name.startsWith(after) && name.length > after.length ? name.slice(after.length) : (inName?.[2] ?? name);
  const url = shortText(first(body, fields.serverUrl));
  return {
    server: named,
    tool: shortText(first(body, fields.serverTool)) ?? tool,
    ...(url === undefined ? {} : { url }),
  };
}

function openMembers(body: Record<string, unknown>, paths: readonly string[]): Record<string, unknown> | undefined {
  const input: Record<string, unknown> = {};
  for (const path of paths) {
    const value = at(body, path);
    if (value !== undefined) input[path.slice(path.lastIndexOf(".") + 1)] = value;
  }
  return Object.keys(input).length === 0 ? undefined : input;
}

/** An object, or JSON text of one; nothing at all is an empty one. */
function objectOf(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === "") return {};
  if (isRecord(value)) return value;
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= MAX_NAME && NAME.test(value) ? value : undefined;
}

function first(body: Record<string, unknown>, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = at(body, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function at(body: Record<string, unknown>, path: string): unknown {
  let here: unknown = body;
  for (const step of path.split(".")) {
    if (!isRecord(here) || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}
