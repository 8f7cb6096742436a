import { HEAD_ROOM } from "./heads.ts";

/** Sums rows of weights, sixteen columns at a time. */
export interface Kernel {
  /** Where the numbers of rows to be summed are written. */
  rows: Uint32Array;
  /** What `add` adds to, `HEAD_ROOM` numbers. */
  sums: Int32Array;
  /** Adds the first so many rows to the sums; at most `MOST_ROWS`. */
  add(count: number): void;
}

/** So many small integers have a sum of 16 bits. */
export const MOST_ROWS = 256;

/**
 * A WebAssembly program of one loop, put together here: it reads the weights where they lie and has no other
 * memory, so that nothing of a text is ever in it.
 */
export function makeKernel(weights: Int8Array): Kernel {
  const rowsAt = weights.length;
  const sumsAt = rowsAt + MOST_ROWS * 4;
  const pages = Math.ceil((sumsAt + HEAD_ROOM * 4) / 65_536);
  const { Instance, Memory, Module } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly;
  const memory = new Memory({ initial: pages, maximum: pages });
  new Int8Array(memory.buffer).set(weights);
  const module = new Module(program(pages));
  const { exports } = new Instance(module, { m: { m: memory } });
  const run = exports["a"] as (rows: number, end: number, sums: number) => void;
  return {
    rows: new Uint32Array(memory.buffer, rowsAt, MOST_ROWS),
    sums: new Int32Array(memory.buffer, sumsAt, HEAD_ROOM),
    add: (count) => run(rowsAt, rowsAt + count * 4, sumsAt),
  };
}

/** What is used of it; the types of Node do not name it. */
interface Assembly {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}

const [I32, V128] = [0x7f, 0x7b];
const [ROW, END, SUMS, AT] = [0, 1, 2, 3];
/** The four registers of sums of 16 bits. */
const FIRST_SUM = 4;

function program(pages: number): Uint8Array<ArrayBuffer> {
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const simd = (code: number, ...rest: number[]) => [0xfd, ...leb(code), ...rest];
  const load = (offset: number) => simd(0x00, 0, ...leb(offset));
  const store = (offset: number) => simd(0x0b, 0, ...leb(offset));
  const [WIDE_LOW_8, WIDE_HIGH_8, ADD_16, WIDE_LOW_16, WIDE_HIGH_16, ADD_32] = [135, 136, 142, 167, 168, 174];

  const columns = (sum: number) => [
    ...get(sum),
    ...get(AT),
    ...load(sum < FIRST_SUM + 2 ? 0 : 16),
    ...simd((sum - FIRST_SUM) % 2 === 0 ? WIDE_LOW_8 : WIDE_HIGH_8),
    ...simd(ADD_16),
    ...set(sum),
  ];
  const keep = (sum: number) =>
    [WIDE_LOW_16, WIDE_HIGH_16].flatMap((wide, half) => {
      const offset = (sum - FIRST_SUM) * 32 + half * 16;
      return [
        ...get(SUMS),
        ...get(SUMS),
        ...load(offset),
        ...get(sum),
        ...simd(wide),
        ...simd(ADD_32),
        ...store(offset),
      ];
    });
  const sums = [0, 1, 2, 3].map((i) => FIRST_SUM + i);
  const body = [
    [0x02, 0x40, 0x03, 0x40],
    // Out of the loop when all rows are read.
    [...get(ROW), ...get(END), 0x4f, 0x0d, 1],
    // The row's number, times the bytes of a row.
    [...get(ROW), 0x28, 2, 0, 0x41, 5, 0x74, ...set(AT)],
    ...sums.map(columns),
    [...get(ROW), 0x41, 4, 0x6a, ...set(ROW)],
    [0x0c, 0, 0x0b, 0x0b],
    ...sums.map(keep),
    [0x0b],
  ].flat();
  const code = [2, 1, I32, 4, V128, ...body];
  const parts = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, 3, I32, I32, I32, 0]),
    section(2, [1, 1, 0x6d, 1, 0x6d, 2, 1, ...leb(pages), ...leb(pages)]),
    section(3, [1, 0]),
    section(7, [1, 1, 0x61, 0, 0]),
    section(10, [1, ...leb(code.length), ...code]),
  ];
  return Uint8Array.from(parts.flat());
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 127;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 128);
  } while (rest !== 0);
  return bytes;
}
