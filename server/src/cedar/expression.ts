import { always, folded } from "./constant.ts";
import { Unfit, refOf, runOf } from "./convert.ts";
import { entriesOf, list, member, own, single, steps, text, uid } from "./form.ts";
import { FUNCTIONS, type Fn } from "./functions.ts";
import { isPattern, matcherOf } from "./like.ts";
import { compileOperator } from "./operators.ts";
import { type Code, Rec, Ref, type Run, SetOf } from "./runtime.ts";
import { Extension } from "./values.ts";

/** A policy of this depth is nobody's; JavaScript's stack holds several times as much. */
const MAX_DEPTH = 400;

/** Compiles one expression, or throws `Unfit` for what is not Cedar's JSON form. */
export function compile(expr: unknown, depth = 0): Code {
  if (depth > MAX_DEPTH) throw new Unfit(`an expression nested deeper than ${MAX_DEPTH}`);
  const [op, body] = single(expr);
  const sub = (inner: unknown) => compile(inner, depth + 1);
  switch (op) {
    case "Value":
      return always(literal(body, depth));
    case "Var":
      return variable(body);
    case "&&":
    case "||":
      return chain(expr, op, depth);
    case "!":
      return not(sub(member(body, "arg")));
    case "if-then-else":
      return choice(sub(member(body, "if")), sub(member(body, "then")), sub(member(body, "else")));
    case ".":
      return attribute(sub(member(body, "left")), text(body, "attr"));
    case "has":
      return has(sub(member(body, "left")), steps(body));
    case "like":
      return like(sub(member(body, "left")), own(body, "pattern"));
    case "is":
      return is(body, sub);
    case "Set":
      return set(list(body).map(sub));
    case "Record":
      return record(entriesOf(body).map(([name, inner]) => [name, sub(inner)] as const));
    default:
      break;
  }
  const operator = compileOperator(op, body, sub);
  if (operator) return operator;
  const fn = FUNCTIONS.get(op);
  if (fn) return call(fn, list(body).map(sub));
  throw new Unfit(`there is no operation ${op.slice(0, 60)}`);
}

function literal(value: unknown, depth: number): Run {
  if (typeof value !== "object" || value === null) return runOf(value);
  if (depth > MAX_DEPTH) throw new Unfit(`a value nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return new SetOf(value.map((item) => literal(item, depth + 1)));
  if (Object.hasOwn(value, "__entity")) return refOf(uid(own(value, "__entity")));
  if (Object.hasOwn(value, "__extn")) {
    const said = own(value, "__extn");
    return runOf(new Extension(text(said, "fn") as Extension["fn"], text(said, "arg")));
  }
  return new Rec(new Map(entriesOf(value).map(([name, item]) => [name, literal(item, depth + 1)])));
}

function variable(name: unknown): Code {
  switch (name) {
    case "principal":
      return (scene) => scene.principal;
    case "action":
      return (scene) => scene.action;
    case "resource":
      return (scene) => scene.resource;
    case "context":
      return (scene) => scene.context;
    default:
      throw new Unfit("there are the variables principal, action, resource and context");
  }
}

/** A row of the same operation as one step, however long: authors write long ones. */
function chain(expr: unknown, op: "&&" | "||", depth: number): Code {
  const parts: Code[] = [];
  let at = expr;
  for (let body = sides(at, op); body !== undefined; body = sides(at, op)) {
    parts.unshift(compile(member(body, "right"), depth + 1));
    at = member(body, "left");
  }
  parts.unshift(compile(at, depth + 1));
  const last = parts.length - 1;
  const stop = op === "||";
  const [first, second] = parts as [Code, Code];
  if (parts.length === 2)
    return (scene) => {
      const left = first(scene);
      if (left === stop) return stop;
      if (left !== !stop) return undefined;
      const right = second(scene);
      return typeof right === "boolean" ? right : undefined;
    };
  return (scene) => {
    for (let place = 0; place < last; place += 1) {
      const run = (parts[place] as Code)(scene);
      if (run === stop) return stop;
      if (run !== !stop) return undefined;
    }
    const run = (parts[last] as Code)(scene);
    return typeof run === "boolean" ? run : undefined;
  };
}

function sides(expr: unknown, op: string): unknown {
  const [found, body] = single(expr);
  return found === op ? body : undefined;
}

function not(inner: Code): Code {
  return (scene) => {
    const run = inner(scene);
    return typeof run === "boolean" ? !run : undefined;
  };
}

function choice(test: Code, then: Code, otherwise: Code): Code {
  return (scene) => {
    const run = test(scene);
    return run === true ? then(scene) : run === false ? otherwise(scene) : undefined;
  };
}

function attribute(inner: Code, name: string): Code {
  return (scene) => {
    const run = inner(scene);
    if (run instanceof Rec) return run.members.get(name);
    if (run instanceof Ref) return scene.store.find(run.key)?.attrs.members.get(name);
    return undefined;
  };
}

/** `has a.b.c` asks for one after the other; an entity that nobody told of has nothing. */
function has(inner: Code, names: readonly string[]): Code {
  return (scene) => {
    let run = inner(scene);
    for (const name of names) {
      const holder: Rec | undefined = run instanceof Ref ? (scene.store.find(run.key)?.attrs ?? NOTHING) : asRec(run);
      if (holder === undefined) return undefined;
      run = holder.members.get(name);
      if (run === undefined) return false;
    }
    return true;
  };
}

const NOTHING = new Rec(new Map());

function asRec(run: Run | undefined): Rec | undefined {
  return run instanceof Rec ? run : undefined;
}

function like(inner: Code, pattern: unknown): Code {
  if (!isPattern(pattern)) throw new Unfit("like needs a pattern");
  const matches = matcherOf(pattern);
  return (scene) => {
    const run = inner(scene);
    return typeof run === "string" ? matches(run) : undefined;
  };
}

function is(body: unknown, sub: (expr: unknown) => Code): Code {
  const type = text(body, "entity_type");
  const inner = sub(member(body, "left"));
  const test: Code = (scene) => {
    const run = inner(scene);
    return run instanceof Ref ? run.type === type : undefined;
  };
  if (!Object.hasOwn(body as object, "in")) return test;
  const within = compileOperator("in", { left: member(body, "left"), right: own(body, "in") }, sub) as Code;
  return (scene) => {
    const run = test(scene);
    return run === true ? within(scene) : run;
  };
}

function set(parts: readonly Code[]): Code {
  return folded(parts, (scene) => {
    const items: Run[] = [];
    for (const part of parts) {
      const run = part(scene);
      if (run === undefined) return undefined;
      items.push(run);
    }
    return new SetOf(items);
  });
}

function record(parts: readonly (readonly [string, Code])[]): Code {
  const codes = parts.map(([, code]) => code);
  return folded(codes, (scene) => {
    const members = new Map<string, Run>();
    for (const [name, part] of parts) {
      const run = part(scene);
      if (run === undefined) return undefined;
      members.set(name, run);
    }
    return new Rec(members);
  });
}

function call(fn: Fn, parts: readonly Code[]): Code {
  return folded(parts, (scene) => {
    const args: Run[] = [];
    for (const part of parts) {
      const run = part(scene);
      if (run === undefined) return undefined;
      args.push(run);
    }
    return fn(args);
  });
}
