import type { Millis, NanoUsd, TextPart, Usage } from "../kernel/index.ts";
import type { ConnectedJudge } from "../registry/index.ts";
import type { Domain } from "../risk/index.ts";

export type Channel = TextPart["channel"];
/** 0..100 for each domain a judge has something to say about. */
export type Scores = Partial<Record<Domain, number>>;

/** A piece of one text of a call, as it is shown to a judge. */
export interface Segment {
  /** Index into the call's texts. */
  part: number;
  channel: Channel;
  /** Where the piece begins in the text. */
  start: number;
  text: string;
}

/** What one request shows: pieces in the order of the call. */
export interface Unit {
  segments: readonly Segment[];
}

/** Personal data or a secret that a judge has seen: offsets into the piece it was shown. */
export interface JudgedSpan {
  segment: number;
  kind: string;
  rule: string;
  start: number;
  end: number;
  /** 0..100 */
  confidence: number;
}

/** What one answer says. */
export interface Reading {
  scores: Scores;
  spans?: readonly JudgedSpan[];
}

/** What is sent for one request, by whoever has the means. */
export type Question =
  | { by: "chat"; messages: readonly { role: "system" | "user"; content: string }[]; maxTokens: number }
  | { by: "post"; url: string; auth: "bearer" | "azure" | "aws" | "google" | "none"; body: unknown }
  | { by: "local"; text: string };

/** What came back: the words of a model, or the JSON of a service. */
export interface Heard {
  text?: string;
  json?: unknown;
}

/** How one kind of judge is asked and understood. */
export interface Dialect {
  /** Another one whenever a prompt or a parser changes: verdicts are kept under it. */
  version: string;
  /** The most characters of content in one request. */
  window: number;
  /** Whether several texts go into one request. */
  joins: boolean;
  labels: Readonly<Record<string, readonly Domain[]>>;
  /** `check` is a word nobody could have guessed when the content was written. */
  questions(judge: ConnectedJudge, unit: Unit, check: string): Question[];
  /** Undefined: it is no answer to the question, and nothing is taken from it. */
  read(heard: Heard, asked: { judge: ConnectedJudge; unit: Unit; check: string; place: number }): Reading | undefined;
}

/** How a request to a judge went. */
export interface Consulted {
  heard?: Heard;
  /** Why there is no answer. It never holds anything of the content or the answer. */
  detail?: string;
  status?: number;
  usage?: Usage;
}

/** Sends one question; execution has the means. Nothing is thrown and nobody waits longer than `withinMs`. */
export type Consult = (asked: {
  judge: ConnectedJudge;
  question: Question;
  session: string;
  withinMs: Millis;
  maxBytes: number;
  stop: AbortSignal;
}) => Promise<Consulted>;

/** Why a judge is asked. */
export type Because = "suspicious" | "always" | "policy" | "tried" | "review";
export type Unavailable = "allow" | "block" | "ignore";

/** What is told of one judgement: never a word of what was judged. */
export interface JudgeStory {
  judge: string;
  api: string;
  /** The model or service, as policies name it. */
  model: string;
  /** Dialect and declaration: the same content under the same version has the same verdict. */
  version: string;
  because: Because;
  mode: "inline" | "race";
  fate: "judged" | "kept" | "unavailable";
  /** Why it was unavailable. */
  detail?: string;
  /** What its rule made of that. */
  rule?: Unavailable;
  /** Scores that it changed, before and after. */
  before?: Scores;
  after?: Scores;
  /** What it saw of data, by kind. */
  found?: Readonly<Record<string, number>>;
  requests: number;
  /** Of these so many were answered from what was kept. */
  reused: number;
  ms: number;
  status?: number;
  usage?: Usage;
  /** Null: nobody knows what it cost. */
  costNanoUsd: NanoUsd | null;
  unpriced?: string;
}

/** What one judge says of one call. */
export interface Verdict {
  ok: boolean;
  scores: Scores;
  /** The first of the pieces among which it saw the worst of a domain. */
  seen?: Partial<Record<Domain, Segment>>;
  spans: readonly (JudgedSpan & { part: number })[];
  story: JudgeStory;
}
