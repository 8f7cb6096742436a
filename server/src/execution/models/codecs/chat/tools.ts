import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Prompt, Tool, ToolChoice } from "../form.ts";
import { asFlag, asList, asObject, asText, given, membersOf } from "./json.ts";
import { CHAT, restFor } from "./names.ts";
import { cacheMark } from "./read-parts.ts";

export function readTool(value: Json): Tool {
  const tool = asObject(value) ?? {};
  const type = asText(tool["type"]) ?? "function";
  const members = membersOf(tool);
  members.take("type", asText);
  const cache = given("cache", members.take("cache_control", cacheMark));
  if (type === "custom") {
    const { name, description, format } = members.take("custom", asObject) ?? {};
    const native = format === undefined ? {} : { native: { format: CHAT, value: format } };
    return {
      kind: "custom",
      name: asText(name) ?? "",
      ...given("description", asText(description)),
      ...native,
      ...cache,
      ...members.rest(),
    };
  }
  if (type !== "function") return { kind: "server", name: type, native: { format: CHAT, value } };
  return { ...readFunction(members.take("function", asObject) ?? {}), ...cache, ...members.rest() };
}

/** A function as it stood alone before there were tools. It is kept, so that the answer can be told the old way. */
export function readLegacyFunction(value: Json): Tool {
  return { ...readFunction(asObject(value) ?? {}), native: { format: CHAT, value } };
}

/** Whether a caller knows only the one `function_call` of old. */
export function isLegacy(prompt: Prompt): boolean {
  return (
    prompt.format === CHAT && prompt.tools.some((tool) => tool.kind === "function" && tool.native?.format === CHAT)
  );
}

function readFunction(inner: JsonObject): Tool {
  return {
    kind: "function",
    name: asText(inner["name"]) ?? "",
    ...given("description", asText(inner["description"])),
    ...given("parameters", asObject(inner["parameters"])),
    ...given("strict", asFlag(inner["strict"])),
  };
}

/** Undefined where the form is not known. */
export function readToolChoice(value: Json): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  // Mistral's word for it.
  if (value === "any") return { kind: "required" };
  const choice = asObject(value) ?? {};
  const name = asText(asObject(choice["function"])?.["name"]);
  if (name !== undefined) return { kind: "tool", name };
  const custom = asText(asObject(choice["custom"])?.["name"]);
  if (custom !== undefined) return { kind: "tool", name: custom, custom: true };
  const allowed = asObject(choice["allowed_tools"]);
  const tools = asList(allowed?.["tools"]);
  if (!allowed || !tools) return undefined;
  const names = tools.flatMap((tool) => {
    const { function: inner, custom: other } = asObject(tool) ?? {};
    return asText(asObject(inner ?? other)?.["name"]) ?? [];
  });
  // One it cannot name would be left out: then the choice is not understood.
  return names.length === tools.length ? { kind: "among", names, required: allowed["mode"] === "required" } : undefined;
}

export function readLegacyChoice(value: Json): ToolChoice | undefined {
  if (value === "auto" || value === "none") return { kind: value };
  const name = asText(asObject(value)?.["name"]);
  return name === undefined ? undefined : { kind: "tool", name };
}

export function writeTools(prompt: Prompt, lost: Lost): JsonObject {
  const tools = prompt.tools.flatMap((tool) => writeTool(prompt, tool, lost) ?? []);
  if (tools.length === 0) return {};
  const choice = prompt.toolChoice && writeToolChoice(prompt, prompt.toolChoice);
  return { tools, ...given("tool_choice", choice), ...given("parallel_tool_calls", prompt.parallelTools) };
}

function writeTool(prompt: Prompt, tool: Tool, lost: Lost): JsonObject | undefined {
  const { kind, name, description, parameters, strict, native } = tool;
  const rest = restFor(prompt.format, tool.rest, lost, "tools");
  if (kind === "server") {
    if (native?.format === CHAT) return asObject(native.value);
    lost.add(`tools.${name}`);
    return undefined;
  }
  const mark = writeCache(prompt, tool, lost);
  const described = { name, ...given("description", description) };
  if (kind === "custom") {
    const format = native && customFormat(native, lost);
    return { ...rest, type: "custom", custom: { ...described, ...given("format", format) }, ...mark };
  }
  const schema = parameters && (prompt.format === CHAT ? parameters : withProperties(parameters));
  const inner = { ...described, ...given("parameters", schema), ...given("strict", strict) };
  return { ...rest, type: "function", function: inner, ...mark };
}

/** OpenAI refuses an object without properties, which others take for one that has none. */
function withProperties(schema: JsonObject): JsonObject {
  return schema["type"] === "object" && schema["properties"] === undefined ? { ...schema, properties: {} } : schema;
}

/** OpenAI's two formats say the same of a custom tool, one of them with one level more. */
function customFormat(native: NonNullable<Tool["native"]>, lost: Lost): Json | undefined {
  if (native.format === CHAT) return native.value;
  const value = asObject(native.value);
  if (native.format === "openai.responses" && value) {
    const { type, ...grammar } = value;
    if (type === "text") return { type };
    if (type === "grammar") return { type, grammar };
  }
  lost.add("tools.format");
  return undefined;
}

/** OpenAI keeps prompts by itself; only servers whose callers write the mark in chat understand it. */
export function writeCache(prompt: Prompt, marked: { cache?: { ttl?: "5m" | "1h" } }, lost: Lost): JsonObject {
  if (!marked.cache) return {};
  if (prompt.format === CHAT) return { cache_control: { type: "ephemeral", ...marked.cache } };
  lost.add("cache_control");
  return {};
}

function writeToolChoice(prompt: Prompt, choice: ToolChoice): Json {
  const one = (name: string, custom: boolean): JsonObject =>
    custom ? { type: "custom", custom: { name } } : { type: "function", function: { name } };
  switch (choice.kind) {
    case "auto":
    case "none":
    case "required":
      return choice.kind;
    case "tool":
      return one(choice.name, choice.custom === true);
    case "among": {
      const tools = choice.names.map((name) =>
        one(
          name,
          prompt.tools.some((tool) => tool.name === name && tool.kind === "custom"),
        ),
      );
      return { type: "allowed_tools", allowed_tools: { mode: choice.required ? "required" : "auto", tools } };
    }
    default:
      return choice satisfies never;
  }
}
