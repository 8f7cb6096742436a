import { z } from "zod";
import type { KeyInfo, Scope } from "../identity/index.ts";
import { fault, parseDuration } from "../kernel/index.ts";
import { isMachineOwner, usersIn } from "./authorize.ts";
import { changing } from "./change.ts";
import { guardSenior } from "./guards.ts";
import { millis, nothing, page, pageOf, principalRef, readPage } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const DEFAULT_LIFE = "90d";
const DEFAULT_OVERLAP = "24h";

const keyId = z.string().regex(/^[0-9A-Za-z]{1,32}$/);
const duration = z
  .string()
  .max(20)
  .refine((text) => parseDuration(text) !== undefined, "a duration is a number and a unit: 12h, 30d");
const scope = z
  .string()
  .regex(
    /^(call|decide|manage|read|approve|state:[A-Za-z0-9][A-Za-z0-9._-]{0,63})$/,
    "a scope is call, decide, manage, read, approve or state:CLAIM",
  )
  .transform((text) => text as Scope);
const reason = z.string().min(1).max(500).optional();

const info = z.strictObject({
  id: z.string(),
  principal: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  issuedBy: z.string(),
  createdAt: millis,
  expiresAt: millis,
  revokedAt: millis.nullable(),
  lastUsedAt: millis.nullable(),
  previousUntil: millis.nullable().describe("While a rotation overlaps: until when the old secret works."),
  previousLastUsedAt: millis.nullable(),
});

const issued = z.strictObject({
  key: z.string().describe("The whole key. It is shown this once and kept nowhere."),
  id: z.string(),
  principal: z.string(),
  name: z.string().optional(),
  expiresAt: millis,
  scopes: z.array(z.string()),
});

const listInput = z.strictObject({ ...page, principal: principalRef.optional() });
const createInput = z.strictObject({
  principal: principalRef,
  name: z.string().min(1).max(200).optional(),
  expires: duration.optional().describe(`How long it lives: at most 365d; ${DEFAULT_LIFE} where it is not said.`),
  scopes: z
    .array(scope)
    .min(1)
    .max(50)
    .optional()
    .describe(
      "`call`, and for users also `manage`, where it is not said. `approve` decides about calls that wait for a person: for users alone, and not with `call`.",
    ),
});
const rotateInput = z.strictObject({
  id: keyId,
  overlap: duration
    .optional()
    .describe(`How long the old secret works on: at most 7d; ${DEFAULT_OVERLAP} where it is not said.`),
});

const PEOPLE = ["owner", "identity_admin"] as const;

