import { isRecord } from "../../kernel/index.ts";
import { type PolicyTree, type Uid, argOf, nodeOf, sidesOf } from "../../cedar/index.ts";
import { type Coded, type Shape, UNKNOWN } from "./shapes.ts";
import { matcherOf } from "./like.ts";
import { type Symbols, type Text, isNone, sameMembers } from "./symbols.ts";
import { NO, type Term, YES, all, any, either, implies, not, numeral, same } from "./terms.ts";
import { timeOf } from "./times.ts";
import type { Things } from "./things.ts";

/** When a policy counts, and when it could not be evaluated. */
export interface Effect {
  holds: Term;
  fails: Term;
}

/** What is promised at some point of the questions that follow each other. */
export interface Promised {
  /** Tells the points apart. */
  name: string;
  has(obligation: string): Term;
}

const FULFILLED = "context.base.fulfilled";
/** Of these others say what they like; everything of our own is made without tags. */
const TAGGED = new Set(["Lumos::Thing", "Lumos::Properties"]);
const LONGEST = [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n] as const;

/**
 * A policy as a formula over the unknowns of one kind of request. What is not put into formulas becomes a yes
 * or no that nothing is known about, the same one wherever the same expression stands.
 */
export function encodePolicy(tree: PolicyTree, things: Things, symbols: Symbols, promised: Promised): Effect {
  const coder = makeCoder(things, symbols, promised);
  let holds = all([
    coder.inScope("principal", tree.principal),
    coder.inScope("action", tree.action),
    coder.inScope("resource", tree.resource),
  ]);
  let fails: Term = NO;
  if (holds === NO) return { holds, fails };
  for (const { kind, body } of tree.conditions) {
    const { term, error } = coder.flag(body);
    fails = any([fails, all([holds, error])]);
    holds = all([holds, not(error), kind === "when" ? term : not(term)]);
  }
  return { holds, fails };
}

interface Flag {
  term: Term;
  error: Term;
}

