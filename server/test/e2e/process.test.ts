import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { ACME } from "../lumos.ts";
import { type Program, freshDirectory, runProgram, startProgram } from "../program.ts";

/* The program as its users meet it: signals, what stands in the way of a start, two processes on one database. */

/** A revocation that never comes would hang the test; one that takes longer than this has failed. */
const GIVE_UP_MS = 20_000;

suite("the program", { concurrency: false }, () => {
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
  });
  after(() => upstream.close());

  const acme = () => ({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
  const stream = (program: Program, key: string, marks: string, model = "south-frontier") =>
    fetch(`${program.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: `Hello [[${marks}]]` }] }),
    });
  const resultOf = async (program: Program, id: string) => {
    const { body } = await program.api("GET", `/decisions/${id}`);
    return (body as { result?: string }).result;
  };

  test("SIGTERM lets calls in flight finish, records them and ends with exit code 0", async () => {
    const data = freshDirectory();
    try {
      const program = await startProgram({ ...acme(), data: data.path });
      const key = await program.key("user:alice@acme.test");
      const response = await stream(program, key, "chunks=20 chunk-ms=20");
      const ended = program.kill("SIGTERM");
      const text = await response.text();
      match(text, /data: \[DONE\]\s*$/);
      deepEqual(await ended, { code: 0, signal: null });
      const again = await startProgram({ ...acme(), data: data.path });
      equal(await resultOf(again, response.headers.get("x-lumos-decision") ?? ""), "completed");
      await again.kill("SIGTERM");
    } finally {
      data.remove();
    }
  });

  suite("what stands in the way of a start is one sentence, the command that mends it and an exit code", () => {
    const start = async (environment: Record<string, string>, data: string) => {
      const { code, stderr } = await runProgram(["up"], {
        LUMOS_LISTEN: "127.0.0.1:0",
        LUMOS_DATA: data,
        ...environment,
      });
      const lines = stderr
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("{"));
      return { code, text: lines.join("\n"), stderr };
    };

    test("the port is taken", async () => {
      const data = freshDirectory();
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      const { port } = other.address() as { port: number };
      try {
        const { code, text } = await start({ LUMOS_LISTEN: `127.0.0.1:${port}` }, data.path);
        equal(code, 1);
        match(text, new RegExp(`listens on 127\\.0\\.0\\.1:${port}`));
        match(text, /LUMOS_LISTEN=127\.0\.0\.1:\d+/);
      } finally {
        other.close();
        data.remove();
      }
    });

    test("another process uses the data directory", async () => {
      const data = freshDirectory();
      try {
        const first = await startProgram({ ...acme(), data: data.path });
        const { code, text } = await start({}, data.path);
        equal(code, 1);
        match(text, new RegExp(String(first.child.pid)));
        await first.kill("SIGTERM");
      } finally {
        data.remove();
      }
    });

    test("the data directory cannot be written", async () => {
      const { code, text } = await start({}, "/proc/lumos-cannot-be-here");
      equal(code, 1);
      match(text, /data directory/);
      match(text, /LUMOS_DATA=/);
    });

    test("the configuration is not valid", async () => {
      const data = freshDirectory();
      try {
        const file = join(data.path, "lumos.yaml");
        writeFileSync(file, "version: 1\norganization: { id: x, name: X }\nmodls: []\n");
        const { code, text } = await start({ LUMOS_CONFIG: file }, join(data.path, "d"));
        equal(code, 3);
        match(text, /lumos\.yaml:3:1/);
        match(text, /models/);
      } finally {
        data.remove();
      }
    });

    test("a policy is not valid", async () => {
      const data = freshDirectory();
      try {
        mkdirSync(join(data.path, "policies"));
        writeFileSync(
          join(data.path, "lumos.yaml"),
          "version: 1\norganization: { id: x, name: X }\npolicies: ./policies\n",
        );
        writeFileSync(
          join(data.path, "policies", "a.cedar"),
          '@id("a") @why("A.")\npermit (principal, action, resource) when { context.base.nonsense };\n',
        );
        const { code, text } = await start({ LUMOS_CONFIG: join(data.path, "lumos.yaml") }, join(data.path, "d"));
        equal(code, 3);
        match(text, /\ba\b.*nonsense/s);
      } finally {
        data.remove();
      }
    });

    test("the database was written by a newer Lumos", async () => {
      const data = freshDirectory();
      try {
        const first = await startProgram({ ...acme(), data: data.path });
        await first.kill("SIGTERM");
        const database = new DatabaseSync(join(data.path, "lumos.db"));
        database.exec("insert into migrations (number, name, checksum, applied_at) values (999, 'later', 'x', 0)");
        database.close();
        const { code, text } = await start({}, data.path);
        equal(code, 1);
        match(text, /newer/);
      } finally {
        data.remove();
      }
    });
  });

  test("what the configuration declares and nothing enforces yet is said at the start", async () => {
    const data = freshDirectory();
    try {
      const program = await startProgram({ ...acme(), data: data.path });
      await program.kill("SIGTERM");
      match(program.said(), /not active yet, .*lumos\.yaml line \d+.*budget/i);
      match(program.said(), /not active yet, .*retention/i);
    } finally {
      data.remove();
    }
  });

  test("revoking a key cuts its open stream and refuses the next call", async () => {
    const data = freshDirectory();
    try {
      const program = await startProgram({ ...acme(), data: data.path });
      await cutsOpenStream(program, program);
      await program.kill("SIGTERM");
    } finally {
      data.remove();
    }
  });

  test("disabling an agent cuts its open stream and refuses the next call", async () => {
    const data = freshDirectory();
    try {
      const program = await startProgram({ ...acme(), data: data.path });
      const key = await program.key("agent:triage-bot");
      const response = await stream(program, key, "chunks=10 stall=2");
      await firstBytes(response);
      const { status } = await program.api("POST", "/principals/agent:triage-bot/disable", {});
      equal(status, 200);
      await cutOff(response);
      equal((await stream(program, key, "chunks=2")).status, 401);
      await program.kill("SIGTERM");
    } finally {
      data.remove();
    }
  });

  suite("two processes on PostgreSQL", () => {
    let postgres: TestPostgres;
    const directories = [freshDirectory(), freshDirectory()];
    let programs: Program[] = [];

    before(async () => {
      postgres = await startPostgres();
      const environment = { ...acme().environment, LUMOS_DATABASE: await postgres.database() };
      programs = await Promise.all(
        directories.map(({ path }) => startProgram({ file: ACME, data: path, environment })),
      );
    });
    after(async () => {
      await Promise.all(programs.map((program) => program.kill("SIGTERM")));
      await postgres.stop();
      for (const directory of directories) directory.remove();
    });

    test("a key of one is good at the other, and revoking at one cuts the stream at the other", async () => {
      const [one, other] = programs as [Program, Program];
      await cutsOpenStream(one, other);
    });

    test("an object changed at one is what the other decides with", async () => {
      const [one, other] = programs as [Program, Program];
      const key = await one.key("user:alice@acme.test");
      const asks = () => stream(other, key, "chunks=1", "brand-new").then((response) => response.status);
      equal(await asks(), 404);
      const { status } = await one.api("POST", "/routes", { id: "brand-new", models: ["south-frontier"] });
      equal(status, 201);
      await eventually(async () => (await asks()) === 200);
    });

    test("a decision of one is explained by the other", async () => {
      const [one, other] = programs as [Program, Program];
      const key = await one.key("user:alice@acme.test");
      const response = await stream(one, key, "chunks=1");
      await response.text();
      equal(await resultOf(other, response.headers.get("x-lumos-decision") ?? ""), "completed");
    });
  });

  /** The stream runs at `serving`, the key is revoked at `asked`. */
  async function cutsOpenStream(asked: Program, serving: Program): Promise<void> {
    const key = await asked.key("user:alice@acme.test");
    const response = await stream(serving, key, "chunks=10 stall=2");
    equal(response.status, 200);
    await firstBytes(response);
    const id = key.split("_")[2] ?? "";
    const { status } = await asked.api("DELETE", `/keys/${id}`);
    ok(status < 300, `revoke answered ${status}`);
    await cutOff(response);
    await eventually(async () => (await stream(serving, key, "chunks=1")).status === 401);
    await eventually(
      async () => (await resultOf(serving, response.headers.get("x-lumos-decision") ?? "")) === "aborted",
    );
  }

  async function firstBytes(response: Response): Promise<void> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    equal((await reader.read()).done, false);
    reader.releaseLock();
  }

  /** The rest of the answer ends without its end. */
  async function cutOff(response: Response): Promise<void> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const rest = (async () => {
      let text = "";
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return text;
          text += Buffer.from(value).toString();
        }
      } catch {
        return text;
      }
    })();
    const late = new Promise<string>((_, reject) => {
      setTimeout(() => reject(new Error("the stream was not cut")), GIVE_UP_MS).unref();
    });
    ok(!(await Promise.race([rest, late])).includes("[DONE]"));
  }

  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + GIVE_UP_MS;
    while (!(await holds())) {
      if (Date.now() > until) throw new Error("it never came to hold");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
