import type { Novelty } from "./bodies.ts";

/** How requests are put to a server. */
export type Load =
  /** So many connections, each with one request under way: the server is never idle. */
  | { kind: "closed"; connections: number }
  /** At random moments of that rate, whether or not earlier ones are answered; latency counts from the moment. */
  | { kind: "open"; perSecond: number }
  /** Streams that begin at such moments. */
  | { kind: "streams"; perSecond: number }
  /** So many streams held at once. */
  | { kind: "held"; streams: number };

export interface Job {
  load: Load;
  port: number;
  path: string;
  headers: Record<string, string>;
  body: { bytes: number; novelty: Novelty };
  /** The process to watch; undefined for a run without a server in between. */
  pid: number | undefined;
  /** The processor it runs on. */
  processor: number;
  warmupMs: number;
  windowMs: number;
  /** Events of a stream; each must arrive. */
  events: number;
  /** Bytes of a plain reply; each answer must have them. */
  replyBytes: number;
  seed: number;
}

export interface Measured {
  /** Answered in the window; for streams, the ones that began in it. */
  requests: number;
  events: number;
  errors: number;
  /** The first thing that went wrong. */
  error: string | undefined;
  seconds: number;
  cpuNs: number;
  /** Shares of the target's processor that others had meanwhile: on this machine, and on its host. */
  othersPercent: number;
  stolenPercent: number;
  rssBytes: number;
  /** Before any load of this job. */
  rssBeforeBytes: number;
  /** Microseconds. For streams, until the first event. */
  p50: number;
  p99: number;
  /** Microseconds from an event's sending to its arrival. */
  eventP50: number;
  eventP99: number;
  /** Open loop: not answered two seconds after the end. Held streams: without a first event. */
  unanswered: number;
}
