import { EntityRef, Extension, type Fields, type Uid, type Value } from "../../cedar/index.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { Facts, Told } from "../types.ts";

/** A value of the engine as JSON: what a member is stands beside it, so that no text can pass for a reference. */
export type RecordedValue =
  | string
  | number
  | boolean
  | RecordedValue[]
  | { ref: [type: string, id: string] }
  | { ext: [fn: Extension["fn"], arg: string] }
  | { rec: [name: string, value: RecordedValue][] };

/** Anything that was asked about, as policies saw it. */
export interface RecordedThing {
  told: { id: string; tier: string; provider: { id: string } };
  action: Uid;
  resource: Uid;
  entities: { uid: Uid; attrs: RecordedValue; parents: Uid[]; tags?: RecordedValue }[];
  /** The members of the context beside `base`. */
  context: RecordedValue;
}

export function recordThing(candidate: Candidate<Told>, facts: Facts): RecordedThing {
  const { id, tier, provider } = candidate.candidate;
  const { base: _base, ...context } = candidate.context(facts, {});
  return {
    told: { id, tier, provider: { id: provider.id } },
    action: uidOf(candidate.action),
    resource: uidOf(candidate.resource.uid),
    entities: candidate.resource.entities.map(({ uid, attrs, parents, tags }) => ({
      uid: uidOf(uid),
      attrs: valueToJson(attrs),
      parents: parents.map(uidOf),
      ...(tags === undefined ? {} : { tags: valueToJson(tags) }),
    })),
    context: valueToJson(context),
  };
}

export function thingFrom(thing: RecordedThing): Candidate<string> {
  const entities = thing.entities.map(({ uid, attrs, parents, tags }) => ({
    uid,
    attrs: fieldsFrom(attrs),
    parents,
    ...(tags === undefined ? {} : { tags: fieldsFrom(tags) }),
  }));
  const context = fieldsFrom(thing.context);
  return {
    candidate: thing.told.id,
    key: thing.told.id,
    action: thing.action,
    resource: { uid: thing.resource, entities },
    context: (_facts, base) => ({ ...context, base }),
  };
}

function valueToJson(value: Value): RecordedValue {
  if (value instanceof EntityRef) return { ref: [value.uid.type, value.uid.id] };
  if (value instanceof Extension) return { ext: [value.fn, value.arg] };
  if (Array.isArray(value)) return (value as readonly Value[]).map(valueToJson);
  if (typeof value === "object")
    return { rec: Object.entries(value as Fields).map(([name, member]) => [name, valueToJson(member)]) };
  return value;
}

function valueFrom(json: RecordedValue): Value {
  if (typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(valueFrom);
  if ("ref" in json) return new EntityRef({ type: json.ref[0], id: json.ref[1] });
  if ("ext" in json) return new Extension(json.ext[0], json.ext[1]);
  return fieldsFrom(json);
}

function fieldsFrom(json: RecordedValue): Fields {
  const members = typeof json === "object" && "rec" in json ? json.rec : [];
  // Made of entries: a member called __proto__ is a member like any other.
  return Object.fromEntries(members.map(([name, value]) => [name, valueFrom(value)]));
}

function uidOf({ type, id }: Uid): Uid {
  return { type, id };
}
