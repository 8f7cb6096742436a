import type { Policy, Route } from "../../config/index.ts";
import { canonicalJson, sha256 } from "../../kernel/index.ts";
import { OBLIGATIONS } from "../rulings/obligations.ts";
import { schemaText } from "../rulings/vocabulary.ts";

/** What a policy set means: everything a decision follows from besides the call and the organization's things. */
export interface SnapshotContent {
  schema: string;
  policies: readonly Pick<Policy, "id" | "text">[];
  routes: readonly Route[];
  obligations: unknown;
}

/** A snapshot by the hashes of its parts: equal content, equal address. */
export interface Snapshot {
  id: string;
  manifest: Manifest;
  /** The parts themselves, by their hash. */
  parts: ReadonlyMap<string, string>;
}

export interface Manifest {
  schema: string;
  routes: string;
  obligations: string;
  /** By id, in the order of ids. */
  policies: Record<string, string>;
}

/** The content of a set in this program: its schema and what it knows of obligations belong to it. */
export function contentOf(policies: readonly Pick<Policy, "id" | "text">[], routes: Iterable<Route>): SnapshotContent {
  const sorted = [...routes].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { schema: schemaText(), policies, routes: sorted, obligations: OBLIGATIONS };
}

export function snapshotOf(org: string, content: SnapshotContent): Snapshot {
  const parts = new Map<string, string>();
  const keep = (text: string): string => {
    // The organization is part of the hash, so that nobody can tell whether another one has the same piece.
    const hash = sha256(`${org}\n${text}`);
    parts.set(hash, text);
    return hash;
  };
  const sorted = content.policies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const manifest: Manifest = {
    schema: keep(JSON.stringify(content.schema)),
    routes: keep(canonicalJson(content.routes)),
    obligations: keep(canonicalJson(content.obligations)),
    policies: Object.fromEntries(sorted.map(({ id, text }) => [id, keep(JSON.stringify(text))])),
  };
  return { id: sha256(canonicalJson(manifest)), manifest, parts };
}
