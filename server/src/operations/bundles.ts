import { z } from "zod";
import { fault } from "../kernel/index.ts";
import {
  type PublicationDetails,
  type SignedSet,
  bundleKey,
  differsFrom,
  openBundle,
  readSetting,
  writeSetting,
} from "../policy/index.ts";
import type { Reader } from "../store/index.ts";
import { changing } from "./change.ts";
import { millis } from "./shapes.ts";
import type { Operation, Services } from "./types.ts";

export const bundleInput = z.strictObject({
  manifest: z
    .string()
    .max(4 * 1_048_576)
    .describe("lumos-policies.json, as it stands."),
  signature: z.string().max(1_000).describe("lumos-policies.sig, as it stands."),
});

type Signed = NonNullable<PublicationDetails["signed"]>;

/** Who signed what came along, and which number it has; refused where that does not fit. */
export async function signatureOf(
  services: Services,
  org: string,
  bundle: z.output<typeof bundleInput>,
  set: SignedSet,
): Promise<Signed> {
  const keys = await readSetting(services.store.read, org, "keys");
  const opened = openBundle(bundle, keys);
  const problem = opened.ok
    ? (elsewhere(opened.value.manifest, org) ?? differsFrom(opened.value.manifest, set))
    : opened.error;
  if (!opened.ok || problem !== undefined)
    throw fault("invalid_request", { public: `This signed set is not taken: ${problem}.`, param: "bundle" });
  const { key, manifest } = opened.value;
  return { key, sequence: manifest.sequence };
}

// Guarantee: what was signed for one organization is not taken in another.
function elsewhere({ organization }: { organization?: string | undefined }, org: string): string | undefined {
  return organization === undefined || organization === org ? undefined : "it was signed for another organization";
}

/** The same once more when it is published: a key may be trusted no more, and a newer set live. */
export async function requireTrust(reader: Reader, org: string, signed: Signed, allowOlder: boolean): Promise<Signed> {
  const keys = await readSetting(reader, org, "keys");
  if (!keys.some(({ id }) => id === signed.key))
    throw fault("forbidden", { public: `The key ${signed.key} that signed this is not trusted any more.` });
  return requireNewer(reader, org, signed, allowOlder || signed.older === true);
}

// Guarantee: an older signed set than the one that was live does not become live unnoticed.
export async function requireNewer(reader: Reader, org: string, signed: Signed, allowOlder: boolean): Promise<Signed> {
  const live = await readSetting(reader, org, "sequence");
  if (signed.sequence > live) return { key: signed.key, sequence: signed.sequence };
  if (!allowOlder)
    throw fault("conflict", {
      public: `This set has number ${signed.sequence}, and number ${live} was live already. --allow-older takes it back and is recorded.`,
    });
  return { key: signed.key, sequence: signed.sequence, older: true };
}

const GUARDIANS = ["owner", "security_admin"] as const;
const trusted = z.strictObject({
  id: z.string().describe("Made from the key itself; a signature names it."),
  publicKey: z.string(),
  addedBy: z.string(),
  addedAt: millis,
});
const state = z.strictObject({
  required: z.boolean().describe("Whether only signed sets become live."),
  sequence: z.int().describe("The highest number of a signed set that was live."),
  keys: z.array(trusted),
});
const MAX_KEYS = 50;

export const bundleOperations: readonly Operation[] = [
  {
    name: "signatures.get",
    summary: "Whose signatures on policies count, and whether they must be signed.",
    method: "GET",
    path: "/policy/signatures",
    input: z.strictObject({}),
    output: state,
    roles: ["owner", "security_admin", "policy_author", "auditor"],
    audit: "read",
    status: 200,
    run: async ({ store }, { org }) => ({ body: await stateOf(store.read, org) }),
  },
  {
    name: "signatures.update",
    summary: "Says whether policies must be signed to become live.",
    method: "PUT",
    path: "/policy/signatures",
    input: z.strictObject({ required: z.boolean() }),
    output: state,
    roles: GUARDIANS,
    audit: "change",
    examples: ["lumos signature update --required true"],
    status: 200,
    async run(services, asker, input: { required: boolean }) {
      const { clock } = services;
      const { org } = asker;
      return changing(services, asker, { operation: "signatures.update", input }, async (tx) => {
        const before = await stateOf(tx, org);
        if (input.required && before.keys.length === 0)
          throw fault("conflict", { public: "No key is trusted yet: lumos signer create" });
        await writeSetting(tx, org, { name: "signatureRequired", value: input.required, at: clock.now() });
        const subject = { kind: "policy-set" as const, id: "signatures" };
        const records = [{ subject, before: { required: before.required }, after: { required: input.required } }];
        return { answer: { body: { ...before, required: input.required } }, records };
      });
    },
  },
  {
    name: "signers.create",
    summary: "Trusts an Ed25519 key: sets of policies that it signed count.",
    method: "POST",
    path: "/policy/signers",
    input: z.strictObject({ publicKey: z.string().max(2_000).describe("The public key in PEM.") }),
    output: trusted,
    roles: GUARDIANS,
    audit: "change",
    examples: ['lumos signer create --public-key="$(openssl pkey -in key.pem -pubout)"'],
    status: 201,
    async run(services, asker, input: { publicKey: string }) {
      const { clock } = services;
      const { org, chain } = asker;
      const key = bundleKey(input.publicKey);
      if (!key)
        throw fault("invalid_request", {
          public: "This is no public Ed25519 key in PEM.",
          param: "publicKey",
          fix: "openssl pkey -in key.pem -pubout",
        });
      return changing(services, asker, { operation: "signers.create", input }, async (tx) => {
        const keys = await readSetting(tx, org, "keys");
        if (keys.some(({ id }) => id === key.id)) throw fault("conflict", { public: `${key.id} is trusted already.` });
        if (keys.length >= MAX_KEYS) throw fault("conflict", { public: `At most ${MAX_KEYS} keys are trusted.` });
        const added = { ...key, addedBy: chain?.links[0]?.ref ?? "", addedAt: clock.now() };
        await writeSetting(tx, org, { name: "keys", value: [...keys, added], at: clock.now() });
        return { answer: { body: added }, records: [{ subject: { kind: "policy-key", id: key.id }, after: added }] };
      });
    },
  },
  {
    name: "signers.delete",
    summary: "Trusts a key no more. What it signed and is live stays live.",
    method: "DELETE",
    path: "/policy/signers/{id}",
    input: z.strictObject({ id: z.string().min(1).max(100) }),
    output: z.strictObject({}),
    roles: GUARDIANS,
    audit: "change",
    status: 204,
    async run(services, asker, input: { id: string }) {
      const { org } = asker;
      return changing(services, asker, { operation: "signers.delete", input }, async (tx) => {
        const keys = await readSetting(tx, org, "keys");
        const gone = keys.find(({ id }) => id === input.id);
        if (!gone) throw fault("not_found");
        const rest = keys.filter((key) => key !== gone);
        if (rest.length === 0 && (await readSetting(tx, org, "signatureRequired")))
          throw fault("conflict", { public: "Policies must be signed, and this is the last trusted key." });
        await writeSetting(tx, org, { name: "keys", value: rest, at: services.clock.now() });
        return { answer: { body: {} }, records: [{ subject: { kind: "policy-key", id: gone.id }, before: gone }] };
      });
    },
  },
];

async function stateOf(reader: Reader, org: string): Promise<z.output<typeof state>> {
  return {
    required: await readSetting(reader, org, "signatureRequired"),
    sequence: await readSetting(reader, org, "sequence"),
    keys: await readSetting(reader, org, "keys"),
  };
}
