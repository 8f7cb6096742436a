import { z } from "zod";
import { changing, recordOf } from "./change.ts";
import { change, id } from "./shapes.ts";
import type { Operation } from "./types.ts";

const input = z.strictObject({ ids: z.array(id).min(1).max(1_000).describe("Every tier once, most capable first.") });

export const tierOperations: readonly Operation[] = [
  {
    name: "tiers.order",
    summary: "Puts the ladder of tiers in an order.",
    method: "PUT",
    path: "/ladder",
    input,
    output: z.strictObject({ changes: z.array(change) }),
    roles: ["owner"],
    audit: "change",
    status: 200,
    run(services, asker, asked: { ids: string[] }) {
      return changing(services, asker, { operation: "tiers.order", input: asked }, async (tx) => {
        const changes = await services.registry.orderTiers(tx, asker.org, asked.ids);
        return { answer: { body: { changes } }, records: changes.map(recordOf) };
      });
    },
  },
];
