import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PROGRAM } from "../cli/program.ts";
import { scratch } from "../scratch.ts";

/* `lumos hook` as clients run it: a process for an event, with a small real server where Lumos would be. */

const SHIM = fileURLToPath(new URL("../../bin/lumos-hook.mjs", import.meta.url));
const EVENT = {
  hook_event_name: "PreToolUse",
  session_id: "s",
  tool_name: "Bash",
  tool_use_id: "u1",
  tool_input: { command: "echo zebra" },
};

interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

async function makeWorld() {
  const folder = scratch();
  const received: { path: string; body: string; authorization: string | undefined }[] = [];
  let answer: Answer = {};
  let server: Server | undefined;
  let port = 0;
  const start = async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({
        path: request.url ?? "",
        body: Buffer.concat(chunks).toString(),
        authorization: request.headers.authorization,
      });
      const text = JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status ?? 200, {
        "content-length": String(Buffer.byteLength(text)),
        ...answer.headers,
      });
      response.end(text);
    });
    await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  };
  await start();
  const config = join(folder.path, "config.json");
  const own = join(folder.path, ".config", "lumos", "hooks");
  return {
    folder: folder.path,
    received,
    start,
    stop,
    answers: (next: Answer) => void (answer = next),
    settings: (more: object = {}) =>
      writeFileSync(
        config,
        JSON.stringify({
          client: "codex",
          url: `http://127.0.0.1:${port}`,
          key: "lumos_key",
          timeoutMs: 3_000,
          ...more,
        }),
      ),
    spool: (client = "codex") => join(own, `${client}.missed.jsonl`),
    run(input: string, args: readonly string[] = [], program = [SHIM]) {
      const child = spawn(process.execPath, [...program, "--client=codex", `--config=${config}`, ...args], {
        env: { PATH: process.env["PATH"], HOME: folder.path },
        stdio: ["pipe", "pipe", "pipe"],
      });
      let [out, err] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
      child.stdin.on("error", () => {});
      child.stdin.end(input);
      return new Promise<{ code: number; out: string; err: string }>((resolve) =>
        child.on("close", (code) => resolve({ code: code ?? -1, out, err })),
      );
    },
    async [Symbol.asyncDispose]() {
      await stop();
      folder[Symbol.dispose]();
    },
  };
}

describe("lumos hook", () => {
  test("prints what Lumos answers, byte for byte, with the client's key", async () => {
    await using world = await makeWorld();
    world.settings();
    const body = { hookSpecificOutput: { permissionDecision: "deny", permissionDecisionReason: "nö" } };
    world.answers({ body });
    for (const program of [[SHIM], [PROGRAM, "hook"]]) {
      const ran = await world.run(JSON.stringify(EVENT), [], program);
      assert.deepEqual([ran.code, JSON.parse(ran.out), ran.err], [0, body, ""]);
    }
    assert.deepEqual(world.received[0], {
      path: "/hooks/codex",
      body: JSON.stringify(EVENT),
      authorization: "Bearer lumos_key",
    });
  });

  test("carries out an exit code for clients that understand nothing else", async () => {
    await using world = await makeWorld();
    world.settings({ client: "windsurf" });
    world.answers({ body: { exitCode: 2, stderr: "No." }, headers: { "x-lumos-answer": "exit" } });
    const ran = await world.run(JSON.stringify({ agent_action_name: "pre_run_command" }));
    assert.deepEqual([ran.code, ran.out, ran.err], [2, "", "No.\n"]);
  });

  test("Guarantee: an answer that is no answer refuses whatever is asked about; what is only told goes on", async () => {
    await using world = await makeWorld();
    world.settings();
    for (const status of [400, 401, 403, 404, 413, 429]) {
      world.answers({ status, body: { error: { message: "That is not right." } } });
      const ran = await world.run(JSON.stringify(EVENT));
      assert.deepEqual([ran.code, ran.out, ran.err], [2, "", "Lumos: That is not right.\n"], String(status));
    }
    const told = await world.run(JSON.stringify({ hook_event_name: "PostToolUse" }));
    assert.equal(told.code, 0);
    const inside = await world.run(
      `{"tool_input":{"hook_event_name":"Stop"},"hook_event_name":"PreToolUse","tool_name":"Bash"}`,
    );
    assert.equal(inside.code, 2);
    assert.equal((await world.run("{")).code, 2);
  });

  test("where nobody answers, the organization's word holds: open, closed, or closed after the first answer", async () => {
    await using world = await makeWorld();
    const passed = async () => (await world.run(JSON.stringify(EVENT))).code === 0;
    world.settings();
    await world.stop();
    assert.equal(await passed(), true, "never reached before");
    world.settings({ offline: "closed" });
    assert.equal(await passed(), false);
    world.settings();
    await world.start();
    assert.equal(await passed(), true);
    await world.stop();
    assert.equal(await passed(), false, "reached before");
    await world.start();
    world.answers({ headers: { "x-lumos-offline": "open" } });
    assert.equal(await passed(), true);
    await world.stop();
    assert.equal(await passed(), true, "the organization said open");
  });

  test("Guarantee: no word of an event is kept on the disk: names and digests tell that it happened", async () => {
    await using world = await makeWorld();
    world.settings({ offline: "closed" });
    await world.stop();
    for (const _ of [1, 2]) assert.equal((await world.run(JSON.stringify(EVENT))).code, 2);
    const kept = readFileSync(world.spool(), "utf8");
    assert.equal(statSync(world.spool()).mode & 0o777, 0o600);
    assert.ok(!kept.includes("zebra"));
    const keys = kept
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { key: string }).key);
    // The same use of a tool is the same event, however often it was tried.
    assert.equal(new Set(keys).size, 1);
    await world.start();
    assert.equal((await world.run(JSON.stringify(EVENT))).code, 0);
    for (let tries = 0; tries < 300 && !world.received.some(({ path }) => path.endsWith("/missed")); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const missed = world.received.find(({ path }) => path.endsWith("/missed"));
    assert.equal((JSON.parse(missed?.body ?? "{}") as { events: unknown[] }).events.length, 2);
    for (let tries = 0; tries < 300 && existsSync(world.spool()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(existsSync(world.spool()), false);
  });

  test("a server that never answers is one that is not there", async () => {
    await using world = await makeWorld();
    world.settings({ offline: "closed", timeoutMs: 200 });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    world.settings({
      offline: "closed",
      timeoutMs: 200,
      url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    });
    const ran = await world.run(JSON.stringify(EVENT));
    silent.closeAllConnections();
    silent.close();
    assert.equal(ran.code, 2);
    assert.match(ran.err, /cannot be reached/);
  });
});
