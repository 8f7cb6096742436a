import type { Guardrails, Policy } from "../config/index.ts";
import type { Assessment, Domain } from "../risk/index.ts";
import type { AskedAbout, Millis, ModelCall, ModelOperation } from "../kernel/index.ts";
import type { Chain } from "../identity/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { AskedContext, Context } from "../context/index.ts";
import type { CasesOrder } from "./cases/apart.ts";
import type { CaseReport } from "./cases/cases.ts";
import type { Analyst } from "./analyze/analyst.ts";
import type { EngineName } from "./engine/engine.ts";
import type { AskedQuestion } from "./replay/recorded.ts";
import type { Again } from "./replay/room.ts";
import type { Stages } from "./stages/room.ts";
import type { Beside } from "./stages/watcher.ts";
import type { KnownTool } from "./rulings/asked.ts";
import type { UsesAsked } from "./rulings/uses.ts";
import type { WorldWorkflow } from "./rulings/world.ts";

/** Everything policy may read about a call, as plain data. A decision stores it, so that it can be made again. */
export interface Facts extends Omit<Context, "ip" | "run" | "session"> {
  now: Millis;
  ip: string;
  risk: Record<Domain | "max", number>;
  /** What the texts are about, harmful or not. */
  topics: string[];
  assessed: boolean;
  confidence: number;
  /** Approvals and the like, bound to this very call. What Lumos itself carries out is added while deciding. */
  fulfilled: string[];
  /** What a model call asks for beside its text. Absent where the call is of another kind. */
  ask?: {
    tokensIn: number;
    maxTokensOut: number;
    tools: boolean;
    images: boolean;
    streaming: boolean;
    /** Absent where an answer is generated: that is what `invoke` asks about. */
    operation?: Exclude<ModelOperation, "generate">;
  };
  /** What a decision call is about. Absent where the call is of another kind. */
  asked?: AskedAbout;
}

/** What must be done for an allow to hold: `redact:pii.customer`, `retain:30d`, `approval:owner`. */
export type Obligation = string;

/** Why one policy took part in a ruling. */
export interface Reason {
  /** The policy's id; "no-permit" for a missing permit, "engine-unavailable" and "not-evaluated" for failures. */
  policy: string;
  effect: "permit" | "forbid" | "none";
  /** The public sentence, from `@why`. */
  why: string;
  severity: string;
  /** From `@owner` and `@ticket`: for administrators, like the severity. */
  owner?: string;
  ticket?: string;
  /** The principal in the chain whose evaluation brought it, `user:bob@acme.test`. */
  principal: string;
  obligation?: Obligation;
  /** True where the policy could not be evaluated, which forbids. */
  errored?: boolean;
  /** True where nobody on the way of this call can carry the obligation out, which forbids. */
  unsupported?: boolean;
}

export type Ruling<C = ConnectedModel> =
  | { outcome: "allowed"; candidate: C; obligations: Obligation[]; reasons: Reason[] }
  | {
      outcome: "pending";
      candidate: C;
      needs: Obligation[];
      obligations: Obligation[];
      reasons: Reason[];
      /** How long what is needed may take at most, the shortest `@ttl`. */
      ttlMs?: Millis;
    }
  | { outcome: "blocked"; candidate: C; reasons: Reason[] };

/** The whole answer of policy about a call: one ruling a candidate, in route order. */
export interface Decision<C = ConnectedModel> {
  outcome: "allowed" | "pending" | "blocked";
  rulings: Ruling<C>[];
  facts: Facts;
  snapshot: string;
  engine: EngineName;
  /** True where an equal question was answered before under the same snapshot. */
  cached: boolean;
  /** What policies that do not decide would have made of it; absent where there are none. */
  beside?: Beside;
  /** What was asked besides the facts: the same object for the same rulings. Absent where it is not kept whole. */
  asked?: AskedQuestion | undefined;
  /** The call's workflow and those above it. */
  workflows?: readonly WorldWorkflow[];
}

