import type { ParameterExpansionPart, ParameterOperation } from "unbash";
import { isMarked, SECRET, UNKNOWN } from "./marks.ts";
import { globPattern } from "./paths.ts";
import { isSecretName, lookup, type Scope } from "./scope.ts";
import type { Seen } from "./seen.ts";

/* ${...}: computed where everything in it is known. */

export interface Expanding {
  scope: Scope;
  seen: Seen;
  /** A word as one text. */
  text(word: NonNullable<ParameterExpansionPart["index"]>): string;
  /** A text that the shell expands once more. */
  again(text: string): void;
}

export function variable(name: string, at: Expanding): string | undefined {
  const values = lookup(at.scope, name, at.seen);
  if (values !== undefined) return values[0] ?? "";
  return undefined;
}

export function unknownVariable(name: string): string {
  return isSecretName(name) ? SECRET : UNKNOWN;
}

export function parameter(part: ParameterExpansionPart, at: Expanding): string {
  if (part.prefix === "#") return UNKNOWN;
  let name = part.parameter;
  if (part.prefix === "!") {
    const pointed = variable(name, at);
    if (pointed === undefined || isMarked(pointed)) return SECRET;
    name = pointed;
  }
  const index = part.index === undefined ? undefined : at.text(part.index);
  const value = indexed(variable(name, at), index);
  return part.operation === undefined
    ? (value ?? unknownVariable(name))
    : operated(part.operation, { name, value }, at);
}

/** Arrays are kept as their elements with spaces between them. */
function indexed(value: string | undefined, index: string | undefined): string | undefined {
  if (value === undefined || index === undefined || index === "@" || index === "*") return value;
  const elements = value.split("\u001f");
  return /^\d+$/.test(index) ? (elements[Number(index)] ?? "") : UNKNOWN;
}

function operated(
  operation: ParameterOperation,
  { name, value }: { name: string; value: string | undefined },
  at: Expanding,
): string {
  if (operation.type === "Default") {
    const operand = at.text(operation.operand);
    if (operation.operator.includes("?")) return value ?? unknownVariable(name);
    if (operation.operator.includes("+")) return operand;
    if (operation.operator.includes("=") && value === undefined) at.scope.vars.set(name, [operand]);
    return value === undefined || value === "" ? operand : value;
  }
  if (operation.type === "Transform" && at.text(operation.operand).includes("P"))
    at.again(value ?? unknownVariable(name));
  if (value === undefined || isMarked(value)) return value ?? unknownVariable(name);
  switch (operation.type) {
    case "Slice":
      return slice(value, at.text(operation.offset), operation.length && at.text(operation.length));
    case "CaseModification":
      return changeCase(value, operation.operator);
    case "Replace":
      return replace(value, operation.operator, at.text(operation.pattern), at.text(operation.replacement));
    case "Remove":
      return remove(value, operation.operator, at.text(operation.operand));
    default:
      return UNKNOWN;
  }
}

function slice(value: string, offset: string, length: string | undefined): string {
  // A home or working folder begins with a slash, whatever it is.
  const text = value === "~" || value === "." ? "/" : value;
  const from = Number(offset.trim());
  if (!Number.isInteger(from)) return UNKNOWN;
  const begin = from < 0 ? Math.max(text.length + from, 0) : from;
  if (length === undefined) return text.slice(begin);
  const count = Number(length.trim());
  if (!Number.isInteger(count)) return UNKNOWN;
  return count < 0 ? text.slice(begin, count) : text.slice(begin, begin + count);
}

function changeCase(value: string, operator: "^" | "^^" | "," | ",,"): string {
  if (operator === "^^") return value.toUpperCase();
  if (operator === ",,") return value.toLowerCase();
  const first = value.slice(0, 1);
  return (operator === "^" ? first.toUpperCase() : first.toLowerCase()) + value.slice(1);
}

function replace(value: string, operator: "/" | "//" | "/#" | "/%", pattern: string, replacement: string): string {
  if (isMarked(pattern) || pattern === "" || value.length > 4_096) return UNKNOWN;
  if (/[*?[]/.test(pattern)) return UNKNOWN;
  if (operator === "//") return value.replaceAll(pattern, () => replacement);
  if (operator === "/#") return value.startsWith(pattern) ? replacement + value.slice(pattern.length) : value;
  if (operator === "/%") return value.endsWith(pattern) ? value.slice(0, -pattern.length) + replacement : value;
  return value.replace(pattern, () => replacement);
}

function remove(value: string, operator: "#" | "##" | "%" | "%%", glob: string): string {
  const pattern = isMarked(glob) || value.length > 256 ? undefined : globPattern(glob.replaceAll("*", "**"));
  if (pattern === undefined) return UNKNOWN;
  const loose = new RegExp(
    pattern.source
      .replaceAll("(?!\\.)", "")
      .replaceAll("[^/]*", "[^]*")
      .replace(/\[\^\/\.?\]/g, "[^]"),
  );
  const lengths = Array.from({ length: value.length + 1 }, (_, at) => at);
  if (operator === "##" || operator === "%%") lengths.reverse();
  const front = operator.startsWith("#");
  for (const length of lengths) {
    const cut = front ? value.slice(0, length) : value.slice(value.length - length);
    if (loose.test(cut)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
