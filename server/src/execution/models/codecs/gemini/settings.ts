import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Prompt } from "../form.ts";
import { listOf, member, numberOf, objectOf, restOf, some, textOf } from "./members.ts";
import { jsonSchemaOf } from "./schema.ts";
import { readThinking, sameThinking, writtenThinking } from "./thinking.ts";

/** Settings of generation that the form knows, by their names in it. */
const NUMBERS = [
  ["maxTokens", "maxOutputTokens"],
  ["temperature", "temperature"],
  ["topP", "topP"],
  ["topK", "topK"],
  ["seed", "seed"],
  ["presencePenalty", "presencePenalty"],
  ["frequencyPenalty", "frequencyPenalty"],
  ["choices", "candidateCount"],
] as const;
const KNOWN = new Set<string>([
  ...NUMBERS.map(([, name]) => name),
  "stopSequences",
  "responseMimeType",
  "responseSchema",
  "responseJsonSchema",
  "responseLogprobs",
  "logprobs",
  "thinkingConfig",
]);
export const CONFIG = "generationConfig";
const JSON_TYPE = "application/json";

type Settings = Pick<Prompt, (typeof NUMBERS)[number][0] | "stop" | "logprobs" | "output" | "thinking">;

/** The generation config; what the form does not know of it comes as `generationConfig.NAME`. */
export function readSettings(value: Json | undefined): { settings: Settings; rest: JsonObject } {
  const config = objectOf(value) ?? {};
  const settings: Settings = {};
  for (const [name, theirs] of NUMBERS) {
    const number = numberOf(member(config, theirs));
    if (number !== undefined) settings[name] = number;
  }
  const stop = listOf(member(config, "stopSequences")).flatMap((one) => textOf(one) ?? []);
  if (stop.length > 0) settings.stop = stop;
  if (member(config, "responseLogprobs") === true) settings.logprobs = numberOf(config["logprobs"]) ?? 0;
  const thinking = readThinking(member(config, "thinkingConfig"));
  if (thinking) settings.thinking = thinking;

  const rest: JsonObject = {};
  for (const [name, inside] of Object.entries(restOf(config, KNOWN) ?? {})) rest[`${CONFIG}.${name}`] = inside;
  const type = textOf(member(config, "responseMimeType"));
  const schema = objectOf(member(config, "responseJsonSchema"));
  const openApi = objectOf(member(config, "responseSchema"));
  const demanded = schema ?? (openApi && jsonSchemaOf(openApi));
  if (demanded) settings.output = { kind: "schema", schema: demanded };
  else if (type === JSON_TYPE) settings.output = { kind: "json" };
  if (type !== undefined && type !== JSON_TYPE && type !== "text/plain") rest[`${CONFIG}.responseMimeType`] = type;
  return { settings, rest };
}

export function writtenSettings(prompt: Prompt, model: string, same: boolean, lost: Lost): JsonObject {
  const out: JsonObject = {};
  for (const [name, theirs] of NUMBERS) if (prompt[name] !== undefined) out[theirs] = prompt[name];
  if (prompt.stop && prompt.stop.length > 0) out["stopSequences"] = prompt.stop;
  if (prompt.logprobs !== undefined) {
    out["responseLogprobs"] = true;
    if (prompt.logprobs > 0) out["logprobs"] = prompt.logprobs;
  }
  const { output, thinking } = prompt;
  if (output) out["responseMimeType"] = JSON_TYPE;
  if (output?.kind === "schema") out["responseJsonSchema"] = output.schema;
  if (thinking) {
    const config = same ? sameThinking(thinking) : writtenThinking(thinking, model, lost);
    Object.assign(out, some("thinkingConfig", config));
  }
  return out;
}
