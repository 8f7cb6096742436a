import type { Sought } from "../approvals/index.ts";
import type { Limited, Standing } from "../budgets/index.ts";
import type { CandidateStory, Performance } from "../execution/index.ts";
import type { JudgeStory } from "../judges/index.ts";
import type { Chain, Refused } from "../identity/index.ts";
import type { Call, CallProblem, Clock, Fault, FaultCode, Log } from "../kernel/index.ts";
import type { AskedDecision, Decision, Ruling, Told, WouldPass } from "../policy/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Assessment } from "../risk/index.ts";
import type { Route } from "../routing/index.ts";
import type { Weighed } from "../sessions/index.ts";
import type { AskedAnswer } from "./answering.ts";
import type { FellBack } from "./fell-back.ts";
import type { Outcome, PublicWhy } from "./types.ts";
import type { ToolStory, UseEnd } from "./uses.ts";
import type { Writer } from "./writer.ts";

/** What the caller is told instead of an answer. A door puts it into its own format. */
export interface Refusal {
  code: FaultCode;
  status: number;
  message: string;
  param: string | undefined;
  why: PublicWhy | undefined;
  retryAfterS: number | undefined;
  headers: Record<string, string>;
  /** Where the caller stands with what limits it, where that is why. */
  standing?: Standing | undefined;
}

export type Answer = { refusal: Refusal | undefined };

/** The one place where calls are written down: every way out of `govern` goes through it. */
export interface Seal {
  open(call: Call): Sealing;
}

/** Gathers what the stages made of one call, and closes it with exactly one record. */
export interface Sealing {
  chain(chain: Chain): Chain;
  assessment(assessment: Assessment): Assessment;
  /** What the session of a call adds to what is known of it. */
  session(weighed: Weighed): Weighed;
  decision(decision: Decision): Decision;
  /** What was decided about the model that makes a vector of the call. */
  likely(decision: Decision): Ruling;
  /** What came of asking a judge. */
  judged(story: JudgeStory): void;
  /** Writes the decision before anything is given; `after`: not before this has come about. */
  intend(route: Route, after?: Promise<unknown>): Promise<void>;
  /** Writes how it went, before the caller gets the last byte. */
  settle(performance: Performance): Promise<void>;
  /** After execution: settles what was not settled on the way. */
  close(performance: Performance): Promise<Answer>;
  headers(model: ConnectedModel, lost: readonly string[]): Record<string, string>;

  /** What was decided about the use of a tool. */
  use(decision: Decision<Told>): Decision<Told>;
  /** Writes it before anything is carried out. */
  intendUse(): Promise<void>;
  /** Writes how a use ended, before the caller hears of it; the headers of what is said. */
  closeUse(end: UseEnd): Promise<Readonly<Record<string, string>>>;
  /** The same where it was allowed and gave nothing: what the caller hears. */
  failedUse(end: UseEnd & { code: FaultCode }, message: string): Promise<Refusal>;
  /** Nothing of this name is there, or it is not for this caller: nobody can tell which. */
  unknownTool(name: string): Promise<Refusal>;
  /** Refuses a use that policy does not allow, or that waits for a person. */
  useNotAllowed(story: ToolStory, more?: { message?: string }): Promise<Refusal>;

  unrecognized(refused: Refused): Promise<Refusal>;
  invalid(problem: CallProblem): Promise<Refusal>;
  unknownModel(): Promise<Refusal>;
  /** `ran`: what was tried before it was decided anew, and gave nothing to the caller. */
  notAllowed(wouldPass: WouldPass[], ran?: readonly CandidateStory[]): Promise<Refusal>;
  /** What was said, or is to be said, by a person about the call. */
  approval(word: Sought): void;
  /** The word that was given was used up, taken back or ran out before the call could begin. */
  usedUp(): Promise<Refusal>;
  limited(limited: Limited): Promise<Refusal>;
  /** Who a question is about, where that is not who asked it. */
  about(chain: Chain): Chain;
  /** Writes a question and its answer; nobody hears it before that. */
  answer(decision: AskedDecision): Promise<AskedAnswer>;
  /** The same where nothing was put to policy: `summary` is for the record, the asker hears that nothing permits it. */
  unanswerable(summary: string): Promise<AskedAnswer>;
  /** Writes that somebody looked for all who may, or for all that may be done. */
  searched(summary: string): Promise<{ id: string; headers: Record<string, string> }>;
  forbidden(message: string): Promise<Refusal>;
  failed(fault: Fault): Promise<Refusal>;
}

export interface SealParts {
  writer: Writer;
  clock: Clock;
  log: Log;
  /** Where refusals of strangers are kept: the organization when there is only one. */
  soleOrganization(): string | undefined;
  /** Counts each ended call, for the metrics. */
  ended(end: EndedCall): void;
}

export interface EndedCall {
  kind: string;
  outcome: Outcome;
  result: string;
  code: string;
  ms: number;
  /** Set where another model answered than the one that was meant to. */
  fallback?: FellBack;
  /** Where the answer was looked at: what came of it. */
  guarded?: { mode: string; result: "clean" | "found" | "redacted" | "stopped" | "uninspected" };
  /** Of the use of a tool: whose it is, and the door's format it was asked in. */
  used?: { server: string; door: string };
}
