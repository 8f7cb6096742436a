import { crc32 } from "node:zlib";

/** One frame of Amazon's event stream, as Bedrock sends it. */
export function awsFrame(headers: Record<string, string>, payload: string | Buffer): Buffer {
  const named = Object.entries(headers).map(([name, value]) => {
    const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
    const length = Buffer.alloc(2);
    length.writeUInt16BE(valueBytes.length);
    return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, Buffer.from([7]), length, valueBytes]);
  });
  const head = Buffer.concat(named);
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(12 + head.length + body.length + 4);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  head.copy(frame, 12);
  body.copy(frame, 12 + head.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4);
  return frame;
}

export function awsEvent(type: string, payload: unknown): Buffer {
  return awsFrame(
    { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
    JSON.stringify(payload),
  );
}

/** An event of the model's own format, as InvokeModelWithResponseStream wraps it. */
export function awsChunk(event: unknown): Buffer {
  return awsEvent("chunk", { bytes: Buffer.from(JSON.stringify(event)).toString("base64"), p: "abcd" });
}

export function awsException(type: string, message: string): Buffer {
  return awsFrame(
    { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" },
    JSON.stringify({ message }),
  );
}
