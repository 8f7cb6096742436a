import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Ask } from "../../test/limits-process.ts";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { shareOf } from "./account.ts";
import type { Counter } from "./types.ts";

/* Three processes on one PostgreSQL, hammering one limit. */

const PROGRAM = fileURLToPath(new URL("../../test/limits-process.ts", import.meta.url));
const counterOf = (name: string, measure: Counter["measure"], amount: number, spanMs: number): Counter => ({
  key: `acme ${name} ${measure}`,
  measure,
  amount,
  spanMs,
  name,
  text: name,
});

describe("limits over several processes", { concurrency: false }, () => {
  const data = mkdtempSync(join(tmpdir(), "lumos-limits-"));
  let postgres: TestPostgres;
  let database = "";
  let processes: ChildProcess[] = [];

  const start = async (): Promise<ChildProcess> => {
    const child = fork(PROGRAM, [JSON.stringify({ database, data })], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await new Promise((resolve) => child.once("message", resolve));
    return child;
  };
  const ask = (child: ChildProcess, what: Ask): Promise<number[]> =>
    new Promise((resolve) => {
      child.once("message", (value) => resolve(value as number[]));
      child.send(what);
    });

  before(async () => {
    postgres = await startPostgres();
    database = await postgres.database();
    processes = [await start(), await start(), await start()];
  });
  after(async () => {
    for (const child of processes) child.kill("SIGKILL");
    await postgres.stop();
    rmSync(data, { recursive: true, force: true });
  });

  test("three processes together admit the limit and what drains, and no more", async () => {
    const counter = counterOf("shared", "requests", 400, 60_000);
    const at = Date.now();
    const passed = (
      await Promise.all(processes.map((child) => ask(child, { op: "hammer", counter, forMs: 1_500, atOnce: 20 })))
    ).flat();
    const drains = Math.ceil(((Date.now() - at) * counter.amount) / counter.spanMs);
    const most = counter.amount + drains + processes.length * shareOf(counter);
    assert.ok(passed.length <= most, `${passed.length} of ${most}`);
    assert.ok(passed.length >= counter.amount, `${passed.length} of at least ${counter.amount}`);
  });

  test("a limit of few has no slack at all", async () => {
    const counter = counterOf("few", "requests", 10, 86_400_000);
    const passed = await Promise.all(
      processes.map((child) => ask(child, { op: "hammer", counter, forMs: 700, atOnce: 10 })),
    );
    assert.equal(passed.flat().length, 10);
  });

  test("every process gets its turn at a place, also after one was killed while it held them all", async () => {
    const counter = counterOf("places", "concurrent", 3, 0);
    const [first, second, third] = processes as [ChildProcess, ChildProcess, ChildProcess];
    const one = await ask(first, { op: "hammer", counter, forMs: 300, atOnce: 5 });
    assert.ok(one.length > 0);
    // What it let go is free for the others shortly after.
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal((await ask(second, { op: "keep", counter, times: 5 })).length, 3);
    assert.equal((await ask(third, { op: "keep", counter, times: 2 })).length, 0);
    second.kill("SIGKILL");
    await postgres.query(database, "update limit_places set expires_at = 1 where key = 'acme places concurrent'");
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal((await ask(third, { op: "keep", counter, times: 2 })).length, 2);
  });

  test("a process that is killed in the middle leaves nothing stuck", async () => {
    const counter = counterOf("killed", "requests", 2_000, 1_000);
    const [first, , third] = processes as [ChildProcess, ChildProcess, ChildProcess];
    void ask(first, { op: "hammer", counter, forMs: 10_000, atOnce: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    first.kill("SIGKILL");
    const passed = await ask(third, { op: "hammer", counter, forMs: 1_500, atOnce: 20 });
    assert.ok(passed.length > 200, `${passed.length} passed`);
  });
});
