import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { freePort, startChild, untilAnswers } from "../children.ts";
import { PROGRAM, createKey } from "../key.ts";
import { BENCH, ROOT, WORK } from "../paths.ts";
import { type Absent, PATH, type Target } from "./target.ts";

/** Lumos as anyone would run it: key, context, detectors, policies, a durable record. Nothing is off. */
export async function startLumos(upstreamPort: number): Promise<Target | Absent> {
  if (!existsSync(join(ROOT, "server", "src", "cli", "index.ts")) && !existsSync(join(ROOT, "server", "dist"))) {
    return { name: "lumos", reason: "this checkout has no command line yet" };
  }
  const port = await freePort();
  mkdirSync(WORK, { recursive: true });
  const env = {
    LUMOS_CONFIG: join(BENCH, "lumos", "lumos.yaml"),
    LUMOS_LISTEN: `127.0.0.1:${port}`,
    LUMOS_DATA: mkdtempSync(join(WORK, "lumos-")),
    BENCH_UPSTREAM: `http://127.0.0.1:${upstreamPort}/v1`,
  };
  const child = startChild({ name: "lumos", command: process.execPath, args: [PROGRAM, "up"], role: "server", env });
  child.channel.once("exit", () => rmSync(env.LUMOS_DATA, { recursive: true, force: true }));
  const startMs = await untilAnswers(child, port, "/readyz", 60_000);
  // Stating a purpose needs the right to; without it the header would be passed over and no decision be new.
  const key = await createKey(env, "agent:bench", ["--scopes", "call,state:purpose"]);
  return {
    name: "lumos",
    port,
    path: PATH,
    headers: { authorization: `Bearer ${key}` },
    child,
    version: version(),
    startMs,
    notes: ["bench/lumos: key, context, detectors on input, 20 policies, a durable record"],
  };
}

function version(): string {
  const { version: own } = JSON.parse(readFileSync(join(ROOT, "server", "package.json"), "utf8")) as {
    version: string;
  };
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { cwd: ROOT, encoding: "utf8" }).stdout.trim();
  return commit === "" ? own : `${own} (${commit})`;
}
