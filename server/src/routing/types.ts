import type { ModelAsk } from "../kernel/index.ts";
import type { Decision, Ruling } from "../policy/index.ts";
import type { ConnectedKey, ConnectedModel, Landscape, Route as DeclaredRoute } from "../registry/index.ts";

/** Why a candidate is not tried: said in the decision, never silently. */
export type Skip =
  | { by: "policy"; outcome: "blocked" | "pending" }
  | { by: "health"; detail: string }
  | { by: "dialect"; detail: string }
  /** It cannot do what the call needs: tools, pictures, length, a schema; or it works in another region. */
  | { by: "feature"; detail: string }
  /** What translating the call for it would lose, where the route or policy demands that nothing is. */
  | { by: "lossy"; detail: string }
  | { by: "limit"; detail: string }
  | { by: "connection"; detail: string };

export interface Candidate {
  model: ConnectedModel;
  ruling: Ruling;
  /** Absent: it may be tried. */
  skip: Skip | undefined;
}

/** The ordered candidates of one call; the first without a skip is tried first, the others after it. */
export interface Route {
  asked: string;
  candidates: Candidate[];
  /** The route as it was declared; absent where a model was asked for by name. */
  declared: DeclaredRoute | undefined;
  /** What made the order other than the declared one: "price", "latency", "weight", "session". */
  orderedBy?: string;
  /** The model that answers when nothing is in the way. Any other one is a fallback. */
  first?: ConnectedModel;
}

/** What the name a caller wrote stands for. */
export interface Target {
  route: DeclaredRoute | undefined;
  models: ConnectedModel[];
}

/** What is asked of routing beside what policy said. */
export interface Choosing {
  decision: Decision;
  target: Target;
  ask: ModelAsk;
  /** Calls of one session stay at one model and key while they can, so that the provider's caches hold. */
  session: string;
}

/** How one try went, told by execution. */
export interface Tried {
  model: ConnectedModel;
  key: ConnectedKey | undefined;
  session: string;
  ok: boolean;
  /** Absent where no status came. */
  status?: number;
  /** What was wrong where it was not the status. */
  failure?: "unreachable" | "timeout" | "cut" | "malformed" | "too_large" | "aborted" | "failed";
  /** What the provider asked for in `retry-after`. */
  retryAfterMs?: number;
  /** From the send to the first byte; absent where none came. */
  firstByteMs?: number;
  totalMs: number;
  tokensOut?: number;
  /** True where the answer streamed: only then the first byte says when the model began. */
  stream?: boolean;
}

export interface Routing {
  /** What the name a caller wrote stands for; undefined when it stands for nothing. */
  target(landscape: Landscape, name: string): Target | undefined;
  /** Which candidates may be tried, in which order, and why the others may not. */
  choose(choosing: Choosing): Route;
  /** Why a model should not be asked this now: what it lacks for it, where it works, that it rests. */
  unfit(model: ConnectedModel, ask: ModelAsk, route?: DeclaredRoute): string | undefined;
  /** The key the next try of a model goes with; undefined where its provider has none that may be used now. */
  keyFor(model: ConnectedModel, session: string): ConnectedKey | undefined;
  /** Told after every try, also of the one that answered. Opens and closes circuits, measures latency. */
  tried(tried: Tried): void;
  /**
   * After a try that failed and gave nothing out: how long to wait before the same model is tried again;
   * undefined: not again, the next candidate's turn. `tries` counts those of this model in this call.
   */
  again(tried: Tried, tries: number, othersLeft: boolean, route?: DeclaredRoute): number | undefined;
  /** How many circuits are not closed, by state. */
  circuits(): Record<"open" | "half_open", number>;
}
