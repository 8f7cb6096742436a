import type { Lost, PromptTarget } from "../codec.ts";
import type { CallPart, JsonObject, OtherPart, Part, Prompt, ResultPart, ThinkingPart, Turn } from "../form.ts";
import { toolsByName } from "./names.ts";
import { textOf } from "./values.ts";
import { isContent, lostType, writeInputPart, writeOutputPart } from "./write-content.ts";

/** The turns of a conversation as the items of a request's input. */
export function writeItems(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject[] {
  const writer = new ItemWriter(prompt, target, lost);
  for (const turn of prompt.turns) writer.turn(turn);
  return writer.items;
}

class ItemWriter {
  readonly items: JsonObject[] = [];
  readonly #prompt: Prompt;
  readonly #target: PromptTarget;
  readonly #lost: Lost;
  readonly #tools: ReturnType<typeof toolsByName>;
  readonly #custom = new Set<string>();

  constructor(prompt: Prompt, target: PromptTarget, lost: Lost) {
    this.#prompt = prompt;
    this.#target = target;
    this.#lost = lost;
    this.#tools = toolsByName(prompt);
  }

  turn(turn: Turn): void {
    const role = turn.role === "system" ? "developer" : turn.role;
    let content: JsonObject[] | undefined;
    let phase: string | undefined;
    for (const part of turn.parts) {
      const said = role === "assistant" ? textOf(part.kind === "text" ? part.rest?.["phase"] : undefined) : "";
      if (content === undefined || (said !== "" && said !== phase)) {
        phase = said === "" ? undefined : said;
        content = undefined;
      }
      const item = this.#item(part);
      if (item !== "content") {
        content = undefined;
        if (item) this.items.push(item);
        continue;
      }
      const written = role === "assistant" ? writeOutputPart(part, this.#lost) : writeInputPart(part, this.#lost);
      if (!written) continue;
      if (!content) {
        content = [];
        this.items.push({ type: "message", role, content, ...(phase === undefined ? {} : { phase }) });
      }
      content.push(written);
    }
  }

  /** An item of its own; undefined where it is lost; "content" where it belongs into a message. */
  #item(part: Part): JsonObject | "content" | undefined {
    switch (part.kind) {
      case "thinking":
        return this.#reasoning(part);
      case "call":
        return this.#call(part);
      case "result":
        return this.#result(part);
      case "other":
        return isContent(part) ? "content" : this.#other(part);
      default:
        return "content";
    }
  }

  #reasoning(part: ThinkingPart): JsonObject | undefined {
    const { sealed } = part;
    const readable = sealed === undefined || this.#target.issuers.includes(sealed.issuer);
    // Without a seal only the provider that keeps the item under its id knows what it thought.
    if (!readable || (sealed === undefined && (part.id === undefined || this.#prompt.format !== "openai.responses"))) {
      this.#lost.add("thinking");
      return undefined;
    }
    const content = part.rest?.["content"];
    const summary = part.text === "" || content !== undefined ? [] : [{ type: "summary_text", text: part.text }];
    return {
      type: "reasoning",
      ...(part.id === undefined ? {} : { id: part.id }),
      summary,
      ...(content === undefined ? {} : { content }),
      ...(sealed === undefined ? {} : { encrypted_content: sealed.data }),
    };
  }

  #call(part: CallPart): JsonObject {
    if (part.sealed) this.#lost.add("thinking");
    const within = part.within ?? this.#tools.get(part.name)?.within;
    const named = { name: within?.name ?? part.name, ...(within ? { namespace: within.space } : {}) };
    if (part.custom) {
      this.#custom.add(part.id);
      return { type: "custom_tool_call", call_id: part.id, ...named, input: part.arguments };
    }
    return { type: "function_call", call_id: part.id, ...named, arguments: part.arguments };
  }

  #result(part: ResultPart): JsonObject {
    if (part.failed) this.#lost.add("tool_result.is_error");
    const custom = part.custom === true || this.#custom.has(part.id);
    const type = custom ? "custom_tool_call_output" : "function_call_output";
    const only = part.parts.length === 1 ? part.parts[0] : undefined;
    const output =
      part.parts.length === 0
        ? ""
        : only?.kind === "text"
          ? only.text
          : part.parts.flatMap((one) => writeInputPart(one, this.#lost) ?? []);
    return { type, call_id: part.id, output };
  }

  #other(part: OtherPart): JsonObject | undefined {
    if (part.format === "openai.responses" && part.value !== null && typeof part.value === "object") {
      return part.value as JsonObject;
    }
    this.#lost.add(lostType(part));
    return undefined;
  }
}
