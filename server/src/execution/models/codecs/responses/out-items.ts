import { StreamedInput } from "../custom.ts";
import type { Cited, Json, JsonObject, Opaque } from "../form.ts";
import { annotationOf } from "./envelope.ts";
import { sealedThinking } from "./sealed.ts";

export type Status = "completed" | "incomplete";

/** Where an item stands in an answer. */
export interface Slot {
  at: number;
  id: string;
  emit(type: string, fields: JsonObject): void;
  /** The item is complete. */
  keep(item: JsonObject): void;
}

/** An item of an answer that is being written. `part` is the number of the part it was opened for. */
export interface OutItem {
  grow(text: string, part: number): void;
  seal(sealed: Opaque): void;
  cite(cited: Cited, part: number): void;
  end(status: Status): void;
}

interface MessagePart {
  index: number;
  kind: "text" | "refusal";
  text: string;
  annotations: JsonObject[];
}

/** What the model says, in one or more parts. */
export class MessageItem implements OutItem {
  readonly #slot: Slot;
  readonly #open = new Map<number, MessagePart>();
  readonly #content: JsonObject[] = [];

  constructor(slot: Slot) {
    this.#slot = slot;
    slot.emit("response.output_item.added", { output_index: slot.at, item: this.#item("in_progress") });
  }

  /** True while a part of it may still grow. */
  get open(): boolean {
    return this.#open.size > 0;
  }

  begin(part: number, kind: MessagePart["kind"]): void {
    const begun: MessagePart = { index: this.#content.length, kind, text: "", annotations: [] };
    this.#content.push(whole(begun, []));
    this.#open.set(part, begun);
    this.#say("response.content_part.added", begun, { part: whole(begun, []) });
  }

  grow(text: string, part: number): void {
    const open = this.#open.get(part);
    if (!open || text === "") return;
    open.text += text;
    if (open.kind === "text") this.#say("response.output_text.delta", open, { delta: text, logprobs: [] });
    else this.#say("response.refusal.delta", open, { delta: text });
  }

  seal(): void {}

  cite(cited: Cited, part: number): void {
    const open = this.#open.get(part);
    if (open?.kind !== "text") return;
    for (const value of cited.values) {
      const annotation = annotationOf(value, cited.format, open.text);
      if (!annotation) continue;
      open.annotations.push(annotation);
      this.#say("response.output_text.annotation.added", open, {
        annotation_index: open.annotations.length - 1,
        annotation,
      });
    }
  }

  endPart(part: number, logprobs: Json[]): void {
    const open = this.#open.get(part);
    if (!open) return;
    this.#open.delete(part);
    const done = whole(open, logprobs);
    this.#content[open.index] = done;
    if (open.kind === "text") this.#say("response.output_text.done", open, { text: open.text, logprobs });
    else this.#say("response.refusal.done", open, { refusal: open.text });
    this.#say("response.content_part.done", open, { part: done });
  }

  end(status: Status, logprobs: Json[] = []): void {
    for (const part of this.#open.keys()) this.endPart(part, []);
    const last = this.#content.at(-1);
    if (logprobs.length > 0 && last?.["type"] === "output_text") last["logprobs"] = logprobs;
    this.#slot.keep(this.#item(status));
  }

  #item(status: string): JsonObject {
    return { id: this.#slot.id, type: "message", status, role: "assistant", content: [...this.#content] };
  }

  #say(type: string, part: MessagePart, more: JsonObject): void {
    const { id, at, emit } = this.#slot;
    emit(type, { item_id: id, output_index: at, content_index: part.index, ...more });
  }
}

function whole(part: MessagePart, logprobs: Json[]): JsonObject {
  return part.kind === "text"
    ? { type: "output_text", text: part.text, annotations: [...part.annotations], logprobs }
    : { type: "refusal", refusal: part.text };
}

/** What the model thought, as far as it may be read. */
export class ReasoningItem implements OutItem {
  readonly #slot: Slot;
  #text = "";
  #begun = false;
  #sealed: Opaque | undefined;

  constructor(slot: Slot) {
    this.#slot = slot;
    slot.emit("response.output_item.added", { output_index: slot.at, item: this.#item("in_progress") });
  }

  grow(text: string): void {
    if (text === "") return;
    if (!this.#begun) {
      this.#begun = true;
      this.#say("response.reasoning_summary_part.added", { part: { type: "summary_text", text: "" } });
    }
    this.#text += text;
    this.#say("response.reasoning_summary_text.delta", { delta: text });
  }

  seal(sealed: Opaque): void {
    this.#sealed = sealed;
  }

  cite(): void {}

  end(): void {
    if (this.#begun) {
      this.#say("response.reasoning_summary_text.done", { text: this.#text });
      this.#say("response.reasoning_summary_part.done", { part: { type: "summary_text", text: this.#text } });
    }
    this.#slot.keep(this.#item("completed"));
  }

  #item(status: string): JsonObject {
    const encrypted = this.#sealed && sealedThinking({ sealed: this.#sealed });
    return {
      id: this.#slot.id,
      type: "reasoning",
      summary: this.#text === "" ? [] : [{ type: "summary_text", text: this.#text }],
      ...(encrypted === undefined ? {} : { encrypted_content: encrypted }),
      ...(status === "in_progress" ? { status } : {}),
    };
  }

  #say(type: string, more: JsonObject): void {
    const { id, at, emit } = this.#slot;
    emit(type, { item_id: id, output_index: at, summary_index: 0, ...more });
  }
}

export interface CallTold {
  callId: string;
  name: string;
  space: string | undefined;
  custom: boolean;
  /** The plain text comes as the argument of a function. */
  wrapped: boolean;
}

/** A call of a tool that the caller runs. */
export class CallItem implements OutItem {
  sealed: Opaque | undefined;
  readonly callId: string;
  readonly #slot: Slot;
  readonly #told: CallTold;
  readonly #input: StreamedInput | undefined;
  #text = "";

  constructor(slot: Slot, told: CallTold) {
    this.#slot = slot;
    this.#told = told;
    this.callId = told.callId;
    this.#input = told.wrapped ? new StreamedInput() : undefined;
    slot.emit("response.output_item.added", { output_index: slot.at, item: this.#item("in_progress") });
  }

  grow(text: string): void {
    this.#add(this.#input ? this.#input.push(text) : text);
  }

  seal(sealed: Opaque): void {
    this.sealed = sealed;
  }

  cite(): void {}

  end(status: Status): void {
    if (this.#input) this.#add(this.#input.end().missing);
    const { id, at, emit } = this.#slot;
    if (this.#told.custom) {
      emit("response.custom_tool_call_input.done", { item_id: id, output_index: at, input: this.#text });
    } else {
      emit("response.function_call_arguments.done", {
        item_id: id,
        output_index: at,
        name: this.#told.name,
        arguments: this.#text,
      });
    }
    this.#slot.keep(this.#item(status));
  }

  #add(text: string): void {
    if (text === "") return;
    this.#text += text;
    const { id, at, emit } = this.#slot;
    const type = this.#told.custom ? "custom_tool_call_input" : "function_call_arguments";
    emit(`response.${type}.delta`, { item_id: id, output_index: at, delta: text });
  }

  #item(status: string): JsonObject {
    const { custom, callId, name, space } = this.#told;
    return {
      id: this.#slot.id,
      type: custom ? "custom_tool_call" : "function_call",
      status,
      call_id: callId,
      name,
      ...(space === undefined ? {} : { namespace: space }),
      [custom ? "input" : "arguments"]: this.#text,
    };
  }
}
