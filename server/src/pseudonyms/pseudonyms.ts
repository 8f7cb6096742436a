import { type Clock, type Log, type Millis, parseDuration } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { nameOf } from "./forms.ts";
import { type Agreed, type PseudonymStore, MAX_VALUES, makePseudonymStore } from "./keep.ts";
import { type Memory, makeMemory } from "./memory.ts";
import { type Names, type Value, labelled, makeNames } from "./names.ts";
import { type Known, type Unkept, makeOpened } from "./opened.ts";
import { type PlainTexts, plainTexts, presentIn, wantedIn } from "./reading.ts";
import type { Opening, PseudonymsRoom } from "./types.ts";

export interface PseudonymsParts {
  store: Store;
  clock: Clock;
  log: Log;
  /** The installation's own, for this room alone. */
  key: Uint8Array;
  /** How long a call waits for the store. */
  patienceMs?: Millis;
}

const KEEP_MS: Millis = 24 * 3_600_000;
const PATIENCE_MS: Millis = 2_000;
const TIDY_MS: Millis = 600_000;
const MAX_KNOWN = 200_000;
/** Longer values are no names of anything. */
const MAX_CHARS = 20_000;

/** What stands in place of values that are taken out of calls, and how they come back. */
export function makePseudonyms(parts: PseudonymsParts): PseudonymsRoom {
  const { clock, log, patienceMs = PATIENCE_MS } = parts;
  const names = makeNames(parts.key);
  const kept = makePseudonymStore(parts);
  const memory = makeMemory(MAX_KNOWN);
  const running = new Set<Promise<unknown>>();
  let unkept = 0;

  const inBackground = (work: Promise<unknown>): void => {
    const tracked = work
      .catch((error: unknown) => log.warn("pseudonyms could not be kept for longer", { error }))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };
  const timer = setInterval(() => inBackground(kept.tidy()), TIDY_MS).unref();
  const room: Room = { names, kept, memory, clock, patienceMs, log, inBackground };

  return {
    open(about) {
      const { redaction } = about.guardrails;
      const { ask } = about.call;
      // Vectors and counts give nothing that values could come back in.
      if (ask.operation !== "generate" || !mayRestore(redaction)) return undefined;
      const wanted = wantedIn(about, redaction);
      const goesOn = ask.broughtIn !== undefined;
      if (wanted.size === 0 && !goesOn && ask.format !== "openai.responses") return undefined;
      return openCall(room, about, wanted).then((opened) => {
        if (opened.story()?.because !== undefined) unkept += 1;
        return opened;
      });
    },
    forget: () => memory.forget(),
    async close() {
      clearInterval(timer);
      await Promise.all(running);
    },
    counts: () => ({ sessions: memory.sessions, values: memory.values, unkept }),
  };
}

interface Room {
  names: Names;
  kept: PseudonymStore;
  memory: Memory;
  clock: Clock;
  log: Log;
  patienceMs: Millis;
  inBackground(work: Promise<unknown>): void;
}

type Redaction = NonNullable<Opening["guardrails"]["redaction"]>;

function mayRestore(redaction: Redaction | undefined): redaction is Redaction {
  if (!redaction) return false;
  return redaction.restore === true || Object.values(redaction.classes ?? {}).some(({ restore }) => restore === true);
}

async function openCall(
  room: Room,
  about: Opening,
  wanted: ReadonlyMap<string, Omit<Value, "hash">>,
): Promise<ReturnType<typeof makeOpened>> {
  const { names, kept } = room;
  const { chain, call } = about;
  const { broughtIn } = call.ask;
  const texts = plainTexts(about);
  const base = { about, wanted, texts, answered: () => Promise.resolve() };
  let session = names.sessionOf(chain, about.session);
  let earlier: Known[] = [];
  if (broughtIn) {
    // Guarantee: what an answer says that its provider keeps is turned back with the pseudonyms it was given under.
    const found = await patiently(room, async () => {
      const before = await kept.sessionOf(broughtIn.map((id) => names.answerOf(chain, id)));
      return before === undefined ? undefined : { before, rows: await kept.all(before) };
    });
    if (!found) return makeOpened({ ...base, known: [], unkept: "unknown" });
    session = found.before;
    earlier = found.rows.flatMap((row) => {
      const opened = names.open(session, row);
      return opened ? [{ pseudonym: row.pseudonym, kind: opened[0], text: opened[1], hash: row.value }] : [];
    });
  }
  const { known, unkept } = await agreed(room, { about, session, wanted, texts });
  const own = new Set(known.map(({ hash }) => hash));
  return makeOpened({
    ...base,
    known,
    earlier: earlier.filter(({ hash }) => !own.has(hash)),
    unkept,
    async answered(ids) {
      const answers = ids.map((id) => names.answerOf(chain, id));
      await patiently(room, () => kept.answered(answers, session));
    },
  });
}

