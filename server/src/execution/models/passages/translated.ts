import type { Usage } from "../../../kernel/index.ts";
import type { Codec, Frame, Lost, StreamReader, StreamWriter } from "../codecs/codec.ts";
import { deltasOf } from "../codecs/deltas.ts";
import type { Answer, Delta, Json } from "../codecs/form.ts";
import type { ToolNames } from "../codecs/tool-names.ts";
import { parsedJson } from "../taps/counts.ts";
import { eventsOf } from "../taps/events.ts";
import { makeCutter } from "./cutter.ts";
import type { Broken, Passage, WholeAnswer } from "./passage.ts";
import { MAX_EVENT_BYTES, estimated } from "./same.ts";

const EMPTY = Buffer.alloc(0);
/** A token has about this many characters; only where a provider does not count. */
const CHARACTERS_PER_TOKEN = 4;

export interface Translating {
  from: Codec;
  to: Codec;
  issuer: string;
  /** Puts the caller's own names of tools back. */
  names?: Pick<ToolNames, "delta" | "answer">;
  frame: Frame;
  lost: Lost;
  estimatedInput: number;
  streamType: string;
}

/** Provider and caller speak different formats: the answer is read from one and written in the other. */
export const translatedPassage = (parts: Translating): Passage => new TranslatedPassage(parts);

class TranslatedPassage implements Passage {
  done = false;
  broken: Broken | undefined;
  readonly #parts: Translating;
  #reader: StreamReader | undefined;
  #writer: StreamWriter | undefined;
  readonly #cutter = makeCutter();
  #held = "";
  #stopped = false;
  #counted: Usage | undefined;
  #characters = 0;

  constructor(parts: Translating) {
    this.#parts = parts;
  }

  get streamType(): string {
    return this.#parts.streamType;
  }

  get lost(): readonly string[] {
    return this.#parts.lost.names;
  }

  push(chunk: Buffer): Buffer {
    if (this.done || this.broken) return EMPTY;
    const whole = this.#cutter.push(chunk);
    if (this.#cutter.waiting > MAX_EVENT_BYTES) {
      this.broken = { kind: "too_large", detail: "sent an event beyond the limit" };
    }
    const text = whole.length === 0 ? "" : this.#read(whole);
    return text === "" ? EMPTY : Buffer.from(text);
  }

  ended(): boolean {
    if (this.done) return true;
    // Formats without a closing event end with the connection, once the model has said why it stopped.
    if (this.#parts.from.closes === true || !this.#stopped || this.broken || !this.#cutter.blank) return false;
    this.#take({ kind: "end" });
    return true;
  }

  last(): Buffer {
    return this.#held === "" ? EMPTY : Buffer.from(this.#held);
  }

  usage(partial: boolean): Usage {
    const counted = this.#counted;
    const output = Math.ceil(this.#characters / CHARACTERS_PER_TOKEN);
    if (counted === undefined) {
      return { ...estimated(this.#parts.estimatedInput, output), ...(partial ? { partial } : {}) };
    }
    return partial ? { ...counted, output: Math.max(counted.output, output), partial } : counted;
  }

  whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    return wholeOf(this.#parts, body, contentType);
  }

  refusal(): undefined {
    return undefined;
  }

  #take(delta: Delta): string {
    if (delta.kind === "failed") {
      this.broken ??= { kind: "failed", detail: "reported an error inside the stream" };
      return "";
    }
    if (delta.kind === "start" || delta.kind === "usage") this.#counted = delta.usage ?? this.#counted;
    if (delta.kind === "grow") this.#characters += delta.text.length;
    if (delta.kind === "end") this.done = true;
    if (delta.kind === "stop") this.#stopped = true;
    const { to, frame, lost, names } = this.#parts;
    const text = (this.#writer ??= to.writeStream(frame, lost)).write(names ? names.delta(delta) : delta);
    // From the stop on everything waits until the outcome is written down.
    if (!this.#stopped && !this.done) return text;
    this.#held += text;
    return "";
  }

  #read(events: Buffer): string {
    const { from, issuer } = this.#parts;
    let out = "";
    try {
      for (const event of eventsOf(events.toString("utf8"))) {
        for (const delta of (this.#reader ??= from.readStream(issuer)).read(event)) {
          if (this.done || this.broken) break;
          out += this.#take(delta);
        }
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.broken ??= { kind: "malformed", detail: "sent an event that cannot be read" };
    }
    return out;
  }
}

function wholeOf(parts: Translating, body: Buffer, contentType: string): WholeAnswer | undefined {
  if (!contentType.includes("json")) return undefined;
  const { frame, lost, to } = parts;
  const json = parsedJson(body.toString("utf8"));
  let answer: Answer;
  try {
    answer = parts.from.readAnswer(json as Json, parts.issuer);
    if (parts.names) answer = parts.names.answer(answer);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const usage = answer.usage ?? estimated(parts.estimatedInput, Math.ceil(body.length / CHARACTERS_PER_TOKEN));
  if (!frame.prompt.stream) {
    const written = Buffer.from(JSON.stringify(to.writeAnswer(answer, frame, lost)));
    return { body: written, contentType: "application/json", usage };
  }
  // A provider that answers in one piece, asked for a stream.
  const writer = to.writeStream(frame, lost);
  let text = "";
  for (const delta of deltasOf(answer)) text += writer.write(delta);
  return { body: Buffer.from(text), contentType: parts.streamType, usage };
}
