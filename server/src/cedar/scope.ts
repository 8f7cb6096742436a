import { Unfit, refOf } from "./convert.ts";
import { own, uid } from "./form.ts";
import type { Ref } from "./runtime.ts";
import type { Scope } from "./tree.ts";

/** What a scope lets in, read from its JSON form. */
export type Bounds =
  | { kind: "all" }
  | { kind: "self"; key: string }
  | { kind: "within"; key: string }
  | { kind: "type"; type: string }
  | { kind: "typeWithin"; type: string; key: string };

export function boundsOf(scope: Scope): Bounds {
  switch (scope.op) {
    case "All":
      return { kind: "all" };
    case "==":
      return { kind: "self", key: keyOf(scope["entity"]) };
    case "in":
      return { kind: "within", key: keyOf(scope["entity"]) };
    case "is": {
      const type = scope["entity_type"];
      if (typeof type !== "string") throw new Unfit("is needs a type");
      const within = scope["in"];
      if (within === undefined) return { kind: "type", type };
      return { kind: "typeWithin", type, key: keyOf(own(within, "entity")) };
    }
    default:
      throw new Unfit("a scope is one of All, ==, in, is");
  }
}

/** An action's scope is the only one that may be a list. */
export function actionBoundsOf(scope: Scope): readonly Bounds[] {
  const entities = scope.op === "in" ? scope["entities"] : undefined;
  if (entities === undefined) return [boundsOf(scope)];
  if (!Array.isArray(entities)) throw new Unfit("in needs a list of actions");
  return entities.map((entity) => ({ kind: "within", key: keyOf(entity) }));
}

export function isInside(bounds: Bounds, ref: Ref, above: ReadonlySet<string>): boolean {
  switch (bounds.kind) {
    case "all":
      return true;
    case "self":
      return ref.key === bounds.key;
    case "within":
      return above.has(bounds.key);
    case "type":
      return ref.type === bounds.type;
    case "typeWithin":
      return ref.type === bounds.type && above.has(bounds.key);
  }
}

/** Things filed by the scopes that let an entity in, so that only those are touched. */
export class ScopeIndex<T> {
  readonly #make: () => T;
  #all: T | undefined;
  readonly #self = new Map<string, T>();
  readonly #within = new Map<string, T>();
  readonly #type = new Map<string, T>();
  readonly #typeWithin = new Map<string, T>();

  constructor(make: () => T) {
    this.#make = make;
  }

  /** Where what has these bounds is filed. */
  place(bounds: Bounds): T {
    switch (bounds.kind) {
      case "all":
        return (this.#all ??= this.#make());
      case "self":
        return this.#at(this.#self, bounds.key);
      case "within":
        return this.#at(this.#within, bounds.key);
      case "type":
        return this.#at(this.#type, bounds.type);
      case "typeWithin":
        return this.#at(this.#typeWithin, `${bounds.type}\n\n${bounds.key}`);
    }
  }

  /** Everything filed under bounds that let the entity in, and nothing else. */
  find(ref: Ref, above: ReadonlySet<string>, found: T[]): T[] {
    if (this.#all !== undefined) found.push(this.#all);
    push(found, this.#self, ref.key);
    push(found, this.#type, ref.type);
    if (this.#within.size > 0) for (const key of above) push(found, this.#within, key);
    if (this.#typeWithin.size > 0) for (const key of above) push(found, this.#typeWithin, `${ref.type}\n\n${key}`);
    return found;
  }

  #at(map: Map<string, T>, key: string): T {
    let place = map.get(key);
    if (place === undefined) map.set(key, (place = this.#make()));
    return place;
  }
}

function push<T>(found: T[], map: ReadonlyMap<string, T>, key: string): void {
  if (map.size === 0) return;
  const place = map.get(key);
  if (place !== undefined) found.push(place);
}

function keyOf(entity: unknown): string {
  return refOf(uid(entity)).key;
}
