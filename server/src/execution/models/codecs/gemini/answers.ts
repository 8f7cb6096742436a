import type { Frame, Lost } from "../codec.ts";
import type { Answer, Choice, Cited, Json, JsonObject, Part } from "../form.ts";
import { type CallIds, callIds } from "./call-ids.ts";
import { readLogprobs, writtenLogprobs } from "./logprobs.ts";
import { member, numberOf, objectOf, objectsOf, restOf, some, textOf } from "./members.ts";
import { readPart } from "./read-parts.ts";
import { signatureOf } from "./signatures.ts";
import { finishReasonOf, stopOf } from "./stops.ts";
import { usageOf, writtenUsage } from "./usage.ts";
import { type Writing, writeParts } from "./write-parts.ts";

const FORMAT = "gemini.generate";
const ANSWER = new Set(["candidates", "usageMetadata", "modelVersion", "responseId"]);
const CANDIDATE = new Set([
  "content",
  "index",
  "finishReason",
  "logprobsResult",
  "groundingMetadata",
  "citationMetadata",
]);
const SOURCES = ["groundingMetadata", "citationMetadata"] as const;

export function readAnswer(body: Json, issuer: string): Answer {
  const response = objectOf(body);
  if (!response) throw new SyntaxError("not an answer");
  const candidates = objectsOf(response["candidates"]);
  const blocked = blockOf(response);
  const usage = usageOf(response);
  if (candidates.length === 0 && !blocked && !usage) throw new SyntaxError("an answer without candidates");
  const id = textOf(member(response, "responseId")) ?? "";
  const ids = callIds(id);
  const choices = candidates.map((candidate, at) => readCandidate(candidate, at, issuer, ids));
  return {
    format: FORMAT,
    id,
    model: textOf(member(response, "modelVersion")) ?? "",
    choices: choices.length > 0 ? choices : [blockedChoice(blocked)],
    ...some("usage", usage),
    ...some("serviceTier", usage?.serviceTier),
    ...some("rest", restOf(response, ANSWER)),
  };
}

function readCandidate(candidate: JsonObject, at: number, issuer: string, ids: CallIds): Choice {
  const content = objectOf(candidate["content"]);
  const parts = objectsOf(content?.["parts"]).flatMap((part) => readPart(part, issuer, ids));
  const finish = textOf(member(candidate, "finishReason"));
  const rest = restOf(candidate, CANDIDATE) ?? {};
  const sources = citedIn(candidate);
  const text = parts.findLast((part) => part.kind === "text");
  if (sources && text) text.citations = sources;
  else for (const value of sources?.values ?? []) Object.assign(rest, value);
  return {
    index: numberOf(candidate["index"]) ?? at,
    parts,
    stop: stopOf(
      finish,
      parts.some((part) => part.kind === "call"),
    ),
    ...some("stopRaw", finish),
    ...some("logprobs", readLogprobs(member(candidate, "logprobsResult"))),
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

/** What the answer is founded on, in Google's own shape. */
export function citedIn(candidate: JsonObject): Cited | undefined {
  const values = SOURCES.flatMap((name) => {
    const value = objectOf(member(candidate, name));
    return value && Object.keys(value).length > 0 ? [{ [name]: value }] : [];
  });
  return values.length > 0 ? { format: FORMAT, values } : undefined;
}

/** The prompt itself was refused. */
export function blockOf(response: JsonObject): { reason: string; message: string | undefined } | undefined {
  const feedback = objectOf(member(response, "promptFeedback")) ?? {};
  const reason = textOf(member(feedback, "blockReason"));
  return reason === undefined ? undefined : { reason, message: textOf(member(feedback, "blockReasonMessage")) };
}

function blockedChoice(blocked: ReturnType<typeof blockOf>): Choice {
  if (!blocked) return { index: 0, parts: [], stop: "end" };
  const parts: Part[] = blocked.message === undefined ? [] : [{ kind: "refusal", text: blocked.message }];
  return { index: 0, parts, stop: "filter", stopRaw: blocked.reason };
}

export function writeAnswer(answer: Answer, frame: Frame, lost: Lost): JsonObject {
  const same = answer.format === FORMAT;
  const candidates = answer.choices.map((choice) => writeChoice(choice, same, lost));
  return {
    candidates,
    ...(answer.usage ? { usageMetadata: writtenUsage(answer.usage) } : {}),
    modelVersion: frame.model,
    responseId: frame.call,
    ...restOut(answer.rest, same, lost),
  };
}

function writeChoice(choice: Choice, same: boolean, lost: Lost): JsonObject {
  const parts = writeParts(choice.parts, answering(same, lost));
  const sources = choice.parts.flatMap((part) =>
    part.kind === "text" && part.citations?.format === FORMAT ? part.citations.values : [],
  );
  return {
    // Clients take an answer without a part for one that failed.
    content: { role: "model", parts: parts.length > 0 ? parts : [{ text: "" }] },
    finishReason: finishReasonOf(choice.stop, same ? choice.stopRaw : undefined),
    index: choice.index,
    ...some("logprobsResult", writtenLogprobs(choice.logprobs)),
    ...Object.assign({}, ...sources.map((source) => objectOf(source) ?? {})),
    ...restOut(choice.rest, same, lost),
  };
}

/** How parts are written for a caller: every signature goes along, those of other providers under a tag. */
export function answering(same: boolean, lost: Lost): Writing {
  return { same, sign: signatureOf, nameOf: () => undefined, mediaInResults: true, lost };
}

function restOut(rest: JsonObject | undefined, same: boolean, lost: Lost): JsonObject {
  if (rest && same) return rest;
  for (const name of Object.keys(rest ?? {})) lost.add(name);
  return {};
}
