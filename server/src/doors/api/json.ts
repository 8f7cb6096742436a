import { fault } from "../../kernel/index.ts";

const MAX_DEPTH = 64;
const MAX_MEMBERS = 200_000;

/**
 * JSON as a request may carry it: JSON.parse, and before it one pass over the text that refuses what parsers
 * disagree about (a member named twice) and what is only sent to do harm (`__proto__`, endless nesting).
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    checkStructure(text);
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw fault("invalid_request", { public: "The body is not valid JSON.", cause });
    throw cause;
  }
  return value;
}

/** Walks over strings and brackets only; whether the rest is JSON is for the parser to say. */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let members = 0;
  let nameMayFollow = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
      case 0x5b: // [
        open.push(text[at] === "{" ? new Set() : undefined);
        if (open.length > MAX_DEPTH) throw refuse(`The body is nested deeper than ${MAX_DEPTH}.`);
        nameMayFollow = text[at] === "{";
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        nameMayFollow = false;
        break;
      case 0x2c: // ,
        nameMayFollow = open.at(-1) !== undefined;
        if (++members > MAX_MEMBERS) throw refuse("The body has too many members.");
        break;
      case 0x22: {
        // "
        const end = endOfString(text, at);
        if (nameMayFollow) claimName(open.at(-1), text.slice(at, end + 1));
        nameMayFollow = false;
        at = end;
        break;
      }
      default:
    }
  }
}

function claimName(names: Set<string> | undefined, literal: string): void {
  const name = JSON.parse(literal) as string;
  if (name === "__proto__") throw refuse("The body has a member that no object may have.");
  if (names?.has(name)) throw refuse(`The body names a member twice: ${name.slice(0, 100)}.`);
  names?.add(name);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  throw new SyntaxError("a string without an end");
}

function refuse(sentence: string) {
  return fault("invalid_request", { public: sentence });
}
