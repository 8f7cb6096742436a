import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Prompt, Tool, ToolChoice } from "../form.ts";
import { given, listOf, members, objectOf, restOf, textOf } from "./json.ts";
import { writeToolName } from "./names.ts";
import { readCache } from "./read-blocks.ts";
import { writeCache } from "./write-blocks.ts";

const TOOL = new Set(["type", "name", "description", "input_schema", "strict", "cache_control"]);

export function readTools(tools: Json | undefined): Tool[] {
  return listOf(tools).flatMap((value) => {
    const tool = objectOf(value);
    return tool ? [readTool(tool)] : [];
  });
}

function readTool(tool: JsonObject): Tool {
  const type = tool["type"];
  const cache = readCache(tool["cache_control"]);
  if (typeof type === "string" && type !== "custom") {
    const name = textOf(tool["name"]) || type;
    return { kind: "server", name, native: { format: "anthropic.messages", value: tool }, ...cache };
  }
  return {
    kind: "function",
    name: textOf(tool["name"]),
    ...given("description", typeof tool["description"] === "string" ? tool["description"] : undefined),
    ...given("parameters", objectOf(tool["input_schema"])),
    ...given("strict", typeof tool["strict"] === "boolean" ? tool["strict"] : undefined),
    ...cache,
    ...restOf(tool, TOOL),
  };
}

export function readToolChoice(choice: JsonObject | undefined): ToolChoice | undefined {
  switch (choice?.["type"]) {
    case "auto":
      return { kind: "auto" };
    case "any":
      return { kind: "required" };
    case "none":
      return { kind: "none" };
    case "tool":
      return { kind: "tool", name: textOf(choice["name"]) };
    default:
      return undefined;
  }
}

/** The tools and which of them is to be called. A choice among some of them is said by offering only those. */
export function writeTools(prompt: Prompt, lost: Lost): { tools?: Json[]; tool_choice?: JsonObject } {
  const { toolChoice } = prompt;
  const among = toolChoice?.kind === "among" ? new Set(toolChoice.names) : undefined;
  const offered = among ? prompt.tools.filter((tool) => among.has(tool.name)) : prompt.tools;
  const own = prompt.format === "anthropic.messages";
  const tools = offered.flatMap((tool) => writeTool(tool, own, lost) ?? []);
  if (tools.length === 0) return {};
  const choice = writeChoice(toolChoice, lost);
  if (prompt.parallelTools === false && choice?.["type"] !== "none") {
    return { tools, tool_choice: { type: "auto", ...choice, disable_parallel_tool_use: true } };
  }
  return { tools, ...given("tool_choice", choice) };
}

function writeTool(tool: Tool, own: boolean, lost: Lost): JsonObject | undefined {
  if (tool.kind === "server") {
    const value = tool.native?.format === "anthropic.messages" ? objectOf(tool.native.value) : undefined;
    if (!value) lost.add(`tools.${tool.name}`);
    return value;
  }
  const name = writeToolName(tool.name);
  if (name === undefined) {
    lost.add("tools.name");
    return undefined;
  }
  if (!own && tool.strict) lost.add("tools.strict");
  for (const rest of own ? [] : Object.keys(tool.rest ?? {})) lost.add(`tools.${rest}`);
  return members({
    name,
    description: tool.description,
    input_schema: schemaOf(tool.parameters),
    // The provider checks a strict schema by rules of its own, and refuses what another accepts.
    strict: own ? tool.strict : undefined,
    cache_control: writeCache(tool.cache),
    ...(own ? tool.rest : {}),
  });
}

function schemaOf(parameters: JsonObject | undefined): JsonObject {
  return parameters?.["type"] === "object" ? parameters : { ...parameters, type: "object" };
}

function writeChoice(choice: ToolChoice | undefined, lost: Lost): JsonObject | undefined {
  switch (choice?.kind) {
    case undefined:
      return undefined;
    case "auto":
      return { type: "auto" };
    case "none":
      return { type: "none" };
    case "required":
      return { type: "any" };
    case "among":
      return { type: choice.required ? "any" : "auto" };
    case "tool": {
      const name = writeToolName(choice.name);
      if (name !== undefined) return { type: "tool", name };
      lost.add("tool_choice");
      return { type: "any" };
    }
    default:
      choice satisfies never;
      return undefined;
  }
}
