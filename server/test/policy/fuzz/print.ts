import type { Expr, PolicyTree, Uid } from "../../../src/cedar/index.ts";

type Scope = PolicyTree["principal"];

/** A tree as policy text, so that what an engine is given went through Cedar's own parser. */
export function policyText(tree: PolicyTree): string {
  const scope = [
    scopeText("principal", tree.principal),
    scopeText("action", tree.action),
    scopeText("resource", tree.resource),
  ];
  const clauses = tree.conditions.map(({ kind, body }) => `\n${kind} { ${exprText(body)} }`);
  return `${tree.effect} (${scope.join(", ")})${clauses.join("")};`;
}

function scopeText(variable: string, scope: Scope): string {
  const target = () =>
    Array.isArray(scope["entities"])
      ? `[${(scope["entities"] as Uid[]).map(uidText).join(", ")}]`
      : uidText(scope["entity"] as Uid);
  switch (scope.op) {
    case "All":
      return variable;
    case "is": {
      const inside = scope["in"] as { entity: Uid } | undefined;
      return `${variable} is ${String(scope["entity_type"])}${inside ? ` in ${uidText(inside.entity)}` : ""}`;
    }
    default:
      return `${variable} ${scope.op} ${target()}`;
  }
}

function uidText({ type, id }: Uid): string {
  return `${type}::${quoted(id)}`;
}

const INFIX = new Set(["==", "!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "*", "in"]);
const METHODS = new Set(["contains", "containsAll", "containsAny", "getTag", "hasTag"]);
const CONSTRUCTORS = new Set(["ip", "decimal", "datetime", "duration"]);

/** Every operation stands in parentheses: what binds tighter is not what is tried here. */
function exprText(expr: Expr): string {
  const [op, body] = Object.entries(expr)[0] as [string, Record<string, Expr> & Expr[] & Expr];
  const left = () => exprText(body["left"] as Expr);
  const right = () => exprText(body["right"] as Expr);
  if (INFIX.has(op)) return `(${left()} ${op} ${right()})`;
  if (METHODS.has(op)) return `${left()}.${op}(${right()})`;
  switch (op) {
    case "Value":
      return literalText(body as unknown);
    case "Var":
      return String(body);
    case "!":
    case "neg":
      return `(${op === "neg" ? "-" : "!"}${exprText(body["arg"] as Expr)})`;
    case "isEmpty":
      return `${exprText(body["arg"] as Expr)}.isEmpty()`;
    case ".":
      return `${left()}${attributeText(String(body["attr"]))}`;
    case "has": {
      const attr = body["attr"] as unknown as string | string[];
      return `(${left()} has ${Array.isArray(attr) ? attr.join(".") : isName(attr) ? attr : quoted(attr)})`;
    }
    case "like":
      return `(${left()} like "${patternText(body["pattern"] as unknown as PatternPart[])}")`;
    case "is": {
      const inside = body["in"] as Expr | undefined;
      return `(${left()} is ${String(body["entity_type"])}${inside ? ` in ${exprText(inside)}` : ""})`;
    }
    case "if-then-else":
      return `(if ${exprText(body["if"] as Expr)} then ${exprText(body["then"] as Expr)} else ${exprText(body["else"] as Expr)})`;
    case "Set":
      return `[${body.map(exprText).join(", ")}]`;
    case "Record":
      return `{${Object.entries(body)
        .map(([name, member]) => `${quoted(name)}: ${exprText(member)}`)
        .join(", ")}}`;
    default: {
      const [first, ...rest] = body.map(exprText);
      return CONSTRUCTORS.has(op) ? `${op}(${body.map(exprText).join(", ")})` : `${first}.${op}(${rest.join(", ")})`;
    }
  }
}

export type PatternPart = "Wildcard" | { Literal: string };

function patternText(parts: PatternPart[]): string {
  return parts
    .map((part) => (part === "Wildcard" ? "*" : quoted(part.Literal).slice(1, -1).replaceAll("*", "\\*")))
    .join("");
}

function literalText(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "object" && value !== null) return uidText((value as { __entity: Uid }).__entity);
  return typeof value === "number" && value < 0 ? `(${value})` : String(value);
}

function attributeText(name: string): string {
  return isName(name) ? `.${name}` : `[${quoted(name)}]`;
}

const RESERVED = new Set(["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"]);

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !RESERVED.has(text);
}

/** A Cedar string: what is not plainly visible is written by its number. */
function quoted(text: string): string {
  let written = "";
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (char === '"' || char === "\\") written += `\\${char}`;
    else if (code < 32 || (code >= 127 && code < 0xa0) || (code >= 0x300 && code % 3 === 0))
      written += `\\u{${code.toString(16)}}`;
    else written += char;
  }
  return `"${written}"`;
}
