import { endOfLastEvent } from "../taps/events.ts";

const EMPTY: Buffer = Buffer.alloc(0);
const LEAST = 16 * 1024;
/** A blank line that was torn apart left at most so much of itself behind. */
const SEAM = 3;

/** Cuts a stream of server-sent events behind whole ones, however its bytes come. */
export interface Cutter {
  /** What is whole now; the rest waits. */
  push(chunk: Buffer): Buffer;
  /** Bytes that wait for the end of their event. */
  readonly waiting: number;
  /** Whether nothing but white space waits. */
  readonly blank: boolean;
}

export const makeCutter = (): Cutter => new EventCutter();

class EventCutter implements Cutter {
  waiting = 0;
  #room = EMPTY;

  push(chunk: Buffer): Buffer {
    if (this.waiting === 0) {
      const end = endOfLastEvent(chunk);
      if (end === chunk.length) return chunk;
      this.#keep(chunk.subarray(end));
      return chunk.subarray(0, end);
    }
    const from = Math.max(0, this.waiting - SEAM);
    this.#keep(chunk);
    const found = endOfLastEvent(this.#room.subarray(from, this.waiting));
    if (found === 0) return EMPTY;
    const whole = this.#room.subarray(0, from + found);
    const rest = this.#room.subarray(from + found, this.waiting);
    this.#room = EMPTY;
    this.waiting = 0;
    this.#keep(rest);
    return whole;
  }

  get blank(): boolean {
    return this.#room.toString("utf8", 0, this.waiting).trim() === "";
  }

  /** Grown by doubling and searched only where something was added: a large event in small pieces costs its size. */
  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.waiting + bytes.length > this.#room.length) {
      const larger = Buffer.allocUnsafe(Math.max(LEAST, 2 * (this.waiting + bytes.length)));
      this.#room.copy(larger, 0, 0, this.waiting);
      this.#room = larger;
    }
    bytes.copy(this.#room, this.waiting);
    this.waiting += bytes.length;
  }
}
