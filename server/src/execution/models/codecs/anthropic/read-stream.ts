import type { SseEvent, StreamReader } from "../codec.ts";
import type { Delta, Json, JsonObject } from "../form.ts";
import { given, numberOf, objectOf, parsed, textOf } from "./json.ts";
import { readToolId, readToolName } from "./names.ts";
import { sequenceOf } from "./read-answer.ts";
import { readBlock } from "./read-blocks.ts";
import { callOf, readSealed } from "./sealed.ts";
import { readStop } from "./stops.ts";
import { type Counts, mergeCounts, readUsage } from "./usage.ts";

/** A block of a stream that is still coming in. */
interface Open {
  part: number;
  block: JsonObject;
  type: string;
  /** Pieces of a tool's input. */
  input: string;
}

export function readStream(issuer: string): StreamReader {
  const open = new Map<number, Open>();
  /** Parts of the calls so far, by id: a blob may belong to one of them. */
  const calls = new Map<string, number>();
  let parts = 0;
  let counts: Counts | undefined;

  const begin = (index: number, block: JsonObject): Delta[] => {
    const type = textOf(block["type"]);
    if (type === "redacted_thinking") {
      const sealed = readSealed(textOf(block["data"]), issuer);
      const owner = sealed && callOf(sealed);
      const call = owner && calls.get(owner.id);
      if (owner && call !== undefined) return [{ kind: "sealed", choice: 0, part: call, sealed: owner.sealed }];
      return [{ kind: "whole", choice: 0, part: parts++, value: readBlock(block, issuer) }];
    }
    const at = { choice: 0, part: parts++ };
    open.set(index, { part: at.part, block, type, input: "" });
    switch (type) {
      case "text": {
        const text = textOf(block["text"]);
        return [
          { kind: "open", ...at, opening: { kind: "text" } },
          ...(text === "" ? [] : [{ kind: "grow" as const, ...at, text }]),
        ];
      }
      case "thinking": {
        const text = textOf(block["thinking"]);
        const sealed = readSealed(textOf(block["signature"]), issuer);
        return [
          { kind: "open", ...at, opening: { kind: "thinking" } },
          ...(text === "" ? [] : [{ kind: "grow" as const, ...at, text }]),
          ...(sealed === undefined ? [] : [{ kind: "sealed" as const, ...at, sealed }]),
        ];
      }
      case "tool_use": {
        const id = textOf(block["id"]);
        calls.set(id, at.part);
        const name = readToolName(textOf(block["name"]));
        return [{ kind: "open", ...at, opening: { kind: "call", id: readToolId(id), name } }];
      }
      default:
        return [];
    }
  };

  const grow = (one: Open, delta: JsonObject): Delta[] => {
    const at = { choice: 0, part: one.part };
    switch (delta["type"]) {
      case "text_delta":
        if (one.type === "text") return [{ kind: "grow", ...at, text: textOf(delta["text"]) }];
        return [];
      case "thinking_delta":
        return [{ kind: "grow", ...at, text: textOf(delta["thinking"]) }];
      case "signature_delta": {
        const sealed = readSealed(textOf(delta["signature"]), issuer);
        return sealed ? [{ kind: "sealed", ...at, sealed }] : [];
      }
      case "input_json_delta": {
        const text = textOf(delta["partial_json"]);
        one.input += text;
        return one.type === "tool_use" && text !== "" ? [{ kind: "grow", ...at, text }] : [];
      }
      case "citations_delta":
        return [
          { kind: "cited", ...at, citation: { format: "anthropic.messages", values: [delta["citation"] ?? null] } },
        ];
      default:
        return [];
    }
  };

  const close = (one: Open): Delta[] => {
    const at = { choice: 0, part: one.part };
    if (one.type === "text" || one.type === "thinking") return [{ kind: "close", ...at }];
    if (one.type === "tool_use") {
      const whole = JSON.stringify(one.block["input"] ?? {});
      return [...(one.input === "" ? [{ kind: "grow" as const, ...at, text: whole }] : []), { kind: "close", ...at }];
    }
    const input = one.input === "" ? undefined : parsed(one.input);
    const block = input === undefined ? one.block : { ...one.block, input };
    return [{ kind: "whole", ...at, value: readBlock(block, issuer) }];
  };

  const stop = (event: JsonObject): Delta[] => {
    const delta = objectOf(event["delta"]) ?? {};
    const reason = textOf(delta["stop_reason"]);
    const usage = objectOf(event["usage"]);
    if (usage) counts = mergeCounts(counts, usage);
    const counted = usage && readUsage(counts);
    return [
      ...(reason === ""
        ? []
        : [
            {
              kind: "stop" as const,
              choice: 0,
              stop: readStop(reason),
              raw: reason,
              ...given("sequence", sequenceOf(delta)),
            },
          ]),
      ...(counted ? [{ kind: "usage" as const, usage: counted, ...given("serviceTier", counted.serviceTier) }] : []),
    ];
  };

  return {
    read({ event: name, data }: SseEvent): Delta[] {
      if (data === "") return [];
      const event = objectOf(JSON.parse(data) as Json);
      if (!event) throw new SyntaxError("not an event");
      const index = numberOf(event["index"]) ?? -1;
      const one = open.get(index);
      switch (textOf(event["type"]) || name) {
        case "message_start": {
          const message = objectOf(event["message"]) ?? {};
          const usage = objectOf(message["usage"]);
          counts = usage && mergeCounts(undefined, usage);
          const started = readUsage(counts);
          return [
            {
              kind: "start",
              id: textOf(message["id"]),
              model: textOf(message["model"]),
              // What has not been counted yet is written as nought.
              ...given("usage", (started?.input ?? 0) > 0 ? started : undefined),
            },
          ];
        }
        case "content_block_start":
          return begin(index, objectOf(event["content_block"]) ?? {});
        case "content_block_delta":
          return one ? grow(one, objectOf(event["delta"]) ?? {}) : [];
        case "content_block_stop":
          open.delete(index);
          return one ? close(one) : [];
        case "message_delta":
          return stop(event);
        case "message_stop":
          return [{ kind: "end" }];
        case "error": {
          const error = objectOf(event["error"]) ?? {};
          return [{ kind: "failed", code: textOf(error["type"]), message: textOf(error["message"]) }];
        }
        default:
          return [];
      }
    },
  };
}
