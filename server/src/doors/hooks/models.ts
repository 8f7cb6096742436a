import { type ElsewhereOutcome, governElsewhere, modelTold } from "../../govern-elsewhere.ts";
import { type Json, type ModelCall, type TextPart, UNREAD, type Usage, isRecord } from "../../kernel/index.ts";
import type { Heard, Said } from "./flow.ts";
import type { HookParts } from "./parts.ts";
import { emptied, rawOf } from "./results.ts";
import { textsOf } from "./texts.ts";
import { verdictOf } from "./words.ts";

/* Models that an application with the SDK asks itself. */

const MAX_TOKENS = 1_000_000_000;
const CHARACTERS_A_TOKEN = 4;
const CHANNELS: Readonly<Record<string, TextPart["channel"]>> = {
  system: "system",
  developer: "system",
  assistant: "assistant",
  model: "assistant",
  tool: "tool_result",
  function: "tool_result",
};

/** Whether a model may be asked this, and which. */
export async function onModel(parts: HookParts, heard: Heard): Promise<Said> {
  const { event } = heard;
  const { prompt, more = {} } = event;
  const held = { prompt: prompt ?? "" };
  const read = textsOf(held, "prompt");
  const texts = read.texts.map((part) => ({ ...part, channel: channelOf(held, part.path) }));
  const call = callOf(heard, { ...more, texts, ...(read.unread ? { unread: true as const } : {}) });
  const outcome = await governElsewhere(parts.rooms, call, JSON.stringify(held));
  return { ...saidOf(outcome, heard), outcome: told(outcome), ...(outcome.answered ? { models: outcome.models } : {}) };
}

/** What it used and answered. */
export async function onModelTold(parts: HookParts, heard: Heard): Promise<Said> {
  const { result, more = {} } = heard.event;
  const { raw, cut } = rawOf(result);
  const call = callOf(heard, {});
  const failed = more["failed"] === true;
  const outcome = await modelTold(parts.rooms, call, { usage: usageOf(more), failed, answer: raw });
  if (!outcome.answered) return { verdict: { say: "hold", reason: outcome.refusal.message, output: null } };
  const { verdict, answer, why } = outcome;
  if (verdict === "pass") {
    const context = "This answer was too long to be looked at whole.";
    return { verdict: cut ? { say: "warn", context } : { say: "pass" } };
  }
  if (verdict === "held" || cut) {
    const reason = why === "" ? "This answer may not be given." : why;
    return { verdict: { say: "hold", reason, output: emptied(result, reason) } };
  }
  const context = "Parts of this answer were taken out by Lumos.";
  return { verdict: { say: "redact", output: JSON.parse(answer) as Json, context } };
}

function saidOf(outcome: ElsewhereOutcome, { allows }: Heard): Pick<Said, "verdict"> {
  return { verdict: verdictOf(told(outcome), { allows, canAsk: false }) };
}

/** In the words of a tool's outcome, which the door knows how to say. */
function told(outcome: ElsewhereOutcome): NonNullable<Said["outcome"]> {
  if (!outcome.answered) return outcome;
  const { id, raw } = outcome;
  return {
    answered: true,
    id,
    headers: {},
    performed: undefined,
    taint: [],
    ...(raw === undefined ? {} : { raw }),
  };
}

function callOf(
  { arrival, event }: Heard,
  more: { texts?: TextPart[]; unread?: true; tools?: unknown; maxTokens?: unknown },
): ModelCall {
  const { texts = [], unread, tools, maxTokens } = more;
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  return {
    ...arrival,
    kind: "model",
    ask: {
      ...UNREAD,
      model: event.model ?? "",
      texts,
      tokensIn: Math.ceil(characters / CHARACTERS_A_TOKEN),
      maxTokensOut: countOf(maxTokens) ?? 0,
      tools: Array.isArray(tools) && tools.length > 0,
      ...(unread ? { unread } : {}),
    },
  };
}

/** Who a text of a prompt speaks for: its message's role, and a tool's result is one wherever it stands. */
function channelOf(held: unknown, path: TextPart["path"]): TextPart["channel"] {
  let here = held;
  let channel: TextPart["channel"] = "prompt";
  for (const step of path) {
    if (isRecord(here)) {
      const { role, type } = here;
      if (typeof role === "string" && Object.hasOwn(CHANNELS, role)) channel = CHANNELS[role] as TextPart["channel"];
      if (typeof type === "string" && /^tool[-_]result$|^function_call_output$/.test(type)) return "tool_result";
    }
    here = (here as Record<string | number, unknown> | undefined)?.[step];
  }
  return channel;
}

function usageOf(more: Readonly<Record<string, unknown>>): Usage | undefined {
  const input = countOf(more["inputTokens"]);
  const output = countOf(more["outputTokens"]);
  if (input === undefined && output === undefined) return undefined;
  const cachedInput = Math.min(countOf(more["cachedInputTokens"]) ?? 0, input ?? 0);
  return { source: "provider", input: input ?? 0, cachedInput, output: output ?? 0, reasoning: 0 };
}

function countOf(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKENS
    ? (value as number)
    : undefined;
}
