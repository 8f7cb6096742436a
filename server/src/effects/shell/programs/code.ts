import { carriesData, isLoopback, reach } from "../hosts.ts";
import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { isSecretPath, isWhole, plainPath, touch } from "../paths.ts";
import { scriptOf } from "../builtins.ts";
import { unescaped } from "../printing.ts";
import { mark, markCode, markUnbounded, markUnread } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/*
 * Other languages. Their code is not parsed: words that are known to do something are looked for in it, and its
 * strings are looked at as paths, addresses and, where it starts programs, as commands. Whatever it is, it is code.
 */

const STARTS =
  /\b(system|popen|exec\w*|spawn\w*|fork|subprocess|child_process|check_output|check_call|shell_exec|passthru|proc_open|pcntl_exec|ProcessBuilder|Runtime|run|sh|Command|%x|qx|backticks|IO\.popen|Open3|os\.posix_spawn|pty|Bun\.\$|\$`|Deno\.Command|start_process)\b|`/;
const DELETES =
  /\b(rmtree|unlink\w*|rmdir\w*|remove(dirs|_dir|_entry\w*|_tree|Sync|All)?|rm_rf?|rm_r|rmSync|fs\.rm|delete(_tree|_file)?|truncate\w*|shred|emptyDir\w*|send2trash|FileUtils|Remove-Item|rimraf|del)\b/;
const WRITES =
  /\b(write\w*|open\s*\([^)]*['"][wax]\+?b?['"]|rename\w*|copy\w*|move|mkdir\w*|chmod\w*|symlink\w*|appendFile\w*|file_put_contents|File\.(write|open)|dump|save|touch)\b/;
const NETWORKS =
  /\b(urllib|requests|httpx|aiohttp|socket\w*|http\.client|https?\.(get|request)|fetch|axios|net\.connect|dgram|Net::HTTP|LWP|curl_\w+|fsockopen|TCPSocket|ftplib|smtplib|paramiko|XMLHttpRequest|urlopen|dns\.\w+|gethostbyname|getaddrinfo|WebSocket|IO::Socket|Faraday|Invoke-WebRequest)\b/;
const SENDS =
  /\b(post|put|patch|data\s*=|body\s*[:=]|json\s*=|send\w*|sendall|sendmail|method\s*[:=]\s*['"](POST|PUT|PATCH)|CURLOPT_POST\w*|files\s*=|gethostbyname|write)\b/i;
const ENVIRONS =
  /\b(os\.environ(?!\s*(\[|\.get))|process\.env(?!\s*(\.|\[))|ENV\.(to_h|each|inspect)|%ENV|getenv\(\s*\)|\$_ENV|\$_SERVER|dict\(os\.environ|keyring|getpass)\b/;
const HIDES =
  /\b(exec|eval|compile|__import__|getattr|Function|instance_eval|class_eval|assert|create_function|unserialize|loads|marshal|pickle|vm\.run\w*|require\s*\(\s*[^'")]|importlib)\b/;
const MAKES =
  /\b(b64decode|base64|fromCharCode|atob|unhexlify|fromhex|pack|unpack|chr|rot13|codecs|decompress|zlib|Buffer\.from|decode64|str_rot13|gzinflate|hex2bin|bytes|reverse|join|reversed|gunzip\w*|inflate\w*)\b|\[::-1\]|\\x[0-9a-f]{2}/i;

const STRINGS =
  /"((?:[^"\\\n]|\\.){1,2000})"|'((?:[^'\\\n]|\\.){1,2000})'|`((?:[^`\\]|\\.){1,2000})`|(?:%x|qx|q|qq)[{(/|]([^})/|]{1,2000})[})/|]/g;
const PIECES = 200;

function readCode(use: Use, code: string, depth = 0): void {
  const { seen } = use;
  markCode(seen, "runs code of another language");
  if (depth > 3 || code.length > 64 * 1_024) return markUnread(seen, "holds code inside code too deeply");
  const strings = [...code.matchAll(STRINGS)]
    .slice(0, PIECES)
    .map((found) => unescaped(found[1] ?? found[2] ?? found[3] ?? found[4] ?? ""));
  if (code.length > 16 && strings.length >= PIECES) seen.uncounted = true;
  const starts = STARTS.test(code);
  const deletes = DELETES.test(code);
  const writes = WRITES.test(code);
  if (deletes) mark(seen, ["destructive"], "code that deletes");
  if (ENVIRONS.test(code)) mark(seen, ["secret-access"], "code that reads the environment");
  if (NETWORKS.test(code)) {
    mark(seen, ["network"]);
    const local = strings.some((one) => isLoopback(hostLike(one) ?? "-"));
    if (SENDS.test(code) && !local) mark(seen, ["egress"], "code that sends data");
  }
  for (const one of strings) strung(use, one, { deletes, writes, starts });
  if (starts) {
    const lists = [
      ...code.matchAll(/[[(]\s*((?:(?:"[^"\n]*"|'[^'\n]*')\s*,\s*)+(?:"[^"\n]*"|'[^'\n]*')?)\s*,?\s*[\])[]/g),
    ].slice(0, 20);
    for (const list of lists)
      use.run([...(list[1] ?? "").matchAll(/"([^"]*)"|'([^']*)'/g)].map((found) => found[1] ?? found[2] ?? ""));
    const joinedUp = [...code.matchAll(/["'](\w[\w./-]*)["']\s*,\s*\[([^\]]*)\]/g)].slice(0, 20);
    for (const found of joinedUp)
      use.run([
        found[1] ?? "",
        ...[...(found[2] ?? "").matchAll(/"([^"]*)"|'([^']*)'/g)].map((one) => one[1] ?? one[2] ?? ""),
      ]);
  }
  hidden(use, code, strings, depth);
}

function hidden(use: Use, code: string, strings: readonly string[], depth: number): void {
  let opened = 0;
  for (const one of strings) {
    const text = one.length >= 8 && /^[A-Za-z0-9+/=_-]+$/.test(one) ? plainText(Buffer.from(one, "base64")) : undefined;
    const hex = one.length >= 8 && /^([0-9a-f]{2})+$/i.test(one) ? plainText(Buffer.from(one, "hex")) : undefined;
    for (const inner of [text, hex]) {
      if (inner === undefined) continue;
      opened += 1;
      readCode(use, inner, depth + 1);
      if (/^[\w./-]+( |$)/.test(inner)) use.script(inner);
    }
  }
  if (MAKES.test(code) && (HIDES.test(code) || STARTS.test(code))) {
    if (HIDES.test(code) || opened === 0) markUnread(use.seen, "code that makes code while it runs");
  } else if (HIDES.test(code) && !/\b(compile|loads|exec\w*File|join)\b/.test(code))
    markCode(use.seen, "code that runs code");
}

function plainText(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  // oxlint-disable-next-line no-control-regex -- It looks for them.
  return text.length > 3 && !/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? text : undefined;
}

function strung(use: Use, one: string, does: { deletes: boolean; writes: boolean; starts: boolean }): void {
  const { seen } = use;
  const host = hostLike(one);
  if (host !== undefined) {
    reach(seen, one);
    if (carriesData(one)) mark(seen, ["egress"]);
    return;
  }
  const plain = plainPath(one);
  if (isSecretPath(plain)) touch(seen, one, "read");
  else if (/^(~|\.{0,2}\/)[\w.@~/*-]*$/.test(one) || one === "." || one === "*") {
    touch(seen, one, does.deletes ? "delete" : does.writes ? "write" : "read", does.deletes ? "recursive" : undefined);
    if (does.deletes && isWhole(plain)) markUnbounded(seen, "deletes everything in a whole folder, home or machine");
  }
  if (does.starts && /\w/.test(one) && !/^[\w.-]+$/.test(one) && one.length < 2_000) use.script(one);
  else if (does.starts && /^(reboot|shutdown|halt|poweroff|env|printenv)$/.test(one)) use.run([one]);
}

function hostLike(text: string): string | undefined {
  return /^(https?|ftp|wss?):\/\/([^/\s?#]+)/
    .exec(text)?.[2]
    ?.replace(/^[^@]*@/, "")
    .replace(/:\d+$/, "");
}

/** How a language's program is called: options with code, options with values. */
function interpreter(code: string, takes: string): Program {
  const coded = code.split(" ");
  const taking = takes.split(" ");
  return (use) => {
    const { args, seen } = use;
    if (args.length > 0 && args.every((arg) => /^(--?version|-V|-v|--help|-h)$/.test(arg)))
      return (mark(seen, ["read"]), LOCAL);
    markCode(seen, "runs code of another language");
    for (let at = 0; at < args.length; at += 1) {
      const arg = args[at] ?? "";
      const letters = /^-[a-zA-Z0-9]+$/.test(arg);
      const option = coded.find(
        (one) =>
          arg === one ||
          arg.startsWith(`${one}=`) ||
          (one.length === 2 && letters && arg.endsWith(one[1] ?? "")) ||
          (one.length === 2 && arg.startsWith(one) && !arg.startsWith("--")),
      );
      if (option !== undefined) {
        const text = arg.startsWith(`${option}=`)
          ? arg.slice(option.length + 1)
          : arg === option || (letters && arg.endsWith(option[1] ?? ""))
            ? (args[(at += 1)] ?? "")
            : arg.slice(2);
        readCode(use, text);
      } else if (/^-(pi|i|ni|p?i\.\w+|i\.\w+)/.test(arg) && use.name.startsWith("perl"))
        mark(seen, ["write"], "changes files in place");
      else if (arg === "-m" && use.name.startsWith("py")) return moduleOf(use, args[at + 1] ?? "", args.slice(at + 2));
      else if (taking.includes(arg)) at += 1;
      else if (arg === "-") break;
      else if (!arg.startsWith("-")) {
        const written = use.at.scope.files.get(plainPath(arg));
        if (written !== undefined && !isMarked(written)) readCode(use, written);
        else touch(seen, arg, "read");
        return LOCAL;
      }
    }
    const piped = use.stdin;
    if (piped !== "") {
      scriptOf(use, piped);
      if (!isMarked(piped)) readCode(use, piped);
      else if (piped === SECRET) mark(seen, ["secret-access"]);
    }
    return LOCAL;
  };
}

function moduleOf(use: Use, name: string, args: readonly string[]): string {
  if (name === "pip" || name === "pipx" || name === "ensurepip" || name === "uv") return use.run([name, ...args]);
  if (/^http\.server|SimpleHTTPServer|pyftpdlib|uploadserver$/.test(name))
    mark(use.seen, ["network", "egress"], "offers files to the network");
  if (name === "json.tool") mark(use.seen, ["read"]);
  return LOCAL;
}

/** awk runs commands and writes files from its program. */
const awk: Program = (use) => {
  const { args, seen } = use;
  let code: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (/^(-f|--file|-E|--exec)$/.test(arg)) {
      touch(seen, args[(at += 1)] ?? "", "run");
      markCode(seen, "awk with a program that is not part of the command");
      code ??= "";
    } else if (arg === "-e" || arg === "--source") code = `${code ?? ""}\n${args[(at += 1)] ?? ""}`;
    else if (arg === "-i" && use.name !== "mawk") {
      if (args[(at += 1)] === "inplace") mark(seen, ["write"]);
      else markCode(seen, "awk loads other code");
    } else if (/^-[vFW]$/.test(arg)) at += 1;
    else if (arg.startsWith("-") && arg !== "-") continue;
    else if (code === undefined) code = arg;
    else if (!/^\w+=/.test(arg)) touch(seen, arg, "read");
  }
  const text = code ?? "";
  mark(seen, ["read"]);
  if (/\bENVIRON\b(?!\s*\[\s*"\w+"\s*\])/.test(text)) mark(seen, ["secret-access"], "reads the environment");
  if (/\/inet\d?\/(tcp|udp)\//.test(text)) mark(seen, ["network", "egress"], "opens a connection");
  const runs = /\bsystem\s*\(|\|\s*&?\s*getline|\|&?\s*("|[a-zA-Z_])|@(load|include)|\bprintf?\b[^;}\n]*\|/.test(
    text.replaceAll("||", ""),
  );
  if (runs || isMarked(text)) {
    markCode(seen, "awk runs commands");
    for (const found of [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].slice(0, 50))
      if (/\w/.test(found[1] ?? "")) use.script(unescaped(found[1] ?? ""));
  }
  for (const found of [...text.matchAll(/>{1,2}\s*"((?:[^"\\]|\\.)+)"/g)].slice(0, 20))
    touch(seen, found[1] ?? "", "write");
  if (/\bprintf?\b[^;}\n"]*("[^"]*"[^;}\n"]*)*>\s*[a-zA-Z_$(]/.test(text)) mark(seen, ["write"]);
  return use.stdin.includes(SECRET) ? SECRET : LOCAL;
};

/** Editors run orders: +cmd, -c, macros. */
const editor: Program = (use) => {
  const { args, seen } = use;
  mark(seen, ["write"]);
  const orders: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (/^(-c|--cmd|-S|--eval|-eval|--execute|-l|--load|-f|--funcall)$/.test(arg)) orders.push(args[(at += 1)] ?? "");
    else if (arg.startsWith("+")) orders.push(arg.slice(1));
    else if (!arg.startsWith("-")) touch(seen, arg, "write");
  }
  for (const one of orders) {
    if (/^\d*$/.test(one)) continue;
    markCode(seen, `${use.name} runs an order`);
    const shell = /^:?\s*(?:silent!?\s+)?(?:r|w|%)?\s*!+\s*(.*)$/.exec(one)?.[1];
    if (shell !== undefined) use.script(shell);
    else readCode(use, one);
  }
  if (!isMarked(use.stdin) && use.stdin !== "")
    for (const row of use.stdin.split("\n").slice(0, 50)) if (row.startsWith("!")) use.script(row.slice(1));
  return "";
};

const gdb: Program = (use) => {
  for (const [at, arg] of use.args.entries()) {
    if (/^-?-(ex|eval-command|batch|o|one-line)$/.test(arg)) {
      const code = /^\s*(?:shell|!|platform shell)\s*(.*)$/.exec(use.args[at + 1] ?? "");
      if (code !== null) use.script(code[1] ?? "");
    }
  }
  return (markCode(use.seen, "runs a program under a debugger"), LOCAL);
};

export const CODE: Readonly<Record<string, Program>> = {
  ...each("python py pypy ipython jython", interpreter("-c", "-W -X")),
  ...each("perl", interpreter("-e -E", "-I -M -m")),
  ...each("ruby jruby irb", interpreter("-e", "-r -I")),
  ...each("php", interpreter("-r -B -R -E", "-d -c -f -S -t")),
  ...each(
    "node nodejs bun deno tsx ts-node",
    interpreter("-e --eval -p --print -pe", "-r --require --import --loader -C --env-file"),
  ),
  ...each(
    "lua luajit tclsh wish osascript julia Rscript groovy scala kotlin jshell elixir iex erl ghci clojure racket guile scheme sbcl swift r octave",
    interpreter("-e -E -l --eval -eval -x", "-l"),
  ),
  ...each("awk gawk mawk nawk", awk),
  ...each("vi vim nvim ex view-w emacs emacsclient nano pico ed code cursor subl micro hx joe kate gedit", editor),
  ...each("gdb lldb", gdb),
};
