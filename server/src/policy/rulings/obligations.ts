import { type Millis, parseDuration } from "../../kernel/index.ts";
import type { Obligation } from "../types.ts";

/** What the model path carries out today. A control that asks for anything else blocks. */
export const MODEL_PATH: readonly string[] = ["redact:*", "retain:*", "limit:tokens=*", "route:lossless"];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KINDS = ["redact", "retain", "approval", "stepup", "notify", "limit", "tools", "justify", "route"] as const;
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
};
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
        ? /^tokens=[1-9]\d{0,8}$/.test(value)
        : kind === "tools"
          ? value === "read-only"
          : kind === "route"
            ? value === "lossless"
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

/** One list that satisfies all: the longest retention, every redaction, the smallest limit, the strictest approver. */
export function mergeObligations(obligations: Iterable<Obligation>): Obligation[] {
  const all = [...new Set(obligations)].toSorted();
  const retention = best(all, "retain:", (value) => parseDuration(value) ?? Number.POSITIVE_INFINITY);
  const limit = best(all, "limit:tokens=", (value) => -Number(value));
  const approver = best(
    all.filter((obligation) => approverRank(obligation) >= 0),
    "approval:",
    (value) => APPROVERS.indexOf(value),
  );
  return all.filter((obligation) => {
    if (obligation.startsWith("retain:")) return obligation === retention;
    if (obligation.startsWith("limit:tokens=")) return obligation === limit;
    if (approverRank(obligation) >= 0) return obligation === approver;
    return true;
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

function best(all: readonly Obligation[], prefix: string, rank: (value: string) => number): Obligation | undefined {
  let chosen: Obligation | undefined;
  let chosenRank = Number.NEGATIVE_INFINITY;
  for (const obligation of all) {
    if (!obligation.startsWith(prefix)) continue;
    const its = rank(obligation.slice(prefix.length));
    if (chosen === undefined || its > chosenRank) {
      chosen = obligation;
      chosenRank = its;
    }
  }
  return chosen;
}

function split(obligation: string): [string, string] {
  const at = obligation.indexOf(":");
  return at < 0 ? [obligation, ""] : [obligation.slice(0, at), obligation.slice(at + 1)];
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}
