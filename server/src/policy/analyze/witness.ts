import type { Principal } from "../../identity/index.ts";
import type { Properties } from "../../kernel/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { type Fields, type Uid, type Value } from "../../cedar/index.ts";
import type { EntitySource } from "../rulings/entities.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { Facts } from "../types.ts";
import { thingCandidate, thingNamed } from "../rulings/things.ts";
import { uid } from "../rulings/vocabulary.ts";
import { likeness, matcherOf } from "./like.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import type { Problem } from "./problem.ts";
import type { Schema, Type } from "./schema.ts";
import { type Slot, type Unknown, OTHER } from "./symbols.ts";
import { type Thing, type World, entity, keyOf, sourceOf, thingOf } from "./world.ts";

const THING = "Lumos::Thing";

/** One question, whole, found by the solver: who, on what, under which facts. */
export interface Found {
  principal: Principal;
  /** False where nobody is like this today. */
  present: boolean;
  source: EntitySource;
  facts: Facts;
  candidate: Candidate<string>;
  action: string;
  resource: Uid;
  /** False where there is nothing like it today. */
  resourcePresent: boolean;
  /** What a context has beside its base. */
  rest: Fields;
}

/** What the solver said of every unknown. */
export type Values = ReadonlyMap<string, string>;

/** Makes a question from what the solver said; undefined where no text is like every pattern it must be like. */
export function questionFrom(
  problem: Problem,
  ground: { schema: Schema; world: World; known: ReadonlyMap<string, readonly Thing[]> },
  values: Values,
): Found | undefined {
  const read = readingOf(problem, values);
  if (!read) return undefined;
  const { kind, things } = problem;
  const agrees = (path: string, thing: Thing) =>
    [...things.used.values()].every(({ slot, of, as }) => {
      if (of !== path) return true;
      if (as.is === "within") return read.flag(slot) === thing.above.has(keyOf(as.target));
      if (as.is === "id")
        return read.text(slot) === thing.uid.id || (read.isOther(slot) && !read.named(slot).has(thing.uid.id));
      return as.is === "existence" || sameValue(read.value(slot), thing.attrs[as.name]);
    });
  const existing = (path: string, type: string) => (ground.known.get(type) ?? []).find((thing) => agrees(path, thing));

  const attrsOf = (path: string, type: string): Fields => {
    const attrs: Record<string, Value> = {};
    for (const [name, { type: its }] of Object.entries(ground.schema.entities.get(type) ?? {})) {
      const use = things.used.get(`${path}.${name}`);
      attrs[name] = use ? (read.value(use.slot) as Value) : neutral(its);
    }
    return attrs;
  };
  const idAt = (path: string, otherwise: string) => {
    const use = things.used.get(`${path}#id`);
    return use ? read.text(use.slot) : otherwise;
  };
  const insideOf = (path: string) =>
    [...things.used.values()].flatMap(({ slot, of, as }) =>
      of === path && as.is === "within" && read.flag(slot) ? [as.target] : [],
    );

  const extra: World["users"][number][] = [];
  const whoever = (path: string, type: string): Principal => {
    const attrs = attrsOf(path, type);
    const principalKind = (type.split("::")[1] ?? "user").toLowerCase() as Principal["kind"];
    const id = idAt(path, "someone");
    const owner = things.used.has(`${path}.owner#id`) ? idAt(`${path}.owner`, "someone") : undefined;
    const known = ground.world.users.some((user) => user.id === owner);
    if (owner !== undefined && !known && read.flagAt(`exists ${path}.owner`)) {
      const its = attrsOf(`${path}.owner`, "Lumos::User");
      extra.push({
        id: owner,
        teams: insideOf(`${path}.owner`).map((group) => group.id),
        roles: its["roles"] as Principal["roles"],
        region: String(its["region"]),
        status: its["active"] === false ? "disabled" : "active",
      });
    }
    return {
      kind: principalKind,
      id,
      ref: `${principalKind}:${id}`,
      name: id,
      active: things.used.has(`${path}.active`) ? attrs["active"] === true : true,
      teams: insideOf(path).map((group) => group.id),
      roles: (attrs["roles"] ?? []) as Principal["roles"],
      owner,
      autonomy: Number(attrs["autonomy"] ?? 0),
      attested: attrs["attested"] === true,
      environment: String(attrs["environment"] ?? ""),
      region: String(attrs["region"] ?? ""),
    };
  };

  const today = existing("principal", kind.principal);
  const refs = new Map(ground.world.principals.map((one) => [`${one.kind}\n${one.id}`, one]));
  const real = today && refs.get(`${today.uid.type.split("::")[1]?.toLowerCase()}\n${today.uid.id}`);
  const ownerAgrees =
    real?.owner === undefined ||
    !things.used.has("principal.owner#id") ||
    read.text((things.used.get("principal.owner#id") as { slot: Slot }).slot) === real.owner;
  const principal = real && ownerAgrees ? real : whoever("principal", kind.principal);
  const source = sourceOf(ground.world, extra);

  const { facts, rest } = factsFrom(problem, read);
  if (kind.resource === THING) {
    const said = (path: string): Properties => {
      const use = things.used.get(`${path}.values`);
      return { values: use ? (read.value(use.slot) as string[]) : [], tags: {} };
    };
    const own = attrsOf("resource", THING);
    const id = idAt("resource", "some");
    const asked = thingCandidate({
      resource: { type: String(own["kind"]), id: thingNamed(id)?.id ?? id },
      action: String(rest["action"] ?? ""),
      resourceProperties: said("resource"),
      actionProperties: said("context.actionProperties"),
      subjectProperties: said("context.subjectProperties"),
      attributes: said("context.attributes"),
    });
    return {
      principal,
      present: principal === real,
      source,
      facts,
      action: kind.action,
      resource: asked.resource.uid,
      resourcePresent: false,
      rest: { action: rest["action"] ?? "" },
      candidate: { ...asked, candidate: asked.key },
    };
  }
  const thing =
    existing("resource", kind.resource) ??
    madeUp(
      kind.resource,
      idAt("resource", "some"),
      attrsOf("resource", kind.resource),
      insideOf("resource"),
      ground.world,
    );
  return {
    principal,
    present: principal === real,
    source,
    facts,
    action: kind.action,
    resource: thing.uid,
    resourcePresent: (ground.known.get(kind.resource) ?? []).includes(thing),
    rest,
    candidate: {
      candidate: thing.uid.id,
      key: thing.uid.id,
      action: uid("Action", kind.action),
      resource: { uid: thing.uid, entities: [...thing.entities] },
      context: (now, base) => ({ ...restOf(now, rest), base }),
    },
  };
}

