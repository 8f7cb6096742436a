import { type Usage, isRecord } from "../../kernel/index.ts";

/*
 * Reads an OpenAI chat answer as it passes, without changing a byte of it: what the provider counted, and
 * whether the stream came to its end.
 */

/** An event that grows beyond this is not one. */
const MAX_EVENT_BYTES = 1024 * 1024;
const DONE = Buffer.from("[DONE]");
const USAGE = Buffer.from('"usage"');
const FINISH = /"finish_reason"\s*:\s*"/;
const EMPTY = Buffer.alloc(0);

export interface StreamTap {
  /**
   * Takes bytes as they came and gives those that may go on: whole events only, so that an answer which
   * breaks off can be ended cleanly. The final `[DONE]` is kept back and given by `last`.
   */
  push(chunk: Buffer): Buffer;
  /** True once the stream has said that it is complete. */
  readonly done: boolean;
  /** True when one event outgrew the limit. */
  readonly overflown: boolean;
  /** At a regular end of the connection: true when nothing was missing. */
  ended(): boolean;
  /** The held-back end. */
  last(): Buffer;
  usage(estimatedInput: number): Usage;
}

export function chatStreamTap(): StreamTap {
  let carry: Buffer = EMPTY;
  let held: Buffer = EMPTY;
  let done = false;
  let overflown = false;
  let finished = false;
  let events = 0;
  let counted: Usage | undefined;

  const see = (whole: Buffer) => {
    events += 1;
    if (!finished && FINISH.test(whole.toString("latin1"))) finished = true;
    if (whole.includes(USAGE)) counted = usageInEvents(whole) ?? counted;
  };

  return {
    push(chunk) {
      if (done) return EMPTY;
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const end = endOfLastEvent(bytes);
      carry = end === bytes.length ? EMPTY : bytes.subarray(end);
      if (carry.length > MAX_EVENT_BYTES) overflown = true;
      if (end === 0) return EMPTY;
      const whole = bytes.subarray(0, end);
      const stop = startOfDone(whole);
      if (stop >= 0) {
        done = true;
        held = whole.subarray(stop);
        const before = whole.subarray(0, stop);
        if (before.length > 0) see(before);
        return before;
      }
      see(whole);
      return whole;
    },
    get done() {
      return done;
    },
    get overflown() {
      return overflown;
    },
    // Some servers leave the final mark out; a finish reason with nothing cut behind it says the same.
    ended: () => done || (finished && carry.toString("utf8").trim() === ""),
    last: () => held,
    usage: (estimatedInput) =>
      counted ?? { source: "estimated", input: estimatedInput, cachedInput: 0, output: events, reasoning: 0 },
  };
}

/** An answer that came in one piece, read once: its usage; undefined when it is not the JSON it says it is. */
export function readWhole(
  body: Buffer,
  headers: Record<string, string>,
  estimatedInput: number,
): { usage: Usage } | undefined {
  if (!(headers["content-type"] ?? "").includes("json")) return undefined;
  const answer = parsed(body.toString("utf8"));
  if (answer === undefined) return undefined;
  const output = Math.ceil(body.length / 4);
  return {
    usage: usageOf(answer) ?? { source: "estimated", input: estimatedInput, cachedInput: 0, output, reasoning: 0 },
  };
}

function usageInEvents(whole: Buffer): Usage | undefined {
  let found: Usage | undefined;
  for (const line of whole.toString("utf8").split("\n")) {
    if (line.startsWith("data:") && line.includes('"usage"')) found = usageOf(parsed(line.slice(5))) ?? found;
  }
  return found;
}

function usageOf(answer: unknown): Usage | undefined {
  const usage = isRecord(answer) ? answer["usage"] : undefined;
  if (!isRecord(usage)) return undefined;
  const prompt = isRecord(usage["prompt_tokens_details"]) ? usage["prompt_tokens_details"] : {};
  const completion = isRecord(usage["completion_tokens_details"]) ? usage["completion_tokens_details"] : {};
  return {
    source: "provider",
    input: count(usage["prompt_tokens"]),
    cachedInput: count(prompt["cached_tokens"]),
    output: count(usage["completion_tokens"]),
    reasoning: count(completion["reasoning_tokens"]),
  };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Index behind the last blank line; events end with one, whichever way lines are ended. */
function endOfLastEvent(bytes: Buffer): number {
  const unix = bytes.lastIndexOf("\n\n");
  const dos = bytes.lastIndexOf("\r\n\r\n");
  return Math.max(unix < 0 ? 0 : unix + 2, dos < 0 ? 0 : dos + 4);
}

/** Start of a `data: [DONE]` line. Inside an event's JSON no line can start, so a line start is proof. */
function startOfDone(bytes: Buffer): number {
  for (let at = bytes.indexOf(DONE); at >= 0; at = bytes.indexOf(DONE, at + 1)) {
    const start = bytes.lastIndexOf(0x0a, at) + 1;
    const lead = bytes.toString("latin1", start, at);
    if (lead === "data: " || lead === "data:") return start;
  }
  return -1;
}
