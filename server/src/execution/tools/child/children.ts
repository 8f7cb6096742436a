import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import { upstreamFault } from "../faults.ts";
import { spawnChild } from "./spawn.ts";
import type { Child } from "./types.ts";

/** Starts the processes of stdio servers, and knows what has become of them. */
export interface Children {
  start(server: ConnectedMcp, isolated: (isolation: string) => void): Child;
  /** It has answered: how often it failed before no longer counts. */
  well(server: ConnectedMcp): void;
  close(): Promise<void>;
}

export function makeChildren({ path }: { path: string }): Children {
  let room: string | undefined;
  const homeOf = (server: ConnectedMcp) => {
    room ??= mkdtempSync(join(tmpdir(), "lumos-tools-"));
    const home = join(room, sha256(`${server.org}\n${server.id}`).slice(0, 16));
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return home;
  };
  return {
    start(server, isolated) {
      const { command } = server;
      if (!command) throw upstreamFault(server.id, "has no command");
      const home = homeOf(server);
      const env: Record<string, string> = { PATH: path, HOME: home, LANG: "C.UTF-8" };
      for (const [name, secret] of server.env ?? []) env[name] = secret.reveal();
      isolated("limits only");
      return spawnChild({ command, env, cwd: home, onErrors: () => {} });
    },
    well() {},
    async close() {
      if (room !== undefined) rmSync(room, { recursive: true, force: true });
    },
  };
}
