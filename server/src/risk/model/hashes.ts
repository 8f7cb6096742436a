/** The hashes of words, in 32 bits, one letter after the other. */
export function startWord(): number {
  return 0x811c9dc5 | 0;
}

export function stepWord(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

/** The hash of two words in a row, from theirs. */
export function mixWords(first: number, second: number): number {
  const mixed = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) ^ second;
  return Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
}

/** Spreads a key over 32 bits: its high bits choose a bucket, its low ones tell who sits there. */
export function spread(key: number): number {
  const mixed = Math.imul(key ^ (key >>> 16), 0x7feb352d);
  const more = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return more ^ (more >>> 16);
}
