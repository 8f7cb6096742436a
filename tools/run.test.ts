import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { ROOT } from "./steps.ts";

/** The machine's own Node and npm, where its Node is older than what Lumos runs on. */
const old = oldNode();

describe("on a machine whose own Node is older", { skip: old ? false : "this machine has no older Node" }, () => {
  let tree = "";
  const program = () => join(tree, "server", "bin", "lumos.mjs");

  before(() => {
    tree = mkdtempSync(join(tmpdir(), "lumos-handover-"));
    mkdirSync(join(tree, "server", "src", "cli"), { recursive: true });
    mkdirSync(join(tree, "server", "bin"));
    cpSync(join(ROOT, "server", "bin", "lumos.mjs"), program());
    symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
    writeFileSync(
      join(tree, "server", "src", "cli", "index.ts"),
      `export async function runCommandLine(argv: string[]): Promise<number> {
         console.log(process.versions.node, argv.join("|"));
         if (argv[0] === "die") process.kill(process.pid, "SIGKILL");
         if (argv[0] !== "wait") return Number(argv[0]);
         return new Promise((resolve) => {
           const alive = setInterval(() => {}, 1_000);
           for (const [signal, code] of [["SIGTERM", 41], ["SIGINT", 42], ["SIGHUP", 43]] as const) {
             process.on(signal, () => { clearInterval(alive); resolve(code); });
           }
           console.log("ready");
         });
       }`,
    );
  });
  after(() => rmSync(tree, { recursive: true, force: true }));

  test("the program hands over to the Node that npm installed, with its arguments and exit code", () => {
    const done = spawnSync(old?.node ?? "", [program(), "7", "a b", "--c"], { encoding: "utf8", env: plain() });
    assert.equal(done.status, 7, done.stderr);
    assert.match(done.stdout, /^2[4-9]\.\S+ 7\|a b\|--c\n$/);
  });

  for (const [signal, code] of [
    ["SIGTERM", 41],
    ["SIGINT", 42],
    ["SIGHUP", 43],
  ] as const) {
    test(`${signal} reaches the program and its exit code comes back`, async () => {
      const child = spawn(old?.node ?? "", [program(), "wait"], { stdio: ["ignore", "pipe", "inherit"], env: plain() });
      let said = "";
      for await (const chunk of child.stdout) {
        said += String(chunk);
        if (said.includes("ready")) break;
      }
      const ended = once(child, "exit");
      child.kill(signal);
      assert.deepEqual(await ended, [code, null]);
    });
  }

  test("a program that was killed is told by the exit code", () => {
    assert.equal(spawnSync(old?.node ?? "", [program(), "die"], { env: plain() }).status, 137);
  });

  test("npm run uses the Node of the checkout", () => {
    const done = spawnSync(old?.node ?? "", [old?.npm ?? "", "exec", "--no", "--call", "node --version"], {
      cwd: ROOT,
      encoding: "utf8",
      env: plain(),
    });
    assert.match(done.stdout, /^v2[4-9]\./m, done.stderr);
  });

  test("the scripts of the checkout start under the older Node and run under the newer", () => {
    const done = spawnSync(
      old?.node ?? "",
      ["--input-type=module", "-e", `import { run } from ${JSON.stringify(runModule())}; run("tools/fixture.mjs", [])`],
      { cwd: ROOT, encoding: "utf8", env: plain() },
    );
    assert.match(done.stderr, /v2[4-9]\.\d+\.\d+/, done.stderr);
    assert.equal(done.status, 1);
  });
});

test("a checkout whose packages differ from the lock file is set up again, an equal one is left alone", async () => {
  const { installed } = await import(pathToFileURL(join(ROOT, "tools", "setup.mjs")).href);
  const folder = mkdtempSync(join(tmpdir(), "lumos-setup-"));
  const write = (file: string, packages: object) => writeFileSync(join(folder, file), JSON.stringify({ packages }));
  try {
    mkdirSync(join(folder, "node_modules"));
    const wanted = {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "1.0.0", optional: true },
    };
    write("package-lock.json", wanted);
    assert.equal(installed(folder), false, "nothing is installed");
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    assert.equal(installed(folder), true, "an optional package for another platform may be missing");
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.1" } });
    assert.equal(installed(folder), false, "another version");
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), "{ cut off");
    assert.equal(installed(folder), false, "a list that was cut off");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function runModule(): string {
  return pathToFileURL(join(ROOT, "tools", "run.mjs")).href;
}

/** The environment without the checkout's tools in front, as in a user's shell. */
function plain(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: outside().join(delimiter) };
}

function outside(): string[] {
  return (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
}

function oldNode(): { node: string; npm: string } | undefined {
  for (const folder of outside()) {
    const node = join(folder, "node");
    if (!existsSync(node) || !existsSync(join(folder, "npm"))) continue;
    const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout;
    if (Number(/^v(\d+)/.exec(version)?.[1] ?? 99) >= 24) continue;
    const npm = realpathSync(join(folder, "npm"));
    return { node, npm: existsSync(npm) ? npm : join(dirname(folder), "lib/node_modules/npm/bin/npm-cli.js") };
  }
  return undefined;
}
