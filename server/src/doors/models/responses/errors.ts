import { FAULTS, type FaultCode } from "../../../kernel/index.ts";
import { openAiErrorType, openAiRefusal } from "../chat/errors.ts";
import type { Told } from "../format.ts";

/** Codex calls itself `codex_cli_rs`, `codex_exec`, `codex_vscode`, ... */
const CODEX = /^codex/;

/** As OpenAI says it, but for Codex, which sends again whatever fails with another status than this one. */
export function responsesRefusal(told: Told): { status: number; body: unknown } {
  if (!CODEX.test(told.client) || FAULTS[told.code].retryable) return openAiRefusal(told);
  // It shows a person the body as it is, and the message holds the reasons.
  const { code, message, param = null, decision = null } = told;
  return { status: 400, body: { error: { message, type: openAiErrorType(code), param, code, decision } } };
}

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
