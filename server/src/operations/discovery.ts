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
  readDiscovered,
  sightingsOf,
} from "../discovery/index.ts";
import { OBJECTS } from "../config/index.ts";
import { tellSightings } from "../findings/index.ts";
import { fault } from "../kernel/index.ts";
import { plainAddress, standingItems } from "../shelves/index.ts";
import { rolesOf } from "./authorize.ts";
import { changing } from "./change.ts";
import { blank, keepRequest } from "./shelf-requests.ts";
import { itemShape, reason } from "./shelf-shapes.ts";
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

const claimInput = z.strictObject({
  id: z.string().min(1).max(100),
  name: OBJECTS.teams.shape.id.optional().describe("What it is to be called; what the client calls it when left out."),
  why: reason.describe("Why it is needed; a reviewer reads it."),
});

export const discoveryOperations: readonly Operation[] = [
  {
    name: "discovery.claim",
    summary: "Asks for a server that a scan found, so that it can be approved and led through Lumos.",
    method: "POST",
    path: "/discovery/inventory/{id}/claim",
    input: claimInput,
    output: itemShape,
    roles: ["owner", "security_admin"],
    own: "member",
    audit: "change",
    status: 201,
    examples: ['lumos discovery claim 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --why "we search with it"'],
    run: claim,
  },
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

/** A request for what a scan found: with its address where all of that is known, else by its name alone. */
async function claim(services: Services, asker: Asker, input: z.output<typeof claimInput>) {
  const { store, risk } = services;
  const one = await readDiscovered(store.read, asker.org, input.id);
  if (!one || one.kind !== "server" || (asker.reach === "own" && one.principal !== principalOf(asker)))
    throw fault("not_found");
  if (risk.holdsSecret(input.why))
    throw fault("invalid_request", { public: "This looks like it holds a secret: leave it out.", param: "why" });
  const name = input.name ?? one.name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const [url] = one.transport === "stdio" ? [] : one.runs;
  const whole = url !== undefined && !/\/-(?:\/|$)/.test(url);
  const transport = one.transport === "sse" ? "sse" : "http";
  const server = OBJECTS.servers.safeParse({ id: name, kind: "mcp", transport, url });
  const item = {
    ...blank(services, asker, { kind: "server", name, title: "", description: "", why: input.why }),
    source: url ?? one.target,
    target: one.target,
    server: whole && server.success ? server.data : undefined,
  };
  if (name === "" || one.target === "")
    throw fault("invalid_request", { public: "Say what it is to be called.", param: "name" });
  return keepRequest(services, asker, "discovery.claim", input, item, []);
}

async function report(services: Services, asker: Asker, input: z.output<typeof reportInput>) {
  const { store, registry, risk, ids, clock } = services;
  const { org } = asker;
  const landscape = registry.landscape(org);
  if (!landscape) throw fault("not_found");
  // Guarantee: what another program than ours reports is refused where it holds a secret.
  const texts = input.found.flatMap(({ name, place, target, runs, env, headers }) => [
    name,
    place,
    target,
    ...runs,
    ...env.map((one) => one.name),
    ...headers.map((one) => one.name),
  ]);
  if (risk.holdsSecret(texts.join("\n")) || input.found.some(isTelling))
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
