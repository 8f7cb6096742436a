import { nameOf, refOf, runOf } from "./convert.ts";
import { Rec, type Ref, type Run, type Scene } from "./runtime.ts";
import { NO_TABLE, type Table, Tables, tableOf } from "./store.ts";
import { type Entities, type Fields, Layers, type Request, type Uid, type Value, isFields } from "./values.ts";

/* Requests come in bursts that share most of what they say: what is the same object is converted once. */

/** Where a request is asked: all of it but the context. */
export interface Site {
  readonly principal: Ref;
  readonly action: Ref;
  readonly resource: Ref;
  /** The list that holds the principal. */
  readonly principals: Table;
  /** The list that holds the resource, where it is one by itself. */
  readonly resources: Table;
  readonly store: Tables;
  /** The list of the context's entities and the actions, where they are lists by themselves. */
  readonly narrow: Tables | undefined;
}

export function siteOf(actions: Table, { principal, action, resource }: Request, entities: Entities): Site {
  const layered = entities instanceof Layers;
  const principals = tableOf(layered ? entities.principal : entities);
  const context = layered ? tableOf(entities.context) : NO_TABLE;
  const resources = layered ? tableOf(entities.resource) : NO_TABLE;
  return {
    principal: refFor(principal),
    action: refFor(action),
    resource: refFor(resource),
    principals,
    resources,
    store: new Tables([actions, context, principals, resources]),
    narrow: layered ? new Tables([actions, context]) : undefined,
  };
}

export function sceneAt({ principal, action, resource, store }: Site, context: Rec): Scene {
  return { principal, action, resource, context, store };
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

export function contextOf(fields: Fields): Rec {
  return wholes.find(fields) ?? wholes.keep(fields, (value) => (isFields(value) ? memberOf(value) : runOf(value, 1)));
}

function memberOf(fields: Fields): Rec {
  return members.find(fields) ?? members.keep(fields, (value) => runOf(value, 2));
}

interface Converted {
  fields: Fields;
  rec: Rec;
}

/** The last few records, found by being the same object. */
function recent() {
  const kept: Converted[] = [];
  let next = 0;
  let last: Converted | undefined;
  return {
    find(fields: Fields): Rec | undefined {
      for (const one of kept) if (one.fields === fields) return one.rec;
      return undefined;
    },
    /** What the record before held as well is taken over as it is. */
    keep(fields: Fields, convert: (value: Value | undefined) => Run): Rec {
      const converted = new Map<string, Run>();
      for (const name of Object.keys(fields)) {
        const value = fields[name];
        const before = last !== undefined && last.fields[name] === value ? last.rec.members.get(name) : undefined;
        converted.set(name, before ?? convert(value));
        if (before === undefined) nameOf(name);
      }
      last = { fields, rec: new Rec(converted) };
      kept[next] = last;
      next = (next + 1) % KEPT;
      return last.rec;
    },
  };
}
