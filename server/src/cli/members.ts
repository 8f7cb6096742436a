import { parse } from "yaml";
import { fault, isRecord } from "../kernel/index.ts";
import type { Flags } from "./command.ts";

/** One member of an operation's input, as the command line sees it. */
export interface Member {
  name: string;
  summary: string;
  required: boolean;
  kind: "text" | "number" | "boolean" | "list" | "value";
  /** Stands for the value in help. */
  hint: string;
  values: readonly string[];
}

/** The top-level members of a JSON Schema; of a choice between objects, those of every choice. */
export function membersOf(schema: unknown): Member[] {
  if (!isRecord(schema)) return [];
  const choices = [schema["oneOf"], schema["anyOf"]].find(Array.isArray);
  if (choices) return joined(choices.map(membersOf));
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(isRecord(schema["properties"]) ? schema["properties"] : {}).map(([name, property]) => {
    const shape = isRecord(property) ? property : {};
    const kind = kindOf(shape);
    const values = valuesOf(kind === "list" && isRecord(shape["items"]) ? shape["items"] : shape);
    return {
      name,
      summary: textOf(shape["description"]),
      required: required.includes(name) && !("default" in shape),
      kind,
      hint: values.length > 0 && values.join("|").length <= 60 ? values.join("|") : HINTS[kind],
      values,
    };
  });
}

const HINTS = { text: "TEXT", number: "NUMBER", boolean: "true|false", list: "A,B", value: "JSON" } as const;

/** A flag's text as the value the member takes. What the text means beyond that the server judges. */
export function valueOf(member: Member, flags: Flags, flag: string): unknown {
  if (member.kind === "list") return flags.list(flag) ?? [];
  const text = flags.text(flag) ?? "";
  if (member.kind === "text") return text;
  const usage = (message: string) =>
    fault("usage", { public: `--${flag} ${message}, not "${text}".`, param: member.name });
  if (member.kind === "number") {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number)) throw usage("takes a number");
    return number;
  }
  if (member.kind === "boolean") {
    if (text !== "true" && text !== "false") throw usage("takes true or false");
    return text === "true";
  }
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch {
    throw usage("takes a value in JSON or YAML");
  }
}

/** The same name in several choices is one member, needed only where every choice needs it. */
function joined(choices: readonly Member[][]): Member[] {
  const names = new Map<string, Member>();
  for (const member of choices.flat()) {
    const same = choices.flatMap((choice) => choice.find((one) => one.name === member.name) ?? []);
    const values = [...new Set(same.flatMap((one) => one.values))];
    const required = same.length === choices.length && same.every((one) => one.required);
    const hint = values.length > 0 ? values.join("|") : member.hint;
    names.set(member.name, { ...member, required, values, hint });
  }
  return [...names.values()];
}

function kindOf(shape: Record<string, unknown>): Member["kind"] {
  const choices = [shape["anyOf"], shape["oneOf"]].find(Array.isArray)?.filter(isRecord);
  if (choices) {
    // An amount or a moment may be a number or a text: as a text nothing of it is lost.
    if (choices.some((choice) => kindOf(choice) === "text")) return "text";
    const kinds = new Set(choices.map(kindOf));
    const [only] = kinds;
    return kinds.size === 1 && only !== undefined ? only : "value";
  }
  switch (shape["type"]) {
    case "string":
      return "text";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return isRecord(shape["items"]) && kindOf(shape["items"]) === "text" ? "list" : "value";
    default:
      return valuesOf(shape).length > 0 ? "text" : "value";
  }
}

function valuesOf(shape: Record<string, unknown>): string[] {
  if (Array.isArray(shape["enum"])) return shape["enum"].filter((value) => typeof value === "string");
  return typeof shape["const"] === "string" ? [shape["const"]] : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
