import { hmacSha256, bounded } from "../kernel/index.ts";
import { type Talk, type Turn, upTo } from "./talk.ts";
import type { Whose } from "./types.ts";

/** Gives names and keys to sessions and to those they are of. */
export interface Namer {
  /**
   * Guarantee: a session belongs to the chain that began it; the same name stated by anybody else is another
   * session. Nobody finds a key without the installation's own.
   */
  keyOf(kind: "session" | "principal" | "team", org: string, whose: string, name: string): string;
  /** A name for a conversation that was given none. */
  nameOf(org: string, whose: string, chain: string): string;
  /** As it is stored: where a later call would go on. */
  markOf(mark: string): string;
}

const MAX_CACHED = 50_000;

export function makeNamer(key: Uint8Array): Namer {
  const cached = bounded<string>(MAX_CACHED);
  const keyed = (purpose: string, org: string, whose: string, what: string): string => {
    const text = JSON.stringify([purpose, org, whose, what]);
    let found = cached.get(text);
    if (found === undefined) {
      found = hmacSha256(key, text).toString("base64url").slice(0, 27);
      cached.set(text, found);
    }
    return found;
  };
  return {
    keyOf: keyed,
    nameOf: (org, whose, chain) => `s-${keyed("name", org, whose, chain)}`,
    markOf: (mark) => hmacSha256(key, `mark ${mark}`).toString("base64url").slice(0, 27),
  };
}

/** Everyone a call acts for, as one text that nobody else has. */
export function whoseOf({ links }: Pick<Whose, "links">): string {
  return links.map(({ ref }) => `${ref.length}:${ref}`).join("");
}

/** A place in a conversation where a call may have ended, and this one goes on. */
export interface Place {
  place: string;
  /** Nothing but the opening is shared: what a model answered is not. */
  opening: boolean;
  /** It is the end of this very call. */
  end: boolean;
}

/** Shorter exchanges than this ("Yes." - "ok") are the same in many conversations. */
const TELLING_CHARS = 60;
const MAX_PLACES = 24;

/**
 * Goes through the places of a conversation, the latest first, until one answers: all that was said up to there, and
 * the last exchange alone, so that it is known again when its beginning or its middle was left out.
 */
export function findPlace<T>(talk: Talk, look: (place: Place) => T | undefined): T | undefined {
  const { turns } = talk;
  const first = turns.findIndex(({ side }) => side === "assistant");
  for (let at = turns.length - 1, places = 0; at >= 0 && places < MAX_PLACES; at--) {
    const turn = turns[at] as Turn;
    if (turn.side === "assistant") continue;
    const end = at === turns.length - 1;
    if (!end && turns[at + 1]?.side !== "assistant") continue;
    places += 1;
    const found =
      look({ place: `c${upTo(talk, at)}`, opening: first === -1 || at < first, end }) ??
      lookBefore(turn, turns[at - 1], end, look);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookBefore<T>(
  turn: Turn,
  before: Turn | undefined,
  end: boolean,
  look: (place: Place) => T | undefined,
): T | undefined {
  if (before?.side !== "assistant" || before.chars + turn.chars < TELLING_CHARS) return undefined;
  return look({ place: `p${before.digest.toString(36)}.${turn.digest.toString(36)}`, opening: false, end });
}
