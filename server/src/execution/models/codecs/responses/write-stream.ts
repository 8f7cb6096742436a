import type { Usage } from "../../../../kernel/index.ts";
import type { Frame, Lost, StreamWriter } from "../codec.ts";
import type { Delta, Json, JsonObject, Opening, Part } from "../form.ts";
import { envelopeOf, idOf, incompleteReason, usageOf } from "./envelope.ts";
import { CallItem, MessageItem, type OutItem, ReasoningItem, type Slot } from "./out-items.ts";
import { listOf, objectOf } from "./values.ts";
import { toolsByName } from "./names.ts";
import { sealedCall, sealedThinking } from "./sealed.ts";

export function writeStream(frame: Frame, lost: Lost): StreamWriter {
  const writer = new ResponseWriter(frame, lost);
  return { write: (delta) => writer.write(delta) };
}

/** Builds one answer step by step, and says each step as Responses does. */
export class ResponseWriter {
  readonly #frame: Frame;
  readonly #lost: Lost;
  readonly #tools: ReturnType<typeof toolsByName>;
  readonly #response: JsonObject;
  readonly #output: JsonObject[] = [];
  readonly #parts = new Map<number, OutItem>();
  readonly #callIds = new Set<string>();
  #sequence = 0;
  #out = "";
  #started = false;
  #message: MessageItem | undefined;
  #refused = false;
  #logprobs: Json[] = [];

  constructor(frame: Frame, lost: Lost) {
    this.#frame = frame;
    this.#lost = lost;
    this.#tools = toolsByName(frame.prompt);
    this.#response = envelopeOf(frame);
  }

  /** The answer as far as it has come. */
  get response(): JsonObject {
    return this.#response;
  }

  write(delta: Delta): string {
    this.#out = "";
    if ("choice" in delta && delta.choice > 0) this.#lost.add("n");
    else this.#take(delta);
    return this.#out;
  }

