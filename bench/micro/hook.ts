// What a hook adds to an event of a client: Node by itself, the shim to a real server and back, the door alone.
// `node bench/micro/hook.ts [ROUNDS]`
import { spawnSync } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeHooksWorld } from "../../server/test/hooks-world.ts";
import { scratch } from "../../server/test/scratch.ts";

const SHIM = fileURLToPath(new URL("../../server/bin/lumos-hook.mjs", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../server/bin/lumos.mjs", import.meta.url));
const rounds = Number(process.argv[2] ?? 40);

const EVENT = {
  session_id: "bench",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_use_id: "u",
  tool_input: { command: "git status --short && ls -la src | head -20" },
};

// In a process of its own: a spawn that is waited for would stop a server in this one.
if (process.argv[3] === "client") await measure(process.argv[4] ?? "", Number(process.argv[5]));
else {
  const world = await makeHooksWorld();
  using folder = scratch();
  const config = join(folder.path, "config.json");
  writeFileSync(config, JSON.stringify({ client: "codex", url: world.lumos.url, key: world.key }));
  writeFileSync(join(folder.path, "event.json"), JSON.stringify(EVENT));
  for (let warm = 0; warm < 50; warm += 1) await world.hook("codex", EVENT);
  const took: number[] = [];
  for (let at = 0; at < 200; at += 1) {
    const began = performance.now();
    await world.hook("codex", { ...EVENT, tool_use_id: `u${at}` });
    took.push(performance.now() - began);
  }
  tell("door, over one kept connection", took);
  const { spawn } = await import("node:child_process");
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), String(rounds), "client", folder.path, String(rounds)],
    {
      stdio: "inherit",
      env: { ...process.env, HOME: folder.path },
    },
  );
  await new Promise((resolve) => child.on("close", resolve));
  console.log(`node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
  await world.end();
}

async function measure(folder: string, times: number): Promise<void> {
  const args = ["--client=codex", `--config=${join(folder, "config.json")}`];
  const ways: Readonly<Record<string, readonly string[]>> = {
    "node alone (-e 0)": ["-e", "0"],
    "lumos-hook.mjs, with its answer": [SHIM, ...args],
    "lumos hook, with its answer": [ENTRY, "hook", ...args],
  };
  const took = new Map<string, number[]>();
  for (let round = 0; round < times; round += 1) {
    for (const [name, argv] of Object.entries(ways)) {
      const input = openSync(join(folder, "event.json"), "r");
      const began = performance.now();
      const ran = spawnSync(process.execPath, argv, { stdio: [input, "pipe", "pipe"] });
      const ms = performance.now() - began;
      if (ran.status !== 0) throw new Error(`${name}: ${ran.status} ${ran.stderr.toString()}`);
      took.set(name, [...(took.get(name) ?? []), ms]);
    }
  }
  const [bare = []] = took.values();
  for (const [name, all] of took) tell(name, all, bare);
}

function tell(name: string, all: readonly number[], bare?: readonly number[]): void {
  const at = (list: readonly number[], share: number) =>
    list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;
  const [low, half, high] = [at(all, 0), at(all, 0.5), at(all, 0.9)].map((ms) => ms.toFixed(1));
  const added =
    bare === undefined || bare === all ? "" : `, ${(at(all, 0.5) - at(bare, 0.5)).toFixed(1)} ms over Node alone`;
  console.log(`${name}: p50 ${half} ms, lowest ${low}, p90 ${high}${added}`);
}
