import type { Millis } from "../kernel/index.ts";
import { type Definition, sameDefinition } from "./definition.ts";
import type { ToolRow } from "./rows.ts";
import type { CatalogChange, CatalogFinding, ToolState } from "./types.ts";

/** How a list is taken in. */
export interface Taking {
  org: string;
  server: string;
  now: Millis;
  /** The list is the first of its server, and the declaration lets it pin itself. */
  pins: boolean;
  /** The definitions are of our own making: what changes in them was changed by us. */
  own: boolean;
}

export interface Taken {
  row: ToolRow;
  /** What is to be recorded. */
  change?: Omit<CatalogChange, "tool">;
}

/** So often a tool may become another one and come back by itself; then a person has to look. */
const MOST_DRIFTS = 5;

/**
 * What becomes of a tool when its server lists it.
 *
 * Guarantee: a tool that says something else than what was approved cannot be used until it says that again or a
 * person approves what it says now.
 */
export function take(
  before: ToolRow | undefined,
  definition: Definition,
  { position, findings }: { position: number; findings: readonly CatalogFinding[] },
  taking: Taking,
): Taken {
  const suspicious = findings.some(({ severity }) => severity === "high");
  const seen = {
    org: taking.org,
    server: taking.server,
    name: definition.name,
    position,
    present: 1,
    definition: definition.raw,
    hash: definition.hash,
    seen_at: before !== undefined && before.hash === definition.hash ? before.seen_at : taking.now,
    findings: JSON.stringify(findings),
  };
  if (before === undefined) return takeNew(seen, suspicious, taking);
  const row: ToolRow = { ...before, ...seen };
  if (before.state === "rejected") return { row };
  if (before.approved === null) {
    if (taking.own) return { row: approvedBy(row, "system", taking.now), change: changeOf(before, row, "renewed") };
    // What was suspicious and no longer is waits for a person like anything new.
    return { row: { ...row, state: suspicious ? "suspicious" : "new" } };
  }
  if (sameDefinition(before.approved, definition.raw)) {
    if (before.state === "approved" || before.drifts >= MOST_DRIFTS) return { row };
    const returned: ToolRow = { ...row, state: "approved" };
    return { row: returned, change: changeOf(before, returned, "returned") };
  }
  if (taking.own) {
    const renewed = approvedBy(row, "system", taking.now);
    return { row: renewed, change: changeOf(before, renewed, "renewed") };
  }
  if (before.state === "drifted") return { row };
  const drifted: ToolRow = { ...row, state: "drifted", drifts: before.drifts + 1 };
  return { row: drifted, change: changeOf(before, drifted, "drifted") };
}

function takeNew(seen: Omit<ToolRow, keyof typeof UNSAID | "state">, suspicious: boolean, taking: Taking): Taken {
  const pinned = taking.own || (taking.pins && !suspicious);
  const row: ToolRow = { ...UNSAID, ...seen, state: suspicious && !pinned ? "suspicious" : "new" };
  if (!pinned) return { row, change: changeOf(undefined, row, "held") };
  const approved = approvedBy(row, "system", taking.now);
  return { row: approved, change: changeOf(undefined, approved, "pinned") };
}

/** The definition that was seen last is now the approved one. */
export function approvedBy(row: ToolRow, by: string, now: Millis): ToolRow {
  return {
    ...row,
    state: "approved",
    approved: row.definition,
    approved_hash: row.hash,
    approved_by: by,
    approved_at: now,
    drifts: 0,
    rejected_by: null,
    rejected_at: null,
    reason: null,
  };
}

const UNSAID = {
  approved: null,
  approved_hash: null,
  approved_by: null,
  approved_at: null,
  drifts: 0,
  rejected_by: null,
  rejected_at: null,
  reason: null,
  effect: null,
  effect_by: null,
  effect_at: null,
} satisfies Partial<ToolRow>;

const BECAUSE: Record<CatalogChange["what"], string> = {
  pinned: "its server listed it the first time",
  drifted: "it says something else than what was approved",
  returned: "it says again what was approved",
  renewed: "a connector of this program defines it",
  held: "it waits for a person",
};

function changeOf(
  before: ToolRow | undefined,
  after: ToolRow,
  what: CatalogChange["what"],
): NonNullable<Taken["change"]> {
  const told = ({ state, hash }: ToolRow) => ({ state: state as ToolState, hash });
  return { what, because: BECAUSE[what], after: told(after), ...(before && { before: told(before) }) };
}
