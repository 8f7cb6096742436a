import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { Chain } from "../src/identity/index.ts";
import { type Clock, makeLog, systemClock } from "../src/kernel/index.ts";
import type { ConnectedMcp, ConnectedServer, Landscape } from "../src/registry/index.ts";
import { makePeers } from "../src/execution/index.ts";
import type { Peer, PeerOwner, Peers } from "../src/execution/index.ts";

export interface PeersWorld {
  peers: Peers;
  log: string[];
  /** Pinned definitions by tool. */
  definitions: Map<string, string>;
  server(spec: Partial<ConnectedMcp> & Pick<ConnectedMcp, "transport">): ConnectedMcp;
  open(server: ConnectedServer, owner?: Partial<PeerOwner>): Peer;
  /** The registry says that these are the servers from now on. */
  declare(servers: readonly ConnectedServer[]): void;
  close(): Promise<void>;
}

export const LIVE = new AbortController().signal;

/** Peers with nothing around them. */
export function makePeersWorld(options: { clock?: Clock; hides?: readonly string[] } = {}): PeersWorld {
  const log: string[] = [];
  const definitions = new Map<string, string>();
  const hearers = new Set<(landscape: Landscape) => void>();
  const clock = options.clock ?? systemClock;
  const peers = makePeers({
    clock,
    log: makeLog({ clock, level: "debug", write: (line) => log.push(line) }),
    registry: {
      onChange(hear) {
        hearers.add(hear);
        return () => hearers.delete(hear);
      },
    },
    hides: options.hides ?? [],
    path: process.env["PATH"] ?? "",
    definition: (_org, _server, tool) => definitions.get(tool),
  });
  let last = 0;
  return {
    peers,
    log,
    definitions,
    server: (spec) => ({ id: "up", kind: "mcp", org: "acme", mark: `mark-${(last += 1)}`, ...spec }),
    open: (server, owner = {}) => peers.open(server, { ...ownerOf("alice"), ...owner }),
    declare(servers) {
      const landscape = {
        organization: { id: "acme" },
        servers: new Map(servers.map((server) => [server.id, server])),
      } as unknown as Landscape;
      for (const hear of hearers) hear(landscape);
    },
    close: () => peers.close(),
  };
}

export function ownerOf(name: string): PeerOwner {
  const chain = { org: "acme", links: [{ ref: `user:${name}` }] } as unknown as Chain;
  return { org: "acme", chain, session: "", capabilities: "{}", clientInfo: '{"name":"test","version":"1"}' };
}

const resolve = createRequire(import.meta.url).resolve;

/** The program of one of the reference servers, as a command. */
export function referenceServer(name: "everything" | "filesystem", ...args: string[]): string[] {
  const folder = dirname(resolve(`@modelcontextprotocol/server-${name}/package.json`));
  return [process.execPath, join(folder, "dist", "index.js"), ...args];
}

export function fakeProgram(name: string, ...args: string[]): string[] {
  return [process.execPath, join(import.meta.dirname, "fakes", name), ...args];
}

/** The reference server over HTTP, on a free port; ends with the test process at the latest. */
export async function startEverything(
  mode: "streamableHttp" | "sse",
): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const [program = "", ...args] = referenceServer("everything", mode);
  const child = spawn(program, args, {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  await new Promise<void>((ready, failed) => {
    const hear = (chunk: Buffer) => {
      if (/(?:running|listening) on port/i.test(chunk.toString())) ready();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => failed(new Error("the reference server did not start")));
  });
  return {
    url: `http://127.0.0.1:${port}/${mode === "sse" ? "sse" : "mcp"}`,
    async close() {
      process.off("exit", killed);
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
