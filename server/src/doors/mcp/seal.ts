import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Clock, type Millis, type Random, isRecord } from "../../kernel/index.ts";

/** What a client carries for us between two rounds of one request. */
export interface State {
  /** `upstream`: an upstream's own state. `held`: a call that waits here. `approval`: one that waits for a person. */
  kind: "upstream" | "held" | "approval";
  /** The upstream's state, or the id of what is waited for. */
  value: string;
}

/** What a state is bound to: it opens for exactly this and for nothing else. */
export interface Bound {
  /** Who asks. */
  owner: string;
  method: string;
  server: string;
  name: string;
  /** Of the arguments. */
  digest: string;
}

export interface States {
  seal(state: State, bound: Bound): string;
  /** Undefined for what is forged, somebody else's, of another call, or too old. */
  open(text: string, bound: Bound): State | undefined;
}

const IV = 12;
const TAG = 16;
const LASTS_MS: Millis = 3_600_000;
const MAX_TEXT = 262_144;

// Guarantee: a request state opens only for its own caller, tool and arguments, and only for an hour.
export function makeStates(parts: { key: Uint8Array; clock: Clock; random: Random }): States {
  const { key, clock, random } = parts;
  return {
    seal(state, bound) {
      const iv = random.bytes(IV);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad(bound));
      const plain = JSON.stringify({ k: state.kind, v: state.value, e: clock.now() + LASTS_MS });
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(text, bound) {
      if (text.length > MAX_TEXT) return undefined;
      const bytes = Buffer.from(text, "base64url");
      // Other texts of the same bytes are not this one.
      if (bytes.length <= IV + TAG || bytes.toString("base64url") !== text) return undefined;
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV)).setAAD(aad(bound));
        decipher.setAuthTag(bytes.subarray(IV, IV + TAG));
        const plain = Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]);
        const read: unknown = JSON.parse(plain.toString("utf8"));
        if (!isRecord(read) || typeof read["e"] !== "number" || read["e"] < clock.now()) return undefined;
        return { kind: read["k"] as State["kind"], value: String(read["v"]) };
      } catch {
        return undefined;
      }
    },
  };
}

function aad(bound: Bound): Buffer {
  return Buffer.from(JSON.stringify([bound.owner, bound.method, bound.server, bound.name, bound.digest]));
}
