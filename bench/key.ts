import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

export const PROGRAM = join(ROOT, "server", "bin", "lumos.mjs");

/** A key that may call, made by the command line as anyone would. */
export async function createKey(env: Record<string, string>, principal: string, more: string[] = []): Promise<string> {
  const args = [PROGRAM, "key", "create", "--principal", principal, "--expires", "30d", "--json", ...more];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  const text = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => void (text.out += data.toString("utf8")));
  child.stderr.on("data", (data: Buffer) => void (text.err += data.toString("utf8")));
  const code = await new Promise((resume) => child.once("close", resume));
  if (code !== 0) throw new Error(`lumos key create ended with ${String(code)}: ${text.err.slice(-2_000)}`);
  const { key } = JSON.parse(text.out) as { key?: unknown };
  if (typeof key !== "string") throw new Error("lumos key create printed no key");
  return key;
}
