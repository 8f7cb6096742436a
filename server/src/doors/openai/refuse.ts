import type { ServerResponse } from "node:http";
import { type FaultCode, docsOf } from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";

/** A refusal as OpenAI's clients know errors: they raise it as an API error with this status and code. */
export function refuseOpenAi(res: ServerResponse, refusal: Refusal): void {
  if (res.headersSent || res.destroyed) return;
  const body = JSON.stringify({
    error: {
      message: refusal.message,
      type: typeOf(refusal.code),
      param: refusal.param ?? null,
      code: refusal.code,
      decision: refusal.headers["x-lumos-decision"] ?? null,
      docs: docsOf(refusal.code),
      ...(refusal.why === undefined ? {} : { why: refusal.why }),
    },
  });
  res.writeHead(refusal.status, {
    ...refusal.headers,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-should-retry": "false",
    ...(refusal.retryAfterS === undefined ? {} : { "retry-after": String(refusal.retryAfterS) }),
  });
  res.end(body);
}

/** An error inside a stream that has begun. */
export function streamError(decision: string): (code: FaultCode, message: string) => string {
  return (code, message) =>
    `data: ${JSON.stringify({ error: { message, type: typeOf(code), param: null, code, decision } })}\n\n`;
}

function typeOf(code: FaultCode): string {
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
