import type { ServerResponse } from "node:http";
import type { RawJson } from "../../execution/index.ts";
import { type RpcError, errorJson, errorText } from "./wire.ts";

/** An error before anything was begun. */
export function sendError(
  res: ServerResponse,
  status: number,
  error: RpcError,
  id: RawJson = "null",
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const bytes = Buffer.from(errorText(id, errorJson(error)));
  res.writeHead(status, { "content-type": "application/json", "content-length": String(bytes.length), ...headers });
  res.end(bytes);
}

/** Taken, and nothing to say. */
export function sendTaken(res: ServerResponse, status = 202): void {
  res.writeHead(status, { "content-length": "0" });
  res.end();
}
