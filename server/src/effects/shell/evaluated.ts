import { parse, type ParsedScript } from "unbash";
import { isMarked } from "./marks.ts";
import type { Scope } from "./scope.ts";
import { markCode, type Seen } from "./seen.ts";

/*
 * Texts that a shell expands once more: subscripts of names it assigns or calculates with. `a[$(rm x)]` runs rm
 * though it stands in single quotes.
 */

const SUBSCRIPT = /\w\[[^\]]*(?:\$\(|`)/;
const EXPANDS = /\$\(|`|\$\{/;

interface Evaluating {
  scope: Scope;
  seen: Seen;
  substitute(script: ParsedScript): string;
}

/** A name that may have a subscript, or a calculation. */
export function evaluate(text: string, at: Evaluating): void {
  if (SUBSCRIPT.test(text)) expandAgain(text, at);
}

/** A text that is expanded as a whole: `${x@P}`. */
export function expandAgain(text: string, at: Evaluating): void {
  if (isMarked(text)) return markCode(at.seen, "expands a text that is made while it runs");
  if (!EXPANDS.test(text)) return;
  markCode(at.seen, "hides a command where a name or a number belongs");
  at.substitute(parse(`: "${text}"`));
}

/** A calculation, or a test, takes the values of names for calculations too. */
export function calculates(at: Evaluating): void {
  for (const values of at.scope.vars.values()) for (const value of values) evaluate(value, at);
}
