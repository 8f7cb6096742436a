import { canonicalJson } from "../../kernel/index.ts";
import { type Check, type Compiling, type Node, fails } from "./types.ts";

/** More items than this are not compared with each other. */
const MOST_UNIQUE = 10_000;

/** Keywords about the items of a list. */
export function listChecks(schema: Record<string, unknown>, compiling: Compiling): Check[] {
  const { at, inside } = compiling;
  const checks: Check[] = [...sizes(schema)];
  // A list under `items` is the older way to write `prefixItems`, whatever `$schema` says.
  const older = Array.isArray(schema["items"]);
  const listed = older ? schema["items"] : schema["prefixItems"];
  const first = Array.isArray(listed) ? listed.map((child, index) => inside(child, `${at}/items/${index}`)) : [];
  const restOf = older ? schema["additionalItems"] : schema["items"];
  const rest = restOf === undefined ? undefined : inside(restOf, `${at}/items`);
  if (first.length > 0 || rest) {
    checks.push((value, run, seen) => {
      if (!Array.isArray(value)) return true;
      for (let index = 0; index < value.length; index++) {
        const node = first[index] ?? rest;
        if (!node) break;
        run.path.push(`[${index}]`);
        if (!node.check(value[index], run, undefined)) return false;
        run.path.pop();
      }
      if (seen) seen.items = Math.max(seen.items, rest ? value.length : Math.min(first.length, value.length));
      return true;
    });
  }
  if (schema["contains"] !== undefined) checks.push(containing(schema, inside(schema["contains"], `${at}/contains`)));
  if (schema["uniqueItems"] === true) checks.push(unique);
  const unspoken = schema["unevaluatedItems"];
  if (unspoken !== undefined) {
    const node = inside(unspoken, `${at}/unevaluatedItems`);
    checks.push((value, run, seen) => {
      if (!Array.isArray(value)) return true;
      for (let index = seen?.items ?? 0; index < value.length; index++) {
        if (seen?.itemsAt.has(index)) continue;
        run.path.push(`[${index}]`);
        if (!node.check(value[index], run, undefined)) return false;
        run.path.pop();
      }
      if (seen) seen.items = value.length;
      return true;
    });
  }
  return checks;
}

function sizes(schema: Record<string, unknown>): Check[] {
  const { minItems: least, maxItems: most } = schema;
  const checks: Check[] = [];
  if (typeof least === "number")
    checks.push(
      (value, run) => !Array.isArray(value) || value.length >= least || fails(run, `needs at least ${least} items`),
    );
  if (typeof most === "number")
    checks.push(
      (value, run) => !Array.isArray(value) || value.length <= most || fails(run, `may have at most ${most} items`),
    );
  return checks;
}

function containing(schema: Record<string, unknown>, node: Node): Check {
  const least = typeof schema["minContains"] === "number" ? schema["minContains"] : 1;
  const most = typeof schema["maxContains"] === "number" ? schema["maxContains"] : Number.POSITIVE_INFINITY;
  return (value, run, seen) => {
    if (!Array.isArray(value)) return true;
    let count = 0;
    const depth = run.path.length;
    run.muted += 1;
    for (const [index, item] of value.entries()) {
      if (!node.check(item, run, undefined)) continue;
      count += 1;
      seen?.itemsAt.add(index);
    }
    run.muted -= 1;
    run.path.length = depth;
    if (count < least) return fails(run, "lacks an item of a form that is needed");
    return count <= most || fails(run, "has too many items of one form");
  };
}

const unique: Check = (value, run) => {
  if (!Array.isArray(value)) return true;
  if (value.length > MOST_UNIQUE) {
    run.exhausted = true;
    return false;
  }
  const known = new Set<string>();
  for (const item of value) {
    const text = canonicalJson(item);
    run.steps -= 1 + text.length / 100;
    if (known.has(text)) return fails(run, "has an item twice");
    known.add(text);
  }
  return true;
};
