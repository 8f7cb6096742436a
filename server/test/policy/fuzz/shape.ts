import { EntityRef, Extension, type Expr, type Fields, type Uid, type Value } from "../../../src/cedar/index.ts";
import type { Dice } from "./dice.ts";

/** What kind of value stands somewhere, as a schema would say it. */
export type Kind =
  | { is: "long" | "string" | "bool" | "decimal" | "ip" | "datetime" | "duration" }
  | { is: "entity"; type: string }
  | { is: "set"; of: Kind }
  | { is: "record"; members: ReadonlyMap<string, Kind> };

/** One made-up schema: what every entity of a type, and the context, is meant to hold. */
export interface Shape {
  /** Ids by type, some of them of entities that are nowhere else. */
  ids: ReadonlyMap<string, readonly string[]>;
  attrs: ReadonlyMap<string, ReadonlyMap<string, Kind>>;
  tags: ReadonlyMap<string, Kind>;
  context: ReadonlyMap<string, Kind>;
}

const TYPES = ["User", "Group", "Doc", "App::Robot", "A::B::C", "Context", "_x"];
export const NAMES = [
  "a",
  "b",
  "name",
  "level",
  "if",
  "in",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "",
  " ",
  "ключ",
  "😀",
  "a.b",
  'q"uote',
  "is",
  "valueOf",
] as const;
const IDS = ["a", "b", "c", "d", "e", "f", "", "__proto__", "постоянный", "😀", 'q"\\', "a\nb", "a::b", "constructor"];
export const TEXTS = [
  "",
  "a",
  "b",
  "ab",
  "abc",
  "a*b",
  "*",
  "\\",
  'say "a"',
  "é",
  "e\u0301",
  "😀",
  "a😀b",
  "日本語",
  "\u0000",
  "\u202eabc",
  "line\nline",
  "10.0.0.1",
  "ﬁ",
  "__proto__",
  "A",
  "\ufeff",
  "\uffff",
];
export const LONGS = [
  0,
  1,
  2,
  3,
  -1,
  -2,
  7,
  10,
  100,
  1_000,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 + 1,
  3_037_000_500,
  4_294_967_296,
  2 ** 52,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MIN_SAFE_INTEGER,
];
/** Texts of extension values: sound ones first, then odd ones that are refused or nearly are. */
export const EXTENSION_TEXTS = {
  decimal: {
    sound: ["0.0", "1.0", "1.0000", "-1.5", "0.1", "12.3456", "922337203685477.5807", "-922337203685477.5808", "-0.0"],
    odd: [
      "",
      "1",
      "1.",
      ".1",
      "1.23456",
      "922337203685477.5808",
      "1e3",
      "+1.0",
      " 1.0",
      "1.0 ",
      "--1.0",
      "٣.0",
      "00.10",
    ],
  },
  ip: {
    sound: [
      "10.0.0.1",
      "10.0.0.0/8",
      "10.0.0.1/32",
      "127.0.0.1",
      "127.0.0.0/8",
      "224.0.0.1",
      "0.0.0.0/0",
      "0.0.0.0",
      "10.0.0.1/8",
      "10.0.0.0",
      "255.255.255.255",
      "::1",
      "::",
      "::/0",
      "2001:db8::/32",
      "2001:DB8::1",
      "fe80::1/64",
      "ff02::1",
      "ff00::/8",
      "1:2:3:4:5:6:7:8",
    ],
    odd: [
      "",
      "10.0.0",
      "10.0.0.01",
      "10.0.0.256",
      "10.0.0.1/33",
      "10.0.0.1/08",
      "10.0.0.1/",
      "::ffff:10.0.0.1",
      "::1%eth0",
      ":::1",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "::1/129",
      "::g",
      " ::1",
      "12345::",
      "1::2::3",
      "::1/0",
      "10.0.0.1/+8",
      "00001::1",
    ],
  },
  datetime: {
    sound: [
      "1970-01-01",
      "2024-02-29",
      "2024-10-15",
      "2024-10-15T11:35:00Z",
      "2024-10-15T11:35:00.000Z",
      "2024-10-15T11:35:00+0000",
      "2024-10-15T13:35:00+0200",
      "2024-10-15T11:35:00.123-0530",
      "1969-12-31T23:59:59.999Z",
      "9999-12-31T23:59:59.999Z",
      "0000-01-01",
      "0001-01-01T00:00:00Z",
    ],
    odd: [
      "",
      "2023-02-29",
      "2024-13-01",
      "2024-1-1",
      "24-01-01",
      "2024-10-15T24:00:00Z",
      "2024-10-15T11:60:00Z",
      "2024-10-15T11:35:60Z",
      "2024-10-15T11:35:00",
      "2024-10-15 11:35:00Z",
      "2024-10-15T11:35:00.1Z",
      "2024-10-15T11:35:00+02:00",
      "2024-10-15T11:35:00+2400",
      "2024-10-15T11:35:00-2359",
      "2024-10-15T11:35:00+0060",
      "+2024-10-15",
      "10000-01-01",
      "2024-10-15z",
      "2016-12-31T23:59:60Z",
    ],
  },
  duration: {
    sound: [
      "0ms",
      "1ms",
      "1s",
      "60s",
      "1m",
      "1h",
      "24h",
      "1d",
      "-1d",
      "1d2h3m4s5ms",
      "-1h30m",
      "90m",
      "9223372036854775807ms",
    ],
    odd: [
      "",
      "1",
      "ms",
      "1w",
      "1h1d",
      "1.5h",
      "--1d",
      "+1d",
      "1d1d",
      "9223372036854775808ms",
      "-9223372036854775808ms",
      "106751991168d",
      "1D",
      " 1d",
      "1 d",
      "00001d",
      "-",
      "1d-1h",
    ],
  },
} as const;

