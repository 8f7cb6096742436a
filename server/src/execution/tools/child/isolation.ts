import { spawnSync } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { sha256 } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import { upstreamFault } from "../faults.ts";

/** How a process is started so that it can do no more than it must. */
export interface Isolated {
  command: readonly string[];
  uid?: number;
  gid?: number;
  /** What it really is, for people. */
  isolation: string;
}

/** What this machine has to isolate with. Found out once. */
export interface Means {
  bubblewrap: string | undefined;
  prlimit: string | undefined;
  setpriv: string | undefined;
  root: boolean;
}

const PLACES = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"];
const PROBE_MS = 5_000;
/** Users that no system gives to anybody, as dynamic users of services are taken from them too. */
const FIRST_UID = 61_184;
const UIDS = 4_000;

const GIGABYTE = 1024 ** 3;
const LIMITS_OF_CHILD = {
  core: 0,
  nofile: 4_096,
  // What a runtime reserves and never touches does not count here; what it writes to does.
  data: 4 * GIGABYTE,
  fsize: 2 * GIGABYTE,
  // Seconds of processor time, over its whole life.
  cpu: 6 * 3_600,
} as const;
const PROCESSES = 1_024;
/** Bytes in memory that it may use as a temporary folder. */
const SCRATCH = 256 * 1024 * 1024;
/** What no binding may bring back as the machine has it. */
const SYSTEM = /^\/(?:(?:proc|dev|sys)(?:\/.*)?)?$/;

/** Processes, messages and names of its own; gone when Lumos is, however that ended; every file read only. */
const SHARED = (
  "--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try " +
  "--die-with-parent --new-session --ro-bind / / --dev /dev --proc /proc --size 4096 --tmpfs /tmp"
).split(" ");
/** Programs that fetch what they run: without the network they are nothing. */
const FETCHERS = /^(?:npx|pnpx|bunx|uvx|pipx|npm|pnpm|yarn|bun|deno|uv)$/;

export function findMeans(): Means {
  const root = process.getuid?.() === 0;
  const as = root ? { uid: FIRST_UID, gid: FIRST_UID } : {};
  const works = (program: string | undefined, args: readonly string[]) => {
    if (program === undefined) return undefined;
    const tried = spawnSync(program, args, { ...as, env: {}, cwd: "/", stdio: "ignore", timeout: PROBE_MS });
    return tried.status === 0 ? program : undefined;
  };
  const yes = find("true") ?? "/bin/true";
  return {
    root,
    bubblewrap: works(find("bwrap"), [...SHARED, "--unshare-net", "--", yes]),
    prlimit: works(find("prlimit"), [...limitsOf(root), yes]),
    setpriv: works(find("setpriv"), ["--no-new-privs", "--pdeathsig", "KILL", yes]),
  };
}

function find(program: string): string | undefined {
  return PLACES.map((place) => join(place, program)).find((path) => existsSync(path));
}

function limitsOf(own: boolean): string[] {
  const limits: Record<string, number> = { ...LIMITS_OF_CHILD, ...(own && { nproc: PROCESSES }) };
  return Object.entries(limits).map(([name, most]) => `--${name}=${most}:${most}`);
}

/** The user a server's process is, where Lumos may choose: one of its own, so that servers cannot touch each other. */
export function userOf(server: Pick<ConnectedMcp, "org" | "id">): number {
  return FIRST_UID + (Number.parseInt(sha256(`${server.org}\n${server.id}`).slice(0, 8), 16) % UIDS);
}

