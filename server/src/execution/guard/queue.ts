import { type Flow, type Slot, endFlow, grow, makeFlow, settledIn, stoppedIn, written } from "./flow.ts";
import type { Growing, Members, Sink } from "./formats/sink.ts";
import type { FilterWords, Given, Stopped, Words } from "../../kernel/index.ts";

/** Words in a member of an event, and where they go back to. */
interface Held {
  slot: Slot;
  holder: Members;
  name: string;
  part: Part | undefined;
  /** The member is the object that these words are the JSON of. */
  object: boolean;
}

/** A copy of words that grew in other events. */
interface Copied {
  part: Part;
  where: Growing;
  holder: Members;
  name: string;
}

/** What came of a part of the answer, and what was given of it. */
interface Part {
  came: string;
  gave: string;
}

/** An event on its way through the guard. */
export interface Waiting<Event> {
  event: Event;
  json: Members | undefined;
  held: Held[];
  copied: Copied[];
  /** Its JSON is no longer what came. */
  changed: boolean;
}

/** What is done with an event whose words are settled. `part`: some of its words, and the rest stays behind. */
export type Give<Event> = (waiting: Waiting<Event>, extent: "all" | "part") => void;

const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** So many characters of one event are given before its last ones are settled. */
const WORTH_SPLITTING = 16;

/**
 * The events of one answer in the order they came. An event goes on when all words in it are settled, and never
 * before those that came before it.
 */
// Guarantee: no event overtakes words that are held back.
export class EventQueue<Event> {
  stopped: Stopped | undefined;
  /** What stood in the answer that is not text. */
  readonly unread = new Set<string>();
  readonly #flows = new Map<string, Flow>();
  readonly #parts = new Map<string, Part>();
  readonly #filterFor: FilterWords;
  readonly #strict: boolean;
  #waiting: Waiting<Event>[] = [];
  #gone = 0;
  #waitingBytes = 0;

  constructor({ filterFor, strict }: Pick<Words, "filterFor" | "strict">) {
    this.#filterFor = filterFor;
    this.#strict = strict;
  }

  /** Takes an event. `read` is shown a sink for its words; an event without JSON has none. */
  take(event: Event, json: Members | undefined, read: (sink: Sink) => void, bytes = 0): void {
    this.#waitingBytes += bytes;
    // Guarantee: what waits is bounded.
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.unread.add("more than can wait to be inspected");
    const waiting: Waiting<Event> = { event, json, held: [], copied: [], changed: false };
    const ends: string[] = [];
    read(this.#sink(waiting, ends));
    for (const prefix of ends) this.end(prefix);
    this.#waiting.push(waiting);
  }

  /** No more words come for flows whose names begin so. */
  end(prefix: string): void {
    for (const [name, flow] of this.#flows) {
      if (!name.startsWith(prefix)) continue;
      endFlow(flow);
      this.#heed(flow);
    }
  }

  /** Words that were given, by the flow they grew in. */
  given(): Given[] {
    return [...this.#flows.values()].map(({ place, gave }) => ({ place, characters: gave }));
  }

  /** Gives what is settled, in order. */
  release(give: Give<Event>): void {
    while (this.stopped === undefined && this.#gone < this.#waiting.length) {
      const next = this.#waiting[this.#gone] as Waiting<Event>;
      if (!next.held.every(({ slot }) => settledIn(slot.flow) >= slot.end)) {
        this.#split(next, give);
        break;
      }
      for (const held of next.held) this.#write(next, held, held.slot.end);
      for (const copied of next.copied) this.#copy(next, copied);
      if (this.stopped) break;
      this.#gone += 1;
      give(next, "all");
    }
    if (this.#gone > 64 || this.#gone === this.#waiting.length) {
      this.#waiting.splice(0, this.#gone);
      this.#gone = 0;
      if (this.#waiting.length === 0) this.#waitingBytes = 0;
    }
  }

  /** Where one member of an event holds many words, those that are settled need not wait for the others. */
  #split(next: Waiting<Event>, give: Give<Event>): void {
    const [held] = next.held;
    if (!held || next.held.length > 1 || next.copied.length > 0 || held.object) return;
    const { slot } = held;
    const settled = Math.min(settledIn(slot.flow), slot.end);
    if (settled - slot.start < WORTH_SPLITTING) return;
    const words = this.#take(held, settled);
    const rest = held.holder[held.name];
    held.holder[held.name] = words;
    next.changed = true;
    give(next, "part");
    held.holder[held.name] = rest;
  }

  #write(waiting: Waiting<Event>, held: Held, upTo: number): void {
    const before = held.slot.words;
    const words = this.#take(held, upTo);
    if (held.object) {
      if (words === before) return;
      held.holder[held.name] = JSON.parse(words) as unknown;
    } else {
      if (held.holder[held.name] === words) return;
      held.holder[held.name] = words;
    }
    waiting.changed = true;
  }

  #take({ slot, part }: Held, upTo: number): string {
    const came = slot.words.slice(0, upTo - slot.start);
    const words = written(slot, upTo);
    if (part) {
      part.came += came;
      part.gave += words;
    }
    return words;
  }

