import type { CallPart, Json, JsonObject, OtherPart, Part, Prompt, ResultPart, TextPart, Turn } from "../form.ts";
import { type Members, asList, asObject, asText, given, membersOf } from "./json.ts";
import { CHAT } from "./names.ts";
import { cacheMark, readContent, readPart } from "./read-parts.ts";
import { REASONING_TEXTS, readCallSeal, readReasoning } from "./reasoning.ts";

/** Messages as instructions and turns. Results of tools that stand together become one turn of the user. */
export function readMessages(messages: Json[], issuer: string): Pick<Prompt, "system" | "turns"> {
  const system: Prompt["system"] = [];
  const turns: Turn[] = [];
  const calls = new Map<string, string>();
  let legacy = 0;
  let results: Turn | undefined;

  for (const value of messages) {
    const members = membersOf(asObject(value) ?? {});
    const role = members.take("role", asText) ?? "user";
    if (role === "tool" || role === "function") {
      const id = members.take("tool_call_id", asText) ?? `call_function_${legacy}`;
      const part = readResult(members, id, calls);
      if (results) results.parts.push(part);
      else turns.push((results = { role: "user", parts: [part] }));
      continue;
    }
    results = undefined;
    if ((role === "system" || role === "developer") && turns.length === 0) {
      system.push(...readSystem(members));
    } else if (role === "assistant") {
      const turn = readAssistant(members, issuer, () => `call_function_${(legacy += 1)}`);
      for (const part of turn.parts) if (part.kind === "call") calls.set(part.id, part.name);
      turns.push(turn);
    } else {
      const parts = withCache(readMember(members), members);
      const name = given("name", members.take("name", asText));
      const speaker = role === "system" || role === "developer" ? "system" : "user";
      turns.push({ role: speaker, parts, ...name, ...members.rest() });
    }
  }
  return { system, turns };
}

function readMember(members: Members): Part[] {
  return (
    members.take("content", (content) =>
      typeof content === "string" || Array.isArray(content) ? readContent(content) : undefined,
    ) ?? []
  );
}

function readSystem(members: Members): (TextPart | OtherPart)[] {
  const content = members.take("content", (value) => value) ?? "";
  const parts = (typeof content === "string" ? readContent(content) : []) as (TextPart | OtherPart)[];
  for (const value of asList(content) ?? []) {
    const part = readPart(value);
    parts.push(part.kind === "text" ? part : { kind: "other", format: CHAT, type: typeOf(value), value });
  }
  withCache(parts, members);
  const first = parts.find((part) => part.kind === "text");
  const { rest } = members.rest();
  if (first && rest) first.rest = { ...rest, ...first.rest };
  return parts;
}

function typeOf(value: Json): string {
  return asText(asObject(value)?.["type"]) ?? "other";
}

/** A mark on the message stands for its last part. */
function withCache(parts: Part[], members: Members): Part[] {
  const last = parts.findLast((part) => part.kind === "text" || part.kind === "media");
  const cache = last && members.take("cache_control", cacheMark);
  if (cache) last.cache ??= cache;
  return parts;
}

function readResult(members: Members, id: string, calls: ReadonlyMap<string, string>): ResultPart {
  const parts = readMember(members).flatMap((part) =>
    part.kind === "text" || part.kind === "media" || part.kind === "other" ? part : [],
  );
  const name = members.take("name", asText) ?? calls.get(id);
  const cache = given("cache", members.take("cache_control", cacheMark));
  return { kind: "result", id, ...given("name", name), parts, ...cache, ...members.rest() };
}

function readAssistant(members: Members, issuer: string, nextId: () => string): Turn {
  const parts = readAssistantParts(members, issuer, nextId);
  return {
    role: "assistant",
    parts: withCache(parts, members),
    ...given("name", members.take("name", asText)),
    ...members.rest(),
  };
}

/** What a model said, in a conversation or in an answer: thoughts, text, refusal, calls. */
export function readAssistantParts(members: Members, issuer: string, nextId: () => string): Part[] {
  let thought: string | undefined;
  for (const name of REASONING_TEXTS) thought = members.take(name, asText) ?? thought;
  const parts: Part[] = readReasoning(thought, members.take("reasoning_details", asList) ?? [], issuer);
  parts.push(...readMember(members));
  const refusal = members.take("refusal", asText);
  if (refusal !== undefined && refusal !== "") parts.push({ kind: "refusal", text: refusal });
  for (const call of members.take("tool_calls", asList) ?? [])
    parts.push(readCall(asObject(call) ?? {}, issuer, nextId));
  const legacy = members.take("function_call", asObject);
  if (legacy) {
    parts.push({
      kind: "call",
      id: nextId(),
      name: asText(legacy["name"]) ?? "",
      arguments: asText(legacy["arguments"]) ?? "",
    });
  }
  return parts;
}

function readCall(call: JsonObject, issuer: string, nextId: () => string): CallPart {
  const members = membersOf(call);
  const custom = members.take("type", asText) === "custom";
  const id = members.take("id", asText) ?? nextId();
  const inner = members.take(custom ? "custom" : "function", asObject) ?? {};
  const seal = readCallSeal(call, issuer);
  if (seal.sealed) members.take("extra_content", asObject);
  members.take("index", (value) => value);
  const { name, arguments: args, input, ...more } = inner;
  const written = custom ? input : args;
  // Some servers give the arguments as an object.
  const text = asText(written) ?? (written === undefined || written === null ? "" : JSON.stringify(written));
  const { rest = {} } = members.rest();
  const left = Object.keys(more).length === 0 ? rest : { ...rest, [custom ? "custom" : "function"]: more };
  return {
    kind: "call",
    id,
    name: asText(name) ?? "",
    arguments: text,
    ...(custom ? { custom } : {}),
    ...seal,
    ...(Object.keys(left).length === 0 ? {} : { rest: left }),
  };
}
