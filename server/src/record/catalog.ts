import type { CatalogNews } from "../catalog/index.ts";
import type { Tx } from "../store/index.ts";
import type { Records } from "./types.ts";

/** So many tools stand in one record. */
const PAGE = 100;

/** What the catalog did by itself: one record for what became of many tools of a server at once. */
export async function recordCatalog(
  tx: Tx,
  records: Pick<Records, "change">,
  { org, server, changes }: CatalogNews,
): Promise<void> {
  const subject = { kind: "servers" as const, id: server };
  for (const [what, alike] of Map.groupBy(changes, (change) => change.what))
    for (let from = 0; from < alike.length; from += PAGE) {
      const page = alike.slice(from, from + PAGE);
      const tools = page.map(({ tool, before, after }) => ({ tool, before, after }));
      const details = { because: page[0]?.because, tools };
      await records.change(tx, { org, actor: "system", action: `catalog.${what}`, subject, details });
    }
}
