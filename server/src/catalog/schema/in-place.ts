import { isRecord } from "../../kernel/index.ts";
import {
  type Check,
  type Compiling,
  type Evaluated,
  type Node,
  type Run,
  SchemaProblem,
  addSeen,
  fails,
  freshSeen,
} from "./types.ts";

/** Keywords that look at the same value with other schemas. */
export function inPlaceChecks(schema: Record<string, unknown>, node: Node, compiling: Compiling): Check[] {
  const { at, inside } = compiling;
  const checks: Check[] = [];
  const same = (child: Node): Node => {
    node.same.push(child);
    return child;
  };
  for (const name of ["$ref", "$dynamicRef", "$recursiveRef"]) {
    const to = schema[name];
    if (to === undefined) continue;
    if (typeof to !== "string") throw new SchemaProblem(`${at}/${name} has to be a string`);
    const target = same(compiling.reference(to, `${at}/${name}`));
    checks.push((value, run, seen) => target.check(value, run, seen));
  }
  const all = listOf(schema, "allOf", compiling).map(same);
  checks.push(
    ...all.map(
      (child): Check =>
        (value, run, seen) =>
          child.check(value, run, seen),
    ),
  );
  const any = listOf(schema, "anyOf", compiling).map(same);
  if (any.length > 0) {
    checks.push((value, run, seen) => {
      let fits = false;
      for (const child of any) {
        if (!tried(child, value, run, seen)) continue;
        fits = true;
        // The others may speak about members too.
        if (seen === undefined) break;
      }
      return fits || fails(run, "fits none of the forms that are allowed");
    });
  }
  const one = listOf(schema, "oneOf", compiling).map(same);
  if (one.length > 0) {
    checks.push((value, run, seen) => {
      let fitting = 0;
      for (const child of one) {
        if (fitting < 2 && tried(child, value, run, seen)) fitting += 1;
      }
      if (fitting === 1) return true;
      return fails(run, fitting === 0 ? "fits none of the forms that are allowed" : "fits more than one form");
    });
  }
  if (schema["not"] !== undefined) {
    const child = same(inside(schema["not"], `${at}/not`));
    checks.push((value, run) => !tried(child, value, run, undefined) || fails(run, "has a form that is not allowed"));
  }
  if (schema["if"] !== undefined) checks.push(conditional(schema, same, compiling));
  for (const [name, child] of dependents(schema, compiling)) {
    same(child);
    checks.push((value, run, seen) =>
      isRecord(value) && Object.hasOwn(value, name) ? child.check(value, run, seen) : true,
    );
  }
  return checks;
}

function conditional(schema: Record<string, unknown>, same: (child: Node) => Node, compiling: Compiling): Check {
  const { at, inside } = compiling;
  const condition = same(inside(schema["if"], `${at}/if`));
  const then = schema["then"] === undefined ? undefined : same(inside(schema["then"], `${at}/then`));
  const otherwise = schema["else"] === undefined ? undefined : same(inside(schema["else"], `${at}/else`));
  return (value, run, seen) => {
    const branch = tried(condition, value, run, seen) ? then : otherwise;
    return branch === undefined || branch.check(value, run, seen);
  };
}

/** One way among others: nothing is told where it does not fit, and what it spoke about counts only where it does. */
function tried(node: Node, value: unknown, run: Run, seen: Evaluated | undefined): boolean {
  const own = seen && freshSeen();
  const depth = run.path.length;
  run.muted += 1;
  // Where a limit was met there is no answer, whichever way it is asked.
  const fits = node.check(value, run, own) && !run.exhausted;
  run.muted -= 1;
  run.path.length = depth;
  if (fits && seen && own) addSeen(seen, own);
  return fits;
}

function listOf(schema: Record<string, unknown>, name: string, { at, inside }: Compiling): Node[] {
  const list = schema[name];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new SchemaProblem(`${at}/${name} has to be a list`);
  return list.map((child, index) => inside(child, `${at}/${name}/${index}`));
}

function dependents(schema: Record<string, unknown>, { at, inside }: Compiling): [string, Node][] {
  const found: [string, Node][] = [];
  for (const keyword of ["dependentSchemas", "dependencies"]) {
    const map = schema[keyword];
    if (map === undefined) continue;
    if (!isRecord(map)) throw new SchemaProblem(`${at}/${keyword} has to be an object`);
    for (const [name, child] of Object.entries(map))
      if (!Array.isArray(child)) found.push([name, inside(child, `${at}/${keyword}`)]);
  }
  return found;
}
