import type { Usage } from "../../../../kernel/index.ts";
import { count } from "../../taps/counts.ts";
import type { Json, Stop } from "../form.ts";
import { objectOf } from "./json.ts";

const STOPS: Readonly<Record<string, Stop>> = {
  end_turn: "end",
  tool_use: "tools",
  max_tokens: "length",
  stop_sequence: "stop_sequence",
  guardrail_intervened: "filter",
  content_filtered: "filter",
  model_context_window_exceeded: "context_full",
  malformed_model_output: "other",
  malformed_tool_use: "other",
};

export function stopOf(reason: string): Stop {
  return Object.hasOwn(STOPS, reason) ? (STOPS[reason] as Stop) : "other";
}

/** Bedrock counts what was read from or written to its cache beside its input, not in it. */
export function usageOf(value: Json | undefined, serviceTier: string | undefined): Usage | undefined {
  const usage = objectOf(value);
  if (!usage) return undefined;
  const read = count(usage["cacheReadInputTokens"]);
  const written = count(usage["cacheWriteInputTokens"]);
  const details = Array.isArray(usage["cacheDetails"]) ? usage["cacheDetails"] : [];
  const hour = details
    .map((detail) => objectOf(detail))
    .reduce((sum, detail) => sum + (detail?.["ttl"] === "1h" ? count(detail["inputTokens"]) : 0), 0);
  const hourly = Math.min(hour, written);
  return {
    source: "provider",
    input: count(usage["inputTokens"]) + read + written,
    cachedInput: read,
    ...(written > hourly ? { cacheWrite5m: written - hourly } : {}),
    ...(hourly > 0 ? { cacheWrite1h: hourly } : {}),
    output: count(usage["outputTokens"]),
    // Bedrock does not say how much of the output was thought.
    reasoning: 0,
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}
