/*
 * The load generator, a process of its own: takes a job over its channel, does it, tells what it measured. It reads
 * the server's processor time itself, at the very edges of the window.
 */
import { fileURLToPath } from "node:url";
import { cpuBetween, cpuTimes, processorUse, residentBytes } from "../proc.ts";
import { quantile } from "../statistics.ts";
import { type Template, chatRequest, generator, makeNew, template } from "./bodies.ts";
import { Connection } from "./connection.ts";
import type { Job, Measured } from "./job.ts";
import { MODEL, SENT, now } from "./mock.ts";

const MAX_CONNECTIONS = 1_024;
const MAX_SAMPLES = 2_000_000;
const MARKER = Buffer.from(SENT);

/** What a window counts. Everything is measured, only what falls into the window is kept. */
interface Tally {
  requests: number;
  events: number;
  errors: number;
  error: string | undefined;
  latencies: number[];
  delays: number[];
}

export async function perform(job: Job): Promise<Measured> {
  const tally: Tally = { requests: 0, events: 0, errors: 0, error: undefined, latencies: [], delays: [] };
  const rssBeforeBytes = job.pid === undefined ? 0 : residentBytes(job.pid);
  const start = now();
  const window = { from: start + job.warmupMs * 1_000, to: start + (job.warmupMs + job.windowMs) * 1_000 };
  const load = begin(job, tally, window);
  await until(window.from);
  const before = job.pid === undefined ? new Map<string, number>() : cpuTimes(job.pid);
  const useBefore = processorUse(job.processor);
  const from = now();
  await until(window.to);
  const after = job.pid === undefined ? new Map<string, number>() : cpuTimes(job.pid);
  const seconds = (now() - from) / 1e6;
  const use = processorUse(job.processor);
  const cpuNs = cpuBetween(before, after);
  const rssBytes = job.pid === undefined ? 0 : residentBytes(job.pid);
  const unanswered = await load.stop();
  const latencies = Float64Array.from(tally.latencies).sort();
  const delays = Float64Array.from(tally.delays).sort();
  return {
    requests: tally.requests,
    events: tally.events,
    errors: tally.errors,
    error: tally.error,
    seconds,
    cpuNs,
    othersPercent: Math.max(0, ((use.busy - useBefore.busy - cpuNs / 1e9) / seconds) * 100),
    stolenPercent: ((use.stolen - useBefore.stolen) / seconds) * 100,
    rssBytes,
    rssBeforeBytes,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    eventP50: quantile(delays, 0.5),
    eventP99: quantile(delays, 0.99),
    unanswered,
  };
}

interface Window {
  from: number;
  to: number;
}

interface Running {
  /** Ends the load; resolves with the number of requests that were never answered. */
  stop: () => Promise<number>;
}

function begin(job: Job, tally: Tally, window: Window): Running {
  const isStream = job.load.kind === "streams" || job.load.kind === "held";
  const body = chatRequest({ ...job.body, model: MODEL, stream: isStream });
  const request = template({ path: job.path, host: `127.0.0.1:${job.port}`, headers: job.headers, body });
  switch (job.load.kind) {
    case "closed":
      return closedLoop(job, { tally, window, request, connections: job.load.connections });
    case "held":
      return heldStreams(job, { tally, window, request, streams: job.load.streams });
    case "open":
    case "streams":
      return openLoop(job, { tally, window, request, perSecond: job.load.perSecond, isStream });
  }
}

interface Plan {
  tally: Tally;
  window: Window;
  request: Template;
}

function closedLoop(job: Job, { tally, window, request, connections }: Plan & { connections: number }): Running {
  let running = true;
  let number = job.seed * 1_000_003;
  const open = Array.from({ length: connections }, () => new Connection(job.port));
  for (const connection of open) {
    const own: Template = { bytes: Buffer.from(request.bytes), marks: request.marks };
    let sentAt = 0;
    const next = (): void => {
      if (!running) return;
      if (own.marks.length > 0) makeNew(own, (number += 1));
      sentAt = now();
      connection.send(own.bytes, { onDone });
    };
    const onDone = (error: string | undefined, bytes: number): void => {
      const at = now();
      if (at >= window.from && at < window.to) {
        count(tally, error ?? wrongSize(bytes, job.replyBytes), at - sentAt);
      }
      // A server that refuses at once must not make this a busy loop.
      if (error === undefined) next();
      else setTimeout(next, 10);
    };
    next();
  }
  return {
    stop: () => {
      running = false;
      for (const connection of open) connection.close();
      return Promise.resolve(0);
    },
  };
}

