import type { Call, DecisionAsk } from "../kernel/index.ts";

/** What was asked of a decision call, as it was said; what of it is believed stands among the facts. */
export interface SaidQuestion extends Omit<DecisionAsk, "onBehalfOf" | "supported"> {
  onBehalfOf?: readonly string[];
  supported?: readonly string[];
  /** Who asked, where it was not who the question is about. */
  asker?: string;
}

export function questionOf({ onBehalfOf, supported, ...ask }: DecisionAsk, asker: string | undefined): SaidQuestion {
  return {
    ...ask,
    ...(onBehalfOf.length > 0 ? { onBehalfOf } : {}),
    ...(supported.length > 0 ? { supported } : {}),
    ...(asker === undefined ? {} : { asker }),
  };
}

/** What a call asked for in one text, and in which format. */
export function askedOf(call: Call): { m: string; fmt: string; st: boolean } {
  if (call.kind === "model") return { m: call.ask.model, fmt: call.ask.format, st: call.ask.stream };
  if (call.kind !== "decision") {
    const { server, tool, format } = call.ask;
    return { m: tool === "" ? server : `${server}/${tool}`, fmt: format, st: false };
  }
  const { action, subject, resource, search } = call.ask;
  const about = `${search === "action" ? "what" : action} ${resource.type}/${search === "resource" ? "what" : resource.id}`;
  const text = search === "subject" ? `${about} by any ${subject.type}` : about;
  // A question that could not be read says nothing.
  return { m: resource.type === "" ? "" : text, fmt: search ? "authzen.search" : "authzen.evaluation", st: false };
}
