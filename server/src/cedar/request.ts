import { nameOf, recordOf, refOf, runOf } from "./convert.ts";
import { Rec, type Ref, type Run, type Scene } from "./runtime.ts";
import { NO_TABLE, type Table, Tables, tableOf } from "./store.ts";
import { type Entities, EntityRef, Extension, type Fields, Layers, type Request, type Uid } from "./values.ts";

/* Requests come in bursts that share most of what they say: what is the same object is converted once. */

/** A request as expressions see it. */
export interface View {
  readonly scene: Scene;
  /** The list that holds the principal. */
  readonly principals: Table;
  /** The list of the context's entities, where it is one by itself. */
  readonly context: Table | undefined;
}

export function viewOf(actions: Table, request: Request, entities: Entities): View {
  const layered = entities instanceof Layers;
  const principals = tableOf(layered ? entities.principal : entities);
  const context = layered ? tableOf(entities.context) : undefined;
  const resources = layered ? tableOf(entities.resource) : NO_TABLE;
  const scene: Scene = {
    principal: refFor(request.principal),
    action: refFor(request.action),
    resource: refFor(request.resource),
    context: contextOf(request.context),
    store: new Tables(actions, context ?? NO_TABLE, principals, resources),
  };
  return { scene, principals, context };
}

const refs = new WeakMap<Uid, Ref>();

function refFor(uid: Uid): Ref {
  let ref = refs.get(uid);
  if (!ref) refs.set(uid, (ref = refOf(uid)));
  return ref;
}

const KEPT = 8;
const wholes = recent();
const members = recent();

function contextOf(fields: Fields): Rec {
  const known = wholes.find(fields);
  if (known) return known;
  const converted = new Map<string, Run>();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    converted.set(nameOf(name), isRecord(value) ? memberOf(value) : runOf(value, 1));
  }
  return wholes.keep(fields, new Rec(converted));
}

function memberOf(fields: Fields): Rec {
  return members.find(fields) ?? members.keep(fields, recordOf(fields, 1));
}

function isRecord(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof EntityRef) &&
    !(value instanceof Extension)
  );
}

/** The last few, found by being the same object. */
function recent() {
  const kept: { fields: Fields | undefined; rec: Rec | undefined }[] = Array.from({ length: KEPT }, () => ({
    fields: undefined,
    rec: undefined,
  }));
  let next = 0;
  return {
    find(fields: Fields): Rec | undefined {
      for (const one of kept) if (one.fields === fields) return one.rec;
      return undefined;
    },
    keep(fields: Fields, rec: Rec): Rec {
      const place = kept[next] as (typeof kept)[number];
      place.fields = fields;
      place.rec = rec;
      next = (next + 1) % KEPT;
      return rec;
    },
  };
}