/** A candidate as far as it is told about: a model, or whatever else a question was about. */
export interface Told {
  readonly id: string;
  /** Empty for what stands on no tier. */
  readonly tier: string;
  readonly provider: { readonly id: string };
}

/** What policy says of a question, and the facts it looked at besides, where it had to look twice. */
export interface AskedDecision extends Decision<Told> {
  /** With everything that was said, whether it is believed or not. */
  against?: Facts;
}

/** What the policies of an organization name of a vocabulary that is not Lumos's own. */
export interface NamedInPolicies {
  actions: readonly string[];
  /** Ids of things by kind, sorted. */
  things: ReadonlyMap<string, readonly string[]>;
}

/** A change of facts that would have let a blocked candidate pass. */
export interface WouldPass {
  policy: string;
  candidate: string;
  /** For people: "programs contains cyber-defense and workflow is incident-response" */
  change: string;
  /** The same for the caller; absent where it cannot do it, or is not to know where the line is. */
  caller?: string;
}

/** Something wrong with a policy, at its place in that policy's text. */
export interface PolicyProblem {
  policy: string;
  line: number;
  column: number;
  message: string;
  severity: "error" | "warning";
}

export interface PolicyRoom {
  /** Who decides now. */
  readonly engine: EngineName;
  /** Checks a candidate set (syntax, schema, annotations, limits) away from decisions; errors refuse it. */
  check(policies: readonly Policy[]): Promise<PolicyProblem[]>;
  /** The same, and which of them would decide something: neither a draft nor one that only looks on. */
  examine(policies: readonly Policy[]): Promise<{ problems: PolicyProblem[]; deciding: ReadonlySet<string> }>;
  /** Runs cases and properties against an organization and a set of policies, in a thread of its own. */
  test(order: Omit<CasesOrder, "now">, signal?: AbortSignal): Promise<CaseReport>;
  decide(input: {
    call: ModelCall;
    chain: Chain;
    context: Context;
    assessment: Assessment;
    candidates: ConnectedModel[];
    /** What the organization's guardrails do with what was found, beside its policies. */
    guardrails?: Guardrails;
    onPending?: "fallback" | "wait";
    /** What was approved, stepped up to or justified for this very call. Anything else in it is ignored. */
    fulfilled?: readonly Obligation[];
    /** What the caller can carry out, as patterns; the model path's own where it is absent. */
    supported?: readonly string[];
  }): Decision;
  /** About the use of a tool, or of each of many: one ruling a use, in their order. */
  decideUses(
    input: UsesAsked & {
      /** What can be carried out, as patterns; the tool path's own where it is absent. */
      supported?: readonly string[];
      /** Whether it is a decision that is kept and that policies on their way look at; else it is a list. */
      whole?: boolean;
    },
  ): Decision<Told>;
  /** About anything: what was asked in the words of another gateway. */
  decideAsked(input: {
    chain: Chain;
    at: Millis;
    views: readonly AskedContext[];
    guardrails?: Guardrails;
    /** What the asker can carry out, as patterns. */
    supported: readonly string[];
    /** Of a tool: what its definition says, and its arguments where they may be believed. */
    tool?: KnownTool | undefined;
    /** Whether policies that do not decide are looked at: it is a decision, not one try of a search. */
    beside?: boolean;
  }): AskedDecision;
  namedIn(org: string): NamedInPolicies;
  /** Resolves when what the registry says now is what decisions are made with, or was refused. */
  settled(): Promise<void>;
  /** Where policies stand on their way, and what they would have changed. */
  stages: Stages;
  /** Decides again what was decided before. */
  again: Again;
  /** Found on demand, not on the way of a call. */
  explain(decision: Decision, chain: Chain): WouldPass[];
  /** What sets of policies mean, found out apart from decisions. */
  analyst: Analyst;
  close(): void;
}
