import { z } from "zod";
import { type Approval, type ApprovalRefused, STATES } from "../approvals/index.ts";
import { type Fault, fault } from "../kernel/index.ts";
import { isMachineOwner } from "./authorize.ts";
import { changing } from "./change.ts";
import { isOwnPrincipal } from "./keys.ts";
import { millis, page, pageOf, principalRef, readNewest } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const approvalId = z.uuidv7();
const reason = z.string().max(500);
const readers = ["owner", "security_admin", "approver", "auditor"] as const;

const approval = z.strictObject({
  id: z.string(),
  state: z.enum(STATES),
  url: z.string(),
  chain: z.array(z.string()).describe("Who asks, outermost first."),
  action: z.string().describe("`call_tool`, `run_command`, `read_resource`, `invoke`, `embed`."),
  resource: z.string(),
  server: z.string(),
  needs: z.array(z.string()).describe("Every one of them has to be given."),
  reasons: z.array(z.strictObject({ policy: z.string(), why: z.string() })),
  shown: z
    .strictObject({
      title: z.string(),
      details: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    })
    .describe("What it looks like, masked."),
  given: z.array(z.strictObject({ need: z.string(), by: z.string(), at: millis, reason: z.string() })),
  reason: z.string().optional().describe("Why it was denied or taken back; whoever asked is told."),
  session: z.string(),
  decision: z.string().describe("The decision that waited."),
  usedBy: z.string().describe("The decision that used it up."),
  createdAt: millis,
  expiresAt: millis.describe("Until then it can be given and used; a denial holds until then."),
  decidedAt: millis.nullable(),
});

const listInput = z.strictObject({
  state: z.enum(STATES).optional(),
  mine: z
    .enum(["decide", "asked"])
    .optional()
    .describe("`decide`: only what waits for your word. `asked`: only what you or what you own asked for."),
  principal: principalRef.optional().describe("Only what this one asked for; a member names itself or what it owns."),
  ...page,
});
const decideInput = (why: z.ZodType<string | undefined>) => z.strictObject({ id: approvalId, reason: why });

export const approvalOperations: readonly Operation[] = [
  {
    name: "approvals.list",
    summary: "Calls that wait for a person, and what was said about them, newest first.",
    method: "GET",
    path: "/approvals",
    input: listInput,
    output: pageOf(approval),
    roles: readers,
    own: "member",
    audit: "read",
    status: 200,
    examples: ["lumos approvals list --state pending", "lumos approvals list --mine decide"],
    async run({ approvals, registry }, asker, { after, limit, state, mine, principal }: z.output<typeof listInput>) {
      const [me] = namesOf(asker);
      if (mine !== undefined && isMachineOwner(asker.chain))
        throw fault("invalid_request", {
          public: "The machine's owner asks for nothing, and no role is its own.",
          param: "mine",
        });
      if (principal !== undefined && asker.reach === "own" && !isOwnPrincipal({ registry }, asker, principal))
        throw fault("not_found");
      const filter = {
        state,
        principal,
        ...(mine === "decide" ? { waitsFor: me } : mine === "asked" ? { askedBy: me } : {}),
        // Guarantee: a member sees what it asked for and what it may decide, and nothing else.
        ...(asker.reach === "own" ? { concerns: me ?? "" } : {}),
      };
      const read = (newest: { before?: string; limit: number }) => approvals.list(asker.org, filter, newest);
      const found = await readNewest({ after, limit }, read);
      return { body: { items: found.items.map(told), next: found.next } };
    },
  },
  {
    name: "approvals.show",
    summary: "Shows what a call wants, why a person is asked, and what was said.",
    method: "GET",
    path: "/approvals/{id}",
    input: z.strictObject({ id: approvalId }),
    output: approval,
    roles: readers,
    own: "member",
    audit: "read",
    status: 200,
    examples: ["lumos approvals show 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"],
    async run(services, asker, { id }: { id: string }) {
      return { body: told(await visible(services, asker, id)) };
    },
  },
  {
    name: "approvals.approve",
    summary: "Says yes to a call: it goes through once, when it is sent again.",
    method: "POST",
    path: "/approvals/{id}/approve",
    input: decideInput(reason.optional().describe("For the record.")),
    output: approval,
    roles: [],
    own: "member",
    need: "approve",
    audit: "change",
    status: 200,
    examples: ["lumos approvals approve 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"],
    run: (services, asker, input: { id: string; reason?: string }) => decide(services, asker, input, "approve"),
  },
  {
    name: "approvals.deny",
    summary: "Says no to a call. Whoever asked is told the reason, and asking again helps nothing for a while.",
    method: "POST",
    path: "/approvals/{id}/deny",
    input: decideInput(reason.min(1).describe("Why. Whoever asked reads it.")),
    output: approval,
    roles: [],
    own: "member",
    need: "approve",
    audit: "change",
    status: 200,
    examples: ['lumos approvals deny 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --reason "Use the test system."'],
    run: (services, asker, input: { id: string; reason?: string }) => decide(services, asker, input, "deny"),
  },
];

