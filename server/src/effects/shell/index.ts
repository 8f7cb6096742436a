import type { Does } from "../../kernel/index.ts";
import { touch, type Touch } from "./paths.ts";
import { nothingSeen, readingOf } from "./seen.ts";

export { carriesData, hostOf, isLoopback } from "./hosts.ts";
export { isSecretPath, isSystemPath, plainPath } from "./paths.ts";
export { readShell } from "./read-shell.ts";

/** What it means to touch one path. */
export function touchOf(path: string, how: Touch): Does {
  const seen = nothingSeen();
  touch(seen, path, how);
  return readingOf(seen).does;
}
