/**
 * Whether a value is one that people write where a secret would stand. Looks at no more than its first 80
 * characters.
 */
export function isPlaceholder(value: string): boolean {
  const text = value.slice(0, 80).toLowerCase();
  return STAND_INS.some((word) => text.includes(word)) || FILLED.test(text) || text.endsWith("_here");
}

const STAND_INS = [
  "your",
  "placeholder",
  "redacted",
  "changeme",
  "change_me",
  "change-me",
  "replaceme",
  "replace_",
  "replace-",
  "insert",
  "dummy",
  "${",
  "{{",
  "...",
  "…",
];

/** Five of the same filler in a row. */
const FILLED = /x{5}|\*{4}|0{12}|-{5}|_{5}|#{5}/;

/** Bits per character, of at most the first 64. */
export function entropyOf(value: string): number {
  const length = Math.min(value.length, 64);
  const counts = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}
