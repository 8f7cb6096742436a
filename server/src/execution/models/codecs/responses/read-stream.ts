import { responsesUsage } from "../../taps/responses.ts";
import type { SseEvent, StreamReader } from "../codec.ts";
import type { Delta, Json, JsonObject, Opening, Part } from "../form.ts";
import { readOutputItem, stopOf } from "./read-answer.ts";
import { readCall, readReasoning } from "./read-items.ts";
import { listOf, maybe, numberOf, objectOf, objectsOf, textOf } from "./values.ts";

export function readStream(issuer: string): StreamReader {
  const reader = new Reader(issuer);
  return { read: (event) => reader.read(event) };
}

interface Open {
  part: number;
  kind: Part["kind"];
  /** Something was read of it. */
  grown: boolean;
  closed: boolean;
  /** Of a reasoning item: which of its two kinds of text is read, and which part of it was last. */
  source?: string;
  summary?: number;
}

class Reader {
  readonly #issuer: string;
  #started = false;
  #parts = 0;
  /** By the place of an item, and of a part in it: `3`, `3:0`. */
  readonly #open = new Map<string, Open>();

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  read(event: SseEvent): Delta[] {
    if (event.data === "" || event.data === "[DONE]") return [];
    const data = objectOf(JSON.parse(event.data) as Json);
    const type = event.event === "error" ? event.event : textOf(data["type"]) || event.event;
    const item = String(numberOf(data["output_index"]) ?? 0);
    const content = `${item}:${numberOf(data["content_index"]) ?? 0}`;
    switch (type) {
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        return this.#start(objectOf(data["response"]));
      case "response.output_item.added":
        return this.#added(item, objectOf(data["item"]));
      case "response.content_part.added":
        return this.#contentAdded(content, objectOf(data["part"]));
      case "response.output_text.delta":
        return [...this.#grow(content, "text", data["delta"]), ...logprobsOf(data["logprobs"])];
      case "response.refusal.delta":
        return this.#grow(content, "refusal", data["delta"]);
      case "response.output_text.annotation.added":
        return this.#cited(content, data["annotation"] ?? null);
      case "response.content_part.done":
        return this.#contentDone(content, objectOf(data["part"]));
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_text.delta":
        return this.#thought(item, type, data);
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        return this.#grow(item, "call", data["delta"]);
      case "response.output_item.done":
        return this.#itemDone(item, objectOf(data["item"]));
      case "response.completed":
      case "response.incomplete":
        return this.#end(objectOf(data["response"]));
      case "response.failed":
        return [failed(objectOf(objectOf(data["response"])["error"]))];
      case "error":
        return [failed({ ...data, ...objectOf(data["error"]) })];
      default:
        // Some servers say nothing but the error.
        return type === "" && data["error"] ? [failed(objectOf(data["error"]))] : [];
    }
  }

  #start(response: JsonObject): Delta[] {
    if (this.#started) return [];
    this.#started = true;
    const created = maybe("createdS", numberOf(response["created_at"]));
    return [{ kind: "start", id: textOf(response["id"]), model: textOf(response["model"]), ...created }];
  }

  #added(at: string, item: JsonObject): Delta[] {
    switch (item["type"]) {
      case "function_call":
      case "custom_tool_call": {
        const { id, name, custom } = readCall(item);
        return this.#begin(at, { kind: "call", id, name, ...(custom ? { custom } : {}) });
      }
      case "reasoning": {
        const id = textOf(item["id"]);
        return this.#begin(at, { kind: "thinking", ...(id === "" ? {} : { id }) });
      }
      default:
        return [];
    }
  }

