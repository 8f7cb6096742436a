/** One look at a value: what it may still cost, where it stands, and what was wrong first. */
export interface Run {
  steps: number;
  depth: number;
  /** Where the value stands, for the caller. Names that the schema does not know are not in it. */
  path: string[];
  /** Above 0, what does not fit is one of several ways: nothing is told of it. */
  muted: number;
  problem: string | undefined;
  /** A limit was met: no answer is a good one then. */
  exhausted: boolean;
}

/** Which members and items some schema has spoken about; only kept where `unevaluated...` asks. */
export interface Evaluated {
  names: Set<string>;
  /** Items before this index; `itemsAt` beside them. */
  items: number;
  itemsAt: Set<number>;
}

/** Whether a value fits. What is wrong stands in the run. */
export type Check = (value: unknown, run: Run, seen: Evaluated | undefined) => boolean;

/** A schema as it was compiled; a reference to it may be made before it is. */
export interface Node {
  check: Check;
  /** Schemas that look at the very same value: a ring of these would never end. */
  same: Node[];
}

/** What keywords are compiled with. */
export interface Compiling {
  /** Compiles a schema that stands inside; `at` is its pointer. */
  inside(schema: unknown, at: string): Node;
  reference(to: string, at: string): Node;
  /** Something that cannot be run; the schema counts without it. */
  note(text: string): void;
  /** Where the schema that is compiled stands. */
  at: string;
  /** Members beside `$ref` count: not so in draft 7 and before. */
  modern: boolean;
}

/** A schema that cannot be compiled. The message is for people and names keywords and pointers only. */
export class SchemaProblem extends Error {}

/** What did not fit, said as of one thing: `has to be a string`. */
export function fails(run: Run, text: string): false {
  if (run.muted === 0 && run.problem === undefined)
    run.problem = run.path.length === 0 ? `the arguments ${plural(text)}` : `${run.path.join("")} ${text}`;
  return false;
}

const PLURAL: Readonly<Record<string, string>> = { has: "have", needs: "need", lacks: "lack", fits: "fit", is: "are" };

function plural(text: string): string {
  return text.replace(/^[a-z]+/, (word) => PLURAL[word] ?? word);
}

/** Takes what something costs; false where there is not so much left, and then no answer is a good one. */
export function affords(run: Run, steps: number): boolean {
  run.steps -= steps;
  if (run.steps >= 0) return true;
  run.exhausted = true;
  return false;
}

export function freshSeen(): Evaluated {
  return { names: new Set(), items: 0, itemsAt: new Set() };
}

export function addSeen(to: Evaluated, from: Evaluated): void {
  for (const name of from.names) to.names.add(name);
  for (const at of from.itemsAt) to.itemsAt.add(at);
  to.items = Math.max(to.items, from.items);
}
