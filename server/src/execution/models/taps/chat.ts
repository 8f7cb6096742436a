import { type Usage, isRecord } from "../../../kernel/index.ts";
import { count, parsedJson } from "./counts.ts";
import { byteText, dataOf, hasMember, startOfLine } from "./events.ts";
import type { Tap } from "./tap.ts";

const DONE = "[DONE]";
const LEADS = ["data: ", "data:"];
const USAGE = '"usage":';
const ERROR = '"error":';
const FINISH = '"finish_reason":';
/** Each of them carries about one token. */
const DELTA = '"delta":';

/** Looks at OpenAI chat answers: the stream ends with `[DONE]`, usage stands in one of its last events. */
export const chatTap = (): Tap => new ChatTap();

class ChatTap implements Tap {
  complete = false;
  failure: string | undefined;
  counted: Usage | undefined;
  outputSeen = 0;
  #finished = false;

  see(events: Buffer): number {
    const text = byteText(events);
    const stop = startOfLine(text, LEADS, DONE);
    if (stop < 0) this.#look(events, text);
    else if (stop > 0) this.#look(events.subarray(0, stop), text.slice(0, stop));
    if (stop >= 0) this.complete = true;
    return stop;
  }

  /** Some servers leave the final mark out; a finish reason with nothing cut behind it says the same. */
  mayEnd(): boolean {
    return this.complete || this.#finished;
  }

  readWhole(answer: Record<string, unknown>): Usage | undefined {
    return chatUsage(answer);
  }

  #look(events: Buffer, text: string): void {
    // One chunk may bring many events.
    for (let at = text.indexOf(DELTA); at >= 0; at = text.indexOf(DELTA, at + DELTA.length)) this.outputSeen += 1;
    if (!this.#finished && hasMember(text, FINISH, '"')) this.#finished = saysWhy(events);
    // Every event may say `"usage": null`, and a word the model writes may be "error".
    if (!hasMember(text, USAGE, "{") && !hasMember(text, ERROR, "{")) return;
    for (const data of dataOf(events)) {
      const event = parsedJson(data);
      if (!isRecord(event)) continue;
      this.counted = chatUsage(event) ?? this.counted;
      // Some servers send `"error": null` along with every event, others the error with a last empty choice.
      if (isRecord(event["error"])) this.failure = "reported an error inside the stream";
    }
  }
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
