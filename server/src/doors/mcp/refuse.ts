import type { RawJson } from "../../execution/index.ts";
import type { ApprovalTold } from "../../approvals/index.ts";
import type { Refusal } from "../../record/index.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  METHOD_NOT_FOUND,
  REFUSED,
  RESOURCE_NOT_FOUND,
  type RpcError,
} from "./wire.ts";

/** What a refused request was about. */
export interface Refused {
  kind: "tool" | "resource" | "prompt" | "method";
  /** As the caller wrote it. */
  name: string;
  modern: boolean;
}

/** A refusal of a tool stands in its result, where a model reads it; of everything else it is an error. */
export type RefusalWords = { result: RawJson } | { error: RpcError };

// Guarantee: a tool that is not there and one that the caller may not know of are refused in the same words.
export function refusalWords(refusal: Refusal, about: Refused, approval?: ApprovalTold): RefusalWords {
  if (refusal.code === "not_found") return { error: unknown(about) };
  if (refusal.code === "invalid_request" || refusal.code === "too_large")
    return { error: { code: INVALID_PARAMS, message: refusal.message } };
  const data = dataOf(refusal, approval);
  if (refusal.code === "unauthenticated") return { error: { code: REFUSED, message: refusal.message, data } };
  if (refusal.code === "upstream_failed" || refusal.code === "internal" || refusal.code === "unavailable")
    return { error: { code: INTERNAL_ERROR, message: refusal.message, data } };
  if (about.kind !== "tool") return { error: { code: REFUSED, message: refusal.message, data } };
  const result = {
    ...(about.modern ? { resultType: "complete" } : {}),
    content: [{ type: "text", text: sentenceOf(refusal, approval) }],
    isError: true,
    _meta: { "lumos/refusal": data },
  };
  return { result: JSON.stringify(result) };
}

export function unknown({ kind, name, modern }: Refused): RpcError {
  if (kind === "tool") return { code: INVALID_PARAMS, message: `Unknown tool: ${name}` };
  if (kind === "method") return { code: METHOD_NOT_FOUND, message: "Method not found" };
  if (kind === "prompt") return { code: INVALID_PARAMS, message: `Unknown prompt: ${name}` };
  return { code: modern ? INVALID_PARAMS : RESOURCE_NOT_FOUND, message: "Resource not found", data: { uri: name } };
}

/** A model can act on it: whom to ask, where, and that the same call goes through then. */
function sentenceOf(refusal: Refusal, approval: ApprovalTold | undefined): string {
  if (approval === undefined) return refusal.message;
  if (approval.state === "denied")
    return `${refusal.message}${approval.reason === undefined ? "" : ` Reason: ${approval.reason}`}`;
  const when = new Date(approval.expiresAt).toISOString();
  return `${refusal.message} A person can approve it at ${approval.url} (approval ${approval.id}, until ${when}). Then make the same call again.`;
}

function dataOf(refusal: Refusal, approval: ApprovalTold | undefined): Record<string, unknown> {
  return {
    code: refusal.code,
    decision: refusal.headers["x-lumos-decision"],
    message: refusal.message,
    why: refusal.why,
    retryAfterSeconds: refusal.retryAfterS,
    ...(approval === undefined
      ? {}
      : { approval: { id: approval.id, state: approval.state, url: approval.url, expiresAt: approval.expiresAt } }),
  };
}
