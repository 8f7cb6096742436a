import type { Step } from "./approvals/index.ts";
import { post } from "./findings/index.ts";
import type { Ids } from "./kernel/index.ts";
import type { Records } from "./record/index.ts";
import type { Registry } from "./registry/index.ts";
import type { Tx } from "./store/index.ts";

/* Between a decision that waits for a person and the call that goes on with that person's word. */

/** Which steps somebody outside is told of, and as what. */
const EVENTS: Partial<Record<Step["what"], string>> = {
  requested: "approval.requested",
  approved: "approval.decided",
  denied: "approval.decided",
};

/** Writes each step of an approval down, and tells whoever is to be told, in the step's own transaction. */
export function writingSteps(parts: {
  records: Pick<Records, "change">;
  registry: Pick<Registry, "landscape">;
  ids: Ids;
}): (tx: Tx, step: Step) => Promise<void> {
  return async (tx, { org, id, what, actor, at, details }) => {
    const subject = { kind: "approval" as const, id };
    await parts.records.change(tx, { org, actor, action: `approvals.${what}`, subject, details });
    const type = EVENTS[what];
    const alerts = parts.registry.landscape(org)?.alerts ?? [];
    if (type === undefined || alerts.length === 0) return;
    const data = { approval: id, what, by: actor, ...details };
    await post(tx, [{ type, at, data }], { org, alerts, ids: parts.ids, now: at });
  };
}
