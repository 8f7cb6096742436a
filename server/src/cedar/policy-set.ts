import { Unfit } from "./convert.ts";
import { Memos } from "./memo.ts";
import { ERRED, FAILS, type Policy, clausesOf, compilePolicy, outcomeOf } from "./policy.ts";
import { type View, viewOf } from "./request.ts";
import type { Ref, Scene } from "./runtime.ts";
import { ScopeIndex, isInside } from "./scope.ts";
import { type Table, Tables, tableOf } from "./store.ts";
import type { PolicyTree } from "./tree.ts";
import type { Entities, Entity, Request, Verdict } from "./values.ts";

/** A set of policies, compiled. What it is given to read must not change afterwards. */
export interface PolicySet {
  /** What is handed in and is no value of Cedar's is refused; anything else gets a verdict. */
  evaluate(request: Request, entities: Entities, without?: ReadonlySet<string>): Answer;
  /** What each clause came to of each policy whose scope lets the request in. Slower; for people and coverage. */
  trace(request: Request, entities: Entities): Traced[];
}

export interface Traced {
  id: string;
  /** In the order of the clauses, up to the first that decided; what stands behind it was not asked. */
  clauses: ("true" | "false" | "error")[];
}

export type Answer = { ok: true; value: Verdict } | { ok: false; because: string };

/** Takes policies one after the other, so that many of them can be taken in turns. */
export interface PolicySetBuilder {
  /** Says what is wrong with a policy that is not taken. */
  add(id: string, tree: PolicyTree): string | undefined;
  done(): PolicySet;
}

type ByPrincipal = ScopeIndex<ByResource>;
type ByResource = ScopeIndex<Policy[]>;

/** What one action's policies are filed in, and where each principal's were found. */
interface ActionIndex {
  readonly ref: Ref;
  readonly above: ReadonlySet<string>;
  readonly policies: ByPrincipal;
  readonly found: WeakMap<Table, { ref: Ref; places: ByResource[] }>;
}

/** `actions` are those of the schema with the groups they stand in. */
export function policySetBuilder(actions: readonly Entity[]): PolicySetBuilder {
  const known = tableOf(actions);
  const policies: Policy[] = [];
  const indexes = new Map<string, ActionIndex>();
  const indexOf = (ref: Ref): ActionIndex => ({
    ref,
    above: new Tables(known).above(ref),
    policies: new ScopeIndex<ByResource>(() => new ScopeIndex<Policy[]>(() => [])),
    found: new WeakMap(),
  });
  for (const { ref } of known.known.values()) indexes.set(ref.key, indexOf(ref));

  return {
    add(id, tree) {
      try {
        const policy = compilePolicy(id, tree, policies.length);
        policies.push(policy);
        for (const index of indexes.values()) file(index, policy);
        return undefined;
      } catch (error) {
        return reasonOf(error);
      }
    },
    done: () => new CompiledSet(known, policies, indexes),
  };
}

function file(index: ActionIndex, policy: Policy): void {
  if (policy.action.some((bounds) => isInside(bounds, index.ref, index.above)))
    index.policies.place(policy.principal).place(policy.resource).push(policy);
}

class CompiledSet implements PolicySet {
  readonly #actions: Table;
  readonly #policies: readonly Policy[];
  readonly #indexes: ReadonlyMap<string, ActionIndex>;

  constructor(actions: Table, policies: readonly Policy[], indexes: ReadonlyMap<string, ActionIndex>) {
    this.#actions = actions;
    this.#policies = policies;
    this.#indexes = indexes;
  }

  evaluate(request: Request, entities: Entities, without?: ReadonlySet<string>): Answer {
    try {
      return { ok: true, value: this.#judge(this.#view(request, entities), without) };
    } catch (error) {
      return { ok: false, because: reasonOf(error) };
    }
  }

  trace(request: Request, entities: Entities): Traced[] {
    try {
      const view = this.#view(request, entities);
      const traced: Traced[] = [];
      for (const list of this.#listsOf(view))
        for (const policy of list) traced.push({ id: policy.id, clauses: clausesOf(policy, view.scene) });
      return traced;
    } catch {
      return [];
    }
  }

  #view(request: Request, entities: Entities): View {
    return viewOf(this.#actions, request, entities);
  }

  #judge(view: View, without: ReadonlySet<string> | undefined): Verdict {
    const { scene, context } = view;
    const permits: string[] = [];
    const forbids: string[] = [];
    const errors: string[] = [];
    const memos =
      context && new Memos({ set: this, policies: this.#policies.length, scene, actions: this.#actions, context });
    for (const list of this.#listsOf(view)) {
      for (const policy of list) {
        if (without?.has(policy.id)) continue;
        const outcome = memos === undefined ? outcomeOf(policy, scene) : memos.outcomeOf(policy);
        if (outcome === FAILS) continue;
        (outcome === ERRED ? errors : policy.permits ? permits : forbids).push(policy.id);
      }
    }
    return {
      decision: forbids.length === 0 && permits.length > 0 ? "allow" : "deny",
      reasons: inOrder(forbids.length > 0 ? forbids : permits),
      errors: inOrder(errors),
    };
  }

  /** The policies whose scopes let the request in. */
  #listsOf({ scene, principals }: View): Policy[][] {
    const above = scene.store.above(scene.resource);
    const lists: Policy[][] = [];
    for (const place of this.#placesOf(scene, principals)) place.find(scene.resource, above, lists);
    return lists;
  }

  /** Where the policies are filed that let this principal do this action. */
  #placesOf(scene: Scene, principals: Table): ByResource[] {
    const index = this.#indexes.get(scene.action.key) ?? this.#filed(scene);
    const { principal } = scene;
    const before = index.found.get(principals);
    if (before?.ref.key === principal.key) return before.places;
    const places = index.policies.find(principal, scene.store.above(principal), []);
    // Only what the list says of itself may be kept with it.
    if (principals.above(principal.key) !== undefined) index.found.set(principals, { ref: principal, places });
    return places;
  }

  /** An action that is not the schema's: its groups are those the request tells of. */
  #filed(scene: Scene): ActionIndex {
    const index: ActionIndex = {
      ref: scene.action,
      above: scene.store.above(scene.action),
      policies: new ScopeIndex<ByResource>(() => new ScopeIndex<Policy[]>(() => [])),
      found: new WeakMap(),
    };
    for (const policy of this.#policies) file(index, policy);
    return index;
  }
}

function inOrder(ids: string[]): string[] {
  return ids.length > 1 ? ids.sort() : ids;
}

function reasonOf(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  return error instanceof RangeError ? "too deep or too large" : "not to be read";
}
