import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { type Log, seededRandom, silentLog, systemClock, systemRandom, uuidV7 } from "../../src/kernel/index.ts";
import {
  type DecisionBodyRow,
  type DecisionRow,
  type Store,
  type StoreOptions,
  type Tables,
  openStore,
} from "../../src/store/index.ts";

/** An empty database of one kind, and what tests need around it. */
export interface Bed {
  folder: string;
  database: string;
  open(options?: Partial<StoreOptions>): Promise<Store>;
  /** Ends what was opened here, and what was written with it. */
  end(): Promise<void>;
}

export function makeBed(database: string, log: Log = silentLog): Bed {
  const folder = mkdtempSync(join(tmpdir(), "lumos-store-"));
  const opened: Store[] = [];
  return {
    folder,
    database,
    open: async (options) => {
      const store = await openStore({
        database,
        data: join(folder, "data"),
        clock: systemClock,
        log,
        random: systemRandom,
        ...options,
      });
      opened.push(store);
      return store;
    },
    end: async () => {
      await Promise.all(opened.map((store) => store.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The reader with raw SQL, which rooms do not get. */
export function raw(store: Store): Kysely<Tables> {
  return store.read as Kysely<Tables>;
}

/** A query that keeps the database busy and touches no table. */
export async function count(store: Store, to: number): Promise<void> {
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(to)})
    select max(i) as highest from n`.execute(raw(store));
}

const ids = uuidV7(systemClock, systemRandom);

export function decision(change: Partial<DecisionRow> = {}): DecisionRow {
  return {
    id: ids.next(),
    org: "acme",
    at: Date.now(),
    kind: "model",
    outcome: "allowed",
    result: "completed",
    adjusted: "",
    principal: "agent:triage-bot",
    subject: "user:sam@acme.test",
    team: "support",
    workflow: "triage",
    session: "s-1",
    asked: "auto",
    model: "sandbox/small",
    tier: "standard",
    code: "",
    policies: "base",
    tokens_in: 10,
    tokens_out: 20,
    cost_nano: null,
    duration_ms: 12,
    completion: "{}",
    ...change,
  };
}

export function body(change: Partial<DecisionBodyRow> = {}): DecisionBodyRow {
  return { id: ids.next(), org: "acme", at: Date.now(), writer: "w-1", body: `{"text":"hello"}`, ...change };
}

/** Text that is the same each time and does not shrink when compressed. */
export function noise(seed: number, bytes: number): string {
  return seededRandom(seed).bytes(bytes).toString("base64");
}

export interface Child {
  process: ChildProcess;
  /** Lines the child has said. */
  lines: string[];
  /** Resolves with the first line that passes. */
  said(test: (line: string) => boolean): Promise<string>;
  kill(): Promise<void>;
}

const CHILD = fileURLToPath(new URL("./store-child.ts", import.meta.url));

/** Another process on the same database. */
export function spawnChild(mode: string, bed: Bed): Child {
  const child = spawn(process.execPath, [CHILD, mode, bed.database, join(bed.folder, "data")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const rouse = () => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    rouse();
  });
  void gone.then(rouse);
  return {
    process: child,
    lines,
    said: (test) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find(test);
          if (line === undefined && child.exitCode === null && child.signalCode === null) return;
          waiting.delete(look);
          if (line === undefined) reject(new Error("the child ended before it said so"));
          else resolve(line);
        };
        waiting.add(look);
        look();
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Waits until something holds; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
