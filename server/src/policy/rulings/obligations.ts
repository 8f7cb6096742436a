import { type Millis, parseDuration } from "../../kernel/index.ts";
import type { Obligation } from "../types.ts";

/** What the model path carries out today. A control that asks for anything else blocks. */
export const MODEL_PATH: readonly string[] = [
  "redact:*",
  "retain:*",
  "limit:tokens=*",
  "route:lossless",
  "inspect:*",
  "judge:*",
];

/** What the tool path carries out, in the arguments of a call and in what comes back. */
export const TOOL_PATH: readonly string[] = ["redact:*", "inspect:*"];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LIMIT = /^tokens=[1-9]\d{0,8}$/;
const KINDS = [
  "redact",
  "retain",
  "approval",
  "stepup",
  "notify",
  "limit",
  "tools",
  "justify",
  "route",
  "inspect",
  "judge",
] as const;
type Kind = (typeof KINDS)[number];
const FORMS: Record<Kind, string> = {
  redact: "redact:CLASS",
  retain: "retain:DURATION (30d)",
  approval: "approval:ROLE",
  stepup: "stepup:METHOD",
  notify: "notify:CHANNEL",
  limit: "limit:tokens=N",
  tools: "tools:read-only",
  justify: "justify:WHAT",
  route: "route:lossless",
  inspect: "inspect:strict|window",
  judge: "judge:ID",
};
/** How much of an answer is held back until it was inspected: a later one for those before it. */
const INSPECTIONS: readonly string[] = ["window", "strict"];
/** Who may stand in for whom: a later one for those before it. Other roles stand side by side. */
export const APPROVERS: readonly string[] = ["approver", "security_admin"];

/** What this program knows of obligations: their forms, who stands in for whom. A snapshot holds it. */
export const OBLIGATIONS = { forms: FORMS, approvers: APPROVERS, carriedOut: MODEL_PATH };

/** Undefined where it is one; else what is wrong with it. */
export function obligationProblem(obligation: Obligation): string | undefined {
  const [kind, value] = split(obligation);
  if (!isKind(kind)) return `"${obligation}" is no obligation; there are ${Object.values(FORMS).join(", ")}`;
  const good =
    kind === "retain"
      ? parseDuration(value) !== undefined
      : kind === "limit"
        ? LIMIT.test(value)
        : kind === "tools"
          ? value === "read-only"
          : kind === "route"
            ? value === "lossless"
            : kind === "inspect"
              ? INSPECTIONS.includes(value)
              : NAME.test(value);
  return good ? undefined : `"${obligation}" should be written ${FORMS[kind]}`;
}

/** True where a person has to do something first. */
export function isInteractive(obligation: Obligation): boolean {
  return /^(approval|stepup|justify):/.test(obligation);
}

export function isSupported(obligation: Obligation, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? obligation.startsWith(pattern.slice(0, -1)) : pattern === obligation,
  );
}

/**
 * One list that satisfies all: the longest retention, every redaction, the smallest limit, the strictest
 * approver. What is written in no known form stands for nothing but itself.
 */
// Guarantee: merged obligations are never looser than any of those they come from.
export function mergeObligations(obligations: readonly Obligation[]): Obligation[] {
  if (obligations.length < 2) return [...obligations];
  const all = [...new Set(obligations)].toSorted();
  const strictest = new Map<string, { obligation: Obligation; rank: number }>();
  for (const obligation of all) {
    const place = placeOf(obligation);
    if (!place) continue;
    const known = strictest.get(place.among);
    // Of those that ask for the same, the first by its text.
    if (!known || place.rank > known.rank) strictest.set(place.among, { obligation, rank: place.rank });
  }
  return all.filter((obligation) => {
    const place = placeOf(obligation);
    return !place || strictest.get(place.among)?.obligation === obligation;
  });
}

/** True where carrying out the first satisfies whoever asked for the second. */
export function covers(one: Obligation, other: Obligation): boolean {
  return one === other || (one !== "" && !mergeObligations([one, other]).includes(other));
}

/** What is fulfilled, with everything that a stricter approver's word includes. Only a person's acts count. */
export function acceptFulfilled(fulfilled: readonly Obligation[]): Obligation[] {
  const accepted = new Set<Obligation>();
  for (const obligation of fulfilled) {
    if (!isInteractive(obligation)) continue;
    accepted.add(obligation);
    for (const role of APPROVERS.slice(0, Math.max(0, approverRank(obligation)))) accepted.add(`approval:${role}`);
  }
  return [...accepted].toSorted();
}

export function shortest(times: Iterable<Millis | undefined>): Millis | undefined {
  let least: Millis | undefined;
  for (const time of times) if (time !== undefined && (least === undefined || time < least)) least = time;
  return least;
}

function approverRank(obligation: Obligation): number {
  return obligation.startsWith("approval:") ? APPROVERS.indexOf(obligation.slice("approval:".length)) : -1;
}

/** Among which obligations the strictest stands for all, and how strict this one is. */
function placeOf(obligation: Obligation): { among: string; rank: number } | undefined {
  const [kind, value] = split(obligation);
  switch (kind) {
    case "retain": {
      const length = parseDuration(value);
      return length === undefined ? undefined : { among: kind, rank: length };
    }
    case "limit":
      return LIMIT.test(value) ? { among: kind, rank: -Number(value.slice("tokens=".length)) } : undefined;
    case "inspect": {
      const rank = INSPECTIONS.indexOf(value);
      return rank < 0 ? undefined : { among: kind, rank };
    }
    case "approval": {
      const rank = APPROVERS.indexOf(value);
      return rank < 0 ? undefined : { among: kind, rank };
    }
    default:
      return undefined;
  }
}

function split(obligation: string): [string, string] {
  const at = obligation.indexOf(":");
  return at < 0 ? [obligation, ""] : [obligation.slice(0, at), obligation.slice(at + 1)];
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}
