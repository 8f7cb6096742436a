import { forEachChild, parse, type ParsedScript, type SyntaxNode, type Word, type WordPart } from "unbash";
import { braces } from "./braces.ts";
import { calculates, evaluate, expandAgain } from "./evaluated.ts";
import { isMarked, UNKNOWN } from "./marks.ts";
import { parameter, unknownVariable, variable, type Expanding } from "./parameters.ts";
import type { Scope } from "./scope.ts";
import { markUnread, type Seen } from "./seen.ts";

/* What a word comes to once the shell has expanded it. */

export interface Words {
  scope: Scope;
  seen: Seen;
  /** What a script inside the word prints. */
  substitute(script: ParsedScript): string;
  /** A place that stands for what a script prints, or for what it is given. */
  place(script: ParsedScript, direction: "<" | ">"): string;
}

interface Piece {
  text: string;
  /** White space in it parts words. */
  splits: boolean;
  quoted: boolean;
}

/** The words it becomes. */
export function fields(word: Word, at: Words): string[] {
  if (word.parts?.some((part) => part.type === "BraceExpansion") === true) {
    const all = braces(word.text);
    if (all === undefined) return [UNKNOWN];
    return all.flatMap((one) => {
      const again = parse(`_ ${one}`).commands[0]?.command;
      const inner = again?.type === "Command" ? again.suffix[0] : undefined;
      return inner?.type === "Word" ? split(pieces(inner, at), at) : [one];
    });
  }
  return split(pieces(word, at), at);
}

/** It as one text, as in an assignment. */
export function asText(word: Word, at: Words): string {
  return pieces(word, at)
    .map((piece) => piece.text)
    .join("");
}

export function partsText(parts: readonly WordPart[], at: Words): string {
  return parts
    .flatMap((part) => partPieces(part, at, { quoted: true }))
    .map((piece) => piece.text)
    .join("");
}

function pieces(word: Word, at: Words): Piece[] {
  if (word.parts === undefined) return [{ text: word.value, splits: false, quoted: false }];
  return word.parts.flatMap((part) => partPieces(part, at, { quoted: false }));
}

function partPieces(part: WordPart, at: Words, { quoted }: { quoted: boolean }): Piece[] {
  at.seen.steps -= 1;
  if (at.seen.steps < 0) {
    markUnread(at.seen, "is too long to be read to its end");
    return [{ text: UNKNOWN, splits: false, quoted }];
  }
  const expanded = (text: string): Piece[] => [{ text, splits: !quoted, quoted }];
  const literal = (text: string): Piece[] => [{ text, splits: false, quoted }];
  const expanding: Expanding = {
    scope: at.scope,
    seen: at.seen,
    text: (word) => asText(word, at),
    again: (text) => expandAgain(text, at),
  };
  switch (part.type) {
    case "Literal":
    case "Glob":
      return literal(part.value);
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [{ text: part.value, splits: false, quoted: true }];
    case "DoubleQuoted":
    case "LocaleString": {
      const inner = part.parts.flatMap((one) => partPieces(one, at, { quoted: true }));
      const only = part.parts.length === 1 ? (part.parts[0]?.text ?? "") : "";
      if (/^\$(@|\{@\}|\{\w+\[@\]\})$/.test(only)) return inner.map((one) => ({ ...one, splits: true }));
      return inner.length === 0 ? [{ text: "", splits: false, quoted: true }] : inner;
    }
    case "SimpleExpansion": {
      const name = part.text.slice(1);
      return expanded(variable(name, expanding) ?? unknownVariable(name));
    }
    case "ParameterExpansion":
      return expanded(parameter(part, expanding));
    case "CommandExpansion":
      return expanded(part.script === undefined ? UNKNOWN : at.substitute(part.script).replace(/\n+$/, ""));
    case "ArithmeticExpansion":
      calculates(at);
      insideOf(part.expression, at);
      return literal(/^\$\(\(\s*\d+\s*\)\)$/.test(part.text) ? part.text.replace(/\D/g, "") : UNKNOWN);
    case "ProcessSubstitution":
      return literal(part.script === undefined ? UNKNOWN : at.place(part.script, part.operator));
    case "ExtendedGlob":
    case "BraceExpansion":
      insideOf(part, at);
      return literal(part.type === "ExtendedGlob" ? "*" : part.text);
    default:
      return literal(UNKNOWN);
  }
}

/** Runs what is hidden in places whose value does not matter: subscripts, calculations, tests. */
export function insideOf(node: SyntaxNode | undefined, at: Words): void {
  if (node === undefined) return;
  at.seen.steps -= 1;
  if (at.seen.steps < 0) return markUnread(at.seen, "is too long to be read to its end");
  if (node.type === "Word") evaluate(asText(node, at), at);
  else if (node.type === "CommandExpansion" || node.type === "ArithmeticCommandExpansion") {
    if (node.script !== undefined) at.substitute(node.script);
  } else if (node.type === "ProcessSubstitution") {
    if (node.script !== undefined) at.place(node.script, node.operator);
  } else forEachChild(node, (child) => insideOf(child, at));
}

function split(all: readonly Piece[], at: Words): string[] {
  const separators = at.scope.vars.get("IFS")?.[0] ?? " \t\n";
  const out: string[] = [];
  let current: string | undefined;
  for (const piece of all) {
    if (!piece.splits) {
      if (piece.text !== "" || piece.quoted) current = (current ?? "") + piece.text;
      continue;
    }
    for (const char of piece.text) {
      if (separators.includes(char) || char === "\u001f") {
        if (current !== undefined) out.push(current);
        current = undefined;
      } else current = (current ?? "") + char;
    }
  }
  if (current !== undefined) out.push(current);
  // A name that is not known may also be no word at all.
  return out.length > 512
    ? [...out.slice(0, 512), UNKNOWN]
    : out.map((one) => (isMarked(one) ? one.replaceAll("\u001f", " ") : one));
}
