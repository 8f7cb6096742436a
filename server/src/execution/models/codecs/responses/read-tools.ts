import type { JsonObject, Json, Tool, ToolChoice } from "../form.ts";
import { flatName } from "./names.ts";
import { maybe, objectOf, objectsOf, restOf, textOf } from "./values.ts";

const FUNCTION = new Set(["type", "name", "description", "parameters", "strict"]);
const CUSTOM = new Set(["type", "name", "description", "format"]);

/** Tools as a Responses request declares them; those of a group come out one by one, under flat names. */
export function readTools(tools: Json | undefined): Tool[] {
  return objectsOf(tools).flatMap((tool) => {
    if (tool["type"] !== "namespace") return [readTool(tool)];
    const space = textOf(tool["name"]);
    const description = typeof tool["description"] === "string" ? tool["description"] : undefined;
    return objectsOf(tool["tools"]).map((inner) => {
      const read = readTool(inner);
      const within = { space, name: read.name, ...maybe("description", description) };
      return { ...read, name: flatName(space, read.name), within };
    });
  });
}

function readTool(tool: JsonObject): Tool {
  const type = textOf(tool["type"]);
  const name = textOf(tool["name"]);
  const description = typeof tool["description"] === "string" ? tool["description"] : undefined;
  if (type === "function" && name !== "") {
    const parameters = objectOf(tool["parameters"]);
    return {
      kind: "function",
      name,
      ...maybe("description", description),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...(typeof tool["strict"] === "boolean" ? { strict: tool["strict"] } : {}),
      ...maybe("rest", restOf(tool, FUNCTION)),
    };
  }
  if (type === "custom" && name !== "") {
    return {
      kind: "custom",
      name,
      ...maybe("description", description),
      ...(tool["format"] === undefined
        ? {}
        : { native: { format: "openai.responses" as const, value: tool["format"] } }),
      ...maybe("rest", restOf(tool, CUSTOM)),
    };
  }
  return { kind: "server", name: type, native: { format: "openai.responses", value: tool } };
}

/** Undefined for what only this format knows, such as a tool of the provider's own that must be used. */
export function readToolChoice(choice: Json | undefined): ToolChoice | undefined {
  if (choice === "auto" || choice === "none" || choice === "required") return { kind: choice };
  const said = objectOf(choice);
  switch (said["type"]) {
    case "function":
      return { kind: "tool", name: nameOf(said) };
    case "custom":
      return { kind: "tool", name: nameOf(said), custom: true };
    case "allowed_tools": {
      const tools = objectsOf(said["tools"]);
      if (!tools.every((tool) => tool["type"] === "function" || tool["type"] === "custom")) return undefined;
      return { kind: "among", names: tools.map(nameOf), required: said["mode"] === "required" };
    }
    default:
      return undefined;
  }
}

function nameOf(said: JsonObject): string {
  return flatName(textOf(said["namespace"]), textOf(said["name"]));
}
