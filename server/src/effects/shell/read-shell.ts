import type { ShellReading } from "../types.ts";
import { readCmd } from "./cmd.ts";
import { isMarked } from "./marks.ts";
import { readPowershell } from "./powershell.ts";
import { newScope } from "./scope.ts";
import { markUnread, nothingSeen, readingOf } from "./seen.ts";
import { walkText, walkUncalled } from "./walk.ts";

export interface ShellAbout {
  dialect?: "bash" | "powershell" | "cmd";
  /** Where it would run, where that is known. */
  cwd?: string;
}

const LONGEST = 64 * 1_024;

/**
 * What a command would do, without running it. It never throws and always comes to an end.
 * Guarantee: what cannot be understood is never read-only.
 */
export function readShell(command: string, about: ShellAbout = {}): ShellReading {
  const seen = nothingSeen();
  if (command.length > LONGEST) markUnread(seen, "is longer than 64 KB");
  else if (isMarked(command)) markUnread(seen, "holds control characters");
  else {
    try {
      if (about.dialect === "powershell") readPowershell(command, seen);
      else if (about.dialect === "cmd") readCmd(command, seen);
      else {
        const at = { scope: newScope(), seen, stdin: "" };
        walkText(command, at);
        walkUncalled(at);
      }
    } catch {
      markUnread(seen, "could not be read");
    }
  }
  return readingOf(seen);
}
