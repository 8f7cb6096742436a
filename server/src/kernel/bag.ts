/**
 * An unordered collection for what comes and goes with every call. A Set would do the same, but it renews
 * its table every few dozen changes, and each table left behind still names what was in it and the table
 * after it: once one of them is old, everything that passes through is kept until the next full collection.
 * Here nothing is left behind.
 */
export interface Bag<T> {
  add(item: T): BagEntry<T>;
  remove(entry: BagEntry<T>): void;
  items(): T[];
  readonly size: number;
}

export interface BagEntry<T> {
  /** -1 once it is removed. */
  at: number;
  item: T | undefined;
}

export function makeBag<T>(): Bag<T> {
  const entries: BagEntry<T>[] = [];
  return {
    add(item) {
      const entry = { at: entries.length, item };
      entries.push(entry);
      return entry;
    },
    remove(entry) {
      if (entry.at < 0) return;
      const last = entries.pop() as BagEntry<T>;
      if (last !== entry) {
        entries[entry.at] = last;
        last.at = entry.at;
      }
      entry.at = -1;
      entry.item = undefined;
    },
    items: () => entries.map((entry) => entry.item as T),
    get size() {
      return entries.length;
    },
  };
}
