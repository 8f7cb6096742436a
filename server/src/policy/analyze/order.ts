import type { Principal } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { CaseFacts } from "../cases/case-file.ts";
import type { Comparison } from "./compare.ts";
import type { PolicyFinding } from "./findings.ts";
import type { Reached, Target } from "./queries.ts";
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
  | { task: "who-can"; policies: readonly KnownPolicy[]; target: Target; facts: CaseFacts | undefined }
  | { task: "what-may"; policies: readonly KnownPolicy[]; links: readonly Principal[]; facts: CaseFacts | undefined }
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

export type Report =
  | { task: "who-can"; reached: Reached }
  | { task: "what-may"; reached: Reached }
  | { task: "analyze"; analysis: Analysis }
  | { task: "compare"; compared: Compared };
