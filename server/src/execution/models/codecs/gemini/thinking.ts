import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Thinking } from "../form.ts";
import { member, numberOf, objectOf, restOf, some, textOf } from "./members.ts";

const KNOWN = new Set(["includeThoughts", "thinkingBudget", "thinkingLevel"]);
const LEVELS = ["minimal", "low", "medium", "high"] as const;
type Effort = NonNullable<Thinking["effort"]>;

export function readThinking(value: Json | undefined): Thinking | undefined {
  const config = objectOf(value);
  if (!config) return undefined;
  const shown = member(config, "includeThoughts");
  const budget = numberOf(member(config, "thinkingBudget"));
  const word = textOf(member(config, "thinkingLevel"))?.toLowerCase();
  const effort = LEVELS.find((level) => level === word);
  return {
    ...(budget === 0 ? { off: true } : {}),
    ...(budget === -1 ? { adaptive: true } : some("budget", budget)),
    ...some("effort", effort),
    ...(typeof shown === "boolean" ? { shown } : {}),
    ...some("rest", restOf(config, KNOWN)),
  };
}

/** Written back as it was said. */
export function sameThinking(thinking: Thinking): JsonObject {
  return {
    ...some("includeThoughts", thinking.shown),
    ...some("thinkingBudget", thinking.adaptive === true ? -1 : thinking.budget),
    ...some("thinkingLevel", thinking.effort?.toUpperCase()),
    ...thinking.rest,
  };
}

/** Models up to 2.5 take a number of tokens, later ones a word, the first ones neither. */
export function writtenThinking(thinking: Thinking, model: string, lost: Lost): JsonObject | undefined {
  const off = thinking.off === true || thinking.effort === "none";
  if (/gemini-(?:1|2\.0)(?:[.-]|$)/.test(model)) {
    if (!off) lost.add("thinking");
    return undefined;
  }
  for (const name of Object.keys(thinking.rest ?? {})) lost.add(`thinking.${name}`);
  const pro = /gemini-[\d.]+-pro/.test(model);
  if (thinking.effort !== undefined && thinking.budget !== undefined) {
    lost.add(/gemini-2\.5/.test(model) ? "reasoning_effort" : "thinking.budget_tokens");
  }
  const amount = /gemini-2\.5/.test(model) ? inTokens(thinking, off, pro) : inWords(thinking, off, pro);
  const config = { ...amount, ...(off ? {} : some("includeThoughts", thinking.shown)) };
  return Object.keys(config).length > 0 ? config : undefined;
}

const BUDGETS: Record<Effort, number> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};

function inTokens(thinking: Thinking, off: boolean, pro: boolean): JsonObject {
  // The large model cannot be kept from thinking; this is the least it takes.
  if (off) return { thinkingBudget: pro ? 128 : 0 };
  const most = pro ? 32_768 : 24_576;
  if (thinking.budget !== undefined) return { thinkingBudget: Math.min(thinking.budget, most) };
  if (thinking.effort !== undefined) return { thinkingBudget: BUDGETS[thinking.effort] };
  return thinking.adaptive === true ? { thinkingBudget: -1 } : {};
}

function inWords(thinking: Thinking, off: boolean, pro: boolean): JsonObject {
  const least = pro ? "LOW" : "MINIMAL";
  if (off) return { thinkingLevel: least };
  const { effort, budget } = thinking;
  if (effort === "minimal") return { thinkingLevel: least };
  if (effort === "low" || effort === "medium") return { thinkingLevel: effort.toUpperCase() };
  if (effort !== undefined) return { thinkingLevel: "HIGH" };
  if (budget === undefined) return {};
  return { thinkingLevel: budget <= 2_048 ? "LOW" : budget <= 10_000 ? "MEDIUM" : "HIGH" };
}
