import type { Format, Usage } from "../../kernel/index.ts";

/** To count is to use nothing. */
export const NOTHING_USED: Usage = { source: "estimated", input: 0, cachedInput: 0, output: 0, reasoning: 0 };

/** The number of a prompt's tokens, as the caller's format says it. */
export function countAnswer(format: Format, tokens: number): Buffer {
  const body = format === "gemini.generate" ? { totalTokens: tokens } : { input_tokens: tokens };
  return Buffer.from(JSON.stringify(body));
}
