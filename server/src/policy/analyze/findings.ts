import type { Millis } from "../../kernel/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { covers, isInteractive, isSupported } from "../rulings/obligations.ts";
import { acting } from "./compare.ts";
import { type Ground, type Problem, concerned, kindsOf, problemOf } from "./problem.ts";
import type { Answer } from "./rounds.ts";
import type { Kind } from "./things.ts";
import type { Solver } from "./solver.ts";
import { NO, type Term, any, not } from "./terms.ts";
import { type Found, questionFrom } from "./witness.ts";

export type FindingKind =
  | "never-matches"
  | "never-matches-today"
  | "shadowed"
  | "subsumed"
  | "implied"
  | "unlimited"
  | "obligation-unsupported"
  | "obligations-conflict"
  | "obligations-in-vain"
  | "unknown-name"
  | "duplicate"
  | "expired"
  | "expires-soon"
  | "no-why";

export interface PolicyFinding {
  kind: FindingKind;
  policy: string;
  /** Those that it is about besides. */
  others: string[];
  message: string;
  severity: "warning" | "note";
}

export interface Looked {
  findings: PolicyFinding[];
  /** Policies that there was no time for, or that no proof was found about. */
  undecided: string[];
}

/** Asks the engine itself whether a call that the solver found stays blocked. */
export type StaysBlocked = (found: Found) => boolean;

/** Policies that do nothing, or not what they seem to, found by asking whether they can ever matter. */
export function provedFindings(about: {
  solver: Solver;
  ground: Ground;
  policies: readonly KnownPolicy[];
  staysBlocked: StaysBlocked;
  /** Marks what a call of today shows. */
  tried: (policy: KnownPolicy, kind: Kind, its: Marks) => void;
  now: Millis;
  limitMs: number;
}): Looked {
  const { solver, ground } = about;
  const start = performance.now();
  const left = () => about.limitMs - (performance.now() - start);
  const set = acting(about.policies, about.now);
  const marks = new Map(set.map(({ id }) => [id, newMarks()]));
  const vain = new Map<string, Set<string>>();
  const unsure = new Set<string>();

  const kinds = kindsOf(ground.schema, [set]);
  for (const kind of kinds)
    for (const policy of concerned(set, kind)) {
      const its = marks.get(policy.id) as Marks;
      if (left() > 0 && !settled(policy, its)) about.tried(policy, kind, its);
    }
  for (const kind of kinds) {
    const here = concerned(set, kind).filter((policy) => !settled(policy, marks.get(policy.id) as Marks));
    if (here.length === 0) continue;
    if (left() <= 0) {
      for (const { id } of here) unsure.add(id);
      continue;
    }
    const problem = problemOf(ground, kind, [set], { asked: "often" });
    solver.begin(problem.script, Math.min(left(), MAX_QUESTION_MS));
    const view = viewOf(problem, concerned(set, kind), ground.supported);
    for (const policy of here) {
      const its = marks.get(policy.id) as Marks;
      for (const { proves, terms } of questionsOf(policy, view)) {
        if (proves.every((mark) => its[mark])) continue;
        if (left() <= 0) {
          unsure.add(policy.id);
          break;
        }
        const { answer } = solver.can(terms);
        if (answer === "unknown") unsure.add(policy.id);
        if (answer === "yes") for (const mark of proves) its[mark] = true;
      }
    }
    for (const id of inVain(solver, problem, view, (values) => {
      const found = questionFrom(problem, ground, values);
      return found !== undefined && about.staysBlocked(found);
    }))
      vain.set(id, new Set([...(vain.get(id) ?? []), kind.action]));
    explainMarks(solver, view, here, marks, left);
  }
  // What only forbids once something is promised says nothing about those whose promise it is.
  const told = findingsOf(set, marks, unsure).filter(({ kind, policy }) => kind !== "implied" || !vain.has(policy));
  return { findings: [...told, ...vainFindings(vain)], undecided: [...unsure].toSorted() };
}

