import type { Lost } from "./codec.ts";
import type { CallPart, JsonObject, Part, Prompt, Tool } from "./form.ts";

/*
 * Tools that take plain text are known to OpenAI alone. For everybody else such a tool is a function with one
 * argument, and its calls are turned back before the caller sees them.
 */

const INPUT: JsonObject = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool, as plain text." } },
  required: ["input"],
  additionalProperties: false,
};

/** The prompt without tools that take plain text; the same prompt where it has none. */
export function customAsFunctions(prompt: Prompt, lost: Lost): Prompt {
  if (!prompt.tools.some((tool) => tool.kind === "custom") && !prompt.turns.some((turn) => turn.parts.some(isCustom))) {
    return prompt;
  }
  const turns = prompt.turns.map((turn) =>
    turn.parts.some(isCustom) ? { ...turn, parts: turn.parts.map(partAsFunction) } : turn,
  );
  const { toolChoice } = prompt;
  return {
    ...prompt,
    turns,
    tools: prompt.tools.map((tool) => (tool.kind === "custom" ? toolAsFunction(tool, lost) : tool)),
    ...(toolChoice?.kind === "tool" && toolChoice.custom
      ? { toolChoice: { kind: "tool" as const, name: toolChoice.name } }
      : {}),
  };
}

function isCustom(part: Part): boolean {
  return (part.kind === "call" || part.kind === "result") && part.custom === true;
}

function partAsFunction(part: Part): Part {
  if (!isCustom(part)) return part;
  if (part.kind === "call") return { ...withoutMark(part), arguments: JSON.stringify({ input: part.arguments }) };
  return part.kind === "result" ? withoutMark(part) : part;
}

function withoutMark<P extends { custom?: boolean }>(part: P): P {
  const { custom: _, ...plain } = part;
  return plain as P;
}

function toolAsFunction(tool: Tool, lost: Lost): Tool {
  const { native, ...others } = tool;
  const grammar = grammarOf(native?.value);
  // A model that is not held to the grammar is at least told of it.
  if (grammar) lost.add("tools.format");
  const description = [
    tool.description,
    grammar && `The input follows this ${grammar.syntax} grammar:\n${grammar.text}`,
  ];
  return { ...others, kind: "function", description: description.filter(Boolean).join("\n\n"), parameters: INPUT };
}

function grammarOf(native: unknown): { syntax: string; text: string } | undefined {
  const format = native as { grammar?: { syntax?: unknown; definition?: unknown } } | null | undefined;
  const said = (format?.grammar ?? format) as { syntax?: unknown; definition?: unknown } | null | undefined;
  if (typeof said?.definition !== "string") return undefined;
  return { syntax: typeof said.syntax === "string" ? said.syntax : "lark", text: said.definition };
}

/** The plain text in a function's arguments; where a model wrote something else, that as it is. */
export function inputOf(args: string): string {
  try {
    const parsed = JSON.parse(args) as { input?: unknown } | null;
    return typeof parsed?.input === "string" ? parsed.input : args;
  } catch {
    return args;
  }
}

export function isCustomTool(prompt: Prompt, call: Pick<CallPart, "name">): boolean {
  return prompt.tools.some((tool) => tool.kind === "custom" && tool.name === call.name);
}

const BEGIN = /^\s*\{\s*"input"\s*:\s*"/;
/** As much of a JSON string as is complete: no half escape at its end, and not its closing quote. */
const STRING = /(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

/** Reads the plain text out of a function's arguments while they stream in. */
export class StreamedInput {
  #args = "";
  #at = 0;
  #given = "";

  /** What can be said of the text with this piece more. */
  push(piece: string): string {
    this.#args += piece;
    if (this.#at === 0) {
      const begin = BEGIN.exec(this.#args);
      if (!begin) return "";
      this.#at = begin[0].length;
    }
    STRING.lastIndex = this.#at;
    const read = STRING.exec(this.#args)?.[0] ?? "";
    this.#at += read.length;
    const text = JSON.parse(`"${read.replace(CONTROL, escaped)}"`) as string;
    this.#given += text;
    return text;
  }

  /** The whole text, and what of it was not given yet. */
  end(): { whole: string; missing: string } {
    const whole = inputOf(this.#args);
    return whole.startsWith(this.#given)
      ? { whole, missing: whole.slice(this.#given.length) }
      : { whole: this.#given, missing: "" };
  }
}

// Models write line ends as they are now and then, which JSON does not allow.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
