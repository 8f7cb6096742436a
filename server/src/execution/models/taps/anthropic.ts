import { type Usage, isRecord } from "../../../kernel/index.ts";
import { NOTHING_USED } from "../counted.ts";
import { type Counts, mergeCounts, readUsage } from "../codecs/anthropic/usage.ts";
import { parsedJson } from "./counts.ts";
import { byteText, dataOf, startOfLine } from "./events.ts";
import type { Tap } from "./tap.ts";

const STOP = "message_stop";
/** Some servers leave the events' names out. */
const STOP_LEADS = ["event: ", "event:", 'data: {"type":"', 'data: {"type": "', 'data:{"type":"'];
const USAGE = '"usage"';
const ERROR = '"error"';
/** Each of them carries about one token. */
const DELTA = '"content_block_delta"';

/** Looks at Anthropic's answers: usage stands in the first event and in those before the last, `message_stop`. */
export const anthropicTap = (): Tap => new AnthropicTap();

class AnthropicTap implements Tap {
  complete = false;
  failure: string | undefined;
  outputSeen = 0;
  #counts: Counts | undefined;

  see(events: Buffer): number {
    const text = byteText(events);
    const stop = startOfLine(text, STOP_LEADS, STOP);
    if (stop < 0) this.#look(events, text);
    else if (stop > 0) this.#look(events.subarray(0, stop), text.slice(0, stop));
    if (stop >= 0 && this.failure === undefined) this.complete = true;
    return stop;
  }

  mayEnd(): boolean {
    return this.complete;
  }

  get counted(): Usage | undefined {
    const usage = readUsage(this.#counts);
    // What has not been counted yet is written as nought.
    return usage && usage.input + usage.output > 0 ? usage : undefined;
  }

  readWhole(answer: Record<string, unknown>): Usage | undefined {
    return anthropicUsage(answer);
  }

  #look(events: Buffer, text: string): void {
    for (let at = text.indexOf(DELTA); at >= 0; at = text.indexOf(DELTA, at + DELTA.length)) this.outputSeen += 1;
    if (!text.includes(USAGE) && !text.includes(ERROR)) return;
    for (const data of dataOf(events)) {
      const event = parsedJson(data);
      if (!isRecord(event)) continue;
      const usage = isRecord(event["message"]) ? event["message"]["usage"] : event["usage"];
      if (isRecord(usage)) this.#counts = mergeCounts(this.#counts, usage);
      if (event["type"] === "error") this.failure = "reported an error inside the stream";
    }
  }
}

/** Usage of an answer in one piece. To count tokens is to use none. */
function anthropicUsage(answer: Record<string, unknown>): Usage | undefined {
  if (answer["usage"] !== undefined) return readUsage(answer["usage"]);
  return answer["input_tokens"] === undefined ? undefined : { ...NOTHING_USED, source: "provider" };
}
