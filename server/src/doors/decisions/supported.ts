import type { Obligation } from "../../policy/index.ts";

/** The kinds that are carried out by whoever enforces; what a person has to do is never one of them. */
const KINDS = ["redact", "retain", "notify", "limit", "tools", "route"] as const;
const PATTERN = /^(redact|retain|notify|limit|tools|route)(?::([A-Za-z0-9=._-]{0,64}\*?))?$/;

/** What metadata says that may be asked for: registered types first, then the kinds of Lumos's own. */
export const OBLIGATION_TYPES: readonly string[] = ["notification", "step-up", "custom", ...KINDS];

// Guarantee: who does not say that it can carry an obligation out is not allowed what depends on it.
/** The patterns that declared support amounts to. `custom` alone says nothing about what is understood. */
export function supportedBy(declared: readonly string[]): string[] {
  return declared.flatMap((one) => {
    if (one === "notification") return ["notify:*"];
    const match = PATTERN.exec(one);
    if (!match) return [];
    return [match[2] === undefined || match[2] === "" ? `${match[1]}:*` : one];
  });
}

/** An obligation as AuthZEN's profile writes it. */
export function obligationObject(obligation: Obligation, place: number, about: { topic: string; body: string }) {
  const colon = obligation.indexOf(":");
  const kind = obligation.slice(0, colon);
  const value = obligation.slice(colon + 1);
  const id = `obl-${place + 1}`;
  if (kind === "notify") return { type: "notification", id, to: value, ...about };
  if (kind === "stepup") return { type: "step-up", id, acr_value: value };
  return { type: "custom", id, vendor: "lumos", obligation, properties: { [kind]: value } };
}
