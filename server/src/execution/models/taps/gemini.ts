import { type Usage, isRecord } from "../../../kernel/index.ts";
import type { JsonObject } from "../codecs/form.ts";
import { usageOf } from "../codecs/gemini/usage.ts";
import { NOTHING_USED } from "../counted.ts";
import { parsedJson } from "./counts.ts";
import { dataOf, placedEvents } from "./events.ts";
import type { Tap } from "./tap.ts";

/** What an event must hold to be worth reading; in the JSON of a text these can only stand with other quotes. */
const TELLING = ["finishReason", "blockReason", "error"].map((name) => Buffer.from(`"${name}"`));
const USAGE = Buffer.from('"usageMetadata"');
/** A second candidate. */
const SECOND = /"index"\s*:\s*[1-9]/;
const INDEX = Buffer.from('"index"');

/** Looks at Gemini's answers: every event is a whole answer, the last ones say why each candidate stopped. */
export function geminiTap(): Tap {
  const open = new Set<number>();
  const stopped = new Set<number>();
  /** The last events that hold usage, which is counted from the beginning; read only when somebody asks. */
  let unread: Buffer | undefined;
  let counted: Usage | undefined;
  let failure: string | undefined;
  let outputSeen = 0;
  let mayEnd = false;

  const look = (data: string): void => {
    const event = parsedJson(data);
    if (!isRecord(event)) return;
    const { error, candidates, promptFeedback } = event;
    if (isRecord(error)) failure = "reported an error inside the stream";
    for (const [at, candidate] of Array.isArray(candidates) ? candidates.entries() : []) {
      if (!isRecord(candidate)) continue;
      const index = typeof candidate["index"] === "number" ? candidate["index"] : at;
      open.add(index);
      if (typeof candidate["finishReason"] === "string") stopped.add(index);
    }
    const blocked = isRecord(promptFeedback) && typeof promptFeedback["blockReason"] === "string";
    mayEnd = open.size === 0 ? mayEnd || blocked : open.size === stopped.size;
  };

  return {
    see(events) {
      outputSeen += 1;
      if (events.includes(USAGE)) unread = events;
      const telling = TELLING.some((mark) => events.includes(mark));
      if (!telling && !(events.includes(INDEX) && SECOND.test(events.toString("latin1")))) return -1;
      let stop = -1;
      for (const { start, data } of placedEvents(events)) {
        look(data);
        if (mayEnd && stop < 0) stop = start;
      }
      return stop;
    },
    // No event closes the stream: its connection does.
    complete: false,
    mayEnd: () => mayEnd,
    get failure() {
      return failure;
    },
    get counted() {
      if (unread) for (const data of dataOf(unread)) counted = usageIn(data) ?? counted;
      unread = undefined;
      return counted;
    },
    get outputSeen() {
      return outputSeen;
    },
    // To count tokens is to use none.
    readWhole: (answer) => usageOf(answer as JsonObject) ?? ("totalTokens" in answer ? NOTHING_USED : undefined),
  };
}

function usageIn(data: string): Usage | undefined {
  const event = parsedJson(data);
  return isRecord(event) ? usageOf(event as JsonObject) : undefined;
}
