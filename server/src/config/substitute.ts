import type { Problems } from "./problems.ts";
import type { Substitution, Tree } from "./tree.ts";
import { pathText, quoted } from "./words.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` is a plain `${`; a reference; a `${` that is not one. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}|\$\{/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a tree. It works on parsed values and looks at
 * each only once.
 *
 * Guarantee: a value from the environment is never read as YAML and never as a further reference.
 */
export function substitute(root: Tree, env: Environment, problems: Problems): void {
  const done = new Set<Tree>();
  const walk = (tree: Tree, path: PropertyKey[]): void => {
    if (done.has(tree)) return;
    done.add(tree);
    if (tree.kind === "map") {
      for (const [key, member] of tree.members) walk(member.value, [...path, key]);
    } else if (tree.kind === "list") {
      for (const [index, item] of tree.items.entries()) walk(item, [...path, index]);
    } else if (typeof tree.value === "string" && tree.value.includes("${")) {
      const substitutions: Substitution[] = [];
      let malformed = false;
      tree.value = tree.value.replace(REFERENCE, (mark: string, name?: string, fallback?: string) => {
        if (mark === "$${") return "${";
        if (name === undefined) {
          if (malformed) return "";
          malformed = true;
          problems.add(
            tree.at,
            pathText(path),
            "a reference to the environment is written ${NAME} or ${NAME:-default}",
            "write $${ for a plain ${",
          );
          return "";
        }
        const value = variable(env, name);
        if (value !== undefined && (value !== "" || fallback === undefined)) {
          substitutions.push({ name, used: "variable" });
          return value;
        }
        if (fallback === undefined)
          problems.add(
            tree.at,
            pathText(path),
            `the environment has no variable ${quoted(name)}`,
            `set ${name}, or write a default: \${${name}:-...}`,
          );
        substitutions.push({ name, used: "default" });
        return fallback ?? "";
      });
      if (substitutions.length > 0) tree.substitutions = substitutions;
    }
  };
  walk(root, []);
}

/** A variable's value; only the environment's own members count. */
export function variable(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
