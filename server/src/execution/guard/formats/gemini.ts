import { isRecord } from "../../../kernel/index.ts";
import { type Members, type Reader, type Sink, growRest, listOf, numberOf, readOthers } from "./sink.ts";

/**
 * Where words stand in Gemini's answers: each event is one, and goes on from those before it. A reason to finish may
 * stand in every one of them, so words end with the stream.
 */
export const geminiReader: Reader = {
  event: (json, _name, sink) => read(json, sink),
  whole: read,
  plain: () => false,
};

const ANSWER = new Set(["candidates", "usageMetadata", "modelVersion", "responseId", "createTime", "modelStatus"]);
const CANDIDATE = new Set(["index", "content", "finishReason", "safetyRatings", "logprobsResult", "avgLogprobs"]);
const CONTENT = new Set(["role", "parts"]);

function read(json: Members, sink: Sink): void {
  for (const [at, candidate] of listOf(json["candidates"]).entries()) {
    if (!isRecord(candidate)) {
      sink.unread("a candidate of an unknown form");
      continue;
    }
    const index = numberOf(candidate["index"], at);
    const { content } = candidate;
    if (isRecord(content)) {
      for (const [place, part] of listOf(content["parts"]).entries()) {
        if (isRecord(part)) readPart(part, index, place, sink);
        else sink.unread("a part of an unknown form");
      }
      readOthers(content, CONTENT, index, sink);
    }
    if (candidate["logprobsResult"] !== undefined) sink.drops(candidate, "logprobsResult");
    readOthers(candidate, CANDIDATE, index, sink);
  }
  readOthers(json, ANSWER, 0, sink);
}

const PART = new Set(["text", "thought", "thoughtSignature", "functionCall", "inlineData"]);
const CALL = new Set(["id", "args", "partialArgs", "willContinue"]);

function readPart(part: Members, choice: number, place: number, sink: Sink): void {
  if (typeof part["text"] === "string" && part["text"] !== "") {
    const kind = part["thought"] === true ? "thinking" : "text";
    sink.grows({ flow: `c${choice}.${kind}`, kind, choice }, part, "text");
  }
  const { functionCall, inlineData } = part;
  if (isRecord(functionCall)) {
    if (isRecord(functionCall["args"])) sink.called(choice, functionCall, "args");
    // Arguments that come piece by piece: each says which member its words belong to.
    for (const piece of listOf(functionCall["partialArgs"])) {
      if (!isRecord(piece)) continue;
      const path = typeof piece["jsonPath"] === "string" ? piece["jsonPath"] : "";
      for (const name in piece) growRest(piece, name, { flow: `c${choice}.call${place}.${path}`, choice }, sink);
    }
    readOthers(functionCall, CALL, choice, sink);
  }
  if (inlineData !== undefined) sink.unread(mimeOf(inlineData));
  readOthers(part, PART, choice, sink);
}

function mimeOf(data: unknown): string {
  const mime = isRecord(data) ? data["mimeType"] : undefined;
  return typeof mime === "string" && /^[a-z]+\/[\w.+-]{1,40}/.test(mime) ? (mime.split("/")[0] as string) : "data";
}
