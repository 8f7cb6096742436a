import type { FaultCode } from "../../../kernel/index.ts";
import type { Told } from "../format.ts";

/** Clients take a 403 for a matter of their credential; what policy decides about a request is said with 400. */
const STATUS: Partial<Record<FaultCode, number>> = { policy_blocked: 400, approval_required: 400 };

/** A refusal as Anthropic's clients know errors. */
export function anthropicRefusal(told: Told): { status: number; body: unknown } {
  return {
    status: STATUS[told.code] ?? told.status,
    body: {
      type: "error",
      error: {
        type: anthropicErrorType(told.code, told.status),
        message: told.message,
        code: told.code,
        param: told.param ?? null,
        decision: told.decision ?? null,
        docs: told.docs,
        ...(told.why === undefined ? {} : { why: told.why }),
      },
      request_id: told.decision ?? null,
    },
  };
}

/** An error inside a stream that has begun. */
export function anthropicStreamError(code: FaultCode, message: string, decision: string): string {
  const error = { type: anthropicErrorType(code, 0), message, code, decision };
  return `event: error\ndata: ${JSON.stringify({ type: "error", error, request_id: decision })}\n\n`;
}

function anthropicErrorType(code: FaultCode, status: number): string {
  switch (code) {
    case "unauthenticated":
      return "authentication_error";
    case "forbidden":
      return "permission_error";
    case "not_found":
      return "not_found_error";
    case "too_large":
      return "request_too_large";
    case "rate_limited":
    case "budget_exhausted":
      return "rate_limit_error";
    // Claude Code takes no other word for a refusal: after `invalid_request_error` it tries again with less in it.
    case "policy_blocked":
    case "approval_required":
      return "policy_blocked";
    case "invalid_request":
    case "unsupported_media_type":
      return "invalid_request_error";
    case "unavailable":
      return "overloaded_error";
    default:
      return status === 503 ? "overloaded_error" : "api_error";
  }
}
