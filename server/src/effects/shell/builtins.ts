import { environment } from "./environment.ts";
import { evaluate } from "./evaluated.ts";
import { isMarked, LOCAL, SECRET, shown, tainted, UNKNOWN } from "./marks.ts";
import { options } from "./options.ts";
import { plainPath, touch } from "./paths.ts";
import { printf } from "./printing.ts";
import { assign } from "./scope.ts";
import { addProgram, mark, markCode, markUnbounded } from "./seen.ts";
import type { Use } from "./use.ts";

/* What the shell itself carries out. */

type Builtin = (use: Use) => string;

const nothing: Builtin = ({ seen }) => (mark(seen, ["read"]), "");

const declare: Builtin = (use) => {
  const assigned = new Map<string, string>();
  for (const arg of use.args) {
    const found = /^(\w+)(\+?)=([\s\S]*)$/.exec(arg);
    if (found !== null) {
      const before = found[2] === "+" ? (use.at.scope.vars.get(found[1] ?? "")?.[0] ?? "") : "";
      assign(use.at.scope, found[1] ?? "", [before + (found[3] ?? "")]);
      assigned.set(found[1] ?? "", found[3] ?? "");
    }
  }
  environment(assigned, { at: use.at, script: (text) => use.script(text) });
  const listing = use.args.every((arg) => /^-[pxfF]+$/.test(arg));
  if (listing && use.name !== "local") return secrets(use, "prints the variables of the shell");
  return nothing(use);
};

function secrets({ seen }: Use, note: string): string {
  mark(seen, ["read", "secret-access"], note);
  return SECRET;
}

const source: Builtin = (use) => {
  const path = use.args.find((arg) => !arg.startsWith("-")) ?? "";
  const given = /^(-|\/dev\/(stdin|fd\/0))$/.test(path) ? use.stdin : undefined;
  const written = given ?? use.at.scope.files.get(plainPath(path));
  if (written !== undefined) return use.script(scriptOf(use, written), { same: true });
  touch(use.seen, path, "run");
  if (/(^|\/)\.env(\.|$)/.test(path)) mark(use.seen, ["secret-access"], "loads secrets into the shell");
  markCode(use.seen, "runs a script that is not part of the command");
  return LOCAL;
};

/** A script that a shell is to run; where it is not known, that is said. */
export function scriptOf(use: Use, text: string): string {
  if (text === LOCAL || text === UNKNOWN || text === SECRET) {
    markCode(use.seen, "runs what another command prints");
    return "";
  }
  if (isMarked(text)) markCode(use.seen, "runs commands that are made while it runs");
  return text;
}

