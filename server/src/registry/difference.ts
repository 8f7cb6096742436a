import type { Declaration, ObjectKind, ObjectOf } from "../config/index.ts";
import { canonicalJson, fault } from "../kernel/index.ts";
import { referencesOf, TREES } from "./references.ts";
import { type Kept, KINDS, type Whole } from "./rows.ts";
import { keepSecrets, maskSpec, stripSpec } from "./secrets.ts";
import type { Change } from "./types.ts";

/** What has to be written so that what is kept becomes what is declared. */
export interface Difference {
  /** For people, in an order in which references hold; secrets masked. */
  changes: Change[];
  /** Objects as they shall stand, secrets open. Those only moved are among them. */
  write: Omit<Kept, "version" | "createdAt" | "updatedAt">[];
  remove: { kind: ObjectKind; id: string }[];
  organization: boolean;
  guardrails: boolean;
}

/** Pure: the same two give the same difference. Throws where the outcome would not hold together. */
export function difference(kept: Whole | undefined, declaration: Declaration): Difference {
  const out: Difference = { changes: [], write: [], remove: [], organization: false, guardrails: false };
  compareSettings(out, kept, declaration);
  const removals: Change[] = [];
  const after = new Map<ObjectKind, Map<string, ObjectOf<ObjectKind>>>();
  for (const kind of KINDS) {
    const before = (kept?.objects ?? []).filter((object) => object.kind === kind).sort(byPosition);
    const compared = compareKind(kind, before, declaration.objects[kind]);
    out.changes.push(...compared.changes);
    out.write.push(...compared.write);
    for (const object of compared.gone) {
      out.remove.push({ kind, id: object.id });
      removals.unshift({ action: "delete", kind, id: object.id, before: maskSpec(kind, object.spec) });
    }
    after.set(kind, compared.after);
  }
  out.changes.push(...removals);
  holdTogether(after, out.remove);
  return out;
}

/** What is kept, as a declaration without secrets. */
export function declarationOf(whole: Whole): Declaration {
  const objects = Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      whole.objects
        .filter((object) => object.kind === kind)
        .sort(byPosition)
        .map((object) => stripSpec(kind, object.spec)),
    ]),
  ) as unknown as Declaration["objects"];
  return { organization: whole.organization.spec, guardrails: whole.guardrails.spec, objects };
}

export function byPosition(a: Kept, b: Kept): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1);
}

