import type { IncomingMessage, ServerResponse } from "node:http";

/* How the registry's answers are written: readable from any page's script, for the key is in a header and never a cookie. */

/** What a path holds. */
export type Sent = { status: number; json: unknown } | { status: 200; bytes: Buffer; type: string; digest: string };

const NOT_FOUND = { error: { code: "not_found", message: "There is nothing at this path." } };
const UNAUTHENTICATED = { error: { code: "unauthenticated", message: "No valid credential was presented." } };
/** Unknown and forbidden look alike. */
export const nothing: Sent = { status: 404, json: NOT_FOUND };

const SAFE = {
  "access-control-allow-origin": "*",
  "x-content-type-options": "nosniff",
  // What somebody uploaded is data here, whatever it is elsewhere.
  "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  vary: "authorization, x-api-key, x-lumos-on-behalf-of",
};

export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  res.writeHead(status, {
    ...SAFE,
    "content-type": "application/json",
    "cache-control": "private, no-cache",
    "content-length": String(Buffer.byteLength(text)),
  });
  res.end(text);
}

export function sendSent(req: IncomingMessage, res: ServerResponse, sent: Sent): void {
  if (!("bytes" in sent)) return sendJson(res, sent.status, sent.json);
  const tag = `"${sent.digest}"`;
  const headers = { ...SAFE, etag: tag, "cache-control": "private, no-cache" };
  const known = req.headers["if-none-match"]?.split(",").map((one) => one.trim().replace(/^W\//, ""));
  if (known?.includes(tag)) {
    res.writeHead(304, headers);
    res.end();
    return;
  }
  res.writeHead(200, { ...headers, "content-type": sent.type, "content-length": String(sent.bytes.length) });
  res.end(req.method === "HEAD" ? undefined : sent.bytes);
}

export function sendNotFound(res: ServerResponse): void {
  sendJson(res, 404, NOT_FOUND);
}

export function sendUnauthenticated(res: ServerResponse, path: string): void {
  // Git only asks its helpers for a password where it is told of one.
  res.setHeader("www-authenticate", path.includes(".git/") ? 'Basic realm="lumos"' : 'Bearer realm="lumos"');
  sendJson(res, 401, UNAUTHENTICATED);
}

export function sendOptions(res: ServerResponse): void {
  res.writeHead(204, {
    ...SAFE,
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "authorization, x-api-key, content-type, if-none-match, x-lumos-on-behalf-of",
    "access-control-max-age": "600",
  });
  res.end();
}
