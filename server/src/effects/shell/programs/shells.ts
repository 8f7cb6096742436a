import { isMarked, LOCAL, REMOTE } from "../marks.ts";
import { scriptOf } from "../builtins.ts";
import { readCmd } from "../cmd.ts";
import { readPowershell } from "../powershell.ts";
import { plainPath, touch } from "../paths.ts";
import { mark, markCode, markUnread } from "../seen.ts";
import type { Program } from "../use.ts";
import { each } from "./verbs.ts";

/* Shells: what they are given is read as a script of its own. */

const shell: Program = (use) => {
  const { args, seen } = use;
  let at = 0;
  let asksForCode = false;
  let fromStdin = false;
  for (; at < args.length && /^[-+]/.test(args[at] ?? "") && args[at] !== "-"; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      at += 1;
      break;
    }
    if (/^--(rcfile|init-file)$/.test(arg)) {
      touch(seen, args[at + 1] ?? "", "run");
      markCode(seen, "starts a shell with settings that are not known");
      at += 1;
    } else if (/^[-+][oO]$/.test(arg)) at += 1;
    else if (!arg.startsWith("--") && arg.includes("c")) asksForCode = true;
    else if (!arg.startsWith("--") && arg.includes("s")) fromStdin = true;
    else if (/^--version|--help$/.test(arg)) return (mark(seen, ["read"]), LOCAL);
  }
  const rest = args.slice(at);
  if (asksForCode) return use.script(scriptOf(use, rest[0] ?? ""), { params: rest.slice(2), name: rest[1] ?? "bash" });
  const file = fromStdin ? undefined : rest[0];
  if (file !== undefined && file !== "-" && !/^\/dev\/(stdin|fd\/0)$/.test(file)) {
    const written = use.at.scope.files.get(plainPath(file));
    if (written !== undefined) return use.script(scriptOf(use, remote(use, written)), { params: rest.slice(1) });
    touch(seen, file, "run");
    markCode(seen, "runs a script that is not part of the command");
    return LOCAL;
  }
  if (use.stdin === "") return (mark(seen, ["write", "code-execution"], "opens a shell"), LOCAL);
  return use.script(scriptOf(use, remote(use, use.stdin)), { params: rest.slice(1), stdin: "" });
};

/** Code that came over the network is nobody's but a stranger's. */
function remote({ seen }: Parameters<Program>[0], text: string): string {
  if (text !== REMOTE) return text;
  mark(seen, ["write", "code-execution", "network"], "runs what came over the network");
  return "";
}

export const SHELLS: Readonly<Record<string, Program>> = {
  ...each("sh bash zsh dash ash ksh mksh rbash csh tcsh fish yash pdksh", shell),
  ...each("pwsh powershell", (use: Parameters<Program>[0]) => {
    const at = use.args.findIndex((arg) => /^-(c|co|com|comm|comma|comman|command|cwa)$/i.test(arg));
    const encoded = use.args.findIndex((arg) => /^-(e|ec|en|enc|enco\w*)$/i.test(arg));
    if (encoded >= 0) {
      const code = Buffer.from(use.args[encoded + 1] ?? "", "base64").toString("utf16le");
      mark(use.seen, [], "decodes base64");
      readPowershell(code, use.seen);
    } else if (at >= 0) readPowershell(use.args.slice(at + 1).join(" "), use.seen);
    else if (use.args.some((arg) => /^-(f|file)$/i.test(arg)) || use.args.length > 0)
      markCode(use.seen, "runs a script that is not part of the command");
    else if (isMarked(use.stdin) || use.stdin === "") markCode(use.seen, "opens a shell");
    else readPowershell(use.stdin, use.seen);
    return LOCAL;
  }),
  cmd: (use) => {
    const at = use.args.findIndex((arg) => /^\/[ck]/i.test(arg));
    if (at < 0) markCode(use.seen, "opens a shell");
    else readCmd([(use.args[at] ?? "").slice(2), ...use.args.slice(at + 1)].join(" ").trim(), use.seen);
    return LOCAL;
  },
  ...each(
    "nu xonsh elvish ion rc es",
    (use: Parameters<Program>[0]) => (markUnread(use.seen, "runs a shell whose language is not read"), LOCAL),
  ),
};