const BUILTINS: Readonly<Record<string, Builtin>> = {
  ":": nothing,
  true: nothing,
  false: nothing,
  test: nothing,
  "[": nothing,
  "[[": nothing,
  cd: nothing,
  pushd: nothing,
  popd: nothing,
  dirs: nothing,
  exit: nothing,
  return: nothing,
  break: nothing,
  continue: nothing,
  shift: nothing,
  unset: nothing,
  jobs: nothing,
  fg: nothing,
  bg: nothing,
  wait: nothing,
  disown: nothing,
  umask: nothing,
  ulimit: nothing,
  times: nothing,
  getopts: nothing,
  let: nothing,
  hash: (use) => {
    const [path, ...names] = use.args[0] === "-p" ? use.args.slice(1) : [];
    // From here on the name is another program.
    for (const name of names) if (path !== undefined) use.at.scope.aliases.set(name, path);
    return nothing(use);
  },
  bind: (use) =>
    use.args.some((arg) => arg.startsWith("-x") || arg.includes(":"))
      ? (markCode(use.seen, "binds keys to commands"), "")
      : nothing(use),
  setopt: nothing,
  unsetopt: nothing,
  shopt: nothing,
  set: (use) => (use.args.length === 0 ? secrets(use, "prints the variables of the shell") : setWords(use)),
  declare,
  typeset: declare,
  local: declare,
  export: declare,
  readonly: declare,
  alias: (use) => {
    for (const arg of use.args) {
      const found = /^([^=]+)=([\s\S]*)$/.exec(arg);
      if (found !== null && use.at.scope.aliases.size < 100) use.at.scope.aliases.set(found[1] ?? "", found[2] ?? "");
    }
    return nothing(use);
  },
  unalias: nothing,
  eval: (use) => use.script(use.args.join(" "), { same: true }),
  source,
  ".": source,
  exec: (use) => {
    const { rest } = options(use.args, "-a");
    const from = rest.length === 0 ? use.args.length : use.args.indexOf(rest[0] ?? "");
    return from >= use.args.length ? nothing(use) : use.run(use.args.slice(from));
  },
  command: (use) => {
    if (use.args[0] === "-v" || use.args[0] === "-V") return nothing(use);
    return use.run(use.args.filter((arg, at) => at > 0 || arg !== "-p").filter((arg, at) => at > 0 || arg !== "--"));
  },
  builtin: (use) => use.run(use.args.filter((arg, at) => at > 0 || arg !== "--")),
  noglob: (use) => use.run(use.args),
  nocorrect: (use) => use.run(use.args),
  "-": (use) => use.run(use.args),
  coproc: (use) => use.run(use.args),
  repeat: (use) => use.run(use.args.slice(1)),
  trap: (use) => {
    const code = use.args.find((arg) => !/^-[lp]?$/.test(arg));
    return code === undefined || use.args.length < 2 ? nothing(use) : (use.script(code), "");
  },
  complete: (use) => {
    const { value } = options(use.args, "-C -F");
    const code = value("-C");
    return code === undefined ? nothing(use) : use.script(code);
  },
  type: nothing,
  echo: (use) => {
    mark(use.seen, ["read"]);
    const flags = use.args.findIndex((arg) => !/^-[neE]+$/.test(arg));
    const words = flags < 0 ? [] : use.args.slice(flags);
    const line = words.join(" ");
    const escapes = use.args.slice(0, Math.max(flags, 0)).some((arg) => arg.includes("e"));
    return `${escapes ? printf("%b", [line]) : line}\n`;
  },
  printf: (use) => {
    mark(use.seen, ["read"]);
    const stored = use.args[0] === "-v" ? use.args[1] : undefined;
    const words = stored === undefined ? use.args.filter((arg, at) => at > 0 || arg !== "--") : use.args.slice(2);
    const text = printf(words[0] ?? "", words.slice(1));
    if (stored === undefined) return text;
    assign(use.at.scope, stored, [text]);
    return "";
  },
  read: (use) => {
    mark(use.seen, ["read"]);
    const { rest } = options(use.args, "-a -d -i -n -N -p -t -u");
    const lines = isMarked(use.stdin) ? [tainted(use.stdin)] : use.stdin.split("\n").filter((line) => line !== "");
    const known = lines.length === 0 ? [UNKNOWN] : lines;
    rest.forEach((name, at) => {
      if (!/^\w+$/.test(name)) return;
      const values = rest.length === 1 ? known : known.map((line) => wordOf(line, at, rest.length));
      assign(use.at.scope, name, values);
    });
    return "";
  },
  mapfile: readLines,
  readarray: readLines,
  history: (use) =>
    use.args.some((arg) => /^-[a-z]*[acdwps]/.test(arg))
      ? (mark(use.seen, ["write"], "changes the history of commands"), "")
      : use.args[0]?.startsWith("-") === true
        ? nothing(use)
        : secrets(use, "prints the history of commands"),
  fc: (use) =>
    use.args.some((arg) => /^-[lnr]+$/.test(arg))
      ? secrets(use, "prints the history of commands")
      : (markCode(use.seen, "runs earlier commands again"), ""),
  kill: (use) => {
    if (use.args.includes("-l")) return nothing(use);
    mark(use.seen, ["write"], "ends processes");
    if (use.args.some((arg, at) => arg === "-1" && (at > 0 || use.args.length === 1)) || use.args.at(-1) === "1") {
      markUnbounded(use.seen, "ends every process");
    }
    return "";
  },
  enable: (use) => (use.args.includes("-f") ? (markCode(use.seen, "loads code into the shell"), "") : nothing(use)),
};

function setWords(use: Use): string {
  const at = use.args.indexOf("--");
  const words =
    at >= 0
      ? use.args.slice(at + 1)
      : (use.args[0] ?? "").startsWith("-") || (use.args[0] ?? "").startsWith("+")
        ? undefined
        : use.args;
  // The words stand as $1, $2 from here on.
  if (words !== undefined) use.at.scope.params = words;
  return nothing(use);
}

function readLines(use: Use): string {
  const { rest, value } = options(use.args, "-d -n -O -s -u -C -c");
  const name = rest[0] ?? "MAPFILE";
  const code = value("-C");
  if (code !== undefined) use.script(code);
  assign(use.at.scope, name, [isMarked(use.stdin) ? tainted(use.stdin) : use.stdin.replaceAll("\n", "\u001f")]);
  return nothing(use);
}

function wordOf(line: string, at: number, count: number): string {
  const words = line.trim().split(/\s+/);
  return isMarked(line) ? tainted(line) : at === count - 1 ? words.slice(at).join(" ") : (words[at] ?? "");
}

/** Words that the shell takes for names with subscripts, or for calculations. */
function evaluatedBy({ name, args, at }: Use): readonly string[] {
  if (name === "let") return [...args, ...[...at.scope.vars.values()].flat()];
  if (name === "test" || name === "[") return args.filter((_arg, place) => args[place - 1] === "-v");
  if (name === "printf" || name === "wait") return args[0]?.startsWith("-") === true ? args.slice(1) : [];
  if (name === "getopts") return args.slice(1);
  if (/^(read|mapfile|readarray|unset)$/.test(name)) return args;
  // What is behind the `=` is a value.
  if (/^(declare|typeset|local|export|readonly)$/.test(name)) return args.filter((arg) => /^\w+\[/.test(arg));
  return [];
}

/** Undefined where the shell has no such command. */
export function builtin(use: Use): string | undefined {
  const known = Object.hasOwn(BUILTINS, use.name) ? BUILTINS[use.name] : undefined;
  if (known === undefined) return undefined;
  addProgram(use.seen, shown(use.name));
  for (const text of evaluatedBy(use)) evaluate(text, { ...use.at, substitute: () => use.script(`: "${text}"`) });
  return known(use);
}
