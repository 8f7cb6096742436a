import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  opendirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join, sep } from "node:path";

/* Reading a machine's files within bounds: so many, so large, so deep, and none that a link leads out to. */

const MAX_FILES = 4_000;
const MAX_BYTES = 24 * 1_048_576;
const MAX_PART = 2 * 1_048_576;
const MAX_FOLDERS = 5_000;
const MAX_ENTRIES = 2_000;
const MAX_DEPTH = 6;

/** What stops a search in a folder: what is large and never holds settings. */
const PASSED = new Set(["node_modules", ".git", ".venv", "target", "dist"]);

export interface Reader {
  /** Files that a pattern stands for, below a folder: `a/*\/b`, `a/**\/b`. */
  match(root: string, pattern: string): string[];
  /** Names in a folder. */
  names(root: string, path: string): string[];
  read(root: string, path: string): ReadFile;
  /** A file's bytes as they are, or that it is a folder; undefined where it is neither or lies elsewhere. */
  bytes(root: string, path: string): { content: Buffer; executable: boolean } | "folder" | undefined;
  /** Something was left out because there was too much of it. */
  truncated(): boolean;
}

export type ReadFile = { text: string } | { problem: string } | undefined;

// Guarantee: no link leads a scan out of the folder it was told to look through.
export function makeReader(): Reader {
  let files = 0;
  let folders = 0;
  let cut = false;
  const roots = new Map<string, string | undefined>();
  const realRoot = (root: string) => {
    if (!roots.has(root)) roots.set(root, realOf(root));
    return roots.get(root);
  };
  /** Where a path really is, if that is inside of its root. */
  const inside = (root: string, path: string): string | undefined => {
    const base = realRoot(root);
    const real = realOf(path);
    if (base === undefined || real === undefined) return undefined;
    return real === base || real.startsWith(base.endsWith(sep) ? base : base + sep) ? real : undefined;
  };
  const names = (root: string, path: string): string[] => {
    const real = inside(root, path);
    if (real === undefined) return [];
    if (++folders > MAX_FOLDERS) {
      cut = true;
      return [];
    }
    const found: string[] = [];
    try {
      const folder = opendirSync(real);
      try {
        for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
          if (found.length >= MAX_ENTRIES) {
            cut = true;
            break;
          }
          found.push(entry.name);
        }
      } finally {
        folder.closeSync();
      }
    } catch {
      return [];
    }
    return found.toSorted();
  };

  const expand = (root: string, here: string, pieces: readonly string[], seen: ReadonlySet<string>): string[] => {
    const [piece, ...rest] = pieces;
    if (piece === undefined) return [here];
    if (!piece.includes("*")) {
      const next = join(here, piece);
      return rest.length > 0 && !isFolder(next) ? [] : expand(root, next, rest, seen);
    }
    if (piece === "**") return deep(root, here, rest, seen, 0);
    const wanted = new RegExp(`^${piece.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    return names(root, here)
      .filter((name) => wanted.test(name))
      .flatMap((name) => expand(root, join(here, name), rest, seen));
  };
  const deep = (
    root: string,
    here: string,
    rest: readonly string[],
    seen: ReadonlySet<string>,
    depth: number,
  ): string[] => {
    const real = inside(root, here);
    // A folder that is inside of itself was looked through already.
    if (real === undefined || seen.has(real) || depth > MAX_DEPTH) return [];
    const beyond = new Set([...seen, real]);
    const found = expand(root, here, rest, beyond);
    for (const name of names(root, here)) {
      const next = join(here, name);
      if (!PASSED.has(name) && isFolder(next)) found.push(...deep(root, next, rest, beyond, depth + 1));
    }
    return found;
  };

  return {
    match: (root, pattern) => [...new Set(expand(root, root, pattern.split("/"), new Set()))],
    names,
    read(root, path) {
      const found = statOf(path);
      if (!found?.isFile()) return undefined;
      const real = inside(root, path);
      if (real === undefined) return { problem: "a link that leads elsewhere; it was not followed" };
      if (++files > MAX_FILES) {
        cut = true;
        return undefined;
      }
      if (found.size > MAX_BYTES) return { problem: "too large to be read" };
      const bytes = bytesOf(real, MAX_BYTES);
      return Buffer.isBuffer(bytes) ? textOf(bytes) : bytes;
    },
    bytes(root, path) {
      const real = inside(root, path);
      const found = real === undefined ? undefined : statOf(real);
      if (real === undefined || !found) return undefined;
      if (found.isDirectory()) return isLink(path) ? undefined : "folder";
      if (++files > MAX_FILES) {
        cut = true;
        return undefined;
      }
      const bytes = found.isFile() ? bytesOf(real, MAX_PART) : undefined;
      return Buffer.isBuffer(bytes) ? { content: bytes, executable: (found.mode & 0o111) !== 0 } : undefined;
    },
    truncated: () => cut,
  };
}

function bytesOf(path: string, max: number): Buffer | { problem: string } {
  let handle: number;
  try {
    // What became a pipe since it was looked at does not hold the scan up.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return { problem: "it cannot be read" };
  }
  try {
    const found = fstatSync(handle);
    if (!found.isFile() || found.size > max) return { problem: "too large to be read" };
    const bytes = Buffer.alloc(found.size);
    let length = 0;
    while (length < bytes.length) {
      const got = readSync(handle, bytes, length, bytes.length - length, length);
      if (got === 0) break;
      length += got;
    }
    return bytes.subarray(0, length);
  } catch {
    return { problem: "it cannot be read" };
  } finally {
    closeSync(handle);
  }
}

function textOf(bytes: Buffer): { text: string } | { problem: string } {
  try {
    // Notepad wrote settings like this for many years.
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "it is not text" };
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return true;
  }
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}
