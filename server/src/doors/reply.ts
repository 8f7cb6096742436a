import type { ServerResponse } from "node:http";
import type { Reply } from "../execution/index.ts";
import type { FaultCode } from "../kernel/index.ts";
import type { Pulse, Watched } from "./pulse.ts";

/** How the caller's format speaks inside of a stream that has begun. */
export interface StreamWords {
  /** Says what went wrong. */
  failure(code: FaultCode, message: string): string;
  /** A sign of life that its clients ignore; empty where the format has none. */
  ping: string;
}

/** An answer over HTTP. */
export function httpReply(res: ServerResponse, words: StreamWords, pulse: Pulse): Reply {
  let watched: Watched | undefined;
  return {
    begin(status, headers) {
      res.writeHead(status, headers);
      // An answer with a length comes in one piece.
      if (headers["content-length"] === undefined) watched = pulse.watch(res, words.ping);
    },
    write(chunk) {
      if (res.destroyed) return true;
      watched?.wrote();
      return res.write(chunk);
    },
    onDrain: (resume) => {
      res.on("drain", resume);
    },
    end(last) {
      if (!res.destroyed) res.end(last);
    },
    fail(code, message) {
      if (res.destroyed) return;
      // Without the closing chunk nobody can take what came for the whole.
      res.write(words.failure(code, message), () => res.destroy());
    },
    onGone(hear) {
      res.on("close", () => {
        if (!res.writableFinished) hear();
      });
    },
  };
}
