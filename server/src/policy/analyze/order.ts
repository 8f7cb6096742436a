import type { Millis } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Comparison } from "./compare.ts";
import type { PolicyFinding } from "./findings.ts";
import type { World } from "./world.ts";

/** What a thread is asked to find out, as plain data. */
export type Order = {
  schema: string;
  world: World;
  supported: readonly string[];
  now: Millis;
  limitMs: number;
} & (
  | { task: "analyze"; policies: readonly KnownPolicy[] }
  | { task: "compare"; before: readonly KnownPolicy[]; after: readonly KnownPolicy[] }
);

export interface Analysis {
  findings: PolicyFinding[];
  /** Policies about which there was no time or no proof. */
  undecided: string[];
  /** False where z3-solver is not installed: only what can be read off the policies was looked for. */
  proved: boolean;
  ms: number;
}

/** Without z3-solver nothing can be said. */
export type Compared = Comparison | { relation: "not-available" };

export type Report = { task: "analyze"; analysis: Analysis } | { task: "compare"; compared: Compared };