  #begin(at: string, opening: Opening): Delta[] {
    const part = this.#parts;
    this.#parts += 1;
    this.#open.set(at, { part, kind: opening.kind, grown: false, closed: false });
    return [{ kind: "open", choice: 0, part, opening }];
  }

  #contentAdded(at: string, part: JsonObject): Delta[] {
    if (part["type"] === "output_text") return this.#begin(at, { kind: "text" });
    if (part["type"] === "refusal") return this.#begin(at, { kind: "refusal" });
    return [];
  }

  #grow(at: string, kind: "text" | "refusal" | "call", delta: Json | undefined): Delta[] {
    const deltas: Delta[] = [];
    // Some servers leave the event out that begins a part.
    if (!this.#open.has(at) && kind !== "call") deltas.push(...this.#begin(at, { kind }));
    const open = this.#open.get(at);
    if (!open || open.closed || typeof delta !== "string" || delta === "") return deltas;
    open.grown = true;
    deltas.push({ kind: "grow", choice: 0, part: open.part, text: delta });
    return deltas;
  }

  #thought(at: string, type: string, data: JsonObject): Delta[] {
    const open = this.#open.get(at);
    const delta = textOf(data["delta"]);
    if (!open || open.closed || delta === "") return [];
    open.source ??= type;
    if (open.source !== type) return [];
    const place = numberOf(data["summary_index"] ?? data["content_index"]) ?? 0;
    const gap = open.grown && place !== open.summary ? "\n\n" : "";
    open.summary = place;
    open.grown = true;
    return [{ kind: "grow", choice: 0, part: open.part, text: gap + delta }];
  }

  #cited(at: string, annotation: Json): Delta[] {
    const open = this.#open.get(at);
    if (!open) return [];
    const citation = { format: "openai.responses" as const, values: [annotation] };
    return [{ kind: "cited", choice: 0, part: open.part, citation }];
  }

  #contentDone(at: string, part: JsonObject): Delta[] {
    const open = this.#open.get(at);
    if (!open || open.closed) return [];
    const missed = open.grown ? [] : this.#grow(at, open.kind === "refusal" ? "refusal" : "text", textIn(part));
    return [...missed, ...this.#close(open)];
  }

  #close(open: Open): Delta[] {
    if (open.closed) return [];
    open.closed = true;
    return [{ kind: "close", choice: 0, part: open.part }];
  }

  /** The item as a whole: what its smaller events have not said is taken from here. */
  #itemDone(at: string, item: JsonObject): Delta[] {
    const open = this.#open.get(at);
    switch (item["type"]) {
      case "message":
        return objectsOf(item["content"]).flatMap((part, index) => {
          const place = `${at}:${index}`;
          const begun = this.#open.has(place) ? [] : this.#contentAdded(place, part);
          return [...begun, ...this.#contentDone(place, part)];
        });
      case "function_call":
      case "custom_tool_call": {
        const begun = open ? [] : this.#added(at, item);
        const call = this.#open.get(at);
        if (!call) return begun;
        const missed = call.grown ? [] : this.#grow(at, "call", readCall(item).arguments);
        return [...begun, ...missed, ...this.#close(call)];
      }
      case "reasoning":
        return this.#reasoningDone(at, item);
      default:
        return readOutputItem(item, this.#issuer).map((value) => {
          const part = this.#parts;
          this.#parts += 1;
          return { kind: "whole", choice: 0, part, value };
        });
    }
  }

  #reasoningDone(at: string, item: JsonObject): Delta[] {
    const read = readReasoning(item, this.#issuer);
    if (!("part" in read)) return [];
    const deltas = this.#open.has(at) ? [] : this.#added(at, item);
    const open = this.#open.get(at);
    if (!open) return deltas;
    const { text, sealed } = read.part;
    if (!open.grown && text !== "") deltas.push({ kind: "grow", choice: 0, part: open.part, text });
    if (sealed) deltas.push({ kind: "sealed", choice: 0, part: open.part, sealed });
    return [...deltas, ...this.#close(open)];
  }

  #end(response: JsonObject): Delta[] {
    const begun = this.#start(response);
    const left = [...this.#open.values()].flatMap((open) => this.#close(open));
    const { stop, stopRaw } = stopOf(
      response,
      [...this.#open.values()].map((open) => open.kind),
    );
    const usage = responsesUsage(response);
    const tier = response["service_tier"];
    return [
      ...begun,
      ...left,
      { kind: "stop", choice: 0, stop, ...maybe("raw", stopRaw) },
      ...(usage ? [{ kind: "usage" as const, usage, ...(typeof tier === "string" ? { serviceTier: tier } : {}) }] : []),
      { kind: "end" },
    ];
  }
}

function textIn(part: JsonObject): string {
  return textOf(part["text"] ?? part["refusal"]);
}

function logprobsOf(logprobs: Json | undefined): Delta[] {
  const content = listOf(logprobs);
  return content.length === 0 ? [] : [{ kind: "logprobs", choice: 0, logprobs: { content, refusal: null } }];
}

function failed(error: JsonObject): Delta {
  return { kind: "failed", code: textOf(error["code"]) || "error", message: textOf(error["message"]) };
}
