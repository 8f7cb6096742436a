/*
 * The one form in which a server is known, however a client's settings write it: `url:host/path`, `npm:package`,
 * `pypi:package`, `docker:image`, `program:name`. Two settings that run the same thing have the same target. No version,
 * no argument and no credential stands in it.
 */

/** Longer pieces of a path with digits in them are keys, not names. */
const KEYLIKE = /^(?=.*\d)[A-Za-z0-9_~.-]{20,}$/;
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const MAX_TARGET = 500;

// Guarantee: no user name, password, query, fragment or key in a path is told of an address.
/** An address as it may be told: scheme, host, port, and a path without what looks like a key. */
export function plainAddress(address: string): { url: string; masked: boolean } | undefined {
  const url = URL.parse(address);
  if (!url || url.host === "") return undefined;
  let masked = url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "";
  const path = url.pathname
    .split("/")
    .map((piece) => {
      const told = decoded(piece);
      if (!KEYLIKE.test(told) && !UUID.test(told) && told.length <= 64 && /^[\w@.~+!:-]*$/.test(told)) return piece;
      masked = true;
      return "-";
    })
    .join("/");
  return { url: `${url.protocol}//${url.host}${path === "/" ? "" : path}`, masked };
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return " ";
  }
}

export function targetOfUrl(address: string): string {
  const plain = plainAddress(address);
  if (!plain) return "";
  return `url:${plain.url.replace(/^[a-z]+:\/\//, "").replace(/\/+$/, "")}`.toLowerCase().slice(0, MAX_TARGET);
}

interface Runner {
  registry: string;
  skip: readonly string[];
  valued: readonly string[];
}

const CONTAINERS: Runner = {
  registry: "docker",
  skip: ["run", "container"],
  valued: [
    "-e",
    "--env",
    "-v",
    "--volume",
    "-p",
    "--publish",
    "--name",
    "--network",
    "-w",
    "--mount",
    "--env-file",
    "-u",
  ],
};

/** Programs that fetch a package and run it, and where in their arguments its name stands. */
const RUNNERS: Readonly<Record<string, Runner>> = {
  npx: { registry: "npm", skip: [], valued: ["-c", "--call", "--registry", "--userconfig"] },
  bunx: { registry: "npm", skip: [], valued: ["--registry"] },
  pnpm: { registry: "npm", skip: ["dlx", "exec"], valued: ["--registry"] },
  yarn: { registry: "npm", skip: ["dlx"], valued: [] },
  npm: { registry: "npm", skip: ["exec", "x"], valued: ["--registry"] },
  uvx: { registry: "pypi", skip: [], valued: ["--index-url", "--python", "-p", "--with", "--index"] },
  uv: {
    registry: "pypi",
    skip: ["tool", "run", "x"],
    valued: ["--index-url", "--python", "-p", "--with", "--directory"],
  },
  pipx: { registry: "pypi", skip: ["run"], valued: ["--index-url", "--python"] },
  docker: CONTAINERS,
  podman: CONTAINERS,
  deno: { registry: "deno", skip: ["run"], valued: [] },
};
/** Flags whose value is the package itself. */
const NAMING = new Set(["-p", "--package", "--from", "--spec"]);

/** What a command runs. */
export interface Run {
  target: string;
  /** A package is fetched each time, and nothing says which version of it. */
  unpinned: boolean;
  /** What fetches it: `npx`, `uvx`, `docker`; empty where nothing does. */
  runner: string;
}

/** What a command line comes to. Windows' `cmd /c` and `.cmd` are seen through; no shell is. */
export function runOf(command: readonly string[]): Run {
  const [first = "", ...rest] = command;
  const program = baseOf(first);
  if (program === "cmd" && /^\/c$/i.test(rest[0] ?? "")) return runOf(rest.slice(1));
  if (program === "env")
    return runOf(rest.filter((word, place) => place > 0 || !word.includes("=")).filter(notAssigned));
  const runner = Object.hasOwn(RUNNERS, program) ? RUNNERS[program] : undefined;
  const name = runner && packageIn(runner, program, rest);
  if (!runner || name === undefined) return { target: `program:${safeName(program)}`, unpinned: false, runner: "" };
  const { bare, pinned } = split(runner.registry, name);
  return { target: `${runner.registry}:${safeName(bare)}`.toLowerCase(), unpinned: !pinned, runner: program };
}

function notAssigned(word: string): boolean {
  return !/^[A-Za-z_]\w*=/.test(word);
}

function packageIn(
  { registry, skip, valued }: { registry: string; skip: readonly string[]; valued: readonly string[] },
  program: string,
  words: readonly string[],
): string | undefined {
  const steps = new Set(skip);
  let needed = skip.length > 0 && program !== "yarn";
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? "";
    if (word === "--") continue;
    if (word.startsWith("-")) {
      const [flag = "", value] = word.split("=", 2);
      if (registry !== "docker" && NAMING.has(flag) && !(flag === "-p" && registry === "pypi"))
        return value ?? words[place + 1];
      if (value === undefined && valued.includes(flag)) place++;
      continue;
    }
    if (steps.has(word)) {
      needed = false;
      continue;
    }
    return needed ? undefined : word;
  }
  return undefined;
}

function split(registry: string, name: string): { bare: string; pinned: boolean } {
  if (/^(?:git\+|https?:|github:|file:|\.{0,2}\/)/.test(name)) {
    const plain = plainAddress(name.replace(/^git\+/, ""));
    return { bare: plain?.url ?? "local", pinned: /[@#][0-9a-f]{40}$/.test(name) };
  }
  if (registry === "pypi") {
    const [bare = name, version] = name.split(/==|@/, 2);
    return { bare: bare.replace(/\[.*$/, ""), pinned: version !== undefined && /^\d/.test(version) };
  }
  if (registry === "docker") {
    if (name.includes("@sha256:"))
      return { bare: name.slice(0, name.indexOf("@")).replace(/:[^/:]*$/, ""), pinned: true };
    return { bare: name.replace(/:[^/:]*$/, ""), pinned: false };
  }
  const bare = name.replace(/^(?:npm:|jsr:)/, "");
  const at = bare.indexOf("@", 1);
  const version = at < 0 ? "" : bare.slice(at + 1);
  return { bare: at < 0 ? bare : bare.slice(0, at), pinned: /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) };
}

/** `npx` out of `C:\\Program Files\\nodejs\\npx.cmd` and `/usr/bin/npx`. */
function baseOf(program: string): string {
  const last = program.split(/[\\/]/).at(-1) ?? "";
  return last.replace(/\.(?:exe|cmd|bat|ps1)$/i, "").toLowerCase();
}

function safeName(name: string): string {
  return /^[\w@./:+~-]{1,200}$/.test(name) &&
    !name.split("/").some((piece) => KEYLIKE.test(piece) && !/[-.]/.test(piece))
    ? name
    : "-";
}
