import { hash } from "node:crypto";
import type { TextPart } from "../kernel/index.ts";
import type { Term } from "./signs/sip.ts";

/** One turn of a conversation: texts that follow each other and speak for the same side. */
export interface Turn {
  side: "user" | "assistant" | "tool";
  /** Indexes of its texts in the call. */
  parts: number[];
  digest: number;
  chars: number;
}

/** A conversation as a call carries it. */
export interface Talk {
  turns: Turn[];
  /** Hash of everything up to and with each turn: the same only where all before it is the same. */
  chain: string[];
}

/** Where a body holds what was said, in any of the formats; what stands elsewhere is no turn. */
const ROOTS = new Set<string | number>(["messages", "input", "contents", "prompt"]);
/** Of a longer history the last turns are read. The texts of all of it are assessed. */
export const MAX_TURNS = 400;

export function talkOf(texts: readonly TextPart[], term: Term): Talk {
  const turns: Turn[] = [];
  let last: Turn | undefined;
  let message: string | number | undefined;
  for (const [part, { channel, encoding, path, text }] of texts.entries()) {
    const side = sideOf(channel);
    if (side === undefined || encoding === "name" || !ROOTS.has(path[0] as string)) continue;
    const digest = digestOf(side, text, term);
    if (last?.side === side && message === path[1]) {
      last.parts.push(part);
      last.digest = combine(last.digest, digest);
      last.chars += text.length;
      continue;
    }
    last = { side, parts: [part], digest, chars: text.length };
    message = path[1];
    turns.push(last);
  }
  const read = turns.length > MAX_TURNS ? turns.slice(-MAX_TURNS) : turns;
  let one = 0x2545f491;
  let two = 0x9e3779b9 | 0;
  const chain = read.map(({ digest }) => {
    const [high, low] = [Math.floor(digest / 2 ** 26), digest % 2 ** 26];
    one = Math.imul(one ^ high, 0x85ebca6b) ^ (two >>> 15) ^ low;
    two = Math.imul(two ^ low, 0xc2b2ae35) ^ (one >>> 13) ^ high;
    return `${(one >>> 0).toString(36)}.${(two >>> 0).toString(36)}`;
  });
  return { turns: read, chain };
}

/** System prompts and definitions of tools say nothing of what is talked about. */
function sideOf(channel: TextPart["channel"]): Turn["side"] | undefined {
  switch (channel) {
    case "prompt":
      return "user";
    case "assistant":
      return "assistant";
    case "tool_result":
    case "document":
      return "tool";
    case "system":
    case "tool_definition":
      return undefined;
  }
}

/** 52 bits, keyed: who makes two texts of one digest confuses a session of their own. */
function digestOf(side: Turn["side"], text: string, term: Term): number {
  const hex = hash("sha256", text, "hex");
  const [high, low] = [Number.parseInt(hex.slice(0, 8), 16), Number.parseInt(hex.slice(8, 16), 16)];
  const mark = side === "user" ? 1 : side === "tool" ? 2 : 3;
  return (term(high ^ mark) >>> 6) * 2 ** 26 + (term(low ^ mark) & 0x3ffffff);
}

function combine(a: number, b: number): number {
  const high = Math.imul((a / 2 ** 26) ^ b, 0x85ebca6b) >>> 6;
  const low = Math.imul((a % 2 ** 26) ^ Math.floor(b / 2 ** 26), 0xc2b2ae35) ^ b;
  return high * 2 ** 26 + ((low >>> 0) & 0x3ffffff);
}
