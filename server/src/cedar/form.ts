import { Unfit } from "./convert.ts";
import type { Uid } from "./values.ts";

/* Reads the parts of Cedar's JSON form; what is not of that form is refused. */

export function single(expr: unknown): [string, unknown] {
  const names = typeof expr === "object" && expr !== null ? Object.keys(expr) : [];
  const [op] = names;
  if (op === undefined || names.length > 1) throw new Unfit("an expression is one operation");
  return [op, (expr as Record<string, unknown>)[op]];
}

export function member(body: unknown, name: string): unknown {
  const value = own(body, name);
  if (value === undefined) throw new Unfit(`an operation needs its ${name}`);
  return value;
}

export function own(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
}

export function text(body: unknown, name: string): string {
  const value = own(body, name);
  if (typeof value !== "string") throw new Unfit(`an operation needs its ${name}`);
  return value;
}

export function steps(body: unknown): readonly string[] {
  const attr = own(body, "attr");
  const names: unknown[] = Array.isArray(attr) ? attr : [attr];
  if (names.length === 0 || !names.every((name) => typeof name === "string")) throw new Unfit("has needs its attr");
  return names as string[];
}

export function list(body: unknown): readonly unknown[] {
  if (!Array.isArray(body)) throw new Unfit("an operation needs a list");
  return body;
}

export function entriesOf(body: unknown): [string, unknown][] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Unfit("a record needs members");
  return Object.entries(body);
}

/** A reference as Cedar's JSON form has it. */
export function uid(said: unknown): Uid {
  const inner = own(said, "__entity") ?? said;
  return { type: text(inner, "type"), id: text(inner, "id") };
}
