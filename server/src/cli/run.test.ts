import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lumos, startApi, temporary } from "../../test/cli/program.ts";
import { FAULTS } from "../kernel/index.ts";

describe("what is wrong with a command line", () => {
  for (const [args, said, fix] of [
    [["agnet", "list"], /did you mean "agent"/, "lumos help agent"],
    [["agent", "lits"], /did you mean "agent list"/, "lumos agent list"],
    [["agent"], /There is list, get, create/, "lumos agent list"],
    [["agent", "list", "--limt", "3"], /did you mean --limit/, "lumos help agent list"],
    [["agent", "list", "--limit"], /--limit needs a value/, "lumos help agent list"],
    [["agent", "list", "--limit", "--json"], /--limit needs a value/, "lumos help agent list"],
    [["agent", "get"], /ID is missing/, "lumos help agent get"],
    [["agent", "get", "a", "b"], /"b" is one argument too many/, "lumos help agent get"],
    [["agent", "list", "--json=yes"], /--json takes no value/, "lumos help agent list"],
    [["--frobnicate"], /no command "--frobnicate"/, "lumos help"],
  ] as const) {
    test(`${args.join(" ")} is exit code 2 and ends with ${fix}`, async () => {
      const ran = await lumos(args, { env: { LUMOS_URL: "http://127.0.0.1:9", LUMOS_TOKEN: "t" } });
      assert.equal(ran.code, 2, ran.err);
      assert.equal(ran.out, "");
      if (!args.includes("--json" as never)) {
        assert.match(ran.err, said);
        assert.equal(ran.last, fix);
      } else assert.match((JSON.parse(ran.err) as { error: { message: string } }).error.message, said);
    });
  }

  test("a number that is not one is told before anything is sent", async () => {
    await using api = await startApi({});
    const ran = await lumos(["agent", "list", "--limit", "ten"], { env: api.env });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /--limit takes a number, not "ten"/);
    assert.equal(api.received.length, 0);
  });
});

