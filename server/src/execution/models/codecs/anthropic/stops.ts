import type { Stop } from "../form.ts";

const STOPS: Readonly<Record<string, Stop>> = {
  end_turn: "end",
  max_tokens: "length",
  stop_sequence: "stop_sequence",
  tool_use: "tools",
  pause_turn: "pause",
  refusal: "refusal",
  model_context_window_exceeded: "context_full",
};

const REASONS: Record<Stop, string> = {
  end: "end_turn",
  length: "max_tokens",
  tools: "tool_use",
  stop_sequence: "stop_sequence",
  refusal: "refusal",
  filter: "refusal",
  pause: "pause_turn",
  context_full: "model_context_window_exceeded",
  other: "end_turn",
};

export function readStop(reason: string): Stop {
  return STOPS[reason] ?? "other";
}

/** Some providers call it an ordinary end when tools are to run; here clients run them only where it is said. */
export function writeStop(stop: Stop, calls: boolean): string {
  return calls && stop === "end" ? REASONS.tools : REASONS[stop];
}