/** The pseudonyms of a call's values: those that are known, and new ones for the others. */
async function agreed(
  room: Room,
  {
    about,
    session,
    wanted,
    texts,
  }: {
    about: Opening;
    session: string;
    wanted: ReadonlyMap<string, Omit<Value, "hash">>;
    texts: PlainTexts;
  },
): Promise<{ known: Known[]; unkept: Unkept | undefined }> {
  const { names, kept, memory, clock } = room;
  const now = clock.now();
  const keepMs = parseDuration(about.guardrails.redaction?.keepFor ?? "") ?? KEEP_MS;
  const values: Value[] = [];
  let unkept: Unkept | undefined;
  for (const value of wanted.values()) {
    if (value.text.length > MAX_CHARS || values.length >= MAX_VALUES) unkept = "full";
    else values.push({ ...value, hash: names.hashOf(session, value) });
  }
  const found = new Map<string, Agreed>();
  const take = (more: ReadonlyMap<string, Agreed>) => {
    for (const [hash, one] of more) found.set(hash, one);
  };
  for (const { hash } of values) {
    const one = memory.get(session, hash, now);
    if (one) found.set(hash, one);
  }
  const missing = () => values.filter(({ hash }) => !found.has(hash));
  const asked = missing();
  if (asked.length > 0) {
    const answer = await patiently(room, async () => {
      const known = await kept.known(
        session,
        asked.map(({ hash }) => hash),
      );
      const fresh = asked.filter(({ hash }) => !known.has(hash));
      if (fresh.length === 0) return known;
      const looks = new Map(fresh.map((value) => [value.hash, names.looksOf(session, value)]));
      const present = presentIn(texts.all, [...looks.values()].flat());
      const more = await kept.agree(
        session,
        fresh.map((value) => ({
          hash: value.hash,
          label: labelled(value.kind),
          looks: (looks.get(value.hash) ?? []).filter((look) => !present.has(look)),
          seal: (pseudonym) => names.seal(session, value, pseudonym),
        })),
        { keepMs, isFree: (pseudonym) => !texts.anywhere.has(nameOf(pseudonym) ?? "") },
      );
      return new Map([...known, ...more]);
    });
    if (answer) {
      take(answer);
      memory.put(session, answer);
      if (missing().length > 0) unkept = "full";
    } else unkept = "away";
  }
  const aging = values.filter(({ hash }) => (found.get(hash)?.expiresAt ?? Infinity) - now < keepMs / 2);
  if (aging.length > 0) {
    const hashes = aging.map(({ hash }) => hash);
    const longer = new Map(hashes.map((hash) => [hash, { ...(found.get(hash) as Agreed), expiresAt: now + keepMs }]));
    room.inBackground(kept.used(session, hashes, keepMs).then(() => memory.put(session, longer)));
  }
  const known = values.flatMap((value) => {
    const one = found.get(value.hash);
    return one ? [{ ...value, pseudonym: one.pseudonym }] : [];
  });
  return { known, unkept };
}

/** Undefined where the store does not answer in time, or not at all. */
async function patiently<T>({ patienceMs, log }: Room, work: () => Promise<T>): Promise<T | undefined> {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timeout = setTimeout(() => resolve(undefined), patienceMs);
  });
  const working = work().catch((error: unknown) => {
    log.warn("pseudonyms could not be read or kept", { error });
    return undefined;
  });
  return Promise.race([working, late]).finally(() => clearTimeout(timeout));
}
