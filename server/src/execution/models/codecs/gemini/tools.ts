import type { Lost } from "../codec.ts";
import type { Json, JsonObject, Prompt, Tool, ToolChoice } from "../form.ts";
import { camelOf, listOf, member, objectOf, objectsOf, restOf, some, textOf } from "./members.ts";
import { jsonSchemaOf } from "./schema.ts";

const FORMAT = "gemini.generate";
const DECLARATION = new Set(["name", "description", "parameters", "parametersJsonSchema"]);
const CALLING = new Set(["mode", "allowedFunctionNames"]);

export function readTools(value: Json | undefined): Tool[] {
  return objectsOf(value).flatMap((tool) =>
    Object.entries(tool).flatMap(([written, inside]): Tool[] => {
      const name = camelOf(written);
      if (name === "functionDeclarations") return objectsOf(inside).map(declared);
      return [{ kind: "server", name, native: { format: FORMAT, value: { [written]: inside } } }];
    }),
  );
}

function declared(declaration: JsonObject): Tool {
  const schema = objectOf(member(declaration, "parametersJsonSchema"));
  const openApi = objectOf(declaration["parameters"]);
  return {
    kind: "function",
    name: textOf(declaration["name"]) ?? "",
    ...some("description", textOf(declaration["description"])),
    ...some("parameters", schema ?? (openApi && jsonSchemaOf(openApi))),
    ...some("rest", restOf(declaration, DECLARATION)),
  };
}

/** A way of calling that only Gemini has stays as it is, under `rest`. */
export function readToolChoice(value: Json | undefined): { choice?: ToolChoice; rest?: JsonObject } {
  const calling = objectOf(value);
  if (!calling) return {};
  const mode = textOf(calling["mode"])?.toUpperCase() ?? "AUTO";
  const names = listOf(member(calling, "allowedFunctionNames")).flatMap((name) => textOf(name) ?? []);
  const [name] = names;
  const plain = restOf(calling, CALLING) === undefined && ["AUTO", "ANY", "NONE"].includes(mode);
  const rest = plain ? {} : { rest: calling };
  if (mode === "NONE") return { choice: { kind: "none" }, ...rest };
  if (mode === "ANY") {
    if (name === undefined) return { choice: { kind: "required" }, ...rest };
    const choice: ToolChoice = names.length === 1 ? { kind: "tool", name } : { kind: "among", names, required: true };
    return { choice, ...rest };
  }
  return { choice: name === undefined ? { kind: "auto" } : { kind: "among", names, required: false }, ...rest };
}

/** All functions in one tool, each of Google's own in one beside it. */
export function writtenTools(tools: readonly Tool[], same: boolean, lost: Lost): Json[] {
  const functions: Json[] = [];
  const servers: Json[] = [];
  for (const tool of tools) {
    if (tool.cache) lost.add("cache_control");
    if (tool.kind === "server") {
      if (tool.native?.format === FORMAT) servers.push(tool.native.value);
      else lost.add(`tools.${tool.name}`);
      continue;
    }
    const { parameters } = tool;
    if (tool.rest && !same) for (const name of Object.keys(tool.rest)) lost.add(`tools.${name}`);
    functions.push({
      name: tool.name,
      ...some("description", tool.description),
      ...(parameters && Object.keys(parameters).length > 0 ? { parametersJsonSchema: parameters } : {}),
      ...(same ? tool.rest : {}),
    });
  }
  return [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...servers];
}

export function writtenToolChoice(prompt: Prompt): JsonObject | undefined {
  const choice = prompt.toolChoice;
  const strict = prompt.tools.some((tool) => tool.strict === true);
  switch (choice?.kind) {
    case undefined:
    case "auto":
      // Only this mode promises arguments that follow the schema.
      if (strict) return { mode: "VALIDATED" };
      return choice && prompt.tools.some((tool) => tool.kind !== "server") ? { mode: "AUTO" } : undefined;
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "tool":
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
    case "among":
      return { mode: choice.required ? "ANY" : "VALIDATED", allowedFunctionNames: choice.names };
    default:
      choice satisfies never;
      return undefined;
  }
}