/** The room writes the record of it, with the step itself. */
async function decide(
  services: Services,
  asker: Asker,
  input: { id: string; reason?: string },
  answer: "approve" | "deny",
) {
  const { approvals, registry } = services;
  const chain = chainOf(asker);
  // Roles and teams count as they are committed now, not as this process has heard of them.
  await registry.refresh(asker.org);
  return changing(services, asker, { operation: `approvals.${answer}`, input }, async (tx) => {
    const word = { org: asker.org, id: input.id, by: chain, answer, reason: input.reason ?? "" };
    const decided = await approvals.decide(tx, word);
    if (decided.ok) return { answer: { body: told(decided.value) }, records: [] };
    throw faultOf(decided.error, await concerns(services, asker, input.id));
  });
}

/** Whoever it does not concern is told that it is not there. */
function faultOf(error: ApprovalRefused, known: boolean): Fault {
  if (error === "unknown" || !known) return fault("not_found");
  switch (error) {
    case "already-decided":
      return fault("conflict", { public: "It was decided already, or taken back. Look at it again." });
    case "expired":
      return fault("conflict", { public: "It has run out. The call has to be sent again to ask anew." });
    case "own-request":
      return fault("forbidden", { public: "You cannot decide about what you or what you own asked for." });
    case "not-a-person":
      return fault("forbidden", { public: "Only a person decides, with a key of the scope approve." });
    case "not-entitled":
      return fault("forbidden", {
        public:
          "You are not one of those who may decide about this. Roles and teams count as they were when it was asked for, and not for whom the ones who asked have changed something.",
      });
    default:
      return error satisfies never;
  }
}

async function visible(services: Services, asker: Asker, id: string): Promise<Approval> {
  const found = await services.approvals.show(asker.org, id);
  // Guarantee: to whom an approval does not concern it is not there.
  if (!found || (asker.reach === "own" && !(await concerns(services, asker, id)))) throw fault("not_found");
  return found;
}

async function concerns({ approvals }: Services, asker: Asker, id: string): Promise<boolean> {
  const chain = chainOf(asker);
  if (isMachineOwner(chain)) return true;
  if (chain.links.every(({ roles }) => readers.some((role) => roles.includes(role)))) return true;
  for (const who of namesOf(asker)) if (await approvals.concerns(asker.org, id, who)) return true;
  return false;
}

/** Under which names somebody stands among the people of an approval. */
function namesOf(asker: Asker): string[] {
  return chainOf(asker).links.map(({ kind, id, ref }) => (kind === "user" ? id : ref));
}

function chainOf({ chain }: Asker) {
  if (!chain) throw fault("unauthenticated");
  return chain;
}

function told({ version: _version, decidedAt, ...whole }: Approval) {
  return { ...whole, decidedAt: decidedAt ?? null };
}
