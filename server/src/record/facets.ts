import { sha256 } from "../kernel/index.ts";

/** A piece that many decisions share, kept once under the hash of its text. */
export interface FacetRow {
  hash: string;
  json: string;
}

/**
 * Gives pieces their hash and tells which rows must still be written. A row counts as written only when a
 * commit that held it has been acknowledged: until then every decision that refers to it brings it along.
 */
export interface Facets {
  /** `source` is the object the piece is made from: the same object is not put into text twice. */
  of(source: object, org: string, make: () => unknown): { hash: string; row: FacetRow | undefined };
  written(rows: readonly FacetRow[]): void;
  /** Another database stands in place of the one they were written to. */
  forget(): void;
}

const MAX_KNOWN = 20_000;

export function makeFacets(): Facets {
  const made = new WeakMap<object, FacetRow>();
  const known = new Set<string>();
  return {
    of(source, org, make) {
      let row = made.get(source);
      if (row === undefined) {
        const json = JSON.stringify(make());
        // The organization is part of the hash, so that nobody can tell whether another one has the same piece.
        row = { hash: sha256(`${org}\n${json}`), json };
        made.set(source, row);
      }
      return { hash: row.hash, row: known.has(row.hash) ? undefined : row };
    },
    written(rows) {
      for (const { hash } of rows) {
        if (known.size >= MAX_KNOWN) known.clear();
        known.add(hash);
      }
    },
    forget() {
      known.clear();
    },
  };
}
