import { OBJECTS, type Declaration, type ObjectKind, type ObjectOf } from "../src/config/index.ts";
import { buildLandscape, type Landscape, type Registry } from "../src/registry/index.ts";

export interface HeldRegistry extends Registry {
  /** Changes one organization at once, as if another process had. */
  change(org: string, edit: (objects: Declaration["objects"]) => void): void;
}

/** Landscapes in memory, for rooms that only read them. Nothing is stored. */
export function heldRegistry(declarations: Declaration[]): HeldRegistry {
  const held = new Map(declarations.map((one) => [one.organization.id, { declaration: one, revision: 1 }]));
  const landscapes = new Map<string, Landscape>(
    declarations.map((one) => [one.organization.id, buildLandscape(one, 1)]),
  );
  const hearers = new Set<(landscape: Landscape) => void>();
  const absent = () => Promise.reject(new Error("the held registry only holds landscapes"));

  const change: HeldRegistry["change"] = (org, edit) => {
    const one = held.get(org);
    if (!one) throw new Error(`no organization ${org}`);
    one.declaration = structuredClone(one.declaration);
    one.revision += 1;
    edit(one.declaration.objects);
    const landscape = buildLandscape(one.declaration, one.revision);
    landscapes.set(org, landscape);
    for (const hear of hearers) hear(landscape);
  };

  return {
    landscape: (org) => landscapes.get(org),
    organizations: () => [...landscapes.keys()],
    onChange: (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    change,
    refreshAll: async () => {},
    put: async <K extends ObjectKind>(_tx: unknown, org: string, kind: K, spec: ObjectOf<K>) => {
      change(org, (objects) => {
        const list = objects[kind] as { id: string }[];
        const at = list.findIndex((one) => one.id === spec.id);
        if (at < 0) list.push(spec);
        else list[at] = spec;
      });
      return { change: { action: "create", kind, id: spec.id, after: spec }, version: 1 };
    },
    get: absent,
    list: absent,
    policies: absent,
    refresh: async () => {},
    settings: absent,
    remove: absent,
    orderTiers: absent,
    createOrganization: absent,
    putOrganization: absent,
    putGuardrails: absent,
    plan: absent,
    apply: absent,
    applied: absent,
    export: absent,
    close: () => {},
  };
}

/** An organization with the objects given and nothing else. */
export function organization(id: string, objects: Partial<Declaration["objects"]> = {}): Declaration {
  const empty = Object.fromEntries(Object.keys(OBJECTS).map((kind) => [kind, []])) as unknown as Declaration["objects"];
  return { organization: { id, name: id }, guardrails: {}, objects: { ...empty, ...objects } };
}
