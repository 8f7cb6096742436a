import { type Usage, isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import { endOfLastEvent } from "../taps/events.ts";
import type { Tap } from "../taps/tap.ts";
import type { Broken, Passage } from "./passage.ts";

/** An event that grows beyond this is not one. */
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Provider and caller speak the same format: every byte goes on as it came, a tap only looks. */
export function samePassage(parts: { tap: Tap; estimatedInput: number }): Passage {
  const { tap } = parts;
  let carry: Buffer = EMPTY;
  let held: Buffer[] | undefined;
  let heldBytes = 0;
  let broken: Broken | undefined;

  const hold = (bytes: Buffer) => {
    held ??= [];
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes > MAX_EVENT_BYTES) broken = { kind: "too_large", detail: "sent an event beyond the limit" };
  };

  return {
    push(chunk) {
      if (tap.complete || broken) return EMPTY;
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const end = endOfLastEvent(bytes);
      carry = end === bytes.length ? EMPTY : bytes.subarray(end);
      if (carry.length > MAX_EVENT_BYTES) broken = { kind: "too_large", detail: "sent an event beyond the limit" };
      if (end === 0) return EMPTY;
      const whole = end === bytes.length ? bytes : bytes.subarray(0, end);
      const stop = tap.see(whole);
      if (tap.failure !== undefined) broken ??= { kind: "failed", detail: tap.failure };
      if (held) {
        hold(whole);
        return EMPTY;
      }
      if (stop < 0) return whole;
      hold(whole.subarray(stop));
      return stop === 0 ? EMPTY : whole.subarray(0, stop);
    },
    get done() {
      return tap.complete;
    },
    get broken() {
      return broken;
    },
    ended: () => tap.complete || (tap.mayEnd() && carry.toString("utf8").trim() === ""),
    last: () => (held === undefined ? EMPTY : held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)),
    usage: (partial) => usageSoFar(tap, parts.estimatedInput, partial),
    whole(body, contentType) {
      if (!contentType.includes("json")) return undefined;
      const answer = parsedJson(body.toString("utf8"));
      if (answer === undefined) return undefined;
      const usage = isRecord(answer) ? tap.readWhole(answer) : undefined;
      const words = tap.wordless ? 0 : Math.ceil(body.length / 4);
      return { body, contentType, usage: usage ?? estimated(parts.estimatedInput, words) };
    },
    get keptAs() {
      return tap.keptAs ?? [];
    },
    refusal: (body) => body,
    streamType: undefined,
    lost: [],
  };
}

/** A stream that was cut costs what had been written until then; the provider's own count may lag behind. */
function usageSoFar(tap: Tap, estimatedInput: number, partial: boolean): Usage {
  const { counted } = tap;
  if (counted === undefined) return { ...estimated(estimatedInput, tap.outputSeen), ...(partial ? { partial } : {}) };
  if (!partial) return counted;
  return { ...counted, output: Math.max(counted.output, tap.outputSeen), partial };
}

export function estimated(input: number, output: number): Usage {
  return { source: "estimated", input, cachedInput: 0, output, reasoning: 0 };
}
