import { asFault, type Bag, type BagEntry, type Log, makeBag } from "../kernel/index.ts";

/** Who is to be told when something is cut off: open calls by the entities they depend on. */
export interface Watches {
  add(org: string, entities: readonly string[], cut: () => void): () => void;
  /** Ends every watch on the entity and calls its `cut`. */
  cut(org: string, entity: string): void;
  /** Entities of an organization with a call open. */
  watched(org: string): string[];
  /** Organizations that had one. */
  organizations(): string[];
  readonly size: number;
}

interface Watch {
  cut: () => void;
  /** Its places under each of its entities. */
  places: { entity: string; bag: Bag<Watch>; entry: BagEntry<Watch> }[];
}

export function makeWatches(log: Log): Watches {
  const organizations = new Map<string, Map<string, Bag<Watch>>>();

  const remove = (index: Map<string, Bag<Watch>>, watch: Watch) => {
    for (const { entity, bag, entry } of watch.places) {
      bag.remove(entry);
      // A bag that is empty for long would be a leak; one that is used again at once is kept.
      if (bag.size === 0 && index.size > MAX_EMPTY && index.get(entity) === bag) index.delete(entity);
    }
    watch.places = [];
  };

  return {
    add(org, entities, cut) {
      let index = organizations.get(org);
      if (!index) organizations.set(org, (index = new Map()));
      const watch: Watch = { cut, places: [] };
      for (const entity of entities) {
        let bag = index.get(entity);
        if (!bag) index.set(entity, (bag = makeBag()));
        watch.places.push({ entity, bag, entry: bag.add(watch) });
      }
      const found = index;
      return () => remove(found, watch);
    },
    cut(org, entity) {
      const index = organizations.get(org);
      const bag = index?.get(entity);
      if (!index || !bag) return;
      index.delete(entity); // a cut that leads to a new watch is not cut again
      for (const watch of bag.items()) {
        remove(index, watch);
        try {
          watch.cut();
        } catch (error) {
          // One call that cannot be cut must not keep the others open.
          log.error("identity.cut.failed", { entity, error: asFault(error) });
        }
      }
    },
    watched: (org) => [...(organizations.get(org) ?? [])].flatMap(([entity, bag]) => (bag.size > 0 ? [entity] : [])),
    organizations: () => [...organizations.keys()],
    get size() {
      let count = 0;
      for (const index of organizations.values()) for (const bag of index.values()) count += bag.size;
      return count;
    },
  };
}

/** Entities that may be kept without a call open: those that call again and again. */
const MAX_EMPTY = 10_000;
