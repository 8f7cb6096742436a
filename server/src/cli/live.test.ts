import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { PROGRAM, lumos, temporary } from "../../test/cli/program.ts";

/* The program against the program: `lumos up` on a free port, asked by `lumos ...` from the same folder. */

interface Server {
  child: ChildProcess;
  url: string;
}

async function up(folder: string, args: readonly string[] = ["up"]): Promise<Server> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, LUMOS_LISTEN: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const match = /Lumos answers at (http:\S+)/.exec(said);
      if (match?.[1] !== undefined) resolve(match[1]);
    };
    child.stderr.on("data", hear);
    child.stdout.on("data", hear);
    child.once("exit", () => reject(new Error(`it ended: ${said}`)));
  });
  return { child, url };
}

async function call(url: string, key: string, text: string): Promise<Response> {
  const reply = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: text }] }),
  });
  await reply.arrayBuffer();
  return reply;
}

describe("against a running server", () => {
  const folder = temporary();
  let server: Server;
  before(async () => {
    server = await up(folder.path);
  });
  after(async () => {
    server.child.kill("SIGKILL");
    await folder[Symbol.asyncDispose]();
  });
  const ask = (...args: string[]) => lumos(args, { cwd: folder.path });

  test("what changes nothing shows what it was asked for", async () => {
    const candidate = JSON.stringify({ id: "names", class: "project.name", words: ["Bluebird"] });
    const tried = await ask("detector", "test", "--text", "about Bluebird", "--candidate", candidate);
    assert.equal(tried.code, 0, tried.err);
    assert.match(tried.out, /class: project\.name/);
    assert.doesNotMatch(tried.out, /Bluebird/);
  });

  test("the owner's file can be read by its owner alone, and speaks for them", async () => {
    const file = join(folder.path, ".lumos", "owner.json");
    assert.equal(statSync(file).mode & 0o077, 0);
    const ran = await ask("whoami", "--json");
    assert.equal((JSON.parse(ran.out) as { machineOwner: boolean }).machineOwner, true, ran.err);
  });

  test("a key is issued, a call goes through, and why, the list and the feed tell of it", async () => {
    const issued = await ask("key", "create", "--principal", "agent:demo-agent", "--expires", "30d", "--json");
    const { key, id } = JSON.parse(issued.out) as { key: string; id: string };
    assert.match(key, /^lmk_/);

    const tail = spawn(process.execPath, [PROGRAM, "tail", "--json"], {
      cwd: folder.path,
      env: { PATH: process.env["PATH"], HOME: folder.path },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const heard = (async () => {
      let text = "";
      // Stays open: a reader that is gone would end the feed before it is told to.
      for await (const chunk of tail.stdout.iterator({ destroyOnReturn: false })) {
        text += String(chunk);
        if (text.includes("\n"))
          return JSON.parse(text.slice(0, text.indexOf("\n"))) as { id: string; outcome: string };
      }
      throw new Error("the feed ended");
    })();

    // The feed tells what happens from when it was opened on, so calls are made until one is heard.
    const decisions: string[] = [];
    const waiting = setInterval(() => {
      void call(server.url, key, "Say hello.").then((reply) =>
        decisions.push(reply.headers.get("x-lumos-decision") ?? ""),
      );
    }, 200);
    const row = await heard.finally(() => clearInterval(waiting));
    tail.kill("SIGINT");
    assert.deepEqual(await once(tail, "exit"), [130, null]);
    assert.equal(row.outcome, "allowed");
    assert.ok(decisions.includes(row.id));

    const why = await ask("why", row.id);
    assert.equal(why.code, 0, why.err);
    assert.match(why.out, /^ALLOWED /);
    assert.match(why.out, /agent:demo-agent {2}with key:/);
    assert.match(why.out, /taken +sandbox-frontier/);
    const json = await ask("why", row.id, "--json");
    assert.equal((JSON.parse(json.out) as { id: string }).id, row.id);
    assert.match((await ask("decisions", "list", "--principal", "agent:demo-agent")).out, new RegExp(row.id));

    assert.equal((await ask("key", "revoke", id, "--yes")).code, 0);
    assert.equal((await call(server.url, key, "Say hello.")).status, 401);
  });

  test("a blocked call is explained without showing what was blocked", async () => {
    const { out } = await ask("key", "create", "--principal", "agent:demo-agent");
    const secret = `AKIA${"IOSFODNN7EXAMPLE"}`;
    const reply = await call(server.url, out.trim(), `My key is ${secret}`);
    assert.equal(reply.status, 403);
    const why = await ask("why", reply.headers.get("x-lumos-decision") ?? "");
    assert.match(why.out, /^BLOCKED /);
    assert.match(why.out, /at messages\[0\]\.content/);
    assert.ok(!why.out.includes(secret));
  });

  test("an object is created, shown, changed and removed", async () => {
    assert.equal((await ask("team", "create", "eng", "--name", "Engineering")).code, 0);
    assert.equal((await ask("team", "create", "eng")).code, 1, "it exists already");
    const changed = await ask("team", "update", "eng", "--cost-center", "100");
    assert.equal(changed.code, 0, changed.err);
    const shown = await ask("team", "get", "eng", "--json");
    const team = JSON.parse(shown.out) as { version: number; spec: object };
    assert.deepEqual(team.spec, { id: "eng", name: "Engineering", costCenter: "100" });
    assert.equal((await ask("team", "update", "eng", "--name", "E", "--if-match", "1")).code, 1, "another version");
    assert.equal((await ask("team", "delete", "eng", "--yes")).code, 0);
    const gone = await ask("team", "get", "eng");
    assert.equal(gone.code, 1);
  });

  test("what is exported is a valid organization, and applying it again changes nothing", async () => {
    await using target = temporary();
    const written = await ask("export", target.path);
    assert.equal(written.code, 0, written.err);
    assert.equal((await ask("policy", "check", target.path)).code, 0);
    const plan = await ask("apply", target.path, "--plan");
    assert.deepEqual([plan.code, plan.out, plan.last], [0, "", "Nothing differs."]);
    assert.equal((await ask("export", target.path)).code, 2, "it is not overwritten without being asked");

    const file = join(target.path, "lumos.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("autonomy: 2", "autonomy: 1"));
    const planned = await ask("apply", target.path, "--plan");
    assert.equal(planned.out, "~ agents demo-agent  autonomy: 2 -> 1\n");
    assert.equal((await ask("apply", target.path)).out, planned.out);
    assert.equal((await ask("apply", target.path)).last, "Nothing differs.");
  });

  test("a backup is made and restored while the server runs; Guarantee: a backup never takes the place of another file", async () => {
    const file = join(folder.path, "copy.db");
    const made = await ask("backup", "copy.db", "--json");
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(JSON.parse(made.out), { file, bytes: statSync(file).size });
    assert.equal((await ask("backup", "copy.db")).code, 1);
    assert.equal((await ask("team", "create", "later")).code, 0);
    const restored = await ask("restore", "copy.db", "--yes", "--json");
    assert.equal(restored.code, 0, restored.err);
    assert.ok((JSON.parse(restored.out) as { rows: number }).rows > 0);
    assert.equal((await ask("team", "get", "later")).code, 1, "the old state is back");
  });

  test("a second server on the same data is refused, and the message ends with what to do", async () => {
    const ran = await lumos(["up"], { cwd: folder.path, env: { LUMOS_LISTEN: "127.0.0.1:0" } });
    assert.equal(ran.code, 1);
    assert.match(ran.err, /Another Lumos/);
    assert.equal(ran.last, `kill ${server.child.pid}`);
    assert.equal((await ask("whoami")).code, 0, "the first one goes on");
  });

  test("doctor sees the running server", async () => {
    const ran = await ask("doctor");
    assert.match(ran.out, /^ok +port: a server answers/m);
    assert.equal(ran.code, 0, ran.out);
  });

  test("SIGTERM ends it in order: exit code 0, and the owner's file is gone", async () => {
    const ended = once(server.child, "exit");
    server.child.kill("SIGTERM");
    // Shells and npm pass one signal on more than once.
    server.child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!existsSync(join(folder.path, ".lumos", "owner.json")));
    assert.equal((await ask("whoami")).code, 8);
  });

  test("a backup is restored while no server runs, and only when that was meant", async () => {
    assert.equal((await ask("restore", "copy.db")).code, 2);
    const restored = await ask("restore", "copy.db", "--yes");
    assert.equal(restored.code, 0, restored.err);
    const copied = await ask("backup", "again.db");
    assert.equal(copied.code, 0, copied.err);
    writeFileSync(join(folder.path, "damaged.db"), "not a database");
    assert.notEqual((await ask("restore", "damaged.db", "--yes")).code, 0);
  });
});

test("the demonstration shows every outcome, and leaves nothing behind", async () => {
  await using folder = temporary();
  const child = spawn(process.execPath, [PROGRAM, "demo"], {
    cwd: folder.path,
    env: { PATH: process.env["PATH"], HOME: folder.path, LUMOS_LISTEN: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("decisions list")) break;
  }
  const data = /LUMOS_DATA=(\S+)/.exec(said)?.[1] ?? "";
  for (const outcome of ["allowed", "allowed fallback", "allowed redacted", "blocked", "pending"]) {
    assert.match(said, new RegExp(`^\\d{3} {2}${outcome} `, "m"));
  }
  assert.ok(existsSync(data));
  const ended = once(child, "exit");
  child.kill("SIGINT");
  assert.deepEqual(await ended, [0, null]);
  assert.ok(!existsSync(data));
});
