import { crc32 } from "node:zlib";
import { isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import type { Broken, Passage } from "./passage.ts";
import { MAX_EVENT_BYTES } from "./same.ts";
import { Wrapped } from "./wrapped.ts";

/*
 * Amazon's event stream: binary frames around JSON. A frame is its length, the length of its headers, a
 * checksum of these two, headers, payload, and a checksum of all before it.
 */

const PRELUDE = 12;
const CHECKSUM = 4;
const MAX_HEADERS = 128 * 1024;
const EMPTY: Buffer = Buffer.alloc(0);
const STREAM_TYPE = "text/event-stream; charset=utf-8";

/** Frames become server-sent events, and these go through the passage of their format. */
export const awsEventsPassage = (inner: Passage): Passage => new AwsEventsPassage(inner);

class AwsEventsPassage extends Wrapped {
  readonly #frames = makeFrameReader();
  #broken: Broken | undefined;

  override get broken(): Broken | undefined {
    return this.inner.broken ?? this.#broken;
  }

  override get streamType(): string {
    return STREAM_TYPE;
  }

  override push(chunk: Buffer): Buffer {
    if (this.#broken) return EMPTY;
    const events: Buffer[] = [];
    for (const frame of this.#frames.read(chunk)) {
      const event = eventOf(frame);
      if (Buffer.isBuffer(event)) events.push(event);
      else if (event) this.#broken = event;
      if (this.#broken) break;
    }
    this.#broken ??= this.#frames.broken;
    return events.length === 0
      ? EMPTY
      : this.inner.push(events.length === 1 ? (events[0] as Buffer) : Buffer.concat(events));
  }

  override ended(): boolean {
    return this.#broken === undefined && this.#frames.empty && this.inner.ended();
  }
}

export interface AwsFrame {
  headers: ReadonlyMap<string, string>;
  payload: Buffer;
}

interface FrameReader {
  /** Whole frames, in order. Nothing more comes once `broken` is set. */
  read(chunk: Buffer): AwsFrame[];
  readonly broken: Broken | undefined;
  /** True where no part of a frame waits for the rest. */
  readonly empty: boolean;
}

export const makeFrameReader = (): FrameReader => new Frames();

class Frames implements FrameReader {
  broken: Broken | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Of the frame that is being gathered, once its prelude is there. */
  #wanted = 0;

  get empty(): boolean {
    return this.#size === 0;
  }

  read(chunk: Buffer): AwsFrame[] {
    const frames: AwsFrame[] = [];
    if (this.broken || chunk.length === 0) return frames;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= Math.max(PRELUDE, this.#wanted)) {
      const bytes = this.#gathered();
      if (this.#wanted === 0) {
        const total = bytes.readUInt32BE(0);
        const headers = bytes.readUInt32BE(4);
        // Guarantee: a frame whose checksum is wrong, or which says it is larger than allowed, ends the stream.
        if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) this.broken = WRONG_CHECKSUM;
        else if (total > MAX_EVENT_BYTES) this.broken = { kind: "too_large", detail: "sent an event beyond the limit" };
        else if (headers > MAX_HEADERS || total < PRELUDE + headers + CHECKSUM) this.broken = NO_FRAME;
        if (this.broken) return frames;
        this.#wanted = total;
        continue;
      }
      const frame = bytes.subarray(0, this.#wanted);
      const body = this.#wanted - CHECKSUM;
      if (crc32(frame.subarray(0, body)) !== frame.readUInt32BE(body)) this.broken = WRONG_CHECKSUM;
      const end = PRELUDE + frame.readUInt32BE(4);
      const headers = this.broken ? undefined : headersOf(frame.subarray(PRELUDE, end));
      if (!headers) this.broken ??= NO_FRAME;
      if (this.broken || !headers) return frames;
      frames.push({ headers, payload: frame.subarray(end, body) });
      const rest = bytes.subarray(this.#wanted);
      this.#chunks = rest.length === 0 ? [] : [rest];
      this.#size = rest.length;
      this.#wanted = 0;
    }
    return frames;
  }

  #gathered(): Buffer {
    const chunks = this.#chunks;
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, this.#size);
    this.#chunks = [bytes];
    return bytes;
  }
}

const WRONG_CHECKSUM: Broken = { kind: "malformed", detail: "sent a frame with a wrong checksum" };
const NO_FRAME: Broken = { kind: "malformed", detail: "sent a frame that is none" };

/** How many bytes the value of each type takes that has a fixed length; 6 and 7 say theirs themselves. */
const FIXED: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const STRING = 7;

/** The headers that are text; undefined where they are no headers. */
function headersOf(bytes: Buffer): Map<string, string> | undefined {
  const found = new Map<string, string>();
  let at = 0;
  const has = (more: number) => at + more <= bytes.length;
  while (at < bytes.length) {
    const nameLength = bytes.readUInt8(at);
    at += 1;
    if (!has(nameLength + 1)) return undefined;
    const name = bytes.toString("utf8", at, at + nameLength);
    const type = bytes.readUInt8(at + nameLength);
    at += nameLength + 1;
    let length = FIXED[type];
    if (length === undefined) {
      if ((type !== 6 && type !== STRING) || !has(2)) return undefined;
      length = bytes.readUInt16BE(at);
      at += 2;
    }
    if (!has(length)) return undefined;
    if (type === STRING) found.set(name, bytes.toString("utf8", at, at + length));
    at += length;
  }
  return found;
}

/** One frame as a server-sent event; undefined for one that says nothing. */
function eventOf({ headers, payload }: AwsFrame): Buffer | Broken | undefined {
  const type = headers.get(":message-type");
  if (type === "exception" || type === "error") {
    return { kind: "failed", detail: "reported an error inside the stream" };
  }
  if (type !== "event") return undefined;
  const name = headers.get(":event-type") ?? "";
  const text = name === "chunk" ? chunkOf(payload) : payload.toString("utf8");
  const json = text === undefined ? undefined : parsedJson(text);
  if (text === undefined || json === undefined) {
    return { kind: "malformed", detail: "sent an event that cannot be read" };
  }
  const said = name === "chunk" && isRecord(json) ? json["type"] : name;
  if (typeof said !== "string" || !EVENT_NAME.test(said)) return undefined;
  // JSON that spans lines would end its event too early.
  const data = /[\r\n]/.test(text) ? JSON.stringify(json) : text;
  return Buffer.from(`event: ${said}\ndata: ${data}\n\n`);
}

const EVENT_NAME = /^[A-Za-z_]{1,60}$/;

/** InvokeModel wraps each event of the model's own format once more. */
function chunkOf(payload: Buffer): string | undefined {
  const outer = parsedJson(payload.toString("utf8"));
  const bytes = isRecord(outer) ? outer["bytes"] : undefined;
  return typeof bytes === "string" ? Buffer.from(bytes, "base64").toString("utf8") : undefined;
}
