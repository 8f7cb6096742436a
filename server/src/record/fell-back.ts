import type { CandidateStory } from "../execution/index.ts";
import type { ConnectedModel } from "../registry/index.ts";

/** That another model answered than the one that was meant to, for the metrics. */
export interface FellBack {
  reason: "error" | "policy" | "health" | "feature" | "limit" | "lossy" | "dialect" | "connection";
  from: string;
  to: string;
  team: string;
}

/** Why the model that was meant to answer did not. */
export function fallbackOf(
  first: ConnectedModel | undefined,
  taken: ConnectedModel,
  stories: readonly CandidateStory[],
  team: string,
): FellBack | undefined {
  const story = stories.find(({ model }) => model === first?.id);
  if (!story) return undefined;
  const reason = story.fate === "failed" ? "error" : story.ruling !== "allowed" ? "policy" : (story.by ?? "error");
  return { reason, from: story.tier, to: taken.tier, team };
}