function makeCoder(things: Things, symbols: Symbols, promised: Promised) {
  const literalIn = (entity: Shape, target: Uid): Term | undefined => {
    if (entity.is !== "entity") return undefined;
    const self = entity.type === target.type ? symbols.equal(entity.id, { literal: target.id }) : NO;
    if (entity.path === undefined) return self === YES ? YES : undefined;
    return any([self, things.within(entity.path, entity.type, target)]);
  };

  const inScope = (what: "principal" | "action" | "resource", scope: Record<string, unknown>): Term => {
    const entity = things.variable(what);
    const inside = (target: unknown): Term => (isUid(target) ? (literalIn(entity, target) ?? NO) : NO);
    switch (scope["op"]) {
      case "All":
        return YES;
      case "==":
        return isUid(scope["entity"]) ? equal(entity, reference(scope["entity"])).term : NO;
      case "in":
        return Array.isArray(scope["entities"]) ? any(scope["entities"].map(inside)) : inside(scope["entity"]);
      case "is": {
        if (entity.is !== "entity" || entity.type !== scope["entity_type"]) return NO;
        return isRecord(scope["in"]) ? inside(scope["in"]["entity"]) : YES;
      }
      default:
        return NO;
    }
  };

  /** Nothing is known of it but that it is the same each time. */
  const opaque = (expr: unknown): Coded => {
    const text = JSON.stringify(expr);
    const key = text.includes('"fulfilled"') ? `${promised.name} ${text}` : text;
    return { shape: { is: "flag", term: symbols.opaque(key) }, error: symbols.opaque(`fails ${key}`) };
  };

  /** What it comes to is not put into formulas, nor whether it can be evaluated. */
  const lost = (expr: unknown): Coded => ({ shape: UNKNOWN, error: opaque(expr).error });

  const flag = (expr: unknown): Flag => {
    let { shape, error } = encode(expr);
    if (shape.is !== "flag") ({ shape, error } = opaque(expr));
    return { term: shape.is === "flag" ? shape.term : NO, error };
  };

  const encode = (expr: unknown): Coded => {
    const node = nodeOf(expr);
    if (!node) return { shape: UNKNOWN, error: NO };
    const { op, body } = node;
    const sides = sidesOf(body);
    switch (op) {
      case "Value":
        return sure(literal(body));
      case "Var":
        return sure(things.variable(String(body)));
      case "Set":
        return Array.isArray(body) ? listOf(body.map(encode)) : lost(expr);
      case "Record":
        return isRecord(body) ? record(Object.entries(body).map(([name, value]) => [name, encode(value)])) : lost(expr);
      case ".":
        return isRecord(body) ? things.attribute(encode(body["left"]), String(body["attr"])) : lost(expr);
      case "has":
        return isRecord(body) ? has(expr, encode(body["left"]), body["attr"]) : lost(expr);
      case "!": {
        const { term, error } = flag(argOf(body));
        return known(not(term), error);
      }
      case "neg": {
        const { shape, error } = encode(argOf(body));
        return shape.is === "number" ? number(`(- ${shape.term})`, error) : lost(expr);
      }
      case "isEmpty": {
        const { shape, error } = encode(argOf(body));
        const term = emptiness(shape);
        return term === undefined ? opaque(expr) : known(term, error);
      }
      case "&&":
      case "||": {
        if (!sides) return lost(expr);
        const [left, right] = [flag(sides.left), flag(sides.right)];
        const goesOn = op === "&&" ? left.term : not(left.term);
        const error = any([left.error, all([not(left.error), goesOn, right.error])]);
        return known((op === "&&" ? all : any)([left.term, right.term]), error);
      }
      case "if-then-else":
        return isRecord(body) ? choice(expr, flag(body["if"]), encode(body["then"]), encode(body["else"])) : lost(expr);
      case "is": {
        if (!isRecord(body)) return lost(expr);
        const { shape, error } = encode(body["left"]);
        if (shape.is !== "entity") return opaque(expr);
        if (shape.type !== body["entity_type"]) return known(NO, error);
        if (!("in" in body)) return known(YES, error);
        const target = encode(body["in"]).shape;
        const inside = within(shape, target);
        return inside === undefined ? opaque(expr) : known(inside, error);
      }
      case "like": {
        if (!isRecord(body)) return lost(expr);
        const { shape, error } = encode(body["left"]);
        if (shape.is !== "text") return opaque(expr);
        return known(matches(shape.text, body["pattern"]), error);
      }
      case "hasTag": {
        if (!sides) return lost(expr);
        const [left, right] = [encode(sides.left), encode(sides.right)];
        if (left.shape.is !== "entity" || TAGGED.has(left.shape.type)) return opaque(expr);
        return known(NO, any([left.error, right.error]));
      }
      case "getTag":
        return lost(expr);
      case "+":
      case "-":
      case "*":
        return sides ? arithmetic(expr, op, encode(sides.left), encode(sides.right)) : lost(expr);
      default:
        if (sides) return comparison(expr, op, encode(sides.left), encode(sides.right));
        return Array.isArray(body) ? call(expr, op, body) : lost(expr);
    }
  };

  const comparison = (expr: unknown, op: string, left: Coded, right: Coded): Coded => {
    const error = any([left.error, all([not(left.error), right.error])]);
    const [one, other] = [left.shape, right.shape];
    const term = ((): Term | undefined => {
      switch (op) {
        case "==":
        case "!=": {
          const answer = equal(one, other);
          return answer.known ? (op === "==" ? answer.term : not(answer.term)) : undefined;
        }
        case "<":
        case "<=":
        case ">":
        case ">=":
          if (one.is !== other.is || (one.is !== "number" && one.is !== "time")) return undefined;
          return `(${op} ${one.term} ${(other as typeof one).term})`;
        case "in":
          return within(one, other);
        case "contains":
          return membership(one, [other], all);
        case "containsAll":
          return severalIn(one, other, all);
        case "containsAny":
          return severalIn(one, other, any);
        default:
          return undefined;
      }
    })();
    return term === undefined ? opaque(expr) : known(term, error);
  };

  const within = (one: Shape, other: Shape): Term | undefined => {
    const targets = other.is === "list" ? other.items : [other];
    const terms = targets.map((target) =>
      target.is === "entity" && "literal" in target.id
        ? literalIn(one, { type: target.type, id: target.id.literal })
        : undefined,
    );
    return terms.includes(undefined) ? undefined : any(terms as Term[]);
  };

  const equal = (one: Shape, other: Shape): { known: boolean; term: Term } => {
    const yes = (term: Term) => ({ known: true, term });
    if (one.is === "flag" && other.is === "flag") return yes(same(one.term, other.term));
    if ((one.is === "number" || one.is === "time") && one.is === other.is)
      return yes(same(one.term, (other as typeof one).term));
    if (one.is === "text" && other.is === "text") return yes(symbols.equal(one.text, other.text));
    if (one.is === "entity" && other.is === "entity")
      return yes(one.type === other.type ? symbols.equal(one.id, other.id) : NO);
    if (one.is === "set" && other.is === "set" && !isPromises(one) && !isPromises(other))
      return yes(sameMembers(symbols.members(one.slot, other.slot)));
    const [set, list] = one.is === "set" ? [one, other] : [other, one];
    if (set.is === "set" && list.is === "list" && !isPromises(set)) {
      const texts = textsOf(list);
      if (!texts) return { known: false, term: NO };
      for (const text of texts) symbols.name(set.slot, text);
      return yes(all(symbols.each(set.slot).map(({ text, is }) => (texts.includes(text) ? is : not(is)))));
    }
    if (one.is === "list" && other.is === "list") {
      const [a, b] = [textsOf(one), textsOf(other)];
      if (a && b) return yes(a.every((text) => b.includes(text)) && b.every((text) => a.includes(text)) ? YES : NO);
    }
    return { known: false, term: NO };
  };

  const membership = (set: Shape, items: readonly Shape[], how: (terms: Term[]) => Term): Term | undefined => {
    const terms = items.map((item): Term | undefined => {
      if (set.is === "set") {
        if (item.is !== "text") return undefined;
        if (!isPromises(set)) return symbols.contains(set.slot, item.text);
        if (!("literal" in item.text)) return undefined;
        return any([symbols.contains(set.slot, item.text), promised.has(item.text.literal)]);
      }
      if (set.is !== "list") return undefined;
      const answers = set.items.map((one) => equal(one, item));
      return answers.every((answer) => answer.known) ? any(answers.map((answer) => answer.term)) : undefined;
    });
    return terms.includes(undefined) ? undefined : how(terms as Term[]);
  };

  const severalIn = (one: Shape, other: Shape, how: (terms: Term[]) => Term): Term | undefined => {
    if (other.is === "list") return membership(one, other.items, how);
    if (other.is !== "set" || isPromises(other)) return undefined;
    if (one.is === "set")
      return isPromises(one)
        ? undefined
        : how(symbols.members(one.slot, other.slot).map(([a, b]) => (how === all ? implies(b, a) : all([a, b]))));
    const texts = one.is === "list" ? textsOf(one) : undefined;
    if (!texts) return undefined;
    for (const text of texts) symbols.name(other.slot, text);
    const members = symbols.each(other.slot);
    return how === all
      ? isNone(members.filter(({ text }) => !texts.includes(text)).map(({ is }) => is))
      : any(members.filter(({ text }) => texts.includes(text)).map(({ is }) => is));
  };

  const emptiness = (shape: Shape): Term | undefined => {
    if (shape.is === "list") return shape.items.length === 0 ? YES : NO;
    return shape.is === "set" && !isPromises(shape) ? isNone(symbols.each(shape.slot).map(({ is }) => is)) : undefined;
  };

  const matches = (text: Text, pattern: unknown): Term => {
    const matcher = matcherOf(pattern);
    if ("when" in text) return either(text.when, matches(text.yes, pattern), matches(text.otherwise, pattern));
    if ("literal" in text) return matcher(text.literal) ? YES : NO;
    return symbols.matches(text.slot, JSON.stringify(pattern), matcher);
  };

  const has = (expr: unknown, left: Coded, attr: unknown): Coded => {
    const steps = Array.isArray(attr) ? attr : [attr];
    let at = left;
    let there: Term = YES;
    for (const step of steps) {
      const presence = things.presence(at.shape, String(step));
      if (presence === undefined) return lost(expr);
      there = all([there, presence]);
      if (there === NO) break;
      at = { shape: things.attribute({ shape: at.shape, error: NO }, String(step)).shape, error: NO };
    }
    return known(there, left.error);
  };

  const arithmetic = (expr: unknown, op: string, left: Coded, right: Coded): Coded => {
    const [one, other] = [left.shape, right.shape];
    if (one.is !== "number" || other.is !== "number") return lost(expr);
    if (op === "*" && one.exact === undefined && other.exact === undefined) return lost(expr);
    return number(`(${op} ${one.term} ${other.term})`, any([left.error, right.error]));
  };

  /** Beyond 64 bits nothing has a value. */
  const number = (term: Term, error: Term): Coded => ({
    shape: { is: "number", term },
    error: any([error, `(< ${term} (- ${-LONGEST[0]}))`, `(> ${term} ${LONGEST[1]})`]),
  });

  const choice = (expr: unknown, condition: Flag, then: Coded, otherwise: Coded): Coded => {
    const error = any([
      condition.error,
      all([not(condition.error), condition.term, then.error]),
      all([not(condition.error), not(condition.term), otherwise.error]),
    ]);
    const [one, other] = [then.shape, otherwise.shape];
    const { term } = condition;
    if (one.is === "flag" && other.is === "flag") return known(either(term, one.term, other.term), error);
    if (one.is === "number" && other.is === "number")
      return { shape: { is: "number", term: either(term, one.term, other.term) }, error };
    if (one.is === "text" && other.is === "text")
      return { shape: { is: "text", text: { when: term, yes: one.text, otherwise: other.text } }, error };
    return one.is === "flag" || other.is === "flag" ? opaque(expr) : { shape: UNKNOWN, error };
  };

  /** Functions of the extension types. */
  const call = (expr: unknown, op: string, parameters: unknown[]): Coded => {
    if ((op === "datetime" || op === "duration") && parameters.length === 1) {
      const value = nodeOf(parameters[0])?.body;
      const ms = typeof value === "string" ? timeOf(op, value) : undefined;
      return ms === undefined ? lost(expr) : sure({ is: "time", term: numeral(ms) });
    }
    if (op === "ip" && parameters.length === 1) {
      const value = nodeOf(parameters[0])?.body;
      return typeof value === "string" ? sure({ is: "address", path: "", literal: value }) : lost(expr);
    }
    const [left, right] = parameters.map(encode);
    if (left?.shape.is === "time" && right?.shape.is === "time" && (op === "offset" || op === "durationSince")) {
      const { term } = left.shape;
      return {
        shape: { is: "time", term: `(${op === "offset" ? "+" : "-"} ${term} ${right.shape.term})` },
        error: any([left.error, right.error]),
      };
    }
    // What an address is asked is not put into formulas, but it always has an answer.
    if (left?.shape.is === "address" && (right === undefined || right.shape.is === "address"))
      return known(symbols.opaque(JSON.stringify(expr)), any([left.error, right?.error ?? NO]));
    return ["isInRange", "isIpv4", "isIpv6", "isLoopback", "isMulticast"].includes(op) ||
      /^(lessThan|greaterThan)/.test(op)
      ? opaque(expr)
      : lost(expr);
  };

  return { inScope, flag };
}

