import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Identity } from "../identity/index.ts";
import { fault } from "../kernel/index.ts";

/* The data directory, and what the command line finds in it. */

export function makeDirectory(data: string): void {
  try {
    makeWithParents(data);
  } catch (error) {
    throw fault("data_unwritable", {
      public: `The data directory ${data} cannot be made.`,
      fix: "LUMOS_DATA=$HOME/.lumos npm start",
      cause: error,
    });
  }
}

/** One step after the other: Node's own recursive way never returns where a file system refuses with "not found". */
function makeWithParents(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeWithParents(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** How the command line on this machine finds the server and speaks for its owner. */
export function ownerFile(data: string, url: string, identity: Identity): string {
  const file = join(data, "owner.json");
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url, token: identity.localToken().reveal() })}\n`, { mode: 0o600 });
  return file;
}

export function removing(file: string): () => void {
  return () => rmSync(file, { force: true });
}