/** A model call's own facts stand among the facts; other calls' are beside them. */
function restOf(facts: Facts, rest: Fields): Fields {
  if (!facts.ask) return rest;
  const { tokensIn, maxTokensOut, tools, images, streaming } = facts.ask;
  return { tokensIn, maxTokensOut, tools, images, streaming };
}

function factsFrom(problem: Problem, read: Reading): { facts: Facts; rest: Fields } {
  const facts: Record<string, unknown> = { ...NEUTRAL_FACTS, risk: { ...NEUTRAL_FACTS.risk } };
  for (const [path, { slot, as }] of problem.things.used) {
    const [root, first, second, third] = path.split(/[.#]/);
    if (root !== "context" || first !== "base" || second === undefined) continue;
    if (second === "workflow") {
      if (as.is === "id") facts["workflow"] = read.text(slot);
    } else if (second === "risk" && third !== undefined)
      (facts["risk"] as Record<string, unknown>)[third] = read.value(slot);
    else if (as.is === "attribute") facts[second] = read.value(slot);
  }
  const risk = facts["risk"] as Facts["risk"];
  if (!problem.things.used.has("context.base.risk.max")) risk.max = Math.max(...DOMAINS.map((name) => risk[name]));
  const fulfilled = problem.symbols.slot("context.base.fulfilled", "set");
  facts["fulfilled"] = (read.value(fulfilled) as string[]).map((one) =>
    one.startsWith("another") ? `approval:${one}` : one,
  );
  facts["ip"] = read.flagAt("has context.base.ip") ? "203.0.113.7" : "";
  const rest: Record<string, Value> = {};
  const { context } = problem.kind;
  for (const [name, { type }] of context.is === "Record" ? Object.entries(context.fields) : []) {
    if (name === "base") continue;
    const use = problem.things.used.get(`context.${name}`);
    rest[name] = use ? (read.value(use.slot) as Value) : neutral(type);
  }
  if ("tokensIn" in rest) facts["ask"] = rest;
  return { facts: facts as unknown as Facts, rest };
}

function madeUp(type: string, id: string, attrs: Fields, inside: readonly Uid[], world: World): Thing {
  const own = { type, id };
  const tier = world.tiers[0];
  const parents = inside.length === 0 && type === "Lumos::Model" && tier ? [uid("Tier", tier.id)] : [...inside];
  const above = parents.map((parent) =>
    parent.type === "Lumos::Tier"
      ? entity(parent, { rank: world.tiers.find((one) => one.id === parent.id)?.rank ?? 0 })
      : entity(parent, parent.type === "Lumos::Group" ? { name: parent.id } : {}),
  );
  return thingOf(own, [entity(own, attrs, parents), ...above]);
}

interface Reading {
  flag(slot: Slot): boolean;
  flagAt(path: string): boolean;
  text(slot: Slot): string;
  value(slot: Slot): unknown;
  isOther(slot: Slot): boolean;
  named(slot: Slot): ReadonlySet<string>;
}

function readingOf(problem: Problem, values: Values): Reading | undefined {
  const unknowns = problem.symbols.unknowns();
  const members = new Map<Slot, { member: string; there: boolean }[]>();
  const scalars = new Map<Slot, string>();
  for (const one of unknowns) {
    if (one.about !== "slot") continue;
    const said = values.get(one.term) ?? "false";
    if (one.member === undefined) scalars.set(one.slot, said);
    else {
      const list = members.get(one.slot) ?? [];
      list.push({ member: one.member, there: said === "true" });
      members.set(one.slot, list);
    }
  }
  const others = spellOthers(unknowns, values);
  if (!others) return undefined;
  const spell = (member: string) =>
    member.startsWith(OTHER) ? (others.get(member) ?? `another-${member.slice(OTHER.length)}`) : member;
  const raw = (slot: Slot) => (members.get(slot) ?? []).find(({ there }) => there)?.member ?? `${OTHER}0`;
  const reading: Reading = {
    flag: (slot) => scalars.get(slot) === "true",
    flagAt: (path) => {
      const use = problem.things.used.get(path);
      return use !== undefined && scalars.get(use.slot) === "true";
    },
    text: (slot) => spell(raw(slot)),
    isOther: (slot) => raw(slot).startsWith(OTHER),
    named: (slot) => new Set((members.get(slot) ?? []).map(({ member }) => member)),
    value(slot) {
      switch (slot.kind) {
        case "flag":
          return reading.flag(slot);
        case "number":
          return Number(scalars.get(slot) ?? 0);
        case "text":
          return reading.text(slot);
        case "set":
          return (members.get(slot) ?? []).filter(({ there }) => there).map(({ member }) => spell(member));
      }
    },
  };
  return reading;
}

/** Texts for those nobody named, that are like the patterns they must be like and like no other. */
function spellOthers(unknowns: readonly Unknown[], values: Values): Map<string, string> | undefined {
  const asked = new Map<string, { pattern: unknown; wanted: boolean }[]>();
  for (const one of unknowns) {
    if (one.about !== "match") continue;
    // Only what a text really is has to be spelt.
    const chosen = unknowns.find(
      (other) => other.about === "slot" && other.slot === one.slot && other.member === one.member,
    );
    if (!chosen || values.get(chosen.term) !== "true") continue;
    const list = asked.get(one.member) ?? [];
    list.push({ pattern: JSON.parse(one.pattern), wanted: values.get(one.term) === "true" });
    asked.set(one.member, list);
  }
  const spelt = new Map<string, string>();
  for (const [member, wishes] of asked) {
    const number = member.slice(OTHER.length);
    const tries = wishes
      .filter(({ wanted }) => wanted)
      .flatMap(({ pattern }) => [likeness(pattern, `another-${number}`), likeness(pattern, `x${number}`)]);
    const found = [...tries, ...combined(tries), `another-${number}`].find((text) =>
      wishes.every(({ pattern, wanted }) => matcherOf(pattern)(text) === wanted),
    );
    if (found === undefined) return undefined;
    spelt.set(member, found);
  }
  return spelt;
}

function combined(tries: readonly string[]): string[] {
  return tries.flatMap((one) => tries.map((other) => one + other));
}

function neutral(type: Type): Value {
  switch (type.is) {
    case "Bool":
      return false;
    case "Long":
      return 0;
    case "Set":
      return [];
    case "Entity":
      return "";
    default:
      return "";
  }
}

function sameValue(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item) => other.includes(item));
  return one === other;
}
