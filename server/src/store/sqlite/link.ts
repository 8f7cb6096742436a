import type { SQLInputValue } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { type Fault, fault } from "../../kernel/index.ts";
import type { Answer, Failure, QueryAnswer, Request, WorkerOptions } from "./worker.ts";

/** This side of a SQLite thread. */
export interface Link {
  query(sql: string, values: readonly unknown[]): Promise<QueryAnswer>;
  append(rows: string): Promise<void>;
  /** One statement for each row of a flat list. */
  many(sql: string, width: number, values: SQLInputValue[]): Promise<void>;
  pending(): number;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export function openLink(options: WorkerOptions): Link {
  // The same name beside this file, as a source or as what was built from it.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: options });
  // Places that are used again, not a map: what comes and goes with every call must leave nothing behind.
  const waiting: (Waiting | undefined)[] = [];
  const free: number[] = [];
  let ended: Fault | undefined;

  worker.on("message", (answer: Answer) => {
    const waiter = waiting[answer[0]];
    waiting[answer[0]] = undefined;
    free.push(answer[0]);
    if (answer.length === 3) waiter?.reject(faultOf(answer[2]));
    else waiter?.resolve(answer[1]);
  });
  worker.on("error", (error: unknown) => endWith(error instanceof Error ? error.message : String(error)));
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      endWith("the database thread ended");
      resolve();
    });
  });

  function endWith(internal: string): void {
    ended ??= fault("unavailable", { internal });
    for (const waiter of waiting) waiter?.reject(ended);
    waiting.length = 0;
    free.length = 0;
  }

  function send(operation: Request[1], text: string, values: SQLInputValue[]): Promise<unknown> {
    if (ended) return Promise.reject(ended);
    const number = free.pop() ?? waiting.length;
    return new Promise((resolve, reject) => {
      waiting[number] = { resolve, reject };
      worker.postMessage([number, operation, text, values] satisfies Request, []);
    });
  }

  return {
    query: (sql, values) => send("query", sql, values.map(bindable)) as Promise<QueryAnswer>,
    append: (rows) => send("append", rows, []) as Promise<unknown> as Promise<void>,
    many: async (sql, width, values) => {
      await send("many", sql, [width, ...values]);
    },
    pending: () => waiting.length - free.length,
    close: async () => {
      if (!ended) worker.postMessage("close", []);
      await exited;
    },
  };
}

function bindable(value: unknown): SQLInputValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === undefined) return null;
  return value as SQLInputValue;
}

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;
const SQLITE_CONSTRAINT = 19;

function faultOf(failure: Failure): Fault {
  const primary = failure.code & 0xff;
  const internal = `sqlite ${failure.code}: ${failure.message}`;
  if (primary === SQLITE_CONSTRAINT && /UNIQUE|PRIMARY KEY/.test(failure.message))
    return fault("conflict", { internal });
  if (primary === SQLITE_FULL || primary === SQLITE_IOERR || primary === SQLITE_BUSY) {
    return fault("unavailable", { internal });
  }
  return fault("internal", { internal });
}
