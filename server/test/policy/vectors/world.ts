import type { EntityJson } from "../cedar-json.ts";

/* The one request that all conditions are asked of, and its entities, in Cedar's JSON. */

const uid = (type: string, id: string) => ({ type, id });
const entity = (type: string, id: string, more: Partial<EntityJson> = {}): EntityJson => ({
  uid: uid(type, id),
  attrs: {},
  parents: [],
  ...more,
});

export const REQUEST = {
  principal: uid("User", "ann"),
  action: uid("Action", "read"),
  resource: uid("Doc", "d"),
};

export const ENTITIES: EntityJson[] = [
  entity("User", "ann", {
    attrs: { name: "Ann", boss: { __entity: uid("User", "bob") } },
    parents: [uid("Group", "mid")],
    tags: { t: "v" },
  }),
  entity("User", "bob", { attrs: { name: "Bob" } }),
  entity("Group", "mid", { parents: [uid("Group", "top")] }),
  entity("Group", "top"),
  entity("Doc", "d", { parents: [uid("Folder", "f")] }),
  entity("Folder", "f", { parents: [uid("Folder", "g")] }),
  entity("Folder", "g"),
  entity("Action", "read", { parents: [uid("Action", "look")] }),
  entity("Action", "look", { parents: [uid("Action", "all")] }),
  entity("Action", "all"),
];

export const CONTEXT = {
  n: 7,
  text: "abc",
  set: ["a", 1, { x: 1 }],
  deep: { inner: { x: 1 } },
  who: { __entity: uid("User", "ann") },
  ip: { __extn: { fn: "ip", arg: "10.1.2.3" } },
  moment: { __extn: { fn: "datetime", arg: "2024-02-29T12:00:00Z" } },
};
