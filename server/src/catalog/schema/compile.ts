import { isRecord } from "../../kernel/index.ts";
import { inPlaceChecks } from "./in-place.ts";
import { listChecks } from "./lists.ts";
import { memberChecks } from "./members.ts";
import { type Check, type Compiling, type Node, type Run, SchemaProblem, addSeen, fails, freshSeen } from "./types.ts";
import { valueChecks } from "./values.ts";

export interface Compiled {
  /** Undefined where the arguments fit; else the first thing that is wrong. No value stands in it. */
  check(args: unknown): string | undefined;
  /** What of the schema is not looked at, and why. */
  notes: readonly string[];
}

/** Bounds of a schema, and of one look at a value. */
const MOST = { nodes: 10_000, depth: 100, notes: 20 };
const RUN = { steps: 2_000_000, depth: 200 };
const UNCHECKED = "the arguments are too large or too deep to be checked against the tool's schema";

/**
 * Compiles a JSON Schema (2020-12 and draft 7, as servers write them) into functions; no code is generated. The
 * answer is a sentence where that cannot be done.
 *
 * Guarantee: a schema fetches nothing: it refers only to places in itself.
 */
export function compileSchema(schema: unknown): Compiled | string {
  try {
    return compile(schema);
  } catch (error) {
    if (error instanceof SchemaProblem) return error.message;
    if (error instanceof RangeError) return "the schema nests too deep";
    throw error;
  }
}

function compile(root: unknown): Compiled {
  const dialect = isRecord(root) && typeof root["$schema"] === "string" ? root["$schema"] : "";
  const modern = !/draft-0[3-7]/.test(dialect);
  const nodes = new Map<unknown, Node>();
  const places = new Map<string, unknown>();
  const notes: string[] = [];
  const base = isRecord(root) && typeof root["$id"] === "string" ? root["$id"] : undefined;
  findAnchors(root, places);
  let count = 0;
  let depth = 0;

  const inside = (schema: unknown, at: string): Node => {
    if (schema === true) return anything();
    if (schema === false) return { check: (_value, run) => fails(run, "is not allowed"), same: [] };
    if (!isRecord(schema)) throw new SchemaProblem(`${at}: a schema has to be an object, true or false`);
    const known = nodes.get(schema);
    if (known) return known;
    count += 1;
    depth += 1;
    if (count > MOST.nodes) throw new SchemaProblem(`it holds more than ${MOST.nodes} schemas`);
    if (depth > MOST.depth) throw new SchemaProblem(`${at}: it nests deeper than ${MOST.depth}`);
    const node = anything();
    nodes.set(schema, node);
    node.check = checkOf(schema, node, {
      inside,
      reference,
      at,
      modern,
      note: (text) => {
        if (notes.length < MOST.notes) notes.push(text);
      },
    });
    depth -= 1;
    return node;
  };

  const reference = (to: string, at: string): Node => {
    const local = base !== undefined && base !== "" && to.startsWith(base) ? to.slice(base.length) || "#" : to;
    if (!local.startsWith("#")) throw new SchemaProblem(`${at}: it refers to something outside of itself`);
    const target = local === "#" ? root : local.startsWith("#/") ? pointed(root, local.slice(2)) : places.get(local);
    if (target === undefined) throw new SchemaProblem(`${at}: it refers to a place that is not there`);
    return inside(target, local);
  };

  const top = inside(root, "#");
  // Guarantee: a schema that refers to itself in a ring is found when it is compiled, not when a call comes.
  if (hasRing(nodes.values())) throw new SchemaProblem("it refers to itself without end");
  return { notes, check: (args) => looked(top, args) };
}

function looked(top: Node, args: unknown): string | undefined {
  if (!isRecord(args)) return "the arguments have to be an object";
  const run: Run = { steps: RUN.steps, depth: 0, path: [], muted: 0, problem: undefined, exhausted: false };
  let fits: boolean;
  try {
    fits = top.check(args, run, undefined);
  } catch (error) {
    // Guarantee: arguments that cannot be checked are refused.
    if (error instanceof RangeError) return UNCHECKED;
    throw error;
  }
  if (run.exhausted) return UNCHECKED;
  return fits ? undefined : (run.problem ?? "the arguments do not fit the tool's schema");
}

function checkOf(schema: Record<string, unknown>, node: Node, compiling: Compiling): Check {
  const alone = !compiling.modern && typeof schema["$ref"] === "string";
  const own = alone ? { $ref: schema["$ref"] } : schema;
  const checks = [
    ...valueChecks(own, compiling),
    ...inPlaceChecks(own, node, compiling),
    ...listChecks(own, compiling),
    // Last, for `unevaluated...` asks what the others have spoken about.
    ...memberChecks(own, compiling),
  ];
  const asksSelf = "unevaluatedProperties" in own || "unevaluatedItems" in own;
  return (value, run, seen) => {
    run.steps -= 1;
    if (run.steps < 0 || run.depth > RUN.depth) {
      run.exhausted = true;
      return false;
    }
    run.depth += 1;
    // What schemas beside and above it have spoken about is not its affair.
    const spoken = asksSelf ? freshSeen() : seen;
    let fits = true;
    for (const check of checks) {
      if (check(value, run, spoken)) continue;
      fits = false;
      break;
    }
    run.depth -= 1;
    if (fits && asksSelf && seen && spoken) addSeen(seen, spoken);
    return fits;
  };
}

function anything(): Node {
  return { check: () => true, same: [] };
}

/** Collects the named places of a schema. */
function findAnchors(root: unknown, places: Map<string, unknown>): void {
  const open: unknown[] = [root];
  for (let count = 0; open.length > 0 && count < MOST.nodes * 10; count++) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value.slice(0, MOST.nodes));
    if (!isRecord(value)) continue;
    for (const name of ["$anchor", "$dynamicAnchor"]) {
      const anchor = value[name];
      if (typeof anchor === "string" && !places.has(`#${anchor}`)) places.set(`#${anchor}`, value);
    }
    // The older way to name a place.
    const id = value["$id"] ?? value["id"];
    if (typeof id === "string" && id.startsWith("#") && !places.has(id)) places.set(id, value);
    open.push(...Object.values(value));
  }
}

function pointed(root: unknown, pointer: string): unknown {
  let value = root;
  for (const raw of pointer.split("/")) {
    let step: string;
    try {
      step = decodeURIComponent(raw).replaceAll("~1", "/").replaceAll("~0", "~");
    } catch {
      return undefined;
    }
    if (Array.isArray(value)) value = /^\d{1,6}$/.test(step) ? value[Number(step)] : undefined;
    else if (isRecord(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

function hasRing(nodes: Iterable<Node>): boolean {
  const done = new Set<Node>();
  const open = new Set<Node>();
  const goesRound = (node: Node): boolean => {
    if (done.has(node)) return false;
    if (open.has(node)) return true;
    open.add(node);
    const round = node.same.some(goesRound);
    open.delete(node);
    done.add(node);
    return round;
  };
  for (const node of nodes) if (goesRound(node)) return true;
  return false;
}