export function isolate(
  server: ConnectedMcp,
  parts: { means: Means; home: string; hides: readonly string[]; path: string },
): Isolated {
  const { means, home } = parts;
  const command = server.command ?? [];
  const mode = server.sandbox ?? "auto";
  const uid = means.root ? userOf(server) : undefined;
  // Guarantee: a server that requires a sandbox is never started without one.
  if (mode === "require" && !means.bubblewrap)
    throw upstreamFault(server.id, "requires a sandbox, and bubblewrap does not work on this machine");
  const limits = means.prlimit ? [means.prlimit, ...limitsOf(means.root)] : [];
  const tail = [...(uid === undefined ? [] : ["own user"]), ...(means.prlimit ? ["limits"] : [])];
  const as = uid === undefined ? {} : { uid, gid: uid };
  if (mode !== "off" && means.bubblewrap) {
    const network = server.network ?? FETCHERS.test(command[0]?.split("/").at(-1) ?? "");
    const files = filesOf(server, { ...parts, uid });
    const walls = [...SHARED, ...(network ? [] : ["--unshare-net"]), ...files.args, "--chdir", home, "--"];
    const lost = files.lost === 0 ? [] : [`${files.lost} of its folders out of its reach`];
    return {
      ...as,
      command: [...limits, means.bubblewrap, ...walls, ...command],
      isolation: ["namespaces (bubblewrap)", network ? "the machine's network" : "no network", ...tail, ...lost].join(
        ", ",
      ),
    };
  }
  const setpriv = means.setpriv ? [means.setpriv, "--no-new-privs", "--pdeathsig", "KILL"] : [];
  return {
    ...as,
    command: [...limits, ...setpriv, ...command],
    isolation: tail.length === 0 ? "none: this machine has neither bubblewrap nor prlimit" : onlyLimits(tail),
  };
}

function onlyLimits(tail: readonly string[]): string {
  return tail.length === 1 ? `${String(tail[0])} only` : tail.join(", ");
}

/** What it sees and may write to: the machine read only, without what is private, and its own folders. */
function filesOf(
  { command = [], paths }: ConnectedMcp,
  { home, hides, path, uid }: { home: string; hides: readonly string[]; path: string; uid: number | undefined },
): { args: string[]; lost: number } {
  const named = command.filter((word) => isAbsolute(word) && word !== "/" && existsSync(word));
  const writable = paths ?? named.filter((word) => statSync(word).isDirectory());
  const needed = [...named, ...writable, ...path.split(":"), process.execPath];
  const hidden = ["/root", "/home"].filter((one) => reaches(one, uid) && !needed.some((path) => within(path, one)));
  const reached = writable.filter((folder) => !SYSTEM.test(folder) && reaches(folder, uid));
  const shown = named
    .filter((file) => !writable.includes(file) && !SYSTEM.test(file) && reaches(file, uid))
    .flatMap(withPackages);
  const empty = (folder: string) => ["--size", String(SCRATCH), "--tmpfs", folder];
  // Guarantee: a server in a sandbox sees nothing of Lumos's own data, whatever its command or its paths name.
  const own = hides.filter((one) => reaches(one, uid)).map((one) => realpathSync(one));
  const files = own.filter((one) => !statSync(one).isDirectory());
  const folders = own.filter((one) => !files.includes(one));
  const still = ["/run", ...hidden, ...folders].filter((folder) => existsSync(folder));
  const args = [
    ...["/tmp", "/var/tmp", "/run", ...hidden].filter((folder) => existsSync(folder)).flatMap(empty),
    // Names are looked up with what stands here.
    "--ro-bind-try",
    "/run/systemd/resolve",
    "/run/systemd/resolve",
    ...shown.flatMap((file) => ["--ro-bind", file, file]),
    ...[home, ...reached].flatMap((folder) => ["--bind", folder, folder]),
    ...folders.flatMap(empty),
    ...files.flatMap((file) => ["--ro-bind", "/dev/null", file]),
    // What is empty stays so.
    ...still.flatMap((folder) => ["--remount-ro", folder]),
  ];
  return { args, lost: writable.length - reached.length };
}

/** A program, and the packages that stand beside or above it: shown to it, to be read. */
function withPackages(file: string): string[] {
  const at = file.indexOf("/node_modules/");
  if (at >= 0) return [file.slice(0, at + "/node_modules".length)];
  for (let above = dirname(file); above !== dirname(above); above = dirname(above))
    if (existsSync(`${above}/node_modules`)) return [file, `${above}/node_modules`];
  return [file];
}

/** Whether it is there, and the user may pass through what lies above it. What cannot be reached needs no cover. */
function reaches(path: string, uid: number | undefined): boolean {
  try {
    statSync(path);
    if (uid === undefined) return true;
    for (let above = dirname(path); above !== "/"; above = dirname(above))
      if ((statSync(above).mode & 0o001) === 0) return false;
    return true;
  } catch {
    return false;
  }
}

function within(path: string, folder: string): boolean {
  const real = existsSync(path) ? realpathSync(path) : path;
  return [path, real].some((one) => one === folder || one.startsWith(`${folder}/`));
}
