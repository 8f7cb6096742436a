/** Writes a word as a number that says nothing to whoever does not have the key. */
export type Term = (word: number) => number;

/**
 * HalfSipHash-1-3 of one number of 32 bits.
 *
 * Guarantee: what is kept of a text are keyed hashes; without the installation's key they cannot be looked up.
 */
export function makeTerm(key: Uint8Array): Term {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const k0 = view.getUint32(0, true) | 0;
  const k1 = view.getUint32(4, true) | 0;
  return (word) => {
    let v0 = k0;
    let v1 = k1;
    let v2 = k0 ^ 0x6c796765;
    let v3 = k1 ^ 0x74656462;
    // The number, then the length of it, then the end: five rounds in all.
    for (let round = 0; round < 5; round++) {
      const block = round === 0 ? word : round === 1 ? 0x04000000 : 0;
      if (round === 2) v2 ^= 0xff;
      v3 ^= block;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= block;
    }
    return (v1 ^ v3) >>> 0;
  };
}
