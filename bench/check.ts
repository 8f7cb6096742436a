/* Before anything is timed: does the server pass on what it should, and what does it do when a client leaves? */
import { createHash } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import type { MockControl } from "./control.ts";
import { chatRequest } from "./load/bodies.ts";
import { MODEL, REPLY, SENT, streamEvent } from "./load/mock.ts";
import type { Target } from "./targets/index.ts";

export interface Checked {
  /** `bytes`: the very bytes; `json`: the same values written otherwise; anything else: what was wrong. */
  request: string;
  reply: string;
  stream: string;
  /** Streams the upstream was still sending half a second after their client had left. */
  leftOpen: number;
  replyBytes: number;
  streamEvents: number;
  /** A wrong answer voids every row of the target; each kind only its own. */
  plainWorks: boolean;
  streamWorks: boolean;
}

const EVENTS = 20;

export async function check(target: Target, mock: MockControl): Promise<Checked> {
  await mock.set({ events: 0, gapMs: 0, keep: true });
  const sent = chatRequest({ bytes: 2_000, novelty: "warm", model: MODEL, stream: false });
  const plain = await post(target, sent);
  const { lastBody } = await mock.seen();
  const reply =
    plain.status === 200 ? compare(plain.text, REPLY) : `status ${plain.status}: ${plain.text.slice(0, 300)}`;
  const passedOn = compare(lastBody, sent);

  await mock.set({ events: EVENTS, gapMs: 1, keep: false });
  const streamed = await post(target, chatRequest({ bytes: 2_000, novelty: "warm", model: MODEL, stream: true }));
  const stream =
    streamed.status === 200
      ? compareStream(streamed.text)
      : `status ${streamed.status}: ${streamed.text.slice(0, 300)}`;

  await mock.set({ events: 10_000, gapMs: 20, keep: false });
  const streamWorks = isGood(stream);
  if (streamWorks) await leave(target, chatRequest({ bytes: 2_000, novelty: "warm", model: MODEL, stream: true }));
  const { openStreams } = await mock.seen();
  return {
    request: passedOn,
    reply,
    stream,
    leftOpen: openStreams,
    replyBytes: Buffer.byteLength(plain.text),
    streamEvents: streamed.text.split("data: ").length - 1 - EVENTS,
    plainWorks: isGood(reply) && isGood(passedOn),
    streamWorks,
  };
}

const isGood = (answer: string): boolean => answer === "bytes" || answer === "json";

function compare(got: string, wanted: string): string {
  if (got === wanted) return "bytes";
  try {
    if (isDeepStrictEqual(JSON.parse(got), JSON.parse(wanted))) return "json";
  } catch {
    return `not JSON: ${got.slice(0, 200)}`;
  }
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `other content: ${digest(got)} instead of ${digest(wanted)}`;
}

function compareStream(got: string): string {
  const blank = (text: string): string => text.replaceAll(new RegExp(`${SENT}\\d{16}`, "g"), SENT);
  const wanted = Array.from({ length: EVENTS }, (_, place) => streamEvent(place, EVENTS - 1, 0));
  if (blank(got) === blank(wanted.join(""))) return "bytes";
  const events = (text: string): unknown[] =>
    blank(text)
      .split(/\r?\n\r?\n/)
      .filter((event) => event.startsWith("data: "))
      .map((event) => (event === "data: [DONE]" ? event : JSON.parse(event.slice(6))));
  try {
    const [some, all] = [events(got), events(wanted.join(""))];
    if (isDeepStrictEqual(some, all)) return "json";
    return `other events: ${some.length}, ${all.length} wanted`;
  } catch {
    return `not a stream of JSON: ${got.slice(0, 200)}`;
  }
}

function post(target: Target, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resume, fail) => {
    const asked = open(target, body, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => void (text += part));
      response.on("end", () => resume({ status: response.statusCode ?? 0, text }));
      response.on("error", () => resume({ status: 0, text: `cut after: ${text.slice(-200)}` }));
    });
    asked.on("error", fail);
  });
}

/** Reads one event and goes. */
async function leave(target: Target, body: string): Promise<void> {
  await new Promise<void>((resume) => {
    const asked = open(target, body, (response) => {
      response.on("error", () => undefined);
      response.once("data", () => {
        asked.destroy();
        resume();
      });
    });
    asked.on("error", () => resume());
  });
  await sleep(500);
}

function open(target: Target, body: string, onAnswer: (response: IncomingMessage) => void) {
  const { port, path } = target;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...target.headers };
  const asked = request(
    { host: "127.0.0.1", port, path, method: "POST", agent: false, headers, timeout: 10_000 },
    onAnswer,
  );
  asked.on("timeout", () => asked.destroy(new Error(`${target.name} did not answer in ten seconds`)));
  return asked.end(body);
}
