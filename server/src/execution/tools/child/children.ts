import { chmodSync, chownSync, mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Clock, type Log, sha256 } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { makeErrors } from "./errors.ts";
import { findMeans, isolate, type Means, userOf } from "./isolation.ts";
import { spawnChild } from "./spawn.ts";
import type { Child } from "./types.ts";

/** What people may know of a process. */
export interface ChildStory {
  isolation(isolation: string): void;
  /** What it wrote for people before it ended. */
  said(text: string): void;
}

/** Starts the processes of stdio servers, each alone with what it needs. */
export interface Children {
  start(server: ConnectedMcp, story: ChildStory): Child;
  close(): Promise<void>;
}

interface Trouble {
  count: number;
  /** On the monotonic clock. */
  notBefore: number;
}

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 60_000;
/** One that ran for so long and ended then is started again at once. */
const WELL_MS = 60_000;

export function makeChildren(parts: {
  clock: Clock;
  log: Log;
  path: string;
  hides: readonly string[];
  means?: Means;
}): Children {
  const { clock, log, hides } = parts;
  const path = [parts.path, dirname(process.execPath)].filter((one) => one !== "").join(delimiter);
  const running = new Set<Child>();
  const troubles = new Map<string, Trouble>();
  let means = parts.means;
  let room: string | undefined;

  /** Its own folder, which no other server's user may enter. */
  function homeOf(server: ConnectedMcp, uid: number | undefined): string {
    if (room === undefined) {
      room = mkdtempSync(join(tmpdir(), "lumos-tools-"));
      chmodSync(room, 0o711);
    }
    const home = join(room, sha256(`${server.org}\n${server.id}`).slice(0, 16));
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (uid !== undefined) chownSync(home, uid, uid);
    return home;
  }

  function met(server: ConnectedMcp, startedAt: number): void {
    const now = clock.elapsed();
    const before = now - startedAt > WELL_MS ? 0 : (troubles.get(server.mark)?.count ?? 0);
    const count = before + 1;
    const wait = count < 2 ? 0 : Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - 2));
    troubles.set(server.mark, { count, notBefore: now + wait });
  }

  return {
    start(server, story) {
      if (!server.command) throw upstreamFault(server.id, "has no command");
      const now = clock.elapsed();
      if (now < (troubles.get(server.mark)?.notBefore ?? 0))
        throw upstreamFault(server.id, "ended too often and is started again in a moment");
      if (running.size >= LIMITS.processes) throw upstreamFault(server.id, "cannot be started: too many processes run");
      means ??= findMeans();
      const uid = means.root ? userOf(server) : undefined;
      const home = homeOf(server, uid);
      const { command, isolation, ...as } = isolate(server, { means, home, hides, path });
      story.isolation(isolation);
      // Guarantee: a child process gets nothing of Lumos's own environment but where programs are.
      const env: Record<string, string> = { PATH: path, HOME: home, TMPDIR: home, LANG: "C.UTF-8" };
      for (const [name, secret] of server.env ?? []) env[name] = secret.reveal();
      const errors = makeErrors([...(server.env?.values() ?? [])]);
      const child = spawnChild({ command, env, cwd: home, onErrors: errors.push, ...as });
      running.add(child);
      log.info("tools.child_started", { org: server.org, server: server.id, pid: child.pid, isolation });
      child.onExit((how) => {
        running.delete(child);
        const text = errors.text();
        if (text !== "") story.said(text);
        if (!child.stopped) met(server, now);
        log.info("tools.child_ended", { org: server.org, server: server.id, pid: child.pid, how });
      });
      return child;
    },
    async close() {
      await Promise.all([...running].map((child) => child.stop()));
      if (room !== undefined) await rm(room, { recursive: true, force: true });
    },
  };
}
