import { type Usage, isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import { isMangled } from "../taps/events.ts";
import type { Tap } from "../taps/tap.ts";
import { makeCutter } from "./cutter.ts";
import type { Broken, Passage } from "./passage.ts";

/** An event that grows beyond this is not one. */
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Provider and caller speak the same format: every byte goes on as it came, a tap only looks. */
export function samePassage(parts: { tap: Tap; estimatedInput: number }): Passage {
  const { tap } = parts;
  const cutter = makeCutter();
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
      const whole = cutter.push(chunk);
      if (cutter.waiting > MAX_EVENT_BYTES) broken = { kind: "too_large", detail: "sent an event beyond the limit" };
      if (whole.length === 0) return EMPTY;
      if (isMangled(whole)) {
        broken ??= { kind: "malformed", detail: "sent an event that cannot be read" };
        return EMPTY;
      }
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
    ended: () => tap.complete || (tap.mayEnd() && cutter.blank),
    last: () => (held === undefined ? EMPTY : held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)),
    usage: (partial) => usageSoFar(tap, parts.estimatedInput, partial),
    whole(body, contentType) {
      if (!contentType.includes("json")) return undefined;
      const answer = parsedJson(body.toString("utf8"));
      if (answer === undefined || isError(answer)) return undefined;
      const usage = isRecord(answer) ? tap.readWhole(answer) : undefined;
      const words = tap.wordless ? 0 : Math.ceil(body.length / 4);
      return { body, contentType, usage: usage ?? estimated(parts.estimatedInput, words) };
    },
    get keptAs() {
      return tap.keptAs ?? [];
    },
    // A page of whatever stands before the provider is not the format's own word.
    refusal: (body) => (isRecord(parsedJson(body.toString("utf8"))) ? body : undefined),
    streamType: undefined,
    lost: [],
  };
}

const SAID = ["choices", "content", "candidates", "output", "data", "embedding"];

// Guarantee: an error that a provider sends as an answer is neither given nor kept as one.
/** Some servers say with a good status that they failed, and Responses of what it could not finish. */
function isError(answer: unknown): boolean {
  if (!isRecord(answer) || !isRecord(answer["error"])) return false;
  if (answer["status"] === "failed") return true;
  return SAID.every((name) => {
    const said = answer[name];
    return said === undefined || said === null || (Array.isArray(said) && said.length === 0);
  });
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
