import type { Json, JsonObject } from "../form.ts";
import { member, numberOf, objectOf, objectsOf, textOf } from "./members.ts";

/*
 * Log probabilities travel in the shape that most formats have: a list of tokens, each with its alternatives.
 */

export function readLogprobs(value: Json | undefined): Json | undefined {
  const result = objectOf(value);
  if (!result) return undefined;
  const top = objectsOf(member(result, "topCandidates"));
  const content = objectsOf(member(result, "chosenCandidates")).map((chosen, at) => ({
    ...tokenOf(chosen),
    top_logprobs: objectsOf(top[at]?.["candidates"]).map(tokenOf),
  }));
  return { content };
}

export function writtenLogprobs(value: Json | undefined): JsonObject | undefined {
  const content = objectsOf(objectOf(value)?.["content"]);
  if (content.length === 0) return undefined;
  return {
    chosenCandidates: content.map(candidateOf),
    topCandidates: content.map((one) => ({ candidates: objectsOf(one["top_logprobs"]).map(candidateOf) })),
  };
}

function tokenOf(candidate: JsonObject): JsonObject {
  const token = textOf(candidate["token"]) ?? "";
  return { token, logprob: numberOf(member(candidate, "logProbability")) ?? 0, bytes: [...Buffer.from(token)] };
}

function candidateOf(token: JsonObject): JsonObject {
  return { token: textOf(token["token"]) ?? "", logProbability: numberOf(token["logprob"]) ?? 0 };
}
