import type { ServerResponse } from "node:http";
import type { Standing } from "../budgets/index.ts";
import type { Reply } from "../execution/index.ts";
import type { FaultCode } from "../kernel/index.ts";
import type { Pulse, Watched } from "./pulse.ts";

/** How the caller's format says what is not part of an answer. */
export interface ReplyWords {
  /** Says what went wrong, inside of a stream that has begun. `begun`: something was written before it. */
  failure(code: FaultCode, message: string, begun: boolean): string;
  /** A sign of life that its clients ignore; empty where the format has none. */
  ping: string;
  /** Headers that tell where the caller stands with the limits that hold for it. */
  limits(standing: Standing | undefined): Record<string, string>;
}

/** An answer over HTTP. */
export function httpReply(res: ServerResponse, words: ReplyWords, pulse: Pulse): Reply {
  let watched: Watched | undefined;
  let begun = false;
  return {
    begin(status, headers) {
      res.writeHead(status, headers);
      // An answer with a length comes in one piece.
      if (headers["content-length"] === undefined) watched = pulse.watch(res, words.ping);
    },
    write(chunk) {
      if (res.destroyed) return true;
      watched?.wrote();
      begun = true;
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
      res.write(words.failure(code, message, begun), () => res.destroy());
    },
    limits: (standing) => words.limits(standing),
    onGone(hear) {
      // It may have gone while the call was being decided about.
      if (res.closed && !res.writableFinished) return hear();
      res.on("close", () => {
        if (!res.writableFinished) hear();
      });
    },
  };
}
