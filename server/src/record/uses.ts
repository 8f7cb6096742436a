import type { GuardStory, ResultKind } from "../execution/index.ts";
import type { Does, FaultCode, NanoUsd, ToolAsk, ToolEffect } from "../kernel/index.ts";
import type { Decision, Reason, Told } from "../policy/index.ts";
import type { Completion } from "./body.ts";
import { namesOf } from "./outcomes.ts";
import type { Adjustment, Outcome } from "./types.ts";
import { summaryOf } from "./why.ts";

/** What is told of the use of a tool beside what every call has. */
export interface ToolStory {
  effect: ToolEffect;
  /** What this use does, as it was decided about; places and names, never a value. */
  does: Pick<Does, "operations" | "unbounded" | "batch"> & { objects?: number; hosts?: number };
  /** The approval it waits for, or that was used up for it. */
  approval?: string;
  /** Labels it put on its session. */
  taint?: readonly string[];
  /** How long the other side took, and how large its answer was. */
  peerMs?: number;
  bytes?: number;
  /** The caller's own id of it, by which sightings at several doors are told to be one. */
  useId?: string;
  /** It was carried out by whoever asked. */
  elsewhere?: true;
  /** What kept it from happening, where that is grave: somebody should look. */
  denied?: readonly { policy: string; severity: string; why: string }[];
}

/** How the use of a tool ended. */
export interface UseEnd {
  result: ResultKind;
  code: FaultCode | "";
  /** A sentence; made of the result where it is left out. */
  summary?: string;
  tool: ToolStory;
  guard?: GuardStory;
  adjusted?: readonly Adjustment[];
}

const GRAVE = new Set(["high", "critical"]);
const MAX_DENIED = 5;

/** How a use ended, as it is kept. */
export function useCompletion(decision: Decision<Told> | undefined, end: UseEnd, totalMs: number): Completion {
  const [ruling] = decision?.rulings ?? [];
  const id = ruling?.candidate.id;
  const ran = end.result === "completed" || end.result === "stopped";
  const shadow = decision?.beside?.would;
  return {
    result: end.result,
    code: end.code,
    summary: end.summary ?? sentenceOf(end, id ?? ""),
    adjusted: [...(end.adjusted ?? [])],
    model: "",
    tier: "",
    fates:
      id === undefined ? [] : [{ model: id, fate: ran ? "taken" : end.result === "refused" ? "skipped" : "failed" }],
    ...(ruling?.outcome === "allowed" && ruling.obligations.length > 0 ? { obligations: ruling.obligations } : {}),
    ...(shadow && shadow.length > 0 ? { shadow } : {}),
    usage: undefined,
    ...(end.guard === undefined ? {} : { guard: end.guard }),
    tool: end.tool,
    costNanoUsd: 0 as NanoUsd,
    totalMs: Math.round(totalMs),
    firstByteMs: undefined,
    upstreamMs: end.tool.peerMs,
  };
}

/** What a use that policy does not let through is refused with. `message`: what is said instead of its reasons. */
export function useRefusal(
  decision: Decision<Told>,
  { story, message, reasons }: { story: ToolStory; message: string | undefined; reasons: readonly Reason[] },
): { code: FaultCode; outcome: Outcome; message: string; tool: ToolStory } {
  const { outcome } = decision;
  const pending = outcome === "pending";
  const needs = decision.rulings.flatMap((ruling) => (ruling.outcome === "pending" ? ruling.needs : []));
  const summary = message ?? summaryOf({ outcome, result: "refused", reasons, needs: [...new Set(needs)] });
  const named = pending || message !== undefined || reasons.length === 0;
  const denied = deniedBy(decision);
  return {
    code: pending ? "approval_required" : "policy_blocked",
    outcome,
    message: named ? summary : `${summary} (policy ${namesOf(reasons)})`,
    tool: { ...story, ...(denied.length > 0 ? { denied } : {}) },
  };
}

/** The grave reasons of a use that was blocked. */
function deniedBy(decision: Decision<Told> | undefined): NonNullable<ToolStory["denied"]> {
  const reasons = (decision?.rulings ?? []).flatMap((ruling) => (ruling.outcome === "blocked" ? ruling.reasons : []));
  const seen = new Map<string, { policy: string; severity: string; why: string }>();
  for (const { policy, severity, why, effect } of reasons)
    if (effect === "forbid" && GRAVE.has(severity)) seen.set(policy, { policy, severity, why });
  return [...seen.values()].slice(0, MAX_DENIED);
}

function sentenceOf({ result, guard, tool }: UseEnd, id: string): string {
  if (guard?.stopped) return guard.stopped.why;
  if (result === "completed") return tool.elsewhere ? `${id} may be used.` : `${id} answered.`;
  if (result === "aborted") return `Cut off while ${id} was at it.`;
  return `Allowed, but ${id} did not complete.`;
}

// Names that a caller thinks up are not counted one by one.
/** Whose tool it was, as it is counted: only what policy was asked about is there. */
export function usedOf(
  { server, format }: Pick<ToolAsk, "server" | "format">,
  ruled: boolean,
): { server: string; door: string } {
  if (!ruled) return { server: "", door: format };
  return { server: server.startsWith("mcp:") ? "elsewhere" : server, door: format };
}
