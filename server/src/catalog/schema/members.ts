import { isRecord } from "../../kernel/index.ts";
import { type Pattern, compilePattern } from "./pattern.ts";
import { type Check, type Compiling, type Node, SchemaProblem, affords, fails } from "./types.ts";

/** Keywords about the members of an object. */
export function memberChecks(schema: Record<string, unknown>, compiling: Compiling): Check[] {
  const { at, inside } = compiling;
  const checks: Check[] = [...requirements(schema, compiling)];
  const own = new Map<string, Node>();
  for (const [name, child] of entriesOf(schema, "properties", at)) own.set(name, inside(child, `${at}/properties`));
  const patterned: { pattern: Pattern; node: Node }[] = [];
  for (const [source, child] of entriesOf(schema, "patternProperties", at)) {
    const pattern = compilePattern(source);
    // Without its pattern nobody knows which members it is about.
    if (typeof pattern === "string") throw new SchemaProblem(`${at}/patternProperties: ${pattern}`);
    patterned.push({ pattern, node: inside(child, `${at}/patternProperties`) });
  }
  const rest = schema["additionalProperties"];
  const additional = rest === undefined ? undefined : inside(rest, `${at}/additionalProperties`);
  const namesOf = schema["propertyNames"];
  const naming = namesOf === undefined ? undefined : inside(namesOf, `${at}/propertyNames`);
  const known = [...own.keys()].slice(0, 12).join(", ");

  if (own.size > 0 || patterned.length > 0 || additional || naming) {
    checks.push((value, run, seen) => {
      if (!isRecord(value)) return true;
      for (const [name, member] of Object.entries(value)) {
        run.steps -= 1;
        if (naming) {
          run.path.push(".*");
          const fits = naming.check(name, run, undefined);
          run.path.pop();
          if (!fits) return false;
        }
        let spoken = false;
        const node = own.get(name);
        if (node) {
          spoken = true;
          run.path.push(run.path.length === 0 ? name : `.${name}`);
          if (!node.check(member, run, undefined)) return false;
          run.path.pop();
        }
        for (const one of patterned) {
          if (!affords(run, name.length * one.pattern.cost)) return false;
          if (!one.pattern.finds(name)) continue;
          spoken = true;
          run.path.push(run.path.length === 0 ? "*" : ".*");
          if (!one.node.check(member, run, undefined)) return false;
          run.path.pop();
        }
        if (!spoken && additional) {
          if (rest === false) return fails(run, `has a member that is not known; known are: ${known || "none"}`);
          spoken = true;
          run.path.push(run.path.length === 0 ? "*" : ".*");
          if (!additional.check(member, run, undefined)) return false;
          run.path.pop();
        }
        if (spoken) seen?.names.add(name);
      }
      return true;
    });
  }
  const unspoken = schema["unevaluatedProperties"];
  if (unspoken !== undefined) {
    const node = inside(unspoken, `${at}/unevaluatedProperties`);
    checks.push((value, run, seen) => {
      if (!isRecord(value)) return true;
      for (const [name, member] of Object.entries(value)) {
        if (seen?.names.has(name)) continue;
        if (unspoken === false) return fails(run, "has a member that is not known");
        run.path.push(run.path.length === 0 ? "*" : ".*");
        if (!node.check(member, run, undefined)) return false;
        run.path.pop();
        seen?.names.add(name);
      }
      return true;
    });
  }
  return checks;
}

function requirements(schema: Record<string, unknown>, { at }: Compiling): Check[] {
  const checks: Check[] = [];
  const required = schema["required"];
  // In draft 3 and in some servers' own words a member says it of itself: that means nothing here.
  if (required !== undefined && typeof required !== "boolean") {
    const names = stringsOf(required, `${at}/required`);
    checks.push((value, run) => {
      if (!isRecord(value)) return true;
      const missing = names.find((name) => !Object.hasOwn(value, name));
      return missing === undefined || fails(run, `needs ${JSON.stringify(missing)}`);
    });
  }
  for (const keyword of ["dependentRequired", "dependencies"]) {
    for (const [name, list] of entriesOf(schema, keyword, at)) {
      if (!Array.isArray(list)) continue;
      const others = stringsOf(list, `${at}/${keyword}`);
      checks.push((value, run) => {
        if (!isRecord(value) || !Object.hasOwn(value, name)) return true;
        const missing = others.find((other) => !Object.hasOwn(value, other));
        return missing === undefined || fails(run, `needs ${JSON.stringify(missing)} with ${JSON.stringify(name)}`);
      });
    }
  }
  for (const [keyword, fits, word] of [
    ["minProperties", (count: number, bound: number) => count >= bound, "at least"],
    ["maxProperties", (count: number, bound: number) => count <= bound, "at most"],
  ] as const) {
    const bound = schema[keyword];
    if (typeof bound !== "number") continue;
    checks.push(
      (value, run) =>
        !isRecord(value) || fits(Object.keys(value).length, bound) || fails(run, `needs ${word} ${bound} members`),
    );
  }
  return checks;
}

function entriesOf(schema: Record<string, unknown>, name: string, at: string): [string, unknown][] {
  const map = schema[name];
  if (map === undefined) return [];
  if (!isRecord(map)) throw new SchemaProblem(`${at}/${name} has to be an object`);
  return Object.entries(map);
}

function stringsOf(list: unknown, at: string): string[] {
  if (!Array.isArray(list) || !list.every((item) => typeof item === "string"))
    throw new SchemaProblem(`${at} has to be a list of names`);
  return list as string[];
}
