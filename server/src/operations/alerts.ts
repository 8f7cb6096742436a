import { z } from "zod";
import { listDeliveries, post } from "../findings/index.ts";
import { fault } from "../kernel/index.ts";
import { changing } from "./change.ts";
import { id, millis, page, pageOf, readNewest } from "./shapes.ts";
import type { Operation } from "./types.ts";

const delivery = z.strictObject({
  id: z.string().describe("Also the message's `webhook-id`."),
  alert: z.string(),
  event: z.string(),
  at: millis,
  status: z.enum(["waiting", "sent", "given_up"]),
  tries: z.int(),
  dueAt: millis,
  detail: z.string().describe("Why the last try failed."),
});
const listInput = z.strictObject({ alert: id.optional(), ...page });
const testInput = z.strictObject({ id });

export const alertOperations: readonly Operation[] = [
  {
    name: "alerts.deliveries",
    summary: "What was sent to alerts in the last days, what waits, and what could not be delivered; newest first.",
    method: "GET",
    path: "/alert-deliveries",
    input: listInput,
    output: pageOf(delivery),
    roles: ["owner", "security_admin", "auditor"],
    audit: "read",
    status: 200,
    async run({ store }, { org }, { after, limit, alert }: z.output<typeof listInput>) {
      const filter = alert === undefined ? {} : { alert };
      return {
        body: await readNewest({ after, limit }, (newest) => listDeliveries(store.read, org, filter, newest)),
      };
    },
  },
  {
    name: "alerts.test",
    summary: "Sends a message to an alert's address now; `alerts deliveries` tells whether it came.",
    method: "POST",
    path: "/alerts/{id}/test",
    input: testInput,
    output: z.strictObject({ queued: z.literal(true) }),
    roles: ["owner", "security_admin"],
    audit: "change",
    status: 201,
    examples: ["lumos alerts test soc"],
    run: (services, asker, input: z.output<typeof testInput>) =>
      changing(services, asker, { operation: "alerts.test", input }, async (tx) => {
        const { clock, ids, registry } = services;
        const alert = registry.landscape(asker.org)?.alerts.find((one) => one.id === input.id);
        if (!alert) throw fault("not_found");
        const now = clock.now();
        const event = { type: "alerts.test", at: now, data: { alert: alert.id } };
        await post(tx, [event], { org: asker.org, alerts: [{ ...alert, events: ["*"] }], ids, now });
        const subject = { kind: "alerts" as const, id: alert.id };
        return { answer: { body: { queued: true as const } }, records: [{ subject }] };
      }),
  },
];
