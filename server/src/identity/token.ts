import { crc32 } from "node:zlib";
import type { Random } from "../kernel/index.ts";
import type { PrincipalKind } from "./types.ts";

/*
 * lmk_<kind>_<8 characters of public id>_<43 characters of secret><6 characters of checksum>
 *
 * The public id may be shown and logged. The checksum tells a typo, or any text that is not a key, from a
 * key without asking the database.
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 8;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const SHAPE = /^lmk_(usr|agt|app|srv)_([0-9A-Za-z]{8})_[0-9A-Za-z]{49}$/;
const LOCAL_PREFIX = "lmk_own_";

const SHORT: Record<PrincipalKind, string> = { user: "usr", agent: "agt", application: "app", server: "srv" };

export const KEY_LENGTH = "lmk_usr_".length + ID_LENGTH + 1 + SECRET_LENGTH + CHECK_LENGTH;

export interface ParsedKey {
  id: string;
  /** Everything but the checksum: what is hashed, so that kind, id and secret only fit together. */
  body: string;
}

/** A new key for a public id. */
export function makeKey(random: Random, kind: PrincipalKind, id: string): ParsedKey & { text: string } {
  const body = `lmk_${SHORT[kind]}_${id}_${makeSecret(random)}`;
  return { id, body, text: body + checksum(body) };
}

/** Undefined for anything that was never a key. */
export function parseKey(text: string): ParsedKey | undefined {
  if (text.length !== KEY_LENGTH) return undefined;
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const body = text.slice(0, -CHECK_LENGTH);
  return checksum(body) === text.slice(-CHECK_LENGTH) ? { id: match[2] as string, body } : undefined;
}

export function makeKeyId(random: Random): string {
  let id = "";
  while (id.length < ID_LENGTH) {
    for (const byte of random.bytes(16)) {
      // 248 is 4 x 62: what lies above would favour the first digits.
      if (byte < 248 && id.length < ID_LENGTH) id += DIGITS[byte % 62];
    }
  }
  return id;
}

export function makeLocalToken(random: Random): string {
  const body = LOCAL_PREFIX + makeSecret(random);
  return body + checksum(body);
}

export function isLocalToken(text: string): boolean {
  return text.startsWith(LOCAL_PREFIX);
}

function makeSecret(random: Random): string {
  return base62(BigInt(`0x${random.bytes(SECRET_BYTES).toString("hex")}`), SECRET_LENGTH);
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_LENGTH);
}

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = (DIGITS[Number(rest % 62n)] as string) + text;
  return text.padStart(length, "0");
}
