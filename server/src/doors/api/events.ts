import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { StreamEvent } from "../../operations/index.ts";

const HEARTBEAT_MS = 15_000;

/** Sends events until they end, the reader goes, or the signal says so. A slow reader slows the source. */
export async function sendEvents(
  res: ServerResponse,
  events: AsyncIterable<StreamEvent>,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): Promise<void> {
  res.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  const heartbeat = setInterval(() => void res.write(": still here\n\n"), heartbeatMs);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!res.write(textOf(event))) await once(res, "drain", { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    res.end();
  }
}

function textOf({ id, data }: StreamEvent): string {
  return data === undefined ? `id: ${id}\n\n` : `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
