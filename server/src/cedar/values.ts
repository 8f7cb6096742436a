/*
 * What a policy reads, as it is handed in: plain data, with references and extension values as objects of their
 * own classes. JSON from outside can never become one of those by its shape.
 */

export interface Uid {
  readonly type: string;
  readonly id: string;
}

/** A reference to an entity, standing as a value. */
export class EntityRef {
  readonly uid: Uid;

  constructor(uid: Uid) {
    this.uid = uid;
  }
}

export type ExtensionName = "datetime" | "duration" | "decimal" | "ip";

/** A value of an extension type, as its constructor in Cedar would be given it. */
export class Extension {
  readonly fn: ExtensionName;
  readonly arg: string;
  /** A duration from a datetime on: how a moment beyond the year 9999 is written. */
  readonly offset: string | undefined;

  constructor(fn: ExtensionName, arg: string, offset?: string) {
    this.fn = fn;
    this.arg = arg;
    this.offset = offset;
  }
}

/** A list is a set. */
export type Value = boolean | number | string | EntityRef | Extension | readonly Value[] | Fields;

/** A record. Its own enumerable members count, whatever its prototype is. */
export interface Fields {
  readonly [name: string]: Value;
}

export interface Entity {
  readonly uid: Uid;
  readonly attrs: Fields;
  readonly parents: readonly Uid[];
  readonly tags?: Fields;
}

/**
 * The entities of a request in three lists, each read once as long as it stays the same object: those a principal,
 * a resource and a context bring along. An entity that stands in two of them must be the same in both.
 */
export class Layers {
  readonly principal: readonly Entity[];
  readonly resource: readonly Entity[];
  readonly context: readonly Entity[];
  /** The evaluator keeps here what it made of the lists. */
  read: unknown = undefined;

  constructor(lists: Pick<Layers, "principal" | "resource" | "context">) {
    this.principal = lists.principal;
    this.resource = lists.resource;
    this.context = lists.context;
  }
}

export type Entities = readonly Entity[] | Layers;

/** All of them in one list, each once. */
export function listOf(entities: Entities): readonly Entity[] {
  if (!(entities instanceof Layers)) return entities;
  const seen = new Map<string, Entity>();
  for (const list of [entities.principal, entities.resource, entities.context])
    for (const entity of list) {
      const key = `${entity.uid.type}\n${entity.uid.id}`;
      if (!seen.has(key)) seen.set(key, entity);
    }
  return [...seen.values()];
}

export interface Request {
  readonly principal: Uid;
  readonly action: Uid;
  readonly resource: Uid;
  readonly context: Fields;
}

export interface Verdict {
  decision: "allow" | "deny";
  /** Ids of the policies that decided, sorted. */
  reasons: string[];
  /** Ids of the policies that could not be evaluated, sorted. */
  errors: string[];
}

/** A record by its form. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof EntityRef) &&
    !(value instanceof Extension)
  );
}
