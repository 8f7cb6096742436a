import type { Child } from "../children.ts";

/** Something the load is put to, running. */
export interface Target {
  name: TargetName;
  port: number;
  path: string;
  headers: Record<string, string>;
  /** Undefined: nothing in between. */
  child: Child | undefined;
  version: string;
  /** From its start to its first answer. */
  startMs: number | undefined;
  notes: string[];
}

export const TARGETS = ["direct", "nginx", "bare", "portkey", "lumos"] as const;
export type TargetName = (typeof TARGETS)[number];

/** Why a target is not in this run. */
export interface Absent {
  name: TargetName;
  reason: string;
  /** It should have run and did not: the bench ends with an error after the rest. */
  failed?: boolean;
}

export const PATH = "/v1/chat/completions";
