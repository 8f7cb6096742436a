import type { Lost, PromptTarget } from "../codec.ts";
import type { Json, JsonObject, Part, Prompt, Turn } from "../form.ts";
import { customAsFunctions } from "../custom.ts";
import { objectOf } from "./members.ts";
import { CONFIG, writtenSettings } from "./settings.ts";
import { UNSIGNED, demandsSignatures } from "./signatures.ts";
import { writtenToolChoice, writtenTools } from "./tools.ts";
import { type Writing, writeParts } from "./write-parts.ts";

const FORMAT = "gemini.generate";
/** Members of the form that Gemini has nothing for, by the names other formats give them. */
const UNSAID = [
  ["verbosity", "verbosity"],
  ["user", "user"],
  ["metadata", "metadata"],
  ["cache", "cache_control"],
  ["cacheKey", "prompt_cache_key"],
  ["previous", "previous_response_id"],
] as const;

/** A prompt as a generateContent request. */
export function writePrompt(asked: Prompt, target: PromptTarget, lost: Lost): JsonObject {
  const prompt = customAsFunctions(asked, lost);
  const same = prompt.format === FORMAT;
  const names = new Map<string, string>();
  const writing: Writing = {
    same,
    sign: (sealed) => (target.issuers.includes(sealed.issuer) ? sealed.data : undefined),
    nameOf: (id) => names.get(id),
    mediaInResults: demandsSignatures(target.model),
    lost,
  };
  const out: JsonObject = {};
  const system = writeParts(prompt.system, writing);
  const contents = writeTurns(prompt, target, writing, names);
  // A conversation must have a first turn.
  if (contents.length === 0) contents.push({ role: "user", parts: system.splice(0) });
  if (system.length > 0) out["systemInstruction"] = { parts: system };
  out["contents"] = contents;
  const tools = writtenTools(prompt.tools, same, lost);
  if (tools.length > 0) out["tools"] = tools;
  const calling = writtenToolChoice(prompt);
  if (calling) out["toolConfig"] = { functionCallingConfig: calling };
  const settings = writtenSettings(prompt, target.model, same, lost);
  if (Object.keys(settings).length > 0) out[CONFIG] = settings;
  writeTier(out, prompt, same, lost);
  for (const [name, theirs] of UNSAID) if (prompt[name] !== undefined) lost.add(theirs);
  if (prompt.output?.kind === "schema" && prompt.output.description !== undefined)
    lost.add("response_format.description");
  if (prompt.store === true) lost.add("store");
  if (prompt.parallelTools === false) lost.add("parallel_tool_calls");
  return withRest(out, prompt.rest, same, lost);
}

function writeTurns(prompt: Prompt, target: PromptTarget, writing: Writing, names: Map<string, string>): JsonObject[] {
  const contents: JsonObject[] = [];
  let calls: string[] = [];
  for (const { role, parts, rest } of writing.same ? prompt.turns : joined(prompt.turns, writing.lost)) {
    const written = writeParts(role === "assistant" ? parts : inOrderOf(calls, parts), writing);
    if (role === "assistant") {
      const called = parts.filter((part) => part.kind === "call");
      calls = called.map((part) => part.id);
      for (const { id, name } of called) names.set(id, name);
      if (demandsSignatures(target.model)) signFirstCall(written);
    }
    if (written.length > 0) contents.push({ role: role === "assistant" ? "model" : "user", parts: written, ...rest });
  }
  return contents;
}

/** Turns follow each other by turns here, and results of calls that were made together must stand together. */
function joined(turns: readonly Turn[], lost: Lost): Turn[] {
  const out: Turn[] = [];
  for (const turn of turns) {
    if (turn.role === "system") lost.add("messages.system");
    if (turn.name !== undefined) lost.add("messages.name");
    for (const name of Object.keys(turn.rest ?? {})) lost.add(name);
    const role = turn.role === "assistant" ? "assistant" : "user";
    const before = out.at(-1);
    if (before?.role === role) before.parts = [...before.parts, ...turn.parts];
    else out.push({ role, parts: turn.parts });
  }
  return out;
}

/** Without ids results are told apart by their order. */
function inOrderOf(calls: readonly string[], parts: readonly Part[]): readonly Part[] {
  const place = (part: Part) => (part.kind === "result" ? calls.indexOf(part.id) : -1);
  const results = parts.filter((part) => place(part) >= 0).sort((a, b) => place(a) - place(b));
  let next = 0;
  return parts.map((part) => (place(part) >= 0 ? (results[next++] ?? part) : part));
}

/** Calls of other models bear no signature, and later Gemini models refuse such a turn without this word. */
function signFirstCall(parts: JsonObject[]): void {
  const first = parts.find((part) => part["functionCall"] !== undefined);
  if (first && first["thoughtSignature"] === undefined) first["thoughtSignature"] = UNSIGNED;
}

const TIERS: Readonly<Record<string, string>> = {
  default: "standard",
  standard: "standard",
  standard_only: "standard",
  flex: "flex",
  priority: "priority",
};

function writeTier(out: JsonObject, { serviceTier }: Prompt, same: boolean, lost: Lost): void {
  if (serviceTier === undefined || serviceTier === "auto") return;
  const tier = same ? serviceTier : Object.hasOwn(TIERS, serviceTier) ? TIERS[serviceTier] : undefined;
  if (tier === undefined) lost.add("service_tier");
  else out["serviceTier"] = tier;
}

/** Where a name says so (`generationConfig.mediaResolution`) its value goes back inside. */
function withRest(out: JsonObject, rest: JsonObject | undefined, same: boolean, lost: Lost): JsonObject {
  for (const [name, value] of Object.entries(rest ?? {})) {
    if (!same) lost.add(name);
    else place(out, name, value);
  }
  return out;
}

function place(out: JsonObject, name: string, value: Json): void {
  const dot = name.indexOf(".");
  const outer = name.slice(0, dot);
  if (outer === CONFIG || outer === "toolConfig") {
    out[outer] = { ...objectOf(out[outer]), [name.slice(dot + 1)]: value };
  } else out[name] = value;
}
