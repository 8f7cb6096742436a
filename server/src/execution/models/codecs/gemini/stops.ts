import type { Stop } from "../form.ts";

const STOPS: Readonly<Record<string, Stop>> = {
  STOP: "end",
  MAX_TOKENS: "length",
  SAFETY: "filter",
  RECITATION: "filter",
  BLOCKLIST: "filter",
  PROHIBITED_CONTENT: "filter",
  SPII: "filter",
  MODEL_ARMOR: "filter",
  JAILBREAK: "filter",
  IMAGE_SAFETY: "filter",
  IMAGE_PROHIBITED_CONTENT: "filter",
  IMAGE_RECITATION: "filter",
  CONTINUATION: "pause",
};

/** Gemini says STOP for calls of tools as well: that the model waits for them shows in the parts. */
export function stopOf(finishReason: string | undefined, calls: boolean): Stop {
  const stop =
    finishReason === undefined ? "end" : Object.hasOwn(STOPS, finishReason) ? STOPS[finishReason] : undefined;
  return stop === "end" && calls ? "tools" : (stop ?? "other");
}

/** The provider's own word where it was Gemini's. */
export function finishReasonOf(stop: Stop, raw: string | undefined): string {
  if (raw !== undefined && /^[A-Z_]{2,40}$/.test(raw)) return raw;
  switch (stop) {
    case "end":
    case "tools":
    case "stop_sequence":
      return "STOP";
    case "length":
    case "context_full":
      return "MAX_TOKENS";
    case "refusal":
    case "filter":
      return "SAFETY";
    case "pause":
    case "other":
      return "OTHER";
    default:
      stop satisfies never;
      return "OTHER";
  }
}
