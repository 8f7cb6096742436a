import type { Usage } from "../../../../kernel/index.ts";
import type { Frame, Lost, StreamWriter } from "../codec.ts";
import type { Delta, JsonObject, Opaque, Opening } from "../form.ts";
import { writeToolId } from "./names.ts";
import { callSealedForCaller, sealedForCaller } from "./sealed.ts";
import { writeStop } from "./stops.ts";
import { writeUsage } from "./usage.ts";
import { NO_USAGE, answeredBlocks, messageHead } from "./write-answer.ts";

type PartDelta = Extract<Delta, { part: number }>;

/** The block that is being written. */
interface Current {
  part: number;
  opening: Opening;
  /** The id as it is written, where it is a call. */
  id: string;
  /** False until its start has gone out: a text that stays empty is no block. */
  begun: boolean;
  signed: boolean;
  /** A call's blob, which goes out behind it. */
  sealed?: Opaque;
}

/**
 * Blocks come one after the other here, while other formats may write several calls at once. What belongs to
 * a later part waits until the call before it is whole; texts and thoughts give way at once, and go on in a
 * block of their own when more of them comes.
 */
export function writeStream(frame: Frame, lost: Lost): StreamWriter {
  let index = -1;
  let current: Current | undefined;
  const openings = new Map<number, Opening>();
  const waiting: { part: number; deltas: PartDelta[] }[] = [];
  let usage: Usage | undefined;
  let calls = false;
  let stop: Extract<Delta, { kind: "stop" }> | undefined;

  const begin = (one: Current): string => {
    if (one.begun) return "";
    one.begun = true;
    index += 1;
    return event("content_block_start", { index, content_block: emptyBlock(one) });
  };
  const change = (one: Current, delta: JsonObject): string =>
    begin(one) + event("content_block_delta", { index, delta });
  const block = (content: JsonObject): string => {
    index += 1;
    const { input } = content;
    const streamed = typeof input === "object" && input !== null && String(content["type"]).endsWith("tool_use");
    return (
      event("content_block_start", { index, content_block: streamed ? { ...content, input: {} } : content }) +
      (streamed ? event("content_block_delta", { index, delta: inputDelta(JSON.stringify(input)) }) : "") +
      event("content_block_stop", { index })
    );
  };

  const close = (): string => {
    const one = current;
    current = undefined;
    if (!one) return "";
    const { opening, begun, signed, sealed, id } = one;
    if (!begun && opening.kind !== "call" && !(opening.kind === "thinking" && signed)) return "";
    let out = "";
    if (opening.kind === "thinking" && !signed) {
      out += change(one, { type: "signature_delta", signature: sealedForCaller(undefined) });
    }
    if (opening.kind === "call" && opening.custom) out += change(one, inputDelta('"}'));
    out += begin(one) + event("content_block_stop", { index });
    if (sealed) out += block({ type: "redacted_thinking", data: callSealedForCaller(id, sealed) });
    return out;
  };

  const start = (part: number, opening: Opening): string => {
    const out = close();
    openings.set(part, opening);
    const id = opening.kind === "call" ? writeToolId(opening.id) : "";
    current = { part, opening, id, begun: false, signed: false };
    if (opening.kind !== "call") return out;
    calls = true;
    return out + (opening.custom ? change(current, inputDelta('{"input":"')) : begin(current));
  };

  const apply = (delta: PartDelta): string => {
    switch (delta.kind) {
      case "open":
        return start(delta.part, delta.opening);
      case "whole":
        if (delta.value.kind === "call") calls = true;
        return (
          close() +
          answeredBlocks(delta.value, lost)
            .map((content) => block(content))
            .join("")
        );
      case "close":
        return current?.part === delta.part ? close() : "";
      case "sealed":
        return seal(delta.part, delta.sealed);
      case "cited":
      case "grow": {
        const out = resume(delta.part);
        return current?.part === delta.part ? out + more(current, delta) : out;
      }
      default:
        delta satisfies never;
        return "";
    }
  };

  /** More of a text that had to give way. */
  const resume = (part: number): string => {
    const opening = openings.get(part);
    return current?.part === part || !opening || opening.kind === "call" ? "" : start(part, opening);
  };

  const more = (one: Current, delta: Extract<PartDelta, { kind: "grow" | "cited" }>): string => {
    if (delta.kind === "grow") return delta.text === "" ? "" : change(one, grown(one.opening, delta.text));
    if (delta.citation.format !== "anthropic.messages") {
      lost.add("citations");
      return "";
    }
    return delta.citation.values.map((citation) => change(one, { type: "citations_delta", citation })).join("");
  };

  const seal = (part: number, sealed: Opaque): string => {
    if (current?.part === part && current.opening.kind === "thinking") {
      if (current.signed) return "";
      current.signed = true;
      return change(current, { type: "signature_delta", signature: sealedForCaller(sealed) });
    }
    if (current?.part === part && current.opening.kind === "call") {
      current.sealed = sealed;
      return "";
    }
    const opening = openings.get(part);
    const data =
      opening?.kind === "call" ? callSealedForCaller(writeToolId(opening.id), sealed) : sealedForCaller(sealed);
    return close() + block({ type: "redacted_thinking", data });
  };

  const part = (delta: PartDelta): string => {
    if (delta.choice > 0) {
      lost.add("n");
      return "";
    }
    const queued = waiting.find((one) => one.part === delta.part);
    if (queued) queued.deltas.push(delta);
    else if (current?.opening.kind === "call" && current.part !== delta.part) {
      waiting.push({ part: delta.part, deltas: [delta] });
    } else {
      return apply(delta) + (delta.kind === "close" ? next(false) : "");
    }
    return "";
  };

  /** Goes on with what has waited; with everything, where nothing more comes. */
  const next = (all: boolean): string => {
    let out = "";
    for (let one = waiting[0]; one; one = waiting[0]) {
      if (!all && current?.opening.kind === "call") break;
      waiting.shift();
      for (const delta of one.deltas) out += apply(delta);
    }
    return out;
  };

  const end = (): string => {
    const counted = usage === undefined ? NO_USAGE : writeUsage(usage);
    const out =
      next(true) +
      close() +
      event("message_delta", {
        delta: { stop_reason: writeStop(stop?.stop ?? "end", calls), stop_sequence: stop?.sequence ?? null },
        usage: counted,
      });
    return out + event("message_stop", {});
  };

  return {
    write(delta) {
      switch (delta.kind) {
        case "start": {
          usage = delta.usage;
          const counted = usage === undefined ? NO_USAGE : writeUsage(usage);
          const empty = { content: [], stop_reason: null, stop_sequence: null, usage: counted };
          return event("message_start", { message: { ...messageHead(frame), ...empty } });
        }
        case "logprobs":
          lost.add("logprobs");
          return "";
        case "usage":
          usage = delta.usage;
          return "";
        case "stop":
          if (delta.choice === 0) stop = delta;
          return delta.choice === 0 ? next(true) + close() : "";
        case "end":
          return end();
        case "failed":
          return event("error", { error: { type: "api_error", message: delta.message } });
        default:
          return part(delta);
      }
    },
  };
}

function event(type: string, more: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
}

function inputDelta(text: string): JsonObject {
  return { type: "input_json_delta", partial_json: text };
}

function grown(opening: Opening, text: string): JsonObject {
  switch (opening.kind) {
    case "thinking":
      return { type: "thinking_delta", thinking: text };
    case "call":
      return inputDelta(opening.custom ? JSON.stringify(text).slice(1, -1) : text);
    case "text":
    case "refusal":
      return { type: "text_delta", text };
    default:
      opening satisfies never;
      return {};
  }
}

function emptyBlock({ opening, id }: Current): JsonObject {
  switch (opening.kind) {
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" };
    case "call":
      return { type: "tool_use", id, name: opening.name, input: {} };
    case "text":
    case "refusal":
      return { type: "text", text: "" };
    default:
      opening satisfies never;
      return {};
  }
}