/** Controls whose obligation is promised for nothing: one alone where that is enough, else those that meet. */
function inVain(
  solver: Solver,
  problem: Problem,
  view: View,
  confirmed: (values: ReadonlyMap<Term, string>) => boolean,
): string[] {
  const vain = (problem.answers[0] as Answer).vain;
  if (vain === NO) return [];
  const wanted = [...view.wanted, ...problem.symbols.unknowns().map(({ term }) => term)];
  const whole = solver.can([vain], wanted);
  if (whole.answer !== "yes" || !confirmed(whole.values)) return [];
  const controls = view.forbids.filter(({ card }) => card.obligation !== undefined);
  const term = ({ id }: KnownPolicy) => view.alone.get(id) ?? NO;
  const alone = controls.filter((one) => {
    const others = controls.filter(({ card }) => card.obligation !== one.card.obligation);
    const { answer, values } = solver.can([vain, term(one), not(any(others.map(term)))], wanted);
    return answer === "yes" && confirmed(values);
  });
  return (alone.length > 0 ? alone : controls.filter((one) => isTrue(whole.values, term(one)))).map(({ id }) => id);
}

const MAX_QUESTION_MS = 5_000;
const MAX_BLAME = 40;

/** What was shown to be possible, over all kinds of requests. */
export interface Marks {
  can: boolean;
  canToday: boolean;
  /** Of a permit: without a forbid that nothing lifts; of a forbid: without another that does as much. */
  matters: boolean;
  mattersToday: boolean;
  /** Of a permit: without another permit. */
  sole: boolean;
  /** Of a permit: together with a forbid. */
  limited: boolean;
  /** Single policies that hold whenever it does, by what they take from it. */
  blame: Map<"matters" | "sole", Set<string>>;
}

function newMarks(): Marks {
  return {
    can: false,
    canToday: false,
    matters: false,
    mattersToday: false,
    sole: false,
    limited: false,
    blame: new Map(),
  };
}

function settled({ tree }: KnownPolicy, its: Marks): boolean {
  return its.mattersToday && (tree.effect === "forbid" || (its.sole && its.limited));
}

interface View {
  policies: readonly KnownPolicy[];
  alone: ReadonlyMap<string, Term>;
  wanted: readonly Term[];
  today: Term;
  /** What makes a policy idle while it holds. */
  idle(policy: KnownPolicy): KnownPolicy[];
  permitsBeside(policy: KnownPolicy): KnownPolicy[];
  forbids: readonly KnownPolicy[];
  anyForbid: Term;
}

function viewOf(problem: Problem, policies: readonly KnownPolicy[], supported: readonly string[]): View {
  const { alone } = problem.answers[0] as Answer;
  const forbids = policies.filter(({ tree }) => tree.effect === "forbid");
  const permits = policies.filter(({ tree }) => tree.effect === "permit");
  const hard = forbids.filter(
    ({ card: { obligation } }) =>
      obligation === undefined || !(isInteractive(obligation) || isSupported(obligation, supported)),
  );
  return {
    policies,
    alone,
    wanted: [...new Set([...alone.values(), problem.today])].filter(
      (term) => /^\w+$/.test(term) && term !== "true" && term !== "false",
    ),
    today: problem.today,
    forbids,
    anyForbid: any(forbids.map(({ id }) => alone.get(id) ?? NO)),
    permitsBeside: (policy) => permits.filter((one) => one !== policy),
    idle(policy) {
      if (policy.tree.effect === "permit") return hard;
      const { obligation } = policy.card;
      const asMuch =
        obligation === undefined
          ? []
          : forbids.filter(({ card }) => card.obligation !== undefined && covers(card.obligation, obligation));
      return [...hard, ...asMuch].filter((one) => one !== policy);
    },
  };
}

type Mark = Exclude<keyof Marks, "blame">;

