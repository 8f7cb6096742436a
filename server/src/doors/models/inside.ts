/** What may stand before base64 in place of an address. */
const BEFORE = /^data:[^,]{0,200};base64,/i;
const BASE64 = /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/;
/** So much is looked at to tell words from a picture; whole groups of four. */
const SAMPLE = 4_096;
/** More than one character in so many that is none: it is no text. */
const STRANGE_ONE_IN = 10;
// oxlint-disable-next-line no-control-regex
const STRANGE = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g;

/** The words that stand in the place of a picture, a sound or a file as base64; undefined where there are none. */
export function wordsInside(value: string): string | undefined {
  const start = base64Start(value);
  const sample = value.slice(start, start + SAMPLE);
  if (!BASE64.test(sample)) return undefined;
  const begins = decoded(sample);
  // A PDF begins with words and is packed behind them.
  if (begins === "" || begins.startsWith("%PDF")) return undefined;
  if ((begins.match(STRANGE)?.length ?? 0) * STRANGE_ONE_IN > begins.length) return undefined;
  return decoded(value.slice(start));
}

/** Where the base64 of a value begins. */
export function base64Start(value: string): number {
  return BEFORE.exec(value.slice(0, 220))?.[0].length ?? 0;
}

/** UTF-8, or UTF-16 where its mark says so. */
function decoded(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le", 2) : bytes.toString("utf8");
}
