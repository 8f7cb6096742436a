import { readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fault, isRecord, sha256 } from "../../kernel/index.ts";
import type { Asked } from "../command.ts";
import type { ConnectedClient, Part, Places, Scope } from "./clients.ts";
import { makeFolders, writeText } from "./files.ts";

/** One file as it was before, so that it can be that again. */
export interface KeptFile {
  path: string;
  before: string | undefined;
  mode: number;
  /** SHA-256 of what was written: where it still stands, the old bytes come back as they were. */
  written: string;
  /** Folders that were made for it. */
  made: string[];
}

/** What is remembered of a connection, readable by its owner alone. */
export interface Kept {
  client: string;
  scope: Scope;
  /** Its calls of models where it is left out. */
  part?: Part;
  /** The folder of a project. */
  project?: string;
  url: string;
  model?: string;
  principal?: string;
  /** Of a key that was made for this connection. */
  keyId?: string;
  files: KeptFile[];
}

export function placesOf({ io }: Pick<Asked, "io">): Places {
  const home = io.env["HOME"] || io.env["USERPROFILE"] || homedir();
  const own = join(io.env["XDG_CONFIG_HOME"] || join(home, ".config"), "lumos", "connect");
  return { home, cwd: io.cwd, own, env: io.env, platform: process.platform, root: io.env["LUMOS_CONNECT_ROOT"] || "/" };
}

export function nameOf(
  { name, part = "models" }: Pick<ConnectedClient, "name" | "part">,
  scope: Scope,
  places: Places,
): string {
  const own = part === "models" ? name : `${name}-${part}`;
  if (scope === "managed") return `${own}-managed`;
  return scope === "user" ? own : `${own}-${sha256(places.cwd).slice(0, 12)}`;
}

export function readKept(places: Places, name: string): Kept | undefined {
  let text: string;
  try {
    text = readFileSync(join(places.own, `${name}.json`), "utf8");
  } catch {
    return undefined;
  }
  const parsed: unknown = safely(() => JSON.parse(text));
  if (isRecord(parsed) && Array.isArray(parsed["files"])) return parsed as unknown as Kept;
  throw fault("data_unwritable", {
    public: `${join(places.own, `${name}.json`)} is damaged; what was there before cannot be told.`,
    fix: `Mend the client's settings by hand and remove that file.`,
  });
}

export function writeKept(places: Places, name: string, kept: Kept): void {
  makeFolders(places.own);
  writeText(join(places.own, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`, 0o600);
}

export function forgetKept(places: Places, name: string): void {
  rmSync(join(places.own, `${name}.json`), { force: true });
  rmSync(join(places.own, `${name}.key`), { force: true });
}

export function keyFileOf(places: Places, name: string): string {
  return join(places.own, `${name}.key`);
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
