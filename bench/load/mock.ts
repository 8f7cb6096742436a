/*
 * The upstream of the bench, a process of its own. It answers every POST the same way, as the bench last told it
 * over its channel: a reply of about 1.5 KB, or a stream of paced events that say when they were sent.
 */
import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { MessageReader } from "./http1.ts";

/** What the bench tells the mock. */
export interface MockMode {
  /** Events of a stream; 0: plain replies. */
  events: number;
  gapMs: number;
  /** Keep the last request's body. */
  keep: boolean;
}

export type MockMessage =
  | { kind: "listening"; port: number }
  | { kind: "ready" }
  | { kind: "seen"; openStreams: number; requests: number; lastBody: string };

export const MODEL = "mock-model";
export const REPLY = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_750_000_000,
  model: MODEL,
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "The next step is to check the report. ".repeat(32), refusal: null },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 500, completion_tokens: 260, total_tokens: 760 },
  system_fingerprint: "fp_bench",
});

/** Sixteen digits of microseconds since the machine started, in a field that is part of the format. */
export const SENT = '"system_fingerprint":"';
const FILLER = "and the next part of it ".repeat(4);

export const now = (): number => Number(process.hrtime.bigint() / 1_000n);

export function streamEvent(place: number, last: number, sent: number): string {
  if (place === last) return "data: [DONE]\n\n";
  const stamp = String(sent).padStart(16, "0");
  const head = `{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1750000000,"model":"${MODEL}",${SENT}${stamp}"`;
  if (place === last - 1) {
    return `data: ${head},"choices":[],"usage":{"prompt_tokens":500,"completion_tokens":${last},"total_tokens":${500 + last}}}\n\n`;
  }
  const finish = place === last - 2 ? '"stop"' : "null";
  const delta = place === last - 2 ? "{}" : `{"content":"word${place} ${FILLER}"}`;
  return `data: ${head},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}],"usage":null}\n\n`;
}

export function startMock(tell: (message: MockMessage) => void): {
  server: Server;
  set: (mode: MockMode) => void;
  ask: () => void;
} {
  let mode: MockMode = { events: 0, gapMs: 0, keep: false };
  let openStreams = 0;
  let requests = 0;
  let lastBody = "";
  const reply = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(REPLY)}\r\nx-request-id: req_bench\r\n\r\n${REPLY}`,
  );
  // nginx would otherwise collect events; the others take no notice.
  const streamHead =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-accel-buffering: no\r\ntransfer-encoding: chunked\r\n\r\n";

  const server = createServer({ noDelay: true }, (socket) => {
    const body: Buffer[] = [];
    const onEnd = (): void => {
      requests += 1;
      if (mode.keep) lastBody = Buffer.concat(body).toString("utf8");
      body.length = 0;
      if (mode.events === 0) socket.write(reply);
      else stream(socket);
    };
    const reader = new MessageReader({ onData: (data) => void (mode.keep && body.push(data)), onEnd });
    socket.on("data", (data: Buffer) => reader.feed(data));
    socket.on("error", () => socket.destroy());
  });

  function stream(socket: Socket): void {
    const { events, gapMs } = mode;
    let place = 0;
    openStreams += 1;
    const send = (): void => {
      const event = streamEvent(place, events - 1, now());
      const head = place === 0 ? streamHead : "";
      place += 1;
      const isLast = place >= events;
      socket.write(`${head}${event.length.toString(16)}\r\n${event}\r\n${isLast ? "0\r\n\r\n" : ""}`);
      if (isLast) stop();
    };
    const stop = (): void => {
      clearInterval(timer);
      socket.off("close", stop);
      openStreams -= 1;
    };
    const timer = setInterval(send, gapMs);
    socket.once("close", stop);
    send();
  }

  return {
    server,
    set: (next) => {
      mode = next;
      tell({ kind: "ready" });
    },
    ask: () => tell({ kind: "seen", openStreams, requests, lastBody }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tell = (message: MockMessage): void => void process.send?.(message);
  const mock = startMock(tell);
  process.on("message", (message: MockMode | "ask") => (message === "ask" ? mock.ask() : mock.set(message)));
  process.on("disconnect", () => process.exit(0));
  mock.server.listen(0, "127.0.0.1", 16_384, () =>
    tell({ kind: "listening", port: (mock.server.address() as AddressInfo).port }),
  );
}
