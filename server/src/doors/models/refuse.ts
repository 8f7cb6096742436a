import type { ServerResponse } from "node:http";
import { docsOf } from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";
import type { FormatDoor } from "./format.ts";

/** Gives a refusal in the caller's own format. Its clients are told not to try again. */
export function refuse(res: ServerResponse, door: FormatDoor, refusal: Refusal): void {
  if (res.headersSent || res.destroyed) return;
  const { status, body } = door.refusal({
    code: refusal.code,
    status: refusal.status,
    message: refusal.message,
    param: refusal.param,
    decision: refusal.headers["x-lumos-decision"],
    docs: docsOf(refusal.code),
    why: refusal.why,
  });
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    ...refusal.headers,
    "content-type": "application/json",
    "content-length": String(bytes.length),
    "x-should-retry": "false",
    ...(refusal.retryAfterS === undefined ? {} : { "retry-after": String(refusal.retryAfterS) }),
  });
  res.end(bytes);
}