describe("exit codes follow the table of faults", () => {
  for (const code of [
    "policy_blocked",
    "approval_required",
    "budget_exhausted",
    "unauthenticated",
    "not_found",
    "invalid_request",
    "forbidden",
    "internal",
  ] as const) {
    test(`${code} is exit code ${FAULTS[code].exit}`, async () => {
      const body = { error: { code, message: "The sentence." } };
      await using api = await startApi({ "GET /agents": { status: FAULTS[code].status, body } });
      const ran = await lumos(["agents", "list"], { env: api.env });
      assert.equal(ran.code, FAULTS[code].exit);
      assert.match(ran.err, /The sentence\./);
      const json = await lumos(["agents", "list", "--json"], { env: api.env });
      assert.equal((JSON.parse(json.err) as { error: { code: string } }).error.code, code);
      assert.equal(json.out, "");
    });
  }

  test("a server that does not answer is exit code 8 with the command that starts it", async () => {
    await using folder = temporary();
    const ran = await lumos(["agents", "list"], { cwd: folder.path, env: { LUMOS_LISTEN: "127.0.0.1:9" } });
    assert.equal(ran.code, 8, ran.err);
    assert.equal(ran.last, "lumos up");
    const remote = await lumos(["agents", "list"], { env: { LUMOS_URL: "http://127.0.0.1:9" } });
    assert.equal(remote.code, 8);
    assert.match(remote.last, /curl -sS http:\/\/127\.0\.0\.1:9\/healthz/);
  });

  test("something else than Lumos on the port is a fault, not a crash", async () => {
    const server = createServer((_, response) =>
      response.writeHead(500, { "content-type": "text/html" }).end("<h1>no</h1>"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const env = { LUMOS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const ran = await lumos(["agents", "list"], { env });
    server.close();
    assert.equal(ran.code, 1);
    assert.ok(!ran.err.includes("<h1>"));
  });

  test("help after a noun tells its verbs, like help before it", async () => {
    const before = await lumos(["help", "policy"]);
    for (const flag of ["--help", "-h"]) {
      const behind = await lumos(["policy", flag]);
      assert.deepEqual([behind.code, behind.out], [0, before.out]);
    }
    assert.match(before.out, /^ {2}policy rollback ID /m);
    assert.equal((await lumos(["plicy", "--help"])).code, 2);
    assert.match((await lumos(["whoami", "--help"])).out, /^Usage: lumos whoami/m);
  });

  test("every command about policies shows how it is typed", async () => {
    const verbs = [...(await lumos(["help", "policy"])).out.matchAll(/^ {2}policy ([a-z-]+)/gm)].map(
      ([, verb]) => verb,
    );
    const own = verbs.filter((verb) => !["list", "get", "create", "update", "delete"].includes(verb ?? ""));
    assert.ok(own.length >= 15);
    const more = ["list", "get", "publish", "withdraw"].map((verb) => ["proposal", verb]);
    for (const words of [...own.map((verb) => ["policy", verb ?? ""]), ...more]) {
      const told = (await lumos([...words, "--help"])).out;
      assert.match(told, new RegExp(`^Examples\\n  lumos ${words.join(" ")}`, "m"), words.join(" "));
    }
  });

  test("in a checkout the commands to copy are those of the checkout", async () => {
    const started = { npm_lifecycle_event: "start", npm_package_name: "lumos-workspace" };
    for (const env of [{ npm_lifecycle_event: "lumos" }, started]) {
      assert.equal((await lumos(["agnet"], { env })).last, "npm run -s lumos -- help agent");
    }
    const elsewhere = { npm_lifecycle_event: "start", npm_package_name: "shop" };
    assert.equal((await lumos(["agnet"], { env: elsewhere })).last, "lumos help agent");
  });
});

describe("which server is asked", () => {
  const owner = (folder: string, url: string, mode: number) => {
    mkdirSync(join(folder, ".lumos"), { recursive: true, mode: 0o700 });
    const file = join(folder, ".lumos", "owner.json");
    writeFileSync(file, JSON.stringify({ url, token: "the-owners-token" }));
    chmodSync(file, mode);
  };

  test("on the server's machine the owner's file in the data directory speaks", async () => {
    await using api = await startApi({ "GET /whoami": { body: {} } });
    await using folder = temporary();
    owner(folder.path, api.url, 0o600);
    const ran = await lumos(["whoami"], { cwd: folder.path });
    assert.equal(ran.code, 0, ran.err);
    assert.equal(api.received[0]?.headers.authorization, "Bearer the-owners-token");
  });

  test("LUMOS_DATA and --config say where that is, and a variable the file lacks here is no obstacle", async () => {
    await using api = await startApi({ "GET /whoami": { body: {} } });
    await using folder = temporary();
    owner(folder.path, api.url, 0o600);
    await using elsewhere = temporary();
    const byData = await lumos(["whoami"], { cwd: elsewhere.path, env: { LUMOS_DATA: join(folder.path, ".lumos") } });
    assert.equal(byData.code, 0, byData.err);
    writeFileSync(
      join(folder.path, "lumos.yaml"),
      'version: 1\norganization: { id: x, name: X }\nproviders: [{ id: p, api: openai, key: "${ONLY_THE_SERVER_HAS_THIS}" }]\n',
    );
    const byConfig = await lumos(["whoami", "--config", folder.path], { cwd: elsewhere.path });
    assert.equal(byConfig.code, 0, byConfig.err);
  });

  test("Guarantee: an owner file that others could have written is not believed", async () => {
    await using api = await startApi({ "GET /whoami": { body: {} } });
    await using folder = temporary();
    owner(folder.path, api.url, 0o666);
    const ran = await lumos(["whoami"], { cwd: folder.path, env: { LUMOS_LISTEN: "127.0.0.1:9" } });
    assert.equal(ran.code, 8);
    assert.equal(api.received.length, 0);
  });

  test("Guarantee: the owner's token goes to the server that wrote it and to no other", async () => {
    await using api = await startApi({ "GET /whoami": { body: {} } });
    await using folder = temporary();
    owner(folder.path, "http://127.0.0.1:9", 0o600);
    await lumos(["whoami"], { cwd: folder.path, env: { LUMOS_URL: api.url } });
    assert.equal(api.received[0]?.headers.authorization, undefined);
  });

  test("a token is never followed to another address", async () => {
    await using other = await startApi({ "GET /whoami": { body: {} } });
    await using api = await startApi({
      "GET /whoami": (_, response) => {
        response.writeHead(302, { location: `${other.url}/api/v1/whoami` }).end();
        return undefined;
      },
    });
    const ran = await lumos(["whoami"], { env: api.env });
    assert.equal(ran.code, 8);
    assert.equal(other.received.length, 0);
  });
});

describe("the stream of output", () => {
  test("a reader that has seen enough is no failure", () => {
    const program = fileURLToPath(new URL("../../bin/lumos.mjs", import.meta.url));
    const done = spawnSync(
      "bash",
      ["-c", `set -o pipefail; "$0" "$1" config schema | head -c 10`, process.execPath, program],
      { encoding: "utf8" },
    );
    assert.equal(done.status, 0, done.stderr);
    assert.equal(done.stdout.length, 10);
    assert.equal(done.stderr, "");
  });

  test("--quiet leaves data and errors only", async () => {
    await using api = await startApi({ "GET /agents": { body: { items: [], next: "x" } } });
    assert.equal((await lumos(["agents", "list", "--quiet"], { env: api.env })).err, "");
  });
});

describe("help", () => {
  test("every command has help, and help itself needs no server", async () => {
    const all = await lumos(["help"]);
    assert.equal(all.code, 0);
    assert.match(all.out, /policy test \[DIR\]/);
    assert.match(all.out, /agent +list \| get \| create \| update \| delete/);
    const one = await lumos(["key", "create", "--help"]);
    assert.equal(one.code, 0);
    assert.equal(one.out, (await lumos(["help", "keys", "create"])).out);
    const noun = await lumos(["help", "policy"]);
    assert.match(noun.out, /policy test/);
  });

  test("version says which program and which Node", async () => {
    const ran = await lumos(["version", "--json"]);
    const { version, node } = JSON.parse(ran.out) as { version: string; node: string };
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.equal(node, process.versions.node);
  });

  test("completions are valid in their shell and offer what there is", async () => {
    const ran = await lumos(["completion", "bash"]);
    const script = `${ran.out}\nCOMP_WORDS=(lumos agent cr); COMP_CWORD=2; _lumos; echo "\${COMPREPLY[@]}"`;
    const done = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    assert.equal(done.stdout.trim(), "create", done.stderr);
    for (const shell of ["zsh", "fish"]) assert.match((await lumos(["completion", shell])).out, /release|agent/);
    assert.equal((await lumos(["completion", "tcsh"])).code, 2);
  });
});
