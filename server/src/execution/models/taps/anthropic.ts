import { type Usage, isRecord } from "../../../kernel/index.ts";
import { NOTHING_USED } from "../counted.ts";
import { type Counts, mergeCounts, readUsage } from "../codecs/anthropic/usage.ts";
import { parsedJson } from "./counts.ts";
import { dataOf, startOfLine } from "./events.ts";
import type { Tap } from "./tap.ts";

const STOP = Buffer.from("message_stop");
/** Some servers leave the events' names out. */
const STOP_LEADS = ["event: ", "event:", 'data: {"type":"', 'data: {"type": "', 'data:{"type":"'];
const USAGE = Buffer.from('"usage"');
const ERROR = Buffer.from('"error"');
/** Each of them carries about one token. */
const DELTA = Buffer.from('"content_block_delta"');

/** Looks at Anthropic's answers: usage stands in the first event and in those before the last, `message_stop`. */
export function anthropicTap(): Tap {
  let complete = false;
  let counts: Counts | undefined;
  let failure: string | undefined;
  let outputSeen = 0;

  const look = (events: Buffer) => {
    for (let at = events.indexOf(DELTA); at >= 0; at = events.indexOf(DELTA, at + DELTA.length)) outputSeen += 1;
    if (!events.includes(USAGE) && !events.includes(ERROR)) return;
    for (const data of dataOf(events)) {
      const event = parsedJson(data);
      if (!isRecord(event)) continue;
      const usage = isRecord(event["message"]) ? event["message"]["usage"] : event["usage"];
      if (isRecord(usage)) counts = mergeCounts(counts, usage);
      if (event["type"] === "error") failure = "reported an error inside the stream";
    }
  };

  return {
    see(events) {
      const stop = startOfLine(events, STOP_LEADS, STOP);
      const before = stop < 0 ? events : events.subarray(0, stop);
      if (before.length > 0) look(before);
      if (stop >= 0 && failure === undefined) complete = true;
      return stop;
    },
    get complete() {
      return complete;
    },
    mayEnd: () => complete,
    get failure() {
      return failure;
    },
    get counted() {
      const usage = readUsage(counts);
      // What has not been counted yet is written as nought.
      return usage && usage.input + usage.output > 0 ? usage : undefined;
    },
    get outputSeen() {
      return outputSeen;
    },
    readWhole: anthropicUsage,
  };
}

/** Usage of an answer in one piece. To count tokens is to use none. */
function anthropicUsage(answer: Record<string, unknown>): Usage | undefined {
  if (answer["usage"] !== undefined) return readUsage(answer["usage"]);
  return answer["input_tokens"] === undefined ? undefined : { ...NOTHING_USED, source: "provider" };
}
