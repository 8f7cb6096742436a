import type { Policy } from "../../config/index.ts";
import { canonicalJson, sha256 } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";

/** What becomes of one policy. */
export interface PolicyChange {
  action: "create" | "update" | "delete";
  id: string;
  /** Absent where there was none. */
  before?: string;
  /** Absent where there is none any more. */
  after?: string;
}

type Text = Pick<Policy, "id" | "text">;

/** What takes one set to the other, by id. */
export function changesBetween(before: readonly Text[], after: readonly Text[]): PolicyChange[] {
  const old = new Map(before.map(({ id, text }) => [id, text]));
  const fresh = new Map(after.map(({ id, text }) => [id, text]));
  const changes: PolicyChange[] = [];
  for (const id of [...new Set([...old.keys(), ...fresh.keys()])].toSorted()) {
    const [was, is] = [old.get(id), fresh.get(id)];
    if (was === is) continue;
    if (was === undefined) changes.push({ action: "create", id, after: is ?? "" });
    else if (is === undefined) changes.push({ action: "delete", id, before: was });
    else changes.push({ action: "update", id, before: was, after: is });
  }
  return changes;
}

/** The stages at which a policy decides nothing. What is not one of these decides. */
const IDLE_STAGES: ReadonlySet<string> = new Set(["draft", "shadow"]);

/** Ids of those that decide something; one that was not understood counts among them. */
// Guarantee: only what the parser reads as a draft or a shadow policy counts as deciding nothing.
export function decidingIn(policies: readonly Text[], known: readonly KnownPolicy[]): ReadonlySet<string> {
  const idle = new Set(
    known.flatMap(({ id, tree }) => (IDLE_STAGES.has(tree.annotations?.["stage"] ?? "") ? [id] : [])),
  );
  return new Set(policies.flatMap(({ id }) => (idle.has(id) ? [] : [id])));
}

/** One text for one set, whatever its order. */
export function printOf(policies: readonly Text[]): string {
  return sha256(canonicalJson(Object.fromEntries(policies.map(({ id, text }) => [id, text]))));
}

/** A set with some of its policies replaced and some gone. */
export function changed(set: readonly Policy[], upserts: readonly Policy[], deletions: readonly string[]): Policy[] {
  const gone = new Set([...deletions, ...upserts.map(({ id }) => id)]);
  return [...set.filter(({ id }) => !gone.has(id)), ...upserts].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
