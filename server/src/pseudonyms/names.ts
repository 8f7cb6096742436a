import { hmacSha256 } from "../kernel/index.ts";
import { type Sealer, makeSealer } from "../registry/index.ts";
import { labelOf } from "../risk/index.ts";
import { type Dice, lookOf } from "./looks.ts";
import type { Style, Opening } from "./types.ts";

/** A value of a call, once for all its spellings. */
export interface Value {
  kind: string;
  /** As it was spelled first. */
  text: string;
  same: string;
  style: Style;
  hash: string;
}

/** Keyed hashes and seals, out of the installation's own key. */
export interface Names {
  // Guarantee: a pseudonym is only ever turned back for the session that it was made in.
  sessionOf(chain: Opening["chain"], session: string): string;
  answerOf(chain: Opening["chain"], id: string): string;
  hashOf(session: string, value: Omit<Value, "hash" | "text">): string;
  /** What a value may be called that is to look like one. */
  looksOf(session: string, value: Value): string[];
  seal(session: string, value: Pick<Value, "hash" | "kind" | "text">, pseudonym: string): string;
  /** Undefined where it was sealed under another key, or for another place. */
  open(
    session: string,
    row: { value: string; pseudonym: string; sealed: string },
  ): [kind: string, text: string] | undefined;
}

const LOOKS = 6;

export function makeNames(key: Uint8Array): Names {
  const hashing = hmacSha256(key, "hash");
  const sealer: Sealer = makeSealer(hmacSha256(key, "seal"));
  const keyed = (...parts: readonly string[]): string =>
    hmacSha256(hashing, JSON.stringify(parts)).toString("base64url").slice(0, 27);
  const whose = ({ org, links }: Opening["chain"]): string => JSON.stringify([org, ...links.map(({ ref }) => ref)]);
  return {
    sessionOf: (chain, session) => keyed("session", whose(chain), session),
    answerOf: (chain, id) => keyed("answer", whose(chain), id),
    hashOf: (session, { kind, same, style }) => keyed("value", session, style, kind, same),
    looksOf(session, { kind, same, text, style }) {
      if (style !== "format") return [];
      const looks: string[] = [];
      for (let turn = 0; turn < LOOKS; turn++) {
        const look = lookOf(
          kind,
          text,
          diceOf(hmacSha256(hashing, JSON.stringify(["look", session, kind, same, turn]))),
        );
        if (look !== undefined && !looks.includes(look)) looks.push(look);
      }
      return looks;
    },
    seal: (session, { hash, kind, text }, pseudonym) =>
      sealer.seal(JSON.stringify([kind, text]), placeOf(session, hash, pseudonym)),
    open(session, { value, pseudonym, sealed }) {
      try {
        return JSON.parse(sealer.open(sealed, placeOf(session, value, pseudonym))) as [string, string];
      } catch {
        return undefined;
      }
    },
  };
}

export function labelled(kind: string): string {
  const label = labelOf(kind).slice(0, 40);
  return /[A-Z]/.test(label) ? label : "VALUE";
}

const placeOf = (session: string, hash: string, pseudonym: string): string =>
  `pseudonym ${session} ${hash} ${pseudonym}`;

/** Enough for what looks need: each throw takes two of the bytes. */
function diceOf(seed: Buffer): Dice {
  let bytes = seed;
  let at = 0;
  return (sides) => {
    if (at + 4 > bytes.length) {
      bytes = hmacSha256(bytes, "more");
      at = 0;
    }
    const number = bytes.readUInt32BE(at);
    at += 4;
    return number % sides;
  };
}
