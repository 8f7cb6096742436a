import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, test } from "node:test";
import { perform } from "./generator.ts";
import type { Job } from "./job.ts";
import { REPLY, startMock } from "./mock.ts";

const mock = startMock(() => undefined);
mock.server.listen(0, "127.0.0.1");
await once(mock.server, "listening");
after(() => mock.server.close());
const { port } = mock.server.address() as AddressInfo;

const job = (more: Partial<Job>): Job => ({
  load: { kind: "closed", connections: 2 },
  port,
  path: "/v1/chat/completions",
  headers: {},
  body: { bytes: 2_000, novelty: "cold" },
  pid: process.pid,
  processor: 0,
  warmupMs: 20,
  windowMs: 150,
  events: 0,
  replyBytes: REPLY.length,
  seed: 1,
  ...more,
});

test("a closed loop counts answers and the watched process's time", async () => {
  mock.set({ events: 0, gapMs: 0, keep: false });
  const measured = await perform(job({}));
  assert.ok(measured.requests > 10, `${measured.requests} requests`);
  assert.equal(measured.errors, 0);
  assert.ok(measured.cpuNs > 0 && measured.rssBytes > 1e6 && measured.p50 > 0 && measured.p99 >= measured.p50);
});

test("an answer of another size is an error, not a result", async () => {
  mock.set({ events: 0, gapMs: 0, keep: false });
  const measured = await perform(job({ replyBytes: 7, load: { kind: "open", perSecond: 200 } }));
  assert.equal(measured.requests, 0);
  assert.ok(measured.errors > 0);
  assert.match(measured.error ?? "", /instead of 7/);
});

test("a port where nobody listens gives errors and an end", async () => {
  const measured = await perform(job({ port: 1 }));
  assert.equal(measured.requests, 0);
  assert.match(measured.error ?? "", /ECONNREFUSED/);
});

test("an open loop sends the same number whatever the server does with it", async () => {
  mock.set({ events: 0, gapMs: 0, keep: false });
  const open = { load: { kind: "open", perSecond: 400 } } as const;
  const [first, second] = [await perform(job(open)), await perform(job(open))];
  assert.equal(first.requests, second.requests);
  assert.equal(first.unanswered, 0);
});

test("streams are whole, or they are errors", async () => {
  mock.set({ events: 12, gapMs: 2, keep: false });
  const streams = { load: { kind: "streams", perSecond: 100 } } as const;
  const whole = await perform(job({ ...streams, events: 12 }));
  assert.ok(whole.requests > 0 && whole.errors === 0 && whole.events > 0 && whole.eventP50 >= 0);
  const short = await perform(job({ ...streams, events: 13 }));
  assert.equal(short.requests, 0);
  assert.match(short.error ?? "", /12 events instead of 13/);
});

test("held streams are all open in the window and all closed after it", async () => {
  mock.set({ events: 1_000, gapMs: 20, keep: false });
  const measured = await perform(job({ load: { kind: "held", streams: 30 }, warmupMs: 90, events: 1_000 }));
  assert.equal(measured.requests, 30);
  assert.equal(measured.unanswered, 0);
  assert.ok(measured.events > 30);
});

test("a held stream that never begins is told as unanswered", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port: nobody } = silent.address() as AddressInfo;
  const measured = await perform(job({ port: nobody, load: { kind: "held", streams: 5 }, events: 10 }));
  assert.equal(measured.unanswered, 5);
  assert.equal(measured.requests, 0);
  silent.close();
});
