import { z } from "zod";
import { guardrails, organization, type Guardrails, type Organization, ROLES } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { isMachineOwner } from "./authorize.ts";
import { changing, recordOf } from "./change.ts";
import { id } from "./shapes.ts";
import type { Operation } from "./types.ts";

const shown = z.strictObject({ version: z.int(), spec: organization });
const rails = z.strictObject({ version: z.int(), spec: guardrails });
const createInput = z.strictObject({ ...organization.shape, guardrails: guardrails.optional() });

export const organizationOperations: readonly Operation[] = [
  {
    name: "organizations.list",
    summary: "The organizations the asker may see: their own; the machine's owner sees all.",
    method: "GET",
    path: "/organizations",
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(organization) }),
    roles: "member",
    audit: "read",
    status: 200,
    async run({ registry }, { org, chain }) {
      const seen = isMachineOwner(chain) ? registry.organizations() : [org];
      return { body: { items: seen.flatMap((one) => registry.landscape(one)?.organization ?? []) } };
    },
  },
  {
    name: "organizations.get",
    summary: "Shows the organization.",
    method: "GET",
    path: "/organizations/{id}",
    input: z.strictObject({ id }),
    output: shown,
    roles: ROLES,
    audit: "read",
    status: 200,
    async run({ registry }, asker, input: { id: string }) {
      const settings = input.id === asker.org ? await registry.settings(asker.org) : undefined;
      if (!settings) throw fault("not_found");
      return { body: settings.organization, version: settings.organization.version };
    },
  },
  {
    name: "organizations.create",
    summary: "Creates an organization.",
    method: "POST",
    path: "/organizations",
    input: createInput,
    output: shown,
    roles: "machine",
    audit: "change",
    status: 201,
    async run(services, asker, input: z.output<typeof createInput>) {
      const { guardrails: wanted, ...spec } = input;
      const asked = { operation: "organizations.create", input, org: spec.id };
      return changing(services, asker, asked, async (tx) => {
        await services.registry.createOrganization(tx, spec, wanted ?? {});
        return {
          answer: { body: { version: 1, spec }, version: 1 },
          records: [{ subject: { kind: "organization", id: spec.id }, after: spec }],
        };
      });
    },
  },
  {
    name: "organizations.update",
    summary: "Replaces what the organization says about itself.",
    method: "PUT",
    path: "/organizations/{id}",
    input: organization,
    output: shown,
    roles: ["owner"],
    audit: "change",
    status: 200,
    versioned: true,
    async run(services, asker, spec: Organization) {
      if (spec.id !== asker.org) throw fault("not_found");
      return changing(services, asker, { operation: "organizations.update", input: spec }, async (tx) => {
        const done = await services.registry.putOrganization(tx, spec, expectOf(asker.ifMatch));
        const version = done?.version ?? asker.ifMatch ?? 0;
        return { answer: { body: { version, spec }, version }, records: done ? [recordOf(done.change)] : [] };
      });
    },
  },
  {
    name: "guardrails.get",
    summary: "Shows what is looked for in inputs, outputs and tools, and what is done about it.",
    method: "GET",
    path: "/guardrails",
    input: z.strictObject({}),
    output: rails,
    roles: ["owner", "security_admin", "policy_author", "auditor"],
    audit: "read",
    status: 200,
    async run({ registry }, asker) {
      const settings = await registry.settings(asker.org);
      if (!settings) throw fault("not_found");
      return { body: settings.guardrails, version: settings.guardrails.version };
    },
  },
  {
    name: "guardrails.update",
    summary: "Replaces the guardrails.",
    method: "PUT",
    path: "/guardrails",
    input: guardrails,
    output: rails,
    roles: ["owner", "security_admin"],
    audit: "change",
    status: 200,
    versioned: true,
    async run(services, asker, spec: Guardrails) {
      return changing(services, asker, { operation: "guardrails.update", input: spec }, async (tx) => {
        const done = await services.registry.putGuardrails(tx, asker.org, spec, expectOf(asker.ifMatch));
        const version = done?.version ?? asker.ifMatch ?? 0;
        return { answer: { body: { version, spec }, version }, records: done ? [recordOf(done.change)] : [] };
      });
    },
  },
];

function expectOf(version: number | undefined): { expect?: number } {
  return version === undefined ? {} : { expect: version };
}