export function sameSpec(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function compareSettings(out: Difference, kept: Whole | undefined, declaration: Declaration): void {
  const id = declaration.organization.id;
  const { organization, guardrails } = declaration;
  if (!kept) {
    out.changes.push({ action: "create", kind: "organization", id, after: organization });
    if (Object.keys(guardrails).length > 0) {
      out.changes.push({ action: "create", kind: "guardrails", id: "guardrails", after: guardrails });
    }
    out.organization = out.guardrails = true;
    return;
  }
  const before = { organization: kept.organization.spec, guardrails: kept.guardrails.spec };
  if (!sameSpec(before.organization, organization)) {
    out.organization = true;
    out.changes.push({ action: "update", kind: "organization", id, before: before.organization, after: organization });
  }
  if (!sameSpec(before.guardrails, guardrails)) {
    out.guardrails = true;
    out.changes.push({
      action: "update",
      kind: "guardrails",
      id: "guardrails",
      before: before.guardrails,
      after: guardrails,
    });
  }
}

function compareKind<K extends ObjectKind>(kind: K, before: Kept[], declared: readonly ObjectOf<K>[]) {
  const changes: Change[] = [];
  const write: Difference["write"] = [];
  const known = new Map(before.map((object) => [object.id, object]));
  const ids = new Set(declared.map((spec) => spec.id));
  if (ids.size !== declared.length) {
    throw fault("invalid_configuration", { public: `Two ${kind} have the same id.`, param: kind });
  }
  const gone = before.filter((object) => object.origin === "file" && !ids.has(object.id));
  const lost = new Set(gone.map((object) => object.id));
  const staying = before.filter((object) => !lost.has(object.id)).map((object) => object.id);
  const order = mergedOrder(staying, [...ids]);
  const after = new Map<string, ObjectOf<ObjectKind>>();
  for (const object of before) if (!lost.has(object.id)) after.set(object.id, object.spec);

  for (const written of declared) {
    const object = known.get(written.id);
    const spec = keepSecrets(kind, written, object?.spec as ObjectOf<K> | undefined, "file");
    const position = order.get(written.id) ?? 0;
    after.set(written.id, spec);
    if (!object) {
      changes.push({ action: "create", kind, id: spec.id, after: maskSpec(kind, spec) });
    } else if (!sameSpec(object.spec, spec) || object.origin !== "file") {
      changes.push({
        action: "update",
        kind,
        id: spec.id,
        before: maskSpec(kind, object.spec as ObjectOf<K>),
        after: maskSpec(kind, spec),
      });
    } else if (kind === "tiers" && rankChanges(staying, order, spec.id)) {
      // Only of tiers does the order mean something.
      const place = staying.indexOf(spec.id);
      changes.push({
        action: "update",
        kind,
        id: spec.id,
        before: { id: spec.id, place },
        after: { id: spec.id, place: position },
      });
    } else if (object.position === position) {
      continue;
    }
    write.push({ kind, id: spec.id, origin: "file", position, spec });
  }
  for (const object of before) {
    const position = order.get(object.id);
    if (ids.has(object.id) || position === undefined || position === object.position) continue;
    write.push({ kind, id: object.id, origin: object.origin, position, spec: object.spec });
  }
  return { changes, write, gone, after };
}

/** A tier is moved when it changes places with one that was there before; a new neighbour moves nobody. */
function rankChanges(staying: readonly string[], order: ReadonlyMap<string, number>, id: string): boolean {
  const was = staying.indexOf(id);
  const now = order.get(id) ?? 0;
  return staying.some((other, place) => other !== id && place < was !== (order.get(other) ?? 0) < now);
}

/** Declared ids in their order; every other one stays behind the neighbour it stood behind before. */
function mergedOrder(before: readonly string[], declared: readonly string[]): Map<string, number> {
  const ids = new Set(declared);
  const followers = new Map<string | undefined, string[]>();
  let neighbour: string | undefined;
  for (const id of before) {
    if (ids.has(id)) neighbour = id;
    else followers.set(neighbour, [...(followers.get(neighbour) ?? []), id]);
  }
  const order = [undefined, ...declared].flatMap((id) => [
    ...(id === undefined ? [] : [id]),
    ...(followers.get(id) ?? []),
  ]);
  return new Map(order.map((id, place) => [id, place]));
}

/** Every name leads somewhere, nothing is its own parent. */
function holdTogether(
  after: ReadonlyMap<ObjectKind, ReadonlyMap<string, ObjectOf<ObjectKind>>>,
  removed: readonly { kind: ObjectKind; id: string }[],
): void {
  const gone = new Set(removed.map(({ kind, id }) => `${kind}/${id}`));
  for (const [kind, objects] of after) {
    for (const spec of objects.values()) {
      for (const reference of referencesOf(kind, spec)) {
        if (after.get(reference.kind)?.has(reference.id)) continue;
        if (gone.has(`${reference.kind}/${reference.id}`))
          throw inUse(reference.kind, reference.id, [`${kind}/${spec.id}`]);
        throw missing(`${kind}.${spec.id}.${reference.param}`, reference.kind, reference.id);
      }
    }
  }
  for (const kind of TREES) {
    const parents = new Map(
      [...(after.get(kind) ?? [])].map(([id, spec]) => [id, (spec as { parent?: string }).parent]),
    );
    for (const id of parents.keys()) {
      if (climbsToItself(parents, id)) throw circle(`${kind}.${id}.parent`, id);
    }
  }
}

function climbsToItself(parents: ReadonlyMap<string, string | undefined>, id: string): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

export function missing(param: string, kind: ObjectKind, id: string) {
  return fault("invalid_request", { public: `${param}: there is no ${id} among ${kind}.`, param });
}

export function circle(param: string, id: string) {
  return fault("invalid_request", { public: `${param}: ${id} would be above itself.`, param });
}

const MAX_NAMED = 20;

export function inUse(kind: ObjectKind, id: string, users: string[]) {
  const named = users.slice(0, MAX_NAMED);
  const more = users.length > named.length ? ` and ${users.length - named.length} more` : "";
  return fault("conflict", {
    public: `${kind}/${id} is in use by ${named.join(", ")}${more}. Change those first.`,
    data: { users: named },
  });
}
