import type { Long } from "./long.ts";

/*
 * Values while an expression is evaluated. Undefined is no value: it stands for an error, and every operation
 * passes it on because it is of no type that the operation takes.
 */
export type Run = boolean | Long | string | Ref | Rec | SetOf | Ext;

/** An expression, compiled. */
export type Code = (scene: Scene) => Run | undefined;

/** What one evaluation sees. */
export interface Scene {
  readonly principal: Ref;
  readonly action: Ref;
  readonly resource: Ref;
  readonly context: Rec;
  readonly store: Store;
}

/** The entities of a request, as operations ask for them. */
export interface Store {
  /** Undefined where nobody told of the entity. */
  find(key: string): Known | undefined;
  /** The entity itself and everything it stands in. */
  above(ref: Ref): ReadonlySet<string>;
}

export interface Known {
  readonly ref: Ref;
  readonly attrs: Rec;
  readonly tags: Rec;
  readonly parents: readonly Ref[];
}

export class Ref {
  readonly type: string;
  readonly id: string;
  /** Two references are to the same entity exactly when their keys are the same: no type holds a line break. */
  readonly key: string;

  constructor(type: string, id: string) {
    this.type = type;
    this.id = id;
    this.key = `${type}\n${id}`;
  }
}

/** A map, so that no name of a member means anything to JavaScript. */
export class Rec {
  readonly members: ReadonlyMap<string, Run>;
  #key: string | undefined;

  constructor(members: ReadonlyMap<string, Run>) {
    this.members = members;
  }

  get key(): string {
    if (this.#key === undefined) {
      let key = "";
      for (const name of [...this.members.keys()].sort())
        key += `${JSON.stringify(name)}:${keyOf(this.members.get(name) as Run)},`;
      this.#key = `{${key}}`;
    }
    return this.#key;
  }
}

const SMALL = 8;

export class SetOf {
  /** Each once. */
  readonly items: readonly Run[];
  /** The members that are not objects, or the keys of those that are; made when a set is not small. */
  #index: ReadonlySet<unknown> | undefined;
  #key: string | undefined;

  constructor(items: readonly Run[]) {
    this.items = distinct(items);
  }

  static of(items: readonly Run[]): SetOf {
    return items.length === 0 ? EMPTY : new SetOf(items);
  }

  has(value: Run): boolean {
    if (this.items.length <= SMALL) {
      for (const item of this.items) if (same(item, value)) return true;
      return false;
    }
    this.#index ??= new Set(this.items.map(mark));
    return this.#index.has(mark(value));
  }

  get key(): string {
    this.#key ??= `[${this.items.map(keyOf).sort().join()}]`;
    return this.#key;
  }
}

/** The same object each time, so that it is seen to be the same. */
const EMPTY = new SetOf([]);

/** A value of an extension type. Its key says type and value. */
export abstract class Ext {
  abstract readonly key: string;
}

export function same(one: Run, other: Run): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object") return false;
  return keyOf(one) === keyOf(other);
}

/** Equal values have equal keys, others have not. */
function keyOf(value: Run): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
    case "bigint":
      return String(value);
    default:
      return value instanceof Ref ? `@${JSON.stringify(value.key)}` : value.key;
  }
}

/** Stands for a value where JavaScript compares; the names of the keys cannot be those of texts. */
function mark(value: Run): unknown {
  return typeof value === "object" ? keyOf(value) : typeof value === "string" ? `"${value}` : value;
}

function distinct(items: readonly Run[]): readonly Run[] {
  if (items.length < 2) return items;
  if (items.length <= SMALL) {
    const found: Run[] = [];
    for (const item of items) if (!found.some((one) => same(one, item))) found.push(item);
    return found.length === items.length ? items : found;
  }
  const found = new Map<unknown, Run>();
  for (const item of items) {
    const its = mark(item);
    if (!found.has(its)) found.set(its, item);
  }
  return found.size === items.length ? items : [...found.values()];
}
