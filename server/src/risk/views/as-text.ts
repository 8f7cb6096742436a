import { isUtf8 } from "node:buffer";

/** Bytes as text, or undefined when they are none: not UTF-8 (or UTF-16 of mostly ASCII), or not printable. */
export function asText(bytes: Buffer): string | undefined {
  if (bytes.length < 4) return undefined;
  if (bytes[1] === 0 && bytes[3] === 0) {
    const wide = bytes.toString("utf16le");
    return isReadable(wide) ? wide : undefined;
  }
  if (isUtf8(bytes)) {
    const text = bytes.toString("utf8");
    return isReadable(text) ? text : undefined;
  }
  // An encoder that was cut in the middle leaves garbage after what is its own.
  const text = untilBroken(bytes);
  return text.length >= Math.max(8, bytes.length * 0.6) && isReadable(text) ? text : undefined;
}

function untilBroken(bytes: Buffer): string {
  const loose = bytes.toString("utf8");
  const at = loose.indexOf("\ufffd");
  return at < 0 ? loose : loose.slice(0, at);
}

/** At most one in twenty characters is a control character or of a private area, and there are letters or hex. */
export function isReadable(text: string): boolean {
  let odd = 0;
  let letters = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32) {
      if (code !== 9 && code !== 10 && code !== 13) odd += 1;
    } else if (code < 128) {
      const letter = code | 32;
      if (letter >= 97 && letter <= 122) letters += 1;
      else if (code >= 48 && code <= 57) digits += 1;
      else if (code === 127) odd += 1;
    } else if (code < 0xa0 || (code >= 0xe000 && code < 0xf900) || code === 0xfffd) {
      odd += 1;
    } else {
      letters += 1;
    }
  }
  // Digits alone are no text, but may be one written in hex.
  const told = letters * 3 >= text.length || (letters > 0 && (letters + digits) * 10 >= text.length * 9);
  return told && odd * 20 <= text.length;
}
