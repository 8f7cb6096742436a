import { RE2JS } from "re2js";

export type Pattern = (text: string) => boolean;

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
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    if (compiled.programSize() > MAX_STEPS) return "the pattern is too large";
    return (text) => compiled.matcher(text).find();
  } catch {
    return "the pattern cannot be run in bounded time, or is none";
  }
}
