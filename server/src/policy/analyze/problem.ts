import type { KnownPolicy } from "../sets/annotations.ts";
import { APPROVERS } from "../rulings/obligations.ts";
import type { ActionName } from "../rulings/vocabulary.ts";
import { type Answer, type EffectOf, type Script, answerOf, fulfilledTruths, makeEffects } from "./rounds.ts";
import type { Schema } from "./schema.ts";
import { type Symbols, makeSymbols } from "./symbols.ts";
import { NO, type Term, YES } from "./terms.ts";
import { type Kind, type Things, makeThings } from "./things.ts";
import type { Thing, World } from "./world.ts";

/** What is known of an organization, and of the words its policies are written in. */
export interface Ground {
  schema: Schema;
  world: World;
  known: ReadonlyMap<string, readonly Thing[]>;
  supported: readonly string[];
}

/** Everything about one kind of request, ready to be asked of a solver. */
export interface Problem {
  kind: Kind;
  /** Declarations, definitions, and what is true of every world. */
  script: string;
  symbols: Symbols;
  things: Things;
  answers: Answer[];
  effects: EffectOf;
  /** That principal and resource are some that exist today. */
  today: Term;
}

/** The kinds of requests that a set says anything about; two that it cannot tell apart are one. */
export function kindsOf(schema: Schema, sets: readonly (readonly KnownPolicy[])[]): Kind[] {
  const kinds: Kind[] = [];
  const seen = new Set<string>();
  for (const action of schema.actions)
    for (const principal of action.principals)
      for (const resource of action.resources) {
        const kind: Kind = { action: action.id, groups: action.groups, principal, resource, context: action.context };
        const key = [
          principal,
          resource,
          JSON.stringify(action.context),
          ...sets.map((set) =>
            concerned(set, kind)
              .map(({ id }) => id)
              .join(" "),
          ),
          sets.some((set) => concerned(set, kind).some(readsAction)) ? action.id : "",
        ].join("\n");
        if (seen.has(key)) continue;
        seen.add(key);
        kinds.push(kind);
      }
  return kinds;
}

/** The policies whose scope lets this kind of request in, and whose word counts there. */
// Guarantee: a permit that names no action proves nothing about access to things.
export function concerned(set: readonly KnownPolicy[], kind: Kind): KnownPolicy[] {
  return set.filter(({ tree, card }) => {
    if (kind.action === ACCESS && card.effect === "permit" && card.everyAction) return false;
    const { op } = tree.action;
    const entities = "entities" in tree.action ? tree.action["entities"] : [tree.action["entity"]];
    const ids = Array.isArray(entities)
      ? entities.map((entity) => (entity as { id?: string } | undefined)?.id ?? "")
      : [];
    const acts = op === "All" || (op === "==" ? ids.includes(kind.action) : ids.some((id) => kind.groups.includes(id)));
    return acts && mayBe(tree.principal, kind.principal) && mayBe(tree.resource, kind.resource);
  });
}

/** Writes the problem. Everything is gone through twice: once to learn which texts there are, once to write. */
export function problemOf(
  ground: Ground,
  kind: Kind,
  sets: readonly (readonly KnownPolicy[])[],
  { asked }: { asked: "once" | "often" } = { asked: "once" },
): Problem {
  const symbols = makeSymbols();
  const pass = () => {
    const lines: string[] = [];
    const script: Script = {
      define(name, term) {
        if (term === YES || term === NO) return term;
        if (!symbols.settled) return name;
        // Written out, what one question does not need is forgotten; named, many questions share what was learnt.
        if (asked === "once") lines.push(`(define-fun ${name} () Bool ${term})`);
        else lines.push(`(declare-const ${name} Bool)`, `(assert (= ${name} ${term}))`);
        return name;
      },
    };
    const things = makeThings({ kind, schema: ground.schema, world: ground.world, known: ground.known, symbols });
    const effects = makeEffects(things, symbols, script);
    const answers = sets.map((policies, place) =>
      answerOf({
        side: SIDES[place] as string,
        policies: concerned(policies, kind),
        supported: ground.supported,
        effects,
        things,
        symbols,
        script,
      }),
    );
    for (let size = -1; size !== symbols.size();) {
      size = symbols.size();
      things.truths();
      things.exists("principal");
      things.exists("resource");
    }
    const truths = [...things.truths(), ...fulfilledTruths(symbols, APPROVERS)];
    const today = script.define("today", `(and ${things.exists("principal")} ${things.exists("resource")})`);
    return { lines, things, effects, answers, truths, today };
  };
  pass();
  symbols.settle();
  const { lines, truths, ...rest } = pass();
  const script = [
    ...symbols.declarations(),
    ...lines,
    ...truths.filter((term) => term !== YES).map((term) => `(assert ${term})`),
  ].join("\n");
  return { kind, script, symbols, ...rest };
}

const ACCESS: ActionName = "access";
const SIDES = ["a", "b"];

function mayBe(scope: KnownPolicy["tree"]["principal"], type: string): boolean {
  if (scope.op === "is") return scope["entity_type"] === type;
  const entity = scope["entity"] as { type?: string } | undefined;
  return scope.op === "==" ? entity?.type === type : true;
}

function readsAction({ tree }: KnownPolicy): boolean {
  return JSON.stringify(tree.conditions).includes('{"Var":"action"}');
}
