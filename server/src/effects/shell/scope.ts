import type { CommandNode, CompoundList, ParsedScript } from "unbash";
import { tainted, UNKNOWN } from "./marks.ts";
import { mark, type Seen } from "./seen.ts";

/** What holds at a place of a script: what was assigned and defined before it. */
export interface Scope {
  /** All that a variable may be here. */
  vars: Map<string, readonly string[]>;
  functions: Map<string, FunctionBody[]>;
  aliases: Map<string, string>;
  /** What the script itself wrote into files, by path. */
  files: Map<string, string>;
  /** Scripts that read what is written to a place: >(...). */
  sinks: Map<string, ParsedScript>;
  /** $1 and so on. */
  params: readonly string[];
  /** Functions that are running. */
  calls: readonly string[];
  /** Scripts inside scripts. */
  depth: number;
  /** Inside a pipe or in the background. */
  beside: boolean;
}

export interface FunctionBody {
  body: CommandNode | CompoundList;
  called: boolean;
}

const ALTERNATIVES = 8;
/** More names than anybody needs in a command; what comes later is not known. */
const VARIABLES = 500;
/** Longer ones are not known. */
const VALUE = 16 * 1_024;
const FILE = 64 * 1_024;

export function newScope(): Scope {
  return {
    vars: new Map(),
    functions: new Map(),
    aliases: new Map(),
    files: new Map(),
    sinks: new Map(),
    params: [],
    calls: [],
    depth: 0,
    beside: false,
  };
}

/** Another one that starts from here; what it assigns stays its own. */
export function forked(scope: Scope, change: Partial<Scope> = {}): Scope {
  return { ...scope, vars: new Map(scope.vars), ...change };
}

/** A variable may be what it was, or what a branch made of it. */
export function merge(scope: Scope, branch: Scope): void {
  for (const [name, values] of branch.vars) {
    const before = scope.vars.get(name);
    if (before === values) continue;
    scope.vars.set(name, limited([...(before ?? []), ...values]));
  }
}

export function assign(scope: Scope, name: string, values: readonly string[]): void {
  if (scope.vars.size >= VARIABLES && !scope.vars.has(name)) return;
  scope.vars.set(name, limited(values));
}

function limited(values: readonly string[]): readonly string[] {
  const all = [...new Set(values.map((one) => (one.length > VALUE ? tainted(one) : one)))];
  return all.length <= ALTERNATIVES ? all : [...all.slice(0, ALTERNATIVES), UNKNOWN];
}

/** Content is added even where it replaces: which of two writes came last is not always known. */
export function wrote(scope: Scope, path: string, content: string): void {
  const before = scope.files.get(path) ?? "";
  const after = before === "" || content === "" ? before + content : `${before}\n${content}`;
  scope.files.set(path, after.length > FILE ? tainted(after) : after);
}

/** Variables that have a meaning before anybody assigns them. */
const USUAL: Readonly<Record<string, string>> = {
  HOME: "~",
  PWD: ".",
  OLDPWD: "..",
  IFS: " \t\n",
  SHELL: "/bin/sh",
  BASH: "/bin/bash",
  "0": "bash",
  "?": "0",
  "#": "0",
  "-": "",
  UID: UNKNOWN,
  TMPDIR: "/tmp",
};

const SECRET_NAMES =
  /(^|_)(KEY|TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|AUTH|COOKIE|PAT|APIKEY|DSN)(_|$)|APIKEY|DATABASE_URL/i;

export function isSecretName(name: string): boolean {
  return (
    SECRET_NAMES.test(name) &&
    name !== "PWD" &&
    name !== "OLDPWD" &&
    !/PUBLIC|_PATH$|_FILE$|KEYBOARD|SSH_AUTH_SOCK/i.test(name)
  );
}

/** All that a variable may be; nothing where this text does not say. */
export function lookup(scope: Scope, name: string, seen: Seen): readonly string[] | undefined {
  if (/^[1-9]\d*$/.test(name)) {
    const one = scope.params[Number(name) - 1];
    return one === undefined ? undefined : [one];
  }
  if (name === "@" || name === "*") return scope.params.length === 0 ? undefined : [scope.params.join(" ")];
  const values = scope.vars.get(name);
  if (values !== undefined) return values;
  if (isSecretName(name)) mark(seen, ["secret-access"], "uses a secret of the environment");
  const usual = USUAL[name];
  return usual === undefined ? undefined : [usual];
}
