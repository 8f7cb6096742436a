import { type Entity, EntityRef, Extension, type Fields, type Uid, type Value } from "../../src/cedar/index.ts";
import type { ExtensionName } from "../../src/cedar/values.ts";
import type { loadCedar } from "../../src/policy/engine/reference.ts";

/* Cedar's JSON forms of entities and values, as test data holds them, and as the evaluator is given them. */

export interface EntityJson {
  uid: unknown;
  attrs: Record<string, unknown>;
  parents: unknown[];
  tags?: Record<string, unknown>;
}

export function entitiesOf(json: readonly EntityJson[]): Entity[] {
  return json.map(({ uid, attrs, parents, tags }) => ({
    uid: uidOf(uid),
    attrs: fieldsOf(attrs),
    parents: parents.map(uidOf),
    ...(tags === undefined ? {} : { tags: fieldsOf(tags) }),
  }));
}

export function fieldsOf(json: Record<string, unknown>): Fields {
  const fields = Object.create(null) as Record<string, Value>;
  for (const [name, value] of Object.entries(json)) fields[name] = valueOf(value);
  return fields;
}

function valueOf(json: unknown): Value {
  if (Array.isArray(json)) return json.map(valueOf);
  if (typeof json !== "object" || json === null) return json as Value;
  const { __entity: entity, __extn: call } = json as { __entity?: unknown; __extn?: Call };
  if (entity !== undefined) return new EntityRef(uidOf(entity));
  return call === undefined ? fieldsOf(json as Record<string, unknown>) : extensionOf(call);
}

interface Call {
  fn: string;
  arg?: unknown;
  args?: { __extn: { arg: string } }[];
}

function extensionOf({ fn, arg, args }: Call): Extension {
  if (fn === "offset" && args) {
    const [moment, by] = args;
    return new Extension("datetime", moment?.__extn.arg ?? "", by?.__extn.arg ?? "");
  }
  return new Extension(fn as ExtensionName, arg as string);
}

function uidOf(json: unknown): Uid {
  const { __entity: inner, type, id } = json as { __entity?: Uid } & Uid;
  return inner ? { type: inner.type, id: inner.id } : { type, id };
}

/** Reads JSON without rounding: integers beyond 2^53 become bigints, which nothing but a test hands in. */
export function exactJson(text: string): unknown {
  return rounded(text, (_name: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) ? BigInt(source) : value,
  );
}

/** What the reference answers in this call is read without rounding; it parses its answers in JavaScript. */
export function exactly<T>(call: () => T): T {
  JSON.parse = exactJson;
  try {
    return call();
  } finally {
    JSON.parse = rounded;
  }
}

const rounded = JSON.parse.bind(JSON) as (text: string, reviver?: unknown) => unknown;

export function holdsBigint(json: unknown): boolean {
  if (typeof json !== "object" || json === null) return typeof json === "bigint";
  return Object.values(json).some(holdsBigint);
}

/** The actions of a schema with the groups they stand in. */
export function schemaActions(cedar: ReturnType<typeof loadCedar>, schema: string): Entity[] {
  const json = cedar.schemaToJson(schema);
  if (json.type !== "success") throw new Error("a schema that does not parse");
  return Object.entries(
    json.json as Record<string, { actions: Record<string, { memberOf?: Partial<Uid>[] }> }>,
  ).flatMap(([namespace, { actions }]) => {
    const own = namespace === "" ? "Action" : `${namespace}::Action`;
    return Object.entries(actions).map(([id, { memberOf }]) => ({
      uid: { type: own, id },
      attrs: {},
      parents: (memberOf ?? []).map((group) => ({ type: group.type ?? own, id: group.id ?? "" })),
    }));
  });
}
