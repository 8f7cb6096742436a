import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Random, systemRandom } from "../kernel/index.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK = "sealed:v1:";

/** Text that only this installation's root key can read again, tied to the place it was written for. */
export interface Sealer {
  seal(text: string, place: string): string;
  /** Throws when the key, the place or the text is not the one it was sealed with. */
  open(sealed: string, place: string): string;
}

// Guarantee: a secret is sealed at rest, and opens only in the place it was sealed for.
export function makeSealer(key: Uint8Array, random: Random = systemRandom): Sealer {
  return {
    seal(text, place) {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return MARK + body.toString("base64");
    },
    open(sealed, place) {
      const body = Buffer.from(sealed.slice(MARK.length), "base64");
      if (!sealed.startsWith(MARK) || body.length < NONCE_BYTES + TAG_BYTES) throw new TypeError("not sealed text");
      const decipher = createDecipheriv(CIPHER, key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      return decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    },
  };
}