function openLoop(
  job: Job,
  { tally, window, request, perSecond, isStream }: Plan & { perSecond: number; isStream: boolean },
): Running {
  // Waiting is a spin, for a timer is late by up to a millisecond. The mock, which may share the processor, has the
  // higher priority where the bench may give it one.
  const random = generator(job.seed);
  const gap = (): number => (-Math.log(1 - random()) * 1e6) / perSecond;
  const idle: Connection[] = [];
  const all: Connection[] = [];
  const late: number[] = [];
  let number = job.seed * 1_000_003;
  const open = { underway: 0 };
  let due = window.from - job.warmupMs * 1_000 + gap();
  let running = true;
  let timer: NodeJS.Timeout | undefined;

  const fire = (scheduled: number): void => {
    const connection = idle.pop() ?? grow();
    if (connection === undefined) return void late.push(scheduled);
    if (request.marks.length > 0) makeNew(request, (number += 1));
    const inWindow = scheduled >= window.from && scheduled < window.to;
    open.underway += 1;
    let first = 0;
    let sawEvents = 0;
    const events = eventWatcher({ tally, window });
    const bytes = request.marks.length > 0 ? Buffer.from(request.bytes) : request.bytes;
    const onData = (data: Buffer): void => {
      const at = now();
      if (first === 0) first = at;
      sawEvents += events(data, at);
    };
    connection.send(bytes, {
      ...(isStream && { onData }),
      onDone: (error, bodyBytes) => {
        open.underway -= 1;
        const waiting = late.shift();
        idle.push(connection);
        if (inWindow) {
          const wrong = isStream ? wrongCount(sawEvents, job.events) : wrongSize(bodyBytes, job.replyBytes);
          count(tally, error ?? wrong, (isStream ? first : now()) - scheduled);
        }
        if (waiting !== undefined) fire(waiting);
      },
    });
  };
  const grow = (): Connection | undefined => {
    if (all.length >= MAX_CONNECTIONS) return undefined;
    const connection = new Connection(job.port);
    all.push(connection);
    return connection;
  };
  const tick = (): void => {
    if (!running) return;
    const at = now();
    for (; due <= at; due += gap()) if (due < window.to) fire(due);
    const wait = due - at;
    if (wait > 3_000) timer = setTimeout(tick, wait / 1_000 - 2);
    else setImmediate(tick);
  };
  tick();

  return {
    stop: async () => {
      running = false;
      clearTimeout(timer);
      const deadline = now() + 2e6 + (isStream ? 3e6 : 0);
      while (open.underway > 0 && now() < deadline) await sleep(20);
      for (const connection of all) connection.close();
      return open.underway + late.length;
    },
  };
}

/** Streams are opened during the first two thirds of the warm-up, then only held. */
function heldStreams(job: Job, { tally, window, request, streams }: Plan & { streams: number }): Running {
  const all = Array.from({ length: streams }, () => new Connection(job.port));
  const start = now();
  const ramp = ((window.from - start) * 2) / 3;
  let opened = 0;
  let ended = 0;
  let begun = 0;
  const timer = setInterval(() => {
    const wanted = Math.min(streams, Math.ceil(((now() - start) / ramp) * streams));
    for (; opened < wanted; opened += 1) {
      const scheduled = now();
      let first = 0;
      const events = eventWatcher({ tally, window });
      all[opened]?.send(request.bytes, {
        onData: (data) => {
          const at = now();
          if (first === 0) {
            first = at;
            if (at < window.to) begun += 1;
            tally.latencies.push(at - scheduled);
          }
          events(data, at);
        },
        onDone: (error) => {
          ended += 1;
          tally.errors += 1;
          tally.error ??= error ?? "a held stream ended";
        },
      });
    }
    if (opened === streams) clearInterval(timer);
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      tally.requests = begun - ended;
      for (const connection of all) connection.close();
      return Promise.resolve(streams - begun);
    },
  };
}

/** Counts the whole events of one stream as its pieces come, and how long each was under way. */
function eventWatcher({ tally, window }: { tally: Tally; window: Window }): (data: Buffer, at: number) => number {
  let torn: Buffer | undefined;
  return (data, at) => {
    const all = torn === undefined ? data : Buffer.concat([torn, data]);
    const end = all.lastIndexOf("\n\n") + 2;
    torn = end >= all.length ? undefined : Buffer.from(all.subarray(end === 1 ? 0 : end));
    if (end === 1) return 0;
    const whole = all.subarray(0, end);
    let events = 0;
    for (let place = whole.indexOf("data: "); place >= 0; place = whole.indexOf("data: ", place + 6)) events += 1;
    if (at < window.from || at >= window.to) return events;
    tally.events += events;
    for (let place = whole.indexOf(MARKER); place >= 0; place = whole.indexOf(MARKER, place + 16)) {
      if (tally.delays.length >= MAX_SAMPLES) break;
      const digits = place + MARKER.length;
      tally.delays.push(at - Number(whole.toString("latin1", digits, digits + 16)));
    }
    return events;
  };
}

function count(tally: Tally, error: string | undefined, latency: number): void {
  if (error !== undefined) {
    tally.errors += 1;
    tally.error ??= error;
    return;
  }
  tally.requests += 1;
  if (tally.latencies.length < MAX_SAMPLES) tally.latencies.push(latency);
}

const wrongSize = (bytes: number, wanted: number): string | undefined =>
  bytes === wanted ? undefined : `${bytes} bytes instead of ${wanted}`;

const wrongCount = (events: number, wanted: number): string | undefined =>
  events === wanted ? undefined : `${events} events instead of ${wanted}`;

const sleep = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));
const until = (moment: number): Promise<void> => sleep(Math.max(0, (moment - now()) / 1_000));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on("message", (job: Job) => {
    perform(job)
      .then((measured) => process.send?.(measured))
      .catch((error: unknown) => {
        process.stderr.write(`generator: ${String(error)}\n`);
        process.exit(1);
      });
  });
  process.on("disconnect", () => process.exit(0));
}
