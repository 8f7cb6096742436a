import { createCipheriv, hash } from "node:crypto";
import type { Random } from "../kernel/index.ts";

/** Shorter texts are hashed faster than a cipher is set up. */
const LONG = 16_384;

/** What tells a text from every other one. */
export type TextKey = (text: string) => string;

/**
 * SHA-256; for long texts the tag of AES-GCM, which takes a third of the time. Its key is made here and its tags stay
 * here, so nobody can look for two texts with the same one: by chance that is one in 2^100.
 * A text with half a surrogate pair has no UTF-8, so its UTF-16 is hashed, under a mark of its own.
 */
export function makeTextKey(random: Random): TextKey {
  const key = random.bytes(16);
  const nonce = Buffer.alloc(12);
  return (text) => {
    if (!text.isWellFormed()) return `16:${hash("sha256", Buffer.from(text, "utf16le"), "base64url")}`;
    if (text.length < LONG) return hash("sha256", text, "base64url");
    // Nothing is encrypted: under one key and nonce the tag depends on the text alone.
    const cipher = createCipheriv("aes-128-gcm", key, nonce);
    cipher.setAAD(Buffer.from(text));
    cipher.final();
    return `tag:${text.length}:${cipher.getAuthTag().toString("base64url")}`;
  };
}
