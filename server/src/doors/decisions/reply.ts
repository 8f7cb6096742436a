import type { IncomingMessage, ServerResponse } from "node:http";
import { FAULTS, docsOf } from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";

const REQUEST_ID = /^[\x21-\x7e]{1,256}$/;

export function beginAnswer(req: IncomingMessage, res: ServerResponse): void {
  const id = req.headers["x-request-id"];
  if (typeof id === "string" && REQUEST_ID.test(id)) res.setHeader("x-request-id", id);
  res.setHeader("cache-control", "no-store");
  res.setHeader("x-content-type-options", "nosniff");
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  if (!res.req.complete) res.setHeader("connection", "close");
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { ...headers, "content-type": "application/json", "content-length": String(bytes.length) });
  res.end(bytes);
}

// Guarantee: every error has the same members, and none of them is internal.
export function sendRefusal(res: ServerResponse, refusal: Refusal): void {
  const { code, status, message, param, retryAfterS } = refusal;
  const error = {
    code,
    message: status >= 500 ? FAULTS[code].sentence : message,
    ...(param === undefined ? {} : { param }),
    docs: docsOf(code),
  };
  sendJson(
    res,
    status,
    { error },
    {
      ...refusal.headers,
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="lumos"' } : {}),
      ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
    },
  );
}
