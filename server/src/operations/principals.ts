import { z } from "zod";
import type { Agent, Application, User } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { changing, recordOf } from "./change.ts";
import { guardLastOwner, guardSenior } from "./guards.ts";
import { isOwnPrincipal } from "./keys.ts";
import type { Answer, Asker, Operation, Services } from "./types.ts";

const input = z.strictObject({
  principal: z
    .string()
    .regex(/^(user|agent|application):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/)
    .describe("`user:ID`, `agent:ID` or `application:ID`."),
  reason: z.string().min(1).max(500).optional(),
});
type Input = z.output<typeof input>;
const output = z.strictObject({ principal: z.string(), status: z.enum(["active", "disabled"]) });

const GUARDIANS = ["owner", "security_admin", "identity_admin"] as const;
const KIND_OF = { user: "users", agent: "agents", application: "applications" } as const;

export const principalOperations: readonly Operation[] = [
  {
    name: "principals.disable",
    summary: "Disables a principal: its keys are worthless and what runs under them is cut, within a second.",
    method: "POST",
    path: "/principals/{principal}/disable",
    input,
    output,
    roles: GUARDIANS,
    own: ["developer"],
    audit: "change",
    status: 200,
    run: (services, asker, asked: Input) => setStatus(services, asker, asked, "disabled"),
  },
  {
    name: "principals.enable",
    summary: "Enables a principal again. Keys from before stay worthless: issue new ones.",
    method: "POST",
    path: "/principals/{principal}/enable",
    input,
    output,
    roles: GUARDIANS,
    audit: "change",
    status: 200,
    run: (services, asker, asked: Input) => setStatus(services, asker, asked, "active"),
  },
  {
    name: "principals.revoke",
    summary: "Makes every key a principal has worthless and cuts what runs under them; the principal stays active.",
    method: "POST",
    path: "/principals/{principal}/revoke",
    input,
    output,
    roles: GUARDIANS,
    own: ["developer"],
    audit: "change",
    status: 200,
    run: revokeAll,
  },
];

async function setStatus(
  services: Services,
  asker: Asker,
  asked: Input,
  status: "active" | "disabled",
): Promise<Answer<z.output<typeof output>>> {
  const { registry, identity } = services;
  const { kind, id, before } = await find(services, asker, asked.principal);
  const spec: User | Agent | Application = { ...before.spec, status };
  if (kind === "users") {
    guardReach(asker, before.spec as User);
    if ((before.spec as User).roles?.includes("owner")) guardLastOwner(services, asker.org, id, spec);
  }
  const operation = `principals.${status === "disabled" ? "disable" : "enable"}`;
  return changing(services, asker, { operation, input: asked }, async (tx) => {
    const done = await registry.put(tx, asker.org, kind, spec, { origin: "api", expect: before.version });
    const reason = asked.reason ?? status;
    // Disabling what is disabled already still cuts whatever may be left.
    if (status === "disabled") await identity.revoke(tx, { org: asker.org, entity: asked.principal, reason });
    const record = {
      ...(done ? recordOf(done.change) : {}),
      subject: { kind: "principal" as const, id: asked.principal },
    };
    return {
      answer: { body: { principal: asked.principal, status } },
      records: [{ ...record, details: { reason } }],
    };
  });
}

async function revokeAll(services: Services, asker: Asker, asked: Input): Promise<Answer<z.output<typeof output>>> {
  const { kind, before } = await find(services, asker, asked.principal);
  if (kind === "users") guardReach(asker, before.spec as User);
  return changing(services, asker, { operation: "principals.revoke", input: asked }, async (tx) => {
    const reason = asked.reason ?? "revoked";
    await services.identity.revoke(tx, { org: asker.org, entity: asked.principal, reason });
    return {
      answer: { body: { principal: asked.principal, status: before.spec.status ?? "active" } },
      records: [{ subject: { kind: "principal", id: asked.principal }, details: { reason } }],
    };
  });
}

/** Cutting someone off is security's task whoever it is; identity admins reach only those below them. */
function guardReach(asker: Asker, user: User): void {
  const security = asker.chain?.links.every((link) => link.roles.includes("security_admin"));
  if (!security) guardSenior(asker, user.roles ?? []);
}

async function find(services: Services, asker: Asker, ref: string) {
  const colon = ref.indexOf(":");
  const kind = KIND_OF[ref.slice(0, colon) as keyof typeof KIND_OF];
  const id = ref.slice(colon + 1);
  const before = await services.registry.get(asker.org, kind, id);
  if (!before || (asker.reach === "own" && !isOwnPrincipal(services, asker, ref))) throw fault("not_found");
  return { kind, id, before };
}
