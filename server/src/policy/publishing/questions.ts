import { canonicalJson, isRecord } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Case } from "../cases/case-file.ts";
import type { PolicyTree } from "../../cedar/index.ts";
import { type Setting, boundariesOf } from "./boundaries.ts";

/** A case without what it expects: a question that can be written into cases.yaml. */
export type Sample = Pick<Case, "chain" | "ask"> & { facts: Record<string, unknown> };

const MAX_CHAINS = 24;
const MAX_ASKS = 24;

/**
 * Questions that may tell two sets apart: the organization's kinds of principals, what they can ask for, and
 * facts at the boundaries that the policies draw. Those about `changed` come first. Undefined stands for work that
 * came to no question: whoever reads them looks at the clock.
 */
export function* samples(
  landscape: Landscape,
  changed: readonly PolicyTree[],
  others: readonly PolicyTree[],
): Generator<Sample | undefined> {
  const chains = chainsOf(landscape, [...changed, ...others]);
  const asks = asksOf(landscape).filter((ask) => changed.some((tree) => concerns(tree, ask)));
  const seen = new Set<string>();
  const every = function* (settings: readonly Setting[]): Generator<Sample | undefined> {
    yield undefined;
    for (const ask of asks) {
      yield undefined;
      const laid = layOver(ask, settings);
      if (!laid) continue;
      for (const chain of chains) {
        const sample = { chain, ...laid };
        const key = canonicalJson(sample);
        if (seen.has(key)) continue;
        seen.add(key);
        yield sample;
      }
    }
  };

  const about = changed.map(boundariesOf);
  const around = others.map(boundariesOf);
  const lifted = around.flatMap(({ escapes }) => escapes);
  for (const { applies } of about) yield* every(applies);
  yield* every([]);
  // What another policy asks may hide what changed: first with all others lifted, then one by one.
  for (const { applies } of about) yield* every([...lifted, ...applies]);
  for (const { atoms, applies } of about)
    for (const atom of atoms)
      for (const setting of [...atom.yes, ...atom.no]) {
        yield* every([...applies, setting]);
        yield* every([setting]);
        yield* every([...lifted, ...applies, setting]);
      }
  for (const { applies } of about)
    for (const other of around) {
      yield* every([...other.escapes, ...applies]);
      yield* every([...applies, ...other.applies]);
    }
}

/** Whether a policy can have a part in what is asked; where its scope is not understood it may. */
function concerns(tree: PolicyTree, ask: Case["ask"]): boolean {
  const scope = tree.action;
  const named = "entities" in scope ? scope["entities"] : [scope["entity"]];
  if (scope.op === "All" || !Array.isArray(named)) return true;
  const group = "model" in ask ? MODEL_ACTIONS : TOOL_ACTIONS;
  return named.some((entity) => !isRecord(entity) || group.has(String(entity["id"])));
}

const MODEL_ACTIONS = new Set(["use_model", "invoke", "embed"]);
const TOOL_ACTIONS = new Set(["use_tool", "call_tool", "run_command", "read_resource"]);

/** One of each kind of principal: two with the same teams, roles and region are the same to most policies. */
function chainsOf(landscape: Landscape, trees: readonly PolicyTree[]): string[][] {
  const named = new Set<string>();
  for (const tree of trees) collectIds(tree, named);
  const chains: string[][] = [];
  const seen = new Set<string>();
  const add = (chain: string[], kind: unknown, id: string) => {
    const key = named.has(id) ? id : canonicalJson(kind);
    if (seen.has(key) || chains.length >= MAX_CHAINS) return;
    seen.add(key);
    chains.push(chain);
  };
  for (const user of landscape.users.values()) {
    const { teams, roles, region, status } = user;
    add([`user:${user.id}`], { user: [teams ?? [], roles ?? [], region ?? "", status ?? ""] }, user.id);
  }
  for (const agent of landscape.agents.values()) {
    const { teams, autonomy, status } = agent;
    const owner = landscape.users.get(agent.owner);
    const kind = { agent: [teams ?? [], autonomy ?? 0, status ?? "", owner?.teams ?? []] };
    add(owner ? [`agent:${agent.id}`, `user:${owner.id}`] : [`agent:${agent.id}`], kind, agent.id);
  }
  for (const application of landscape.applications.values()) {
    const { teams, environment, status } = application;
    const kind = { application: [teams ?? [], environment ?? "", status ?? ""] };
    add([`application:${application.id}`], kind, application.id);
  }
  return chains;
}

function collectIds(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) for (const one of node) collectIds(one, found);
  else if (typeof node === "object" && node !== null)
    for (const [name, value] of Object.entries(node))
      if (name === "id" && typeof value === "string") found.add(value);
      else collectIds(value, found);
}

function asksOf(landscape: Landscape): Case["ask"][] {
  const asks: Case["ask"][] = [];
  for (const route of landscape.routes.values()) asks.push({ model: route.id });
  const tiers = new Set<string>();
  for (const model of landscape.models.values()) {
    const kind = `${model.tier} ${model.provider.id} ${model.regions.join()}`;
    if (!tiers.has(kind) && !landscape.routes.has(model.id)) asks.push({ model: model.id });
    tiers.add(kind);
  }
  const models = asks.slice(0, MAX_ASKS);
  const tools: Case["ask"][] = [];
  for (const server of landscape.servers.values()) {
    for (const [tool, { effect }] of Object.entries(server.tools ?? {}))
      tools.push({ tool: `${server.id}/${tool}`, operations: [effect ?? "write"] });
    if (Object.keys(server.tools ?? {}).length > 0) continue;
    for (const operations of server.kind === "postgres" ? [["select"], ["delete"]] : [["read"], ["write"]])
      tools.push({ tool: `${server.id}/any`, operations });
  }
  return [...models, ...tools.slice(0, MAX_ASKS)];
}

/** A question with facts laid over it; undefined where a setting has no place in it. */
function layOver(ask: Case["ask"], settings: readonly Setting[]): Pick<Sample, "ask" | "facts"> | undefined {
  let asked = ask;
  const facts: Record<string, unknown> = {};
  for (const { fact, value } of settings) {
    const [first = "", second] = fact.split(".");
    if (first === "ask" || first === "use") {
      if (second === undefined || "model" in ask !== (first === "ask")) return undefined;
      asked = { ...asked, [second]: value } as Case["ask"];
    } else if (first === "risk" && second !== undefined) {
      facts["risk"] = { ...(facts["risk"] as object | undefined), [second]: value };
    } else if (second === undefined) facts[first] = value;
  }
  return { ask: asked, facts };
}
