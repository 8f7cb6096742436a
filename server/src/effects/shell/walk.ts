import {
  parse,
  type ArithmeticFor,
  type Assignment,
  type Command,
  type CommandNode,
  type CompoundList,
  type For,
  type ParsedScript,
  type Pipeline,
  type PipelineNode,
  type AndOr,
  type Redirection,
  type Select,
  type Statement,
  type While,
} from "unbash";
import { environment } from "./environment.ts";
import { calculates } from "./evaluated.ts";
import { isMarked, LOCAL, tainted, UNKNOWN } from "./marks.ts";
import { contentMark, plainPath, touch } from "./paths.ts";
import { perform } from "./perform.ts";
import { assign, forked, lookup, merge, wrote, type Scope } from "./scope.ts";
import { mark, markUnbounded, markUnread, type Seen } from "./seen.ts";
import { asText, fields, insideOf, partsText, type Words } from "./words.ts";

/*
 * A script is followed as a shell would run it, without running it: every branch is taken, loops are gone through
 * twice, and what a command prints is kept where it is known.
 */

export interface Place {
  scope: Scope;
  seen: Seen;
  /** What the next command reads. */
  stdin: string;
}

const DEPTH = 12;
const OPENS = /\$\(|\$\{|<<|`|[<>]\(/g;
const MOST_OPEN = 1_500;
const OUTPUT = 64 * 1_024;

/** A text that a shell is given. Says what it prints. */
export function walkText(text: string, at: Place): string {
  if (text.trim() === "") return "";
  at.seen.text -= text.length;
  // The grammar takes long over thousands of places that open something and never close it.
  if ((text.match(OPENS)?.length ?? 0) > MOST_OPEN) {
    markUnread(at.seen, "holds too many scripts inside scripts");
    return UNKNOWN;
  }
  if (at.seen.text < 0 || at.scope.depth > DEPTH) {
    markUnread(at.seen, "holds too many scripts inside scripts");
    return UNKNOWN;
  }
  const script = parse(text);
  return walkParsed(script, { ...at, scope: { ...at.scope, depth: at.scope.depth + 1 } });
}

function walkParsed(script: ParsedScript, at: Place): string {
  if (script.errors !== undefined && script.errors.length > 0) markUnread(at.seen, "is not a complete script");
  if (script.shebang !== undefined && !/\b(ba|z|da|k|a)?sh\b/.test(script.shebang)) {
    mark(at.seen, ["write", "code-execution"], "is a script of another language");
  }
  return statements(script.commands, at);
}

function statements(all: readonly Statement[], at: Place): string {
  let out = "";
  for (const one of all) {
    const place = one.background === true ? { ...at, scope: { ...at.scope, beside: true } } : at;
    out = joined(out, node(one.command, place));
  }
  return out;
}

function joined(one: string, other: string): string {
  if (one.length + other.length > OUTPUT) return tainted(one + other);
  return one + other;
}

function list(body: CompoundList, at: Place): string {
  return statements(body.commands, at);
}

function branch(at: Place, go: (at: Place) => string, change: Partial<Scope> = {}): string {
  const scope = forked(at.scope, change);
  const out = go({ ...at, scope });
  merge(at.scope, scope);
  return out;
}

function node(one: PipelineNode | AndOr | CommandNode | CompoundList, at: Place): string {
  at.seen.steps -= 1;
  if (at.seen.steps < 0) {
    markUnread(at.seen, "is too long to be read to its end");
    return UNKNOWN;
  }
  switch (one.type) {
    case "Command":
      return command(one, at);
    case "Pipeline":
      return pipeline(one, at);
    case "AndOr":
      return one.commands
        .map((each, place) => (place === 0 ? node(each, at) : branch(at, (inner) => node(each, inner))))
        .reduce(joined, "");
    case "CompoundList":
      return list(one, at);
    case "BraceGroup":
      return list(one.body, at);
    case "Subshell":
      return list(one.body, { ...at, scope: forked(at.scope) });
    case "Redirected":
      return redirected(one.redirects, at, (inner) => node(one.command, inner));
    case "If": {
      let out = list(one.clause, at);
      out = joined(
        out,
        branch(at, (inner) => list(one.then, inner)),
      );
      for (const each of one.elif) {
        out = joined(
          out,
          branch(at, (inner) => list(each.clause, inner)),
        );
        out = joined(
          out,
          branch(at, (inner) => list(each.then, inner)),
        );
      }
      const last = one.else;
      return last === undefined
        ? out
        : joined(
            out,
            branch(at, (inner) => list(last, inner)),
          );
    }
    case "Case":
      asText(one.word, wordsAt(at));
      return one.items.reduce((out, item) => {
        for (const each of item.pattern) asText(each, wordsAt(at));
        return joined(
          out,
          branch(at, (inner) => list(item.body, inner)),
        );
      }, "");
    case "For":
    case "Select":
    case "While":
    case "ArithmeticFor":
      return loop(one, at);
    case "Function": {
      const name = asText(one.name, wordsAt(at));
      const known = at.scope.functions.get(name) ?? [];
      if (known.length < 8) at.scope.functions.set(name, [...known, { body: one.body, called: false }]);
      return "";
    }
    case "Coproc":
      return branch(at, (inner) => node(one.body, inner), { beside: true });
    case "TestCommand":
    case "ArithmeticCommand":
      calculates(wordsAt(at));
      insideOf(one, wordsAt(at));
      mark(at.seen, ["read"]);
      return "";
    default:
      markUnread(at.seen, "holds something that is not understood");
      return UNKNOWN;
  }
}

function loop(one: For | Select | While | ArithmeticFor, at: Place): string {
  if (one.type === "ArithmeticFor") {
    calculates(wordsAt(at));
    for (const each of [one.initialize, one.test, one.update]) insideOf(each, wordsAt(at));
  }
  if (one.type === "For" || one.type === "Select") {
    const words = one.wordlist?.flatMap((word) => fields(word, wordsAt(at))) ?? at.scope.params;
    assign(at.scope, asText(one.name, wordsAt(at)), words.length === 0 ? [UNKNOWN] : words);
    if (words.length > 1 || words.some((word) => /[*?]/.test(word) || isMarked(word))) at.seen.uncounted = true;
  } else at.seen.uncounted = true;
  let out = "";
  for (let round = 0; round < 2; round += 1) {
    out = joined(
      out,
      branch(at, (inner) =>
        one.type === "While" ? joined(list(one.clause, inner), list(one.body, inner)) : list(one.body, inner),
      ),
    );
  }
  return out;
}

function pipeline(one: Pipeline, at: Place): string {
  let stdin = at.stdin;
  const beside = one.commands.length > 1;
  for (const each of one.commands) {
    stdin = branch({ ...at, stdin }, (inner) => node(each, inner), beside ? { beside: true } : {});
  }
  return stdin;
}

function wordsAt(at: Place): Words {
  return {
    scope: at.scope,
    seen: at.seen,
    substitute: (script) => walkParsed(script, { ...at, scope: deeper(at.scope) }),
    place: (script, direction) => {
      const path = `/dev/fd/${at.scope.files.size + 10}`;
      const out = walkParsed(script, {
        ...at,
        stdin: at.stdin === "" && direction === ">" ? LOCAL : at.stdin,
        scope: deeper(at.scope),
      });
      if (direction === ">") at.scope.sinks.set(path, script);
      wrote(at.scope, path, direction === "<" ? out : "");
      return path;
    },
  };
}

function deeper(scope: Scope): Scope {
  return forked(scope, { depth: scope.depth });
}

function redirected(all: readonly Redirection[], at: Place, go: (at: Place) => string): string {
  const words = wordsAt(at);
  let stdin = at.stdin;
  const into: string[] = [];
  for (const one of all) {
    if (one.type === "HereDoc") {
      stdin = one.body.parts === undefined ? one.body.text : partsText(one.body.parts, words);
    } else if (one.target === undefined) continue;
    else if (one.type === "HereString") stdin = asText(one.target, words);
    else {
      const path = fields(one.target, words).join(" ");
      if (one.operator === "<&" || (one.operator === ">&" && /^(\d+|-)$/.test(path))) continue;
      if (one.operator === "<") {
        touch(at.seen, path, "read");
        stdin = at.scope.files.get(plainPath(path)) ?? contentMark(path);
      } else {
        touch(at.seen, path, "write");
        if (one.descriptor?.type !== "FileDescriptor" || one.descriptor.value === 1) into.push(path);
      }
    }
  }
  const out = go({ ...at, stdin });
  for (const path of into) {
    wrote(at.scope, plainPath(path), out);
    const sink = at.scope.sinks.get(path);
    if (sink !== undefined) walkParsed(sink, { ...at, stdin: out, scope: forked(at.scope) });
  }
  return into.length > 0 ? "" : out;
}

/** Each way that its variables allow is looked at. */
function command(one: Command, at: Place): string {
  at.seen.steps -= 1;
  if (at.seen.steps < 0) {
    markUnread(at.seen, "is too long to be read to its end");
    return UNKNOWN;
  }
  for (const [name, values] of at.scope.vars) {
    if (values.length < 2 || !mentions(one, name)) continue;
    let out = "";
    for (const value of values) {
      const scope = forked(at.scope);
      scope.vars.set(name, [value]);
      const each = command(one, { ...at, scope });
      out = joined(out, each);
      scope.vars.delete(name);
      merge(at.scope, scope);
    }
    return out;
  }
  return simple(one, at);
}

const texts = new WeakMap<Command, string>();

function mentions(one: Command, name: string): boolean {
  let text = texts.get(one);
  if (text === undefined) {
    const words = [one.name, ...one.prefix, ...one.suffix].map((part) => {
      if (part === undefined) return "";
      if (part.type === "Word" || part.type === "Assignment") return part.text;
      return part.type === "HereDoc" ? part.body.text : (part.target?.text ?? "");
    });
    text = words.join(" ");
    texts.set(one, text);
  }
  return text.includes("$") && text.includes(name) && new RegExp(`\\$(\\{[!#]?)?${name}\\b`).test(text);
}

function simple(one: Command, at: Place): string {
  at.seen.steps -= 1;
  const words = wordsAt(at);
  const assigned = new Map<string, string>();
  for (const part of one.prefix) if (part.type === "Assignment") assigned.set(part.name, assignmentValue(part, at));
  const argv = one.name === undefined ? [] : fields(one.name, words);
  for (const part of one.suffix) {
    if (part.type === "Word") argv.push(...fields(part, words));
    else if (part.type === "Assignment")
      argv.push(`${part.name}${part.append === true ? "+" : ""}=${assignmentValue(part, at)}`);
  }
  return redirected([...one.redirects], at, (inner) => {
    environment(assigned, { at: inner, script: (text) => walkText(text, { ...inner, scope: forked(inner.scope) }) });
    if (argv.length > 0) return perform(argv, inner, { walkText, runFunction, assigned });
    for (const [name, value] of assigned) assign(inner.scope, name, [value]);
    if (assigned.size === 0 && one.redirects.length > 0) return inner.stdin;
    mark(inner.seen, ["read"]);
    return "";
  });
}

function assignmentValue(one: Assignment, at: Place): string {
  const words = wordsAt(at);
  if (one.index !== undefined) asText(one.index, words);
  const value =
    one.value.type === "ArrayValue"
      ? one.value.elements.flatMap((each) => fields(each, words)).join("\u001f")
      : asText(one.value, words);
  if (one.append !== true && one.index === undefined) return value;
  const before = lookup(at.scope, one.name, at.seen)?.[0] ?? "";
  const between = one.value.type === "ArrayValue" || one.index !== undefined ? "\u001f" : "";
  return before === "" ? value : before + between + value;
}

/** A function of the script itself. Undefined where there is none of this name. */
function runFunction(name: string, args: readonly string[], at: Place): string | undefined {
  const bodies = at.scope.functions.get(name);
  if (bodies === undefined) return undefined;
  for (const one of bodies) one.called = true;
  if (at.scope.calls.includes(name)) {
    if (at.scope.beside) markUnbounded(at.seen, "starts itself again and again (fork bomb)");
    return UNKNOWN;
  }
  if (at.scope.calls.length > 16) {
    markUnread(at.seen, "calls functions too deeply");
    return UNKNOWN;
  }
  const change = { params: args, calls: [...at.scope.calls, name] };
  return bodies.map((one) => branch(at, (inner) => node(one.body, inner), change)).reduce(joined, "");
}

/** Functions that nobody called here may be called later. */
export function walkUncalled(at: Place): void {
  for (const [name, bodies] of at.scope.functions) {
    if (bodies.some((one) => one.called)) continue;
    runFunction(name, [], at);
  }
}
