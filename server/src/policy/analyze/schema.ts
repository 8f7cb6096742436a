import { isRecord } from "../../kernel/index.ts";

/** What a schema says about a value, with every name of a type followed to its end. */
export type Type =
  | { is: "Bool" | "Long" | "String" | "datetime" | "ipaddr" | "other" }
  | { is: "Set"; of: Type }
  | { is: "Entity"; name: string }
  | { is: "Record"; fields: Fields };

type Fields = Record<string, { type: Type; required: boolean }>;

export interface Schema {
  /** Attributes by type of entity, as `Lumos::User`. */
  entities: ReadonlyMap<string, Fields>;
  actions: readonly {
    id: string;
    /** The groups it stands in, itself first. */
    groups: readonly string[];
    principals: readonly string[];
    resources: readonly string[];
    context: Type;
  }[];
}

const USUAL = ["invoke", "call_tool", "embed"];
const NAMESPACE = "Lumos";

/** Reads the JSON form of a schema with one namespace. */
export function readSchema(json: unknown): Schema {
  const space = recordOf(recordOf(json)[NAMESPACE]);
  const common = recordOf(space["commonTypes"]);
  const entityTypes = recordOf(space["entityTypes"]);

  const typeOf = (said: unknown): Type => {
    const { type, name, element, attributes } = recordOf(said);
    if (type === "Set") return { is: "Set", of: typeOf(element) };
    if (type === "Record") return { is: "Record", fields: fieldsOf(attributes) };
    if (type === "Entity" && typeof name === "string") return { is: "Entity", name: full(name) };
    const named = String(type === "EntityOrCommon" ? name : type).replace(/^__cedar::/, "");
    if (named === "Bool" || named === "Boolean") return { is: "Bool" };
    if (named === "Long" || named === "String" || named === "datetime" || named === "ipaddr") return { is: named };
    if (Object.hasOwn(common, named)) return typeOf(common[named]);
    return Object.hasOwn(entityTypes, named) ? { is: "Entity", name: full(named) } : { is: "other" };
  };
  const fieldsOf = (attributes: unknown): Fields =>
    Object.fromEntries(
      Object.entries(recordOf(attributes)).map(([name, said]) => [
        name,
        { type: typeOf(said), required: recordOf(said)["required"] !== false },
      ]),
    );

  const entities = new Map<string, Fields>();
  for (const [name, said] of Object.entries(entityTypes)) {
    const shape = typeOf(recordOf(said)["shape"] ?? { type: "Record", attributes: {} });
    entities.set(full(name), shape.is === "Record" ? shape.fields : {});
  }
  const actionsJson = recordOf(space["actions"]);
  const groupsOf = (id: string): string[] => {
    const parents = recordOf(actionsJson[id])["memberOf"];
    const above = Array.isArray(parents) ? parents.flatMap((parent) => groupsOf(String(recordOf(parent)["id"]))) : [];
    return [...new Set([id, ...above])];
  };
  // What is asked most comes first, so that what is shown is what people know.
  const rank = (id: string) => USUAL.indexOf(id) + 1 || USUAL.length + 1;
  const listed = Object.entries(actionsJson).toSorted(([a], [b]) => rank(a) - rank(b));
  const actions = listed.flatMap(([id, said]) => {
    const applies = recordOf(recordOf(said)["appliesTo"]);
    const names = (list: unknown) => (Array.isArray(list) ? list.map((name) => full(String(name))) : []);
    const principals = names(applies["principalTypes"]);
    const resources = names(applies["resourceTypes"]);
    if (principals.length === 0 || resources.length === 0) return [];
    return [{ id, groups: groupsOf(id), principals, resources, context: typeOf(applies["context"]) }];
  });
  return { entities, actions };
}

function full(name: string): string {
  return name.includes("::") ? name : `${NAMESPACE}::${name}`;
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
