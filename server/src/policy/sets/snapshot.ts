import { canonicalJson, sha256 } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";

/** The address of everything a decision follows from besides the call and its principals: equal content, equal address. */
export function snapshotOf(
  landscape: Landscape,
  policies: readonly { id: string; text: string }[],
  schema: string,
): string {
  return sha256(
    canonicalJson({
      schema,
      policies: Object.fromEntries(policies.map(({ id, text }) => [id, text])),
      routes: [...landscape.routes.values()],
      tiers: landscape.tiers.map(({ id }) => id),
      models: [...landscape.models.values()].map(({ id, tier, regions, provider }) => ({
        id,
        tier,
        regions,
        provider: provider.id,
        selfHosted: provider.selfHosted === true,
        retentionDays: provider.retentionDays,
      })),
    }),
  );
}
