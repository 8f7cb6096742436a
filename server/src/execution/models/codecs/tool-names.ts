import { createHash } from "node:crypto";
import type { Format } from "../../../kernel/index.ts";
import type { Answer, Delta, Part, Prompt, ToolChoice } from "./form.ts";

/*
 * Formats differ in how long the name of a tool may be and in what it may be written with. A name that the other side
 * would refuse goes out under another one, always the same, and calls come back under the caller's own.
 */

const PLAIN = /^[\w-]{1,64}$/;
/** Anthropic's codec has a way of its own, which can be read back without being remembered. */
const TAKEN: Partial<Record<Format, RegExp>> = {
  "openai.chat": PLAIN,
  "openai.responses": PLAIN,
  "gemini.generate": /^[A-Za-z_][\w.:-]{0,63}$/,
  "bedrock.converse": PLAIN,
};
const MAX = 64;
const MARK = 8;

export interface ToolNames {
  /** The prompt under names that are taken; the same prompt where all of them were. */
  prompt: Prompt;
  /** The same steps and answers, under the caller's names. */
  delta(delta: Delta): Delta;
  answer(answer: Answer): Answer;
}

export function toolNamesFor(format: Format, prompt: Prompt): ToolNames {
  const taken = prompt.format === format ? undefined : TAKEN[format];
  const own = new Map<string, string>();
  const written = (name: string): string => {
    if (!taken || name === "" || taken.test(name)) return name;
    const other = shortened(name);
    own.set(other, name);
    return other;
  };
  const changed = taken ? renamed(prompt, written) : prompt;
  if (own.size === 0) return { prompt, delta: (delta) => delta, answer: (answer) => answer };
  const back = (part: Part): Part => withName(part, (name) => own.get(name) ?? name);
  return {
    prompt: changed,
    delta(delta) {
      if (delta.kind === "whole") return { ...delta, value: back(delta.value) };
      if (delta.kind !== "open" || delta.opening.kind !== "call") return delta;
      const { opening } = delta;
      return { ...delta, opening: { ...opening, name: own.get(opening.name) ?? opening.name } };
    },
    answer: (answer) => ({
      ...answer,
      choices: answer.choices.map((choice) => ({ ...choice, parts: choice.parts.map(back) })),
    }),
  };
}

function renamed(prompt: Prompt, written: (name: string) => string): Prompt {
  const { toolChoice } = prompt;
  return {
    ...prompt,
    tools: prompt.tools.map((tool) => (tool.kind === "server" ? tool : { ...tool, name: written(tool.name) })),
    turns: prompt.turns.map((turn) => ({ ...turn, parts: turn.parts.map((part) => withName(part, written)) })),
    ...(toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice, written) }),
  };
}

function choiceOf(choice: ToolChoice, written: (name: string) => string): ToolChoice {
  if (choice.kind === "tool") return { ...choice, name: written(choice.name) };
  return choice.kind === "among" ? { ...choice, names: choice.names.map(written) } : choice;
}

function withName(part: Part, written: (name: string) => string): Part {
  if (part.kind === "call") return { ...part, name: written(part.name) };
  return part.kind === "result" && part.name !== undefined ? { ...part, name: written(part.name) } : part;
}

function shortened(name: string): string {
  const mark = createHash("sha256").update(name).digest("hex").slice(0, MARK);
  const plain = name.replaceAll(/[^\w-]/g, "_").replace(/^(?=[\d-])/, "_");
  return `${plain.slice(0, MAX - MARK - 1)}_${mark}`;
}
