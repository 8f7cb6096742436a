/*
 * Anthropic takes only plain characters in the ids and names of tools. What other formats allow beside them is
 * written in a way that can be read back, so that nobody has to remember what stood for what.
 */

const PLAIN_ID = /^[a-zA-Z0-9_-]+$/;
const ID_MARK = "lumos_";
const MAX_NAME = 128;
/** And what would be read back as one of them: an escape begins with the same mark it ends with. */
const STRANGE = /[^a-zA-Z0-9_-]|_(?=x[0-9a-f]{2,6}(?:_|[^a-zA-Z0-9_-]))/gu;
const ESCAPED = /_x(?<code>[0-9a-f]{2,6})_/g;

export function writeToolId(id: string): string {
  return PLAIN_ID.test(id) && !id.startsWith(ID_MARK) ? id : ID_MARK + Buffer.from(id).toString("base64url");
}

export function readToolId(id: string): string {
  return id.startsWith(ID_MARK) ? Buffer.from(id.slice(ID_MARK.length), "base64url").toString("utf8") : id;
}

/** Undefined where it would be too long. */
export function writeToolName(name: string): string | undefined {
  const written = name.replace(STRANGE, (char) => `_x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}_`);
  return written !== "" && written.length <= MAX_NAME ? written : undefined;
}

export function readToolName(name: string): string {
  return name.replace(ESCAPED, (whole, code: string) => {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
