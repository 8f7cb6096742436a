import type { Entities, PolicyTree, Request, Verdict } from "../../cedar/index.ts";
import type { Result } from "../../kernel/index.ts";

export type EngineName = "fast" | "reference";

/** What a policy engine must be able to do: two stand behind this door, and answer alike. */
export interface Engine {
  readonly name: EngineName;
  /** Prepares a checked set; an error here is a set that was not checked before, or an engine that is down. */
  prepare(policies: readonly Source[], schema: string): Result<Prepared, EngineFailure>;
  /** Does the work of `prepare` for these policies a little at a time, where it would take long at once. */
  prepareAhead?(policies: readonly Source[], schema: string): Promise<void>;
  close(): void;
}

/** One checked policy, as text and as the tree that was parsed from it. */
export interface Source {
  id: string;
  text: string;
  tree: PolicyTree;
}

/** A set ready to be asked. */
export interface Prepared {
  /**
   * Never throws. A failure says nothing about the request and must be answered as blocked. Policies named in
   * `without` count as if they were not in the set. What is handed in must not change afterwards: what is made of
   * an object may be kept with it.
   */
  evaluate(request: Request, entities: Entities, without?: ReadonlySet<string>): Result<Verdict, EngineFailure>;
  /** Gives its place back; asking it afterwards is a failure. */
  release(): void;
}

export interface EngineFailure {
  because: string;
  /** The engine itself cannot answer; without it, it is the question that it would not take. */
  down?: true;
}
