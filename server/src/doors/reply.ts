import type { ServerResponse } from "node:http";
import type { Reply } from "../execution/index.ts";
import type { FaultCode } from "../kernel/index.ts";

/** An answer over HTTP. `say` is how the caller's format writes an error or a sign of life into a stream that has begun. */
export function httpReply(
  res: ServerResponse,
  say: { failure(code: FaultCode, message: string): string; ping: string },
): Reply {
  return {
    begin(status, headers) {
      res.writeHead(status, headers);
    },
    write: (chunk) => res.destroyed || res.write(chunk),
    onDrain: (resume) => {
      res.on("drain", resume);
    },
    end(last) {
      if (!res.destroyed) res.end(last);
    },
    fail(code, message) {
      if (res.destroyed) return;
      // Without the closing chunk nobody can take what came for the whole.
      res.write(say.failure(code, message), () => res.destroy());
    },
    onGone(hear) {
      res.on("close", () => {
        if (!res.writableFinished) hear();
      });
    },
  };
}
