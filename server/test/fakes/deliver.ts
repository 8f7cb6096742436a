import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./answer.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Format } from "./formats.ts";

interface Way {
  behaviour: Behaviour;
  /** Aborted when the connection is gone. */
  gone: AbortSignal;
  /** Destroys the connection, so that the cut counts as ours. */
  cut: () => void;
}

/** Writes one answer as its behaviour says. Ends early, without an error, when the client goes away. */
export async function deliver(
  response: ServerResponse,
  { format, answer, behaviour, gone, cut }: Way & { format: Format; answer: Answer },
): Promise<void> {
  const { raw, status = 200 } = behaviour;
  await pause(behaviour.headersMs, gone);
  if (behaviour.cut === -1) return void cut();
  if (behaviour.stall === -1) return forever(gone);
  if (raw !== undefined) return void response.writeHead(raw.status ?? 200, raw.headers).end(raw.body);
  if (status >= 300) return refuse(response, { format, behaviour, status });
  if (format.stream === undefined) {
    return writeBody(response, { text: JSON.stringify(format.body(answer)), behaviour, gone, cut });
  }
  const events = format.stream.events(answer);
  const { errorAfter, endAfter } = behaviour;
  events.splice(1, 0, ...(behaviour.events ?? []));
  if (errorAfter !== undefined) {
    events.splice(errorAfter, events.length, format.stream.error(behaviour.errorMessage ?? "the fake upstream failed"));
  }
  if (endAfter !== undefined) events.length = Math.min(events.length, endAfter);
  response.writeHead(status, headers(behaviour, format.stream.type));
  response.flushHeaders();
  await pause(behaviour.firstByteMs, gone);
  if (behaviour.oversizeBytes !== undefined) await pad(response, behaviour.oversizeBytes, gone);
  await writeEvents(response, { events, behaviour, gone, cut });
}

async function writeEvents(
  response: ServerResponse,
  { events, behaviour, gone, cut }: Way & { events: string[] },
): Promise<void> {
  const { hold, stall, cut: cutAt } = behaviour;
  for (const [place, event] of events.entries()) {
    if (gone.aborted) return;
    if (cutAt !== undefined && place >= cutAt) return void cut();
    if (stall !== undefined && place >= stall) return forever(gone);
    if (hold !== undefined && place === (hold.at ?? 1)) await Promise.race([hold.until, forever(gone)]);
    if (place > 0) await pause(behaviour.chunkMs, gone);
    const text = behaviour.malformed === "sse" && place === 1 ? event.replace(/\{/, "{{ not json") : event;
    await writePieces(response, { text: behaviour.crlf ? text.replaceAll("\n", "\r\n") : text, behaviour, gone, cut });
  }
  if (cutAt !== undefined) return void cut();
  response.end();
}

async function writePieces(response: ServerResponse, { text, behaviour, gone }: Way & { text: string }): Promise<void> {
  const bytes = Buffer.from(text);
  const size = Math.max(1, behaviour.splitBytes ?? bytes.length);
  for (let at = 0; at < bytes.length && !gone.aborted; at += size) {
    await write(response, bytes.subarray(at, at + size), gone);
    // A turn of the loop between pieces, so that they leave as segments of their own.
    if (behaviour.splitBytes !== undefined) await new Promise((resume) => setImmediate(resume));
  }
}

async function writeBody(
  response: ServerResponse,
  { text, behaviour, gone, cut }: Way & { text: string },
): Promise<void> {
  const bytes = Buffer.from(behaviour.malformed === "json" ? text.slice(0, -1).replace(/[,:]/, " ") : text);
  const extra = Math.max(0, (behaviour.oversizeBytes ?? 0) - bytes.length);
  response.writeHead(behaviour.status ?? 200, {
    ...headers(behaviour, "application/json"),
    "content-length": bytes.length + extra,
  });
  response.flushHeaders();
  await pause(behaviour.firstByteMs, gone);
  if (behaviour.cut !== undefined || behaviour.stall !== undefined) {
    await write(response, bytes.subarray(0, Math.floor(bytes.length / 2)), gone);
    return behaviour.cut === undefined ? forever(gone) : void cut();
  }
  if (behaviour.hold !== undefined) await Promise.race([behaviour.hold.until, forever(gone)]);
  if (extra > 0) await pad(response, extra, gone);
  if (!gone.aborted) response.end(bytes);
}

function refuse(
  response: ServerResponse,
  { format, behaviour, status }: { format: Format; behaviour: Behaviour; status: number },
): void {
  const body = JSON.stringify(format.error(status, behaviour.errorMessage ?? `the fake upstream answers ${status}`));
  response.writeHead(status, {
    ...(behaviour.retryAfter !== undefined && { "retry-after": String(behaviour.retryAfter) }),
    ...headers(behaviour, "application/json"),
  });
  response.end(behaviour.malformed === "json" ? body.slice(0, -2) : body);
}

const headers = (behaviour: Behaviour, type: string): Record<string, string> => ({
  "content-type": behaviour.contentType ?? type,
  "x-request-id": "req_fake",
  ...behaviour.headers,
});

/** Blanks before the answer: valid JSON and, as a comment line, a valid stream. */
async function pad(response: ServerResponse, bytes: number, gone: AbortSignal): Promise<void> {
  const isStream = String(response.getHeader("content-type")).startsWith("text/event-stream");
  if (isStream) await write(response, Buffer.from(": "), gone);
  const block = Buffer.alloc(64 * 1024, " ");
  for (let left = bytes; left > 0 && !gone.aborted; left -= block.length) {
    await write(response, block.subarray(0, Math.min(left, block.length)), gone);
  }
  if (isStream) await write(response, Buffer.from("\n\n"), gone);
}

function write(response: ServerResponse, bytes: Buffer, gone: AbortSignal): Promise<void> {
  if (gone.aborted || response.write(bytes)) return Promise.resolve();
  return new Promise((resume) => {
    const done = (): void => {
      response.off("drain", done);
      gone.removeEventListener("abort", done);
      resume();
    };
    response.once("drain", done);
    gone.addEventListener("abort", done, { once: true });
  });
}

async function pause(ms: number | undefined, gone: AbortSignal): Promise<void> {
  if (ms === undefined || !(ms > 0) || gone.aborted) return;
  await sleep(ms, undefined, { signal: gone }).catch(() => undefined);
}

function forever(gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resume) => gone.addEventListener("abort", () => resume(), { once: true }));
}
