const STRICT = new TextDecoder("utf-8", { fatal: true });

/** Bytes as text, or undefined when they are none: not UTF-8 (or UTF-16 of mostly ASCII), or not printable. */
export function asText(bytes: Buffer): string | undefined {
  if (bytes.length < 4) return undefined;
  if (bytes[1] === 0 && bytes[3] === 0) {
    const wide = bytes.toString("utf16le");
    return isReadable(wide) ? wide : undefined;
  }
  let text: string;
  try {
    text = STRICT.decode(bytes);
  } catch {
    // An encoder that was cut in the middle leaves part of a character, or garbage from a part that is not its own.
    text = untilBroken(bytes);
    if (text.length < bytes.length * 0.6) return undefined;
  }
  return isReadable(text) ? text : undefined;
}

function untilBroken(bytes: Buffer): string {
  const loose = bytes.toString("utf8");
  const at = loose.indexOf("\ufffd");
  return at < 0 ? loose : loose.slice(0, at);
}

/** At most one in twenty characters is a control character or of a private area, and there are letters. */
export function isReadable(text: string): boolean {
  let odd = 0;
  let letters = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32) {
      if (code !== 9 && code !== 10 && code !== 13) odd += 1;
    } else if (code < 128) {
      const letter = code | 32;
      if (letter >= 97 && letter <= 122) letters += 1;
      else if (code === 127) odd += 1;
    } else if (code < 0xa0 || (code >= 0xe000 && code < 0xf900) || code === 0xfffd) {
      odd += 1;
    } else {
      letters += 1;
    }
  }
  return odd * 20 <= text.length && letters * 3 >= text.length;
}
