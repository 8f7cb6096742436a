// A program that speaks the protocol by hand, and does on its input and output what its first argument says.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [mode = "", ...rest] = process.argv.slice(2);
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** What it is and sees of the machine: for tests of how far it is kept apart. */
function around(): Record<string, unknown> {
  const status = readFileSync("/proc/self/status", "utf8");
  const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
  const writes = (folder: string) => {
    try {
      writeFileSync(`${folder}/lumos-probe`, "");
      return true;
    } catch {
      return false;
    }
  };
  return {
    env: Object.keys(process.env).sort(),
    token: process.env["TOKEN"],
    uid: Number(line("Uid").split(/\s/)[0]),
    groups: line("Groups"),
    noNewPrivileges: line("NoNewPrivs") === "1",
    capabilities: line("CapEff"),
    processes: readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length,
    network: readFileSync("/proc/net/dev", "utf8").trim().split("\n").slice(2).length,
    limits: readFileSync("/proc/self/limits", "utf8"),
    cwd: process.cwd(),
    writes: Object.fromEntries(rest.map((folder) => [folder, writes(folder)])),
    sees: Object.fromEntries(rest.map((folder) => [folder, existsSync(`${folder}/inside`)])),
    read: Object.fromEntries(rest.filter((path) => isFile(path)).map((path) => [path, textOf(path)])),
    home: writes(process.env["HOME"] ?? "/nowhere"),
  };
}

if (mode === "junk") for (let i = 0; i < 20; i++) process.stdout.write("starting up...\n");
if (mode === "junk-forever") process.stdout.write("noise\n".repeat(500));
if (mode === "exits") process.exit(3);
if (mode === "complains")
  process.stderr.write(`cannot log in with ${process.env["TOKEN"]} at https://me:hunter2@db.test\n`);

createInterface({ input: process.stdin }).on("line", (text) => {
  const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params?: { name?: string } };
  if (id === undefined) return;
  const answer = (result: unknown) => say({ jsonrpc: "2.0", id, result });
  if (method === "server/discover") {
    if (mode === "strict") process.exit(1);
    say({ jsonrpc: "2.0", id, error: { code: -32_601, message: "no" } });
  } else if (method === "initialize") {
    if (mode === "complains") process.exit(2);
    answer({ protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "raw", version: "1" } });
  } else if (method === "tools/call") {
    called(params?.name ?? "", answer);
  } else answer({});
});

function called(tool: string, answer: (result: unknown) => void): void {
  if (tool === "crash") process.exit(9);
  if (tool === "huge") process.stdout.write("x".repeat(40 * 1024 * 1024));
  else if (tool === "around") answer(around());
  else if (tool === "pid") answer({ pid: process.pid });
  else {
    if (tool === "flood")
      for (let i = 0; i < 20_000; i++) say({ jsonrpc: "2.0", method: "notifications/message", params: { i } });
    if (tool === "unasked") for (let i = 0; i < 500; i++) say({ jsonrpc: "2.0", id: 10_000 + i, result: {} });
    answer({});
  }
}