/** The strongest question first: a yes to it answers the weaker ones. */
function questionsOf(policy: KnownPolicy, view: View): { proves: Mark[]; terms: Term[] }[] {
  const own = view.alone.get(policy.id) ?? NO;
  if (own === NO) return [];
  const none = (policies: readonly KnownPolicy[]) => policies.map(({ id }) => not(view.alone.get(id) ?? NO));
  const free = [own, ...none(view.idle(policy))];
  const matters: typeof questions = [
    { proves: ["can", "canToday", "matters", "mattersToday"], terms: [...free, view.today] },
    { proves: ["can", "matters"], terms: free },
  ];
  const questions: { proves: Mark[]; terms: Term[] }[] = [];
  if (policy.tree.effect === "permit") {
    const sole = [...free, ...none(view.permitsBeside(policy))];
    questions.push(
      { proves: ["can", "canToday", "matters", "mattersToday", "sole"], terms: [...sole, view.today] },
      { proves: ["can", "matters", "sole"], terms: sole },
    );
    questions.push({ proves: ["can", "limited"], terms: [own, view.anyForbid] });
  }
  return [
    ...questions,
    ...matters,
    { proves: ["can", "canToday"], terms: [own, view.today] },
    { proves: ["can"], terms: [own] },
  ];
}

/** Which single policies take all from one that does not matter. */
function explainMarks(
  solver: Solver,
  view: View,
  here: readonly KnownPolicy[],
  marks: ReadonlyMap<string, Marks>,
  left: () => number,
): void {
  let asked = 0;
  for (const policy of here) {
    const its = marks.get(policy.id) as Marks;
    const own = view.alone.get(policy.id) ?? NO;
    if (own === NO || !its.can) continue;
    const lost = (
      [
        ["matters", view.idle(policy)],
        ["sole", policy.tree.effect === "permit" ? view.permitsBeside(policy) : []],
      ] as const
    ).filter(([mark]) => !its[mark]);
    for (const [mark, suspects] of lost) {
      for (const one of suspects.slice(0, MAX_BLAME)) {
        if (left() <= 0 || (asked += 1) > 2_000) return;
        if (solver.can([own, not(view.alone.get(one.id) ?? NO)]).answer !== "no") continue;
        its.blame.set(mark, new Set([...(its.blame.get(mark) ?? []), one.id]));
      }
    }
  }
}

function findingsOf(
  set: readonly KnownPolicy[],
  marks: ReadonlyMap<string, Marks>,
  unsure: ReadonlySet<string>,
): PolicyFinding[] {
  const found: PolicyFinding[] = [];
  for (const { id, tree } of set) {
    const its = marks.get(id) as Marks;
    if (unsure.has(id)) continue;
    const tell = (
      kind: FindingKind,
      severity: PolicyFinding["severity"],
      message: string,
      others: Iterable<string> = [],
    ) => found.push({ kind, policy: id, others: [...others].toSorted(), message, severity });
    const by = (mark: "matters" | "sole") => [...(its.blame.get(mark) ?? [])];
    const named = (ids: string[], otherwise: string) => (ids.length > 0 ? ids.join(", ") : otherwise);
    if (!its.can) tell("never-matches", "warning", "No request can ever match it.");
    else if (!its.canToday) tell("never-matches-today", "note", "Nobody and nothing that exists today can match it.");
    else if (tree.effect === "permit") {
      if (!its.matters)
        tell(
          "shadowed",
          "warning",
          `Whatever it permits is forbidden by ${named(by("matters"), "other policies together")}.`,
          by("matters"),
        );
      else if (!its.sole)
        tell(
          "subsumed",
          "note",
          `Whatever it permits is permitted by ${named(by("sole"), "other policies together")} as well.`,
          by("sole"),
        );
      if (its.matters && !its.limited) tell("unlimited", "warning", "No forbid can ever limit what it permits.");
    } else if (!its.matters)
      tell(
        "implied",
        "note",
        `Whatever it forbids is forbidden by ${named(by("matters"), "other policies together")} as well.`,
        by("matters"),
      );
  }
  return found;
}

function vainFindings(vain: ReadonlyMap<string, ReadonlySet<string>>): PolicyFinding[] {
  return [...vain].map(([policy, actions]) => ({
    kind: "obligations-in-vain",
    policy,
    others: [...vain.keys()].filter((other) => other !== policy),
    message: `There are calls (${[...actions].join(", ")}) that stay blocked although its obligation would be carried out: what is promised makes another policy forbid.`,
    severity: "warning",
  }));
}

function isTrue(values: ReadonlyMap<Term, string>, term: Term | undefined): boolean {
  return term === "true" || (term !== undefined && values.get(term) === "true");
}
