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
export const geminiTap = (): Tap => new GeminiTap();

class GeminiTap implements Tap {
  /** No event closes the stream: its connection does. */
  readonly complete = false;
  failure: string | undefined;
  outputSeen = 0;
  readonly #open = new Set<number>();
  readonly #stopped = new Set<number>();
  /** The last events that hold usage, which is counted from the beginning; read only when somebody asks. */
  #unread: Buffer | undefined;
  #counted: Usage | undefined;
  #mayEnd = false;

  see(events: Buffer): number {
    this.outputSeen += 1;
    if (events.includes(USAGE)) this.#unread = events;
    const telling = TELLING.some((mark) => events.includes(mark));
    if (!telling && !(events.includes(INDEX) && SECOND.test(events.toString("latin1")))) return -1;
    let stop = -1;
    for (const { start, data } of placedEvents(events)) {
      this.#look(data);
      if (this.#mayEnd && stop < 0) stop = start;
    }
    return stop;
  }

  mayEnd(): boolean {
    return this.#mayEnd;
  }

  get counted(): Usage | undefined {
    if (this.#unread) for (const data of dataOf(this.#unread)) this.#counted = usageIn(data) ?? this.#counted;
    this.#unread = undefined;
    return this.#counted;
  }

  readWhole(answer: Record<string, unknown>): Usage | undefined {
    // To count tokens is to use none.
    return usageOf(answer as JsonObject) ?? ("totalTokens" in answer ? NOTHING_USED : undefined);
  }

  #look(data: string): void {
    const event = parsedJson(data);
    if (!isRecord(event)) return;
    const { error, candidates, promptFeedback } = event;
    if (isRecord(error)) this.failure = "reported an error inside the stream";
    for (const [at, candidate] of Array.isArray(candidates) ? candidates.entries() : []) {
      if (!isRecord(candidate)) continue;
      const index = typeof candidate["index"] === "number" ? candidate["index"] : at;
      this.#open.add(index);
      if (typeof candidate["finishReason"] === "string") this.#stopped.add(index);
    }
    const blocked = isRecord(promptFeedback) && typeof promptFeedback["blockReason"] === "string";
    this.#mayEnd = this.#open.size === 0 ? this.#mayEnd || blocked : this.#open.size === this.#stopped.size;
  }
}

function usageIn(data: string): Usage | undefined {
  const event = parsedJson(data);
  return isRecord(event) ? usageOf(event as JsonObject) : undefined;
}
