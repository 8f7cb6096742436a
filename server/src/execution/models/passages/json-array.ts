import { dataOf } from "../taps/events.ts";
import type { Passage } from "./passage.ts";
import { wrapped } from "./wrapped.ts";

const OPEN = Buffer.from("[");
const BETWEEN = Buffer.from(",\r\n");
const CLOSE = Buffer.from("]");
const EMPTY = Buffer.alloc(0);

/** For callers that get a stream as one JSON array: the JSON of each event, as it came, becomes a member of it. */
export function jsonArrayPassage(inner: Passage): Passage {
  let begun = false;

  const members = (events: Buffer): Buffer[] => {
    const out: Buffer[] = [];
    for (const data of events.length === 0 ? [] : dataOf(events)) {
      out.push(begun ? BETWEEN : OPEN, Buffer.from(data));
      begun = true;
    }
    return out;
  };

  return wrapped(inner, {
    push(chunk) {
      const out = members(inner.push(chunk));
      return out.length === 0 ? EMPTY : Buffer.concat(out);
    },
    last() {
      const out = members(inner.last());
      return Buffer.concat([...out, ...(begun ? [] : [OPEN]), CLOSE]);
    },
    whole(body, contentType) {
      const whole = inner.whole(body, contentType);
      if (!whole) return undefined;
      const events = whole.contentType.startsWith("text/event-stream");
      const inside = events ? members(whole.body) : [OPEN, whole.body];
      return { ...whole, body: Buffer.concat([...inside, CLOSE]), contentType: "application/json" };
    },
    streamType: "application/json",
  });
}
