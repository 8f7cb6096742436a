import { z } from "zod";
import { INSTRUCTIONS, type PinnedTool, type ToolStory, shown } from "../catalog/index.ts";
import type { CatalogTool } from "../catalog/index.ts";
import { type Result, type ToolEffect, fault } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";
import { type Done, changing } from "./change.ts";
import { id, millis, page, pageOf, readPage } from "./shapes.ts";
import type { Answer, Asker, Operation, Services } from "./types.ts";

/** Definitions are words of others: whoever looks after security reads them, and whoever checks that. */
const READERS = ["owner", "security_admin", "policy_author", "approver", "auditor"] as const;
const DECIDERS = ["owner", "security_admin"] as const;

const states = z.enum(["approved", "new", "drifted", "suspicious", "rejected"]);
const effects = z.enum(["read", "write", "destructive", "egress"]);
const hash = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
const name = z
  .string()
  .min(1)
  .max(128)
  .describe(`Its own name at its server; ${INSTRUCTIONS} for what the server tells models.`);
const finding = z.strictObject({
  kind: z.enum([
    "hidden-text",
    "instructions",
    "shadowing",
    "look-alike",
    "drift",
    "removed",
    "too-large",
    "malformed",
  ]),
  severity: z.enum(["low", "medium", "high"]),
  detail: z.string(),
});
const tool = z.strictObject({
  server: z.string(),
  tool: z.string(),
  state: states.describe("Only approved tools are listed to callers and can be used."),
  effect: effects.describe("The most it does."),
  from: z
    .enum(["configuration", "annotation", "person", "connector", "unknown"])
    .describe("Who says so. `unknown`: nobody, so it counts as a write."),
  openWorld: z.boolean(),
  present: z.boolean().describe("Whether its server's last list has it."),
  hash: hash.describe("Of what was seen last: whoever approves or rejects names it."),
  seenAt: millis,
  findings: z.int().describe("How many there are."),
});
const definition = z.string().describe("As the server wrote it; hidden characters are written as `\\u{...}`.");
const story = tool.omit({ findings: true }).extend({
  definition,
  approved: z.strictObject({ definition, hash, by: z.string(), at: millis }).optional(),
  rejected: z.strictObject({ by: z.string(), at: millis, reason: z.string() }).optional(),
  diff: z.array(z.string()).describe("Lines that differ between what was approved and what was seen last."),
  findings: z.array(finding),
  suggested: z
    .strictObject({ effect: effects, because: z.string() })
    .optional()
    .describe("What its words suggest it does, for somebody to confirm."),
});

const listInput = z.strictObject({
  server: id.optional(),
  state: states.optional(),
  effect: effects.optional(),
  ...page,
});
const named = { server: id, tool: name };
const showInput = z.strictObject(named);
const approveInput = z.strictObject({ ...named, hash: hash.describe("Of what you looked at, as `tools.show` says.") });
const rejectInput = approveInput.extend({ reason: z.string().min(1).max(2_000) });
const classifyInput = z.strictObject({ ...named, effect: effects.describe("The most it does.") });

