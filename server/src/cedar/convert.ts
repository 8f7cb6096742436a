import { Decimal, readDecimal } from "./decimal.ts";
import { Ip, readIp } from "./ip.ts";
import { longOf } from "./long.ts";
import { type Known, Rec, Ref, type Run, SetOf } from "./runtime.ts";
import { Datetime, Duration, readDatetime, readDuration } from "./time.ts";
import { type Entity, EntityRef, Extension, type ExtensionName, type Fields, type Uid, type Value } from "./values.ts";

const MAX_DEPTH = 100;

/** Says what in the input is no value of Cedar's. Caught at the front doors of this room. */
export class Unfit extends Error {}

export const READERS: Record<ExtensionName, (text: string) => Run | undefined> = {
  datetime: readDatetime,
  duration: readDuration,
  decimal: readDecimal,
  ip: readIp,
};

/** Only own members count, whatever they are called. */
function recordOf(fields: Fields, depth = 0): Rec {
  const members = new Map<string, Run>();
  for (const name of Object.keys(fields)) members.set(nameOf(name), runOf(fields[name], depth + 1));
  return new Rec(members);
}

const RESERVED: ReadonlySet<string> = new Set(["__entity", "__extn", "__expr"]);

/** Cedar's JSON gives three names a meaning of their own, so no record from outside has them. */
export function nameOf(name: string): string {
  if (RESERVED.has(name)) throw new Unfit(`a member may not be called ${name}`);
  return textOf(name);
}

export function refOf(uid: Uid): Ref {
  return new Ref(textOf(uid.type), textOf(uid.id));
}

const entities = new WeakMap<Entity, Known>();

/** An entity is converted once: it must not change after it was first used. */
export function knownOf(entity: Entity): Known {
  let known = entities.get(entity);
  if (!known) {
    known = {
      ref: refOf(entity.uid),
      attrs: recordOf(entity.attrs),
      tags: entity.tags === undefined ? NONE : recordOf(entity.tags),
      parents: entity.parents.map(refOf),
    };
    entities.set(entity, known);
  }
  return known;
}

const NONE = new Rec(new Map());

export function runOf(value: unknown, depth = 0): Run {
  switch (typeof value) {
    case "string":
      return textOf(value);
    case "boolean":
      return value;
    case "number":
      // Guarantee: a number that JavaScript does not carry exactly is refused, never rounded.
      if (!Number.isSafeInteger(value)) throw new Unfit(`${value} is no whole number below 2^53`);
      return value + 0;
    case "bigint": {
      const long = longOf(value);
      if (long === undefined) throw new Unfit(`${value} does not fit into 64 bits`);
      return long;
    }
    case "object":
      if (depth > MAX_DEPTH) throw new Unfit(`a value nested deeper than ${MAX_DEPTH}`);
      if (value === null) throw new Unfit("null is no value");
      if (value instanceof EntityRef) return refOf(value.uid);
      if (value instanceof Extension) return extensionOf(value);
      if (Array.isArray(value)) return SetOf.of(value.map((item) => runOf(item, depth + 1)));
      return recordOf(value as Fields, depth);
    default:
      throw new Unfit(`a ${typeof value} is no value`);
  }
}

/** A value as it is handed in and out. An integer beyond 2^53 has no such form: undefined. */
export function plainOf(run: Run): Value | undefined {
  if (typeof run === "bigint") return undefined;
  if (typeof run !== "object") return run;
  if (run instanceof Ref) return new EntityRef({ type: run.type, id: run.id });
  if (run instanceof SetOf) {
    const items = run.items.map(plainOf);
    return items.includes(undefined) ? undefined : (items as Value[]);
  }
  if (run instanceof Rec) {
    const fields: Record<string, Value> = Object.create(null) as Record<string, Value>;
    for (const [name, member] of run.members) {
      const plain = plainOf(member);
      if (plain === undefined) return undefined;
      fields[name] = plain;
    }
    return fields;
  }
  if (run instanceof Datetime) return new Extension("datetime", "1970-01-01", `${run.ms}ms`);
  if (run instanceof Duration) return new Extension("duration", `${run.ms}ms`);
  if (run instanceof Decimal) return new Extension("decimal", run.text);
  if (run instanceof Ip) return new Extension("ip", run.text);
  return undefined;
}

function extensionOf(value: Extension): Run {
  const read = Object.hasOwn(READERS, value.fn) ? READERS[value.fn] : undefined;
  let run = typeof value.arg === "string" && read ? written(value.fn, value.arg, read) : undefined;
  if (value.offset !== undefined) {
    const by = typeof value.offset === "string" ? readDuration(value.offset) : undefined;
    run = run instanceof Datetime && by !== undefined ? run.offset(by) : undefined;
  }
  if (run === undefined) throw new Unfit(`no ${value.fn} is written like this`);
  return run;
}

const MAX_KNOWN = 1_000;
const addresses = new Map<string, Run | undefined>();

/** The same addresses come again and again, and reading one takes longer than the rest of a context. */
function written(fn: ExtensionName, arg: string, read: (text: string) => Run | undefined): Run | undefined {
  if (fn !== "ip") return read(arg);
  let known = addresses.get(arg);
  if (known !== undefined) return known;
  known = read(arg);
  if (known === undefined) return undefined;
  if (addresses.size >= MAX_KNOWN) addresses.clear();
  addresses.set(arg, known);
  return known;
}

function textOf(text: unknown): string {
  if (typeof text !== "string") throw new Unfit(`a ${typeof text} where a text belongs`);
  if (!text.isWellFormed()) throw new Unfit("a text that is not Unicode");
  return text;
}
