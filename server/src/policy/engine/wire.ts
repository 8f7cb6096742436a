import {
  type Entities,
  type Entity,
  EntityRef,
  Extension,
  type Fields,
  type Request,
  type Uid,
  type Value,
  listOf,
} from "../../cedar/index.ts";

/** One question, as it goes to another thread. */
export interface Question {
  request: Request;
  entities: Entities;
  without?: ReadonlySet<string> | undefined;
}

/*
 * Values lose their classes on the way to a thread. Here each that is not plain stands in a list of its own
 * form, so that no record can be read as one: a record is `{...}`, everything else that JSON has no word for
 * `[tag, ...]`.
 */
export function writeQuestion({ request, entities, without }: Question): string {
  const { principal, action, resource, context } = request;
  const head = JSON.stringify([principal, action, resource, plain(context), without ? [...without] : []]);
  return `[${head},[${listOf(entities).map(entityText).join()}]]`;
}

export function readQuestion(text: string): Question {
  const [[principal, action, resource, context, without], entities] = JSON.parse(text) as [
    [Uid, Uid, Uid, object, string[]],
    [Uid, object, Uid[], object | null][],
  ];
  return {
    request: { principal, action, resource, context: fieldsFrom(context) },
    entities: entities.map(([uid, attrs, parents, tags]) => ({
      uid,
      attrs: fieldsFrom(attrs),
      parents,
      ...(tags ? { tags: fieldsFrom(tags) } : {}),
    })),
    ...(without.length > 0 ? { without: new Set(without) } : {}),
  };
}

const texts = new WeakMap<Entity, string>();

/** A landscape's entities are asked about again and again. */
function entityText(entity: Entity): string {
  let text = texts.get(entity);
  if (text === undefined) {
    const { uid, attrs, parents, tags } = entity;
    text = JSON.stringify([uid, plain(attrs), parents, tags ? plain(tags) : null]);
    texts.set(entity, text);
  }
  return text;
}

function plain(value: Value): unknown {
  if (value instanceof EntityRef) return ["entity", value.uid];
  if (value instanceof Extension) return ["extension", value.fn, value.arg, value.offset];
  if (Array.isArray(value)) return ["set", ...(value as readonly Value[]).map(plain)];
  // JSON turns a number that is none into null, which nothing here means otherwise.
  if (typeof value !== "object") return value;
  const record = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of Object.entries(value as Fields)) record[name] = plain(member);
  return record;
}

function fieldsFrom(json: object): Fields {
  const fields = Object.create(null) as Record<string, Value>;
  for (const [name, member] of Object.entries(json)) fields[name] = valueFrom(member);
  return fields;
}

function valueFrom(json: unknown): Value {
  if (json === null) return Number.NaN;
  if (!Array.isArray(json)) return typeof json === "object" ? fieldsFrom(json) : (json as boolean | number | string);
  const [tag, ...rest] = json as [string, ...unknown[]];
  if (tag === "entity") return new EntityRef(rest[0] as Uid);
  if (tag === "extension") {
    const [fn, arg, offset] = rest as [Extension["fn"], string, string | null];
    return new Extension(fn, arg, offset ?? undefined);
  }
  return rest.map(valueFrom);
}
