import { equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { ACME } from "../lumos.ts";
import { type Program, freshDirectory, startProgram } from "../program.ts";

/* kill -9 in the middle of many calls. What a caller was told must be there when the next process starts. */

const ROUNDS = Number(process.env["LUMOS_CRASH_ROUNDS"] ?? 3);
const CALLS = 200;

suite("a crash during 200 concurrent calls", { concurrency: false }, () => {
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
  });
  after(() => upstream.close());

  async function rounds(database: (() => Promise<string>) | undefined): Promise<void> {
    const data = freshDirectory();
    const address = await database?.();
    const start = () =>
      startProgram({
        file: ACME,
        data: data.path,
        environment: { ACME_UPSTREAM: upstream.url, ...(address === undefined ? {} : { LUMOS_DATABASE: address }) },
      });
    try {
      let program = await start();
      const key = await program.key("user:alice@acme.test");
      for (let round = 0; round < ROUNDS; round++) {
        const acknowledged = await crashDuring(program, key, round);
        program = await start();
        for (const id of acknowledged) {
          const { status, body } = await program.api("GET", `/decisions/${id}`);
          equal(status, 200, `round ${round}: decision ${id} is lost`);
          const why = body as { result?: string; chain: unknown[] };
          ok(why.chain.length > 0);
          // On PostgreSQL the dead process is only known to be dead after a while; until then the call is open.
          if (address === undefined) ok(why.result, `round ${round}: decision ${id} was left open`);
        }
      }
      equal((await program.kill("SIGTERM")).code, 0);
    } finally {
      data.remove();
    }
  }

  test("loses no acknowledged decision on SQLite, and opens without repair", () => rounds(undefined));

  test("loses no acknowledged decision on PostgreSQL", async () => {
    const postgres: TestPostgres = await startPostgres();
    try {
      await rounds(() => postgres.database());
    } finally {
      await postgres.stop();
    }
  });

  /** Every id that reached a caller before the process died. */
  async function crashDuring(program: Program, key: string, round: number): Promise<Set<string>> {
    const acknowledged = new Set<string>();
    let answered = 0;
    const calls = Array.from({ length: CALLS }, async (_, number) => {
      const stream = number % 2 === 0;
      try {
        const response = await fetch(`${program.url}/v1/chat/completions`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify({
            model: number % 5 === 0 ? "cheap" : "smart",
            stream,
            messages: [
              {
                role: "user",
                content: `round ${round} call ${number} [[headers-ms=${number % 40} chunk-ms=5 chunks=8]]`,
              },
            ],
          }),
        });
        // The head alone tells the caller which decision answers it.
        acknowledged.add(response.headers.get("x-lumos-decision") ?? "none");
        answered += 1;
        if (answered === CALLS / 2) program.child.kill("SIGKILL");
        await response.text();
      } catch {
        // Cut off: nothing was acknowledged beyond what was noted.
      }
    });
    await Promise.all(calls);
    program.child.kill("SIGKILL");
    equal((await program.ended).signal, "SIGKILL");
    ok(acknowledged.size >= CALLS / 2);
    ok(!acknowledged.has("none"));
    return acknowledged;
  }
});
