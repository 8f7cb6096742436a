import { z } from "zod";
import { fault } from "../kernel/index.ts";
import {
  EVERYONE,
  type ShelfItem,
  changeItem,
  plainAddress,
  readItem,
  runOf,
  targetOfUrl,
  writeItem,
} from "../shelves/index.ts";
import type { Tx } from "../store/index.ts";
import { isMachineOwner, rolesOf } from "./authorize.ts";
import { type Done, changing, recordOf } from "./change.ts";
import { handsOf, personsOf } from "./duties.ts";
import { blank } from "./shelf-requests.ts";
import { everyone, itemId, itemShape, reason, recordedItem, teams, told } from "./shelf-shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

/* What reviewers do with requests and with what stands on shelves. */

const REVIEWERS = ["owner", "security_admin"] as const;

const approveInput = z.strictObject({
  id: itemId,
  teams,
  everyone,
  reason: z.string().max(2_000).default(""),
});
const approved = z.strictObject({
  ...itemShape.shape,
  declared: z.boolean().describe("The server was declared with it; only an owner declares servers."),
});
const decideInput = z.strictObject({ id: itemId, reason });
const assignInput = z.strictObject({ id: itemId, teams, everyone });
const blockInput = z.strictObject({
  name: z.string().min(1).max(128).describe("What it is called."),
  url: z.string().max(2_048).optional().describe("Its address."),
  command: z.array(z.string().max(4_096)).max(100).optional().describe("What runs it."),
  target: z.string().max(500).optional().describe("As a scan names it: `npm:package`, `url:host/path`."),
  reason,
});

export const decideOperations: readonly Operation[] = [
  {
    name: "shelf.approve",
    summary: "Approves a request and puts it on the shelf of teams; never by who asked.",
    method: "POST",
    path: "/shelf/requests/{id}/approve",
    input: approveInput,
    output: approved,
    roles: REVIEWERS,
    audit: "change",
    status: 200,
    examples: ["lumos shelf approve 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --teams support"],
    run: approve,
  },
  {
    name: "shelf.deny",
    summary: "Denies a request with a reason that whoever asked is shown.",
    method: "POST",
    path: "/shelf/requests/{id}/deny",
    input: decideInput,
    output: itemShape,
    roles: REVIEWERS,
    audit: "change",
    status: 200,
    examples: ['lumos shelf deny 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --reason "use the crm server"'],
    run: (services, asker, input: z.output<typeof decideInput>) =>
      step(services, asker, "shelf.deny", input, (item) => {
        requireStatus(item, ["requested"]);
        return { status: "denied", ...decided(services, asker, input.reason) };
      }),
  },
  {
    name: "shelf.assign",
    summary: "Puts an approved item on the shelf of other teams.",
    method: "POST",
    path: "/shelf/items/{id}/assign",
    input: assignInput,
    output: itemShape,
    roles: REVIEWERS,
    audit: "change",
    status: 200,
    run: (services, asker, input: z.output<typeof assignInput>) =>
      step(services, asker, "shelf.assign", input, (item) => {
        requireStatus(item, ["approved"]);
        return { teams: teamsIn(services, asker, input) };
      }),
  },
  {
    name: "shelf.retire",
    summary: "Takes an item off all shelves, ends a block, or takes a request of one's own back.",
    method: "POST",
    path: "/shelf/items/{id}/retire",
    input: decideInput,
    output: itemShape,
    roles: REVIEWERS,
    own: "member",
    audit: "change",
    status: 200,
    run: (services, asker, input: z.output<typeof decideInput>) =>
      step(services, asker, "shelf.retire", input, (item) => {
        const mine = asker.chain?.links[0]?.ref === item.requestedBy && item.status === "requested";
        if (asker.reach === "own" && !mine) throw fault("not_found");
        requireStatus(item, ["requested", "approved", "blocked"]);
        return { status: "retired", ...decided(services, asker, input.reason) };
      }),
  },
  {
    name: "shelf.block",
    summary:
      "Says that a server is not to be used by anybody: exported allowlists deny it, and a scan that sees it tells.",
    method: "POST",
    path: "/shelf/blocks",
    input: blockInput,
    output: itemShape,
    roles: REVIEWERS,
    audit: "change",
    status: 201,
    examples: ['lumos shelf block --name notes --target npm:notes-mcp --reason "sends what it reads elsewhere"'],
    run: block,
  },
];

