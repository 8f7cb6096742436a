/** What kind of words grow at a place of an answer. */
export type WordKind =
  /** What people read: content, output text, transcripts. */
  | "text"
  | "thinking"
  | "refusal"
  /** What a tool is called with, as JSON. */
  | "arguments"
  /** What a tool is called with, in no fixed form. */
  | "input"
  /** Everything else that can be read: titles, quotes, names, members nobody knows. */
  | "other";

/** Where words grow. Words of one kind in one choice are one text, however many blocks they come in. */
export interface WordPlace {
  kind: WordKind;
  /** Index of the choice or candidate; 0 where a format has one. */
  choice: number;
  /** For people: `choices[0].content`. */
  place: string;
  /** All of it comes with the first push, as the copies of a text do that grew elsewhere. */
  whole: boolean;
}

/** Characters of one place, counted from its beginning, and what goes on instead. Never empty. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit whose text is made when it is written: what is numbered is numbered in the order of the answer. */
export function editLater(start: number, end: number, make: () => string): Edit {
  return new LaterEdit(start, end, make);
}

class LaterEdit implements Edit {
  readonly start: number;
  readonly end: number;
  readonly #make: () => string;
  #text: string | undefined;

  constructor(start: number, end: number, make: () => string) {
    this.start = start;
    this.end = end;
    this.#make = make;
  }

  get text(): string {
    this.#text ??= this.#make();
    return this.#text;
  }
}

/** Nothing more of the answer may go on. */
export interface Stopped {
  code: "policy_blocked";
  /** For people; holds nothing of the answer. */
  why: string;
}

/**
 * What the words of one place go through. It is pushed them as they come, cut anywhere, and says how many of them
 * are settled: whatever follows, they go on as they are but for the edits.
 *
 * Guarantee: words that are not settled are never given.
 */
export interface WordFilter {
  push(text: string): void;
  /** No more words come: all are settled then. */
  end(): void;
  /** How many characters are settled. Never less than before, never inside of an edit. */
  readonly settled: number;
  /** The edits up to there, in order, none overlapping another, each given once. */
  take(): readonly Edit[];
  readonly stopped: Stopped | undefined;
}

/** A filter for one place; undefined where its words go on as they are. */
export type FilterWords = (place: WordPlace) => WordFilter | undefined;

/** What the words of an answer go through, and what is to be known of it. */
export interface Words {
  filterFor: FilterWords;
  /** What the words of a provider's own mistakes go through: they are recorded, too. */
  screenFor: FilterWords;
  /** Words are changed or stopped: what repeats them piece by piece, as token probabilities do, goes. */
  readonly strict: boolean;
  /** What follows where something of the answer cannot be read: why it stops; undefined where it may go on. */
  unread(what: string): Stopped | undefined;
  /** The answer stops: what of each place has gone on until then. Gives the sentence for the caller. */
  cut(stopped: Stopped, given: readonly Given[]): Told;
}

/** How much of a place has gone to the caller. */
export interface Given {
  place: WordPlace;
  characters: number;
}

/** What a caller is told of an answer that stops. */
export interface Told {
  code: Stopped["code"];
  message: string;
  /** The id of the decision. */
  decision: string;
}

const NO_EDITS: readonly Edit[] = [];

/** Several filters that each look at the model's own words. Where edits meet, that of an earlier filter stands. */
export function sideBySide(filters: readonly WordFilter[]): WordFilter | undefined {
  return filters.length < 2 ? filters[0] : new SideBySide(filters);
}

class SideBySide implements WordFilter {
  settled = 0;
  readonly #filters: readonly WordFilter[];
  readonly #waiting: Edit[][];
  #ready: Edit[] = [];

  constructor(filters: readonly WordFilter[]) {
    this.#filters = filters;
    this.#waiting = filters.map(() => []);
  }

  get stopped(): Stopped | undefined {
    return this.#filters.find((filter) => filter.stopped)?.stopped;
  }

  push(text: string): void {
    for (const filter of this.#filters) filter.push(text);
    this.#settle();
  }

  end(): void {
    for (const filter of this.#filters) filter.end();
    this.#settle();
  }

  take(): readonly Edit[] {
    if (this.#ready.length === 0) return NO_EDITS;
    const edits = this.#ready;
    this.#ready = [];
    return edits;
  }

  #settle(): void {
    // One by one: an answer in one piece may bring more edits than a function takes arguments.
    for (const [index, filter] of this.#filters.entries())
      for (const edit of filter.take()) this.#waiting[index]?.push(edit);
    let settled = Math.min(...this.#filters.map((filter) => filter.settled));
    // What one has settled may end inside of another's edit.
    for (let again = true; again;) {
      again = false;
      for (const edits of this.#waiting)
        for (const edit of edits)
          if (edit.start < settled && edit.end > settled) {
            settled = Math.max(edit.start, this.settled);
            again = true;
          }
    }
    let taken: readonly Edit[] = NO_EDITS;
    for (const [index, edits] of this.#waiting.entries()) {
      this.#waiting[index] = edits.filter((edit) => edit.end > settled);
      taken = free(
        taken,
        edits.filter((edit) => edit.end <= settled),
      );
    }
    this.settled = settled;
    for (const edit of taken) this.#ready.push(edit);
  }
}

/** The first edits, and of the others those that meet none of them. All are in order. */
function free(first: readonly Edit[], others: readonly Edit[]): readonly Edit[] {
  if (others.length === 0) return first;
  const all: Edit[] = [];
  let at = 0;
  for (const edit of others) {
    for (let next = first[at]; next && next.end <= edit.start; next = first[at]) {
      all.push(next);
      at += 1;
    }
    const next = first[at];
    if (!next || next.start >= edit.end) all.push(edit);
  }
  for (; at < first.length; at++) all.push(first[at] as Edit);
  return all;
}

/** Holds all words to their end and looks at them once. Gives the edits, or why they may not go on. */
export function heldWhole(look: (text: string) => readonly Edit[] | Stopped): WordFilter {
  return new HeldWhole(look);
}

class HeldWhole implements WordFilter {
  settled = 0;
  stopped: Stopped | undefined;
  readonly #look: (text: string) => readonly Edit[] | Stopped;
  #pieces: string[] = [];
  #edits: readonly Edit[] = NO_EDITS;

  constructor(look: (text: string) => readonly Edit[] | Stopped) {
    this.#look = look;
  }

  push(text: string): void {
    this.#pieces.push(text);
  }

  end(): void {
    const text = this.#pieces.join("");
    this.#pieces = [];
    const seen = this.#look(text);
    if ("code" in seen) {
      this.stopped = seen;
      return;
    }
    this.#edits = seen;
    this.settled = text.length;
  }

  take(): readonly Edit[] {
    const edits = this.#edits;
    this.#edits = NO_EDITS;
    return edits;
  }
}
