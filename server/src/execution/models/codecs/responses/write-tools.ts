import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Prompt, Tool, ToolChoice } from "../form.ts";
import { toolsByName } from "./names.ts";
import { maybe, objectOf } from "./values.ts";

/** Tools as a Responses request declares them, put back into their groups. */
export function writeTools(prompt: Prompt, lost: Lost): JsonObject[] {
  const written: JsonObject[] = [];
  const groups = new Map<string, Json[]>();
  for (const tool of prompt.tools) {
    const one = writeTool(tool, prompt, lost);
    if (!one) continue;
    const { within } = tool;
    if (!within) {
      written.push(one);
      continue;
    }
    const known = groups.get(within.space);
    const group = known ?? [];
    group.push({ ...one, name: within.name });
    if (known) continue;
    groups.set(within.space, group);
    written.push({ type: "namespace", name: within.space, description: within.description ?? "", tools: group });
  }
  return written;
}

function writeTool(tool: Tool, prompt: Prompt, lost: Lost): JsonObject | undefined {
  const own = prompt.format === "openai.responses";
  switch (tool.kind) {
    case "function":
      return {
        type: "function",
        name: tool.name,
        ...maybe("description", tool.description),
        parameters: own && tool.parameters ? tool.parameters : withProperties(tool.parameters ?? { type: "object" }),
        // Left out it would mean strict here, and lenient where the prompt comes from.
        ...(tool.strict === undefined && own ? {} : { strict: tool.strict ?? false }),
        ...restFor(tool, own, lost),
      };
    case "custom":
      return {
        type: "custom",
        name: tool.name,
        ...maybe("description", tool.description),
        ...maybe("format", customFormat(tool)),
        ...restFor(tool, own, lost),
      };
    case "server":
      if (tool.native?.format === "openai.responses") return objectOf(tool.native.value);
      lost.add(`tools.${tool.name}`);
      return undefined;
    default:
      tool.kind satisfies never;
      return undefined;
  }
}

/** OpenAI refuses an object without properties, which others take for one that has none. */
function withProperties(schema: JsonObject): JsonObject {
  return schema["type"] === "object" && schema["properties"] === undefined ? { ...schema, properties: {} } : schema;
}

function restFor(tool: Tool, own: boolean, lost: Lost): JsonObject {
  if (own || !tool.rest) return own ? (tool.rest ?? {}) : {};
  for (const name of Object.keys(tool.rest)) lost.add(`tools.${name}`);
  return {};
}

/** Chat puts a grammar one level deeper than Responses does. */
function customFormat(tool: Tool): Json | undefined {
  if (!tool.native) return undefined;
  const value = objectOf(tool.native.value);
  const { grammar, ...others } = value;
  return grammar === undefined ? tool.native.value : { ...others, ...objectOf(grammar) };
}

export function writeToolChoice(choice: ToolChoice, prompt: Prompt): Json {
  switch (choice.kind) {
    case "auto":
    case "none":
    case "required":
      return choice.kind;
    case "tool":
      return named(choice.name, prompt);
    case "among":
      return {
        type: "allowed_tools",
        mode: choice.required ? "required" : "auto",
        tools: choice.names.map((name) => named(name, prompt)),
      };
    default:
      choice satisfies never;
      return "auto";
  }
}

function named(name: string, prompt: Prompt): JsonObject {
  const tool = toolsByName(prompt).get(name);
  return {
    type: tool?.kind === "custom" ? "custom" : "function",
    name: tool?.within?.name ?? name,
    ...(tool?.within ? { namespace: tool.within.space } : {}),
  };
}
