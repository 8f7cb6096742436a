import type { Weighing } from "./types.ts";

/** The labels that policies know; others name where something came from. */
export const UNTRUSTED = "untrusted";
export const PRIVATE = "private";
export const INJECTED = "injected";

/** From here on a text of a tool counts as one that gives orders. */
const INJECTION = 60;

/**
 * The labels that a call's texts put on its session: data of a tool or a document is untrusted, with personal data,
 * secrets or a class of the organization's own in it also private, with orders in it injected.
 */
export function taintBy(about: Weighing, put: (label: string) => void): boolean {
  const { assessment, guardrails, call } = about;
  const looks = (guardrails?.tools?.injection ?? "taint") === "taint" || guardrails?.tools?.injection === "block";
  let some = false;
  for (const [part, { channel }] of call.ask.texts.entries()) {
    if (channel !== "tool_result" && channel !== "document") continue;
    some = true;
    put(UNTRUSTED);
    put(channel === "document" ? "document" : "tool");
    const spans = assessment.spans?.[part];
    if (spans === undefined) {
      // Guarantee: what could not be assessed is not taken to hold nothing.
      if (!assessment.assessed) put(PRIVATE);
      continue;
    }
    for (const { kind } of spans) {
      if (kind !== "injection") put(PRIVATE);
      else if (looks) put(INJECTED);
    }
  }
  return some && looks && assessment.risk.injection >= INJECTION ? (put(INJECTED), true) : some;
}
