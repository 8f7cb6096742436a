import type { Chain } from "../identity/index.ts";
import type { Millis, Result } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";

export const STATES = ["pending", "approved", "denied", "expired", "used", "cancelled"] as const;
export type ApprovalState = (typeof STATES)[number];

/** What a call needs a person for. An approval holds for exactly this and for nothing else. */
export interface ApprovalAsk {
  org: string;
  chain: Chain;
  /** The decision that was pending. */
  decision: string;
  session: string;
  /** call_tool, run_command, read_resource, invoke, embed. */
  action: string;
  /** `crm/update_contact`, or the route or model that was asked for. */
  resource: string;
  /** Of a tool: its server, whose owner may decide. */
  server?: string;
  /** What it would do, canonical: arguments of a tool, the digest of a model call's body. Part of the digest. */
  content: unknown;
  /** The policy set that asked for it; another set asks anew. */
  snapshot: string;
  /** `approval:owner`, `approval:approver`: every one of them. */
  needs: readonly string[];
  /** The shortest `@ttl`; a default where no policy says. */
  ttlMs: Millis | undefined;
  /** For the person who decides: the sentences of the policies that asked. */
  reasons: readonly Asking[];
  /** What it looks like, redacted: names and masked values, bounded. */
  shown: Shown;
}

export interface Asking {
  policy: string;
  why: string;
}

export interface Shown {
  title: string;
  details: readonly { name: string; value: string }[];
}

/** An approval as everyone may see it who may see the call. */
export interface ApprovalTold {
  id: string;
  state: ApprovalState;
  /** Where a person looks at it and decides. */
  url: string;
  needs: readonly string[];
  expiresAt: Millis;
  /** Why it was denied, for whoever asked. */
  reason?: string;
}

/** The whole of it, for whoever decides and whoever asked. */
export interface Approval extends ApprovalTold {
  /** Refs, outermost first. */
  chain: readonly string[];
  action: string;
  resource: string;
  server: string;
  reasons: readonly Asking[];
  shown: Shown;
  session: string;
  decision: string;
  given: readonly Given[];
  createdAt: Millis;
  decidedAt: Millis | undefined;
  /** The decision that used it up. */
  usedBy: string;
  version: number;
}

/** One need of an approval, given by a person. */
export interface Given {
  need: string;
  by: string;
  at: Millis;
  reason: string;
}

export type Sought =
  /** Somebody said yes to this very call. `take` uses it up: false where it was used, taken back or ran out meanwhile. */
  | { state: "approved"; approval: ApprovalTold; fulfilled: readonly string[]; take(): Promise<boolean> }
  | { state: "pending"; approval: ApprovalTold }
  | { state: "denied"; approval: ApprovalTold }
  /** Too much waits already: nobody was asked. */
  | { state: "full"; message: string; retryAfterS: number };

export type ApprovalFilter = {
  state?: ApprovalState | undefined;
  /** Ref of the outermost principal. */
  principal?: string | undefined;
  /** Id of a user, or ref of an agent or application: only what it asked for, or answers for. */
  askedBy?: string | undefined;
  /** Id of a user: only what waits for its word. */
  waitsFor?: string | undefined;
  /** The same: what it asked for and what it could have decided. */
  concerns?: string | undefined;
};

export interface ApprovalsRoom {
  /** The approval of this very call, new where there is none that holds. */
  seek(ask: ApprovalAsk): Promise<Sought>;
  /** Whether one exists for this very call, without making it: for lists and explanations. */
  find(
    ask: Pick<ApprovalAsk, "org" | "chain" | "action" | "resource" | "content" | "snapshot">,
  ): Promise<ApprovalTold | undefined>;
  /** Resolves when it is decided, ran out, or the signal ends. */
  decided(org: string, id: string, signal: AbortSignal): Promise<ApprovalTold>;
  /** A person's word. Refused for the requester, the agent's owner, keys and agents, and whoever lacks the role. */
  decide(
    tx: Tx,
    ask: { org: string; id: string; by: Chain; answer: "approve" | "deny"; reason: string },
  ): Promise<Result<Approval, ApprovalRefused>>;
  show(org: string, id: string): Promise<Approval | undefined>;
  /** Whether a user (an agent, by its ref) asked for it, or could give something of it when it was asked for. */
  concerns(org: string, id: string, who: string): Promise<boolean>;
  /** Newest first; `before` is the id of the last one of the page before. */
  list(org: string, filter: ApprovalFilter, page: { before?: string; limit: number }): Promise<Approval[]>;
  /** Lets what has run out be expired. A timer does it; tests call it. */
  sweep(): Promise<void>;
  /** How many waited when it was last looked, in all organizations. */
  counts(): { pending: number };
  forget(): void;
  close(): Promise<void>;
}

export type ApprovalRefused =
  | "unknown"
  | "not-a-person"
  | "own-request"
  | "not-entitled"
  | "already-decided"
  | "expired";

/** Something that happened to an approval; whoever hears of it writes it down in the same transaction. */
export interface Step {
  org: string;
  id: string;
  what: "requested" | "approved" | "denied" | "expired" | "used" | "cancelled" | "given";
  actor: string;
  at: Millis;
  /** What the record says beside: names, states, ids; no content. */
  details: Record<string, unknown>;
}
