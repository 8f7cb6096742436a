import { sha256 } from "../../kernel/index.ts";

/** Where a policy stands on its way: checked only, looked at beside, deciding for some, deciding for all. */
export type StageName = "draft" | "shadow" | "canary" | "enforce";

export interface Stage {
  name: StageName;
  /** Percent of principals it decides for. */
  share: number;
}

export const STAGES: readonly StageName[] = ["draft", "shadow", "canary", "enforce"];
const SHARES: Record<StageName, number> = { draft: 0, shadow: 0, canary: 10, enforce: 100 };
/** What `@stage` is where nothing is said. */
export const ENFORCED: Stage = { name: "enforce", share: 100 };

/** `shadow`, `canary`, `canary:25%`; undefined where it is none. */
export function stageOf(text: string): Stage | undefined {
  const [, share] = /^canary:(\d{1,3})%$/.exec(text) ?? [];
  if (share !== undefined) {
    const percent = Number(share);
    return percent >= 1 && percent <= 100 ? { name: "canary", share: percent } : undefined;
  }
  const name = STAGES.find((one) => one === text);
  return name && { name, share: SHARES[name] };
}

/**
 * Whether a canary decides for someone. Everybody has a place of their own for each policy, so a larger share
 * keeps those it had, and no one is in every canary.
 */
// Guarantee: a larger share of a canary keeps everyone it had.
export function isInShare(policy: string, share: number, person: string): boolean {
  if (share >= 100) return true;
  const place = Number.parseInt(sha256(`${policy}\n${person}`).slice(0, 8), 16) % 10_000;
  return place < share * 100;
}

/** A policy as it will be once it is enforced; a draft stays one. */
export function enforced<P extends { stage: Stage }>(policy: P): P {
  return policy.stage.name === "draft" ? policy : { ...policy, stage: ENFORCED };
}
