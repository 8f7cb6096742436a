import { responsesUsage } from "../../taps/responses.ts";
import type { Answer, Json, JsonObject, Part, Stop } from "../form.ts";
import { readContent } from "./read-content.ts";
import { readCall, readReasoning } from "./read-items.ts";
import { listOf, maybe, numberOf, objectOf, objectsOf, textOf } from "./values.ts";

export function readAnswer(body: Json, issuer: string): Answer {
  const response = objectOf(body);
  if (!Array.isArray(response["output"])) throw new SyntaxError("no answer of Responses");
  if (response["status"] === "failed" || response["status"] === "cancelled") throw new SyntaxError("a failed answer");
  const parts = objectsOf(response["output"]).flatMap((item) => readOutputItem(item, issuer));
  const logprobs = logprobsOf(response["output"]);
  const usage = responsesUsage(response);
  const tier = response["service_tier"];
  return {
    format: "openai.responses",
    id: textOf(response["id"]),
    model: textOf(response["model"]),
    ...maybe("createdS", numberOf(response["created_at"])),
    choices: [
      {
        index: 0,
        parts,
        ...stopOf(
          response,
          parts.map((part) => part.kind),
        ),
        ...maybe("logprobs", logprobs),
      },
    ],
    ...maybe("usage", usage),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
  };
}

export function readOutputItem(item: JsonObject, issuer: string): Part[] {
  switch (item["type"]) {
    case "message":
      return readContent(item["content"]);
    case "reasoning": {
      const read = readReasoning(item, issuer);
      return "part" in read ? [read.part] : [];
    }
    case "function_call":
    case "custom_tool_call":
      return [readCall(item)];
    default:
      return [{ kind: "other", format: "openai.responses", type: textOf(item["type"]) || "item", value: item }];
  }
}

/** Why the model stopped: Responses says it only where an answer is not complete. */
export function stopOf(response: JsonObject, kinds: readonly Part["kind"][]): { stop: Stop; stopRaw?: string } {
  const reason = textOf(objectOf(response["incomplete_details"])["reason"]);
  if (response["status"] === "incomplete") {
    const stop = reason === "max_output_tokens" ? "length" : reason === "content_filter" ? "filter" : "other";
    return { stop, stopRaw: reason || "incomplete" };
  }
  if (kinds.includes("call")) return { stop: "tools" };
  return { stop: kinds.includes("refusal") ? "refusal" : "end" };
}

/** In the shape that chat gives them, which the form keeps. */
function logprobsOf(output: Json): Json | undefined {
  const content = objectsOf(output)
    .flatMap((item) => objectsOf(item["content"]))
    .flatMap((part) => listOf(part["logprobs"]));
  return content.length === 0 ? undefined : { content, refusal: null };
}