export function makeShape(dice: Dice): Shape {
  const types = some(dice, TYPES, 3, 5);
  const ids = new Map(types.map((type) => [type, some(dice, IDS, 3, 6)]));
  ids.set("Action", some(dice, ["read", "write", "all", "any", "", "😀"], 3, 5));
  const members = (least: number, most: number): ReadonlyMap<string, Kind> =>
    new Map(some(dice, NAMES, least, most).map((name) => [name, makeKind(dice, types, 2)]));
  return {
    ids,
    attrs: new Map([...types.map((type) => [type, members(1, 4)] as const), ["Action", members(0, 1)]]),
    tags: new Map(types.map((type) => [type, makeKind(dice, types, 1)])),
    context: members(3, 7),
  };
}

function makeKind(dice: Dice, types: readonly string[], depth: number): Kind {
  const is = dice.weighed({
    long: 4,
    string: 4,
    bool: 2,
    entity: 3,
    decimal: 1,
    ip: 1.5,
    datetime: 1.5,
    duration: 1,
    set: depth > 0 ? 3 : 0,
    record: depth > 0 ? 3 : 0,
  });
  if (is === "entity") return { is, type: dice.pick(types) };
  if (is === "set") return { is, of: makeKind(dice, types, depth - 1) };
  if (is === "record")
    return { is, members: new Map(some(dice, NAMES, 0, 3).map((name) => [name, makeKind(dice, types, depth - 1)])) };
  return { is };
}

/** A value of a kind, from few enough of them that equal ones meet. */
export function makeValue(dice: Dice, shape: Shape, kind: Kind): Value {
  switch (kind.is) {
    case "long":
      return dice.pick(LONGS);
    case "string":
      return dice.pick(TEXTS);
    case "bool":
      return dice.chance(0.5);
    case "entity":
      return new EntityRef(makeUid(dice, shape, kind.type));
    case "set":
      return Array.from({ length: dice.below(4) }, () => makeValue(dice, shape, kind.of));
    case "record":
      return fieldsOf([...kind.members].map(([name, member]) => [name, makeValue(dice, shape, member)]));
    default:
      return new Extension(kind.is, dice.pick(EXTENSION_TEXTS[kind.is].sound));
  }
}

export function makeUid(dice: Dice, shape: Shape, type: string): Uid {
  return { type, id: dice.pick(shape.ids.get(type) ?? ["a"]) };
}

/** The expression that makes a value. */
export function literalOf(value: Value): Expr {
  if (value instanceof EntityRef) return { Value: { __entity: { ...value.uid } } };
  if (value instanceof Extension) return { [value.fn]: [{ Value: value.arg }] };
  if (Array.isArray(value)) return { Set: (value as readonly Value[]).map(literalOf) };
  if (typeof value === "object")
    return { Record: fieldsOf(Object.entries(value as Fields).map(([name, member]) => [name, literalOf(member)])) };
  return { Value: value };
}

/** A record of any names: `__proto__` is one as well. */
export function fieldsOf<T>(members: readonly (readonly [string, T])[]): Record<string, T> {
  const fields = Object.create(null) as Record<string, T>;
  for (const [name, member] of members) fields[name] = member;
  return fields;
}

export function some<T>(dice: Dice, list: readonly T[], least: number, most: number): T[] {
  const left = [...list];
  const wanted = least + dice.below(most - least + 1);
  return Array.from({ length: Math.min(wanted, list.length) }, () => left.splice(dice.below(left.length), 1)[0] as T);
}
