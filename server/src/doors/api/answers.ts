import type { IncomingMessage, ServerResponse } from "node:http";
import { docsOf, type Fault, FAULTS } from "../../kernel/index.ts";

/** On every answer: it is data for one program, never a page, never kept by anyone on the way. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const RETRY_AFTER_S = "60";

export function beginAnswer(res: ServerResponse, requestId: string): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
  res.setHeader("x-request-id", requestId);
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  if (status === 204 || status === 304) {
    res.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  res.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
}

// Guarantee: no internal text leaves with an error.
export function sendFault(req: IncomingMessage, res: ServerResponse, fault: Fault): void {
  const row = FAULTS[fault.code];
  if (res.headersSent) {
    res.destroy();
    return;
  }
  if (!req.complete) res.setHeader("connection", "close");
  if (fault.code === "unauthenticated") res.setHeader("www-authenticate", 'Bearer realm="lumos"');
  if (fault.code === "rate_limited") res.setHeader("retry-after", RETRY_AFTER_S);
  sendJson(res, row.status, {
    error: {
      code: fault.code,
      // What broke inside is not for outside, whoever wrote the sentence.
      message: row.status >= 500 ? row.sentence : fault.message,
      ...(fault.param === undefined ? {} : { param: fault.param }),
      ...(fault.data === undefined ? {} : { data: fault.data }),
      docs: docsOf(fault.code),
      ...(fault.fix === undefined ? {} : { fix: fault.fix }),
    },
  });
}
