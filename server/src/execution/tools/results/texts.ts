import { type TextPart, mayTell } from "../../../kernel/index.ts";

/** What a result holds, as far as it can be read. */
export interface ResultTexts {
  texts: TextPart[];
  /** Pictures, sound, files: bytes that nobody reads as text, how many of them. */
  binary: number;
  /** It is larger than is read, or nested deeper; what was read is in `texts`. */
  unread?: string;
}

const MAX_TEXTS = 20_000;
const MAX_CHARACTERS = 4_000_000;
const MAX_DEPTH = 64;
/** Members whose value is base64 in MCP's contents. */
const PACKED = new Set(["data", "blob"]);
/** Names of members that the protocol gives; others that are long enough to tell something are read as well. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;

function isPlain(name: string): boolean {
  return PLAIN_NAME.test(name) && !mayTell(name);
}

/** Every text of a result, wherever it stands: a member that nobody thought of is read as well. */
export function textsOfResult(value: unknown, channel: TextPart["channel"] = "tool_result"): ResultTexts {
  const read: ResultTexts = { texts: [], binary: 0 };
  let characters = 0;
  const add = (path: (string | number)[], text: string, encoding: TextPart["encoding"]) => {
    if (read.texts.length >= MAX_TEXTS || characters + text.length > MAX_CHARACTERS) {
      read.unread ??= "it is larger than can be read";
      return;
    }
    characters += text.length;
    read.texts.push({ path, place: placeOf(path), channel, encoding, text });
  };
  const walk = (path: (string | number)[], inner: unknown, holder: Record<string, unknown> | undefined): void => {
    if (path.length > MAX_DEPTH) {
      read.unread ??= "it is nested too deep";
      return;
    }
    if (typeof inner === "string") {
      const name = path.at(-1);
      if (holder && typeof name === "string" && PACKED.has(name) && typeof holder["mimeType"] === "string") {
        const words = wordsIn(inner, holder["mimeType"]);
        if (words === undefined) read.binary += 1;
        else add(path, words, "base64");
        return;
      }
      if (inner !== "") add(path, inner, "string");
      return;
    }
    if (typeof inner !== "object" || inner === null) return;
    if (Array.isArray(inner)) {
      for (const [at, item] of inner.entries()) walk([...path, at], item, undefined);
      return;
    }
    for (const [name, member] of Object.entries(inner)) {
      const at = [...path, name];
      if (!isPlain(name)) add(at, name, "name");
      walk(at, member, inner as Record<string, unknown>);
    }
  };
  walk([], value, undefined);
  return read;
}

/** The words of a packed text; undefined where it is none. */
function wordsIn(packed: string, mimeType: string): string | undefined {
  const bytes = Buffer.from(packed, "base64");
  if (bytes.length === 0) return undefined;
  const text = bytes.toString("utf8");
  if (/^(?:text\/|application\/(?:json|xml|x-?yaml|javascript))|\+(?:json|xml)\b/i.test(mimeType)) return text;
  // Whatever it is called: what reads as text is read.
  for (const character of text.slice(0, 4_096)) if (isNoText(character.charCodeAt(0))) return undefined;
  return text;
}

function isNoText(code: number): boolean {
  return code < 9 || (code > 13 && code < 32) || code === 0xfffd;
}

function placeOf(path: readonly (string | number)[]): string {
  let place = "";
  for (const step of path) {
    if (typeof step === "number") place += `[${step}]`;
    else if (isPlain(step)) place += place === "" ? step : `.${step}`;
    else place += ".*";
  }
  return place;
}
