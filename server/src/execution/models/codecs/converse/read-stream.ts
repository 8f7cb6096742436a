import type { SseEvent, StreamReader } from "../codec.ts";
import type { Delta, JsonObject, Opening } from "../form.ts";
import { stopOf, usageOf } from "./answer.ts";
import { objectOf, stringOf } from "./json.ts";

/** Reads the events of ConverseStream. A text has no beginning of its own: its first piece is one. */
export function readStream(issuer: string): StreamReader {
  /** The part of each block that is open, by the provider's index. */
  const open = new Map<number, number>();
  let parts = 0;
  let ended = false;

  const partOf = (index: number, opening: Opening): { part: number; deltas: Delta[] } => {
    const known = open.get(index);
    if (known !== undefined) return { part: known, deltas: [] };
    const part = parts++;
    open.set(index, part);
    return { part, deltas: [{ kind: "open", choice: 0, part, opening }] };
  };
  const grown = (index: number, opening: Opening, text: string): Delta[] => {
    const { part, deltas } = partOf(index, opening);
    if (text !== "") deltas.push({ kind: "grow", choice: 0, part, text });
    return deltas;
  };

  const thought = (index: number, reasoning: JsonObject): Delta[] => {
    const redacted = stringOf(reasoning["redactedContent"]);
    if (redacted !== undefined) {
      const value = { kind: "thinking", text: "", redacted: true, sealed: { issuer, data: redacted } } as const;
      return [{ kind: "whole", choice: 0, part: parts++, value }];
    }
    const signature = stringOf(reasoning["signature"]);
    if (signature === undefined) return grown(index, { kind: "thinking" }, stringOf(reasoning["text"]) ?? "");
    const { part, deltas } = partOf(index, { kind: "thinking" });
    return [...deltas, { kind: "sealed", choice: 0, part, sealed: { issuer, data: signature } }];
  };

  const delta = (index: number, change: JsonObject): Delta[] => {
    const text = stringOf(change["text"]);
    if (text !== undefined) return grown(index, { kind: "text" }, text);
    const input = stringOf(objectOf(change["toolUse"])?.["input"]);
    if (input !== undefined) return grown(index, { kind: "call", id: "", name: "" }, input);
    const reasoning = objectOf(change["reasoningContent"]);
    if (reasoning) return thought(index, reasoning);
    const citation = change["citation"];
    if (citation === undefined) return [];
    const { part, deltas } = partOf(index, { kind: "text" });
    const cited = { format: "bedrock.converse" as const, values: [citation] };
    return [...deltas, { kind: "cited", choice: 0, part, citation: cited }];
  };

  return {
    read(event: SseEvent) {
      if (ended) return [];
      const said = objectOf(JSON.parse(event.data) as JsonObject) ?? {};
      const index = Number(said["contentBlockIndex"] ?? 0);
      switch (event.event) {
        case "messageStart":
          return [{ kind: "start", id: "", model: "" }];
        case "contentBlockStart": {
          const call = objectOf(objectOf(said["start"])?.["toolUse"]);
          if (!call) return [];
          const id = stringOf(call["toolUseId"]) ?? "";
          return partOf(index, { kind: "call", id, name: stringOf(call["name"]) ?? "" }).deltas;
        }
        case "contentBlockDelta":
          return delta(index, objectOf(said["delta"]) ?? {});
        case "contentBlockStop": {
          const part = open.get(index);
          open.delete(index);
          return part === undefined ? [] : [{ kind: "close", choice: 0, part }];
        }
        case "messageStop": {
          const raw = stringOf(said["stopReason"]) ?? "";
          return [{ kind: "stop", choice: 0, stop: stopOf(raw), ...(raw === "" ? {} : { raw }) }];
        }
        case "metadata": {
          ended = true;
          const serviceTier = stringOf(objectOf(said["serviceTier"])?.["type"]);
          const usage = usageOf(said["usage"], serviceTier);
          const told = serviceTier === undefined ? {} : { serviceTier };
          return [...(usage ? [{ kind: "usage", usage, ...told } as const] : []), { kind: "end" }];
        }
        default:
          return [];
      }
    },
  };
}
