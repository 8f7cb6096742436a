import type { ApprovalTold } from "../approvals/index.ts";
import type { ObjectKind } from "../config/index.ts";
import type { FaultCode, Millis, NanoUsd, Usage } from "../kernel/index.ts";
import type { CandidateStory, GuardStory, ResultKind, SimilarStory } from "../execution/index.ts";
import type { PseudonymStory } from "../pseudonyms/index.ts";
import type { JudgeStory } from "../judges/index.ts";
import type { Finding } from "../risk/index.ts";
import type { Facts, Obligation, Reason, Would, WouldPass } from "../policy/index.ts";
import type { SaidQuestion } from "./asked.ts";
import type { RecordedDecision } from "./recorded.ts";
import type { SimulationAsked, SimulationEvent } from "./simulation/apart.ts";
import type { FeedPosition, Tx } from "../store/index.ts";
import type { ToolStory } from "./uses.ts";

export type Outcome = "allowed" | "pending" | "blocked";
export type Adjustment = "fallback" | "redacted" | "restricted" | "degraded";

/** What became of a candidate, and what its tries cost that gave nothing to the caller. */
export interface ToldStory extends CandidateStory {
  spentNanoUsd?: NanoUsd | null;
}

/** Without a fate nothing was looked for: the very same call was answered before, or the call ended earlier. */
export interface ToldSimilar extends Partial<SimilarStory> {
  model: string;
  tier: string;
  provider: string;
  ruling: Outcome;
  reasons: Reason[];
  obligations: Obligation[];
}

/** The explanation of a decision: one object, the same in API error, console, CLI, approval and replay. */
export interface Why {
  id: string;
  at: Millis;
  organization: string;
  kind: string;
  outcome: Outcome;
  /** Absent while the call is under way. */
  result: ResultKind | undefined;
  /** One sentence a person can act on. */
  summary: string;
  code: FaultCode | undefined;
  adjusted: Adjustment[];
  chain: { ref: string; name: string }[];
  credential: string;
  asked: { model: string; format: string; stream: boolean };
  /** Of a decision call: what was asked, as it was said, and who asked where that is not in the chain. */
  question?: SaidQuestion;
  model: string;
  tier: string;
  /** The policies that decided, with their sentences. */
  reasons: Reason[];
  obligations: Obligation[];
  wouldPass: WouldPass[];
  /** What policies that do not decide would have made of it; absent where nothing was found. */
  shadow?: readonly Would[];
  findings: Finding[];
  /** In the order in which they were to be tried. */
  candidates: ToldStory[];
  /** What made that order, where it was not the route's own: "price", "latency", "weight", "session". */
  orderedBy?: string;
  facts: Facts | undefined;
  assessment: { assessed: boolean; failure?: string; fresh: number; reused: number };
  policy: { snapshot: string; engine: string };
  usage: Usage | undefined;
  /** Whether the answer was one that was kept; absent where none is kept of such calls. */
  cache?: "hit" | "similar" | "miss";
  /** Of a call that may be answered from likeness: the model that makes vectors, what policy said, how it went. */
  similar?: ToldSimilar;
  /** What was found in the answer, masked, and what became of it; absent where nobody looked. */
  guard?: GuardStory;
  /** How many values came back in the answer; absent where none was to. */
  pseudonyms?: PseudonymStory;
  /** Of the use of a tool: what it does, what became of its result. */
  tool?: ToolStory;
  /** The approval it waited for, was denied by or went through with, as it stood then. */
  approval?: { id: string; state: string };
  /** What came of asking judges; absent where none was asked. */
  judged?: JudgeStory[];
  /** Undefined while under way; null: unpriced. */
  costNanoUsd: NanoUsd | null | undefined;
  /** Where the rates came from: `declared@REVISION`, or the price book's name and version. */
  book?: string;
  /** What it would have cost more otherwise: in the standard class of service, or without the cache. */
  savedNanoUsd?: NanoUsd;
  /** What has no price, and why. */
  unpriced?: string;
  timings: { totalMs: number; firstByteMs: number | undefined; upstreamMs: number | undefined } | undefined;
}

/** The part of *why* that the caller itself may see. */
export interface PublicWhy {
  decision: string;
  outcome: Outcome;
  summary: string;
  policies: { id: string; why: string }[];
  findings: { kind: string; place: string; masked: string }[];
  wouldPass: string[];
  /** What was asked of a person, where it waits for one, and what became of it. */
  approval?: ApprovalTold;
}

/** A row of the list and the feed. */
export interface DecisionSummary {
  id: string;
  at: Millis;
  kind: string;
  outcome: Outcome;
  result: ResultKind;
  adjusted: Adjustment[];
  principal: string;
  subject: string;
  team: string;
  workflow: string;
  session: string;
  asked: string;
  model: string;
  tier: string;
  code: string;
  policies: string[];
  tokensIn: number;
  tokensOut: number;
  costNanoUsd: NanoUsd | null;
  durationMs: number;
}

export interface DecisionFilter {
  kind?: string;
  outcome?: Outcome;
  result?: ResultKind;
  principal?: string;
  subject?: string;
  team?: string;
  workflow?: string;
  session?: string;
  /** A route or a model, or a tool as `SERVER/TOOL`. */
  asked?: string;
  model?: string;
  tier?: string;
  since?: Millis;
  until?: Millis;
}

/** A change made through an operation. */
export interface AdminRecord {
  org: string;
  actor: string;
  /** Name of the operation. */
  action: string;
  subject: {
    kind:
      | ObjectKind
      | "organization"
      | "key"
      | "setup"
      | "principal"
      | "installation"
      | "policy-set"
      | "policy-key"
      | "proposal"
      | "session"
      | "incident"
      | "dismissal"
      | "tool"
      | "approval"
      | "shelf"
      | "discovery";
    id: string;
  };
  before?: unknown;
  after?: unknown;
  details?: Record<string, unknown>;
}

export interface AdminRecordRow extends AdminRecord {
  id: string;
  at: Millis;
}

/** Reading what was decided, and writing what was changed. */
export interface Records {
  why(org: string, id: string): Promise<Why | undefined>;
  /** A decision as policy was asked it, so that it can be decided again. */
  recorded(org: string, id: string): Promise<RecordedDecision | undefined>;
  /** Those of a window, oldest first, a page at a time. */
  recordedIn(org: string, window: { since: Millis; until: Millis }): AsyncIterable<RecordedDecision[]>;
  /** What other policies would have answered in a window; in a thread of its own. */
  simulate(org: string, asked: SimulationAsked, signal: AbortSignal): AsyncIterable<SimulationEvent>;
  /** Newest first; `before` is the id of the last row of the page before. */
  list(org: string, filter: DecisionFilter, page: { before?: string; limit: number }): Promise<DecisionSummary[]>;
  feed(
    org: string,
    after: FeedPosition | undefined,
    limit: number,
  ): Promise<{ rows: DecisionSummary[]; position: FeedPosition | undefined }>;
  feedEnd(org: string): Promise<FeedPosition>;
  /** Leaves the record of a change in the change's own transaction. Secrets in before and after are masked by the caller. */
  change(tx: Tx, record: AdminRecord): Promise<void>;
  changes(
    org: string,
    filter: { action?: string; subjectKind?: string; subjectId?: string },
    page: { before?: string; limit: number },
  ): Promise<AdminRecordRow[]>;
}
