import { type ModelCall, isRecord } from "../../kernel/index.ts";

/*
 * A call whose answer may be given again: it leaves nothing behind at the provider, reads nothing there that
 * may have changed, and asks for one answer. Whether an answer may be another one the next time (temperature)
 * is the route's decision: it has asked for a cache.
 */

/** State at the provider, or an answer that others carry on from. */
const STATE = [
  "previous_response_id",
  "conversation",
  "background",
  "prompt",
  "container",
  "mcp_servers",
  "cachedContent",
  "cached_content",
] as const;
/** A tool of the provider's own looks at a world that changes. A function of the caller's is only named. */
const CALLERS_TOOLS = new Set(["function", "custom"]);
const LOOKING = ["web_search_options", "search_parameters"] as const;

/** Whether the answer to a call may be kept and given again. */
export function cacheable({ ask, stated }: ModelCall): boolean {
  if (ask.operation === "count" || ask.previous !== undefined || stated.cache === "no-store") return false;
  const member = (name: string): unknown => {
    const span = ask.members.get(name);
    return span && (JSON.parse(ask.body.toString("utf8", span[0], span[1])) as unknown);
  };
  for (const name of [...STATE, ...LOOKING]) if (isSet(member(name))) return false;
  // OpenAI's responses are kept at the provider unless the caller says otherwise.
  const stores = member("store");
  if (ask.format === "openai.responses" ? stores !== false : stores === true) return false;
  return oneAnswer(member) && callersTools(member("tools"), ask.format);
}

function oneAnswer(member: (name: string) => unknown): boolean {
  const config = member("generationConfig") ?? member("generation_config");
  const candidates = isRecord(config) ? (config["candidateCount"] ?? config["candidate_count"]) : undefined;
  return [member("n"), member("best_of"), candidates].every((count) => !isSet(count) || count === 1);
}

function callersTools(tools: unknown, format: string): boolean {
  if (!isSet(tools)) return true;
  if (!Array.isArray(tools)) return false;
  return tools.every((tool) => {
    if (!isRecord(tool)) return false;
    if (format === "gemini.generate")
      return Object.keys(tool).every((name) => name === "functionDeclarations" || name === "function_declarations");
    // Anthropic's format names the type of the provider's tools only.
    return tool["type"] === undefined ? format === "anthropic.messages" : CALLERS_TOOLS.has(String(tool["type"]));
  });
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
