import { fault, isFault } from "../kernel/index.ts";
import type { Append } from "./types.ts";

const MAX_WAITING = 50_000;
const MAX_TOGETHER = 500;
/**
 * A commit costs nearly the same for one and for many. Where so many came together, the next ones are given a
 * moment to gather; below that nobody waits for anybody.
 */
const MANY_TOGETHER = 8;
const GATHER_MS = 1;

interface Waiting {
  rows: Append;
  resolve(database: string): void;
  reject(error: unknown): void;
}

/**
 * Group commit: what arrives while a commit is running goes together into the next one. `write` makes its rows
 * durable, all or none. When it refuses a group the members are tried one by one, so that one bad row fails
 * only the caller it came from.
 */
export function makeCommits(write: (group: readonly Append[]) => Promise<string>) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // One turn of the loop: callers that were answered together come back together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting.length <= MAX_TOGETHER ? waiting : waiting.slice(0, MAX_TOGETHER);
      waiting = waiting.length <= MAX_TOGETHER ? [] : waiting.slice(MAX_TOGETHER);
      await commit(group);
      if (group.length >= MANY_TOGETHER) {
        await new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS));
        continue;
      }
      if (waiting.length > 0) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    running = undefined;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const database = await write(group.map((member) => member.rows));
      for (const member of group) member.resolve(database);
    } catch (error) {
      const [only] = group;
      if (only && group.length === 1) only.reject(error);
      else if (isOutage(error)) for (const member of group) member.reject(error);
      else for (const member of group) await commit([member]);
    }
  }

  return {
    append: (rows: Append): Promise<string> => {
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(fault("unavailable", { internal: "too many rows wait to be written" }));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        running ??= run();
      });
    },
    /** Resolves when nothing waits any more. */
    drained: async () => {
      await running;
    },
  };
}

function isOutage(error: unknown): boolean {
  return isFault(error) && (error.code === "store_unreachable" || error.code === "unavailable");
}
