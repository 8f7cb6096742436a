import { type Usage, isRecord } from "../../../../kernel/index.ts";
import { count } from "../../taps/counts.ts";
import type { JsonObject } from "../form.ts";

const REQUESTS = "_requests";
/** What an answer counts in all; later events of a stream say only what has changed. */
export interface Counts {
  [name: string]: unknown;
}

/** The counts of a stream so far: what a later event leaves out or says as null stays. */
export function mergeCounts(before: Counts | undefined, now: Counts): Counts {
  const out: Counts = { ...before };
  for (const [name, value] of Object.entries(now)) if (value !== null && value !== undefined) out[name] = value;
  return out;
}

/** Usage as this format says it: here, unlike in others, cached tokens stand beside the input, not within. */
export function readUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined;
  const cachedInput = count(usage["cache_read_input_tokens"]);
  const written = count(usage["cache_creation_input_tokens"]);
  const split = isRecord(usage["cache_creation"]) ? usage["cache_creation"] : {};
  const hour = count(split["ephemeral_1h_input_tokens"]);
  const minutes = Math.max(count(split["ephemeral_5m_input_tokens"]), written - hour, 0);
  const details = isRecord(usage["output_tokens_details"]) ? usage["output_tokens_details"] : {};
  const tier = usage["service_tier"];
  const tools = serverTools(usage["server_tool_use"]);
  return {
    source: "provider",
    input: count(usage["input_tokens"]) + cachedInput + minutes + hour,
    cachedInput,
    ...(minutes === 0 ? {} : { cacheWrite5m: minutes }),
    ...(hour === 0 ? {} : { cacheWrite1h: hour }),
    output: count(usage["output_tokens"]),
    reasoning: count(details["thinking_tokens"]),
    ...(tools === undefined ? {} : { serverTools: tools }),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
  };
}

export function writeUsage(usage: Usage): JsonObject {
  const { input, cachedInput, cacheWrite5m = 0, cacheWrite1h = 0, output, reasoning, serverTools } = usage;
  const written = cacheWrite5m + cacheWrite1h;
  return {
    input_tokens: Math.max(0, input - cachedInput - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cachedInput,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    output_tokens: output,
    ...(reasoning > 0 ? { output_tokens_details: { thinking_tokens: reasoning } } : {}),
    ...(serverTools === undefined
      ? {}
      : {
          server_tool_use: Object.fromEntries(
            Object.entries(serverTools).map(([name, uses]) => [`${name}${REQUESTS}`, uses]),
          ),
        }),
    ...(usage.serviceTier === undefined ? {} : { service_tier: usage.serviceTier }),
  };
}

/** `web_search_requests: 2` is two uses of `web_search`. */
function serverTools(value: unknown): Record<string, number> | undefined {
  if (!isRecord(value)) return undefined;
  const used = Object.entries(value).flatMap(([name, uses]): [string, number][] =>
    count(uses) > 0 && name.endsWith(REQUESTS) ? [[name.slice(0, -REQUESTS.length), count(uses)]] : [],
  );
  return used.length > 0 ? Object.fromEntries(used) : undefined;
}
