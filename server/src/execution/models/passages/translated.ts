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

/** Provider and caller speak different formats: the answer is read from one and written in the other. */
export function translatedPassage(parts: {
  from: Codec;
  to: Codec;
  issuer: string;
  /** Puts the caller's own names of tools back. */
  names?: Pick<ToolNames, "delta" | "answer">;
  frame: Frame;
  lost: Lost;
  estimatedInput: number;
  streamType: string;
}): Passage {
  const { from, to, lost } = parts;
  let reader: StreamReader | undefined;
  let writer: StreamWriter | undefined;
  const cutter = makeCutter();
  let held = "";
  let done = false;
  let stopped = false;
  let broken: Broken | undefined;
  let counted: Usage | undefined;
  let characters = 0;

  const write = (delta: Delta): string => (writer ??= to.writeStream(parts.frame, lost)).write(delta);

  const take = (delta: Delta): string => {
    if (delta.kind === "failed") {
      broken ??= { kind: "failed", detail: "reported an error inside the stream" };
      return "";
    }
    if (delta.kind === "start" || delta.kind === "usage") counted = delta.usage ?? counted;
    if (delta.kind === "grow") characters += delta.text.length;
    if (delta.kind === "end") done = true;
    if (delta.kind === "stop") stopped = true;
    const text = write(parts.names ? parts.names.delta(delta) : delta);
    // From the stop on everything waits until the outcome is written down.
    if (!stopped && !done) return text;
    held += text;
    return "";
  };

  const read = (events: Buffer): string => {
    let out = "";
    try {
      for (const event of eventsOf(events.toString("utf8"))) {
        for (const delta of (reader ??= from.readStream(parts.issuer)).read(event)) {
          if (done || broken) break;
          out += take(delta);
        }
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken ??= { kind: "malformed", detail: "sent an event that cannot be read" };
    }
    return out;
  };

  const usage = (partial: boolean): Usage => {
    const output = Math.ceil(characters / CHARACTERS_PER_TOKEN);
    if (counted === undefined) return { ...estimated(parts.estimatedInput, output), ...(partial ? { partial } : {}) };
    return partial ? { ...counted, output: Math.max(counted.output, output), partial } : counted;
  };

  return {
    push(chunk) {
      if (done || broken) return EMPTY;
      const whole = cutter.push(chunk);
      if (cutter.waiting > MAX_EVENT_BYTES) broken = { kind: "too_large", detail: "sent an event beyond the limit" };
      const text = whole.length === 0 ? "" : read(whole);
      return text === "" ? EMPTY : Buffer.from(text);
    },
    get done() {
      return done;
    },
    get broken() {
      return broken;
    },
    ended() {
      if (done) return true;
      // Formats without a closing event end with the connection, once the model has said why it stopped.
      if (from.closes === true || !stopped || broken || !cutter.blank) return false;
      take({ kind: "end" });
      return true;
    },
    last: () => (held === "" ? EMPTY : Buffer.from(held)),
    usage,
    whole: (body, contentType) => wholeOf(parts, body, contentType),
    refusal: () => undefined,
    streamType: parts.streamType,
    get lost() {
      return lost.names;
    },
  };
}

function wholeOf(
  parts: Parameters<typeof translatedPassage>[0],
  body: Buffer,
  contentType: string,
): WholeAnswer | undefined {
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
