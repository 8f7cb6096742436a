import { dataOf } from "../taps/events.ts";
import type { Passage, WholeAnswer } from "./passage.ts";
import { Wrapped } from "./wrapped.ts";

const OPEN = Buffer.from("[");
const BETWEEN = Buffer.from(",\r\n");
const CLOSE = Buffer.from("]");
const EMPTY = Buffer.alloc(0);

/** For callers that get a stream as one JSON array: the JSON of each event, as it came, becomes a member of it. */
export const jsonArrayPassage = (inner: Passage): Passage => new JsonArrayPassage(inner);

class JsonArrayPassage extends Wrapped {
  #begun = false;

  override get streamType(): string {
    return "application/json";
  }

  override push(chunk: Buffer): Buffer {
    const out = this.#members(this.inner.push(chunk));
    return out.length === 0 ? EMPTY : Buffer.concat(out);
  }

  override last(): Buffer {
    const out = this.#members(this.inner.last());
    return Buffer.concat([...out, ...(this.#begun ? [] : [OPEN]), CLOSE]);
  }

  override whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    const whole = this.inner.whole(body, contentType);
    if (!whole) return undefined;
    const events = whole.contentType.startsWith("text/event-stream");
    const inside = events ? this.#members(whole.body) : [OPEN, whole.body];
    return { ...whole, body: Buffer.concat([...inside, CLOSE]), contentType: "application/json" };
  }

  #members(events: Buffer): Buffer[] {
    const out: Buffer[] = [];
    for (const data of events.length === 0 ? [] : dataOf(events)) {
      out.push(this.#begun ? BETWEEN : OPEN, Buffer.from(data));
      this.#begun = true;
    }
    return out;
  }
}