  #copy(waiting: Waiting<Event>, { part, where, holder, name }: Copied): void {
    const words = holder[name] as string;
    const out = part.came === words ? part.gave : this.#filteredAlone(where, words);
    if (out === words) return;
    holder[name] = out;
    waiting.changed = true;
  }

  #filteredAlone({ kind, choice, flow: place }: Growing, words: string): string {
    const flow = makeFlow({ kind, choice, place, whole: true }, this.#filterFor({ kind, choice, place, whole: true }));
    const slot = grow(flow, words);
    endFlow(flow);
    this.#heed(flow);
    return this.stopped ? "" : written(slot, slot.end);
  }

  #heed(flow: Flow): void {
    this.stopped ??= stoppedIn(flow);
  }

  #sink(waiting: Waiting<Event>, ends: string[]): Sink {
    const hold = (flow: Flow, words: string, to: Omit<Held, "slot">) => {
      waiting.held.push({ slot: grow(flow, words), ...to });
      this.#heed(flow);
    };
    const alone = (where: Omit<Growing, "flow" | "part">, words: string, to: Omit<Held, "slot" | "part">) => {
      const place = { ...where, place: to.name, whole: true };
      const flow = makeFlow(place, this.#filterFor(place));
      if (!flow.filter) return;
      hold(flow, words, { ...to, part: undefined });
      endFlow(flow);
      this.#heed(flow);
    };
    const sink: Sink = {
      grows: (where, holder, name) => {
        const words = holder[name] as string;
        const flow = this.#flow(where);
        // Guarantee: a value that is torn over an end that was none is not given.
        if (flow.ended) this.unread.add("words behind the end of their place");
        hold(flow.ended ? this.#again(where) : flow, words, {
          holder,
          name,
          part: this.#part(where.part),
          object: false,
        });
      },
      copies: (where, holder, name) => {
        const part = this.#parts.get(where.part);
        if (part) waiting.copied.push({ part, where, holder, name });
        else sink.grows(where, holder, name);
      },
      whole: (where, holder, name) => alone(where, holder[name] as string, { holder, name, object: false }),
      called: (choice, holder, name) =>
        alone({ kind: "arguments", choice }, JSON.stringify(holder[name]), { holder, name, object: true }),
      drops: (holder, name) => {
        if (!this.#strict) return;
        holder[name] = Array.isArray(holder[name]) ? [] : null;
        waiting.changed = true;
      },
      unread: (what) => this.unread.add(what),
      ends: (prefix) => ends.push(prefix),
    };
    return sink;
  }

  #flow({ flow: name, kind, choice }: Growing): Flow {
    let flow = this.#flows.get(name);
    if (!flow) {
      const place = { kind, choice, place: name, whole: false };
      flow = makeFlow(place, this.#filterFor(place));
      this.#flows.set(name, flow);
    }
    return flow;
  }

  /** The place begins anew, where the organization lets that go on. */
  #again(where: Growing): Flow {
    this.#flows.delete(where.flow);
    return this.#flow(where);
  }

  #part(name: string | undefined): Part | undefined {
    if (name === undefined) return undefined;
    let part = this.#parts.get(name);
    if (!part) {
      part = { came: "", gave: "" };
      this.#parts.set(name, part);
    }
    return part;
  }
}
