import { type Millis, parseDuration } from "../../kernel/index.ts";
import type { PolicyTree } from "../../cedar/index.ts";
import { asksWhetherFulfilled } from "../rulings/fulfilled.ts";
import { obligationProblem } from "../rulings/obligations.ts";
import { ENFORCED, type Stage, stageOf } from "../stages/stage.ts";
import type { PolicyCard } from "../rulings/ruling.ts";

const KNOWN = ["id", "why", "obligation", "severity", "owner", "ticket", "expires", "stage", "ttl"];
const SEVERITIES = ["low", "medium", "high", "critical"];
const DRAFT: Stage = { name: "draft", share: 0 };
const DAY_MS = 86_400_000;

/** A policy as decisions need it. */
export interface KnownPolicy {
  id: string;
  text: string;
  tree: PolicyTree;
  card: PolicyCard;
  stage: Stage;
  /** Whom to ask about it, and where it is talked about. */
  owner?: string;
  ticket?: string;
  /** From this moment on it is off. */
  expiresAt: Millis | undefined;
}

interface AnnotationProblem {
  /** The annotation it is about; without one it is about the policy as a whole. */
  annotation: string | undefined;
  message: string;
  severity: "error" | "warning";
}

/** Reads a policy's annotations. The card is right only where there is no error. */
export function readAnnotations(
  policy: { id: string; text: string },
  tree: PolicyTree,
): { known: KnownPolicy; problems: AnnotationProblem[] } {
  const problems: AnnotationProblem[] = [];
  const wrong = (annotation: string | undefined, message: string) =>
    problems.push({ annotation, message, severity: "error" });
  const said = tree.annotations ?? {};
  for (const [name, value] of Object.entries(said)) {
    if (!KNOWN.includes(name)) wrong(name, `there is no annotation @${name}${suggestion(name)}`);
    else if (value === null || value === "") wrong(name, `@${name} needs a value: @${name}("...")`);
  }
  const value = (name: string): string | undefined => said[name] ?? undefined;

  const id = value("id");
  if (id === undefined) wrong(undefined, `a policy needs its id: @id("${policy.id}")`);
  else if (id !== policy.id) wrong("id", `@id says "${id}", and this policy is kept as "${policy.id}"`);

  const obligation = value("obligation");
  if (obligation !== undefined) {
    const problem = obligationProblem(obligation);
    if (problem !== undefined) wrong("obligation", problem);
    else if (tree.effect !== "forbid") wrong("obligation", "only a forbid can ask for an obligation");
    else if (!tree.conditions.some((clause) => asksWhetherFulfilled(clause.body, obligation)))
      wrong(
        "obligation",
        `nothing can fulfil it: add unless { context.base.fulfilled.contains("${obligation}") } to the policy`,
      );
  }
  const severity = value("severity");
  if (severity !== undefined && !SEVERITIES.includes(severity))
    wrong("severity", `@severity is one of ${SEVERITIES.join(", ")}`);
  const ttl = value("ttl");
  const ttlMs = ttl === undefined ? undefined : parseDuration(ttl);
  if (ttl !== undefined && !ttlMs) wrong("ttl", "@ttl is a duration: 15m, 12h");
  const expires = value("expires");
  const expiresAt = expires === undefined ? undefined : endOf(expires);
  if (expires !== undefined && expiresAt === undefined) wrong("expires", "@expires is a date: 2027-12-31");
  const staged = value("stage");
  const stage = staged === undefined ? ENFORCED : stageOf(staged);
  if (!stage) wrong("stage", "@stage is one of draft, shadow, canary, canary:25%, enforce");
  const owner = value("owner") === undefined ? undefined : { owner: value("owner") as string };
  const ticket = value("ticket") === undefined ? undefined : { ticket: value("ticket") as string };
  const why = value("why");
  if (why === undefined)
    problems.push({
      annotation: undefined,
      message: 'without @why("...") a caller is told nothing but this policy\'s id',
      severity: "warning",
    });

  return {
    known: {
      id: policy.id,
      text: policy.text,
      tree,
      card: {
        id: policy.id,
        effect: tree.effect,
        why: why ?? `Policy ${policy.id} decided.`,
        severity: severity ?? "",
        obligation,
        ttlMs,
        everyAction: tree.action.op === "All",
        ...(owner === undefined && ticket === undefined ? {} : { about: { ...owner, ...ticket } }),
      },
      // Refused as a whole, where it is none: what is not understood decides nothing.
      stage: stage ?? DRAFT,
      ...owner,
      ...ticket,
      expiresAt,
    },
    problems,
  };
}

/** The end of a day, UTC: a policy holds through the date it names. */
function endOf(date: string): Millis | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const start = Date.parse(`${date}T00:00:00Z`);
  const real = !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
  return real ? start + DAY_MS : undefined;
}

function suggestion(name: string): string {
  const near = KNOWN.map((known) => ({ known, far: distance(name.toLowerCase(), known) })).toSorted(
    (a, b) => a.far - b.far,
  )[0];
  return near && near.far <= 2
    ? `; did you mean @${near.known}?`
    : `; there are ${KNOWN.map((known) => `@${known}`).join(", ")}`;
}

function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= Math.min(a.length, 40); i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before.at(-1) ?? 0;
}
