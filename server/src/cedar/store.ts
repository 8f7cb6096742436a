import { Unfit, knownOf } from "./convert.ts";
import type { Known, Ref, Store } from "./runtime.ts";
import type { Entity } from "./values.ts";

/** A list of entities, converted once, and what stands above each as far as the list itself tells. */
export class Table {
  readonly known = new Map<string, Known>();
  readonly #above = new Map<string, ReadonlySet<string> | undefined>();

  constructor(list: readonly Entity[]) {
    for (const entity of list) {
      const known = knownOf(entity);
      const before = this.known.get(known.ref.key);
      if (before === undefined) this.known.set(known.ref.key, known);
      else if (before !== known && !alike(before, known)) throw new Unfit(`two entities ${known.ref.key}`);
    }
    refuseCircles(this.known);
  }

  /** Undefined where the answer depends on entities that are not in this list. */
  above(key: string): ReadonlySet<string> | undefined {
    if (!this.known.has(key)) return undefined;
    if (!this.#above.has(key)) {
      const { found, missing } = climb(key, (one) => this.known.get(one));
      this.#above.set(key, missing ? undefined : found);
    }
    return this.#above.get(key);
  }
}

const tables = new WeakMap<readonly Entity[], Table>();

/** A list is read once: it must not change after it was first used. */
export function tableOf(list: readonly Entity[]): Table {
  let table = tables.get(list);
  if (!table) tables.set(list, (table = new Table(list)));
  return table;
}

export const NO_TABLE = new Table([]);

/** Several lists, asked in order. An entity that stands in two of them is the same in both. */
export class Tables implements Store {
  readonly #tables: readonly Table[];
  /** Conditions ask about the principal and the resource again and again. */
  #one: { ref: Ref; above: ReadonlySet<string> } | undefined;
  #other: { ref: Ref; above: ReadonlySet<string> } | undefined;
  /** True once something was asked for that none of the lists holds. */
  missed = false;

  constructor(list: readonly Table[]) {
    this.#tables = list;
  }

  get last(): Table {
    return this.#tables.at(-1) ?? NO_TABLE;
  }

  find(key: string): Known | undefined {
    for (const table of this.#tables) {
      const known = table.known.get(key);
      if (known !== undefined) return known;
    }
    this.missed = true;
    return undefined;
  }

  above(ref: Ref): ReadonlySet<string> {
    if (ref === this.#one?.ref) return this.#one.above;
    if (ref === this.#other?.ref) return this.#other.above;
    for (const table of this.#tables) {
      const above = table.above(ref.key);
      if (above === undefined) continue;
      this.#other = this.#one;
      this.#one = { ref, above };
      return above;
    }
    return climb(ref.key, (key) => this.find(key)).found;
  }
}

function climb(
  from: string,
  find: (key: string) => Known | undefined,
): { found: ReadonlySet<string>; missing: boolean } {
  const found = new Set([from]);
  let missing = false;
  for (const key of found) {
    const known = find(key);
    if (known === undefined) missing = true;
    else for (const parent of known.parents) found.add(parent.key);
  }
  return { found, missing };
}

/** Cedar takes no entities that stand above themselves. */
function refuseCircles(known: ReadonlyMap<string, Known>): void {
  const children = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  const free: string[] = [];
  for (const [key, { parents }] of known) {
    const its = new Set(parents.map((parent) => parent.key).filter((parent) => known.has(parent)));
    if (its.size === 0) free.push(key);
    waiting.set(key, its.size);
    for (const parent of its) {
      const list = children.get(parent);
      if (list) list.push(key);
      else children.set(parent, [key]);
    }
  }
  let settled = 0;
  for (const key of free) {
    settled += 1;
    for (const child of children.get(key) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) free.push(child);
    }
  }
  if (settled < known.size) throw new Unfit("entities that stand above themselves");
}

function alike(one: Known, other: Known): boolean {
  const parents = (known: Known) => [...new Set(known.parents.map(({ key }) => key))].toSorted().join();
  return one.attrs.key === other.attrs.key && one.tags.key === other.tags.key && parents(one) === parents(other);
}
