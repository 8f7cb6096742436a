import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { freePort, startChild, untilAnswers } from "../children.ts";
import { BENCH, WORK } from "../paths.ts";
import { type Absent, PATH, type Target } from "./target.ts";

const SOURCE = join(BENCH, "peers", "portkey");
const HOME = join(WORK, "portkey");

export async function startPortkey(upstreamPort: number): Promise<Target | Absent> {
  const problem = install();
  if (problem !== undefined) return { name: "portkey", reason: problem };
  const port = await freePort();
  const home = join(HOME, "node_modules", "@portkey-ai", "gateway");
  const child = startChild({
    name: "portkey",
    command: process.execPath,
    args: [
      "--import",
      join(SOURCE, "loopback.mjs"),
      join(home, "build", "start-server.js"),
      `--port=${port}`,
      "--headless",
    ],
    role: "server",
    cwd: HOME,
  });
  const startMs = await untilAnswers(child, port, "/");
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string };
  return {
    name: "portkey",
    port,
    path: PATH,
    headers: {
      authorization: "Bearer upstream",
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
    },
    child,
    version,
    startMs,
    notes: [
      "the published build, unpatched, on the same Node; two of its dependencies are held at the versions of its own " +
        "lock file, because a fresh installation answers every OpenAI stream with 500",
      "no guardrail, key, budget or log is switched on: a plain proxy to one provider",
      "its streams begin after a fixed pause of 25 ms that is in its code",
      "made to listen on loopback only by a preloaded file",
    ],
  };
}

/** Undefined: installed, as its lock file says. */
function install(): string | undefined {
  const lock = readFileSync(join(SOURCE, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = join(HOME, "installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;
  mkdirSync(HOME, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(SOURCE, name), join(HOME, name));
  process.stderr.write("bench: installing the Portkey gateway (once) ...\n");
  const { npm_execpath: npm } = process.env;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, all] = npm?.endsWith(".js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  const done = spawnSync(command, all, { cwd: HOME, stdio: ["ignore", 2, 2], timeout: 180_000 });
  if (done.status !== 0) return "npm could not install it";
  writeFileSync(stamp, wanted);
  return undefined;
}
