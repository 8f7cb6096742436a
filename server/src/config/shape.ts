import { z } from "zod";
import type { Place, Problems } from "./problems.ts";
import { type Tree, nodeAt, plain } from "./tree.ts";
import { didYouMean, listed, pathText, quoted } from "./words.ts";

/**
 * Reads the part of a tree at `base` by a schema. What does not fit becomes problems at its place; the answer
 * is undefined then.
 */
export function readShape<S extends z.ZodType>(
  schema: S,
  tree: Tree,
  base: readonly PropertyKey[],
  problems: Problems,
): z.output<S> | undefined {
  let result = schema.safeParse(plain(tree));
  if (!result.success && coerceSubstituted(tree, result.error.issues)) result = schema.safeParse(plain(tree));
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, schema, tree, base, problems);
  return undefined;
}

/** A reference stands for text; where a number or a switch is wanted, the text is read as one. */
function coerceSubstituted(tree: Tree, issues: readonly z.core.$ZodIssue[]): boolean {
  let changed = false;
  for (const issue of issues) {
    if (issue.code !== "invalid_type") continue;
    const { node, exact } = nodeAt(tree, issue.path);
    if (!exact || node.kind !== "scalar" || node.substitutions === undefined || typeof node.value !== "string")
      continue;
    if (issue.expected === "boolean" && (node.value === "true" || node.value === "false")) {
      node.value = node.value === "true";
      changed = true;
    } else if (
      (issue.expected === "number" || issue.expected === "int") &&
      /^-?\d{1,15}(\.\d{1,15})?$/.test(node.value)
    ) {
      node.value = Number(node.value);
      changed = true;
    }
  }
  return changed;
}

function report(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  tree: Tree,
  base: readonly PropertyKey[],
  problems: Problems,
): void {
  const { node, at, exact } = nodeAt(tree, issue.path);
  const path = pathText([...base, ...issue.path]);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path, (path) => {
      const found = nodeAt(tree, path);
      return found.exact && found.node.kind === "scalar" ? found.node.value : undefined;
    });
    for (const key of issue.keys) {
      const place = keyPlace(node, key) ?? at;
      const message = `${quoted(key)} is not a key here; known are ${listed(known)}`;
      problems.add(place, pathText([...base, ...issue.path, key]), message, didYouMean(key, known));
    }
    return;
  }
  const missing = !exact || (node.kind === "scalar" && node.value === null);
  if (missing) {
    const key = String(issue.path.at(-1) ?? "");
    problems.add(keyPlace(node, key) ?? at, path, `${quoted(key)} is required`);
    return;
  }
  const substituted = node.kind === "scalar" ? node.substitutions : undefined;
  const origin =
    substituted === undefined ? "" : ` (the value comes from ${listed(substituted.map(({ name }) => name))})`;
  problems.add(at, path, sentence(issue, node) + origin, suggestion(issue, node));
}

/**
 * Guarantee: no text of a problem repeats a value, only keys, ids and what the schema knows; a value may be a
 * secret.
 */
function sentence(issue: z.core.$ZodIssue, node: Tree): string {
  switch (issue.code) {
    case "invalid_type":
      return `this must be ${EXPECTED[issue.expected] ?? issue.expected}, not ${kindOf(node)}`;
    case "invalid_value":
      return `this must be ${issue.values.length === 1 ? "" : "one of "}${listed(issue.values.map(String))}`;
    case "too_big":
      return `this may ${bound(issue.origin, Number(issue.maximum), "at most")}`;
    case "too_small":
      return `this must ${bound(issue.origin, Number(issue.minimum), "at least")}`;
    default:
      return issue.message;
  }
}

const EXPECTED: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
};

function kindOf(node: Tree): string {
  if (node.kind !== "scalar") return node.kind === "list" ? "a list" : "a map";
  if (typeof node.value === "string") return node.value === "" ? "empty text" : "text";
  return typeof node.value === "boolean" ? String(node.value) : "a number";
}

function bound(origin: string, limit: number, side: string): string {
  if (origin === "string") return `have ${side} ${limit} characters`;
  if (origin === "array") return `have ${side} ${limit} entries`;
  return `be ${side} ${limit}`;
}

function suggestion(issue: z.core.$ZodIssue, node: Tree): string | undefined {
  const values = issue.code === "invalid_value" ? issue.values : undefined;
  if (values === undefined || node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  return didYouMean(node.value, values.map(String));
}

function keyPlace(node: Tree, key: string): Place | undefined {
  return node.kind === "map" ? node.members.get(key)?.key : undefined;
}

/** The keys that a schema knows at a path. `valueAt` gives the values by which a union tells its members apart. */
export function knownKeys(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  valueAt: (path: readonly PropertyKey[]) => unknown,
): string[] {
  const unwrap = (from: unknown, at: readonly PropertyKey[]): unknown => {
    let here = from;
    while (here instanceof z.ZodOptional) here = here.unwrap();
    if (!(here instanceof z.ZodDiscriminatedUnion)) return here;
    const { discriminator } = here.def;
    const wanted = valueAt([...at, discriminator]);
    return here.options.find((option) => {
      const literal = option instanceof z.ZodObject ? option.shape[discriminator] : undefined;
      return literal instanceof z.ZodLiteral && literal.values.has(wanted as string);
    });
  };
  let here: unknown = schema;
  for (const [depth, step] of path.entries()) {
    here = unwrap(here, path.slice(0, depth));
    if (here instanceof z.ZodObject) here = Object.hasOwn(here.shape, step) ? here.shape[String(step)] : undefined;
    else if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else return [];
  }
  here = unwrap(here, path);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}
