import type { Uid } from "../../cedar/index.ts";
import { uid } from "../rulings/vocabulary.ts";
import { EVERYONE } from "../rulings/vocabulary.ts";
import { kindId, thingNamed } from "../rulings/things.ts";
import type { Schema, Type } from "./schema.ts";
import { type Coded, type Shape, UNKNOWN } from "./shapes.ts";
import { type Slot, type Symbols, OTHER, isNone } from "./symbols.ts";
import { NO, type Term, YES, all, any, atMostOne, implies, not, numeral, same } from "./terms.ts";
import { type Thing, type World, below, keyOf, lineage, referredTo } from "./world.ts";

/** One kind of request that can be asked: an action, and what acts on what. */
export interface Kind {
  action: string;
  groups: readonly string[];
  principal: string;
  resource: string;
  context: Type;
}

/** Who acts, on what, under which circumstances: the unknowns of one kind of request, and what is true of them. */
export interface Things {
  variable(name: string): Shape;
  attribute(of: Coded, name: string): Coded;
  /** Whether there is such an attribute; undefined where that is not known. */
  presence(of: Shape, name: string): Term | undefined;
  /** Whether what stands at a path stands in something, itself not counted. */
  within(path: string, type: string, target: Uid): Term;
  /** What holds in every world this organization could be. */
  truths(): Term[];
  /** That it is one of those that exist today. */
  exists(path: "principal" | "resource"): Term;
  /** True where nothing that is known of it differs from the thing. */
  readonly used: ReadonlyMap<string, Use>;
}

/** What an unknown says, of which thing. */
export interface Use {
  slot: Slot;
  /** `principal`, `principal.owner`, `context.base` */
  of: string;
  as: { is: "id" } | { is: "attribute"; name: string } | { is: "within"; target: Uid } | { is: "existence" };
}

const PERCENT = /^context\.base\.(risk\.\w+|sessionRisk|trustScore|confidence)$/;
const LAST_MOMENT = 253_402_300_799_999;
const COUNT = 2 ** 52;
const ONE_OF: Record<string, readonly string[]> = {
  "context.base.channel": ["model", "mcp", "hook", "decision"],
  "context.base.budget": ["ok", "warn", "soft", "hard"],
  "resource.effect": ["read", "write", "destructive", "egress"],
};
const MEMBERS = new Set(["Lumos::User", "Lumos::Agent", "Lumos::Application"]);
const WORKFLOW = "context.base.workflow";

