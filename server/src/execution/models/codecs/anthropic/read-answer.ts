import type { Answer, Json, JsonObject, Part } from "../form.ts";
import { given, objectOf, restOf, textOf } from "./json.ts";
import { answeredCall, readBlocks } from "./read-blocks.ts";
import { readStop } from "./stops.ts";
import { readUsage } from "./usage.ts";

const KNOWN = new Set(["id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"]);

export function readAnswer(body: Json, issuer: string): Answer {
  const answer = objectOf(body);
  if (!answer || !Array.isArray(answer["content"])) throw new SyntaxError("not a message");
  const reason = textOf(answer["stop_reason"]);
  const usage = readUsage(answer["usage"]);
  return {
    format: "anthropic.messages",
    id: textOf(answer["id"]),
    model: textOf(answer["model"]),
    choices: [
      {
        index: 0,
        parts: readBlocks(answer["content"], issuer).map((part) => answeredCall(part)),
        stop: reason === "" ? "end" : readStop(reason),
        ...(reason === "" ? {} : { stopRaw: reason }),
        ...given("stopSequence", sequenceOf(answer)),
        ...given("rest", restOf(answer, KNOWN).rest),
      },
    ],
    ...given("usage", usage),
    ...given("serviceTier", usage?.serviceTier),
  };
}

export function sequenceOf(value: JsonObject): string | undefined {
  const sequence = value["stop_sequence"];
  return typeof sequence === "string" ? sequence : undefined;
}

/** True where a part says nothing at all, so that it would be an empty block. */
export function isEmpty(part: Part): boolean {
  return (part.kind === "text" || part.kind === "refusal") && part.text === "";
}
