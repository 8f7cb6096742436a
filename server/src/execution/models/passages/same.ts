import { type Usage, isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import { isMangled } from "../taps/events.ts";
import type { Tap } from "../taps/tap.ts";
import { makeCutter } from "./cutter.ts";
import type { Broken, Passage, WholeAnswer } from "./passage.ts";

/** An event that grows beyond this is not one. */
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Provider and caller speak the same format: every byte goes on as it came, a tap only looks. */
export function samePassage(parts: { tap: Tap; estimatedInput: number }): Passage {
  return new SamePassage(parts.tap, parts.estimatedInput);
}

class SamePassage implements Passage {
  broken: Broken | undefined;
  readonly streamType = undefined;
  readonly lost: readonly string[] = NOTHING_LOST;
  readonly #tap: Tap;
  readonly #estimatedInput: number;
  readonly #cutter = makeCutter();
  #held: Buffer[] | undefined;
  #heldBytes = 0;

  constructor(tap: Tap, estimatedInput: number) {
    this.#tap = tap;
    this.#estimatedInput = estimatedInput;
  }

  get done(): boolean {
    return this.#tap.complete;
  }

  get keptAs(): readonly string[] {
    return this.#tap.keptAs ?? NOTHING_KEPT;
  }

  push(chunk: Buffer): Buffer {
    const tap = this.#tap;
    if (tap.complete || this.broken) return EMPTY;
    const whole = this.#cutter.push(chunk);
    if (this.#cutter.waiting > MAX_EVENT_BYTES) this.broken = TOO_LARGE;
    if (whole.length === 0) return EMPTY;
    if (isMangled(whole)) {
      this.broken ??= { kind: "malformed", detail: "sent an event that cannot be read" };
      return EMPTY;
    }
    const stop = tap.see(whole);
    if (tap.failure !== undefined) this.broken ??= { kind: "failed", detail: tap.failure };
    if (this.#held) {
      this.#hold(whole);
      return EMPTY;
    }
    if (stop < 0) return whole;
    this.#hold(whole.subarray(stop));
    return stop === 0 ? EMPTY : whole.subarray(0, stop);
  }

  ended(): boolean {
    return this.#tap.complete || (this.#tap.mayEnd() && this.#cutter.blank);
  }

  last(): Buffer {
    const held = this.#held;
    return held === undefined ? EMPTY : held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
  }

  usage(partial: boolean): Usage {
    return usageSoFar(this.#tap, this.#estimatedInput, partial);
  }

  whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    if (!contentType.includes("json")) return undefined;
    const answer = parsedJson(body.toString("utf8"));
    if (answer === undefined || isError(answer)) return undefined;
    const usage = isRecord(answer) ? this.#tap.readWhole(answer) : undefined;
    const words = this.#tap.wordless ? 0 : Math.ceil(body.length / 4);
    return { body, contentType, usage: usage ?? estimated(this.#estimatedInput, words) };
  }

  /** A page of whatever stands before the provider is not the format's own word. */
  refusal(body: Buffer): Buffer | undefined {
    return isRecord(parsedJson(body.toString("utf8"))) ? body : undefined;
  }

  #hold(bytes: Buffer): void {
    this.#held ??= [];
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MAX_EVENT_BYTES) this.broken = TOO_LARGE;
  }
}

const TOO_LARGE: Broken = { kind: "too_large", detail: "sent an event beyond the limit" };
const NOTHING_LOST: readonly string[] = [];
const NOTHING_KEPT: readonly string[] = [];

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
