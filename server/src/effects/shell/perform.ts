import { builtin } from "./builtins.ts";
import { hostOf, looksLikeUrl } from "./hosts.ts";
import { isMarked, LOCAL, MARKED, UNKNOWN } from "./marks.ts";
import { globPattern, isSecretPath, plainPath, touch } from "./paths.ts";
import { programNamed, PROGRAM_NAMES } from "./programs/index.ts";
import { addHost, addPath, addProgram, mark, markCode, markUnread } from "./seen.ts";
import { assign, forked } from "./scope.ts";
import type { Use, Way } from "./use.ts";
import type { Place } from "./walk.ts";

/* One command with its words: which program it is, and what that does. */

const RUNS = 48;
/** Where the machine keeps its own programs: there a name is what it says. */
const BINARIES = /^(\/usr|\/usr\/local|\/opt\/homebrew|\/snap)?\/s?bin\//;

/** Says what it prints. */
export function perform(argv: readonly string[], at: Place, way: Way): string {
  at.seen.steps -= 1;
  if (at.seen.steps < 0 || (way.nested ?? 0) > RUNS) {
    markUnread(at.seen, "runs commands inside commands too deeply");
    return UNKNOWN;
  }
  const [first, ...args] = argv;
  if (first === undefined) return "";
  const name = first.replace(/^=(?=\w)/, "");
  const use = useOf(name, args, { at, way });
  const alias = at.scope.aliases.get(name);
  if (alias !== undefined && !at.scope.calls.includes(`alias ${name}`)) {
    const scope = forked(at.scope, { calls: [...at.scope.calls, `alias ${name}`] });
    return way.walkText([alias, ...args.map(quoted)].join(" "), { ...at, scope });
  }
  if (isMarked(name)) return unknownName(use);
  const own = way.runFunction(name, args, at);
  if (own !== undefined) return own;
  if (/[*?[]/.test(name) && name !== "[" && name !== "[[") return globbed(use);
  return named(use);
}

function named(use: Use): string {
  const inner = builtin(use);
  if (inner !== undefined) return inner;
  const { name, at } = use;
  const path = plainPath(name);
  const written = at.scope.files.get(path);
  if (name.includes("/") && written !== undefined) {
    addProgram(at.seen, path);
    addPath(at.seen, path);
    markCode(at.seen, "runs a script that it wrote itself");
    return use.script(written);
  }
  const base = name.includes("/") && !BINARIES.test(path) ? undefined : path.slice(path.lastIndexOf("/") + 1);
  const known = base === undefined ? undefined : programNamed(base);
  addProgram(at.seen, known === undefined ? name : (base ?? name));
  if (known !== undefined) {
    if (name.includes("/")) addPath(at.seen, path);
    return known({ ...use, name: base ?? name }) ?? LOCAL;
  }
  if (name.includes("/")) {
    touch(at.seen, name, "run");
    // A program that only has the name of a known one is looked at as both.
    const alike = programNamed(path.slice(path.lastIndexOf("/") + 1));
    if (alike !== undefined) alike({ ...use, name: path.slice(path.lastIndexOf("/") + 1) });
  }
  return unknownProgram(use);
}

/**
 * Guarantee: a program that is not known writes and runs code; it never counts as reading.
 */
function unknownProgram({ args, at }: Use): string {
  markCode(at.seen, "runs a program that is not known");
  for (const arg of args) {
    const value = arg.replace(/^--?[\w-]+=/, "");
    if (looksLikeUrl(value)) {
      addHost(at.seen, hostOf(value));
      mark(at.seen, ["network"]);
    } else if (/^(~|\.{0,2}\/)|\//.test(value) && !value.startsWith("-")) {
      addPath(at.seen, plainPath(value));
      if (isSecretPath(plainPath(value)))
        mark(at.seen, ["secret-access"], "gives a program a path where secrets are kept");
    }
  }
  return LOCAL;
}

/** The name is made while it runs. It may come to nothing, so that the next word is the name. */
function unknownName(use: Use): string {
  markCode(use.at.seen, "runs a program whose name is made while it runs");
  addProgram(use.at.seen, use.name);
  const pattern =
    use.name.length < 64
      ? use.name
          .replace(/[.+^${}()|\\[\]*?/]/g, "\\$&")
          .split(MARKED)
          .join(".*")
      : undefined;
  if (pattern !== undefined && pattern !== ".*") {
    const like = new RegExp(`^${pattern}$`);
    for (const one of PROGRAM_NAMES.filter((each) => like.test(each)).slice(0, 12)) named({ ...use, name: one });
  }
  if (use.args.length > 0 && !(use.args[0] ?? "").startsWith("-")) use.run(use.args);
  unknownProgram(use);
  return LOCAL;
}

/** /bin/r? is whatever fits. */
function globbed(use: Use): string {
  markCode(use.at.seen, "runs a program whose name is a pattern");
  const base = use.name.slice(use.name.lastIndexOf("/") + 1);
  const pattern = globPattern(base);
  const fitting = pattern === undefined ? [] : PROGRAM_NAMES.filter((one) => pattern.test(one));
  addProgram(use.at.seen, use.name);
  if (fitting.length > 40) return (markUnread(use.at.seen, "runs whatever program fits a pattern"), UNKNOWN);
  for (const one of fitting) named({ ...use, name: one });
  return LOCAL;
}

function useOf(name: string, args: readonly string[], { at, way }: { at: Place; way: Way }): Use {
  const deeper: Way = { ...way, nested: (way.nested ?? 0) + 1 };
  return {
    name,
    args,
    at,
    seen: at.seen,
    stdin: at.stdin,
    run: (words, stdin = at.stdin) => perform(words, { ...at, stdin }, { ...deeper, assigned: new Map() }),
    script: (text, given = {}) => {
      if (isMarked(text)) markCode(at.seen, "runs commands that are made while it runs");
      const scope = given.same === true ? at.scope : forked(at.scope, { params: given.params ?? [] });
      if (given.name !== undefined) assign(scope, "0", [given.name]);
      return way.walkText(text, { ...at, stdin: given.stdin ?? at.stdin, scope });
    },
  };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~*?-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
