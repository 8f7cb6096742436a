export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A key of Lumos, or what gives one: asked anew for each request, so that it may change. */
export type Token = string | (() => string | Promise<string>);

/** What a call is said to belong to. It names, and gives no right. */
export interface Belongs {
  session?: string | undefined;
  workflow?: string | undefined;
  run?: string | undefined;
  customer?: string | undefined;
  purpose?: string | undefined;
  /** Classes of the data that the call is about: `pii.customer`. They only ever narrow what is allowed. */
  dataClasses?: readonly string[] | undefined;
}

export interface LumosOptions extends Belongs {
  /** Where Lumos is: `https://lumos.acme.test`. Plain http is taken for this very machine alone. */
  url: string;
  token: Token;
  /** For a token of somebody else's, in whose name is asked. */
  onBehalfOf?: Token | undefined;
  /** Lets the url be http to another machine: whoever is between reads the key. */
  allowHttp?: boolean | undefined;
  /** How long one request may take with its retries; 10 s when left out. */
  timeoutMs?: number | undefined;
  /** What a question that Lumos does not answer counts as. `deny` when left out. */
  onUnavailable?: "deny" | "allow" | undefined;
  /** How often a question is asked again where Lumos was not reached or too busy; 2 when left out. */
  retries?: number | undefined;
  fetch?: typeof fetch | undefined;
}

export interface ToolAsked {
  /** The tool's own name at its server. */
  tool: string;
  /** A server of the registry. Left out for a tool of this application: it counts as one of `sdk`. */
  server?: string | undefined;
  arguments?: Readonly<Record<string, unknown>> | undefined;
  /** This use's own id, by which what came of it is told. Made up when left out. */
  use?: string | undefined;
  /** The subagent that it happens in. */
  agent?: string | undefined;
  /** What it does more than the registry says of it. Nothing it names makes it less. */
  effect?: "read" | "write" | "destructive" | "egress" | undefined;
  /** How the agent works; only what makes it freer counts. */
  mode?: "plan" | "default" | "acceptEdits" | "auto" | "bypassPermissions" | undefined;
}

export interface Asking {
  signal?: AbortSignal | undefined;
}

export interface Waiting extends Asking {
  /** How long to wait at most; the approval's own end when left out. */
  timeoutMs?: number | undefined;
  /** How long between two looks; from 1 s rising to 10 s when left out. */
  everyMs?: number | undefined;
}

/** Who has to look at it, and where. */
export interface Approval {
  id: string;
  state: string;
  url: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  needs: string[];
}

export interface Allowed<What> {
  outcome: "allowed";
  /** The decision's id; "" where Lumos was not reached. */
  id: string;
  /** What may be done: as it was asked, or with what must not go out taken out of it. */
  value: What;
  rewritten: boolean;
  /** What the session has come into touch with by now. */
  taint: string[];
  /** Lumos was not reached, and `onUnavailable` is `allow`: nobody decided this. */
  unchecked?: true;
}

export interface Pending<What> {
  outcome: "pending";
  id: string;
  reason: string;
  approval: Approval;
  /** Waits for the person's word and asks again; the answer may be pending still where time is up. */
  wait(waiting?: Waiting): Promise<Decision<What>>;
}

export interface Blocked {
  outcome: "blocked";
  id: string;
  /** `policy_blocked`, `not_found`, `rate_limited`, `too_large`, ... */
  code: string;
  reason: string;
  /** Set where a person said no. */
  approval?: Approval;
  retryAfterS?: number;
}

export type Decision<What> = Allowed<What> | Pending<What> | Blocked;
export type ToolDecision = Decision<Record<string, unknown>>;

export interface Inspected<Result> {
  /** As it may be given on: itself, or with what may not be read taken out. */
  value: Result;
  replaced: boolean;
  /** Said beside the result to whoever reads it. */
  context?: string;
}

/** What a model is asked, as its provider will hear it. */
export interface ModelAsked {
  /** A route's or a model's id at Lumos. */
  model: string;
  /** Messages of any provider's format, or one text. All strings in it are looked at. */
  prompt: unknown;
  /** Names of the tools that are offered to the model. */
  tools?: readonly string[] | undefined;
  maxTokens?: number | undefined;
  use?: string | undefined;
}

export interface CandidateModel {
  id: string;
  provider: string;
  /** The provider's own name of the model. */
  upstream: string;
  obligations: string[];
}

export interface ModelReady {
  prompt: unknown;
  /** Models that may be asked, the first first. Empty where nobody decided. */
  models: CandidateModel[];
}

export type ModelDecision = Decision<ModelReady>;

export interface ModelTold {
  /** The decision under which it was asked. */
  id: string;
  /** The model that answered, one of the decision's. */
  model: string;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
  cachedInputTokens?: number | undefined;
  /** The call did not give an answer. */
  failed?: boolean | undefined;
  /** What it answered; it is looked at, and may come back with parts taken out. */
  answer?: unknown;
}
