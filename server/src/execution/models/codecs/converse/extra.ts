import type { Lost, PromptTarget } from "../codec.ts";
import type { JsonObject, Prompt, Thinking } from "../form.ts";
import { filled, members } from "./json.ts";

/** How the families of models on Bedrock are told to think, and whether they know top_k. */
interface Family {
  models: RegExp;
  think?(thinking: Thinking): JsonObject | undefined;
  topK?(topK: number): JsonObject;
}

const BUDGETS: Readonly<Record<string, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};
const THREE: Readonly<Record<string, string>> = {
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

const FAMILIES: readonly Family[] = [
  {
    models: /anthropic\./,
    think: ({ effort, budget, adaptive }) =>
      adaptive === true && budget === undefined
        ? { thinking: { type: "adaptive" } }
        : { thinking: { type: "enabled", budget_tokens: budget ?? BUDGETS[effort ?? "medium"] ?? 8_192 } },
    topK: (topK) => ({ top_k: topK }),
  },
  { models: /openai\./, think: ({ effort }) => ({ reasoning_effort: THREE[effort ?? "medium"] ?? "medium" }) },
  {
    models: /amazon\.nova-2/,
    think: ({ effort }) => ({
      reasoningConfig: { type: "enabled", maxReasoningEffort: THREE[effort ?? "medium"] ?? "medium" },
    }),
    topK: (topK) => ({ inferenceConfig: { topK } }),
  },
  { models: /amazon\.nova/, topK: (topK) => ({ inferenceConfig: { topK } }) },
  { models: /mistral\./, topK: (topK) => ({ top_k: topK }) },
];

/** What Converse has no member for and some families of models know under a name of their own. */
export function extraFields(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject | undefined {
  const { thinking, topK } = prompt;
  const family = FAMILIES.find(({ models }) => models.test(target.model));
  const wanted = thinking !== undefined && thinking.off !== true && thinking.effort !== "none";
  const thought = wanted ? family?.think?.(thinking) : undefined;
  if (wanted && !thought) lost.add("thinking");
  if (wanted && thinking.shown === true) lost.add("thinking.display");
  const taken = topK === undefined ? undefined : family?.topK?.(topK);
  if (topK !== undefined && !taken) lost.add("top_k");
  return filled(members({ ...thought, ...taken }));
}
