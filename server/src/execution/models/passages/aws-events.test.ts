import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { awsChunk, awsEvent, awsException, awsFrame } from "../../../../test/fakes/aws-frames.ts";
import { awsEventsPassage, makeFrameReader } from "./aws-events.ts";
import type { Passage } from "./passage.ts";

/** A passage that lets everything through, and is done at `message_stop`. */
function plain(): Passage & { seen: string } {
  return {
    seen: "",
    push(chunk) {
      this.seen += chunk.toString("utf8");
      return chunk;
    },
    done: false,
    broken: undefined,
    ended: () => true,
    last: () => Buffer.alloc(0),
    usage: () => ({ source: "estimated", input: 0, cachedInput: 0, output: 0, reasoning: 0 }),
    whole: () => undefined,
    refusal: (body) => body,
    streamType: undefined,
    lost: [],
  };
}

const pushed = (passage: Passage, ...chunks: Buffer[]) =>
  chunks.map((chunk) => passage.push(chunk).toString("utf8")).join("");

test("frames become server-sent events, however they are torn", () => {
  const frames = Buffer.concat([
    awsEvent("messageStart", { role: "assistant" }),
    awsChunk({ type: "content_block_delta", delta: { text: "h\u00e9 \n" } }),
    awsFrame({ ":message-type": "event", ":event-type": "odd name" }, "{}"),
    awsEvent("metadata", { usage: {} }),
  ]);
  const wanted =
    'event: messageStart\ndata: {"role":"assistant"}\n\n' +
    'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"h\u00e9 \\n"}}\n\n' +
    'event: metadata\ndata: {"usage":{}}\n\n';
  for (const size of [1, 7, 64, frames.length]) {
    const passage = awsEventsPassage(plain());
    const pieces: Buffer[] = [];
    for (let at = 0; at < frames.length; at += size) pieces.push(frames.subarray(at, at + size));
    equal(pushed(passage, ...pieces), wanted, `in pieces of ${size}`);
    equal(passage.broken, undefined);
    ok(passage.ended());
    equal(passage.streamType, "text/event-stream; charset=utf-8");
  }
});

test("a stream that ends inside of a frame is not whole", () => {
  const frame = awsEvent("messageStart", {});
  const passage = awsEventsPassage(plain());
  passage.push(frame.subarray(0, -1));
  equal(passage.ended(), false);
});

test("a frame whose checksum is wrong, or which says it is larger than allowed, ends the stream", () => {
  const good = awsEvent("messageStart", { role: "assistant" });
  const flipped = (at: number) => {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] ?? 0) ^ 1;
    return bad;
  };
  for (const at of [0, 5, 9, 20, good.length - 6, good.length - 1]) {
    const passage = awsEventsPassage(plain());
    equal(pushed(passage, flipped(at)), "", `byte ${at}`);
    equal(passage.broken?.kind, "malformed");
    equal(pushed(passage, good), "", "nothing follows");
  }
  const huge = Buffer.from(awsFrame({}, ""));
  const reader = makeFrameReader();
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(0x7fffffff, 0);
  prelude.writeUInt32BE(crcOf(prelude.subarray(0, 8)), 8);
  deepEqual(reader.read(Buffer.concat([prelude, huge])), []);
  equal(reader.broken?.kind, "too_large");
});

test("headers that lie about their length end the stream", () => {
  for (const lie of [0xffff, 0x0100]) {
    const frame = awsFrame({ a: "b" }, "{}");
    frame.writeUInt16BE(lie, 12 + 3);
    frame.writeUInt32BE(crcOf(frame.subarray(0, -4)), frame.length - 4);
    const passage = awsEventsPassage(plain());
    passage.push(frame);
    equal(passage.broken?.kind, "malformed");
  }
  const short = awsFrame({}, "");
  short.writeUInt32BE(13, 0);
  short.writeUInt32BE(crcOf(short.subarray(0, 8)), 8);
  const passage = awsEventsPassage(plain());
  passage.push(short);
  equal(passage.broken?.kind, "malformed");
});

test("an exception inside of the stream is a failure, without the provider's words", () => {
  const passage = awsEventsPassage(plain());
  const out = pushed(passage, Buffer.concat([awsEvent("messageStart", {}), awsException("throttlingException", "x")]));
  equal(out, "event: messageStart\ndata: {}\n\n");
  deepEqual(passage.broken, { kind: "failed", detail: "reported an error inside the stream" });
  equal(passage.ended(), false);
});

test("a payload that is no JSON ends the stream", () => {
  for (const bad of [
    awsFrame({ ":message-type": "event", ":event-type": "chunk" }, '{"bytes":7}'),
    awsFrame({ ":message-type": "event", ":event-type": "chunk" }, '{"bytes":"!!!!"}'),
    awsFrame({ ":message-type": "event", ":event-type": "metadata" }, "{"),
  ]) {
    const passage = awsEventsPassage(plain());
    passage.push(bad);
    equal(passage.broken?.kind, "malformed");
  }
});

test("JSON over several lines stays one event", () => {
  const passage = awsEventsPassage(plain());
  const frame = awsFrame({ ":message-type": "event", ":event-type": "metadata" }, '{\n"a":\n1}');
  equal(pushed(passage, frame), 'event: metadata\ndata: {"a":1}\n\n');
});

function crcOf(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
