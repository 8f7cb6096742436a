import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { sha256 } from "../../kernel/index.ts";
import { makeFolders, readText, writeText } from "../connect/files.ts";
import { placesOf } from "../connect/kept.ts";
import type { Asked } from "../command.ts";

/** What a machine is called, and the key its hashes are made with. */
export interface Machine {
  key: Buffer;
  id: string;
}

/**
 * Drawn once and kept for its user alone, so that the server can tell that a value is still the same and nobody, the server
 * included, can find out by trying which value it is. Without `keep` nothing is written.
 */
export function machineOf(asked: Pick<Asked, "io">, options: { keep: boolean }): Machine {
  const folder = dirname(placesOf(asked).own);
  const file = join(folder, "scan.key");
  const known = /^[0-9a-f]{64}$/.exec(readText(file).text?.trim() ?? "")?.[0];
  const key = known === undefined ? randomBytes(32) : Buffer.from(known, "hex");
  if (known === undefined && options.keep) {
    makeFolders(folder);
    writeText(file, `${key.toString("hex")}\n`, 0o600);
  }
  return { key, id: sha256(`machine:${key.toString("hex")}`).slice(0, 32) };
}
