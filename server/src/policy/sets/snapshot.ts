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
  /** What it is made of: the parts by their hash. Made when somebody keeps it. */
  manifest(): Manifest;
  parts(): Map<string, string>;
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
  const { schema, routes, obligations, policies } = content;
  const texts = [JSON.stringify(schema), canonicalJson(routes), canonicalJson(obligations)];
  const [ofSchema = "", ofRoutes = "", ofObligations = ""] = texts.map((text) => hashOf(org, text));
  const ofPolicies = hashesOf(org, policies);
  return {
    id: sha256(canonicalJson([ofSchema, ofRoutes, ofObligations, ofPolicies.whole])),
    manifest: () => ({ schema: ofSchema, routes: ofRoutes, obligations: ofObligations, policies: ofPolicies.each }),
    parts() {
      const all = [...texts, ...policies.map(({ text }) => JSON.stringify(text))];
      return new Map(all.map((text) => [hashOf(org, text), text]));
    },
  };
}

/** The organization is part of the hash, so that nobody can tell whether another one has the same piece. */
function hashOf(org: string, text: string): string {
  return sha256(`${org}\n${text}`);
}

interface PolicyHashes {
  org: string;
  each: Record<string, string>;
  whole: string;
}

/** A set is the same array for as long as it is active: a change of routes alone hashes none of its texts again. */
const kept = new WeakMap<SnapshotContent["policies"], PolicyHashes>();

function hashesOf(org: string, policies: SnapshotContent["policies"]): PolicyHashes {
  const known = kept.get(policies);
  if (known?.org === org) return known;
  return keepHashes(org, policies, new Map(policies.map(({ id, text }) => [id, hashOf(org, JSON.stringify(text))])));
}

function keepHashes(org: string, policies: SnapshotContent["policies"], hashes: ReadonlyMap<string, string>) {
  const each = Object.fromEntries([...hashes].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const made = { org, each, whole: sha256(JSON.stringify(each)) };
  kept.set(policies, made);
  return made;
}

const AT_ONCE = 250;

/** Hashes a large set between other work, so that naming it afterwards takes no time. */
export async function hashAhead(org: string, policies: SnapshotContent["policies"]): Promise<void> {
  const hashes = new Map<string, string>();
  for (const { id, text } of policies) {
    if (hashes.size % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    hashes.set(id, hashOf(org, JSON.stringify(text)));
  }
  keepHashes(org, policies, hashes);
}
