import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { type Program, freshDirectory, startProgram } from "../program.ts";
import { scratch } from "../scratch.ts";

/* Policies that are published while real processes decide: at once, whole, on every one of them. */

const permit = (id: string) => ({ id, text: `@id("${id}") @why("Open.")\npermit (principal, action, resource);` });
const forbid = (id: string) => ({ id, text: `@id("${id}") @why("Closed.")\nforbid (principal, action, resource);` });
const FILE = `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers: [{ id: box, api: sandbox }]
models: [{ id: m, provider: box, upstream: sandbox-large, tier: frontier }]
routes: [{ id: smart, models: [m] }]
users: [{ id: ann@o.test, roles: [owner] }, { id: pat@o.test, roles: [policy_author] }]
policies: [{ id: red, text: '${permit("red").text.replace("\n", " ")}' }]
`;
const SETTLE_MS = 20_000;

interface Told {
  status: number;
  decision: string;
}

for (const database of ["sqlite", "postgres"] as const) {
  suite(`policies become live on ${database}`, { concurrency: false }, () => {
    const folders = [freshDirectory(), freshDirectory()];
    let server: TestPostgres | undefined;
    let programs: Program[] = [];
    let first: Program;
    let key = "";

    before(async () => {
      server = database === "postgres" ? await startPostgres() : undefined;
      const environment: Record<string, string> = server ? { LUMOS_DATABASE: await server.database() } : {};
      using folder = scratch({ "lumos.yaml": FILE });
      const file = join(folder.path, "lumos.yaml");
      for (const { path } of folders.slice(0, server ? 2 : 1))
        programs = [...programs, await startProgram({ file, data: path, environment })];
      first = programs[0] as Program;
      key = await first.key("user:ann@o.test");
    });
    after(async () => {
      await Promise.all(programs.map((program) => program.kill("SIGTERM")));
      await server?.stop();
      for (const folder of folders) folder.remove();
    });

    const ask = async (program: Program): Promise<Told> => {
      const response = await fetch(`${program.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: "Hello" }] }),
      });
      await response.text();
      return { status: response.status, decision: response.headers.get("x-lumos-decision") ?? "" };
    };
    const snapshotOf = async (decision: string) => {
      const why = (await first.api("GET", `/decisions/${decision}`)).body as { policy: { snapshot: string } };
      return why.policy.snapshot;
    };
    const publish = async (body: object): Promise<{ snapshot: string; previous: string }> => {
      const made = await first.api("POST", "/policy/proposals", { note: "", ...body });
      equal(made.status, 201, JSON.stringify(made.body));
      const { id } = made.body as { id: string };
      const done = await first.api("POST", `/policy/proposals/${id}/publish`, {});
      equal(done.status, 200, JSON.stringify(done.body));
      return done.body as { snapshot: string; previous: string };
    };
    const until = async (program: Program, status: number): Promise<number> => {
      const start = performance.now();
      while ((await ask(program)).status !== status) ok(performance.now() - start < SETTLE_MS, "it never became live");
      return performance.now() - start;
    };

    test("a publication counts on every process, as soon as its answer is there on the one that was asked", async (t) => {
      for (let round = 0; round < 3; round += 1) {
        const { snapshot } = await publish({ policies: [forbid("closed")] });
        const told = await ask(first);
        equal(told.status, 403);
        equal(await snapshotOf(told.decision), snapshot);
        for (const program of programs.slice(1))
          t.diagnostic(`closed elsewhere after ${(await until(program, 403)).toFixed()} ms`);
        await publish({ deletions: ["closed"] });
        for (const program of programs.slice(1))
          t.diagnostic(`open elsewhere after ${(await until(program, 200)).toFixed()} ms`);
      }
    });

    // Guarantee: a publication takes effect as a whole or not at all.
    test("a publication takes effect as a whole or not at all, on every process", async () => {
      const stop = new AbortController();
      const seen: Told[] = [];
      const asking = programs.map(async (program) => {
        while (!stop.signal.aborted) seen.push(await ask(program));
      });
      const known = new Set<string>();
      // Between the two sets nothing is permitted: half a publication would refuse a call.
      for (const [from, to] of [
        ["red", "blue"],
        ["blue", "red"],
        ["red", "blue"],
        ["blue", "red"],
      ] as const) {
        const { snapshot, previous } = await publish({ policies: [permit(to)], deletions: [from] });
        known.add(snapshot).add(previous);
      }
      stop.abort();
      await Promise.all(asking);
      ok(seen.length > 10);
      deepEqual([...new Set(seen.map(({ status }) => status))], [200]);
      equal(known.size, 3, "the file writes its policy otherwise than this test");
      for (const { decision } of [seen[0], seen.at(-1)] as Told[]) {
        const snapshot = await snapshotOf(decision);
        ok(known.has(snapshot), "what decided was one of the sets");
        const kept = await first.api("GET", `/policy/snapshots/${snapshot}`);
        equal(kept.status, 200, "what a decision names can be read");
        equal((kept.body as { policies: unknown[] }).policies.length, 1);
      }
    });

    test("a broken set is refused with line, column and reason, and the running set stays", async () => {
      const broken = {
        id: "bad",
        text: '@id("bad")\nforbid (principal, action, resource)\nwhen { context.base.nothing };',
      };
      const refused = await first.api("POST", "/policy/proposals", { policies: [broken] });
      equal(refused.status, 400);
      const { error } = refused.body as {
        error: { message: string; data: { problems: { line: number; column: number }[] } };
      };
      match(error.message, /^bad:3:\d+: .*nothing/);
      equal(error.data.problems[0]?.line, 3);
      for (const program of programs) equal((await ask(program)).status, 200);
    });
  });
}
