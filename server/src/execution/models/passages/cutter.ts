import { endOfLastEvent } from "../taps/events.ts";

/** Cuts a stream of server-sent events behind whole ones, however its bytes come. */
export interface Cutter {
  /** What is whole now; the rest waits. */
  push(chunk: Buffer): Buffer;
  /** Bytes that wait for the end of their event. */
  readonly waiting: number;
  /** Whether nothing but white space waits. */
  readonly blank: boolean;
}

const EMPTY: Buffer = Buffer.alloc(0);
const LEAST = 16 * 1024;
/** A blank line that was torn apart left at most so much of itself behind. */
const SEAM = 3;

export function makeCutter(): Cutter {
  let room = EMPTY;
  let used = 0;

  // Grown by doubling and searched only where something was added: a large event in small pieces costs its size.
  const keep = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    if (used + bytes.length > room.length) {
      const larger = Buffer.allocUnsafe(Math.max(LEAST, 2 * (used + bytes.length)));
      room.copy(larger, 0, 0, used);
      room = larger;
    }
    bytes.copy(room, used);
    used += bytes.length;
  };

  return {
    push(chunk) {
      if (used === 0) {
        const end = endOfLastEvent(chunk);
        if (end === chunk.length) return chunk;
        keep(chunk.subarray(end));
        return chunk.subarray(0, end);
      }
      const from = Math.max(0, used - SEAM);
      keep(chunk);
      const found = endOfLastEvent(room.subarray(from, used));
      if (found === 0) return EMPTY;
      const whole = room.subarray(0, from + found);
      const rest = room.subarray(from + found, used);
      room = EMPTY;
      used = 0;
      keep(rest);
      return whole;
    },
    get waiting() {
      return used;
    },
    get blank() {
      return room.toString("utf8", 0, used).trim() === "";
    },
  };
}