  #take(delta: Delta): void {
    this.#start();
    switch (delta.kind) {
      case "start":
        return;
      case "open":
        return this.#open(delta.part, delta.opening);
      case "grow":
        return this.#parts.get(delta.part)?.grow(delta.text, delta.part);
      case "sealed":
        return this.#parts.get(delta.part)?.seal(delta.sealed);
      case "cited":
        return this.#parts.get(delta.part)?.cite(delta.citation, delta.part);
      case "logprobs":
        this.#logprobs.push(...listOf(objectOf(delta.logprobs)["content"]));
        return;
      case "whole":
        return this.#whole(delta.value);
      case "close":
        return this.#close(delta.part);
      case "stop":
        return this.#stop(delta.stop);
      case "usage":
        return this.#usage(delta.usage, delta.serviceTier);
      case "end":
        return this.#end();
      case "failed":
        return;
      default:
        delta satisfies never;
    }
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#emit("response.created", { response: this.#response });
    this.#emit("response.in_progress", { response: this.#response });
  }

  #open(part: number, opening: Opening): void {
    switch (opening.kind) {
      case "text":
      case "refusal":
        this.#message ??= new MessageItem(this.#slot("msg"));
        this.#refused ||= opening.kind === "refusal";
        this.#message.begin(part, opening.kind);
        this.#parts.set(part, this.#message);
        return;
      case "thinking":
        this.#endMessage();
        this.#parts.set(part, new ReasoningItem(this.#slot("rs", opening.id)));
        return;
      case "call":
        this.#endMessage();
        this.#parts.set(part, this.#call(opening));
        return;
      default:
        opening satisfies never;
    }
  }

  #call(opening: Extract<Opening, { kind: "call" }>): CallItem {
    const tool = this.#tools.get(opening.name);
    const custom = tool?.kind === "custom" || opening.custom === true;
    const slot = this.#slot(custom ? "ctc" : "fc");
    return new CallItem(slot, {
      callId: this.#callId(opening.id, slot.at),
      name: tool?.within?.name ?? opening.name,
      space: tool?.within?.space,
      custom,
      // A tool that was a function on its way says its text in a function's arguments.
      wrapped: custom && opening.custom !== true,
    });
  }

  /** A caller tells its calls apart by these ids, so none may stand there twice. */
  #callId(said: string, place: number): string {
    const base = said === "" ? `call_${idOf(this.#frame)}` : said;
    const id = said === "" || this.#callIds.has(base) ? `${base}_${place}` : base;
    this.#callIds.add(id);
    return id;
  }

  #close(part: number): void {
    const item = this.#parts.get(part);
    this.#parts.delete(part);
    if (item instanceof MessageItem) {
      item.endPart(part, item === this.#message ? this.#takeLogprobs() : []);
    } else item?.end("completed");
    this.#sealCall(item);
  }

  #sealCall(item: OutItem | undefined): void {
    if (!(item instanceof CallItem) || !item.sealed) return;
    this.#item("rs", {
      type: "reasoning",
      summary: [],
      encrypted_content: sealedCall(item.callId, item.sealed),
    });
  }

  #takeLogprobs(): Json[] {
    const taken = this.#logprobs;
    this.#logprobs = [];
    return taken;
  }

  /** Parts of text that follow each other are one message; anything else ends it, once its parts are complete. */
  #endMessage(): void {
    if (!this.#message || this.#message.open) return;
    this.#message.end("completed");
    this.#message = undefined;
  }

  #whole(value: Part): void {
    this.#endMessage();
    switch (value.kind) {
      case "thinking": {
        const encrypted = sealedThinking(value);
        const summary = value.text === "" ? [] : [{ type: "summary_text", text: value.text }];
        const sealed = encrypted === undefined ? {} : { encrypted_content: encrypted };
        this.#item("rs", { type: "reasoning", summary, ...sealed }, value.id);
        return;
      }
      case "media":
        if (value.media !== "image" || value.source.by !== "data") break;
        this.#item("ig", { type: "image_generation_call", status: "completed", result: value.source.base64 });
        return;
      case "other":
        if (value.format !== "openai.responses") break;
        this.#item("item", objectOf(value.value));
        return;
      default:
    }
    this.#lost.add(value.kind === "other" ? value.type : value.kind);
  }

  /** An item that comes in one piece. */
  #item(kind: string, item: JsonObject, id?: string): void {
    const slot = this.#slot(kind, id);
    const whole = { id: slot.id, ...item };
    this.#emit("response.output_item.added", { output_index: slot.at, item: whole });
    slot.keep(whole);
  }

  #stop(stop: Extract<Delta, { kind: "stop" }>["stop"]): void {
    const reason = incompleteReason(stop, this.#refused);
    const status = reason === null ? "completed" : "incomplete";
    for (const part of this.#parts.keys()) {
      const item = this.#parts.get(part);
      if (item instanceof MessageItem) item.endPart(part, this.#takeLogprobs());
      else item?.end(status);
      this.#sealCall(item);
    }
    this.#parts.clear();
    this.#message?.end(status, this.#takeLogprobs());
    this.#message = undefined;
    Object.assign(this.#response, { status, incomplete_details: reason });
  }

  #usage(usage: Usage, tier: string | undefined): void {
    this.#response["usage"] = usageOf(usage);
    if (tier !== undefined) this.#response["service_tier"] = tier;
  }

  #end(): void {
    if (this.#response["status"] === "in_progress") this.#stop("end");
    const type = this.#response["status"] === "incomplete" ? "response.incomplete" : "response.completed";
    this.#response["output"] = this.#output;
    this.#emit(type, { response: this.#response });
  }

  /** The place of the next item, kept free for it. */
  #slot(kind: string, id?: string): Slot {
    const at = this.#output.length;
    this.#output.push({});
    return {
      at,
      id: id ?? `${kind}_${idOf(this.#frame)}_${at}`,
      emit: (type, fields) => this.#emit(type, fields),
      keep: (item) => {
        this.#output[at] = item;
        this.#emit("response.output_item.done", { output_index: at, item });
      },
    };
  }

  #emit(type: string, fields: JsonObject): void {
    this.#out += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence, ...fields })}\n\n`;
    this.#sequence += 1;
  }
}
