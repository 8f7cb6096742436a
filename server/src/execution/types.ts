import type { Limited, Standing } from "../budgets/index.ts";
import type { Consult } from "../judges/index.ts";
import type { Clock, FaultCode, FilterWords, Millis, ModelCall, Usage } from "../kernel/index.ts";
import type { Reason } from "../policy/index.ts";
import type { Pseudonyms, PseudonymStory } from "../pseudonyms/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Assessment } from "../risk/index.ts";
import type { Route, Routing, Skip } from "../routing/index.ts";
import type { AnswerCache, Decided } from "./cache/cache.ts";
import type { LikeAsked, LikeQuestion } from "./cache/likeable.ts";
import type { SimilarStory } from "./cache/likeness.ts";
import type { SimilarAnswers } from "./cache/similar.ts";

import type { GuardRisk, GuardStory } from "./guard/guard.ts";
import type { GivenAnswers } from "./models/given.ts";
import type { WireFor, WireRequest } from "./models/providers/index.ts";

/**
 * How the execution ended. `refused`: nothing was executed. `stopped`: the model's answer may not go on, or not go
 * out at all. `interrupted`: the process died meanwhile.
 */
export type ResultKind = "completed" | "refused" | "failed" | "aborted" | "stopped" | "interrupted";

/** What became of one candidate. */
export interface CandidateStory {
  model: string;
  tier: string;
  provider: string;
  ruling: "allowed" | "pending" | "blocked";
  reasons: Reason[];
  /** What kept it from being tried, where that was not policy; `limit` where there was no room for it. */
  by?: Exclude<Skip["by"], "policy">;
  /** taken: it answered. failed: it was tried. skipped: it was not. unused: an earlier one answered. */
  fate: "taken" | "failed" | "skipped" | "unused";
  detail?: string;
  status?: number;
  /** How long its provider asked to be left alone. */
  retryAfterS?: number;
  ms?: number;
  /** The provider's key it went with, where there are several. */
  key?: string;
  /** How often it was tried, where it was more than once. */
  tries?: number;
  /** The format it was spoken to in, where that is not the caller's. */
  spoke?: string;
  /** What that format could not carry. */
  lost?: readonly string[];
  /** What tries used up without giving anything to the caller: their provider counts it all the same. */
  spent?: readonly Usage[];
  /** The class of service it was given by Lumos, as the caller did not write it. */
  serviceTier?: string;
}

/** Where the bytes of an answer go. A door makes one for each call. */
export interface Reply {
  /** Status and headers, once, before any byte. */
  begin(status: number, headers: Record<string, string>): void;
  /** False asks to wait for `onDrain`. */
  write(chunk: Buffer): boolean;
  onDrain(resume: () => void): void;
  /** The regular end. */
  end(last?: Buffer): void;
  /** After the first byte: says what went wrong in the caller's format and cuts, so that nobody takes a part for the whole. */
  fail(code: FaultCode, message: string): void;
  /** Where the caller stands with its limits, as headers of its format. */
  limits(standing: Standing | undefined): Record<string, string>;
  /** The caller went away before the end. */
  onGone(hear: () => void): void;
}

/** What is sent to a model's provider. */
export interface UpstreamRequest extends WireRequest {
  /** For the built-in sandbox, which has no wire. */
  model: ConnectedModel;
  timeouts: { headersMs: Millis; idleMs: Millis };
}

/** Hears an answer as it comes in. `data` returns false to ask for a pause. */
export interface UpstreamListener {
  head(status: number, headers: Record<string, string>): void;
  data(chunk: Buffer): boolean;
  end(): void;
  failed(failure: UpstreamFailure): void;
}

export interface UpstreamFailure {
  kind: "unreachable" | "timeout" | "cut" | "malformed" | "too_large" | "aborted";
  detail: string;
}

export interface UpstreamExchange {
  pause(): void;
  resume(): void;
  abort(): void;
}

/** A way to reach providers: over HTTP, or the simulated ones in this process. */
export interface Upstream {
  send(request: UpstreamRequest, listener: UpstreamListener): UpstreamExchange;
  close(): Promise<void>;
}

