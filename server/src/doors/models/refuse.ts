import type { ServerResponse } from "node:http";
import { FAULTS, type FaultCode, type Millis, docsOf } from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";
import type { FormatDoor } from "./format.ts";
import { limitHeaders } from "./limit-headers.ts";

/** Gives a refusal in the caller's own format. Its clients are told not to try again. */
export function refuse(
  res: ServerResponse,
  door: FormatDoor,
  refusal: Refusal,
  asked?: { now: Millis; client: string },
): void {
  if (res.headersSent || res.destroyed) return;
  const { status, body } = door.refusal({
    code: refusal.code,
    status: refusal.status,
    message: refusal.message,
    param: refusal.param,
    decision: refusal.headers["x-lumos-decision"],
    docs: docsOf(refusal.code),
    why: refusal.why,
    retryAfterS: refusal.retryAfterS,
    client: asked?.client ?? "",
  });
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    ...refusal.headers,
    ...(asked === undefined ? {} : limitHeaders(door.format, refusal.standing, asked.now)),
    "content-type": "application/json",
    "content-length": String(bytes.length),
    "x-should-retry": "false",
    ...(refusal.retryAfterS === undefined ? {} : { "retry-after": String(refusal.retryAfterS) }),
  });
  res.end(bytes);
}

/** A refusal of something that is no call, so that there is no decision about it. */
export function plainly(code: FaultCode, message: string = FAULTS[code].sentence): Refusal {
  const { status } = FAULTS[code];
  return { code, status, message, param: undefined, why: undefined, retryAfterS: undefined, headers: {} };
}
