/*
 * Requests as coding and office agents send them: a conversation of plain prose and code. No word in it looks like
 * a secret or a person's data, for a server that blocks or redacts would then do other work than its neighbours.
 */

/** Which texts are new in each request: none, all of them, or the last message only (a conversation that grows). */
export type Novelty = "warm" | "cold" | "turn";

export interface Template {
  bytes: Buffer;
  /** Where eight letters are overwritten to make the next request new. */
  marks: number[];
}

const MARK = "aaaaaaaa";
const PARAGRAPH_BYTES = 400;
const WORDS = `the a this that service request queue worker cache report invoice ticket release review build test module
function returns value when after before customer order table index column plan change agent model answer question
summary draft list check retry limit error handles reads writes sends waits short long first second next open close
const await export import type string number return if else for each map filter result config option default`.split(
  /\s+/,
);

/** A chat completion request of about this size, the same for the same arguments. */
export function chatRequest({
  bytes,
  novelty,
  model,
  stream,
}: {
  bytes: number;
  novelty: Novelty;
  model: string;
  stream: boolean;
}): string {
  const random = generator(bytes);
  const count = bytes < 4_000 ? 2 : Math.min(80, Math.max(6, Math.round(bytes / 2_500)));
  const perMessage = Math.floor((bytes - 150 - count * 35) / count);
  const messages = Array.from({ length: count }, (_, place) => {
    const isNew = novelty === "cold" || (novelty === "turn" && place === count - 1);
    return { role: roleAt(place, count), content: prose(perMessage, isNew, random) };
  });
  const streaming = stream ? { stream: true, stream_options: { include_usage: true } } : {};
  return JSON.stringify({ model, temperature: 0.2, max_tokens: 512, ...streaming, messages });
}

/** One request's bytes for a connection, with the places that make each one new. */
export function template({
  path,
  host,
  headers,
  body,
}: {
  path: string;
  host: string;
  headers: Record<string, string>;
  body: string;
}): Template {
  const lines = Object.entries({
    host,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
  const marks: number[] = [];
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) marks.push(at);
  return { bytes, marks };
}

/** A header value that is new in every request. */
export const NEW_VALUE = `bench-${MARK}`;

/** Writes the number as letters, a to p, into every mark: digits would look like telephone or card numbers. */
export function makeNew({ bytes, marks }: Template, number: number): void {
  for (const at of marks) {
    let rest = number;
    for (let place = MARK.length - 1; place >= 0; place -= 1) {
      bytes[at + place] = 97 + (rest & 15);
      rest = Math.floor(rest / 16);
    }
  }
}

function prose(length: number, isNew: boolean, random: () => number): string {
  const parts: string[] = [];
  let bytes = 0;
  let sinceMark = PARAGRAPH_BYTES;
  while (bytes < length) {
    const isMark = isNew && sinceMark >= PARAGRAPH_BYTES;
    const word = isMark ? MARK : (WORDS[Math.floor(random() * WORDS.length)] ?? "the");
    const space = random() < 0.08 ? ".\n" : " ";
    parts.push(word, space);
    bytes += word.length + space.length + (space === " " ? 0 : 1);
    sinceMark = isMark ? 0 : sinceMark + word.length + 1;
  }
  return parts.join("");
}

function roleAt(place: number, count: number): "system" | "user" | "assistant" {
  if (place === 0) return "system";
  return (count - place) % 2 === 1 ? "user" : "assistant";
}

/** Numbers in [0, 1) that are the same on every run (mulberry32's recurrence). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
