import type { Answer, Json, JsonObject, Part } from "../form.ts";
import { stopOf, usageOf } from "./answer.ts";
import { objectOf, stringOf } from "./json.ts";

export function readAnswer(body: Json, issuer: string): Answer {
  const answer = objectOf(body);
  const message = objectOf(objectOf(answer?.["output"])?.["message"]);
  const content = message?.["content"];
  if (!answer || !Array.isArray(content)) throw new SyntaxError("not an answer of Converse");
  const reason = stringOf(answer["stopReason"]) ?? "";
  const serviceTier = stringOf(objectOf(answer["serviceTier"])?.["type"]);
  const usage = usageOf(answer["usage"], serviceTier);
  return {
    format: "bedrock.converse",
    id: "",
    model: "",
    choices: [
      {
        index: 0,
        parts: content.flatMap((block) => partsOf(objectOf(block) ?? {}, issuer)),
        stop: stopOf(reason),
        ...(reason === "" ? {} : { stopRaw: reason }),
      },
    ],
    ...(usage ? { usage } : {}),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}

function partsOf(block: JsonObject, issuer: string): Part[] {
  const text = stringOf(block["text"]);
  if (text !== undefined) return [{ kind: "text", text }];
  const call = objectOf(block["toolUse"]);
  if (call) {
    const id = stringOf(call["toolUseId"]) ?? "";
    const name = stringOf(call["name"]) ?? "";
    return [{ kind: "call", id, name, arguments: JSON.stringify(call["input"] ?? {}) }];
  }
  const thought = objectOf(block["reasoningContent"]);
  if (thought) return [thoughtOf(thought, issuer)];
  const cited = objectOf(block["citationsContent"]);
  if (cited) return [citedOf(cited)];
  return Object.entries(block).map(([type, value]) => ({ kind: "other", format: "bedrock.converse", type, value }));
}

function thoughtOf(thought: JsonObject, issuer: string): Part {
  const redacted = stringOf(thought["redactedContent"]);
  if (redacted !== undefined) return { kind: "thinking", text: "", redacted: true, sealed: { issuer, data: redacted } };
  const readable = objectOf(thought["reasoningText"]);
  const signature = stringOf(readable?.["signature"]);
  return {
    kind: "thinking",
    text: stringOf(readable?.["text"]) ?? "",
    ...(signature === undefined ? {} : { sealed: { issuer, data: signature } }),
  };
}

function citedOf(cited: JsonObject): Part {
  const pieces = Array.isArray(cited["content"]) ? cited["content"] : [];
  const values = Array.isArray(cited["citations"]) ? cited["citations"] : [];
  return {
    kind: "text",
    text: pieces.map((piece) => stringOf(objectOf(piece)?.["text"]) ?? "").join(""),
    ...(values.length > 0 ? { citations: { format: "bedrock.converse", values } } : {}),
  };
}
