import { z } from "zod";
import { fault } from "../kernel/index.ts";
import { changing } from "./change.ts";
import { id, millis } from "./shapes.ts";
import type { Operation, Services } from "./types.ts";

const input = z.strictObject({ code: z.string().min(1).max(200), user: id.describe("Who becomes the first owner.") });
type Input = z.output<typeof input>;

const MAX_OWNERS = 100;

export const setupOperations: readonly Operation[] = [
  {
    name: "setup.status",
    summary: "Whether someone has become the first owner yet.",
    method: "GET",
    path: "/setup",
    input: z.strictObject({}),
    output: z.strictObject({ claimed: z.boolean() }),
    roles: "anyone",
    audit: "read",
    status: 200,
    async run(services) {
      return { body: { claimed: await isClaimed(services) } };
    },
  },
  {
    name: "setup.claim",
    summary:
      "Makes the first owner with the one-time code that was printed on start. Five wrong codes lock it for a minute.",
    method: "POST",
    path: "/setup/claim",
    input,
    output: z.strictObject({
      key: z.string().describe("The first owner's key. It is shown this once and kept nowhere."),
      id: z.string(),
      principal: z.string(),
      expiresAt: millis,
      scopes: z.array(z.string()),
    }),
    roles: "anyone",
    audit: "change",
    status: 201,
    async run(services, asker, asked: Input) {
      // A claim is never repeated by its idempotency key: the code itself works once.
      const once = { ...asker, idempotencyKey: undefined };
      return changing(services, once, { operation: "setup.claim", input: {} }, async (tx) => {
        const claimed = await services.identity.claimSetup(tx, { code: asked.code, org: asker.org, user: asked.user });
        if (!claimed.ok) {
          services.log.warn("setup.refused", { because: claimed.error });
          // Guarantee: a refused claim does not say what was wrong with it.
          throw fault("forbidden", { public: "This code does not open the setup." });
        }
        const { key, id, principal, expiresAt, scopes } = claimed.value;
        const shown = { id, principal, expiresAt, scopes };
        return {
          answer: { body: { key: key.reveal(), ...shown } },
          records: [{ subject: { kind: "setup", id: asked.user }, after: shown }],
        };
      });
    },
  },
];

async function isClaimed({ registry, identity }: Services): Promise<boolean> {
  for (const org of registry.organizations()) {
    const users = [...(registry.landscape(org)?.users.values() ?? [])];
    for (const user of users.filter((one) => one.roles?.includes("owner")).slice(0, MAX_OWNERS)) {
      const keys = await identity.listKeys(org, { principal: `user:${user.id}`, limit: 1 });
      if (keys.length > 0) return true;
    }
  }
  return false;
}
