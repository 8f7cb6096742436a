import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), "bin", "lumos.mjs");
const START_TIMEOUT_MS = 60_000;

export interface Ended {
  code: number | null;
  signal: string | null;
}

/** The program as its users run it: a process of its own with a data directory. */
export interface Program {
  url: string;
  child: ChildProcess;
  /** What it said on stderr. */
  said(): string;
  ended: Promise<Ended>;
  /** The management API, in the name of the machine's owner. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
  key(principal: string): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

export interface ProgramOptions {
  file?: string;
  data: string;
  environment?: Record<string, string>;
}

export function freshDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "lumos-program-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a command of the program to its end. */
export async function runProgram(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ended & { stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: cleanEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return { ...(await endOf(child)), stdout, stderr };
}

/** Starts the server and waits until it takes calls. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, [BIN, "up"], {
    env: cleanEnvironment({
      LUMOS_LISTEN: "127.0.0.1:0",
      LUMOS_DATA: options.data,
      ...(options.file === undefined ? {} : { LUMOS_CONFIG: options.file }),
      ...options.environment,
    }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = endOf(child);
  const owner = await Promise.race([readOwner(options.data, child), ended.then(() => undefined)]);
  if (!owner) throw new Error(`the program did not start:\n${stderr}`);

  const api: Program["api"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${owner.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${owner.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };
  return {
    url: owner.url,
    child,
    said: () => stderr,
    ended,
    api,
    async key(principal) {
      const { status, body } = await api("POST", "/keys", { principal, expires: "1d" });
      if (status !== 201) throw new Error(`no key: ${JSON.stringify(body)}`);
      return (body as { key: string }).key;
    },
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

async function readOwner(data: string, child: ChildProcess): Promise<{ url: string; token: string } | undefined> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && child.exitCode === null) {
    try {
      const owner = JSON.parse(readFileSync(join(data, "owner.json"), "utf8")) as { url: string; token: string };
      // A file of a process that was killed may lie there: only one that answers counts.
      const response = await fetch(`${owner.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
      const mine = await fetch(`${owner.url}/api/v1/whoami`, { headers: { authorization: `Bearer ${owner.token}` } });
      if (response.ok && mine.ok) return owner;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill("SIGKILL");
  return undefined;
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
}

function cleanEnvironment(more: Record<string, string>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("LUMOS_") && !name.startsWith("ACME_"));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...more };
}