/** How an execution went. */
export interface Performance {
  result: ResultKind;
  /** Set when the answer could not be given: what the caller is told. Nothing was written to the reply then. */
  refusal: UpstreamRefusal | undefined;
  candidates: CandidateStory[];
  /** The model that answered. */
  taken: ConnectedModel | undefined;
  usage: Usage | undefined;
  /** Whether the answer was one that was kept; absent where none is kept of such calls. */
  cache?: "hit" | "similar" | "miss";
  /** How the look for an answer to a like call went, where there was one. */
  similar?: SimilarStory;
  /** Of a hit, or of one for a like call: what the answer used when it was made. Nothing of it was used again. */
  keptUsage?: Usage;
  /** What was found in the answer; absent where nobody looked. */
  guard?: GuardStory;
  /** What came back of what was taken out of the call; absent where nothing was to. */
  pseudonyms?: PseudonymStory;
  firstByteMs: number | undefined;
  upstreamMs: number | undefined;
}

export interface UpstreamRefusal {
  /**
   * `invalid_request` where the provider refused what the caller wrote, and it was written in another format;
   * `policy_blocked` where no model was left that would get all of the call.
   */
  code: "upstream_failed" | "invalid_request" | "policy_blocked" | "unavailable" | "rate_limited";
  status: number;
  message: string;
  retryAfterS: number | undefined;
  /** What limits the caller, where that is why. */
  standing?: Standing;
}

/** A decided call, to be carried out. */
export interface Work {
  call: ModelCall;
  route: Route;
  /** Calls of one session stay at one model and key while they can. */
  session: string;
  assessment: Assessment;
  /** What the words of the answer go through beside the organization's own guard; each sees them as the model wrote them. */
  filters?: readonly FilterWords[];
  /** What stands in place of values, where they come back. */
  pseudonyms?: Pseudonyms | undefined;
  /** Where it is left out, no answer is kept. */
  decided?: Decided;
  reply: Reply;
  /** Asked before a candidate is tried: what limits it, where there is no room. It is skipped then. */
  admit(model: ConnectedModel, use?: "answer" | "beside"): undefined | Promise<Limited | undefined>;
  /** Told what the model used that was admitted for use beside the answer. */
  beside(usage: Usage): void;
  /** What the answer says about the decision, once it is known which model gives it. */
  headers(model: ConnectedModel, lost: readonly string[]): Record<string, string>;
  durable: Promise<void>;
  settled(performance: Performance): Promise<void>;
  /** Calls the given function when the right to go on is withdrawn. */
  onRevoked(cut: () => void): () => void;
}

/** Carries out what was decided. */
export interface Execution {
  /**
   * Runs the first candidate that can be run and gives its answer to the reply; falls to the next as long
   * as no byte has gone out. `durable` must have resolved before the first byte goes to the caller, and
   * `settled` is awaited before the last one does.
   */
  perform(work: Work): Promise<Performance>;
  /** A sentence when a model cannot be spoken to for this call; undefined when it can. */
  speaks(model: ConnectedModel, ask: ModelCall["ask"]): string | undefined;
  /** The question policy is asked before a call is answered from likeness; undefined where it never is. */
  likeQuestion(about: LikeAsked): LikeQuestion | undefined;
  /** Asks a judge one question. */
  consult: Consult;
  /** Obligations that can be carried out for a call with this assessment, as patterns; policy blocks any other. */
  fulfils(assessment: Assessment): readonly string[];
  /** Drops every kept answer: another database stands in place of the one they were given under. */
  forget(): void;
  close(): Promise<void>;
}

/** What execution is made of. */
export interface ExecutionParts {
  clock: Clock;
  given: GivenAnswers;
  http: Upstream;
  sandbox: Upstream;
  risk: GuardRisk;
  routing: Pick<Routing, "keyFor" | "tried" | "again" | "unfit">;
}

/** With what is made of the parts once. */
export interface Made extends ExecutionParts {
  wireFor: WireFor;
  cache: AnswerCache;
  similar: SimilarAnswers;
}
