import type { Lost } from "../codec.ts";
import type { JsonObject, Prompt, Tool, ToolChoice } from "../form.ts";
import { members } from "./json.ts";
import { cachePoint } from "./write-turns.ts";

const ANY_OBJECT: JsonObject = { type: "object", properties: {} };

/** The tools of a call, and which of them it is to use. Converse knows no way to forbid those that are there. */
export function writeTools(prompt: Prompt, lost: Lost): JsonObject | undefined {
  const named = calledIn(prompt);
  const choice = prompt.toolChoice;
  const among = choice?.kind === "among" ? new Set(choice.names) : undefined;
  if (choice?.kind === "none" && named.size === 0) return undefined;
  const tools = prompt.tools
    .filter((tool) => among === undefined || among.has(tool.name) || named.has(tool.name))
    .flatMap((tool) => writeTool(tool, lost));
  // A conversation with calls in it is refused without its tools, also where they are offered no more.
  const offered = new Set(prompt.tools.map(({ name }) => name));
  for (const name of named)
    if (!offered.has(name)) tools.push({ toolSpec: { name, inputSchema: { json: ANY_OBJECT } } });
  if (tools.length === 0) return undefined;
  return members({ tools, toolChoice: writeChoice(choice, lost) });
}

function writeTool(tool: Tool, lost: Lost): JsonObject[] {
  if (tool.kind === "server") {
    lost.add(`tools.${tool.name}`);
    return [];
  }
  if (tool.kind === "custom") lost.add("tools.custom");
  for (const name of Object.keys(tool.rest ?? {})) lost.add(`tools.${name}`);
  const { name, description, strict } = tool;
  const json = tool.kind === "custom" ? ONE_TEXT : (tool.parameters ?? ANY_OBJECT);
  const toolSpec = members({
    name,
    // An empty one is refused.
    description: description === "" ? undefined : description,
    inputSchema: { json },
    strict: strict === true ? true : undefined,
  });
  return [{ toolSpec }, ...(tool.cache ? [cachePoint(tool.cache)] : [])];
}

/** How a tool that takes plain text is offered where tools take objects. */
const ONE_TEXT: JsonObject = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };

function writeChoice(choice: ToolChoice | undefined, lost: Lost): JsonObject | undefined {
  switch (choice?.kind) {
    case undefined:
      return undefined;
    case "auto":
      return { auto: {} };
    case "none":
      lost.add("tool_choice");
      return undefined;
    case "required":
      return { any: {} };
    case "tool":
      return { tool: { name: choice.name } };
    case "among":
      return choice.required ? { any: {} } : { auto: {} };
    default:
      return choice satisfies never;
  }
}

function calledIn({ turns }: Prompt): Set<string> {
  const names = new Set<string>();
  for (const { parts } of turns) for (const part of parts) if (part.kind === "call") names.add(part.name);
  return names;
}
