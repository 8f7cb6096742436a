import { type Format, type Usage, isRecord } from "../../kernel/index.ts";
import type { Passage, WholeAnswer } from "../models/passages/passage.ts";
import { Wrapped } from "../models/passages/wrapped.ts";
import { parsedJson } from "../models/taps/counts.ts";
import { anthropicReader } from "./formats/anthropic.ts";
import { chatReader } from "./formats/chat.ts";
import { geminiReader } from "./formats/gemini.ts";
import { responsesReader } from "./formats/responses.ts";
import { type Members, type Reader, type Sink, readOthers } from "./formats/sink.ts";
import { type Closing, closingOf } from "./closing.ts";
import { EventQueue, type Waiting } from "./queue.ts";
import { type Told, retold, toldIn } from "./told.ts";
import type { Stopped, Words } from "../../kernel/index.ts";

const READERS: Partial<Record<Format, Reader>> = {
  "openai.chat": chatReader,
  "openai.responses": responsesReader,
  "anthropic.messages": anthropicReader,
  "gemini.generate": geminiReader,
};

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Takes every word of an answer through filters, whatever provider and format it came from: the events come in the
 * caller's format here, whole, and only their words change.
 */
export class WordsPassage extends Wrapped {
  #stopped: Stopped | undefined;
  readonly #words: Words;
  readonly #reader: Reader;
  readonly #queue: EventQueue<Told>;
  readonly #end: Closing;
  #out = "";
  #closing: Buffer | undefined;
  /** By how much events are numbered higher than they came, as some were given in two. */
  #shift = 0;
  #unread = 0;
  /** Of an answer in one piece. */
  #used: Usage | undefined;

  constructor(inner: Passage, format: Format, words: Words) {
    super(inner);
    const reader = READERS[format];
    if (!reader) throw new TypeError(`nobody knows where words stand in ${format}`);
    this.#reader = reader;
    this.#words = words;
    this.#queue = new EventQueue(words);
    this.#end = closingOf(format);
  }

  override get stopped(): Stopped | undefined {
    return this.#stopped;
  }

  override push(chunk: Buffer): Buffer {
    if (this.stopped || this.#closing) return EMPTY;
    const events = this.inner.push(chunk);
    if (events.length > 0) this.#take(events);
    const out = this.#given();
    if (this.inner.done && !this.inner.broken && !this.stopped) this.#close();
    return out;
  }

  override ended(): boolean {
    if (this.stopped) return true;
    if (!this.inner.ended()) return false;
    if (!this.#closing) this.#close();
    return true;
  }

  override last(): Buffer {
    return this.#closing ?? EMPTY;
  }

  /** A part of an answer is nothing to go on from. */
  override get keptAs(): readonly string[] {
    return this.#stopped ? [] : (this.inner.keptAs ?? []);
  }

  override usage(partial: boolean): Usage {
    return this.#used ?? this.inner.usage(partial);
  }

  override whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    const whole = this.inner.whole(body, contentType);
    if (!whole) return undefined;
    this.#used = whole.usage;
    if (whole.contentType.startsWith("text/event-stream")) {
      this.#take(whole.body);
      this.#endAll();
      const given = this.#given();
      return { ...whole, body: this.#closing ? Buffer.concat([given, this.#closing]) : given };
    }
    const json = parsedJson(whole.body.toString("utf8"));
    if (!isRecord(json)) return undefined;
    let changed = false;
    this.#queue.take(NO_EVENT, json, (sink) => this.#reader.whole(json, sink));
    this.#queue.end("");
    this.#queue.release((waiting) => {
      changed = waiting.changed;
    });
    if (this.#heed()) return undefined;
    return changed ? { ...whole, body: Buffer.from(JSON.stringify(json)) } : whole;
  }

  /** What a provider says of a mistake may hold what its model wrote. */
  override screened(body: Buffer): Buffer {
    const json = parsedJson(body.toString("utf8"));
    if (!isRecord(json)) return EMPTY;
    const { screenFor: filterFor, strict } = this.#words;
    const queue = new EventQueue<undefined>({ filterFor, strict });
    queue.take(undefined, json, (sink) => readOthers(json, NOTHING_KNOWN, 0, sink));
    let out = EMPTY;
    queue.release(({ changed }) => {
      out = changed ? Buffer.from(JSON.stringify(json)) : body;
    });
    return queue.stopped ? EMPTY : out;
  }

  #take(events: Buffer): void {
    for (const told of toldIn(events.toString("utf8"))) {
      const json = told.data === "" ? undefined : parsedJson(told.data);
      const read = (sink: Sink) => isRecord(json) && this.#reader.event(json, told.event, sink);
      if (isRecord(json)) this.#queue.take(told, json, read, told.raw.length);
      else this.#takePlain(told);
      if (this.#heed()) return;
    }
    this.#queue.release(this.#give);
    this.#heed();
  }

  /** What is no JSON says nothing, or cannot be read. */
  #takePlain(told: Told): void {
    const known = told.data === "" || this.#reader.plain(told.data);
    if (!known) this.#queue.unread.add("an event that is no JSON");
    // A comment may hold words that nobody reads here; that something came is all that goes on.
    const raw = told.data === "" ? ":\n\n" : retold(told, told.data);
    this.#queue.take({ ...told, raw }, undefined, () => {}, raw.length);
  }

  /** The answer is complete: what closes it is looked at before its outcome is written down. */
  #close(): void {
    const closing = this.inner.last();
    if (closing.length > 0) this.#take(closing);
    this.#endAll();
    const given = this.#given();
    // What was settled before the answer stopped goes on: the refusal follows it.
    this.#closing = this.#closing ? Buffer.concat([given, this.#closing]) : given;
  }

  #endAll(): void {
    if (this.stopped) return;
    this.#queue.end("");
    this.#queue.release(this.#give);
    this.#heed();
  }

  readonly #give = ({ event, json, changed }: Waiting<Told>, extent: "all" | "part"): void => {
    if (!json) {
      this.#out += event.raw;
      return;
    }
    this.#end.saw(json, event.event);
    const number = json["sequence_number"];
    const numbered = typeof number === "number" && this.#shift > 0;
    if (!changed && !numbered && !event.more) {
      this.#out += event.raw;
      return;
    }
    const renumbered: Members = numbered ? { ...json, sequence_number: number + this.#shift } : json;
    if (extent === "part" && typeof number === "number") this.#shift += 1;
    this.#out += retold(event, JSON.stringify(renumbered));
  };

  #given(): Buffer {
    if (this.#out === "") return EMPTY;
    const out = Buffer.from(this.#out);
    this.#out = "";
    return out;
  }

  #heed(): Stopped | undefined {
    if (this.#queue.unread.size > this.#unread) {
      for (const what of [...this.#queue.unread].slice(this.#unread)) this.#stopped ??= this.#words.unread(what);
      this.#unread = this.#queue.unread.size;
    }
    this.#stopped ??= this.#queue.stopped;
    if (this.#stopped && !this.#closing) {
      const told = this.#words.cut(this.#stopped, this.#queue.given());
      this.#closing = Buffer.from(this.#end.close(told, this.usage(true)));
    }
    return this.#stopped;
  }
}

const NOTHING_KNOWN: ReadonlySet<string> = new Set();
const NO_EVENT: Told = { raw: "", event: "", data: "", more: false };
