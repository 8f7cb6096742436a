import { type Usage, isRecord } from "../../../kernel/index.ts";
import { count, parsedJson } from "./counts.ts";
import { dataOf, hasMember, startOfLine } from "./events.ts";
import type { Tap } from "./tap.ts";

const DONE = Buffer.from("[DONE]");
const LEADS = ["data: ", "data:"];
const USAGE = Buffer.from('"usage":');
const ERROR = Buffer.from('"error":');
const FINISH = Buffer.from('"finish_reason":');
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
    outputSeen += 1;
    if (!finished && hasMember(events, FINISH, QUOTE)) finished = true;
    // Every event may say `"usage": null`, and a word the model writes may be "error".
    if (!hasMember(events, USAGE, BRACE) && !hasMember(events, ERROR, BRACE)) return;
    for (const data of dataOf(events)) {
      const event = parsedJson(data);
      if (!isRecord(event)) continue;
      counted = chatUsage(event) ?? counted;
      // Some servers send `"error": null` along with every event.
      if (isRecord(event["error"]) && event["choices"] === undefined) failure = "reported an error inside the stream";
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

/** Usage as OpenAI's chat completions and embeddings say it. */
export function chatUsage(answer: Record<string, unknown>): Usage | undefined {
  const { usage } = answer;
  if (!isRecord(usage)) return undefined;
  const prompt = isRecord(usage["prompt_tokens_details"]) ? usage["prompt_tokens_details"] : {};
  const completion = isRecord(usage["completion_tokens_details"]) ? usage["completion_tokens_details"] : {};
  const tier = answer["service_tier"];
  return {
    source: "provider",
    input: count(usage["prompt_tokens"]),
    cachedInput: count(prompt["cached_tokens"]),
    ...part("audioInput", prompt["audio_tokens"]),
    output: count(usage["completion_tokens"]),
    reasoning: count(completion["reasoning_tokens"]),
    ...part("audioOutput", completion["audio_tokens"]),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
  };
}

function part<Name extends string>(name: Name, value: unknown): { [K in Name]?: number } {
  const tokens = count(value);
  return tokens === 0 ? {} : ({ [name]: tokens } as { [K in Name]?: number });
}
