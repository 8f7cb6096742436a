import { z } from "zod";
import { fault } from "../../kernel/index.ts";
import type { Operation } from "../../operations/index.ts";

type Shape = { properties?: Record<string, JsonSchema>; anyOf?: Shape[]; oneOf?: Shape[] };
interface JsonSchema {
  type?: string;
  anyOf?: JsonSchema[];
}

/** Which members of an operation's input are numbers or booleans: in a query everything arrives as text. */
export function queryReader(operation: Operation): (search: string) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }) as Shape;
  const types = new Map(Object.entries(properties).map(([name, schema]) => [name, typesOf(schema)]));
  return (search) => {
    const members: Record<string, unknown> = {};
    for (const [name, text] of new URLSearchParams(search)) {
      if (Object.hasOwn(members, name)) throw fault("invalid_request", { public: "It is named twice.", param: name });
      if (!types.has(name)) throw unknownMember(name);
      members[name] = valueOf(text, types.get(name) ?? []);
    }
    return members;
  };
}

/** Path, query and body as one flat input. What the path says holds; a body may only repeat it. */
export function readInput(
  operation: Operation,
  path: Record<string, string>,
  rest: Record<string, unknown>,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(path)) {
    if (Object.hasOwn(rest, name) && rest[name] !== value) {
      throw fault("invalid_request", { public: `${name} is not the one in the path.`, param: name });
    }
  }
  const read = operation.input.safeParse({ ...rest, ...path });
  if (read.success) return read.data as Record<string, unknown>;
  const issue = read.error.issues[0];
  const place = (issue?.path ?? []).reduce<string>(
    (text, step) => text + (typeof step === "number" ? `[${step}]` : text === "" ? String(step) : `.${String(step)}`),
    "",
  );
  // An id that cannot be is simply not there.
  if (Object.hasOwn(path, String(issue?.path[0] ?? ""))) throw fault("not_found");
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  if (unknown !== undefined) throw unknownMember(place === "" ? unknown : `${place}.${unknown}`);
  throw fault("invalid_request", {
    public: clip(place === "" ? (issue?.message ?? "") : `${place}: ${issue?.message ?? ""}`),
    ...(place === "" ? {} : { param: clip(place) }),
  });
}

function unknownMember(name: string) {
  return fault("invalid_request", { public: clip(`${name} is not known here.`), param: clip(name) });
}

function typesOf(schema: JsonSchema): string[] {
  return [...(schema.type === undefined ? [] : [schema.type]), ...(schema.anyOf ?? []).flatMap(typesOf)];
}

function valueOf(text: string, types: readonly string[]): unknown {
  if ((types.includes("integer") || types.includes("number")) && /^\d{1,15}$/.test(text)) return Number(text);
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

function clip(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
