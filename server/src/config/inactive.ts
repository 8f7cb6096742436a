import type { Tree } from "./tree.ts";
import type { Inactive } from "./types.ts";
import { pathText } from "./words.ts";

/**
 * Keys that are accepted and kept but have no effect yet. A step is a key, or `*` for every entry of a list;
 * `*(to^server:)` for those whose `to` begins so; the last step may ask for a value (`api=gemini`). What becomes active loses its row here, and nothing else
 * has to change.
 */
export const INACTIVE: readonly (readonly [path: string, message: string])[] = [
  ["budgets", "Budgets are kept and shown; they are not enforced yet."],
  ["teams.*.target", "A team's target is kept; its adoption is not measured yet."],
  ["workflows.*.budget", "A workflow's budget is kept; it is not enforced yet."],
  ["connections.*(to^model:).budget", "The budget of a connection to a model is kept; it is not enforced yet."],
  ["connections.*(to^route:).budget", "The budget of a connection to a route is kept; it is not enforced yet."],
  ["connections.*(to^tier:).budget", "The budget of a connection to a tier is kept; it is not enforced yet."],
  ["alerts.*.events.*=budget.alert", "Nothing tells of budgets yet."],
  ["alerts.*.events.*=audit.checkpoint", "There are no checkpoints to tell of yet."],
  ["tiers.*.retention", "Retention is kept; nothing is deleted by it yet."],
];

/** Every use of an inactive key in a tree, in the order of the file. */
export function findInactive(root: Tree): Inactive[] {
  const found: Inactive[] = [];
  for (const [path, message] of INACTIVE) {
    const [keys = "", value] = path.split("=");
    follow(root, keys.split("."), [], root.at.line, (tree, at, line) => {
      if (isEmpty(tree) || (value !== undefined && !(tree.kind === "scalar" && tree.value === value))) return;
      found.push({ path: pathText(at), line, message });
    });
  }
  return found.sort((a, b) => a.line - b.line);
}

function follow(
  tree: Tree,
  steps: readonly string[],
  at: PropertyKey[],
  line: number,
  meet: (tree: Tree, at: PropertyKey[], line: number) => void,
): void {
  const [step, ...rest] = steps;
  if (step === undefined) return meet(tree, at, line);
  if (step.startsWith("*") && tree.kind === "list")
    for (const [index, item] of tree.items.entries())
      if (isMeant(item, step)) follow(item, rest, [...at, index], item.at.line, meet);
  const member = tree.kind === "map" ? tree.members.get(step) : undefined;
  if (member !== undefined) follow(member.value, rest, [...at, step], member.key.line, meet);
}

/** Whether an entry of a list is one of those a step is about. */
function isMeant(item: Tree, step: string): boolean {
  const [, name, start] = /^\*\((\w+)\^(.+)\)$/.exec(step) ?? [];
  if (name === undefined || start === undefined) return true;
  const value = item.kind === "map" ? item.members.get(name)?.value : undefined;
  return value?.kind === "scalar" && typeof value.value === "string" && value.value.startsWith(start);
}

function isEmpty(tree: Tree): boolean {
  if (tree.kind === "scalar") return tree.value === null || tree.value === "off";
  return tree.kind === "list" ? tree.items.length === 0 : tree.members.size === 0;
}
