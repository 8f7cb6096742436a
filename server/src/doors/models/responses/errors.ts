import type { FaultCode } from "../../../kernel/index.ts";
import { openAiErrorType } from "../chat/errors.ts";

/**
 * Ends a stream that has begun, in both ways clients know: OpenAI's own raise what `error` says and read no
 * further, Codex passes it over and goes by `response.failed`.
 */
export function responsesStreamError(code: FaultCode, message: string, decision: string): string {
  const error = { type: openAiErrorType(code), code, message, param: null };
  const response = {
    id: `resp_${decision.replaceAll("-", "")}`,
    object: "response",
    status: "failed",
    error: { code, message },
    incomplete_details: null,
    output: [],
    usage: null,
  };
  return event("error", { ...error, error: { ...error, decision } }) + event("response.failed", { response });
}

function event(type: string, more: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ ...more, type, sequence_number: 0 })}\n\n`;
}
