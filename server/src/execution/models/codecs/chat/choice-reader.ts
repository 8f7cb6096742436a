import type { Delta, Json, JsonObject, Opening, Part } from "../form.ts";
import { asList, asNumber, asObject, asText } from "./json.ts";
import { CHAT } from "./names.ts";
import { readImages } from "./read-answer.ts";
import { readPart } from "./read-parts.ts";
import { REASONING_TEXTS, readCallSeal, readDetail } from "./reasoning.ts";
import { readStop } from "./stops.ts";

interface OpenCall {
  part: number;
  id: string;
}

type Speech = "text" | "thinking" | "refusal";

/** One choice of a stream: which of its parts are open, and what they are. */
export class ChoiceReader {
  stopped = false;
  readonly #choice: number;
  readonly #issuer: string;
  #parts = 0;
  /** Text, thoughts or a refusal: one at a time. */
  #open: { part: number; kind: Speech } | undefined;
  /** By the server's index; several are open at once. */
  readonly #calls = new Map<number, OpenCall>();
  /** Calls whose index the server has given to another one. */
  readonly #others: OpenCall[] = [];
  #thought = false;
  #refused = false;
  #audio: JsonObject | undefined;

  constructor(choice: number, issuer: string) {
    this.#choice = choice;
    this.#issuer = issuer;
  }

  read(choice: JsonObject): Delta[] {
    const out: Delta[] = [];
    const delta = asObject(choice["delta"]) ?? {};
    if (!this.stopped) this.#readDelta(delta, out);
    const logprobs = choice["logprobs"];
    if (logprobs !== undefined && logprobs !== null) out.push({ kind: "logprobs", choice: this.#choice, logprobs });
    const raw = asText(choice["finish_reason"]);
    if (raw !== undefined && raw !== "" && !this.stopped) this.#stop(raw, out);
    return out;
  }

  #readDelta(delta: JsonObject, out: Delta[]): void {
    for (const name of REASONING_TEXTS) {
      const text = asText(delta[name]);
      if (text === undefined || text === "") continue;
      this.#speak("thinking", text, out);
      this.#thought = true;
      break;
    }
    for (const detail of asList(delta["reasoning_details"]) ?? []) this.#readDetail(detail, out);
    const { content } = delta;
    if (typeof content === "string") this.#speak("text", content, out);
    for (const value of asList(content) ?? []) this.#readPart(readPart(value), out);
    const refusal = asText(delta["refusal"]);
    if (refusal !== undefined && refusal !== "") {
      this.#refused = true;
      this.#speak("refusal", refusal, out);
    }
    const annotations = asList(delta["annotations"]) ?? [];
    if (annotations.length > 0 && this.#open?.kind === "text") {
      out.push({ kind: "cited", ...this.#at(this.#open.part), citation: { format: CHAT, values: annotations } });
    }
    for (const call of asList(delta["tool_calls"]) ?? []) this.#readCall(asObject(call) ?? {}, out);
    const legacy = asObject(delta["function_call"]);
    if (legacy) this.#readCall({ index: 0, function: legacy }, out);
    for (const image of readImages(asList(delta["images"]))) this.#whole(image, out);
    const audio = asObject(delta["audio"]);
    if (audio) this.#audio = joined(this.#audio, audio);
  }

  #readPart(part: Part, out: Delta[]): void {
    if (part.kind === "text" || part.kind === "thinking" || part.kind === "refusal")
      this.#speak(part.kind, part.text, out);
    else this.#whole(part, out);
  }

  #readDetail(value: Json, out: Delta[]): void {
    const part = readDetail(value, this.#issuer);
    if (!part) return;
    if (part.redacted) return this.#whole(part, out);
    // The same thoughts stand in both places.
    if (part.text !== "" && !this.#thought) this.#speak("thinking", part.text, out);
    if (!part.sealed) return;
    const at = this.#open?.kind === "thinking" ? this.#open.part : this.#begin("thinking", out, part.id);
    out.push({ kind: "sealed", ...this.#at(at), sealed: part.sealed });
    this.#close(out);
  }

  #readCall(call: JsonObject, out: Delta[]): void {
    const custom = call["type"] === "custom" || asObject(call["custom"]) !== undefined;
    const { name, arguments: args, input } = asObject(call[custom ? "custom" : "function"]) ?? {};
    const id = asText(call["id"]) ?? "";
    const index = asNumber(call["index"]) ?? (id === "" ? Math.max(0, this.#calls.size - 1) : this.#calls.size);
    const known = this.#calls.get(index);
    // Some servers give every parallel call the same index.
    let open = known && (id === "" || id === known.id) ? known : undefined;
    if (!open) {
      if (known) this.#others.push(known);
      this.#close(out);
      const made = id === "" ? `call_${this.#choice}_${this.#calls.size + this.#others.length + 1}` : id;
      const opening = { kind: "call", id: made, name: asText(name) ?? "", ...(custom ? { custom } : {}) } as const;
      open = { part: this.#next(opening, out), id: made };
      this.#calls.set(index, open);
    }
    const { sealed } = readCallSeal(call, this.#issuer);
    if (sealed) out.push({ kind: "sealed", ...this.#at(open.part), sealed });
    const text = asText(custom ? input : args);
    if (text !== undefined && text !== "") out.push({ kind: "grow", ...this.#at(open.part), text });
  }

  #stop(raw: string, out: Delta[]): void {
    this.#close(out);
    const calls = [...this.#others, ...this.#calls.values()].sort((a, b) => a.part - b.part);
    for (const { part } of calls) out.push({ kind: "close", ...this.#at(part) });
    if (this.#audio) this.#whole({ kind: "other", format: CHAT, type: "audio", value: this.#audio }, out);
    const stop = readStop(raw, { calls: calls.length > 0, refused: this.#refused });
    out.push({ kind: "stop", choice: this.#choice, stop, raw });
    this.stopped = true;
  }

  #speak(kind: Speech, text: string, out: Delta[]): void {
    if (text === "") return;
    const part = this.#open?.kind === kind ? this.#open.part : this.#begin(kind, out);
    out.push({ kind: "grow", ...this.#at(part), text });
  }

  #begin(kind: Speech, out: Delta[], id?: string): number {
    this.#close(out);
    const opening = kind === "thinking" && id !== undefined ? { kind, id } : { kind };
    const part = this.#next(opening, out);
    this.#open = { part, kind };
    return part;
  }

  #next(opening: Opening, out: Delta[]): number {
    const part = this.#parts;
    this.#parts += 1;
    out.push({ kind: "open", ...this.#at(part), opening });
    return part;
  }

  #whole(value: Part, out: Delta[]): void {
    this.#close(out);
    out.push({ kind: "whole", ...this.#at(this.#parts), value });
    this.#parts += 1;
  }

  #close(out: Delta[]): void {
    if (!this.#open) return;
    out.push({ kind: "close", ...this.#at(this.#open.part) });
    this.#open = undefined;
  }

  #at(part: number): { choice: number; part: number } {
    return { choice: this.#choice, part };
  }
}

/** Sound comes in pieces of base64 and of its transcript; everything else of it is said once. */
function joined(before: JsonObject | undefined, piece: JsonObject): JsonObject {
  const out: JsonObject = { ...before, ...piece };
  for (const name of ["data", "transcript"]) {
    const texts = [before?.[name], piece[name]].filter((text) => typeof text === "string");
    if (texts.length > 0) out[name] = texts.join("");
  }
  return out;
}