export function makeThings(parts: {
  kind: Kind;
  schema: Schema;
  world: World;
  known: ReadonlyMap<string, readonly Thing[]>;
  symbols: Symbols;
}): Things {
  const { kind, schema, world, known, symbols } = parts;
  const used = new Map<string, Use>();
  const types: Record<string, string> = { principal: kind.principal, resource: kind.resource };
  const lines = lineage(world);
  const tiers = new Set(world.tiers.map(({ id }) => id));

  const use = (path: string, slotKind: Slot["kind"], of: string, as: Use["as"], range?: readonly [number, number]) => {
    const slot = symbols.slot(path, slotKind, range);
    used.set(path, { slot, of, as });
    return slot;
  };
  const idOf = (path: string) => use(`${path}#id`, "text", path, { is: "id" });
  const entityAt = (path: string, type: string): Shape => {
    types[path] = type;
    return { is: "entity", type, id: { slot: idOf(path) }, path };
  };
  /** An owner may be gone; all others that are spoken of are there. */
  const existence = (path: string): Term =>
    path.includes(".") && path !== WORKFLOW
      ? symbols.is(use(`exists ${path}`, "flag", path, { is: "existence" }))
      : YES;

  const valueAt = (of: string, name: string, type: Type): Shape => {
    const path = `${of}.${name}`;
    const as = { is: "attribute", name } as const;
    switch (type.is) {
      case "Bool":
        return { is: "flag", term: symbols.is(use(path, "flag", of, as)) };
      case "Long": {
        const range: [number, number] = [0, PERCENT.test(path) ? 100 : name === "rank" ? 1_000 : COUNT];
        return { is: "number", term: symbols.is(use(path, "number", of, as, range)) };
      }
      case "datetime":
        return { is: "time", term: symbols.is(use(path, "number", of, as, [0, LAST_MOMENT])) };
      case "String":
        return { is: "text", text: { slot: use(path, "text", of, as) } };
      case "Set":
        return type.of.is === "String" ? { is: "set", slot: use(path, "set", of, as) } : UNKNOWN;
      case "Record":
        return { is: "record", path, type };
      case "Entity":
        return entityAt(path, type.name);
      case "ipaddr":
        return { is: "address", path };
      default:
        return UNKNOWN;
    }
  };

  const fieldsOf = (shape: Shape) =>
    shape.is === "record"
      ? { path: shape.path, fields: shape.type.fields }
      : shape.is === "entity" && shape.path !== undefined
        ? { path: shape.path, fields: schema.entities.get(shape.type) ?? {} }
        : undefined;

  const isOfKind = (path: string, id: string): Term => {
    const named = thingNamed(`${id}/`);
    if (!named || id.includes("/")) return NO;
    const slot = use(`${path}.kind`, "text", path, { is: "attribute", name: "kind" });
    return symbols.equal({ slot }, { literal: named.kind });
  };

  const presenceAt = (path: string): Term => symbols.is(use(`has ${path}`, "flag", path, { is: "existence" }));

  const things: Things = {
    used,
    variable(name) {
      if (name === "principal" || name === "resource") return entityAt(name, types[name] as string);
      if (name === "action")
        return { is: "entity", type: "Lumos::Action", id: { literal: kind.action }, path: "action" };
      return kind.context.is === "Record" ? { is: "record", path: "context", type: kind.context } : UNKNOWN;
    },

    attribute({ shape, error }, name) {
      if (shape.is === "fields") {
        const field = shape.of[name];
        return field ? { shape: field.shape, error: any([error, field.error]) } : { shape: UNKNOWN, error: YES };
      }
      const found = fieldsOf(shape);
      const field = found?.fields[name];
      if (!found || !field) return { shape: UNKNOWN, error };
      const path = `${found.path}.${name}`;
      const gone = shape.is === "entity" ? not(existence(found.path)) : NO;
      const missing = field.required ? NO : not(presenceAt(path));
      return { shape: valueAt(found.path, name, field.type), error: any([error, gone, missing]) };
    },

    presence(shape, name) {
      if (shape.is === "fields") return Object.hasOwn(shape.of, name) ? YES : NO;
      const found = fieldsOf(shape);
      if (!found) return undefined;
      const field = found.fields[name];
      if (!field) return NO;
      const there = shape.is === "entity" ? existence(found.path) : YES;
      return all([there, field.required ? YES : presenceAt(`${found.path}.${name}`)]);
    },

    within(path, type, target) {
      if (path === "action") return target.type === "Lumos::Action" && kind.groups.includes(target.id) ? YES : NO;
      const flag = () => symbols.is(use(`in ${path} ${keyOf(target)}`, "flag", path, { is: "within", target }));
      if (MEMBERS.has(type) && target.type === "Lumos::Group") {
        if (target.id === EVERYONE) return existence(path);
        return lines.has(target.id) ? flag() : NO;
      }
      if (type === "Lumos::Model" && target.type === "Lumos::Tier") return tiers.has(target.id) ? flag() : NO;
      if (type === "Lumos::Tool" && target.type === "Lumos::Server") return flag();
      // A thing stands in its kind and in nothing else.
      if (type === "Lumos::Thing" && target.type === "Lumos::Thing") return isOfKind(path, target.id);
      if (type === "Lumos::Workflow" && target.type === "Lumos::Workflow") {
        const slot = idOf(path);
        return any(below(world, target.id).map((id) => symbols.equal({ slot }, { literal: id })));
      }
      return NO;
    },

    truths() {
      const truths: Term[] = [];
      for (const [path, { slot }] of used) {
        const allowed = path === "resource.effect" && kind.resource !== "Lumos::Tool" ? undefined : ONE_OF[path];
        if (allowed) truths.push(any(allowed.map((literal) => symbols.equal({ slot }, { literal }))));
      }
      const highest = used.get("context.base.risk.max");
      for (const [path, { slot }] of used)
        if (highest && path.startsWith("context.base.risk.") && slot !== highest.slot)
          truths.push(`(<= ${symbols.is(slot)} ${symbols.is(highest.slot)})`);
      for (const path of Object.keys(types)) truths.push(...standing(path), ...identities(path));
      const domain = used.get(`${WORKFLOW}.domain`);
      if (domain) {
        const own = idOf(WORKFLOW);
        const stated = world.workflows.filter((one) => one.domain !== undefined && one.domain !== "").slice(0, 500);
        const holds = (literal: string) => symbols.equal({ slot: domain.slot }, { literal });
        const has = stated.map((one) => ({ one, is: symbols.equal({ slot: own }, { literal: one.id }) }));
        for (const { one, is } of has) truths.push(implies(is, holds(one.domain as string)));
        truths.push(any([...has.map(({ is }) => is), holds("")]));
      }
      const thing = types["resource"] === "Lumos::Thing" && used.get("resource#id");
      for (const { text, is } of thing ? symbols.each(thing.slot) : []) {
        const named = text.startsWith(OTHER) ? undefined : thingNamed(text);
        if (named) truths.push(implies(is, isOfKind("resource", kindId(named.kind))));
        // A kind is no thing that is asked about.
        else if (!text.startsWith(OTHER)) truths.push(not(is));
      }
      const email = used.get("principal.email");
      if (email)
        truths.push(
          any([
            symbols.equal({ slot: email.slot }, { slot: idOf("principal") }),
            symbols.equal({ slot: email.slot }, { literal: "" }),
          ]),
        );
      return truths;
    },

    exists(path) {
      const distinct = new Set((known.get(types[path] as string) ?? []).map((thing) => likeThing(path, thing)));
      return any(distinct);
    },
  };

  /** What follows of standing in something. */
  const standing = (path: string): Term[] => {
    const within = [...used.values()].flatMap(({ slot, of, as }) =>
      of === path && as.is === "within" ? [{ target: as.target, is: symbols.is(slot) }] : [],
    );
    if (within.length === 0) return [];
    const type = types[path];
    if (type === "Lumos::Model") {
      const each = world.tiers.map(({ id }) => things.within(path, type, uid("Tier", id)));
      return [any(each), atMostOne(each)];
    }
    if (type === "Lumos::Tool") return [atMostOne(within.map(({ is }) => is))];
    const there = existence(path);
    return within.flatMap((one) => [
      implies(one.is, there),
      ...within
        .filter((other) => other !== one && lines.get(one.target.id)?.has(other.target.id))
        .map((other) => implies(one.is, other.is)),
    ]);
  };

  /** What exists under a name that policies use is what it is. */
  const identities = (path: string): Term[] => {
    const id = used.get(`${path}#id`);
    if (!id || path === WORKFLOW) return [];
    const byId = new Map((known.get(types[path] as string) ?? []).map((thing) => [thing.uid.id, thing]));
    return symbols.each(id.slot).flatMap(({ text, is }) => {
      const thing = byId.get(text);
      return thing ? [implies(is, likeThing(path, thing))] : [];
    });
  };

  const likeThing = (path: string, thing: Thing | undefined): Term => {
    const terms: Term[] = [];
    const below: string[] = [];
    for (const [own, { slot, of, as }] of used) {
      if (of === path) {
        if (as.is === "existence") terms.push(same(symbols.is(slot), thing ? YES : NO));
        else if (!thing) continue;
        else if (as.is === "within") terms.push(same(symbols.is(slot), thing.above.has(keyOf(as.target)) ? YES : NO));
        else if (as.is === "id") terms.push(isText(slot, thing.uid.id));
        else if (thing.varying?.includes(as.name) !== true) terms.push(hasValue(slot, thing.attrs[as.name]));
      } else if (own === `${of}#id` && of.startsWith(`${path}.`) && !of.slice(path.length + 1).includes("."))
        below.push(of);
    }
    for (const further of below) {
      const target = referredTo(thing?.attrs[further.slice(path.length + 1)]);
      if (!target) continue;
      const its = known.get(target.type)?.find((one) => one.uid.id === target.id);
      const id = used.get(`${further}#id`);
      if (id) terms.push(isText(id.slot, target.id));
      terms.push(likeThing(further, its));
    }
    return all(terms);
  };

  const isText = (slot: Slot, text: string): Term => {
    const named = symbols.each(slot).filter((member) => !member.text.startsWith(OTHER));
    return named.some((member) => member.text === text)
      ? symbols.equal({ slot }, { literal: text })
      : isNone(named.map(({ is }) => is));
  };

  const hasValue = (slot: Slot, value: unknown): Term => {
    switch (slot.kind) {
      case "flag":
        return same(symbols.is(slot), value === true ? YES : NO);
      case "number":
        return typeof value === "number" ? `(= ${symbols.is(slot)} ${numeral(value)})` : NO;
      case "text":
        return typeof value === "string" ? symbols.equal({ slot }, { literal: value }) : NO;
      case "set": {
        const texts = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
        for (const text of texts) symbols.name(slot, text);
        return all(symbols.each(slot).map(({ text, is }) => (texts.includes(text) ? is : not(is))));
      }
    }
  };

  return things;
}
