import { canonicalJson, isRecord } from "../../kernel/index.ts";
import { compilePattern } from "./pattern.ts";
import { type Check, type Compiling, SchemaProblem, affords, fails } from "./types.ts";

const TYPES: Record<string, { fits: (value: unknown) => boolean; name: string }> = {
  string: { fits: (value) => typeof value === "string", name: "a string" },
  number: { fits: (value) => typeof value === "number", name: "a number" },
  integer: { fits: (value) => Number.isInteger(value), name: "a whole number" },
  boolean: { fits: (value) => typeof value === "boolean", name: "true or false" },
  null: { fits: (value) => value === null, name: "null" },
  array: { fits: (value) => Array.isArray(value), name: "a list" },
  object: { fits: (value) => isRecord(value), name: "an object" },
};

/** Keywords about a value by itself. `format` says something to people only. */
export function valueChecks(schema: Record<string, unknown>, compiling: Compiling): Check[] {
  return [
    ...typeChecks(schema, compiling),
    ...choices(schema, compiling),
    ...numbers(schema),
    ...texts(schema, compiling),
  ];
}

function typeChecks({ type, nullable }: Record<string, unknown>, { at }: Compiling): Check[] {
  if (type === undefined) return [];
  const names = Array.isArray(type) ? type : [type];
  const types = names.map((name) => {
    const known = typeof name === "string" && Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (!known) throw new SchemaProblem(`${at}/type names something that is no type`);
    return known;
  });
  // As OpenAPI 3.0 writes it; connectors and servers carry it over.
  if (nullable === true && TYPES["null"]) types.push(TYPES["null"]);
  const words = `has to be ${types.map(({ name }) => name).join(" or ")}`;
  const [only] = types;
  if (types.length === 1 && only) return [(value, run) => only.fits(value) || fails(run, words)];
  return [(value, run) => types.some(({ fits }) => fits(value)) || fails(run, words)];
}

function choices(schema: Record<string, unknown>, { at }: Compiling): Check[] {
  const checks: Check[] = [];
  const { enum: list } = schema;
  if (list !== undefined) {
    if (!Array.isArray(list)) throw new SchemaProblem(`${at}/enum has to be a list`);
    const known = new Set(list.map((item) => canonicalJson(item)));
    const told = list
      .slice(0, 20)
      .map((item) => canonicalJson(item))
      .join(", ")
      .slice(0, 400);
    const words = `has to be one of ${told}${list.length > 20 ? ", ..." : ""}`;
    checks.push((value, run) => known.has(textOf(value, run)) || fails(run, words));
  }
  if ("const" in schema) {
    const only = canonicalJson(schema["const"]);
    checks.push((value, run) => textOf(value, run) === only || fails(run, `has to be ${only.slice(0, 200)}`));
  }
  return checks;
}

function textOf(value: unknown, run: { steps: number }): string {
  const text = canonicalJson(value);
  run.steps -= text.length / 100;
  return text;
}

function numbers(schema: Record<string, unknown>): Check[] {
  const checks: Check[] = [];
  const bound = (limit: unknown, words: string, fits: (value: number, limit: number) => boolean) => {
    if (typeof limit !== "number") return;
    checks.push((value, run) => typeof value !== "number" || fits(value, limit) || fails(run, `${words} ${limit}`));
  };
  // In draft 4 these two were yes or no, about the other two.
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  bound(above === true ? undefined : minimum, "has to be at least", (value, limit) => value >= limit);
  bound(below === true ? undefined : maximum, "may be at most", (value, limit) => value <= limit);
  bound(above === true ? minimum : above, "has to be more than", (value, limit) => value > limit);
  bound(below === true ? maximum : below, "has to be less than", (value, limit) => value < limit);
  bound(schema["multipleOf"], "has to be a multiple of", isMultiple);
  return checks;
}

/** With room for what decimals lose in binary: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, of: number): boolean {
  if (!(of > 0)) return true;
  const times = value / of;
  if (!Number.isFinite(times)) return false;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times) * 1e-3);
}

function texts(schema: Record<string, unknown>, { at, note }: Compiling): Check[] {
  const checks: Check[] = [];
  const { minLength: least, maxLength: most, pattern: source } = schema;
  if (typeof least === "number")
    checks.push(
      (value, run) =>
        typeof value !== "string" ||
        (value.length >= least && lengthOf(value) >= least) ||
        fails(run, `needs at least ${least} characters`),
    );
  if (typeof most === "number")
    checks.push(
      (value, run) =>
        typeof value !== "string" ||
        value.length <= most ||
        (value.length <= 2 * most && lengthOf(value) <= most) ||
        fails(run, `may have at most ${most} characters`),
    );
  if (source !== undefined) {
    if (typeof source !== "string") throw new SchemaProblem(`${at}/pattern has to be a string`);
    const pattern = compilePattern(source);
    if (typeof pattern === "string") note(`${at}/pattern: ${pattern}`);
    else
      checks.push((value, run) => {
        if (typeof value !== "string") return true;
        if (!affords(run, value.length * pattern.cost)) return false;
        return pattern.finds(value) || fails(run, `has to match ${shown(source)}`);
      });
  }
  return checks;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _point of text) length += 1;
  return length;
}

function shown(source: string): string {
  return source.length > 120 ? `${source.slice(0, 120)}...` : source;
}
