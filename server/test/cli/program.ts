import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/* The real program as a child, and a small real server where the management API would be. */

export const PROGRAM = fileURLToPath(new URL("../../bin/lumos.mjs", import.meta.url));

export interface Ran {
  code: number;
  out: string;
  err: string;
  /** Of what was said on stderr: the last line, where the command that mends it stands. */
  last: string;
}

/** Runs `lumos ARGS` without a terminal, in a folder of its own unless one is named. */
export async function lumos(
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; input?: string } = {},
): Promise<Ran> {
  await using folder = options.cwd === undefined ? temporary() : undefined;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? folder?.path,
    env: { PATH: process.env["PATH"], HOME: folder?.path ?? options.cwd, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? -1)));
  return { code, out, err, last: err.trimEnd().split("\n").at(-1) ?? "" };
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: unknown;
}

export interface Api {
  url: string;
  env: Record<string, string>;
  received: Received[];
  [Symbol.asyncDispose](): Promise<void>;
}

export type Answer = { status?: number; body?: unknown; etag?: string };
/** An answer that depends on the request, or writes itself: then it returns nothing. */
type Answering = (request: Received, response: ServerResponse) => Answer | undefined;

/** Answers by `METHOD /path` below /api/v1; what is not listed is not found. */
export async function startApi(answers: Record<string, Answer | Answering>): Promise<Api> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const path = (request.url ?? "").replace("/api/v1", "");
    const one: Received = {
      method: request.method ?? "",
      path,
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    received.push(one);
    const found = answers[`${one.method} ${path}`] ?? answers[`${one.method} ${path.replace(/\?.*/, "")}`];
    const answer = typeof found === "function" ? found(one, response) : (found ?? NOT_FOUND);
    if (answer === undefined) return;
    const { status = 200, body, etag } = answer;
    response.writeHead(status, { "content-type": "application/json", ...(etag === undefined ? {} : { etag }) });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: { LUMOS_URL: url, LUMOS_TOKEN: "lmk_test_abcdefghijklmnop" },
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const NOT_FOUND: Answer = {
  status: 404,
  body: { error: { code: "not_found", message: "There is no such thing, or it is not yours to see." } },
};

export function temporary(): { path: string; [Symbol.asyncDispose](): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), "lumos-cli-"));
  return {
    path,
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }),
  };
}
