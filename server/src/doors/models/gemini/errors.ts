import { FAULTS, type FaultCode, docsOf } from "../../../kernel/index.ts";
import type { Told } from "../format.ts";

const ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";
const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const WHY = "type.googleapis.com/lumos.Why";

/** A refusal as Google's clients know errors: a status of google.rpc, and what else is to be known in `details`. */
export function geminiRefusal(told: Told): { status: number; body: unknown } {
  const { code, status, message, decision, docs, param, why } = told;
  const error = geminiError(status, message, {
    "@type": ERROR_INFO,
    reason: code,
    domain: "lumos",
    metadata: { docs, ...(decision === undefined ? {} : { decision }), ...(param === undefined ? {} : { param }) },
  });
  if (told.retryAfterS !== undefined) {
    error.error.details.push({ "@type": RETRY_INFO, retryDelay: `${told.retryAfterS}s` });
  }
  if (why !== undefined) error.error.details.push({ "@type": WHY, why });
  return { status, body: error };
}

/** An error inside a stream of events. */
export function geminiStreamError(code: FaultCode, message: string, decision: string): string {
  return `data: ${JSON.stringify(inStream(code, message, decision))}\n\n`;
}

/** An error inside a stream that is one JSON array: its last member. */
export function geminiArrayError(code: FaultCode, message: string, decision: string, begun: boolean): string {
  return `${begun ? ",\r\n" : "["}${JSON.stringify(inStream(code, message, decision))}]`;
}

function inStream(code: FaultCode, message: string, decision: string): unknown {
  const metadata = { docs: docsOf(code), decision };
  return geminiError(FAULTS[code].status, message, { "@type": ERROR_INFO, reason: code, domain: "lumos", metadata });
}

function geminiError(status: number, message: string, info: object): { error: { details: object[] } } {
  const error = { code: status, message, status: rpcStatus(status), details: [info] };
  return { error };
}

function rpcStatus(status: number): string {
  switch (status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 412:
    case 428:
      return "FAILED_PRECONDITION";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 502:
    case 503:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
  }
}
