import { RE2JS } from "re2js";

export interface Pattern {
  finds(text: string): boolean;
  /** What a character costs, in steps of a run. */
  cost: number;
}

const MAX_PATTERN = 1_000;
const MAX_STEPS = 3_000;

/**
 * A pattern as JavaScript writes it, for the engine that takes linear time. The answer is a sentence where that engine
 * cannot run it.
 *
 * Guarantee: no pattern of a server holds up the process, whatever text it meets.
 */
export function compilePattern(source: string): Pattern | string {
  if (source.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(shortNames(source)));
    const size = compiled.programSize();
    if (size > MAX_STEPS) return "the pattern is too large";
    return { finds: (text) => compiled.matcher(text).find(), cost: Math.max(1, size / 10) };
  } catch {
    return "the pattern cannot be run in bounded time, or is none";
  }
}

const SHORT: Readonly<Record<string, string>> = {
  Letter: "L",
  Lowercase_Letter: "Ll",
  Uppercase_Letter: "Lu",
  Mark: "M",
  Number: "N",
  Decimal_Number: "Nd",
  Punctuation: "P",
  Symbol: "S",
  Separator: "Z",
};

/** The engine knows kinds of characters by their short names alone. */
function shortNames(source: string): string {
  return source.replace(
    /\\([pP])\{(?:(?:Script|sc|General_Category|gc)=)?(\w+)\}/g,
    (_all, sign: string, name: string) => `\\${sign}{${SHORT[name] ?? name}}`,
  );
}
