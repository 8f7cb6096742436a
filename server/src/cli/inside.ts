import { closeSync, constants, existsSync, lstatSync, openSync, realpathSync, writeFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { fault } from "../kernel/index.ts";

/*
 * Folders that commands write into may come from a repository, and a link in one points wherever its author wanted.
 */

// Guarantee: a file is not written through a symbolic link that lies in its place.
export function writeInside(path: string, text: string, options: { fresh?: boolean } = {}): void {
  refuseLink(path);
  const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | (options.fresh ? O_EXCL : O_TRUNC), 0o666);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

export function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw fault("usage", { public: `${path} is a symbolic link; nothing is written through it.` });
}

/** A folder that is named as lying in another one must lie there. */
export function refuseElsewhere(folder: string, home: string): void {
  if (!existsSync(folder) || !within(folder, home) || within(realpathSync(folder), realpathSync(home))) return;
  throw fault("usage", { public: `${folder} is a symbolic link that leads out of ${home}; nothing was written.` });
}

function within(path: string, home: string): boolean {
  const way = relative(home, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
