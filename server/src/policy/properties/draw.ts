import type { Landscape } from "../../registry/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { concerns } from "../rulings/reads.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Dice } from "./dice.ts";
import { type Pools, isScore, literalsOf, makePools } from "./pools.ts";
import type { Scenario } from "./scenario.ts";

/** One policy with the values that make it true or false. */
export interface Focus {
  id: string;
  facts: readonly string[];
  pools: Pools;
  /** Whether it says something about models, and about tools. */
  models: boolean;
  tools: boolean;
}

export interface Deck {
  pools: Pools;
  policies: readonly Focus[];
  people: readonly string[];
  machines: readonly string[];
  models: readonly string[];
  tools: readonly string[];
}

/** What scenarios of one organization are drawn from; undefined where nobody could ask for anything. */
export function makeDeck(landscape: Landscape, acting: readonly KnownPolicy[]): Deck | undefined {
  const literals = acting.map(({ tree }) => literalsOf(tree));
  const deck: Deck = {
    pools: makePools(literals, landscape),
    policies: acting.map(({ id, tree }, place) => {
      const its = literals[place] ?? new Map<string, never[]>();
      return {
        id,
        facts: [...its.keys()],
        pools: makePools([its], landscape),
        models: concerns(tree, "invoke"),
        tools: concerns(tree, "call_tool"),
      };
    }),
    people: oneOfEach(landscape.users, "user"),
    machines: [...oneOfEach(landscape.agents, "agent"), ...oneOfEach(landscape.applications, "application")],
    models: [...landscape.routes.keys(), ...landscape.models.keys()],
    tools: [...landscape.servers.values()].flatMap((server) => {
      const named = Object.keys(server.tools ?? {});
      return (named.length > 0 ? named : ["anything"]).map((tool) => `${server.id}/${tool}`);
    }),
  };
  const somebody = deck.people.length + deck.machines.length > 0;
  return somebody && deck.models.length + deck.tools.length > 0 ? deck : undefined;
}

/** One scenario; facts that the policy in focus reads take its values more often than not. */
export function draw(deck: Deck, roll: Dice, focus: Focus | undefined): Scenario {
  const toTool =
    deck.models.length === 0 ||
    (deck.tools.length > 0 && (focus && focus.models !== focus.tools ? focus.tools : roll.upTo(3) === 0));
  const names = toTool ? [...FACTS, ...TOOL_MEMBERS] : [...FACTS, ...MODEL_MEMBERS];
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    const focused = focus?.facts.includes(name) === true;
    if (roll.upTo(100) >= (focused ? 75 : 12)) continue;
    const value = valueFor(name, focused ? focus.pools : deck.pools, roll);
    if (value !== undefined) facts[name] = value;
  }
  return { chain: chainFrom(deck, roll), ...askFrom(deck, roll, toTool, facts) };
}

function chainFrom({ people, machines }: Deck, roll: Dice): string[] {
  const alone = machines.length === 0 || (people.length > 0 && roll.upTo(3) === 0);
  if (alone) return [roll.pick(people)];
  const machine = roll.pick(machines);
  return people.length === 0 || roll.upTo(3) === 0 ? [machine] : [machine, roll.pick(people)];
}

/** What belongs to the thing that is asked for is taken out of the facts. */
function askFrom(
  deck: Deck,
  roll: Dice,
  toTool: boolean,
  drawn: Readonly<Record<string, unknown>>,
): Pick<Scenario, "ask" | "facts"> {
  const members = toTool ? TOOL_MEMBERS : MODEL_MEMBERS;
  const of = (mine: boolean) =>
    Object.fromEntries(Object.entries(drawn).filter(([name]) => members.includes(name) === mine));
  if (!toTool) return { ask: { model: roll.pick(deck.models), ...of(true) }, facts: of(false) };
  const operations = [roll.pick(deck.pools.texts("operations"))];
  return { ask: { tool: roll.pick(deck.tools), operations, ...of(true) }, facts: of(false) };
}

function valueFor(name: string, pools: Pools, roll: Dice): unknown {
  if (FLAGS.has(name)) return roll.upTo(2) === 0;
  if (isScore(name) || NUMBERS.has(name)) return roll.pick(pools.numbers(name));
  const texts = pools.texts(name);
  if (texts.length === 0) return undefined;
  if (!SETS.has(name)) return roll.pick(texts);
  const some = roll.some(texts);
  return some.length > 0 ? some : [roll.pick(texts)];
}

const FLAGS = new Set(["assessed", "tools", "images", "streaming", "unbounded", "pinned"]);
const NUMBERS = new Set([
  "autonomy",
  "delegationDepth",
  "sessionTurns",
  "sessionBlocks",
  "mfaAgeS",
  "tokensIn",
  "maxTokensOut",
  "batch",
]);
const SETS = new Set([
  "onBehalfOf",
  "dataClasses",
  "dataRegions",
  "topics",
  "programs",
  "taint",
  "sessionFlags",
  "fulfilled",
  "operations",
  "objects",
  "hosts",
]);
const MODEL_MEMBERS = ["tokensIn", "maxTokensOut", "tools", "images", "streaming"];
const TOOL_MEMBERS = ["operations", "objects", "hosts", "unbounded", "batch", "pinned"];
const FACTS = [
  ...DOMAINS.map((domain) => `risk.${domain}`),
  "assessed",
  "confidence",
  "sessionRisk",
  "sessionTurns",
  "sessionBlocks",
  "sessionFlags",
  "trustScore",
  "channel",
  "client",
  "environment",
  "geo",
  "workflow",
  "purpose",
  "customer",
  "autonomy",
  "delegationDepth",
  "onBehalfOf",
  "dataClasses",
  "dataRegions",
  "topics",
  "programs",
  "taint",
  "budget",
  "mfaAgeS",
  "fulfilled",
];

/** One of those who differ in nothing that a policy would ask about but their name. */
function oneOfEach<T extends { id: string }>(all: ReadonlyMap<string, T>, kind: string): string[] {
  const seen = new Map<string, string>();
  for (const one of all.values()) {
    const { id, name: _name, purpose: _purpose, costCenter: _costCenter, ...rest } = one as T & Record<string, unknown>;
    const print = JSON.stringify(rest);
    if (!seen.has(print)) seen.set(print, `${kind}:${id}`);
  }
  return [...seen.values()];
}
