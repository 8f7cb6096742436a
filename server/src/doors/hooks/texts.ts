import { type TextPart, mayTell } from "../../kernel/index.ts";

const MAX_TEXTS = 2_000;
const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 32;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;

function isPlain(name: string): boolean {
  return PLAIN_NAME.test(name) && !mayTell(name);
}

/** Every string of a value, and every name in it that is more than a name. `unread`: it is more than is read. */
export function textsOf(value: unknown, channel: TextPart["channel"]): { texts: TextPart[]; unread?: true } {
  const texts: TextPart[] = [];
  let characters = 0;
  let unread = false;
  const add = (path: (string | number)[], text: string, encoding: TextPart["encoding"]) => {
    if (texts.length >= MAX_TEXTS || characters + text.length > MAX_CHARACTERS) {
      unread = true;
      return;
    }
    characters += text.length;
    texts.push({ path, place: placeOf(path), channel, encoding, text });
  };
  const walk = (path: (string | number)[], inner: unknown): void => {
    if (path.length > MAX_DEPTH) unread = true;
    else if (typeof inner === "string") {
      if (inner !== "") add(path, inner, "string");
    } else if (Array.isArray(inner)) {
      for (const [at, item] of inner.entries()) walk([...path, at], item);
    } else if (typeof inner === "object" && inner !== null) {
      for (const [name, member] of Object.entries(inner)) {
        if (!isPlain(name)) add([...path, name], name, "name");
        walk([...path, name], member);
      }
    }
  };
  walk([], value);
  return unread ? { texts, unread } : { texts };
}

// Guarantee: a place never repeats what a caller wrote as a name.
function placeOf(path: readonly (string | number)[]): string {
  let place = "";
  for (const step of path) {
    if (typeof step === "number") place += `[${step}]`;
    else place += `${place === "" ? "" : "."}${isPlain(step) ? step : "*"}`;
  }
  return place === "" ? "value" : place;
}
