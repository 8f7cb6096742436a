import type { Clock, Millis } from "./clock.ts";
import type { Random } from "./random.ts";

/** Gives UUIDv7 ids: sorted by time, strictly rising within one process. */
export interface Ids {
  next(): string;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
const POOL_BYTES = 4096;

/**
 * Layout (RFC 9562): 48 bits of milliseconds, version, a 12-bit counter, variant, 62 random bits.
 * Within a millisecond the counter rises; when it is full, or the wall clock steps back, the last time is
 * kept and moved on, so that ids never fall.
 */
export function uuidV7(clock: Clock, random: Random): Ids {
  let lastMs = 0;
  let counter = 0;
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;

  const draw = (count: number) => {
    if (used + count > pool.length) {
      pool = random.bytes(POOL_BYTES);
      used = 0;
    }
    used += count;
    return used - count;
  };

  return {
    next() {
      const now = clock.now();
      if (now > lastMs) {
        lastMs = now;
        counter = (pool[draw(1)] as number) & 0xff; // starts low: room to rise
      } else if (++counter > 0xfff) {
        lastMs += 1;
        counter = 0;
      }
      const at = draw(8);
      const high = Math.floor(lastMs / 0x1_0000_0000);
      const low = lastMs >>> 0;
      return (
        h(high >>> 8) +
        h(high) +
        h(low >>> 24) +
        h(low >>> 16) +
        "-" +
        h(low >>> 8) +
        h(low) +
        "-" +
        h(0x70 | (counter >>> 8)) +
        h(counter) +
        "-" +
        h(0x80 | ((pool[at] as number) & 0x3f)) +
        h(pool[at + 1] as number) +
        "-" +
        h(pool[at + 2] as number) +
        h(pool[at + 3] as number) +
        h(pool[at + 4] as number) +
        h(pool[at + 5] as number) +
        h(pool[at + 6] as number) +
        h(pool[at + 7] as number)
      );
    },
  };
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuidV7(text: string): boolean {
  return UUID_V7.test(text);
}

/** The time inside an id; tables that are cut by day find their part with it. */
export function timeOfId(id: string): Millis {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function h(byte: number): string {
  return HEX[byte & 0xff] as string;
}
