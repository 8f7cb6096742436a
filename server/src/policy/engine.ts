import type { Result } from "../kernel/index.ts";

/** What a policy engine must be able to do. Narrow, so that a faster one can take over the hot part. */
export interface Engine {
  readonly name: "reference";
  /** Parses a set once; an error here is a set that was not checked before, or an engine that is down. */
  prepare(policies: ReadonlyMap<string, string>, schema: string): Result<Prepared, EngineFailure>;
  close(): void;
}

/** A set ready to be asked. */
export interface Prepared {
  /** Never throws. A failure says nothing about the request and must be answered as blocked. */
  evaluate(request: Request, entities: readonly Entity[]): Result<Verdict, EngineFailure>;
  /** Gives its place back; asking it afterwards is a failure. */
  release(): void;
}

export interface EngineFailure {
  because: string;
}

export interface Request {
  principal: Uid;
  action: Uid;
  resource: Uid;
  context: CedarRecord;
}

export interface Verdict {
  decision: "allow" | "deny";
  /** Ids of the policies that decided, sorted. */
  reasons: string[];
  /** Ids of the policies that could not be evaluated, sorted. */
  errors: string[];
}

export interface Uid {
  type: string;
  id: string;
}

export interface Entity {
  uid: Uid;
  attrs: CedarRecord;
  parents: Uid[];
}

/** A value as the engine takes it. Objects with `__entity` and `__extn` are made by this room only. */
export type CedarValue =
  | boolean
  | number
  | string
  | CedarValue[]
  | { __entity: Uid }
  | { __extn: { fn: "datetime" | "ip"; arg: string } }
  | CedarRecord;

export interface CedarRecord {
  [name: string]: CedarValue;
}
