import type { ServerResponse } from "node:http";
import type { RawJson } from "../../execution/index.ts";
import type { Outlet } from "./stream.ts";
import {
  METHOD_NOT_FOUND,
  HEADER_MISMATCH,
  MISSING_CAPABILITY,
  UNSUPPORTED_VERSION,
  type RpcError,
  errorJson,
  errorText,
  resultText,
} from "./wire.ts";

/** The answer to one request: plain JSON, or a stream as soon as something is to be said before it. */
export interface RpcReply {
  /** Says something before the answer; false where nobody hears it. */
  say(message: string, worth?: "expendable"): boolean;
  result(result: RawJson, headers?: Readonly<Record<string, string>>): void;
  error(error: RpcError | RawJson, more?: { status?: number; headers?: Readonly<Record<string, string>> }): void;
  /** It is a stream by now, or can become one. */
  readonly streams: boolean;
  readonly over: boolean;
}

/** Longer than that nobody waits for an answer without a sign of life. */
const SILENT_MS = 10_000;

export function makeReply(
  res: ServerResponse,
  asked: { id: RawJson; outlet: Outlet; streams: boolean; modern: boolean; headers?: Record<string, string> },
): RpcReply {
  const { id, outlet, streams, modern } = asked;
  const always = asked.headers ?? {};
  let begun = false;
  let over = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    outlet.attach(res, always, undefined);
  };
  // Proxies cut what is silent; a stream can show that it lives.
  const timer = streams ? setTimeout(() => !over && !res.destroyed && begin(), SILENT_MS).unref() : undefined;
  res.once("close", () => clearTimeout(timer));

  const answer = (text: string, status: number, headers: Readonly<Record<string, string>>) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (begun) return outlet.end(text);
    // Nobody is there: kept, so that it can be fetched again.
    if (res.destroyed || res.writableEnded) return outlet.end(text);
    const bytes = Buffer.from(text);
    const length = { "content-type": "application/json", "content-length": String(bytes.length) };
    res.writeHead(status, { ...length, ...always, ...headers });
    res.end(bytes);
  };

  return {
    say(message, worth) {
      if (!streams || over) return false;
      if (!begun && res.destroyed) return outlet.send(message, worth);
      begin();
      return outlet.send(message, worth);
    },
    result: (result, headers = {}) => answer(resultText(id, result), 200, headers),
    error(error, { status, headers = {} } = {}) {
      const raw = typeof error === "string" ? error : errorJson(error);
      answer(errorText(id, raw), status ?? (modern ? statusOf(raw) : 200), headers);
    },
    streams,
    get over() {
      return over;
    },
  };
}

/** The newer era repeats some errors in the status. */
const STATUS: Readonly<Record<number, number>> = {
  [METHOD_NOT_FOUND]: 404,
  [HEADER_MISMATCH]: 400,
  [MISSING_CAPABILITY]: 400,
  [UNSUPPORTED_VERSION]: 400,
};

function statusOf(error: RawJson): number {
  const code = Number(/"code"\s*:\s*(-?\d+)/.exec(error)?.[1]);
  return STATUS[code] ?? 200;
}
