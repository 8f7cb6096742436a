import type { Lost } from "../codec.ts";
import type { JsonObject, Prompt, Thinking } from "../form.ts";
import { members } from "./json.ts";

/*
 * Other formats say by a word how much a model shall think, older models of Anthropic want a number of tokens,
 * newer ones decide by themselves and take a word as a hint. The numbers keep an answer with the usual limit
 * behind it below what those models may write in all (32,000).
 */

type Effort = NonNullable<Thinking["effort"]>;

const BUDGETS: Record<Exclude<Effort, "none">, number> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 20_480,
  max: 24_576,
};
const MIN_BUDGET = 1_024;
/** Budgets up to these mean the word beside them. */
const WORDS: readonly (readonly [budget: number, effort: Effort])[] = [
  [4_096, "low"],
  [12_288, "medium"],
];
const EFFORTS = new Set<string>(["low", "medium", "high", "xhigh", "max"]);

export interface Traits {
  thinking: "none" | "budget" | "adaptive";
  /** Whether it takes temperature, top_p and top_k. */
  sampling: boolean;
}

const WITHOUT_THINKING = /claude-(?:instant|2|3-(?!7))/;
const WITH_BUDGET = /claude-(?:3-7|(?:opus|sonnet|haiku)-4(?:-[0-5](?!\d)|-\d{8}|@|$))/;
const LAST_WITH_SAMPLING = /claude-(?:opus|sonnet|haiku)-4-6(?!\d)/;

/** What is known of a model by its name. Models of others that speak this format take budgets. */
export function traitsOf(model: string): Traits {
  if (!model.includes("claude")) return { thinking: "budget", sampling: true };
  if (WITHOUT_THINKING.test(model)) return { thinking: "none", sampling: true };
  if (WITH_BUDGET.test(model)) return { thinking: "budget", sampling: true };
  return { thinking: "adaptive", sampling: LAST_WITH_SAMPLING.test(model) };
}

export function isEffort(word: string): word is Effort {
  return EFFORTS.has(word);
}

export interface WrittenThinking {
  thinking?: JsonObject;
  effort?: string;
  maxTokens: number;
}

/** `forced`: a tool must be called, which rules thinking out; `unsigned`: the turn that goes on has no signed thoughts. */
export function writeThinking(
  prompt: Prompt,
  traits: Traits,
  limits: { maxTokensDefault: number; forced: boolean; unsigned: boolean },
  lost: Lost,
): WrittenThinking {
  const wanted = prompt.thinking;
  const plain = { maxTokens: prompt.maxTokens ?? limits.maxTokensDefault };
  if (!wanted) return plain;
  // A turn that another provider began has no signed thoughts, and goes on without them.
  const barred = traits.thinking === "budget" && limits.unsigned;
  if (prompt.format === "anthropic.messages") {
    if (!barred || (wanted.budget === undefined && wanted.adaptive !== true)) return asItWas(wanted, plain.maxTokens);
    lost.add("thinking");
    return { ...plain, ...(wanted.effort === undefined ? {} : { effort: wanted.effort }) };
  }
  if (wanted.off === true || wanted.effort === "none" || wanted.budget === 0) {
    return traits.thinking === "none" ? plain : { ...plain, thinking: { type: "disabled" } };
  }
  const refused = traits.thinking === "none" || limits.forced;
  if (refused || barred) {
    lost.add("thinking");
    return plain;
  }
  const display = wanted.shown === undefined ? undefined : wanted.shown ? "summarized" : "omitted";
  if (traits.thinking === "adaptive") {
    const effort = wordOf(wanted);
    return {
      ...plain,
      thinking: members({ type: "adaptive", display }),
      ...(effort === undefined ? {} : { effort }),
    };
  }
  const asked = wanted.budget ?? BUDGETS[wanted.effort === undefined ? "medium" : known(wanted.effort)];
  const budget = Math.max(MIN_BUDGET, Math.floor(asked));
  if (prompt.maxTokens === undefined) {
    return {
      maxTokens: limits.maxTokensDefault + budget,
      thinking: members({ type: "enabled", budget_tokens: budget, display }),
    };
  }
  // Thoughts count as part of the answer: the caller's limit holds for both.
  if (prompt.maxTokens <= MIN_BUDGET) {
    lost.add("thinking");
    return plain;
  }
  return {
    ...plain,
    thinking: members({ type: "enabled", budget_tokens: Math.min(budget, prompt.maxTokens - 1), display }),
  };
}

function asItWas(wanted: Thinking, maxTokens: number): WrittenThinking {
  const type =
    wanted.budget !== undefined ? "enabled" : wanted.adaptive ? "adaptive" : wanted.off ? "disabled" : undefined;
  const thinking = members({
    type,
    budget_tokens: wanted.budget,
    display: wanted.shown === undefined ? undefined : wanted.shown ? "summarized" : "omitted",
    ...wanted.rest,
  });
  return {
    maxTokens,
    ...(thinking["type"] === undefined ? {} : { thinking }),
    ...(wanted.effort === undefined ? {} : { effort: wanted.effort }),
  };
}

function wordOf({ effort, budget }: Thinking): string | undefined {
  if (effort !== undefined) return EFFORTS.has(effort) ? effort : "low";
  if (budget === undefined || budget < 0) return undefined;
  return WORDS.find(([limit]) => budget <= limit)?.[1] ?? "high";
}

function known(effort: Effort): Exclude<Effort, "none"> {
  return effort === "none" ? "minimal" : effort;
}
