import { hash } from "node:crypto";
import { ALNUM, beginsAt, endsAt, HEX, isIn, LOWER, DIGIT, runEnd } from "../chars.ts";
import type { Span } from "../types.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** A Bitcoin address of the older kinds, beginning at this `1` or `3`. Returns where to go on, -1 when none stands here. */
export function readBase58(text: string, from: number, found: Span[]): number {
  const first = text.charCodeAt(from);
  if ((first !== 49 && first !== 51) || !beginsAt(text, from)) return -1;
  const end = runEnd(text, from, ALNUM, from + 36);
  if (end - from < 26 || end - from > 35 || !checks58(text.slice(from, end))) return -1;
  found.push({ kind: "crypto", rule: "bitcoin-address", start: from, end, confidence: 98 });
  return end;
}

function checks58(address: string): boolean {
  let value = 0n;
  for (let i = 0; i < address.length; i++) {
    const digit = BASE58.indexOf(address[i] as string);
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  const bytes = Buffer.from(value.toString(16).padStart(50, "0"), "hex");
  if (bytes.length !== 25) return false;
  const sum = hash("sha256", hash("sha256", bytes.subarray(0, 21), "buffer"), "buffer");
  return sum.subarray(0, 4).equals(bytes.subarray(21));
}

/** `bc1...` from after its prefix. */
export function readBech32(text: string, start: number, end: number, found: Span[]): void {
  if (!beginsAt(text, start)) return;
  const stop = runEnd(text, end, LOWER | DIGIT, end + 80);
  if (stop - start < 26 || stop - start > 90 || !endsAt(text, stop) || !checksBech32(text.slice(end, stop))) return;
  found.push({ kind: "crypto", rule: "bitcoin-address", start, end: stop, confidence: 98 });
}

function checksBech32(data: string): boolean {
  let sum = 1;
  const add = (value: number) => {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [i, part] of [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].entries()) {
      if ((top >>> i) & 1) sum ^= part;
    }
  };
  for (const value of [3, 3, 0, 2, 3]) add(value);
  for (const letter of data) {
    const value = BECH32.indexOf(letter);
    if (value < 0) return false;
    add(value);
  }
  return sum === 1 || sum === 0x2bc830a3;
}

/** `0x` and forty digits of either case: an account of Ethereum and its like. */
export function readEthereum(text: string, start: number, end: number, found: Span[]): void {
  if (!beginsAt(text, start)) return;
  const stop = runEnd(text, end, HEX, end + 41);
  if (stop - end !== 40 || isIn(ALNUM, text.charCodeAt(stop)) || new Set(text.slice(end, stop)).size < 6) return;
  found.push({ kind: "crypto", rule: "ethereum-address", start, end: stop, confidence: 75 });
}
