import type { Sighting } from "../findings/index.ts";
import type { Ids } from "../kernel/index.ts";
import type { Reader, Tx } from "../store/index.ts";
import type { Use } from "./egress/tally.ts";

/* Which AI services egress logs told of, as the organization keeps it. */

/** What an organization keeps at most; beyond it a report is refused. */
export const MAX_USES = 200_000;

/**
 * Keeps what a log told. `digest` is of the log: told again, it counts once. The answer holds what was not known before.
 */
export async function noteUses(
  tx: Tx,
  about: { org: string; ids: Ids; by: string; digest: string },
  uses: readonly Use[],
): Promise<Use[]> {
  const { org, ids, by, digest } = about;
  const fresh: Use[] = [];
  for (const use of uses) {
    const { service, vendor, kind, who, requests, bytes, firstAt, lastAt } = use;
    const row = { id: ids.next(), org, service, vendor, kind, who, requests, bytes, reported_by: by, digest };
    const written = await tx
      .insertInto("service_use")
      .values({ ...row, first_at: firstAt, last_at: lastAt })
      .onConflict((conflict) => conflict.columns(["org", "service", "who", "digest"]).doNothing())
      .returning("id")
      .execute();
    if (written.length > 0) fresh.push(use);
  }
  return fresh;
}

export async function countUses(tx: Tx, org: string): Promise<number> {
  const row = await tx
    .selectFrom("service_use")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("org", "=", org)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export interface ServiceUse {
  service: string;
  vendor: string;
  kind: string;
  requests: number;
  bytes: number;
  /** Different ones who used it. */
  users: number;
  firstAt: number;
  lastAt: number;
}

/** By service, the most used first; all of it, for the catalogue is bounded. */
export async function listServices(read: Reader, org: string, kind?: string): Promise<ServiceUse[]> {
  let query = read
    .selectFrom("service_use")
    .select(["service", "vendor", "kind"])
    .select((eb) => [
      eb.fn.sum<number | string>("requests").as("requests"),
      eb.fn.sum<number | string>("bytes").as("bytes"),
      eb.fn.count<number | string>("who").distinct().as("users"),
      eb.fn.min("first_at").as("first_at"),
      eb.fn.max("last_at").as("last_at"),
    ])
    .where("org", "=", org)
    .groupBy(["service", "vendor", "kind"]);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  const rows = await query.execute();
  return rows
    .map((row) => ({
      service: row.service,
      vendor: row.vendor,
      kind: row.kind,
      requests: Number(row.requests),
      bytes: Number(row.bytes),
      users: Number(row.users),
      firstAt: Number(row.first_at),
      lastAt: Number(row.last_at),
    }))
    .toSorted((a, b) => b.requests - a.requests || (a.service < b.service ? -1 : 1));
}

/** Kinds that data goes to by programs, not by somebody who types. */
const GRAVE = new Set(["model-api", "agent-platform", "mcp-host"]);

/** One finding for each service: whoever used it is in the numbers. */
export function sightingsOfUses(fresh: readonly Use[], at: number): Sighting[] {
  const by = new Map<string, Use[]>();
  for (const use of fresh) by.set(use.service, [...(by.get(use.service) ?? []), use]);
  return [...by].map(([service, uses]) => {
    const requests = uses.reduce((sum, one) => sum + one.requests, 0);
    const { kind, vendor } = uses[0] as Use;
    const masked = `${uses.length} used it ${requests} times`;
    return {
      key: JSON.stringify(["discovery.shadow-ai", service]),
      kind: "discovery.shadow-ai",
      severity: GRAVE.has(kind) ? ("medium" as const) : ("low" as const),
      principal: "",
      subject: "",
      team: "",
      workflow: "",
      at,
      through: true,
      count: uses.length,
      samples: [
        {
          decision: "",
          at,
          rule: service,
          detector: "egress",
          place: `${vendor} ${kind}`,
          masked,
          confidence: 100,
          outcome: "",
        },
      ],
    };
  });
}
