/* Processes the bench starts: each on its processor, in a group of its own, and gone when the bench is gone. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { availableParallelism, setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WORK } from "./paths.ts";
import { processTree } from "./proc.ts";

export interface Child {
  name: string;
  pid: number;
  channel: ChildProcess;
  /** The end of what it printed, for messages. */
  lastWords: () => string;
  running: () => boolean;
  /** Asks it to end, and after that long ends it and all it started. */
  stop: (patienceMs?: number) => Promise<void>;
}

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  role: "server" | "mock" | "generator";
  env?: Record<string, string>;
  cwd?: string;
  channel?: boolean;
}

const alive = new Set<Child>();
const hasTaskset = works("taskset", ["--version"]);
const hasSetpriv = works("setpriv", ["--version"]);

/** The server alone on processor 0; mock and generator share 1, or have one each where there are four. */
export const PLACES: Record<ChildOptions["role"], number> | undefined =
  hasTaskset && availableParallelism() > 1
    ? { server: 0, mock: 1, generator: availableParallelism() > 3 ? 2 : 1 }
    : undefined;

/**
 * Niceness, where it may be lowered: other people's work on the machine then disturbs less, and the generator, which
 * waits by spinning, does not keep the mock waiting. All targets get the same.
 */
const NICENESS: Record<ChildOptions["role"], number> = { server: -10, mock: -15, generator: -5 };
export const hasPriority = !process.argv.includes("--no-priority") && mayRaisePriority();

export function startChild({ name, command, args, role, env, cwd, channel = false }: ChildOptions): Child {
  const words = [
    // Were the bench killed outright, the kernel tells what it started to end, and that ends its own.
    ...(hasSetpriv ? ["setpriv", "--pdeathsig", "TERM"] : []),
    ...(PLACES ? ["taskset", "-c", String(PLACES[role])] : []),
    ...(hasPriority ? ["nice", "-n", String(NICENESS[role])] : []),
    command,
    ...args,
  ];
  const logs = join(WORK, "logs");
  mkdirSync(logs, { recursive: true });
  const file = join(logs, `${name}.log`);
  const log = openSync(file, "w");
  const process_ = spawn(words[0] ?? command, words.slice(1), {
    detached: true,
    stdio: ["ignore", log, log, ...(channel ? (["ipc"] as const) : [])],
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...env },
    ...(cwd !== undefined && { cwd }),
  });
  closeSync(log);
  process_.on("error", () => undefined);
  const child: Child = {
    name,
    pid: process_.pid ?? 0,
    channel: process_,
    lastWords: () => readFileSync(file, "utf8").slice(-2_000),
    running: () => process_.pid !== undefined && process_.exitCode === null && process_.signalCode === null,
    stop: async (patienceMs = 4_000) => {
      signalAll(child, "SIGTERM");
      for (let waited = 0; child.running() && waited < patienceMs; waited += 50) await sleep(50);
      signalAll(child, "SIGKILL");
      for (let waited = 0; child.running() && waited < 1_000; waited += 10) await sleep(10);
      alive.delete(child);
    },
  };
  alive.add(child);
  return child;
}

/**
 * Where latency is measured and it is allowed, mock, generator and target run before everything else on their
 * processors, the mock before the generator that spins beside it. Not where the server is kept busy: woken for every
 * single message it works in smaller portions than in service, which costs some servers more than others.
 */
export function setUrgent(child: Child | undefined, priority: number | undefined): void {
  if (child === undefined || !hasPriority) return;
  const policy = priority === undefined ? ["-o", "-p", "0"] : ["-r", "-p", String(priority)];
  for (const pid of processTree(child.pid)) spawnSync("chrt", ["-a", ...policy, String(pid)], { stdio: "ignore" });
}

/** Ends everything at once; for exits that cannot wait. */
export function killAll(): void {
  for (const child of alive) signalAll(child, "SIGKILL");
  alive.clear();
}

function signalAll(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === 0) return;
  // The tree is read first: what left the group is still found as a descendant.
  const tree = child.running() ? processTree(child.pid) : [];
  for (const pid of [-child.pid, ...tree]) {
    try {
      process.kill(pid, signal);
    } catch {
      // Already gone.
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
  const address = server.address();
  await new Promise((resume) => server.close(resume));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** Waits until the path answers with anything below 500; says what the child printed when it does not. */
export async function untilAnswers(child: Child, port: number, path: string, limitMs = 30_000): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < limitMs) {
    if (!child.running()) throw new Error(`${child.name} ended at its start:\n${child.lastWords()}`);
    if ((await statusOf(port, path)) < 500) return performance.now() - start;
    await sleep(20);
  }
  throw new Error(`${child.name} did not answer at ${path}:\n${child.lastWords()}`);
}

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resume) => {
    const asked = request({ host: "127.0.0.1", port, path, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resume(response.statusCode ?? 599);
    });
    asked.on("error", () => resume(599));
    asked.on("timeout", () => asked.destroy());
    asked.end();
  });
}

function works(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function mayRaisePriority(): boolean {
  try {
    setPriority(-1);
    setPriority(0);
    return true;
  } catch {
    return false;
  }
}
