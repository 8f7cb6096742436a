import type { ObjectKind, ObjectOf } from "../config/index.ts";
import { fault, isRecord, SECRET_MARK } from "../kernel/index.ts";
import type { Sealer } from "./seal.ts";

/*
 * Where secrets stand inside objects: whole members, and passwords inside addresses. Everything that leaves
 * the registry passes `maskSpec`; everything that is written down passes `sealSpec`.
 */

interface Place {
  /** Members that are secret as a whole. */
  whole: readonly string[];
  /** Members that are addresses and may carry a password. */
  address: readonly string[];
  /** Where a whole secret is sent: while these stay the same, it may be kept unseen. */
  destination: readonly string[];
}

const PLACES: Partial<Record<ObjectKind, Place>> = {
  providers: { whole: ["key"], address: ["baseUrl"], destination: ["api", "baseUrl"] },
  servers: { whole: [], address: ["url", "baseUrl"], destination: [] },
  alerts: { whole: ["secret"], address: ["url"], destination: [] },
};

type Spec = Record<string, unknown>;

/** The object as anyone may see it: `[secret]` in the place of each secret. */
export function maskSpec<K extends ObjectKind>(kind: K, spec: ObjectOf<K>): ObjectOf<K> {
  return mapSecrets(kind, spec, () => SECRET_MARK, maskAddress);
}

/** The object without its secrets, as a file may carry it. */
export function stripSpec<K extends ObjectKind>(kind: K, spec: ObjectOf<K>): ObjectOf<K> {
  return mapSecrets(kind, spec, () => undefined, stripAddress);
}

export function sealSpec<K extends ObjectKind>(sealer: Sealer, org: string, kind: K, spec: ObjectOf<K>): Spec {
  const place = PLACES[kind];
  const out: Spec = { ...spec };
  for (const field of [...(place?.whole ?? []), ...(place?.address ?? [])]) {
    const value = out[field];
    if (typeof value !== "string" || (place?.address.includes(field) && !passwordOf(value))) continue;
    // An object, so that no text a person may write is ever taken for a sealed one.
    out[field] = { sealed: sealer.seal(value, `${org}|${kind}|${spec.id}|${field}`) };
  }
  return out;
}

export function openSpec(sealer: Sealer, org: string, kind: ObjectKind, id: string, kept: Spec): Spec {
  const place = PLACES[kind];
  const spec = { ...kept };
  for (const field of [...(place?.whole ?? []), ...(place?.address ?? [])]) {
    const value = spec[field];
    if (isRecord(value)) spec[field] = sealer.open(String(value["sealed"]), `${org}|${kind}|${id}|${field}`);
  }
  return spec;
}

/**
 * The object with the secrets it leaves unsaid filled in from the kept one. `[secret]` stands for the kept
 * value. Through the API an absent one removes it; a file never carries secrets back, so there an absent one
 * is kept while its address stays, and dropped when that changes.
 */
export function keepSecrets<K extends ObjectKind>(
  kind: K,
  written: ObjectOf<K>,
  kept: ObjectOf<K> | undefined,
  source: "file" | "api",
): ObjectOf<K> {
  const place = PLACES[kind];
  if (!place) return written;
  const spec: Spec = { ...written };
  const before: Spec = { ...kept };
  // Addresses first: whether a whole secret may be kept depends on them.
  for (const field of place.address) spec[field] = keepAddress(field, spec[field], before[field], source);
  for (const field of place.whole) {
    const moved = place.destination.some((member) => spec[member] !== before[member]);
    if (spec[field] === SECRET_MARK) {
      if (before[field] === undefined) throw writeAgain(field, "none is kept yet");
      // Guarantee: a kept secret is never sent to a new address by someone who does not know it.
      if (moved) throw writeAgain(field, "its address changes");
      spec[field] = before[field];
    } else if (spec[field] === undefined && source === "file" && !moved) {
      spec[field] = before[field];
    }
  }
  for (const field of Object.keys(spec)) if (spec[field] === undefined) delete spec[field];
  return spec as ObjectOf<K>;
}

function keepAddress(field: string, written: unknown, kept: unknown, source: "file" | "api"): unknown {
  if (typeof written !== "string") return written;
  if (typeof kept === "string" && passwordOf(kept)) {
    if (written === maskAddress(kept)) return kept;
    if (source === "file" && written === stripAddress(kept)) return kept;
  }
  if (written.includes(SECRET_MARK)) throw writeAgain(field, "the address is not the one it is kept for");
  return written;
}

function writeAgain(field: string, because: string) {
  return fault("invalid_request", {
    public: `Write the secret in ${field} itself, not ${SECRET_MARK}: ${because}.`,
    param: field,
  });
}

function mapSecrets<K extends ObjectKind>(
  kind: K,
  spec: ObjectOf<K>,
  whole: () => string | undefined,
  address: (text: string) => string,
): ObjectOf<K> {
  const place = PLACES[kind];
  if (!place) return spec;
  const out: Spec = { ...spec };
  for (const field of place.whole) {
    if (typeof out[field] !== "string") continue;
    const value = whole();
    if (value === undefined) delete out[field];
    else out[field] = value;
  }
  for (const field of place.address) {
    if (typeof out[field] === "string") out[field] = address(out[field]);
  }
  return out as ObjectOf<K>;
}

const USERINFO = /^([a-z][a-z0-9+.-]*:[/\\]*)([^/\\?#:]*):([^/\\?#]*)@/i;

function passwordOf(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== "";
}

function maskAddress(address: string): string {
  if (!passwordOf(address)) return address;
  // An address whose password cannot be found in its text is hidden whole.
  return USERINFO.test(address) ? address.replace(USERINFO, `$1$2:${SECRET_MARK}@`) : SECRET_MARK;
}

function stripAddress(address: string): string {
  if (!passwordOf(address)) return address;
  const url = new URL(address);
  url.password = "";
  return USERINFO.test(address)
    ? address.replace(USERINFO, (_all, scheme, user) => scheme + (user && `${user}@`))
    : url.href;
}
