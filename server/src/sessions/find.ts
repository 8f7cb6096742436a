import type { Clock } from "../kernel/index.ts";
import type { Found, Keep } from "./keep/keep.ts";
import { takeIn } from "./keep/rows.ts";
import type { Entry, WideEntry } from "./keep/types.ts";
import { copyState, freshState } from "./memory/state.ts";
import { type Namer, findPlace, whoseOf } from "./recognize.ts";
import type { Term } from "./signs/sip.ts";
import { type Talk, talkOf, upTo } from "./talk.ts";
import type { Weighing, Whose } from "./types.ts";
import type { Involved } from "./weigh.ts";
import { freshWide } from "./wide/state.ts";

export interface Seeking {
  talk: Talk;
  org: string;
  whose: string;
  links: Whose["links"];
  name: string;
  stated: boolean;
  session: Entry | undefined;
  principals: (WideEntry | undefined)[];
  teams: (WideEntry | undefined)[];
  people: string[];
  groups: string[];
  /** What has to be read first. */
  keys: string[];
  marks: string[];
  reads: boolean;
}

export type Finder = ReturnType<typeof makeFinder>;

/** Finds whose state a call adds to: in memory where it is, by its keys and marks in the store where it is not. */
export function makeFinder({ keep, namer, clock, term }: { keep: Keep; namer: Namer; clock: Clock; term: Term }) {
  const markIn = (seeking: Pick<Seeking, "org" | "whose">, place: string) =>
    `${seeking.org}\n${seeking.whose}\n${place}`;

  const recognized = (seeking: Seeking): Entry | undefined => {
    return findPlace(seeking.talk, ({ place, opening, end }) => {
      const entry = keep.marked(markIn(seeking, place));
      if (entry === undefined || entry.name === "") return undefined;
      // Many conversations open alike: where nothing else is shared and this one went on otherwise, it is another.
      return opening && !end && entry.lastMark !== place ? undefined : entry;
    });
  };

  const make = (seeking: Pick<Seeking, "org" | "whose" | "links">, name: string): Entry => {
    const now = clock.now();
    const entry: Entry = {
      kind: "session",
      key: namer.keyOf("session", seeking.org, seeking.whose, name),
      org: seeking.org,
      name,
      principal: seeking.links[0]?.ref ?? "",
      subject: seeking.links.at(-1)?.ref ?? "",
      state: freshState(now),
      base: undefined,
      counted: new Map(),
      lastMark: "",
      repeating: 0,
      refusalAhead: false,
      risk: 0,
      flags: [],
      wider: { principal: 0, team: 0 },
      marks: [],
      version: 0,
      changed: false,
      touchedAt: now,
    };
    keep.add(entry);
    return entry;
  };

  const wide = (kind: "principal" | "team", org: string, name: string): WideEntry => {
    const key = namer.keyOf(kind, org, "", name);
    const known = keep.wide(key);
    if (known) return known;
    const now = clock.now();
    const state = freshWide(now);
    const entry: WideEntry = {
      kind,
      key,
      org,
      name,
      state,
      base: undefined,
      version: 0,
      changed: false,
      touchedAt: now,
    };
    keep.add(entry);
    return entry;
  };

  const finder = {
    seek({ call, chain }: Weighing): Seeking {
      const { org, links } = chain;
      const talk = talkOf(call.ask.texts, term);
      const whose = whoseOf({ links });
      const stated = call.stated.session;
      const people = links.length > 1 ? [links[0]?.ref ?? "", links.at(-1)?.ref ?? ""] : [links[0]?.ref ?? ""];
      const groups = [...new Set(links.flatMap((link) => link.teams))].slice(0, 8);
      const seeking: Seeking = {
        talk,
        org,
        whose,
        links,
        name: stated ?? namer.nameOf(org, whose, upTo(talk, talk.turns.length - 1) || call.id),
        stated: stated !== undefined,
        session: undefined,
        principals: people.map((ref) => keep.wide(namer.keyOf("principal", org, "", ref))),
        teams: groups.map((team) => keep.wide(namer.keyOf("team", org, "", team))),
        people,
        groups,
        keys: [],
        marks: [],
        reads: false,
      };
      if (stated !== undefined) seeking.session = keep.session(namer.keyOf("session", org, whose, stated));
      else seeking.session = recognized(seeking);
      for (const [at, entry] of seeking.principals.entries())
        if (!entry) seeking.keys.push(namer.keyOf("principal", org, "", people[at] ?? ""));
      for (const [at, entry] of seeking.teams.entries())
        if (!entry) seeking.keys.push(namer.keyOf("team", org, "", groups[at] ?? ""));
      if (!seeking.session) {
        if (stated !== undefined) seeking.keys.push(namer.keyOf("session", org, whose, stated));
        // What nobody has answered yet goes on from nothing.
        if (talk.turns.some(({ side }) => side === "assistant"))
          findPlace(talk, ({ place, opening }) => {
            if (!opening) seeking.marks.push(markIn(seeking, place));
            return undefined;
          });
      }
      seeking.reads = seeking.keys.length > 0 || seeking.marks.length > 0;
      return seeking;
    },

    /** Takes in what was read, and begins what there is not yet. */
    settle(seeking: Seeking, found: Found | undefined): Involved {
      const { org, people, groups } = seeking;
      const now = clock.now();
      const taken = <T extends Entry | WideEntry>(entry: T): T => {
        const row = entry.version === 0 ? found?.rows.get(entry.key) : undefined;
        if (row) takeIn(entry, row, now);
        entry.touchedAt = Math.max(entry.touchedAt, now);
        return entry;
      };
      // Another call may have found it meanwhile.
      let session = seeking.stated
        ? keep.session(namer.keyOf("session", org, seeking.whose, seeking.name))
        : (seeking.session ?? recognized(seeking));
      if (!session && !seeking.stated && found) {
        const led = seeking.marks.map((mark) => found.rows.get(found.marks.get(mark) ?? "")).find((row) => row);
        if (led) session = keep.session(led.key) ?? make(seeking, led.name);
      }
      if (!session) {
        session = make(seeking, seeking.name);
        // Guarantee: who states another session for the same conversation brings along what it came to.
        const before = seeking.stated && !found?.rows.has(session.key) ? recognized(seeking) : undefined;
        if (before && before !== session) {
          session.state = copyState(before.state);
          session.counted = new Map(before.counted);
        }
      }
      return {
        session: taken(session),
        principals: people.map((ref) => taken(wide("principal", org, ref))),
        teams: groups.map((team) => taken(wide("team", org, team))),
        person: personOf(namer, org, people),
      };
    },

    /** Notes where a later call would go on. */
    mark(session: Entry, seeking: Seeking): void {
      findPlace(seeking.talk, ({ place, end }) => {
        if (!end) return true;
        const mark = markIn(seeking, place);
        if (place.startsWith("c")) session.lastMark = place;
        if (keep.marked(mark) === session) return undefined;
        keep.mark(mark, session);
        session.marks.push(mark);
        if (session.marks.length > MAX_UNWRITTEN_MARKS) session.marks.shift();
        return undefined;
      });
    },

    async byName(whose: Whose, name: string): Promise<Entry | undefined> {
      const who = { org: whose.org, whose: whoseOf(whose), links: whose.links };
      const key = namer.keyOf("session", who.org, who.whose, name);
      const known = keep.session(key);
      if (known) return known;
      const row = (await keep.read([key], []))?.rows.get(key);
      if (!row) return undefined;
      const entry = keep.session(key) ?? make(who, name);
      if (entry.version === 0) takeIn(entry, row, clock.now());
      return entry;
    },

    begin(whose: Whose, name: string): Entry {
      return make({ org: whose.org, whose: whoseOf(whose), links: whose.links }, name);
    },

    // Guarantee: who names no session does not lose what its other calls have read.
    /** The name of the session of all uses of tools by a chain that name none. */
    unnamed: (whose: Whose): string => namer.nameOf(whose.org, whoseOf(whose), "tools"),

    known(whose: Whose, name: string): Entry | undefined {
      return keep.session(namer.keyOf("session", whose.org, whoseOf(whose), name));
    },
  };
  return finder;
}

const MAX_UNWRITTEN_MARKS = 64;

function personOf(namer: Namer, org: string, people: readonly string[]): number {
  const text = namer.keyOf("principal", org, "", people.at(-1) ?? "");
  let hash = 0;
  for (let at = 0; at < 8; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return hash >>> 0;
}
