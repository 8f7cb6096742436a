import { z } from "zod";
import { MAX_USES, SERVICE_KINDS, countUses, listServices, noteUses, sightingsOfUses } from "../discovery/index.ts";
import { tellSightings } from "../findings/index.ts";
import { fault } from "../kernel/index.ts";
import { changing } from "./change.ts";
import { millis } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

/* AI services that egress logs tell of. */

const kind = z.enum(SERVICE_KINDS);
const use = z.strictObject({
  service: z.string().regex(/^[a-z0-9*.-]{3,253}$/),
  vendor: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  kind,
  who: z.string().min(1).max(200).describe("A keyed hash, unless whoever reports chose otherwise."),
  requests: z.int().min(1),
  bytes: z.int().min(0),
  firstAt: millis,
  lastAt: millis,
});
const reportInput = z.strictObject({
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the logs: told twice, they count once."),
  uses: z.array(use).max(20_000),
});
const servicesInput = z.strictObject({ kind: kind.optional() });
const service = z.strictObject({
  service: z.string(),
  vendor: z.string(),
  kind: z.string(),
  requests: z.int(),
  bytes: z.int(),
  users: z.int().describe("Different ones who used it."),
  firstAt: millis,
  lastAt: millis,
});

export const egressOperations: readonly Operation[] = [
  {
    name: "discovery.egress",
    summary: "Takes which AI services egress logs told of, as `lumos scan egress` counts them.",
    method: "POST",
    path: "/discovery/egress",
    input: reportInput,
    output: z.strictObject({ new: z.int(), services: z.int() }),
    roles: ["owner", "security_admin"],
    audit: "change",
    status: 200,
    maxBodyBytes: 8 * 1_048_576,
    run: report,
  },
  {
    name: "discovery.services",
    summary: "AI services in use beside Lumos, by what egress logs told, the most used first.",
    method: "GET",
    path: "/discovery/services",
    input: servicesInput,
    output: z.strictObject({ services: z.array(service) }),
    roles: ["owner", "security_admin", "auditor"],
    audit: "read",
    status: 200,
    examples: ["lumos discovery services --kind chat"],
    async run({ store }, { org }, input: z.output<typeof servicesInput>) {
      return { body: { services: await listServices(store.read, org, input.kind) } };
    },
  },
];

async function report(services: Services, asker: Asker, input: z.output<typeof reportInput>) {
  const { registry, ids, clock, risk } = services;
  const { org, chain } = asker;
  const landscape = registry.landscape(org);
  if (!landscape) throw fault("not_found");
  if (risk.holdsSecret(input.uses.map(({ who }) => who).join("\n")))
    throw fault("invalid_request", {
      public: "The report holds what looks like a secret; nothing was kept.",
      param: "uses",
    });
  return changing(services, asker, { operation: "discovery.egress", input }, async (tx) => {
    if ((await countUses(tx, org)) + input.uses.length > MAX_USES)
      throw fault("conflict", { public: "Too much was reported already." });
    const by = chain?.links[0]?.ref ?? "";
    const now = clock.now();
    const fresh = await noteUses(tx, { org, ids, by, digest: input.digest }, input.uses);
    await tellSightings(tx, sightingsOfUses(fresh, now), { org, ids, now, alerts: landscape.alerts });
    const body = { new: fresh.length, services: new Set(fresh.map((one) => one.service)).size };
    return {
      answer: { body },
      records: [{ subject: { kind: "discovery" as const, id: input.digest.slice(0, 32) }, details: body }],
    };
  });
}
