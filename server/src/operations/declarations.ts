import { z } from "zod";
import { type Declaration, guardrails, OBJECTS, organization, type Policy, type User } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { writeSetting } from "../policy/index.ts";
import type { Change } from "../registry/index.ts";
import { isMachineOwner, usersIn } from "./authorize.ts";
import { changing, recordOf } from "./change.ts";
import { personsOf } from "./duties.ts";
import { cutOff } from "./guards.ts";
import { casesInput } from "./policy-shapes.ts";
import {
  examine,
  groundForDirect,
  livePolicies,
  newCases,
  refuseFailing,
  refuseMoved,
  standUnder,
  tellPublished,
} from "./publishing.ts";
import { change } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const MAX_OBJECTS = 20_000;

const lists = Object.fromEntries(
  Object.entries(OBJECTS).map(([kind, schema]) => [
    kind,
    z
      .array(schema as z.ZodType)
      .max(MAX_OBJECTS)
      .default([]),
  ]),
);
const declaration = z.strictObject({
  organization,
  guardrails: guardrails.default({}),
  objects: z.strictObject(lists),
});

const applyInput = z.strictObject({
  declaration,
  dryRun: z.boolean().optional().describe("Only say what would change."),
  cases: casesInput
    .optional()
    .describe("What the policies must answer, as in cases.yaml: kept as the organization's standing cases."),
  test: z
    .boolean()
    .optional()
    .describe("Run the cases first; a failing one refuses. The machine's owner may go without."),
});
const outcome = z.strictObject({ changes: z.array(change), applied: z.boolean() });

export const declarationOperations: readonly Operation[] = [
  {
    name: "apply",
    summary: "Makes the organization what a declaration says: shows the plan, or carries it out in one transaction.",
    method: "POST",
    path: "/apply",
    input: applyInput,
    output: outcome,
    roles: ["owner"],
    audit: "change",
    status: 200,
    maxBodyBytes: 16 * 1_048_576,
    run: (services, asker, input: z.output<typeof applyInput>) => apply(services, asker, input),
  },
  {
    name: "export",
    summary: "The organization as a declaration, secrets left out.",
    method: "GET",
    path: "/export",
    input: z.strictObject({}),
    output: z.strictObject({ declaration }),
    roles: ["owner", "security_admin", "auditor"],
    audit: "sensitive",
    status: 200,
    async run(services, asker) {
      const exported = await services.registry.export(asker.org);
      return changing(services, asker, { operation: "export", input: {} }, async () => ({
        answer: { body: { declaration: exported } },
        records: [{ subject: { kind: "organization", id: asker.org } }],
      }));
    },
  },
  {
    name: "drift",
    summary: "What has come to differ from the declaration that was applied last: what applying it again would change.",
    method: "GET",
    path: "/drift",
    input: z.strictObject({}),
    output: z.strictObject({ applied: z.boolean(), changes: z.array(change) }),
    roles: ["owner", "security_admin", "auditor"],
    audit: "read",
    status: 200,
    async run({ registry }, asker) {
      const last = await registry.applied(asker.org);
      return { body: { applied: last !== undefined, changes: last ? await registry.plan(last) : [] } };
    },
  },
];

async function apply(services: Services, asker: Asker, input: z.output<typeof applyInput>) {
  const { registry } = services;
  const wanted = input.declaration as unknown as Declaration;
  const org = wanted.organization.id;
  // Guarantee: a declaration of another organization is not there for anyone but the machine's owner.
  if (org !== asker.org && !isMachineOwner(asker.chain)) throw fault("not_found");
  const plan = await registry.plan(wanted);
  guardOwnRoles(asker, plan);
  const before = registry.landscape(org) ? await livePolicies(services, org) : [];
  const after = setAfterApply(before, wanted.objects.policies, plan, "policies");
  const candidate = await examine(services, before, after);
  if (input.dryRun) return { body: { changes: plan, applied: false } };
  const own = { ...asker, org };
  const cases = await newCases(services, org, input.cases);
  // Guarantee: standing cases are not replaced past a second person.
  const ground = await groundForDirect(services, own, {
    ...candidate,
    decides: candidate.decides || cases !== undefined,
  });
  if (input.test === true || (candidate.decides && !ground.machine))
    refuseFailing(await standAfter(services, wanted, plan, after, input.cases));
  const oldRoutes = [...(registry.landscape(org)?.routes.values() ?? [])];
  const routes = setAfterApply(oldRoutes, wanted.objects.routes, plan, "routes");

  const asked = { operation: "apply", input, org };
  return changing(services, asker, asked, async (tx) => {
    const changes = await registry.apply(tx, wanted);
    // What was planned was checked; what came in between was not.
    guardOwnRoles(asker, changes);
    const now = await registry.policies(org, tx);
    refuseMoved(
      now.map(({ spec }) => spec),
      after,
    );
    for (const one of changes) {
      if (one.kind === "organization" || one.kind === "guardrails" || one.action === "create") continue;
      const wanted = one.action === "update" ? one.after : undefined;
      await cutOff(tx, { services, asker: own, kind: one.kind, id: one.id, before: one.before, after: wanted });
    }
    if (cases !== undefined) await writeSetting(tx, org, { name: "cases", value: cases, at: services.clock.now() });
    if (candidate.changes.length > 0) {
      const details = { decides: candidate.decides, ...ground };
      const authors = asker.chain ? personsOf(asker.chain) : [];
      const { changes: made } = candidate;
      await tellPublished(services, tx, own, {
        org,
        how: "apply",
        after,
        previous: before,
        changes: made,
        authors,
        note: "",
        details,
        routes,
      });
    }
    return { answer: { body: { changes, applied: true } }, records: changes.map(recordOf) };
  });
}

// Guarantee: nobody changes their own roles, through a declaration neither.
function guardOwnRoles(asker: Asker, changes: readonly Change[]): void {
  if (!asker.chain || isMachineOwner(asker.chain)) return;
  const self = new Set(usersIn(asker.chain));
  for (const one of changes) {
    if (one.kind !== "users" || !self.has(one.id)) continue;
    const roles = (spec: unknown) => [...((spec as User | undefined)?.roles ?? [])].sort().join();
    const before = "before" in one ? roles(one.before) : "";
    const after = "after" in one ? roles(one.after) : "";
    if (before !== after)
      throw fault("forbidden", { public: "Nobody changes their own roles.", param: `users.${one.id}.roles` });
  }
}

/** The whole set as it will stand: declared ones, and those made through the API that stay beside them. */
function setAfterApply<T extends { id: string }>(
  kept: readonly T[],
  declared: readonly T[],
  plan: readonly Change[],
  kind: "policies" | "routes",
): T[] {
  const named = new Set(declared.map(({ id }) => id));
  const gone = new Set(plan.flatMap((one) => (one.kind === kind && one.action === "delete" ? one.id : [])));
  return [...declared, ...kept.filter(({ id }) => !named.has(id) && !gone.has(id))];
}

/** The cases under what the declaration makes of the organization. */
function standAfter(
  services: Services,
  wanted: Declaration,
  plan: readonly Change[],
  policies: readonly Policy[],
  cases: unknown,
) {
  const org = wanted.organization.id;
  const elsewhere = plan.some(({ kind }) => kind !== "policies");
  const declared = elsewhere || !services.registry.landscape(org) ? wanted : undefined;
  return standUnder(services, org, policies, cases, declared);
}
