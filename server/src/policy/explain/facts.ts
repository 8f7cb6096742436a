import type { Principal } from "../../identity/index.ts";
import { type Fields, type Value, pathOf } from "../../cedar/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import type { Facts } from "../types.ts";
import type { Scene, Situation } from "./situation.ts";

/** One fact, changed so that a condition turns. */
export interface Change {
  /** For people: "risk.cyber is below 60" */
  words: string;
  /** The same for the caller itself; absent where the caller cannot do it, or is not to know where the line is. */
  caller?: string;
  apply(situation: Situation): Situation;
}

/** Something that policies read and that could be otherwise. */
export interface Fact {
  name: string;
  /** What the caller may be told of a change of it. */
  caller: "all" | "nothing" | ((words: string) => string);
  set(value: unknown): Change["apply"];
}

/** The fact that an expression reads, where it is a plain path. */
export function factOf(scene: Scene, expr: unknown): Fact | undefined {
  const path = pathOf(expr);
  const [first, second, third, ...rest] = path?.steps ?? [];
  if (!path || first === undefined || rest.length > 0) return undefined;
  switch (path.root) {
    case "context":
      return first === "base" ? baseFact(second, third) : second === undefined ? contextFact(first) : undefined;
    case "principal":
      return second === undefined ? principalFact(scene, first) : undefined;
    case "resource":
      return second === undefined ? resourceFact(scene, first) : undefined;
    default:
      return undefined;
  }
}

/** What whoever makes the call decides about it. */
const CALLERS = new Set(["workflow", "purpose", "customer", "dataClasses", "dataRegions", "programs", "autonomy"]);
/** Promises are made by Lumos, and time passes by itself. */
const FIXED = new Set(["fulfilled", "now", "ip", "risk"]);
const NO_ASK = { tokensIn: 0, maxTokensOut: 0, tools: false, images: false, streaming: false };
const ASK = new Set(Object.keys(NO_ASK));

function baseFact(name: string | undefined, domain: string | undefined): Fact | undefined {
  if (name === "risk" && domain !== undefined)
    return {
      name: `risk.${domain}`,
      caller: "nothing",
      set: (value) => onFacts((facts) => withRisk(facts, domain, value)),
    };
  if (name === undefined || domain !== undefined || FIXED.has(name)) return undefined;
  return {
    name,
    caller: name === "mfaAgeS" ? () => "a more recent sign-in" : CALLERS.has(name) ? "all" : "nothing",
    set: (value) => onFacts((facts) => ({ ...facts, [name]: value })),
  };
}

/** Of a model call; what a tool call does is not what could be otherwise. */
function contextFact(name: string): Fact | undefined {
  if (!ASK.has(name)) return undefined;
  return {
    name,
    caller: "all",
    set: (value) => onFacts((facts) => ({ ...facts, ask: { ...NO_ASK, ...facts.ask, [name]: value } })),
  };
}

const OF_PRINCIPALS: Record<string, keyof Principal> = {
  active: "active",
  attested: "attested",
  autonomy: "autonomy",
  region: "region",
  roles: "roles",
  environment: "environment",
};

function principalFact(scene: Scene, name: string): Fact | undefined {
  const member = OF_PRINCIPALS[name];
  if (member === undefined || !Object.hasOwn(OF_PRINCIPALS, name)) return undefined;
  return {
    name: `${who(scene)}.${name}`,
    caller: "nothing",
    set: (value) => onPrincipal(scene, (principal) => ({ ...principal, [member]: value })),
  };
}

function resourceFact(scene: Scene, name: string): Fact | undefined {
  const [self] = scene.situation.resource.entities;
  if (!self || !Object.hasOwn(self.attrs, name)) return undefined;
  return {
    name: `resource.${name}`,
    caller: "nothing",
    set: (value) => (situation) => {
      const [own, ...others] = situation.resource.entities;
      if (!own) return situation;
      const attrs: Fields = { ...own.attrs, [name]: value as Value };
      return { ...situation, resource: { uid: situation.resource.uid, entities: [{ ...own, attrs }, ...others] } };
    },
  };
}

/** Being in a team. Teams above it come with it; to be out of it is to be out of every team below. */
export function membership(scene: Scene, team: string, wanted: boolean): Change {
  const inside = (one: string) =>
    one === team || scene.value({ in: { left: group(one), right: group(team) } }) === true;
  return {
    words: `${who(scene)} is ${wanted ? "" : "not "}in team ${team}`,
    apply: onPrincipal(scene, (principal) => ({
      ...principal,
      teams: wanted ? [...principal.teams, team] : principal.teams.filter((one) => !inside(one)),
    })),
  };
}

/** Something on the way of the call that carries an obligation out. */
export function support(obligation: string): Change {
  return {
    words: `something on the way carries out ${obligation}`,
    apply: (situation) => ({ ...situation, supported: [...situation.supported, obligation] }),
  };
}

/** What a person has to do, done. */
export function given(obligation: string): Change {
  return {
    words: `${obligation} is given`,
    caller: `${obligation} is given`,
    apply: onFacts((facts) => ({ ...facts, fulfilled: [...facts.fulfilled, obligation] })),
  };
}

/** A change of one fact, with as much of it for the caller as it may know. */
export function changeOf(fact: Fact, words: string, value: unknown, forCaller = words): Change {
  const { caller } = fact;
  const told = caller === "all" ? forCaller : caller === "nothing" ? undefined : caller(words);
  return { words, ...(told === undefined ? {} : { caller: told }), apply: fact.set(value) };
}

function group(id: string) {
  return { Value: { __entity: { type: "Lumos::Group", id } } };
}

function who(scene: Scene): string {
  return scene.oneOfSeveral ? scene.principal.ref : "principal";
}

function onFacts(change: (facts: Facts) => Facts): Change["apply"] {
  return (situation) => ({ ...situation, facts: change(situation.facts) });
}

function onPrincipal(scene: Scene, change: (principal: Principal) => Principal): Change["apply"] {
  const { ref } = scene.principal;
  return (situation) => ({
    ...situation,
    links: situation.links.map((one) => (one.ref === ref ? change(one) : one)),
  });
}

/** The highest score follows the scores it is the highest of. */
function withRisk(facts: Facts, domain: string, value: unknown): Facts {
  const risk = { ...facts.risk, [domain]: value };
  const highest = (scores: Facts["risk"]) => Math.max(...DOMAINS.map((name) => scores[name]));
  if (domain === "max" && highest(risk) > risk.max)
    for (const name of DOMAINS) risk[name] = Math.min(risk[name], risk.max);
  else if (domain !== "max" && facts.risk.max <= highest(facts.risk)) risk.max = highest(risk);
  return { ...facts, risk };
}
