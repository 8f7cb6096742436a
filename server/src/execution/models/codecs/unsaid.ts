import type { Format } from "../../../kernel/index.ts";
import type { Lost } from "./codec.ts";
import type { Json, Part, Prompt } from "./form.ts";

/*
 * What a format says in objects inside of its own: the form takes their known members, and these lists tell when
 * there are others.
 */

type Known = Readonly<Record<string, ReadonlySet<string>>>;

const known = (lists: Record<string, string>): Known =>
  Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, new Set(words.split(" "))]));

const INNER: Partial<Record<Format, Known>> = {
  "openai.chat": known({
    image_url: "url detail",
    video_url: "url",
    input_audio: "data format",
    file: "file_data filename file_id",
    function: "name description parameters strict arguments",
    response_format: "type json_schema",
    json_schema: "name description schema strict",
  }),
  "openai.responses": known({
    input: "type role content id status phase call_id name namespace arguments input output summary encrypted_content",
    format: "type name description schema strict syntax definition",
    input_audio: "data format",
  }),
  "anthropic.messages": known({
    source: "type media_type data url file_id content",
    tool_choice: "type name disable_parallel_tool_use",
    format: "type schema",
  }),
  "gemini.generate": known({
    systemInstruction: "role parts",
    system_instruction: "role parts",
    inlineData: "mimeType mime_type data displayName display_name",
    inline_data: "mimeType mime_type data displayName display_name",
    fileData: "mimeType mime_type fileUri file_uri displayName display_name",
    file_data: "mimeType mime_type fileUri file_uri displayName display_name",
  }),
};

/** The caller's own data: what it holds is carried whole. */
const DATA = new Set(
  `parameters schema input_schema parametersJsonSchema parameters_json_schema responseSchema response_schema
  responseJsonSchema response_json_schema input args response metadata labels custom`.split(/\s+/),
);
/** Items that only their own format knows are told by their kind, or carried whole. */
const ITEMS = new Set<Json | undefined>([undefined, "message", "function_call", "function_call_output", "reasoning"]);

/** Names members of inner objects that nothing reads. */
export function nameUnread(body: Json, format: Format, lost: Lost): void {
  const inner = INNER[format];
  if (inner) walk(body, "", inner, lost);
}

function walk(value: Json, under: string, inner: Known, lost: Lost): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) walk(one, under, inner, lost);
    return;
  }
  const names = under === "input" && !ITEMS.has(value["type"]) ? undefined : inner[under];
  for (const [name, one] of Object.entries(value)) {
    if (names && !names.has(name) && one !== null) lost.add(`${under}.${name}`);
    if (!DATA.has(name) || Array.isArray(one)) walk(one, name, inner, lost);
  }
}

/** Names what belongs to one part, tool or turn, for a format that has no place for any of it. */
export function nameUnsaid(prompt: Prompt, lost: Lost, carried: ReadonlySet<string>): void {
  const say = (one: { rest?: object; cache?: object }) => {
    for (const name of Object.keys(one.rest ?? {})) if (!carried.has(name)) lost.add(name);
    if (one.cache) lost.add("cache_control");
  };
  const part = (one: Part) => {
    if (one.kind !== "other") say(one);
    if (one.kind === "result") for (const inner of one.parts) part(inner);
  };
  for (const one of prompt.system) part(one);
  for (const turn of prompt.turns) {
    if (turn.name !== undefined) lost.add("messages.name");
    say(turn);
    for (const one of turn.parts) part(one);
  }
  for (const tool of prompt.tools) if (tool.cache) lost.add("cache_control");
  say({ rest: prompt.thinking?.rest ?? {} });
}
