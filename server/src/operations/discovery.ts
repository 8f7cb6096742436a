import { z } from "zod";
import {
  CLASSES,
  type Discovered,
  FLAGS,
  FOUND_KINDS,
  type Found,
  type Known,
  classOf,
  countDiscovered,
  knownOf,
  listDiscovered,
  noteReport,
  sightingsOf,
} from "../discovery/index.ts";
import { tellSightings } from "../findings/index.ts";
import { fault } from "../kernel/index.ts";
import { plainAddress, standingItems } from "../shelves/index.ts";
import { rolesOf } from "./authorize.ts";
import { changing } from "./change.ts";
import { millis, page, pageOf, readNewest } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const READERS = ["owner", "security_admin", "auditor"] as const;
const MAX_FOUND = 2_000;
/** What one principal may have in the inventory, over all machines and times. */
const MAX_ROWS = 20_000;

const short = z.string().max(200);
const value = z.strictObject({ name: short, hash: z.string().regex(/^(?:[0-9a-f]{16})?$/) });
const found = z.strictObject({
  kind: z.enum(FOUND_KINDS),
  client: z.string().max(64),
  scope: z.enum(["user", "managed", "project"]),
  name: short,
  place: z.string().max(500),
  target: z.string().max(500),
  transport: z.enum(["http", "sse", "stdio", ""]),
  runs: z.array(z.string().max(500)).max(60),
  env: z.array(value).max(60),
  headers: z.array(value).max(60),
  flags: z.array(z.enum(FLAGS)).max(FLAGS.length),
  class: z.enum(CLASSES),
  digest: z.string().regex(/^(?:sha256:[0-9a-f]{64})?$/),
});
const machine = z.string().regex(/^[0-9a-f]{32}$/, "a machine is 32 hexadecimal digits");
const reportInput = z.strictObject({
  machine: machine.describe("A number the machine drew for itself; it says nothing about it."),
  whole: z
    .array(z.enum(["user", "managed", "project"]))
    .max(3)
    .default([])
    .describe("All of these was looked through: what is not told of is gone."),
  found: z.array(found).max(MAX_FOUND),
});
const reportOutput = z.strictObject({
  found: z.array(
    z.strictObject({
      class: z.enum(CLASSES),
      server: z.string().nullable().describe("The declared server that stands for it, where there is one."),
    }),
  ),
  new: z.int(),
  gone: z.int(),
});
const discovered = z.strictObject({
  ...found.shape,
  id: z.string(),
  machine: z.string(),
  principal: z.string(),
  firstAt: millis,
  lastAt: millis,
  goneAt: millis.nullable(),
});
const inventoryInput = z.strictObject({
  kind: z.enum(FOUND_KINDS).optional(),
  class: z.enum(CLASSES).optional(),
  client: z.string().min(1).max(64).optional(),
  principal: z.string().min(1).max(200).optional(),
  machine: machine.optional(),
  target: z.string().min(1).max(500).optional(),
  gone: z.boolean().optional().describe("Also what is no longer there."),
  ...page,
});

export const discoveryOperations: readonly Operation[] = [
  {
    name: "discovery.report",
    summary: "Takes what a scan found on one's own machine, and answers what is known of each thing.",
    method: "POST",
    path: "/discovery/reports",
    input: reportInput,
    output: reportOutput,
    roles: "member",
    audit: "change",
    status: 200,
    maxBodyBytes: 4 * 1_048_576,
    run: report,
  },
  {
    name: "discovery.inventory",
    summary: "MCP servers, hooks and skills that scans found, newest first: your own, or all for who reviews.",
    method: "GET",
    path: "/discovery/inventory",
    input: inventoryInput,
    output: pageOf(discovered),
    roles: "member",
    audit: "read",
    status: 200,
    examples: ["lumos discovery inventory --class unknown --kind server"],
    async run({ store }, asker, { after, limit, ...filter }: z.output<typeof inventoryInput>) {
      const all = asker.chain && READERS.some((role) => rolesOf(asker.chain as never).has(role));
      const mine = all ? {} : { principal: principalOf(asker) };
      const body = await readNewest({ after, limit }, (newest) =>
        listDiscovered(store.read, asker.org, { ...filter, ...mine }, newest),
      );
      return { body: { ...body, items: body.items.map(toldOf) } };
    },
  },
];

async function report(services: Services, asker: Asker, input: z.output<typeof reportInput>) {
  const { store, registry, risk, ids, clock } = services;
  const { org } = asker;
  const landscape = registry.landscape(org);
  if (!landscape) throw fault("not_found");
  // Guarantee: what another program than ours reports is refused where it holds a secret.
  if (risk.holdsSecret(JSON.stringify(input.found)) || input.found.some(isTelling))
    throw fault("invalid_request", {
      public: "The report holds what looks like a secret; nothing was kept.",
      param: "found",
    });
  const known = knownOf(landscape, {
    approved: await standingItems(store.read, org, "approved"),
    blocked: await standingItems(store.read, org, "blocked"),
  });
  const all: Found[] = input.found.map((one) => ({ ...one, class: classOf(one, known) }));
  const principal = principalOf(asker);
  return changing(services, asker, { operation: "discovery.report", input }, async (tx) => {
    const now = clock.now();
    if ((await countDiscovered(tx, org, principal)) + all.length > MAX_ROWS)
      throw fault("conflict", { public: "Too much was reported by you already." });
    const about = { org, machine: input.machine, principal, ids, now, whole: input.whole };
    const noted = await noteReport(tx, about, all);
    await tellSightings(tx, sightingsOf(noted, now), { org, ids, now, alerts: landscape.alerts });
    const body = { found: all.map((one) => answerOf(one, known)), new: noted.fresh.length, gone: noted.gone };
    const counts = Object.fromEntries(CLASSES.map((name) => [name, all.filter((one) => one.class === name).length]));
    const details = { ...counts, new: body.new, gone: body.gone };
    return { answer: { body }, records: [{ subject: { kind: "discovery" as const, id: input.machine }, details }] };
  });
}

function answerOf(one: Found, known: Known) {
  const server = one.kind === "server" ? known.servers.get(one.target) : undefined;
  return { class: one.class, server: server ?? null };
}

/** An address with more in it than may be told. */
function isTelling({ runs, target }: Found): boolean {
  const bare = (text: string | undefined) => text?.replace(/\/+$/, "");
  return [...runs, target].some((text) => /^[a-z]+:\/\//i.test(text) && bare(plainAddress(text)?.url) !== bare(text));
}

function principalOf({ chain }: Asker): string {
  return chain?.links[0]?.ref ?? "";
}

function toldOf({ goneAt, ...one }: Discovered): z.output<typeof discovered> {
  return { ...one, goneAt: goneAt ?? null };
}
