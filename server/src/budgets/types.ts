import type { Chain } from "../identity/index.ts";
import type { Connection } from "../config/index.ts";
import type { Call, Millis, NanoUsd, Usage } from "../kernel/index.ts";
import type { ConnectedModel, Landscape } from "../registry/index.ts";

/** One thing that is counted: the requests, tokens or simultaneous calls of one limit. */
export interface Counter {
  key: string;
  measure: "requests" | "tokens" | "concurrent";
  amount: number;
  /** 0 for calls at the same time. */
  spanMs: Millis;
  /** `limit eng-minute`, for the record. */
  name: string;
  /** The same with what it allows, for people. */
  text: string;
}

/** A call, or a candidate of it, that a limit has no room for. */
export interface Limited {
  /** What it is called; a rate where nothing is said. */
  code?: "budget_exhausted";
  counter: string;
  /** A sentence for the caller. */
  message: string;
  retryAfterS: number;
  standing: Standing;
  /** It is not known whether there is room: the limit could not be counted. */
  uncounted?: true;
}

/** Where a caller stands with what limits it: of each measure the counter with the least left. */
export interface Standing {
  requests?: Measured;
  tokens?: Measured;
}

export interface Measured {
  limit: number;
  remaining: number;
  /** Until all of it is there again. */
  resetMs: Millis;
}

/** What a model is admitted for: the answer that was asked for, where nothing is said, or something beside it. */
export type Use = "answer" | "beside";

/** What a call has taken, until it is over. */
export interface Hold {
  /** What a model's own limits and the connections to it say before it is tried; undefined: go ahead. */
  admit(model: ConnectedModel, use?: Use): undefined | Promise<Limited | undefined>;
  /** What the model used that was admitted last, for use beside: it counts for the model and the caller. */
  beside(usage: Usage): void;
  /**
   * The same for a model that is asked at the same time as the one that is tried, such as a judge: what it says
   * about that model, without the caller's own requests. `used`: what came of it; once.
   */
  aside(model: ConnectedModel, tokens: { in: number; out: number }): Promise<Aside>;
  standing(): Standing | undefined;
  /**
   * The call is over, however it ended: places are free again, tokens are what the provider counted. `cut`: it
   * broke off without a count, so what went in counts and what would have come out does not. `spent`: what tries
   * before the answer have used up. Once.
   */
  settle(end: { usage: Usage | undefined; spent?: readonly Usage[]; cut: boolean }): void;
}

export type Aside = { ok: true; used(usage: Usage | undefined): void } | { ok: false; limited: Limited };

export type Reserved = { ok: true; hold: Hold } | { ok: false; limited: Limited };

/** What a call may use: how often, how much, how many at a time. */
export interface Budgets {
  /** Takes what the call needs of every limit of its chain, or nothing. Answers at once where there is no limit. */
  reserve(about: { call: Call; chain: Chain; landscape: Landscape }): Reserved | Promise<Reserved>;
  /** What the uses of tools have cost over a connection in the span of its budget that runs. */
  spent(org: string, connection: Connection): Promise<NanoUsd>;
  /** Gives back what this process holds and does not use. */
  close(): Promise<void>;
}
