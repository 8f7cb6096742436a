import type { Part, Stop } from "../form.ts";
import type { Lost } from "../codec.ts";

/** Some servers say `stop` where the model has called tools. */
export function readStop(word: string | undefined, said: { calls: boolean; refused: boolean }): Stop {
  switch (word) {
    case "length":
      return "length";
    case "tool_calls":
    case "function_call":
      return "tools";
    case "content_filter":
      return "filter";
    case "stop":
    case undefined:
      return said.calls ? "tools" : said.refused ? "refusal" : "end";
    default:
      return "other";
  }
}

export function saidBy(parts: readonly Part[]): { calls: boolean; refused: boolean } {
  return {
    calls: parts.some((part) => part.kind === "call"),
    refused: parts.some((part) => part.kind === "refusal"),
  };
}

export function writeStop(stop: Stop, refused: boolean, legacy: boolean, lost: Lost): string {
  switch (stop) {
    case "length":
    case "context_full":
      return "length";
    case "tools":
      return legacy ? "function_call" : "tool_calls";
    case "filter":
      return "content_filter";
    case "refusal":
      return refused ? "stop" : "content_filter";
    case "pause":
      lost.add("pause_turn");
      return "stop";
    case "end":
    case "stop_sequence":
    case "other":
      return "stop";
    default:
      return stop satisfies never;
  }
}
