import { isRecord } from "../../kernel/index.ts";

/**
 * What a sandbox model does with one request. Marks in the last message choose it, several may stand
 * together: `[[status=503]]` `[[retry-after=2]]` `[[delay=500]]` `[[pace=50]]` `[[cut=3]]` `[[stall=3]]`
 * `[[tool]]`.
 */
export interface Script {
  status: number;
  retryAfterS: number | undefined;
  /** Before the first byte. */
  delayMs: number;
  /** Between two events of a stream. */
  paceMs: number;
  /** Events after which the connection breaks, or nothing more comes. */
  cutAfter: number | undefined;
  stallAfter: number | undefined;
  toolCall: { name: string; arguments: string } | undefined;
  /** The start of what was said, without the marks. */
  echo: string;
}

const MARK = /\[\[\s*([a-z-]+)\s*(?:=\s*(\d{1,6}))?\s*\]\]/g;
const DEFAULT_DELAY_MS = 5;
const DEFAULT_PACE_MS = 10;
const MAX_WAIT_MS = 60_000;
const MAX_ECHO = 200;

export function scriptOf(ask: Record<string, unknown>): Script {
  const said = lastText(ask);
  const marks = new Map<string, number>();
  for (const [, name, value] of said.matchAll(MARK)) marks.set(name as string, Number(value ?? 1));
  const wait = (name: string, otherwise: number) => Math.min(marks.get(name) ?? otherwise, MAX_WAIT_MS);
  const status = marks.get("status") ?? 200;
  return {
    status: status >= 400 && status <= 599 ? status : 200,
    retryAfterS: marks.get("retry-after"),
    delayMs: wait("delay", DEFAULT_DELAY_MS),
    paceMs: wait("pace", DEFAULT_PACE_MS),
    cutAfter: marks.get("cut"),
    stallAfter: marks.get("stall"),
    toolCall: toolCall(ask, marks.has("tool")),
    echo: said.replace(MARK, "").trim().slice(0, MAX_ECHO),
  };
}

function lastText(ask: Record<string, unknown>): string {
  const messages = Array.isArray(ask["messages"]) ? (ask["messages"] as unknown[]) : [];
  const last = messages.findLast((message) => isRecord(message) && typeof textOf(message["content"]) === "string");
  return isRecord(last) ? (textOf(last["content"]) ?? "") : "";
}

function textOf(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join(" ");
}

/** Calls the tool the caller forces, or the first one when asked to by mark. */
function toolCall(ask: Record<string, unknown>, asked: boolean): Script["toolCall"] {
  const tools = Array.isArray(ask["tools"]) ? (ask["tools"] as unknown[]).filter(isRecord) : [];
  const choice = ask["tool_choice"];
  const forced = isRecord(choice) && isRecord(choice["function"]) ? choice["function"]["name"] : undefined;
  if (!asked && forced === undefined && choice !== "required") return undefined;
  const functions = tools.map((tool) => tool["function"]).filter(isRecord);
  const chosen = functions.find((candidate) => forced === undefined || candidate["name"] === forced);
  if (!chosen || typeof chosen["name"] !== "string") return undefined;
  return { name: chosen["name"], arguments: JSON.stringify(exampleOf(chosen["parameters"], 0)) };
}

/** A value that fits a JSON schema well enough for a simulated call. */
function exampleOf(schema: unknown, depth: number): unknown {
  if (!isRecord(schema) || depth > 5) return "example";
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  switch (schema["type"]) {
    case "object": {
      const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
      return Object.fromEntries(
        Object.entries(properties).map(([name, member]) => [name, exampleOf(member, depth + 1)]),
      );
    }
    case "array":
      return [exampleOf(schema["items"], depth + 1)];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    default:
      return "example";
  }
}