export const toolOperations: readonly Operation[] = [
  {
    name: "tools.list",
    summary: "Tools of all servers as they are pinned: their state, what they do, and who says so.",
    method: "GET",
    path: "/tools",
    input: listInput,
    output: pageOf(tool),
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos tool list --state drifted", "lumos tool list --server crm"],
    async run({ catalog }, { org }, { server, state, effect, ...input }: z.output<typeof listInput>) {
      const all = catalog
        .list(org)
        .filter(
          ({ tool: one }) =>
            (server === undefined || one.server === server) &&
            (state === undefined || one.state === state) &&
            (effect === undefined || one.effect === effect),
        )
        .map((one) => ({ place: placeOf(one.tool), one }))
        .sort((a, b) => (a.place < b.place ? -1 : 1));
      const rest = all.filter(({ place }) => input.after === undefined || place > input.after);
      const found = await readPage<Placed>(
        input,
        ({ place }) => place,
        (limit) => Promise.resolve(rest.slice(0, limit)),
      );
      return { body: { items: found.items.map(({ one }) => told(one)), next: found.next } };
    },
  },
  {
    name: "tools.show",
    summary: "A tool's definitions, what differs between them, what was found in them, what it probably does.",
    method: "GET",
    path: "/tools/{server}/{tool}",
    input: showInput,
    output: story,
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos tool show crm find_contact"],
    async run(services, { org }, input: z.output<typeof showInput>) {
      return { body: storyOf(await storyFor(services, org, input)) };
    },
  },
  {
    name: "tools.approve",
    summary: "Approves what a tool says, as it was looked at: its hash is named.",
    method: "POST",
    path: "/tools/{server}/{tool}/approve",
    input: approveInput,
    output: story,
    roles: DECIDERS,
    audit: "change",
    status: 200,
    examples: ["lumos tool approve crm find_contact --hash HASH"],
    run: (services, asker, input: z.output<typeof approveInput>) =>
      deciding(services, asker, { operation: "tools.approve", input }, (tx, by) =>
        services.catalog.approve(tx, asker.org, { ...input, by }),
      ),
  },
  {
    name: "tools.reject",
    summary: "Says no to a tool: it stays unusable, whatever it says later, until somebody approves it.",
    method: "POST",
    path: "/tools/{server}/{tool}/reject",
    input: rejectInput,
    output: story,
    roles: DECIDERS,
    audit: "change",
    status: 200,
    examples: ['lumos tool reject crm export_all --hash HASH --reason "not needed"'],
    run: (services, asker, input: z.output<typeof rejectInput>) =>
      deciding(services, asker, { operation: "tools.reject", input }, (tx, by) =>
        services.catalog.reject(tx, asker.org, { ...input, by }),
      ),
  },
  {
    name: "tools.classify",
    summary: "Says what a tool does at most. What its server's declaration says goes before it.",
    method: "POST",
    path: "/tools/{server}/{tool}/classify",
    input: classifyInput,
    output: story,
    roles: DECIDERS,
    audit: "change",
    status: 200,
    examples: ["lumos tool classify crm find_contact --effect read"],
    run: (services, asker, input: z.output<typeof classifyInput>) =>
      deciding(services, asker, { operation: "tools.classify", input }, (tx, by) =>
        services.catalog.classify(tx, asker.org, { ...input, by }),
      ),
  },
];

interface Placed {
  place: string;
  one: PinnedTool;
}

interface Decided {
  operation: string;
  input: { server: string; tool: string; reason?: string; effect?: ToolEffect };
}

/** A person's word about a tool, with its record; by the time of the answer this process goes by it. */
async function deciding(
  services: Services,
  asker: Asker,
  asked: Decided,
  decide: (tx: Tx, by: string) => Promise<Result<CatalogTool, "unknown" | "changed">>,
): Promise<Answer<z.output<typeof story>>> {
  const { catalog, log } = services;
  const { org } = asker;
  const { server, tool: which, reason } = asked.input;
  const by = asker.chain?.links[0]?.ref ?? "";
  await changing(services, asker, asked, async (tx): Promise<Done<null>> => {
    const before = await storyFor(services, org, asked.input);
    const done = await decide(tx, by);
    if (!done.ok)
      throw done.error === "unknown"
        ? fault("not_found")
        : fault("conflict", { public: "The tool says something else by now. Look at it again.", param: "hash" });
    const subject = { kind: "tool" as const, id: `${server}/${which}` };
    const details = { hash: before.seen.hash, ...(reason === undefined ? {} : { reason }) };
    return {
      answer: { body: null },
      records: [{ subject, before: summed(before.tool), after: summed(done.value), details }],
    };
  });
  await catalog
    .refresh(org, server)
    .catch((error: unknown) => log.error("operations.refresh_failed", { org, server, error }));
  return { body: storyOf(await storyFor(services, org, asked.input)) };
}

async function storyFor({ catalog }: Services, org: string, at: { server: string; tool: string }): Promise<ToolStory> {
  const found = await catalog.show(org, at.server, at.tool);
  if (!found) throw fault("not_found");
  return found;
}

function placeOf({ server, name: own }: CatalogTool): string {
  return `${server}/${own}`;
}

function summed({ state, effect, effectFrom }: CatalogTool) {
  return { state, effect, from: effectFrom };
}

function toldOf({ server, name: own, state, effect, effectFrom, openWorld }: CatalogTool) {
  return { server, tool: own, state, effect, from: effectFrom, openWorld };
}

function told({ tool: one, present, seenHash, seenAt, findings }: PinnedTool) {
  return { ...toldOf(one), present, hash: seenHash, seenAt, findings: findings.length };
}

/** More of a definition than this nobody reads; its hash is of all of it. */
const MOST_SHOWN = 100_000;

function storyOf({ tool: one, present, seen, approved, rejected, diff, findings, suggested }: ToolStory) {
  return {
    ...toldOf(one),
    present,
    hash: seen.hash,
    seenAt: seen.at,
    definition: shown(seen.definition, MOST_SHOWN),
    ...(approved && { approved: { ...approved, definition: shown(approved.definition, MOST_SHOWN) } }),
    ...(rejected && { rejected }),
    diff: [...diff],
    findings: findings.map(({ kind, severity, detail }) => ({ kind, severity, detail })),
    ...(suggested && { suggested }),
  };
}
