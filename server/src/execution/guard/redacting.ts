import { type Edit, type Stopped, type WordFilter, editLater } from "../../kernel/index.ts";
import { BEFORE_BOUNDARY, BLOCK_MARK, blocksIn, lastBoundary, mayBeginBlock } from "./boundary.ts";

/** Something found in words that are settled, by offsets in the flow. */
export interface Seen {
  start: number;
  end: number;
}

/** Reads a piece of the words of a place. */
export interface Reading {
  /** Everything that a detector sees in the piece, in order, none overlapping another. */
  spansIn(piece: string): readonly Seen[] | Stopped;
  /**
   * Told of what was found once it is settled: what makes the text that stands there instead, or why the answer
   * stops.
   */
  meet(span: Seen, words: string, offset: number): (() => string) | Stopped | undefined;
  /** How far a finding may go on beyond a plain word. */
  reach: number;
}

/** So many characters before what is new are read again: what tells a finding may stand before it. */
const CONTEXT = 256;
const NO_EDITS: readonly Edit[] = [];

/**
 * Settles words as soon as nothing that follows can change what is found in them.
 *
 * Guarantee: what streams is what the whole text gives when it is redacted at once.
 */
export function redacting(reading: Reading): WordFilter {
  return new Redacting(reading);
}

class Redacting implements WordFilter {
  settled = 0;
  stopped: Stopped | undefined;
  readonly #reading: Reading;
  /** What is read again, and behind it what waits. */
  #pieces: string[] = [];
  /** Where they begin in the flow. */
  #base = 0;
  #came = 0;
  /** The last characters that came: long waits are not read anew for every piece. */
  #window = "";
  /** A block that goes on over words may be open. */
  #inBlock = false;
  #edits: Edit[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  push(text: string): void {
    if (this.stopped) return;
    const { reach } = this.#reading;
    const before = this.#came;
    this.#pieces.push(text);
    this.#came += text.length;
    if (reach === Infinity) return;
    const window = this.#window + text;
    this.#window = window.slice(-BEFORE_BOUNDARY);
    const start = this.#came - window.length;
    this.#inBlock ||= mayBeginBlock(window, Math.max(0, before - start - BLOCK_MARK));
    if (this.#inBlock) this.#settleOutsideBlock(reach);
    else {
      // What was no boundary before is none now.
      const from = Math.max(this.settled, before - reach - 2) - start;
      const boundary = lastBoundary(window, Math.max(0, from), reach);
      if (boundary >= 0 && start + boundary > this.settled) this.#settle(start + boundary, reach);
    }
  }

  end(): void {
    if (!this.stopped) this.#settle(this.#came, 0);
  }

  #settleOutsideBlock(reach: number): void {
    const text = this.#text();
    const from = this.settled - this.#base;
    const { open, closed } = blocksIn(text, from);
    this.#inBlock = open < text.length;
    const boundary = lastBoundary(text, closed, reach, open);
    if (boundary > from) this.#settle(this.#base + boundary, reach);
  }

  #text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join("")];
    return this.#pieces[0] ?? "";
  }

  take(): readonly Edit[] {
    if (this.#edits.length === 0) return NO_EDITS;
    const edits = this.#edits;
    this.#edits = [];
    return edits;
  }

  /** Settles up to a place of the flow; less where something crosses it. */
  #settle(place: number, reach: number): void {
    const text = this.#text();
    const from = this.settled - this.#base;
    const upTo = place - this.#base;
    const readTo = Math.min(text.length, upTo + 1 + reach);
    const read = readTo === text.length ? text : text.slice(0, readTo);
    const spans = this.#reading.spansIn(read);
    if ("code" in spans) {
      this.stopped = spans;
      return;
    }
    let to = upTo;
    for (const span of spans) {
      if (span.end <= from) continue;
      // What goes on behind the boundary may go on further: it waits.
      if (span.end > upTo && upTo < text.length) {
        to = Math.max(from, Math.min(to, span.start));
        break;
      }
      const start = Math.max(span.start, from);
      const met = this.#reading.meet(span, read.slice(span.start, span.end), this.#base + span.start);
      if (met === undefined) continue;
      if (typeof met !== "function") {
        this.stopped = met;
        return;
      }
      this.#edits.push(editLater(this.#base + start, this.#base + span.end, met));
    }
    this.settled = this.#base + to;
    const keepFrom = Math.max(0, to - CONTEXT);
    this.#pieces = [text.slice(keepFrom)];
    this.#base += keepFrom;
  }
}

/** Where a sentence may end: a mark of its end with a space behind it, or a mark that needs none. */
const SENTENCE = /[.!?…]["')\]]?\s|[。！？\n]/g;
/** So many characters go on without the end of a sentence. */
const LONGEST = 160;
/** So many of the last characters are looked at each time. */
const LOOKED_AT = 600;

/**
 * Looks at the last words whenever a sentence ends, or so many have come, before they go on to the next filter.
 * `hold`: they wait for the look; else it only takes notice.
 */
export function windowed(
  next: WordFilter,
  look: (words: string, place: { start: number; end: number }) => Stopped | undefined,
  how: "hold" | "watch",
): WordFilter {
  return new Windowed(next, look, how);
}

class Windowed implements WordFilter {
  #stopped: Stopped | undefined;
  readonly #next: WordFilter;
  readonly #look: (words: string, place: { start: number; end: number }) => Stopped | undefined;
  readonly #how: "hold" | "watch";
  /** The last words that were looked at, and behind them those that wait. */
  #text = "";
  #base = 0;
  #looked = 0;

  constructor(
    next: WordFilter,
    look: (words: string, place: { start: number; end: number }) => Stopped | undefined,
    how: "hold" | "watch",
  ) {
    this.#next = next;
    this.#look = look;
    this.#how = how;
  }

  get stopped(): Stopped | undefined {
    return this.#stopped ?? this.#next.stopped;
  }

  get settled(): number {
    return this.#next.settled;
  }

  push(text: string): void {
    if (this.stopped) return;
    if (this.#how === "watch") this.#next.push(text);
    this.#text += text;
    for (let end = this.#nextEnd(); end > 0 && !this.stopped; end = this.#nextEnd()) this.#letGo(end);
  }

  end(): void {
    if (this.stopped) return;
    if (this.#text.length > this.#looked) this.#letGo(this.#text.length);
    if (!this.stopped) this.#next.end();
  }

  take(): readonly Edit[] {
    return this.#next.take();
  }

  /** Where the next words may go on; 0 where they wait. Told by the words alone, however they come. */
  #nextEnd(): number {
    const from = this.#looked;
    SENTENCE.lastIndex = from;
    const found = SENTENCE.exec(this.#text);
    const end = found ? found.index + found[0].length : Infinity;
    if (end <= from + LONGEST) return end;
    return this.#text.length >= from + LONGEST ? from + LONGEST : 0;
  }

  #letGo(end: number): void {
    const start = Math.max(0, end - LOOKED_AT);
    this.#stopped = this.#look(this.#text.slice(start, end), { start: this.#base + start, end: this.#base + end });
    if (this.#stopped) return;
    if (this.#how === "hold") this.#next.push(this.#text.slice(this.#looked, end));
    const gone = Math.max(0, end - LOOKED_AT);
    this.#looked = end - gone;
    this.#text = this.#text.slice(gone);
    this.#base += gone;
  }
}
