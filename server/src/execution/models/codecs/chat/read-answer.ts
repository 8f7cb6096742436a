import type { Answer, Choice, Json, JsonObject, MediaPart, Part } from "../form.ts";
import { chatUsage } from "../../taps/chat.ts";
import { type Members, asList, asNumber, asObject, asText, given, membersOf } from "./json.ts";
import { CHAT } from "./names.ts";
import { readAssistantParts } from "./read-messages.ts";
import { readPart } from "./read-parts.ts";
import { readStop, saidBy } from "./stops.ts";

/** A whole chat completion. Throws a SyntaxError where it is none. */
export function readAnswer(body: Json, issuer: string): Answer {
  const answer = asObject(body);
  const listed = asList(answer?.["choices"]);
  if (!answer || !listed) throw new SyntaxError("not a chat completion");
  const members = membersOf(answer);
  for (const name of ["object", "choices", "usage"]) members.take(name, (value) => value);
  return {
    format: CHAT,
    id: members.take("id", asText) ?? "",
    model: members.take("model", asText) ?? "",
    ...given("createdS", members.take("created", asNumber)),
    choices: listed.map((choice, index) => readChoice(asObject(choice) ?? {}, index, issuer)),
    ...given("usage", chatUsage(answer)),
    ...given("serviceTier", members.take("service_tier", asText)),
    ...members.rest(),
  };
}

function readChoice(choice: JsonObject, place: number, issuer: string): Choice {
  const members = membersOf(choice);
  const index = members.take("index", asNumber) ?? place;
  const raw = members.take("finish_reason", asText);
  const message = membersOf(members.take("message", asObject) ?? {});
  const parts = readMessage(message, issuer, index);
  const logprobs = given(
    "logprobs",
    members.take("logprobs", (value) => value),
  );
  const rest = { ...members.rest().rest, ...given("message", message.rest().rest) };
  return {
    index,
    parts,
    stop: readStop(raw, saidBy(parts)),
    ...given("stopRaw", raw),
    ...logprobs,
    ...(Object.keys(rest).length === 0 ? {} : { rest }),
  };
}

function readMessage(members: Members, issuer: string, choice: number): Part[] {
  members.take("role", asText);
  const annotations = members.take("annotations", asList) ?? [];
  let calls = 0;
  const parts = readAssistantParts(members, issuer, () => `call_${choice}_${(calls += 1)}`);
  const text = parts.find((part) => part.kind === "text");
  if (text && annotations.length > 0) text.citations = { format: CHAT, values: annotations };
  parts.push(...readImages(members.take("images", asList)));
  const audio = members.take("audio", asObject);
  if (audio) parts.push({ kind: "other", format: CHAT, type: "audio", value: audio });
  return parts;
}

/** Pictures a model made, as servers that can do it add them to a message. */
export function readImages(images: Json[] | undefined): MediaPart[] {
  return (images ?? []).map(readPart).filter((part) => part.kind === "media");
}
