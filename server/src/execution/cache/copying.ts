import type { Reply } from "../types.ts";

/** What went to a caller through a reply. */
export interface Copy {
  contentType: string;
  length: number | undefined;
  body: Buffer;
}

/** A reply that remembers what goes through it, up to a size. */
export function copyingReply(reply: Reply, maxBytes: number): { reply: Reply; copy(): Copy | undefined } {
  let chunks: Buffer[] | undefined = [];
  let bytes = 0;
  let contentType = "";
  let length: number | undefined;
  let whole = false;

  const take = (chunk: Buffer) => {
    if (!chunks) return;
    bytes += chunk.length;
    if (bytes > maxBytes) chunks = undefined;
    else chunks.push(chunk);
  };

  return {
    reply: {
      begin(status, headers) {
        if (status !== 200) chunks = undefined;
        contentType = headers["content-type"] ?? "";
        length = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
        reply.begin(status, headers);
      },
      write(chunk) {
        take(chunk);
        return reply.write(chunk);
      },
      onDrain: (resume) => reply.onDrain(resume),
      end(last) {
        if (last) take(last);
        whole = true;
        reply.end(last);
      },
      fail(code, message) {
        chunks = undefined;
        reply.fail(code, message);
      },
      limits: (standing) => reply.limits(standing),
      onGone: (hear) => reply.onGone(hear),
    },
    // Guarantee: a part of an answer is never kept for the whole of it.
    copy: () => (whole && chunks ? { contentType, length, body: Buffer.concat(chunks) } : undefined),
  };
}
