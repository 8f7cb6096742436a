import { type KeyObject, createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { z } from "zod";
import type { Policy } from "../../config/index.ts";
import { type Result, canonicalJson, ok, refused, sha256 } from "../../kernel/index.ts";

/*
 * A set of policies with a signature: a manifest says what is in it and which number it has, and an Ed25519 key
 * signs the manifest's very bytes. The set is whole: what the manifest does not name is not part of it.
 */

export const MANIFEST_FILE = "lumos-policies.json";
export const SIGNATURE_FILE = "lumos-policies.sig";
/** Stands before the signed bytes, so that nothing signed for another purpose passes. */
const PURPOSE = "lumos policies, version 1\n";
const MAX_MANIFEST = 4 * 1_048_576;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const manifest = z.strictObject({
  format: z.literal("lumos-policies"),
  version: z.literal(1),
  /** The only one it is for; absent where it is for all that trust the key. */
  organization: z.string().min(1).max(128).optional(),
  sequence: z.int().min(1),
  at: z.iso.datetime(),
  /** The manifest before this one, by its hash; empty for the first. */
  previous: z.union([hash, z.literal("")]),
  /** By id. */
  policies: z.record(z.string(), hash),
  /** Of the cases, as one text; absent where there are none. */
  cases: hash.optional(),
  /** By path below the signed directory. */
  files: z.record(z.string().max(1_024), hash),
});
export type SignedManifest = z.output<typeof manifest>;

const signature = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{16}$/),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9+/]{86}==$/, "an Ed25519 signature in base64")
    .max(100),
});

/** As they stand in their files. */
export interface Bundle {
  manifest: string;
  signature: string;
}

export interface BundleKey {
  id: string;
  publicKey: string;
}

/** A set as it is signed. */
export interface SignedSet {
  policies: readonly Pick<Policy, "id" | "text">[];
  cases: unknown;
}

export function manifestOf(
  set: SignedSet,
  said: Pick<SignedManifest, "organization" | "sequence" | "at" | "previous" | "files">,
): SignedManifest {
  const sorted = set.policies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    format: "lumos-policies",
    version: 1,
    ...said,
    policies: Object.fromEntries(sorted.map(({ id, text }) => [id, sha256(text)])),
    ...(set.cases === undefined ? {} : { cases: casesHash(set.cases) }),
  };
}

/** Undefined where the text is no private Ed25519 key in PEM. */
export function signingKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

export function signManifest(text: string, key: KeyObject): string {
  const { id } = publicPart(createPublicKey(key));
  return `${JSON.stringify({ key: id, signature: sign(null, signedBytes(text), key).toString("base64") }, null, 2)}\n`;
}

/** A public Ed25519 key by the hash of itself; undefined where the text is none. */
export function bundleKey(pem: string): BundleKey | undefined {
  try {
    // A private key holds its public one: pasted by mistake, it must not be taken and kept.
    if (/PRIVATE/.test(pem)) return undefined;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? publicPart(key) : undefined;
  } catch {
    return undefined;
  }
}

function publicPart(key: KeyObject): BundleKey {
  const der = key.export({ type: "spki", format: "der" });
  const id = createHash("sha256").update(der).digest("hex").slice(0, 16);
  return { id, publicKey: key.export({ type: "spki", format: "pem" }).toString() };
}

/** The manifest of a bundle that one of the keys signed. The refusal says what is wrong. */
// Guarantee: a manifest counts only with a signature of a trusted key over its very bytes.
export function openBundle(
  bundle: Bundle,
  keys: readonly BundleKey[],
): Result<{ manifest: SignedManifest; key: string }, string> {
  if (bundle.manifest.length > MAX_MANIFEST) return refused("the manifest is too large");
  const said = parsed(signature, bundle.signature);
  if (!said) return refused(`${SIGNATURE_FILE} is no signature`);
  const key = keys.find(({ id }) => id === said.key);
  if (!key) return refused(`it is signed by the key ${said.key}, which is not trusted here`);
  const good = verify(
    null,
    signedBytes(bundle.manifest),
    createPublicKey(key.publicKey),
    Buffer.from(said.signature, "base64"),
  );
  if (!good) return refused("the signature does not fit the manifest");
  const read = parsed(manifest, bundle.manifest);
  return read ? ok({ manifest: read, key: key.id }) : refused(`${MANIFEST_FILE} is no manifest of this version`);
}

/** What differs between a manifest and what came with it; undefined where nothing does. */
// Guarantee: a signed set is taken whole and unchanged, or not at all.
export function differsFrom(manifest: SignedManifest, set: SignedSet): string | undefined {
  const given = new Map(set.policies.map(({ id, text }) => [id, text]));
  if (given.size !== set.policies.length) return "a policy is there twice";
  for (const [id, expected] of Object.entries(manifest.policies)) {
    const text = given.get(id);
    if (text === undefined) return `the signed policy ${id} is missing`;
    if (sha256(text) !== expected) return `the policy ${id} is not the signed one`;
  }
  const extra = set.policies.find(({ id }) => !Object.hasOwn(manifest.policies, id));
  if (extra) return `the policy ${extra.id} is not signed`;
  const cases = set.cases === undefined ? undefined : casesHash(set.cases);
  return cases === manifest.cases ? undefined : "the cases are not the signed ones";
}

export function readManifest(text: string): SignedManifest | undefined {
  return parsed(manifest, text);
}

function casesHash(cases: unknown): string {
  return sha256(canonicalJson(cases));
}

function signedBytes(text: string): Buffer {
  return Buffer.from(PURPOSE + text, "utf8");
}

function parsed<S extends z.ZodType>(schema: S, text: string): z.output<S> | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