export const keyOperations: readonly Operation[] = [
  {
    name: "keys.list",
    summary: "Keys, by id, without their secrets; a member sees those of what is their own.",
    method: "GET",
    path: "/keys",
    input: listInput,
    output: pageOf(info),
    roles: ["owner", "security_admin", "identity_admin", "auditor"],
    own: "member",
    audit: "read",
    status: 200,
    async run({ identity, registry }, asker, input: z.output<typeof listInput>) {
      const { principal, after } = input;
      if (asker.reach === "own") {
        if (principal === undefined) {
          throw fault("invalid_request", { public: "Name a principal that is yours.", param: "principal" });
        }
        if (!isOwnPrincipal({ registry }, asker, principal)) throw fault("not_found");
      }
      const filter = { ...(principal === undefined ? {} : { principal }), ...(after === undefined ? {} : { after }) };
      const read = (limit: number) => identity.listKeys(asker.org, { ...filter, limit });
      const found = await readPage(input, (key) => key.id, read);
      return { body: { items: found.items.map(infoOf), next: found.next } };
    },
  },
  {
    name: "keys.get",
    summary: "Shows a key, without its secret.",
    method: "GET",
    path: "/keys/{id}",
    input: z.strictObject({ id: keyId }),
    output: info,
    roles: ["owner", "security_admin", "identity_admin", "auditor"],
    own: "member",
    audit: "read",
    status: 200,
    async run(services, asker, input: { id: string }) {
      return { body: infoOf(await findKey(services, asker, input.id)) };
    },
  },
  {
    name: "keys.create",
    summary: "Issues a key for a principal.",
    method: "POST",
    path: "/keys",
    input: createInput,
    output: issued,
    roles: PEOPLE,
    own: ["developer"],
    audit: "change",
    status: 201,
    async run(services, asker, input: z.output<typeof createInput>) {
      const { clock, identity, registry } = services;
      const chain = asker.chain;
      if (!chain) throw fault("unauthenticated");
      const { principal } = input;
      if (asker.reach === "own" && !isOwnPrincipal(services, asker, principal)) throw fault("not_found");
      // Guarantee: a key never exceeds its issuer.
      if (principal.startsWith("user:")) {
        guardSenior(asker, registry.landscape(asker.org)?.users.get(principal.slice(5))?.roles ?? []);
      }
      const scopes = input.scopes ?? (principal.startsWith("user:") ? ["call", "manage"] : ["call"]);
      const name = input.name ?? principal;
      const life = parseDuration(input.expires ?? DEFAULT_LIFE) ?? 0;
      if (life > MAX_LIFE_MS) {
        throw fault("invalid_request", { public: "A key lives 365 days at most.", param: "expires" });
      }
      const asked = { operation: "keys.create", input, shownOnce: true };
      return changing(services, asker, asked, async (tx) => {
        const key = await identity.issueKey(tx, {
          org: asker.org,
          principal,
          name,
          expiresAt: clock.now() + life,
          scopes: scopes as Scope[],
          issuedBy: chain,
        });
        const shown = { id: key.id, principal: key.principal, name, expiresAt: key.expiresAt, scopes: key.scopes };
        return {
          answer: { body: { key: key.key.reveal(), ...shown } },
          records: [{ subject: { kind: "key", id: key.id }, after: shown }],
        };
      });
    },
  },
  {
    name: "keys.rotate",
    summary: "Gives a key a new secret; the old one works on for a while.",
    method: "POST",
    path: "/keys/{id}/rotate",
    input: rotateInput,
    output: issued,
    roles: PEOPLE,
    own: ["developer"],
    audit: "change",
    status: 200,
    async run(services, asker, input: z.output<typeof rotateInput>) {
      const { identity, registry } = services;
      const key = await findKey(services, asker, input.id);
      if (key.principal.startsWith("user:")) {
        guardSenior(asker, registry.landscape(asker.org)?.users.get(key.principal.slice(5))?.roles ?? []);
      }
      const overlapMs = parseDuration(input.overlap ?? DEFAULT_OVERLAP) ?? 0;
      const asked = { operation: "keys.rotate", input, shownOnce: true };
      return changing(services, asker, asked, async (tx) => {
        const by = asker.chain ? { by: asker.chain } : {};
        const rotated = await identity.rotateKey(tx, { org: asker.org, id: input.id, overlapMs, ...by });
        const { id, principal, expiresAt, scopes } = rotated;
        return {
          answer: { body: { key: rotated.key.reveal(), id, principal, expiresAt, scopes } },
          records: [{ subject: { kind: "key", id }, details: { overlapMs } }],
        };
      });
    },
  },
  {
    name: "keys.revoke",
    summary: "Makes a key worthless, and cuts what runs under it.",
    method: "DELETE",
    path: "/keys/{id}",
    input: z.strictObject({ id: keyId, reason }),
    output: nothing,
    roles: ["owner", "security_admin", "identity_admin"],
    own: "member",
    audit: "change",
    status: 204,
    async run(services, asker, input: { id: string; reason?: string }) {
      const key = await findKey(services, asker, input.id);
      return changing(services, asker, { operation: "keys.revoke", input }, async (tx) => {
        const why = input.reason ?? "revoked";
        await services.identity.revokeKey(tx, { org: asker.org, id: key.id, reason: why });
        return {
          answer: { body: {} },
          records: [{ subject: { kind: "key", id: key.id }, details: { principal: key.principal, reason: why } }],
        };
      });
    },
  },
];

const MAX_LIFE_MS = 365 * 86_400_000;

/** Whether a principal is the asker or belongs to them. */
export function isOwnPrincipal({ registry }: Pick<Services, "registry">, asker: Asker, ref: string): boolean {
  if (!asker.chain) return false;
  if (isMachineOwner(asker.chain) || asker.chain.links.some((link) => link.ref === ref)) return true;
  const landscape = registry.landscape(asker.org);
  const id = ref.slice(ref.indexOf(":") + 1);
  const owner = ref.startsWith("agent:")
    ? landscape?.agents.get(id)?.owner
    : ref.startsWith("application:")
      ? landscape?.applications.get(id)?.owner
      : undefined;
  return owner !== undefined && usersIn(asker.chain).includes(owner);
}

async function findKey(services: Services, asker: Asker, id: string): Promise<KeyInfo> {
  const [key] = await services.identity.listKeys(asker.org, { id, limit: 1 });
  if (!key || (asker.reach === "own" && !isOwnPrincipal(services, asker, key.principal))) throw fault("not_found");
  return key;
}

function infoOf(key: KeyInfo): z.output<typeof info> {
  return {
    ...key,
    revokedAt: key.revokedAt ?? null,
    lastUsedAt: key.lastUsedAt ?? null,
    previousUntil: key.previousUntil ?? null,
    previousLastUsedAt: key.previousLastUsedAt ?? null,
  };
}
