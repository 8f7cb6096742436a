import { Unfit } from "./convert.ts";
import { type Family, Memos } from "./memo.ts";
import { type Policy, clausesOf, compilePolicy } from "./policy.ts";
import { type Site, contextOf, sceneAt, siteOf } from "./request.ts";
import type { Ref, Scene } from "./runtime.ts";
import { ScopeIndex, isInside } from "./scope.ts";
import { ERRED, FAILS, outcomeOf } from "./steps.ts";
import { type Table, Tables, tableOf } from "./store.ts";
import type { PolicyTree } from "./tree.ts";
import { type Entities, type Entity, Layers, type Request, type Verdict } from "./values.ts";

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

export type Answer =
  | { ok: true; value: Verdict }
  /** `broken` where it is not what was handed in that is wrong, but this evaluator. */
  | { ok: false; because: string; broken: boolean };

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
  readonly found: WeakMap<Table, Found>;
}

type Lists = readonly (readonly Policy[])[];

interface Found {
  readonly principal: string;
  readonly places: readonly ByResource[];
  /** Of the resources that were asked about last. */
  readonly lists: Map<Table, { resource: string; lists: Lists }>;
}

/** A route has a few models; tools are many and are asked about once. */
const MAX_RESOURCES = 16;

/** `actions` are those of the schema with the groups they stand in. */
export function policySetBuilder(actions: readonly Entity[]): PolicySetBuilder {
  const known = tableOf(actions);
  const policies: Policy[] = [];
  const families = new Map<string | undefined, Family>();
  const indexes = new Map<string, ActionIndex>();
  for (const { ref } of known.known.values()) indexes.set(ref.key, makeIndex(ref, new Tables([known]).above(ref)));

  return {
    add(id, tree) {
      try {
        const policy = compilePolicy(id, tree, families);
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

function makeIndex(ref: Ref, above: ReadonlySet<string>): ActionIndex {
  const policies = new ScopeIndex<ByResource>(() => new ScopeIndex<Policy[]>(() => []));
  return { ref, above, policies, found: new WeakMap() };
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
      const filed = this.#filedFor(request, entities);
      const scene = sceneAt(filed.site, contextOf(request.context));
      return { ok: true, value: judge(filed, scene, without) };
    } catch (error) {
      return { ok: false, because: reasonOf(error), broken: !(error instanceof Unfit || error instanceof RangeError) };
    }
  }

  trace(request: Request, entities: Entities): Traced[] {
    try {
      const { site, lists } = this.#filedFor(request, entities);
      const scene = sceneAt(site, contextOf(request.context));
      return lists.flat().map((policy) => ({ id: policy.id, clauses: clausesOf(policy, scene) }));
    } catch {
      return [];
    }
  }

  /** A decision asks the same of the same layers in several rounds. */
  #filedFor(request: Request, entities: Entities): Filed {
    const layers = entities instanceof Layers ? entities : undefined;
    const before = layers?.read;
    if (before instanceof Filed && before.isFor(this, request)) return before;
    const site = siteOf(this.#actions, request, entities);
    const filed = new Filed(this, request, site, this.#listsOf(site));
    if (layers) layers.read = filed;
    return filed;
  }

  /** The policies whose scopes let the request in. What lists say of themselves alone is kept with them. */
  #listsOf(site: Site): Lists {
    const { resource, resources, store } = site;
    const found = this.#foundFor(site);
    const before = found.lists.get(resources);
    if (before?.resource === resource.key) return before.lists;
    const lists: Policy[][] = [];
    const above = store.above(resource);
    for (const place of found.places) place.find(resource, above, lists);
    if (resources.above(resource.key) === undefined) return lists;
    if (found.lists.size >= MAX_RESOURCES) found.lists.clear();
    found.lists.set(resources, { resource: resource.key, lists });
    return lists;
  }

  /** Where the policies are filed that let this principal do this action. */
  #foundFor({ principal, principals, action, store }: Site): Found {
    const index = this.#indexes.get(action.key) ?? this.#indexOf(action, store.above(action));
    const before = index.found.get(principals);
    if (before?.principal === principal.key) return before;
    const places = index.policies.find(principal, store.above(principal), []);
    const found: Found = { principal: principal.key, places, lists: new Map() };
    if (principals.above(principal.key) !== undefined) index.found.set(principals, found);
    return found;
  }

  /** An action that is not the schema's: its groups are those the request tells of. */
  #indexOf(action: Ref, above: ReadonlySet<string>): ActionIndex {
    const index = makeIndex(action, above);
    for (const policy of this.#policies) file(index, policy);
    return index;
  }
}

/** A request's place and the policies whose scopes let it in. */
class Filed {
  readonly #set: CompiledSet;
  readonly #request: Request;
  readonly site: Site;
  readonly lists: Lists;

  constructor(set: CompiledSet, request: Request, site: Site, lists: Lists) {
    this.#set = set;
    this.#request = request;
    this.site = site;
    this.lists = lists;
  }

  isFor(set: CompiledSet, { principal, action, resource }: Request): boolean {
    const own = this.#request;
    return this.#set === set && own.principal === principal && own.action === action && own.resource === resource;
  }
}

function judge({ site, lists }: Filed, scene: Scene, without: ReadonlySet<string> | undefined): Verdict {
  const permits: string[] = [];
  const forbids: string[] = [];
  const errors: string[] = [];
  const memos = site.narrow && new Memos(scene, site.narrow);
  for (const list of lists) {
    for (const policy of list) {
      if (without?.has(policy.id)) continue;
      const { steps, kept } = policy;
      const outcome = memos && kept ? memos.outcomeOf(steps, kept) : outcomeOf(steps.all, scene);
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

const FEW = 16;

/** A few are put in order one by one: they come from lists that are in order nearly always. */
function inOrder(ids: string[]): string[] {
  if (ids.length > FEW) return ids.sort();
  for (let from = 1; from < ids.length; from += 1) {
    const id = ids[from] as string;
    let to = from;
    for (; to > 0 && (ids[to - 1] as string) > id; to -= 1) ids[to] = ids[to - 1] as string;
    ids[to] = id;
  }
  return ids;
}

function reasonOf(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  return error instanceof RangeError ? "too deep or too large" : "not to be read";
}
