import { spawn } from "node:child_process";
import type { Child } from "./types.ts";

/** From closing its input to asking it to end, and from there to ending it. */
const STOP_MS = 700;
const KILL_MS = 2_000;
const LAST_WORDS_MS = 250;
/** What it may leave unread of what is written to it. */
const MAX_UNREAD = 64 * 1024 * 1024;

export interface SpawnAsk {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  uid?: number | undefined;
  gid?: number | undefined;
  /** What it writes for people. */
  onErrors(chunk: Buffer): void;
}

/** Starts it in a process group of its own, without a shell, with nothing of Lumos's own environment. */
export function spawnChild({ command, env, cwd, uid, gid, onErrors }: SpawnAsk): Child {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...env },
    shell: false,
    // The head of a group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(`could not be started: ${error.code ?? "error"}`));
    child.once("exit", (code, signal) => {
      const how = signal ? `ended by ${signal}` : `ended with ${code ?? 0}`;
      // Its last words are on their way still; what it started may hold its output open for longer.
      const timer = setTimeout(() => resolve(how), LAST_WORDS_MS);
      child.once("close", () => {
        clearTimeout(timer);
        resolve(how);
      });
    });
  });
  // A child that is gone is heard of by its exit; that nobody reads what is written is no news.
  child.stdin.on("error", () => {});
  child.stdout.on("error", () => {});
  child.stderr.on("error", () => {});
  child.stderr.on("data", onErrors);
  let stopping: Promise<void> | undefined;

  /** Whatever of its group is left; the group outlives its head. */
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // Nothing of it is left, or it belongs to another user by now.
    }
  };
  void exited.then(() => signal("SIGKILL"));

  const stop = async () => {
    child.stdin.destroy();
    const gone = async (ms: number) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), ms);
      });
      const ended = await Promise.race([exited.then(() => true as const), late]);
      clearTimeout(timer);
      return ended;
    };
    if (!(await gone(STOP_MS))) {
      signal("SIGTERM");
      if (!(await gone(KILL_MS))) signal("SIGKILL");
    }
    await exited;
    child.stdout.destroy();
    child.stderr.destroy();
  };

  return {
    pid: child.pid,
    write: (text) => {
      if (child.stdin.writable) child.stdin.write(text);
      return child.stdin.writableLength <= MAX_UNREAD;
    },
    onOutput: (hear) => child.stdout.on("data", hear),
    onExit: (hear) => void exited.then(hear),
    get stopped() {
      return stopping !== undefined;
    },
    stop: () => (stopping ??= stop()),
  };
}
