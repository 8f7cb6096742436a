import type { FaultCode } from "../../../kernel/index.ts";
import type { Told } from "../format.ts";

/** A refusal as OpenAI's clients know errors: they raise it as an API error with this status and code. */
export function openAiRefusal(told: Told): { status: number; body: unknown } {
  return {
    status: told.status,
    body: {
      error: {
        message: told.message,
        type: openAiErrorType(told.code),
        param: told.param ?? null,
        code: told.code,
        decision: told.decision ?? null,
        docs: told.docs,
        ...(told.why === undefined ? {} : { why: told.why }),
      },
    },
  };
}

/** An error inside a stream that has begun. */
export function chatStreamError(code: FaultCode, message: string, decision: string): string {
  return `data: ${JSON.stringify({ error: { message, type: openAiErrorType(code), param: null, code, decision } })}\n\n`;
}

export function openAiErrorType(code: FaultCode): string {
  switch (code) {
    case "unauthenticated":
      return "authentication_error";
    case "policy_blocked":
    case "approval_required":
    case "forbidden":
      return "permission_error";
    case "rate_limited":
    case "budget_exhausted":
      return "rate_limit_error";
    case "invalid_request":
    case "not_found":
    case "too_large":
    case "unsupported_media_type":
      return "invalid_request_error";
    default:
      return "api_error";
  }
}
