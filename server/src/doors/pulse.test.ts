import { match } from "node:assert/strict";
import { type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { systemClock } from "../kernel/index.ts";
import { type Pulse, makePulse } from "./pulse.ts";
import { httpReply } from "./reply.ts";

const WORDS = { failure: () => "", ping: ": ping\n\n", limits: () => ({}) };

async function streaming(pulse: Pulse, run: (res: ServerResponse) => void) {
  const server = createServer((_req, res) => run(res));
  await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
  const { port } = server.address() as AddressInfo;
  const got = Promise.withResolvers<string>();
  const req = request({ port, host: "127.0.0.1" }, (res) => {
    let text = "";
    res.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    res.on("close", () => got.resolve(text));
  });
  req.end();
  return {
    got: got.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resume) => server.close(resume));
    },
  };
}

test("a stream that is silent for long gets a ping between its events, one that speaks gets none", async () => {
  const pulse = makePulse(systemClock, { silentMs: 30, lookMs: 10 });
  await using stream = await streaming(pulse, (res) => {
    const reply = httpReply(res, WORDS, pulse);
    reply.begin(200, { "content-type": "text/event-stream" });
    reply.write(Buffer.from("data: 1\n\n"));
    setTimeout(() => {
      reply.write(Buffer.from("data: 2\n\n"));
      reply.end(Buffer.from("data: 3\n\n"));
    }, 200);
  });
  match(await stream.got, /^data: 1\n\n(: ping\n\n)+data: 2\n\ndata: 3\n\n$/);
});

// Guarantee: a caller that reads nothing does not hold its provider's connection without end.
test("a caller that reads nothing does not hold its provider's connection without end", async () => {
  const pulse = makePulse(systemClock, { unreadMs: 50, lookMs: 10 });
  const gone = Promise.withResolvers<void>();
  const server = createServer((_req, res) => {
    const reply = httpReply(res, WORDS, pulse);
    reply.onGone(() => gone.resolve());
    reply.begin(200, { "content-type": "text/event-stream" });
    const flood = () => {
      while (!res.destroyed && reply.write(Buffer.alloc(1 << 20, "x")));
    };
    reply.onDrain(flood);
    flood();
  });
  await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
  const { port } = server.address() as AddressInfo;
  const req = request({ port, host: "127.0.0.1" }, (res) => res.pause());
  req.on("error", () => {});
  req.end();
  await gone.promise;
  req.destroy();
  server.closeAllConnections();
  await new Promise((resume) => server.close(resume));
});
