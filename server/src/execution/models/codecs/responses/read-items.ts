import type { CallPart, Json, JsonObject, OtherPart, Part, ResultPart, TextPart, ThinkingPart, Turn } from "../form.ts";
import { readContent } from "./read-content.ts";
import { flatName } from "./names.ts";
import { readSealed } from "./sealed.ts";
import { listOf, maybe, objectOf, objectsOf, textOf } from "./values.ts";

export interface ReadItems {
  /** Instructions that stand before everything else. */
  system: (TextPart | OtherPart)[];
  turns: Turn[];
}

/** The items of a request's input as turns; what one side says in a row is one turn. */
export function readItems(input: Json | undefined, issuer: string): ReadItems {
  if (typeof input === "string") {
    return { system: [], turns: [{ role: "user", parts: [{ kind: "text", text: input }] }] };
  }
  const read = new ItemReader(issuer);
  for (const item of objectsOf(input)) read.item(item);
  return read.finish();
}

class ItemReader {
  readonly #system: (TextPart | OtherPart)[] = [];
  readonly #turns: Turn[] = [];
  readonly #issuer: string;
  readonly #calls = new Map<string, CallPart>();
  readonly #seals = new Map<string, CallPart["sealed"]>();

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  item(item: JsonObject): void {
    const type = item["type"];
    // A message may leave its type out.
    if (type === "message" || (type === undefined && typeof item["role"] === "string")) return this.#message(item);
    if (type === "reasoning") {
      const read = readReasoning(item, this.#issuer);
      if ("part" in read) this.#said(read.part);
      else this.#seals.set(read.call, read.sealed);
    } else if (type === "function_call" || type === "custom_tool_call") {
      const call = readCall(item);
      this.#calls.set(call.id, call);
      this.#said(call);
    } else if (type === "function_call_output" || type === "custom_tool_call_output") {
      this.#result(readResult(item, this.#calls));
    } else if (type !== "additional_tools") {
      const value: OtherPart = { kind: "other", format: "openai.responses", type: textOf(type) || "item", value: item };
      if (RESULT.test(value.type)) this.#result(value);
      else this.#said(value);
    }
  }

  finish(): ReadItems {
    for (const [id, sealed] of this.#seals) {
      const call = this.#calls.get(id);
      if (call && sealed) call.sealed = sealed;
    }
    return { system: this.#system, turns: this.#turns };
  }

  #message(item: JsonObject): void {
    const parts = readContent(item["content"]);
    const role = item["role"];
    if (role === "assistant") {
      const { phase } = item;
      const first = parts.find((part) => part.kind === "text");
      if (first && typeof phase === "string") first.rest = { ...first.rest, phase };
      for (const part of parts) this.#said(part);
    } else if (role === "system" || role === "developer") {
      const system = parts.map((part, at): TextPart | OtherPart =>
        part.kind === "text" || part.kind === "other"
          ? part
          : {
              kind: "other",
              format: "openai.responses",
              type: `content.${part.kind}`,
              value: listOf(item["content"])[at] ?? null,
            },
      );
      if (this.#turns.length === 0) this.#system.push(...system);
      else this.#turns.push({ role: "system", parts: system });
    } else this.#turns.push({ role: "user", parts });
  }

  #said(part: Part): void {
    const last = this.#turns.at(-1);
    if (last?.role === "assistant") last.parts.push(part);
    else this.#turns.push({ role: "assistant", parts: [part] });
  }

  #result(part: ResultPart | OtherPart): void {
    const last = this.#turns.at(-1);
    if (last?.role === "user" && !last.parts.some((one) => one.kind === "text" || one.kind === "media"))
      last.parts.push(part);
    else this.#turns.push({ role: "user", parts: [part] });
  }
}

/** Items of the caller's own, though of a kind that only this format knows. */
const RESULT = /(?:_output|_response)$/;

export function readReasoning(
  item: JsonObject,
  issuer: string,
): { part: ThinkingPart } | { call: string; sealed: NonNullable<CallPart["sealed"]> } {
  const summary = objectsOf(item["summary"]).map((part) => textOf(part["text"]));
  const content = item["content"];
  const raw = objectsOf(content).map((part) => textOf(part["text"]));
  const encrypted = textOf(item["encrypted_content"]);
  const sealed = encrypted === "" ? undefined : readSealed(encrypted, issuer);
  if (sealed?.for === "call") return { call: sealed.id, sealed: sealed.sealed };
  const id = textOf(item["id"]);
  return {
    part: {
      kind: "thinking",
      text: (summary.length > 0 ? summary : raw).join("\n\n"),
      ...(sealed ? { sealed: sealed.sealed } : {}),
      ...(sealed?.redacted ? { redacted: true } : {}),
      ...(id === "" ? {} : { id }),
      ...(raw.length > 0 && content !== undefined ? { rest: { content } } : {}),
    },
  };
}

export function readCall(item: JsonObject): CallPart {
  const custom = item["type"] === "custom_tool_call";
  const space = textOf(item["namespace"]);
  const name = textOf(item["name"]);
  return {
    kind: "call",
    id: textOf(item["call_id"]) || textOf(item["id"]),
    name: flatName(space, name),
    arguments: textOf(item[custom ? "input" : "arguments"]),
    ...(custom ? { custom } : {}),
    ...(space === "" ? {} : { within: { space, name } }),
  };
}

function readResult(item: JsonObject, calls: ReadonlyMap<string, CallPart>): ResultPart {
  const id = textOf(item["call_id"]);
  const parts = readContent(item["output"]).map((part): ResultPart["parts"][number] =>
    part.kind === "refusal" ? { kind: "text", text: part.text } : part,
  );
  return {
    kind: "result",
    id,
    parts,
    ...maybe("name", calls.get(id)?.name),
    ...(item["type"] === "custom_tool_call_output" ? { custom: true } : {}),
  };
}

/** Tools that come along with the input instead of beside it. */
export function additionalTools(input: Json | undefined): Json[] {
  if (!Array.isArray(input)) return [];
  return input
    .map(objectOf)
    .filter((item) => item["type"] === "additional_tools")
    .flatMap((item) => (Array.isArray(item["tools"]) ? item["tools"] : []));
}
