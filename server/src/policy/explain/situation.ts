import type { Principal } from "../../identity/index.ts";
import {
  type Entity,
  type Expr,
  Layers,
  type PolicyTree,
  type Request,
  type Value,
  valuesIn,
} from "../../cedar/index.ts";
import type { EntitySource, Slice } from "../rulings/entities.ts";
import { baseContext } from "../rulings/facts.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { Facts } from "../types.ts";
import { ACTION_GROUPS, uid } from "../rulings/vocabulary.ts";

/** Everything an answer about one candidate follows from, besides the policies: what a change changes. */
export interface Situation {
  facts: Facts;
  /** Outermost first. */
  links: readonly Principal[];
  resource: Slice;
  /** What can be carried out on the way of the call, as patterns. */
  supported: readonly string[];
}

/** A situation as one principal's evaluation sees it. */
export interface Scene {
  situation: Situation;
  principal: Principal;
  /** True where it is not the only one in the chain, so that it has to be named. */
  oneOfSeveral: boolean;
  /** Undefined for an error, and for what has no value. */
  value(expr: unknown): Value | undefined;
}

export function sceneOf(
  about: { source: EntitySource; candidate: Candidate<unknown> },
  situation: Situation,
  ref: string,
): Scene | undefined {
  const { source, candidate } = about;
  const principal = situation.links.find((one) => one.ref === ref);
  const slice = principal && source.principal(principal);
  const workflow = source.workflow(situation.facts.workflow);
  const base = baseContext(situation.facts, situation.facts.fulfilled);
  if (!principal || !slice?.ok || !workflow.ok || !base.ok) return undefined;
  const request: Request = {
    principal: slice.value.uid,
    action: candidate.action,
    resource: situation.resource.uid,
    context: candidate.context(situation.facts, base.value),
  };
  const entities = new Layers({
    principal: slice.value.entities,
    resource: situation.resource.entities,
    context: withActions(workflow.value.entities),
  });
  return {
    situation,
    principal,
    oneOfSeveral: situation.links.length > 1,
    value: valuesIn(request, entities),
  };
}

/** The scope and clauses of a policy, each with what it must come to. The same objects for the same tree. */
export interface Part {
  expr: unknown;
  wanted: boolean;
}

export interface Parts {
  action: Part;
  principal: Part;
  resource: Part;
  clauses: readonly Part[];
}

const known = new WeakMap<PolicyTree, Parts>();

export function partsOf(tree: PolicyTree): Parts {
  let parts = known.get(tree);
  if (!parts) {
    const scope = (what: "principal" | "action" | "resource") => ({ expr: scopeExpr(what, tree[what]), wanted: true });
    parts = {
      action: scope("action"),
      principal: scope("principal"),
      resource: scope("resource"),
      clauses: tree.conditions.map(({ kind, body }) => ({ expr: body, wanted: kind === "when" })),
    };
    known.set(tree, parts);
  }
  return parts;
}

/** What a scope asks, as an expression. */
function scopeExpr(what: "principal" | "action" | "resource", scope: Record<string, unknown>): Expr {
  const left = { Var: what };
  const entity = (target: unknown) => ({ Value: { __entity: target } });
  switch (scope["op"]) {
    case "==":
      return { "==": { left, right: entity(scope["entity"]) } };
    case "in":
      return {
        in: {
          left,
          right: Array.isArray(scope["entities"]) ? { Set: scope["entities"].map(entity) } : entity(scope["entity"]),
        },
      };
    case "is": {
      const within = scope["in"];
      const inside =
        typeof within === "object" && within !== null && "entity" in within ? { in: entity(within.entity) } : {};
      return { is: { left, entity_type: scope["entity_type"], ...inside } };
    }
    default:
      return { Value: true };
  }
}

const ACTIONS: readonly Entity[] = Object.entries(ACTION_GROUPS).flatMap(([id, [, ...groups]]) => [
  { uid: uid("Action", id), attrs: {}, parents: groups.map((group) => uid("Action", group)) },
]);

/** The same list for the same list, so that it is read once. */
function withActions(entities: readonly Entity[]): readonly Entity[] {
  let all = lists.get(entities);
  if (!all) lists.set(entities, (all = [...entities, ...ACTIONS]));
  return all;
}

const lists = new WeakMap<readonly Entity[], readonly Entity[]>();
