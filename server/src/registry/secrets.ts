import type { ObjectKind, ObjectOf } from "../config/index.ts";
import { canonicalJson, fault, isRecord, SECRET_MARK } from "../kernel/index.ts";
import type { Sealer } from "./seal.ts";

/*
 * Where secrets stand inside objects: whole members, those of a list's entries, and passwords inside addresses. Everything that leaves
 * the registry passes `maskSpec`; everything that is written down passes `sealSpec`.
 */

interface Place {
  /** Members that are secret as a whole. */
  whole: readonly string[];
  /** Members that are addresses and may carry a password. */
  address: readonly string[];
  /** Lists whose entries are told apart by their id, and the member of each that is secret as a whole. */
  lists?: readonly (readonly [list: string, member: string])[];
  /** Objects inside, and which of their members are secret as a whole; `all` for every one. */
  inside?: readonly (readonly [member: string, secrets: readonly string[] | "all"])[];
  /** Where a whole secret is sent: while these stay the same, it may be kept unseen. */
  destination: readonly string[];
}

const PLACES: Partial<Record<ObjectKind, Place>> = {
  providers: {
    whole: ["key"],
    address: ["baseUrl"],
    lists: [["keys", "key"]],
    destination: ["api", "baseUrl", "resource", "project", "location", "region", "tokenUrl"],
  },
  judges: { whole: ["key"], address: ["url"], destination: ["api", "url", "region", "template"] },
  servers: {
    whole: [],
    address: ["url", "baseUrl"],
    inside: [
      ["auth", ["token", "value", "password", "clientSecret"]],
      ["env", "all"],
    ],
    destination: [
      "kind",
      "transport",
      "url",
      "baseUrl",
      "spec",
      "command",
      "auth.kind",
      "auth.name",
      "auth.user",
      "auth.tokenUrl",
      "auth.clientId",
    ],
  },
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
  return mapEntries(out, place, (value, at) =>
    typeof value === "string" ? { sealed: sealer.seal(value, `${org}|${kind}|${spec.id}|${at}`) } : value,
  );
}

export function openSpec(sealer: Sealer, org: string, kind: ObjectKind, id: string, kept: Spec): Spec {
  const place = PLACES[kind];
  const spec = { ...kept };
  for (const field of [...(place?.whole ?? []), ...(place?.address ?? [])]) {
    const value = spec[field];
    if (isRecord(value)) spec[field] = sealer.open(String(value["sealed"]), `${org}|${kind}|${id}|${field}`);
  }
  return mapEntries(spec, place, (value, at) =>
    isRecord(value) ? sealer.open(String(value["sealed"]), `${org}|${kind}|${id}|${at}`) : value,
  );
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
  const moved = place.destination.some((member) => !sameAt(member, spec, before));
  for (const field of place.whole) spec[field] = keepWhole(field, spec[field], before[field], { moved, source });
  const keptEntries = entriesOf(before, place);
  const out = mapEntries(spec, place, (value, at) => keepWhole(at, value, keptEntries.get(at), { moved, source }));
  for (const field of Object.keys(out)) if (out[field] === undefined) delete out[field];
  return out as ObjectOf<K>;
}

function keepWhole(
  field: string,
  written: unknown,
  kept: unknown,
  { moved, source }: { moved: boolean; source: "file" | "api" },
): unknown {
  if (written === undefined) return source === "file" && !moved ? kept : undefined;
  if (written !== SECRET_MARK) return written;
  if (kept === undefined) throw writeAgain(field, "none is kept yet");
  // Guarantee: a kept secret is never sent to a new address by someone who does not know it.
  if (moved) throw writeAgain(field, "its address changes");
  return kept;
}

/**
 * The object with the secret member of each list's entries replaced; one that becomes undefined is left out.
 * An entry is named by its list and its own id, so that its secret follows it wherever it stands.
 */
function mapEntries(spec: Spec, place: Place | undefined, change: (value: unknown, at: string) => unknown): Spec {
  const out = { ...spec };
  for (const [list, member] of place?.lists ?? []) {
    const entries = out[list];
    if (!Array.isArray(entries)) continue;
    out[list] = entries.map((entry: Spec) => {
      const { [member]: value, ...rest } = entry;
      const changed = change(value, `${list}.${String(entry["id"])}.${member}`);
      return changed === undefined ? rest : { ...rest, [member]: changed };
    });
  }
  for (const [member, secrets] of place?.inside ?? []) {
    const object = out[member];
    if (!isRecord(object)) continue;
    const names = secrets === "all" ? Object.keys(object) : secrets;
    const changed = { ...object };
    for (const name of names) {
      const value = change(Object.hasOwn(object, name) ? object[name] : undefined, `${member}.${name}`);
      if (value === undefined) delete changed[name];
      else changed[name] = value;
    }
    out[member] = changed;
  }
  return out;
}

function sameAt(path: string, one: Spec, other: Spec): boolean {
  const at = (spec: Spec) => {
    const [member = "", inner] = path.split(".");
    const value = spec[member];
    return inner === undefined ? value : isRecord(value) ? value[inner] : undefined;
  };
  const [a, b] = [at(one), at(other)];
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}

function entriesOf(spec: Spec, place: Place): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  mapEntries(spec, place, (value, at) => void found.set(at, value));
  return found;
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
  // Where every member of an object is secret, its names are not: without them nothing would say what is kept.
  const named = (at: string) => place.inside?.some(([member, all]) => all === "all" && at.startsWith(`${member}.`));
  return mapEntries(out, place, (value, at) =>
    typeof value === "string" ? (whole() ?? (named(at) ? SECRET_MARK : undefined)) : value,
  ) as ObjectOf<K>;
}

const USERINFO = /^([a-z][a-z0-9+.-]*:[/\\]*)([^/\\?#:]*):([^/\\?#]*)@/i;

function passwordOf(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== "";
}

/** The address with `[secret]` in the place of its password. */
export function maskAddress(address: string): string {
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
