import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { Answer } from "./http-begin.ts";
import { readMessage } from "./message.ts";
import { sseReader } from "./sse-reader.ts";
import type { Failure, WireHears } from "./wire.ts";

/** What is read of an answer that is none. */
const MAX_ERROR_BYTES = 64 * 1024;

export interface ReadingParts {
  server: string;
  hears: WireHears;
}

type Fail = (failure: Failure) => void;

export function isEvents(status: number, headers: Readonly<Record<string, string>>): boolean {
  return status >= 200 && status < 300 && typeOf(headers) === "text/event-stream";
}

function typeOf(headers: Readonly<Record<string, string>>): string {
  return (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** What is made of an answer to a request that is no stream. */
export function readWhole(
  parts: ReadingParts,
  answer: { id: number; status: number; headers: Readonly<Record<string, string>>; inSession: boolean; fail: Fail },
): Answer | undefined {
  const { server, hears } = parts;
  const { id, status, headers, fail } = answer;
  const type = typeOf(headers);
  if (status >= 200 && status < 300) {
    if (type === "application/json")
      return whole(server, LIMITS.message, (bytes) => hear(parts, id, bytes, fail), fail);
    const fault = upstreamFault(server, "answered nothing that the protocol knows", `status ${status} type ${type}`);
    fail({ kind: "status", status, fault });
    return undefined;
  }
  if (status === 404 && answer.inSession) {
    fail({ kind: "session", fault: upstreamFault(server, "no longer knows the session") });
    return undefined;
  }
  const failure: Failure = { kind: "status", status, fault: upstreamFault(server, sentenceOf(status)) };
  if (type !== "application/json") {
    fail(failure);
    return undefined;
  }
  // An error of the protocol may come with a status of its own.
  const read = (bytes: Buffer) => {
    const message = readMessage(bytes, LIMITS.depth);
    if (message.kind === "refusal" && status !== 401) hears.message({ ...message, id: String(id) }, id);
    else fail(failure);
  };
  return whole(server, MAX_ERROR_BYTES, read, () => fail(failure));
}

function sentenceOf(status: number): string {
  if (status === 401 || status === 403) return "does not accept Lumos's credential";
  return status === 429 ? "is asked too often" : `answered with status ${status}`;
}

/** One stream of events. `max` counts all of it; `told` hears where it stands with each event. */
export function readEvents(
  parts: ReadingParts,
  stream: {
    of: number | undefined;
    max: number;
    told(event: { id: string | undefined; retryMs: number | undefined; empty: boolean }): void;
    over(): void;
    fail: Fail;
  },
): Answer {
  let size = 0;
  const reader = sseReader(LIMITS.message, ({ event, data, id, retryMs }) => {
    stream.told({ id, retryMs, empty: data === "" });
    if (data !== "" && event === "message") hear(parts, stream.of, Buffer.from(data), stream.fail);
  });
  return {
    data(chunk) {
      size += chunk.length;
      if (reader.push(chunk) && size <= stream.max) return true;
      stream.fail({ kind: "fault", fault: upstreamFault(parts.server, "answered more than the limit") });
      return false;
    },
    end: stream.over,
    cut: stream.over,
  };
}

function hear({ server, hears }: ReadingParts, of: number | undefined, bytes: Buffer, fail: Fail): void {
  const message = readMessage(bytes, LIMITS.depth);
  if (message.kind !== "malformed") return hears.message(message, of);
  fail({ kind: "fault", fault: upstreamFault(server, `answered something malformed: ${message.because}`) });
}

function whole(server: string, max: number, read: (bytes: Buffer) => void, fail: Fail): Answer {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    data(chunk) {
      size += chunk.length;
      if (size <= max) chunks.push(chunk);
      else fail({ kind: "fault", fault: upstreamFault(server, "answered more than the limit") });
      return size <= max;
    },
    end: () => read(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    cut: (what) => fail({ kind: "fault", fault: upstreamFault(server, what) }),
  };
}