// Guarantee: nobody approves what they asked for, under whatever key.
async function approve(services: Services, asker: Asker, input: z.output<typeof approveInput>) {
  const { chain } = asker;
  if (!chain) throw fault("unauthenticated");
  const landscape = services.registry.landscape(asker.org);
  if (!landscape) throw fault("not_found");
  const hands = await handsOf(services, asker);
  const self = personsOf(chain);
  return changing(services, asker, { operation: "shelf.approve", input }, async (tx) => {
    const before = await readItem(tx, asker.org, input.id);
    if (!before) throw fault("not_found");
    if (self.some((ref) => before.hands.includes(ref)))
      throw fault("forbidden", { public: "Somebody else than who asked for it approves it." });
    if (!hands || hands.some((ref) => before.hands.includes(ref)))
      throw fault("forbidden", { public: "This key comes from who asked for it; use one that somebody else issued." });
    requireStatus(before, ["requested"]);
    const change = { status: "approved" as const, teams: teamsIn(services, asker, input) };
    const after = await changed(services, asker, tx, before, { ...change, ...decided(services, asker, input.reason) });
    const done = await declare(services, asker, tx, after);
    const declared = done !== undefined;
    return {
      answer: { body: { ...told(after), declared }, version: after.revision },
      records: [recordedStep(before, after), ...(done ? [done] : [])],
    };
  });
}

/** A server that somebody asked for with all that it takes is declared as it is approved, where that may be. */
async function declare({ registry }: Services, asker: Asker, tx: Tx, { kind, server }: ShelfItem) {
  const { chain, org } = asker;
  const mayDeclare = chain && (isMachineOwner(chain) || rolesOf(chain).has("owner"));
  if (kind !== "server" || !server || !mayDeclare || registry.landscape(org)?.servers.has(server.id)) return undefined;
  const done = await registry.put(tx, org, "servers", server, { origin: "api", expect: "absent" });
  return done && recordOf(done.change);
}

async function block(services: Services, asker: Asker, input: z.output<typeof blockInput>) {
  const { url, command } = input;
  const target = input.target ?? (url !== undefined ? targetOfUrl(url) : command ? runOf(command).target : "");
  if (target === "" || services.risk.holdsSecret(`${target}\n${input.name}\n${input.reason}`))
    throw fault("invalid_request", { public: "Name what is blocked: url, command or target.", param: "target" });
  return changing(services, asker, { operation: "shelf.block", input }, async (tx) => {
    const item: ShelfItem = {
      ...blank(services, asker, { kind: "server", name: target, title: input.name, description: "", why: "" }),
      ...decided(services, asker, input.reason),
      status: "blocked",
      source: (url === undefined ? undefined : plainAddress(url)?.url) ?? target,
      target,
    };
    if (!(await writeItem(tx, asker.org, item))) throw fault("conflict", { public: "This is blocked already." });
    return {
      answer: { body: told(item) },
      records: [{ subject: { kind: "shelf" as const, id: item.id }, after: recordedItem(item) }],
    };
  });
}

type Change = Partial<Pick<ShelfItem, "status" | "teams" | "decidedBy" | "reason" | "decidedAt">>;

function step(
  services: Services,
  asker: Asker,
  operation: string,
  input: { id: string },
  work: (item: ShelfItem) => Change,
) {
  return changing(services, asker, { operation, input }, async (tx) => {
    const before = await readItem(tx, asker.org, input.id);
    if (!before) throw fault("not_found");
    const after = await changed(services, asker, tx, before, work(before));
    return { answer: { body: told(after), version: after.revision }, records: [recordedStep(before, after)] };
  });
}

async function changed(services: Services, asker: Asker, tx: Tx, before: ShelfItem, change: Change) {
  if (asker.ifMatch !== undefined && asker.ifMatch !== before.revision) throw fault("precondition_failed");
  const after = await changeItem(tx, asker.org, before, { ...change, updatedAt: services.clock.now() });
  if (!after) throw fault("conflict", { public: "It has changed meanwhile. Look at it again." });
  return after;
}

function decided({ clock }: Services, { chain }: Asker, because: string) {
  return { decidedBy: chain?.links[0]?.ref ?? "", decidedAt: clock.now(), reason: because };
}

function requireStatus({ status }: ShelfItem, wanted: readonly ShelfItem["status"][]): void {
  if (!wanted.includes(status)) throw fault("conflict", { public: `It is ${status} already.` });
}

function teamsIn({ registry }: Services, { org }: Asker, input: { teams: string[]; everyone?: boolean | undefined }) {
  const known = registry.landscape(org)?.teams;
  const missing = input.teams.find((team) => !known?.has(team));
  if (missing !== undefined) throw fault("invalid_request", { public: `There is no team ${missing}.`, param: "teams" });
  const wanted = input.everyone === true ? [EVERYONE] : [...new Set(input.teams)];
  if (wanted.length === 0)
    throw fault("invalid_request", { public: "Say whose shelf: teams or everyone.", param: "teams" });
  return wanted;
}

function recordedStep(before: ShelfItem, after: ShelfItem): Done<unknown>["records"][number] {
  return { subject: { kind: "shelf", id: after.id }, before: recordedItem(before), after: recordedItem(after) };
}
