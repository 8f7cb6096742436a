import type { Chain } from "../identity/index.ts";
import type { Millis, Result } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";

export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "used" | "cancelled";

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
  reasons: readonly { policy: string; why: string }[];
  /** What it looks like, redacted: names and masked values, bounded. */
  shown: { title: string; details: readonly { name: string; value: string }[] };
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

export type Sought =
  /** Somebody said yes to this very call. `take` uses it up: false where it was used, taken back or ran out meanwhile. */
  | { state: "approved"; approval: ApprovalTold; fulfilled: readonly string[]; take(): Promise<boolean> }
  | { state: "pending"; approval: ApprovalTold }
  | { state: "denied"; approval: ApprovalTold };

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
  ): Promise<Result<ApprovalTold, ApprovalRefused>>;
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
