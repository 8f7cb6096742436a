import type { IncomingMessage } from "node:http";
import { fault, isRecord } from "../../kernel/index.ts";
import { parseJson } from "./json.ts";

const MAX_BODY_BYTES = 1_048_576;
const BODY_TIMEOUT_MS = 15_000;

/** The members a request's body names; none where it has no body. */
export async function readBody(req: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Record<string, unknown>> {
  if (!hasBody(req)) return {};
  checkType(req);
  const announced = Number(req.headers["content-length"]);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const bytes = await collect(req, maxBytes);
  if (bytes.length === 0) return {};
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw fault("invalid_request", { public: "The body is not UTF-8.", cause });
  }
  const value = parseJson(text);
  if (!isRecord(value)) throw fault("invalid_request", { public: "The body is not a JSON object." });
  return value;
}

export function hasBody(req: IncomingMessage): boolean {
  return req.headers["transfer-encoding"] !== undefined || Number(req.headers["content-length"] ?? 0) > 0;
}

function checkType(req: IncomingMessage): void {
  const type = /^application\/json\s*(?:;\s*charset=(?:utf-8|"utf-8")\s*)?$/i;
  if (!type.test(req.headers["content-type"] ?? "")) throw fault("unsupported_media_type");
  const encoding = req.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw fault("unsupported_media_type");
}

function collect(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      req.off("data", take).off("end", finish).off("error", fail).off("close", gone);
      req.pause();
      settle();
    };
    const take = (part: Buffer) => {
      bytes += part.length;
      if (bytes > maxBytes) end(() => reject(tooLarge(maxBytes)));
      else parts.push(part);
    };
    const finish = () => end(() => resolve(Buffer.concat(parts)));
    const broken = (cause?: Error) =>
      end(() => reject(fault("invalid_request", { public: "The body broke off.", ...(cause ? { cause } : {}) })));
    const fail = (cause: Error) => broken(cause);
    const gone = () => broken();
    const timer = setTimeout(
      () => end(() => reject(fault("invalid_request", { public: "The body did not arrive in time." }))),
      BODY_TIMEOUT_MS,
    );
    timer.unref();
    req.on("data", take).on("end", finish).on("error", fail).on("close", gone);
  });
}

function tooLarge(maxBytes: number) {
  return fault("too_large", { public: `The body is larger than ${maxBytes} bytes.` });
}
