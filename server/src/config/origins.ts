import { SERVER_VARIABLES } from "./settings.ts";
import { type Environment, variable } from "./substitute.ts";
import type { Tree } from "./tree.ts";
import type { Origin } from "./types.ts";
import { pathText } from "./words.ts";

/** Where every written value stands, by its path. */
export function originsOf(root: Tree, env: Environment): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const walk = (tree: Tree, path: PropertyKey[]): void => {
    if (tree.kind === "scalar" && tree.value === null) return;
    if (path.length > 0) {
      const origin: Origin = { kind: "file", ...tree.at };
      if (tree.kind === "scalar" && tree.substitutions !== undefined) origin.variables = tree.substitutions;
      origins.set(pathText(path), origin);
    }
    if (tree.kind === "list") for (const [index, item] of tree.items.entries()) walk(item, [...path, index]);
    if (tree.kind === "map") for (const [key, member] of tree.members) walk(member.value, [...path, key]);
  };
  walk(root, []);
  for (const [key, name] of Object.entries(SERVER_VARIABLES)) {
    if (variable(env, name)) origins.set(`server.${key}`, { kind: "environment", name });
    else if (!origins.has(`server.${key}`)) origins.set(`server.${key}`, { kind: "default" });
  }
  return origins;
}