function isPromises(shape: Shape): boolean {
  return shape.is === "set" && shape.slot.path === FULFILLED;
}

function listOf(items: readonly Coded[]): Coded {
  return { shape: { is: "list", items: items.map((item) => item.shape) }, error: any(items.map((item) => item.error)) };
}

function textsOf(list: Shape): string[] | undefined {
  if (list.is !== "list") return undefined;
  const texts = list.items.flatMap((item) => (item.is === "text" && "literal" in item.text ? [item.text.literal] : []));
  return texts.length === list.items.length ? texts : undefined;
}

function literal(body: unknown): Shape {
  if (typeof body === "boolean") return { is: "flag", term: body ? YES : NO };
  if (typeof body === "string") return { is: "text", text: { literal: body } };
  if (typeof body === "number")
    return Number.isSafeInteger(body) ? { is: "number", term: numeral(body), exact: body } : UNKNOWN;
  return isRecord(body) && isUid(body["__entity"]) ? reference(body["__entity"]) : UNKNOWN;
}

function reference(uid: Uid): Shape {
  return { is: "entity", type: uid.type, id: { literal: uid.id } };
}

function sure(shape: Shape): Coded {
  return { shape, error: NO };
}

/** All of its members are worked out, whichever of them is asked for. */
function record(members: readonly [string, Coded][]): Coded {
  return {
    shape: { is: "fields", of: Object.fromEntries(members) },
    error: any(members.map(([, { error }]) => error)),
  };
}

function known(term: Term, error: Term): Coded {
  return { shape: { is: "flag", term }, error };
}

export function isUid(value: unknown): value is Uid {
  return isRecord(value) && typeof value["type"] === "string" && typeof value["id"] === "string";
}
