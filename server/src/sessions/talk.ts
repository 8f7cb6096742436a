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
  /** Hash of everything up to and with each turn, in two halves: the same only where all before it is the same. */
  chain: Int32Array;
}

/** Where a body holds what was said, in any of the formats; what stands elsewhere is no turn. */
const ROOTS = new Set<string | number>(["messages", "input", "contents", "prompt"]);
/** Of a longer history the last turns are read. The texts of all of it are assessed. */
const MAX_TURNS = 400;

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
  const chain = new Int32Array(2 * read.length);
  let one = 0x2545f491;
  let two = 0x9e3779b9 | 0;
  for (let at = 0; at < read.length; at++) {
    const { digest } = read[at] as Turn;
    const high = Math.floor(digest / 2 ** 26);
    const low = digest % 2 ** 26;
    one = Math.imul(one ^ high, 0x85ebca6b) ^ (two >>> 15) ^ low;
    two = Math.imul(two ^ low, 0xc2b2ae35) ^ (one >>> 13) ^ high;
    chain[2 * at] = one;
    chain[2 * at + 1] = two;
  }
  return { turns: read, chain };
}

/** The whole of a conversation up to a turn, as one short text; empty where there is none. */
export function upTo({ turns, chain }: Talk, at: number): string {
  if (at < 0 || at >= turns.length) return "";
  return `${((chain[2 * at] ?? 0) >>> 0).toString(36)}.${((chain[2 * at + 1] ?? 0) >>> 0).toString(36)}`;
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

/** A longer text is hashed by the platform; for a short one that takes longer than the hash itself. */
const SHORT = 400;

/** 52 bits, keyed: who makes two texts of one digest confuses a session of their own. */
function digestOf(side: Turn["side"], text: string, term: Term): number {
  const mark = side === "user" ? 1 : side === "tool" ? 2 : 3;
  let high = text.length;
  let low = mark;
  if (text.length > SHORT) {
    const hex = hash("sha256", text, "hex");
    high = Number.parseInt(hex.slice(0, 8), 16);
    low = Number.parseInt(hex.slice(8, 16), 16);
  } else {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low + code, 0x2c1b3c6d) ^ (low >>> 15);
    }
  }
  return (term(high ^ mark) >>> 6) * 2 ** 26 + (term(low ^ mark) & 0x3ffffff);
}

function combine(a: number, b: number): number {
  const high = Math.imul((a / 2 ** 26) ^ b, 0x85ebca6b) >>> 6;
  const low = Math.imul((a % 2 ** 26) ^ Math.floor(b / 2 ** 26), 0xc2b2ae35) ^ b;
  return high * 2 ** 26 + ((low >>> 0) & 0x3ffffff);
}
