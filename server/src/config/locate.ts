import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Environment, variable } from "./substitute.ts";

/** `named`: someone asked for this file, so it must be there. */
export interface Location {
  file: string;
  kind: "named" | "found" | "starter";
  /** The variable that named it. */
  variable?: string;
}

/** Lies beside src in a checkout and beside dist in the published package. */
const DEFAULTS = fileURLToPath(new URL("../../defaults", import.meta.url));

const NAME = "lumos.yaml";

/** Which file is read: the one that is asked for, then the usual places, then the starter. */
export function locate(asked: { file?: string | undefined; env: Environment; cwd: string }): Location {
  if (asked.file !== undefined && asked.file !== "")
    return { file: inside(resolve(asked.cwd, asked.file)), kind: "named" };
  const named = variable(asked.env, "LUMOS_CONFIG");
  if (named !== undefined && named !== "")
    return { file: inside(resolve(asked.cwd, named)), kind: "named", variable: "LUMOS_CONFIG" };
  const here = join(resolve(asked.cwd), NAME);
  if (exists(here)) return { file: here, kind: "found" };
  const home = variable(asked.env, "HOME");
  const folder = variable(asked.env, "XDG_CONFIG_HOME") || (home ? join(home, ".config") : undefined);
  if (folder !== undefined && folder.startsWith("/")) {
    const own = join(folder, "lumos", NAME);
    if (exists(own)) return { file: own, kind: "found" };
  }
  return { file: join(DEFAULTS, NAME), kind: "starter" };
}

export function folderOf(location: Location, cwd: string): string {
  return location.kind === "starter" ? resolve(cwd) : dirname(location.file);
}

/** A directory stands for the file in it. */
function inside(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, NAME) : path;
  } catch {
    return path;
  }
}

/** Also true for what is there and cannot be read: that is a problem, not a reason to look elsewhere. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
