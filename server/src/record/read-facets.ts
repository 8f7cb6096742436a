import type { Store } from "../store/index.ts";

/** The texts of these facets, by hash. */
export async function readFacets(
  store: Pick<Store, "read">,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return new Map();
  const rows = await store.read.selectFrom("facets").selectAll().where("hash", "in", wanted).execute();
  return new Map(rows.map((row) => [row.hash, row.json]));
}
