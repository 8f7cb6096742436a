import type { TextPart } from "../kernel/index.ts";
import { DOMAINS } from "../risk/index.ts";
import type { Weighing } from "./types.ts";

/** The labels that policies know; others name where something came from. */
const UNTRUSTED = "untrusted";
const PRIVATE = "private";
const INJECTED = "injected";

/** What four in a thousand ordinary texts of tools reach: the label stays for a whole session. */
export const INJECTED_FROM = 65;
const INJECTION = DOMAINS.indexOf("injection");

/**
 * The labels that a call's texts put on its session: data of a tool or a document is untrusted, with personal data,
 * secrets or a class of the organization's own in it also private, with orders to the model in it injected.
 */
export function taintBy(
  about: Weighing,
  put: (label: string) => void,
  isVouched: (part: TextPart) => boolean = () => false,
): boolean {
  const { assessment, call } = about;
  const rail = about.guardrails?.tools?.injection ?? "taint";
  const looks = rail !== "off" && rail !== "detect";
  let some = false;
  for (const [part, one] of call.ask.texts.entries()) {
    const { channel } = one;
    if (channel !== "tool_result" && channel !== "document") continue;
    some = true;
    const orders = (assessment.scored?.[part]?.scores[INJECTION] ?? 0) >= INJECTED_FROM;
    // Guarantee: what a tool brought is untrusted, unless this very text came from a trusted one through Lumos.
    if (channel === "document" || orders || !isVouched(one)) put(UNTRUSTED);
    put(channel === "document" ? "document" : "tool");
    const spans = assessment.spans?.[part];
    // Guarantee: data that could not be assessed counts as private, for nobody knows what is in it.
    if ((spans !== undefined && spans.length > 0) || !assessment.assessed) put(PRIVATE);
    if (looks && orders) put(INJECTED);
  }
  return some;
}
