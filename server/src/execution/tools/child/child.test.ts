import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { fakeProgram, LIVE, makePeersWorld, type PeersWorld } from "../../../../test/peers-world.ts";
import { Secret } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import { findMeans, isolate, userOf } from "./isolation.ts";

const means = findMeans();

describe("a server as a child process", () => {
  let world: PeersWorld;
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "lumos-child-")));
    chmodSync(folder, 0o755);
    for (const [name, mode] of [
      ["private", 0o700],
      ["open", 0o777],
      ["other", 0o777],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "inside"), "");
      chmodSync(join(folder, name), mode);
    }
    writeFileSync(join(folder, "key"), "root key");
    world = makePeersWorld({ hides: [join(folder, "private"), join(folder, "key")] });
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  const serverOf = (mode: string, more: Partial<ConnectedMcp> = {}, ...args: string[]) =>
    world.server({ transport: "stdio", command: fakeProgram("mcp-raw-stdio.ts", mode, ...args), ...more });
  const call = async (server: ConnectedMcp, name: string) => {
    const params = JSON.stringify({ name });
    const answer = await world.open(server).request({ method: "tools/call", params, signal: LIVE });
    return "result" in answer ? JSON.parse(answer.result) : assert.fail(answer.error);
  };
  const isolationOf = () => world.peers.status("acme")[0]?.isolation ?? "";

  test("a child process gets nothing of Lumos's own environment but where programs are", async () => {
    process.env["LUMOS_TEST_SECRET"] = "not for children";
    const env = new Map([["TOKEN", new Secret("given")]]);
    const seen = await call(serverOf("", { env }), "around");
    delete process.env["LUMOS_TEST_SECRET"];
    const own = seen.env.filter((name: string) => name !== "PWD");
    assert.deepEqual(own, ["HOME", "LANG", "PATH", "TMPDIR", "TOKEN"]);
    assert.equal(seen.token, "given");
    const hidden = await call(
      serverOf("", { env: new Map([["TOKEN", new Secret("a-token-of-some-length")]]) }),
      "around",
    );
    assert.equal(hidden.token, "[hidden]", "what a server says of its secrets goes no further");
    assert.equal(seen.home, true);
  });

  for (const sandbox of ["auto", "off"] as const)
    test(`what is said of its isolation is what it has (${sandbox})`, async () => {
      const open = join(folder, "open");
      const server = serverOf("", { sandbox, paths: [open] }, open, join(folder, "other"), join(folder, "private"));
      const seen = await call(server, "around");
      const said = isolationOf();
      const walled = said.includes("namespaces (bubblewrap)");
      assert.equal(walled, sandbox === "auto" && means.bubblewrap !== undefined);
      if (walled) {
        assert.equal(said.includes("no network"), seen.network <= 1);
        assert.ok(seen.processes < 10, "it sees its own processes alone");
        assert.deepEqual(seen.writes, {
          [open]: true,
          [join(folder, "other")]: false,
          [join(folder, "private")]: false,
        });
        assert.equal(seen.sees[join(folder, "private")], false, "Lumos's own data is not there");
        assert.match(seen.capabilities, /^0+$/);
      }
      assert.equal(said.includes("own user"), means.root);
      if (means.root && !walled) assert.equal(seen.uid, userOf(server));
      if (means.root) assert.match(seen.capabilities, /^0+$/);
      assert.equal(said.includes("limits"), means.prlimit !== undefined);
      if (means.prlimit) assert.match(seen.limits, /Max core file size\s+0\s+0/);
      if (walled || means.setpriv) assert.equal(seen.noNewPrivileges, true);
    });

  test("a server that requires a sandbox is never started without one", async () => {
    const server = serverOf("", { sandbox: "require" });
    const parts = { home: folder, hides: [], path: "" };
    assert.throws(
      () => isolate(server, { ...parts, means: { ...means, bubblewrap: undefined } }),
      /requires a sandbox/,
    );
    if (means.bubblewrap) assert.ok((await call(server, "around")).processes < 10);
    else await assert.rejects(call(server, "around"), /requires a sandbox/);
  });

  test("a server in a sandbox sees nothing of Lumos's own data, whatever its command or its paths name", async () => {
    const hides = [join(folder, "open"), "/nowhere"];
    const walls = { ...means, bubblewrap: "/usr/bin/bwrap" };
    const { command } = isolate(serverOf(""), { means: walls, home: folder, hides, path: "" });
    assert.match(
      command.join(" "),
      new RegExp(`--tmpfs ${join(folder, "open")} .*--remount-ro ${join(folder, "open")}`),
    );
    assert.doesNotMatch(command.join(" "), /nowhere/);
    if (!means.bubblewrap) return;
    const hidden = join(folder, "private");
    for (const paths of [[hidden], [folder], ["/", "/proc"], undefined]) {
      const server = serverOf(
        "",
        { ...(paths && { paths }), id: `hides-${String(paths)}` },
        hidden,
        join(folder, "key"),
      );
      const seen = await call(server, "around");
      assert.equal(seen.read[join(folder, "key")], "");
      assert.equal(seen.sees[hidden], false);
      assert.ok(seen.processes < 10);
    }
  });

  test("only what is declared, or what fetches its program, has the network in a sandbox", () => {
    const walls = { ...means, bubblewrap: "/usr/bin/bwrap" };
    const open = (more: Partial<ConnectedMcp>) =>
      !isolate(serverOf("", more), { means: walls, home: folder, hides: [], path: "" }).command.includes(
        "--unshare-net",
      );
    assert.equal(open({}), false);
    assert.equal(open({ network: true }), true);
    assert.equal(open({ command: ["npx", "-y", "some-server"] }), true);
    assert.equal(open({ command: ["npx", "-y", "some-server"], network: false }), false);
  });

  test("what it starts ends with it", async () => {
    const server = serverOf("", { sandbox: "off" });
    const { pid } = await call(server, "pid");
    assert.ok(readFileSync(`/proc/${pid}/cmdline`).length > 0);
    await world.close();
    assert.throws(() => readFileSync(`/proc/${pid}/cmdline`));
  });

  for (const sandbox of ["auto", "off"])
    test(`it ends when Lumos is killed (${sandbox})`, async () => {
      const [program = "", ...args] = fakeProgram("peers-process.ts", sandbox);
      const lumos = spawn(program, args, {
        stdio: ["ignore", "pipe", "inherit"],
        // What a killed process leaves behind goes with the test's own folder.
        env: { ...process.env, TMPDIR: folder },
      });
      const pid = await new Promise<number>((resolve) => {
        lumos.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
      assert.ok(existsSync(`/proc/${pid}`));
      lumos.kill("SIGKILL");
      while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 10));
    });

  test("a crash fails the calls that are open, and the next session starts it again", async () => {
    const server = serverOf("");
    await assert.rejects(call(server, "crash"), /has ended/);
    assert.deepEqual(await call(server, "x"), {});
  });

  test("one that ends again and again is left alone for a while", async () => {
    const server = serverOf("exits");
    for (let i = 0; i < 3; i++) await assert.rejects(call(server, "x"), /has ended|ended too often/);
    await assert.rejects(call(server, "x"), /ended too often/);
  });

  test("one that ends at a question it does not know is started once more and asked as the older era does", async () => {
    assert.deepEqual(await call(serverOf("strict"), "x"), {});
  });

  test("what it wrote for people is told without secrets", async () => {
    const env = new Map([["TOKEN", new Secret("env-secret")]]);
    await assert.rejects(call(serverOf("complains", { env }), "x"), /has ended/);
    const said = world.peers.status("acme")[0]?.said ?? "";
    assert.match(said, /cannot log in with \[secret\]/);
    assert.doesNotMatch(said + world.log.join(""), /hunter2|env-secret/);
  });

  test("a greeting on its output is overlooked, noise without end is not", async () => {
    assert.deepEqual(await call(serverOf("junk"), "x"), {});
    await assert.rejects(call(serverOf("junk-forever", { id: "loud" }), "x"), /malformed/);
  });

  for (const [name, sentence] of [
    ["huge", /larger than the limit/],
    ["flood", /more messages than are taken/],
    ["unasked", /answers what nobody asked/],
  ] as const)
    test(`${name} output ends it`, async () => {
      await assert.rejects(call(serverOf(""), name), sentence);
    });

  test("a program that is not there is a fault, not a crash", async () => {
    for (const sandbox of ["auto", "off"] as const)
      await assert.rejects(
        call(serverOf("", { command: ["/no/such/program"], sandbox, id: sandbox }), "x"),
        /has ended/,
      );
  });
});
