import { RE2JS } from "re2js";

/** Patterns of customers: no longer, and compiled to no more steps, than this. */
export const MAX_PATTERN = 500;
const MAX_STEPS = 600;

/**
 * Compiles a pattern for the engine that takes linear time, whatever the pattern and the text.
 * The answer is the pattern, or one sentence that says what is wrong with it and where.
 */
export function compilePattern(source: string, caseSensitive: boolean): RE2JS | string {
  const refused = unsupported(source);
  if (refused !== undefined) return refused;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "it cannot be read";
    return `the pattern is not one: ${reason}`;
  }
  const steps = compiled.programSize();
  if (steps > MAX_STEPS) return `the pattern is too large: ${steps} steps, at most ${MAX_STEPS}; use smaller repeats`;
  if (compiled.matches("")) return "the pattern matches the empty text, and so everywhere";
  return compiled;
}

const LOOKS: readonly (readonly [string, string])[] = [
  ["(?=", "look-ahead"],
  ["(?!", "look-ahead"],
  ["(?<=", "look-behind"],
  ["(?<!", "look-behind"],
  ["(?>", "atomic group"],
];

/** What no engine can do in linear time, with its place. */
function unsupported(source: string): string | undefined {
  let inSet = false;
  for (let i = 0; i < source.length; i++) {
    const letter = source[i];
    if (letter === "\\") {
      const next = source[i + 1] ?? "";
      if (!inSet && (/[1-9]/.test(next) || next === "k")) {
        return `back-reference \`\\${next}\` at character ${i + 1}: patterns run in linear time and cannot refer back`;
      }
      i += 1;
    } else if (letter === "[") inSet = true;
    else if (letter === "]") inSet = false;
    else if (!inSet && letter === "(") {
      const look = LOOKS.find(([sign]) => source.startsWith(sign, i));
      if (look !== undefined) {
        return `${look[1]} \`${look[0]}\` at character ${i + 1}: patterns run in linear time and cannot look around; name words nearby in \`context\``;
      }
    }
  }
  return undefined;
}
