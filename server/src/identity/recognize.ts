import { type Clock, type Millis, type Result, fault, ok, refused, sha256, bounded } from "../kernel/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { type KeyFacts, type KeyRow, factsOf, keyHash, matches } from "./facts.ts";
import { type Because, type Held, judge } from "./judge.ts";
import { answered, type Lookups } from "./lookups.ts";
import type { Revocations } from "./revocations.ts";
import { KEY_LENGTH, parseKey } from "./token.ts";
import type { Chain, Need, Refused, Scope } from "./types.ts";

const MAX_TOKENS = 20_000;
const MAX_UNKNOWN = 10_000;
const LANDSCAPE_CONFIRMED_FOR_MS: Millis = 1_000;
const UNKNOWN_FOR_MS: Millis = 5_000;
const USE_NOTED_EVERY_MS: Millis = 60_000;
const MAX_REREADS = 10;
/** From here on the database is asked about each credential. */
const LAG_TO_RECHECK_MS: Millis = 2_000;
/** From here on nobody is recognized whom the database does not confirm. */
const LAG_TO_REFUSE_MS: Millis = 5_000;

export interface Recognizer {
  recognize(
    token: string,
    userToken: string | undefined,
    need: Need,
  ): Result<Chain, Refused> | Promise<Result<Chain, Refused>>;
  /** Whether a chain that was recognized before would be again. */
  stillHolds(chain: Chain): boolean;
  /** A key's row has changed. */
  forget(keyId: string): void;
  /** Every key's row may have changed. */
  forgetAll(): void;
}

/** A secret that fitted, under the hash of its whole key. */
interface Entry extends Held {
  wholeHash: string;
  which: "current" | "previous";
  can: Record<Need, boolean>;
  alone: Answer | undefined;
  notedAt: Millis;
}

interface Answer {
  outer: Entry;
  user: Entry | undefined;
  landscape: Landscape | undefined;
  epoch: number;
  until: Millis;
  result: Result<Chain, Refused>;
}

type Found = Entry | Because;

