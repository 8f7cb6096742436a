import { type Usage, isRecord } from "../../../kernel/index.ts";
import { count, parsedJson } from "./counts.ts";
import { dataOf, hasMember, startOfLine } from "./events.ts";
import type { Tap } from "./tap.ts";

const DONE = Buffer.from("[DONE]");
const LEADS = ["data: ", "data:"];
const USAGE = Buffer.from('"usage":');
const ERROR = Buffer.from('"error":');
const FINISH = Buffer.from('"finish_reason":');
/** Each of them carries about one token. */
const DELTA = Buffer.from('"delta":');
const QUOTE = 0x22;
const BRACE = 0x7b;

/** Looks at OpenAI chat answers: the stream ends with `[DONE]`, usage stands in one of its last events. */
export function chatTap(): Tap {
  let complete = false;
  let finished = false;
  let counted: Usage | undefined;
  let failure: string | undefined;
  let outputSeen = 0;

  const look = (events: Buffer) => {
    // One chunk may bring many events.
    for (let at = events.indexOf(DELTA); at >= 0; at = events.indexOf(DELTA, at + DELTA.length)) outputSeen += 1;
    if (!finished && hasMember(events, FINISH, QUOTE)) finished = saysWhy(events);
    // Every event may say `"usage": null`, and a word the model writes may be "error".
    if (!hasMember(events, USAGE, BRACE) && !hasMember(events, ERROR, BRACE)) return;
    for (const data of dataOf(events)) {
      const event = parsedJson(data);
      if (!isRecord(event)) continue;
      counted = chatUsage(event) ?? counted;
      // Some servers send `"error": null` along with every event, others the error with a last empty choice.
      if (isRecord(event["error"])) failure = "reported an error inside the stream";
    }
  };

  return {
    see(events) {
      const stop = startOfLine(events, LEADS, DONE);
      const before = stop < 0 ? events : events.subarray(0, stop);
      if (before.length > 0) look(before);
      if (stop >= 0) complete = true;
      return stop;
    },
    get complete() {
      return complete;
    },
    // Some servers leave the final mark out; a finish reason with nothing cut behind it says the same.
    mayEnd: () => complete || finished,
    get failure() {
      return failure;
    },
    get counted() {
      return counted;
    },
    get outputSeen() {
      return outputSeen;
    },
    readWhole: chatUsage,
  };
}

/** Some servers write an empty reason as long as there is none. */
function saysWhy(events: Buffer): boolean {
  for (const data of dataOf(events)) {
    const event = parsedJson(data);
    const choices: unknown[] = isRecord(event) && Array.isArray(event["choices"]) ? event["choices"] : [];
    if (choices.some((choice) => isRecord(choice) && !!choice["finish_reason"])) return true;
  }
  return false;
}

/** Usage as OpenAI's chat completions and embeddings say it, and what servers of the same format add to it. */
export function chatUsage(answer: Record<string, unknown>): Usage | undefined {
  const { usage } = answer;
  if (!isRecord(usage)) return undefined;
  const prompt = isRecord(usage["prompt_tokens_details"]) ? usage["prompt_tokens_details"] : {};
  const completion = isRecord(usage["completion_tokens_details"]) ? usage["completion_tokens_details"] : {};
  const input = count(usage["prompt_tokens"]);
  const said = count(usage["completion_tokens"]);
  const reasoning = count(completion["reasoning_tokens"]);
  // xAI counts reasoning beside the completion; its total tells.
  const beside = reasoning > 0 && count(usage["total_tokens"]) === input + said + reasoning;
  const searches = isRecord(usage["server_tool_use"]) ? count(usage["server_tool_use"]["web_search_requests"]) : 0;
  const tier = answer["service_tier"];
  return {
    source: "provider",
    input,
    // DeepSeek and Moonshot have names of their own.
    cachedInput:
      count(prompt["cached_tokens"]) || count(usage["prompt_cache_hit_tokens"]) || count(usage["cached_tokens"]),
    ...part("cacheWrite5m", prompt["cache_write_tokens"] ?? usage["cache_creation_input_tokens"]),
    ...part("audioInput", prompt["audio_tokens"]),
    ...part("imageInput", prompt["image_tokens"]),
    output: beside ? said + reasoning : said,
    reasoning,
    ...part("audioOutput", completion["audio_tokens"]),
    ...part("imageOutput", completion["image_tokens"]),
    ...(searches === 0 ? {} : { serverTools: { web_search: searches } }),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
  };
}

function part<Name extends string>(name: Name, value: unknown): { [K in Name]?: number } {
  const tokens = count(value);
  return tokens === 0 ? {} : ({ [name]: tokens } as { [K in Name]?: number });
}
