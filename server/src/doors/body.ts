import type { IncomingMessage } from "node:http";
import type { CallProblem } from "../kernel/index.ts";

export type BodyRead = { ok: true; bytes: Buffer } | { ok: false; problem: CallProblem | "gone" };

/** What anybody may send before it is asked who they are. */
const STRANGERS_BYTES = 64 * 1024;

/**
 * Reads a request's body up to a limit. What is longer is not kept; it is read on and thrown away, so that the
 * sender hears the answer, up to another such limit. Nothing of it is kept for somebody who is not `known`, nor of
 * one that takes longer than `withinMs`.
 */
// Guarantee: strangers never make the process hold more than the beginning of a body.
export function readBody(
  req: IncomingMessage,
  maxBytes: number,
  known: () => boolean | Promise<boolean>,
  withinMs?: number,
): Promise<BodyRead> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let kept = true;
    let asked = false;
    const giveUp = (problem: CallProblem) => {
      kept = false;
      chunks.length = 0;
      resolve({ ok: false, problem });
    };
    const drop = () => giveUp({ code: "too_large", message: `The request is larger than ${maxBytes} bytes.` });
    const late = () => giveUp({ code: "invalid_request", message: "The body did not arrive in time." });
    const timer = withinMs === undefined ? undefined : setTimeout(late, withinMs).unref();
    const ask = async () => {
      asked = true;
      req.pause();
      const may = await Promise.resolve(known()).catch(() => false);
      if (!may) drop();
      req.resume();
    };
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > 2 * maxBytes) req.destroy();
      else if (size > maxBytes) drop();
      else if (kept) chunks.push(chunk);
      if (!asked && size > STRANGERS_BYTES) void ask();
    });
    req.on("end", () => {
      clearTimeout(timer);
      if (kept) resolve({ ok: true, bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
    });
    req.on("close", () => clearTimeout(timer));
    req.on("error", () => resolve({ ok: false, problem: "gone" }));
    req.on("aborted", () => resolve({ ok: false, problem: "gone" }));
    if (Number(req.headers["content-length"]) > maxBytes) drop();
  });
}
