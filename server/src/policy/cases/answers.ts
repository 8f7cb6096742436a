import type { Obligation, Ruling } from "../types.ts";
import type { Case } from "./case-file.ts";

export interface CaseAnswer {
  outcome: "allowed" | "pending" | "blocked";
  model: string;
  adjusted: ("fallback" | "redacted" | "restricted")[];
  /** The policies that decided, from the first candidate to the one that was taken. */
  by: string[];
  obligations: Obligation[];
  needs: Obligation[];
}

/** What was ruled about one candidate, by the candidate's name. */
export interface Ruled {
  id: string;
  ruling: Ruling<unknown>;
}

/** The rulings as a case tells them. */
export function answerOf(rulings: readonly Ruled[], outcome: CaseAnswer["outcome"]): CaseAnswer {
  const place = rulings.findIndex(({ ruling }) => ruling.outcome === outcome);
  const taken = outcome === "blocked" ? undefined : rulings[place];
  const seen = outcome === "allowed" ? rulings.slice(0, place + 1) : rulings;
  const ruling = taken?.ruling;
  const obligations = ruling && ruling.outcome !== "blocked" ? ruling.obligations : [];
  const adjusted: CaseAnswer["adjusted"] = [];
  if (outcome === "allowed" && place > 0) adjusted.push("fallback");
  if (obligations.some((obligation) => obligation.startsWith("redact:"))) adjusted.push("redacted");
  if (obligations.some((obligation) => /^(limit|tools):/.test(obligation))) adjusted.push("restricted");
  return {
    outcome,
    model: taken?.id ?? "",
    adjusted,
    by: [...new Set(seen.flatMap(({ ruling }) => ruling.reasons.map(({ policy }) => policy)))],
    obligations,
    needs: ruling?.outcome === "pending" ? ruling.needs : [],
  };
}

/** What is not as a case expects, a sentence each. */
export function compare(expect: Case["expect"], answer: CaseAnswer, rulings: readonly Ruled[]): string[] {
  const differences: string[] = [];
  const differ = (what: string, expected: readonly string[], was: readonly string[]) =>
    differences.push(`${what}: expected ${list(expected)}, was ${list(was)}`);
  if (expect.outcome !== answer.outcome) {
    const first = rulings.find(({ ruling }) => ruling.outcome === answer.outcome)?.ruling.reasons[0];
    const because = first ? ` (${first.policy}: ${first.why})` : "";
    differences.push(`outcome: expected ${expect.outcome}, was ${answer.outcome}${because}`);
  }
  if (expect.model !== undefined && expect.model !== answer.model) differ("model", [expect.model], [answer.model]);
  if (expect.adjusted && !sameSet(expect.adjusted, answer.adjusted))
    differ("adjusted", expect.adjusted, answer.adjusted);
  for (const what of ["by", "obligations", "needs"] as const) {
    const expected = expect[what];
    if (!expected) continue;
    // An empty list says that there is nothing; a longer one names what must be there.
    const good =
      expected.length === 0 ? answer[what].length === 0 : expected.every((item) => answer[what].includes(item));
    if (!good) differ(what, expected, answer[what]);
  }
  return differences;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).size === new Set(other).size && one.every((item) => other.includes(item));
}

function list(items: readonly string[]): string {
  return items.length === 0 || items.join("") === "" ? "nothing" : items.join(", ");
}