export function makeRecognizer(parts: {
  store: Store;
  registry: Registry;
  clock: Clock;
  pepper: Uint8Array;
  lookups: Lookups;
  revocations: Revocations;
  used(keyId: string, which: "current" | "previous", at: Millis): void;
}): Recognizer {
  const { store, registry, clock, pepper, lookups, revocations } = parts;
  const entries = bounded<Entry>(MAX_TOKENS);
  const facts = bounded<KeyFacts>(MAX_TOKENS);
  const behalves = bounded<Answer>(MAX_TOKENS);
  const unknown = bounded<Millis>(MAX_UNKNOWN);
  const confirmedAt = bounded<Millis>(MAX_TOKENS);
  const reading = new Map<string, { dirty: boolean; facts: Promise<KeyFacts | undefined> }>();
  const origins = new WeakMap<Chain, { outer: Entry; user: Entry | undefined }>();

  const known = (token: string): Found | Promise<Found> => {
    if (token.length !== KEY_LENGTH) return "malformed";
    // Guarantee: keys that differ in any character never share an entry.
    const wholeHash = sha256(token);
    const entry = entries.get(wholeHash);
    if (entry && !entry.facts.stale) return entry;

    // Guarantee: a mistyped key never reaches the database.
    const parsed = parseKey(token);
    if (!parsed) return "malformed";
    const secretHash = keyHash(pepper, parsed.body);
    const found = facts.get(parsed.id);
    if (found && !found.stale) {
      // A secret that does not fit may be the one of a rotation this process has not heard of yet.
      const fitted = fit(found, secretHash, wholeHash);
      if (fitted !== "unknown") return fitted;
    } else if (clock.elapsed() < (unknown.get(parsed.id) ?? 0)) {
      return "unknown";
    }
    return read(parsed.id).then((row) => (row ? fit(row, secretHash, wholeHash) : "unknown"));
  };

  const fit = (key: KeyFacts, secretHash: Uint8Array, wholeHash: string): Found => {
    const which = matches(key, secretHash);
    if (!which) return "unknown";
    const entry: Entry = {
      wholeHash,
      facts: key,
      which,
      until: which === "current" ? key.expiresAt : Math.min(key.expiresAt, key.previousUntil ?? 0),
      can: allowedBy(key.scopes),
      alone: undefined,
      notedAt: -Infinity,
    };
    if (!key.stale) entries.set(wholeHash, entry);
    return entry;
  };

  /** Reads a key once for all who ask, and again when it changed meanwhile. */
  const read = (id: string): Promise<KeyFacts | undefined> => {
    const running = reading.get(id);
    if (running) return running.facts;
    const state = { dirty: false, facts: Promise.resolve<KeyFacts | undefined>(undefined) };
    const settle = async () => {
      for (let tries = 0; tries < MAX_REREADS; tries++) {
        state.dirty = false;
        const row = await lookups.find(id);
        if (!state.dirty) return keep(id, row);
      }
      throw fault("unavailable", { internal: `key ${id} changes faster than it can be read` });
    };
    reading.set(id, state);
    state.facts = settle().finally(() => reading.delete(id));
    return state.facts;
  };

  const keep = (id: string, row: KeyRow | undefined): KeyFacts | undefined => {
    const key = row && factsOf(row);
    const before = facts.get(id);
    if (key && before && !before.stale && sameFacts(before, key)) return before;
    if (before) forget(id);
    if (key) facts.set(id, key);
    else unknown.set(id, clock.elapsed() + UNKNOWN_FOR_MS);
    return key;
  };

  const forget = (id: string) => {
    const before = facts.get(id);
    if (before) before.stale = true;
    facts.delete(id);
    unknown.delete(id);
    const running = reading.get(id);
    if (running) running.dirty = true;
  };

  const answer = (outer: Found, user: Found | undefined, need: Need): Result<Chain, Refused> => {
    if (typeof outer === "string") return REFUSALS[outer];
    const now = clock.now();
    if (typeof user === "string") return refuse(outer, "chain");
    const { result } = answerFor(outer, user, now);
    if (!result.ok) return result;
    // Guarantee: acting on behalf of a user never does more than that user's key may.
    if (!outer.can[need] || (user && !user.can[need])) return refuse(outer, "scope");
    note(outer, now);
    if (user) note(user, now);
    return result;
  };

  const answerFor = (outer: Entry, user: Entry | undefined, now: Millis): Answer => {
    const pair = user && outer.wholeHash + user.wholeHash;
    const before = pair === undefined ? outer.alone : behalves.get(pair);
    const landscape = registry.landscape(outer.facts.org);
    const { epoch } = revocations;
    if (
      before &&
      before.landscape === landscape &&
      before.epoch === epoch &&
      before.outer === outer &&
      before.user === user &&
      now < before.until
    ) {
      return before;
    }
    const judged = judge({ landscape, revocations, now }, outer, user);
    const made: Answer = {
      outer,
      user,
      landscape,
      epoch,
      // A refusal is found anew each time: it costs no query.
      until: judged.ok ? judged.value.until : 0,
      result: judged.ok ? ok(judged.value.chain) : refuse(outer, judged.error),
    };
    if (judged.ok) origins.set(judged.value.chain, { outer, user });
    if (pair === undefined) outer.alone = made;
    else behalves.set(pair, made);
    return made;
  };

  const note = (entry: Entry, now: Millis) => {
    if (now - entry.notedAt < USE_NOTED_EVERY_MS) return;
    entry.notedAt = now;
    parts.used(entry.facts.id, entry.which, now);
  };

  /** What the database says now; what is known already where it cannot be asked and that is young enough. */
  const confirmed = async (token: string): Promise<Found> => {
    const parsed = parseKey(token);
    if (!parsed) return "malformed";
    const wholeHash = sha256(token);
    const secretHash = keyHash(pepper, parsed.body);
    try {
      const key = keep(parsed.id, await lookups.find(parsed.id));
      if (!key) return "unknown";
      await confirmLandscape(key.org);
      const entry = entries.get(wholeHash);
      return entry && entry.facts === key ? entry : fit(key, secretHash, wholeHash);
    } catch (error) {
      const key = facts.get(parsed.id);
      if (store.signalLag() > LAG_TO_REFUSE_MS || !key || key.stale) throw error;
      return fit(key, secretHash, wholeHash);
    }
  };

  /** A disabled principal may be among the news that was not heard. */
  const confirmLandscape = async (org: string): Promise<void> => {
    const before = confirmedAt.get(org);
    if (before !== undefined && clock.elapsed() - before < LANDSCAPE_CONFIRMED_FOR_MS) return;
    const asked = clock.elapsed();
    await answered("the registry", registry.refresh(org));
    confirmedAt.set(org, asked);
  };

  const slowly = async (
    outer: Found | Promise<Found>,
    userToken: string | undefined,
    find: (token: string) => Found | Promise<Found>,
    need: Need,
  ) => {
    const first = await outer;
    if (userToken === undefined || typeof first === "string") return answer(first, undefined, need);
    return answer(first, await find(userToken), need);
  };

  return {
    recognize(token, userToken, need) {
      // Guarantee: a process that hears no news of revocations asks the database, or refuses.
      if (store.signalLag() > LAG_TO_RECHECK_MS) return slowly(confirmed(token), userToken, confirmed, need);
      const outer = known(token);
      if (outer instanceof Promise) return slowly(outer, userToken, known, need);
      if (userToken === undefined || typeof outer === "string") return answer(outer, undefined, need);
      const user = known(userToken);
      if (user instanceof Promise) return slowly(outer, userToken, () => user, need);
      return answer(outer, user, need);
    },
    stillHolds(chain) {
      const origin = origins.get(chain);
      return !origin || answerFor(origin.outer, origin.user, clock.now()).result.ok;
    },
    forget,
    forgetAll() {
      for (const key of facts.values()) key.stale = true;
      for (const running of reading.values()) running.dirty = true;
      facts.clear();
      entries.clear();
      behalves.clear();
      unknown.clear();
    },
  };
}

function allowedBy(scopes: readonly Scope[]): Record<Need, boolean> {
  const manage = scopes.includes("manage");
  const call = scopes.includes("call");
  const approve = scopes.includes("approve");
  const read = manage || approve || scopes.includes("read");
  return { call, decide: call || scopes.includes("decide"), manage, read, approve };
}

function sameFacts(a: KeyFacts, b: KeyFacts): boolean {
  return (
    a.hash.equals(b.hash) &&
    a.previousUntil === b.previousUntil &&
    (a.previousHash?.equals(b.previousHash ?? Buffer.alloc(0)) ?? b.previousHash === undefined) &&
    a.revokedAt === b.revokedAt &&
    a.expiresAt === b.expiresAt
  );
}

function refuse(entry: Entry, because: Because): Result<Chain, Refused> {
  return refused({ code: "unauthenticated", because, org: entry.facts.org, principal: entry.facts.principal });
}

const refusal = (because: Because): Result<Chain, Refused> =>
  Object.freeze(refused(Object.freeze({ code: "unauthenticated" as const, because })));

export const REFUSALS: Record<Because, Result<Chain, Refused>> = {
  missing: refusal("missing"),
  malformed: refusal("malformed"),
  unknown: refusal("unknown"),
  expired: refusal("expired"),
  revoked: refusal("revoked"),
  disabled: refusal("disabled"),
  scope: refusal("scope"),
  chain: refusal("chain"),
};
