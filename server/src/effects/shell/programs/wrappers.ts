import { parse } from "unbash";
import { environment } from "../environment.ts";
import { isLoopback, reach } from "../hosts.ts";
import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { touch } from "../paths.ts";
import { assign } from "../scope.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/* Programs that run the command behind them. */

/** Where the command begins: behind options, and behind so many words of its own. */
function begins(args: readonly string[], takes: string, own = 0): number {
  const taking = new Set(takes.split(" "));
  let at = 0;
  for (; at < args.length && (args[at] ?? "").startsWith("-") && args[at] !== "-"; at += 1) {
    if (args[at] === "--") {
      at += 1;
      break;
    }
    if (taking.has(args[at] ?? "")) at += 1;
  }
  return at + own;
}

function wrapper(takes: string, own = 0): Program {
  return (use) => {
    const words = use.args.slice(begins(use.args, takes, own));
    if (words.length === 0) return (mark(use.seen, ["read"]), LOCAL);
    return use.run(words);
  };
}

const sudo: Program = (use) => {
  const takes = "-u --user -g --group -h --host -p --prompt -C -r -t -T -U -D -R --chdir";
  mark(use.seen, ["write"], "runs with other rights");
  if (use.args.some((arg) => arg === "-e" || arg === "--edit") || use.name === "sudoedit") {
    for (const path of use.args.filter((arg) => !arg.startsWith("-"))) touch(use.seen, path, "write");
    return LOCAL;
  }
  let words = use.args.slice(begins(use.args, takes));
  while (words[0] !== undefined && /^\w+=/.test(words[0])) words = words.slice(1);
  if (words.length === 0) {
    if (use.args.some((arg) => /^-[is]$|^--(login|shell)$/.test(arg))) {
      if (use.stdin !== "" && !isMarked(use.stdin)) return use.script(use.stdin, { stdin: "" });
      markCode(use.seen, "opens a shell with other rights");
    }
    return LOCAL;
  }
  return use.run(words);
};

const su: Program = (use) => {
  mark(use.seen, ["write"], "runs with other rights");
  const at = use.args.findIndex((arg) => /^(-\w*c|--command)$/.test(arg));
  const joined = use.args.find((arg) => /^--(command|session-command)=/.test(arg));
  if (at >= 0) return use.script(use.args[at + 1] ?? "");
  if (joined !== undefined) return use.script(joined.slice(joined.indexOf("=") + 1));
  if (use.stdin !== "" && !isMarked(use.stdin)) return use.script(use.stdin, { stdin: "" });
  if (use.name === "runuser" && use.args.includes("--")) return use.run(use.args.slice(use.args.indexOf("--") + 1));
  markCode(use.seen, "opens a shell with other rights");
  return LOCAL;
};

const env: Program = (use) => {
  const assigned = new Map<string, string>();
  const args = [...use.args];
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    const found = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(arg);
    const whole = /^(?:-\w*S|--split-string=?)([\s\S]*)$/.exec(arg);
    if (whole !== null) {
      const text = whole[1] === "" ? (args[at + 1] ?? "") : (whole[1] ?? "");
      const rest = args.slice(at + (whole[1] === "" ? 2 : 1));
      const parsed = parse(text).commands.length;
      return parsed === 0 ? use.run(rest) : use.script([text, ...rest].join(" "));
    }
    if (found !== null) assigned.set(found[1] ?? "", found[2] ?? "");
    else if (/^-([uCP]|-unset|-chdir)$/.test(arg)) at += 1;
    else if (!arg.startsWith("-")) break;
  }
  environment(assigned, { at: use.at, script: (text) => use.script(text) });
  const words = args.slice(at);
  if (words.length > 0) {
    for (const [name, value] of assigned) assign(use.at.scope, name, [value]);
    return use.run(words);
  }
  mark(use.seen, ["read", "secret-access"], "prints the environment");
  return SECRET;
};

/** What it is given is a line for a shell, as with watch. */
function line(takes: string): Program {
  return (use) => {
    const words = use.args.slice(begins(use.args, takes));
    if (words.length > 0) use.script(words.join(" "));
    return LOCAL;
  };
}

const ssh: Program = (use) => {
  const { args, seen } = use;
  const takes = new Set("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B".split(" "));
  let at = 0;
  for (; at < args.length && (args[at] ?? "").startsWith("-"); at += 1) {
    const arg = args[at] ?? "";
    const value = takes.has(arg) ? (args[at + 1] ?? "") : arg.slice(2);
    if (arg.startsWith("-o") && /^\s*(proxycommand|localcommand|knownhostscommand)\s*[= ]/i.test(value)) {
      markCode(seen, "ssh runs a command on this machine");
      use.script(value.replace(/^\s*\w+\s*[= ]\s*/, ""));
    } else if (/^-[RDL]/.test(arg))
      mark(
        seen,
        ["network", ...(arg.startsWith("-R") ? (["egress"] as const) : [])],
        "opens a way through the network",
      );
    else if (arg.startsWith("-F")) markCode(seen, "ssh with settings of its own");
    if (takes.has(arg)) at += 1;
  }
  const host = args[at];
  if (host === undefined) return (mark(seen, ["read"]), LOCAL);
  reach(seen, host);
  const words = args.slice(at + 1).filter((word, place) => place > 0 || word !== "--");
  if (use.stdin !== "") mark(seen, ["egress"], "sends data to another machine");
  if (words.length > 0) return use.script(words.join(" "));
  if (use.stdin !== "" && !isMarked(use.stdin)) return use.script(use.stdin, { stdin: "" });
  mark(seen, ["write", "code-execution"], "opens a shell on another machine");
  if (!isLoopback(host)) mark(seen, ["network"]);
  return LOCAL;
};

const script: Program = (use) => {
  const at = use.args.findIndex((arg) => /^(-\w*c|--command)$/.test(arg));
  if (at >= 0) use.script(use.args[at + 1] ?? "");
  else markCode(use.seen, "opens a shell");
  return LOCAL;
};

const box: Program = (use) =>
  use.args.length === 0 || (use.args[0] ?? "").startsWith("--") ? (mark(use.seen, ["read"]), LOCAL) : use.run(use.args);

/** Runs a line later, or again and again: from its words or from what it reads. */
const later: Program = (use) => {
  if (use.args.some((arg) => /^-[lqcV]$/.test(arg)) || ["atq"].includes(use.name))
    return (mark(use.seen, ["read"]), LOCAL);
  if (use.name === "atrm") return (mark(use.seen, ["destructive"]), "");
  mark(use.seen, ["write", "code-execution"], "runs something later");
  if (use.stdin !== "" && !isMarked(use.stdin)) use.script(use.stdin, { stdin: "" });
  return "";
};

const crontab: Program = (use) => {
  const { args, seen, stdin } = use;
  if (args.includes("-l")) return (mark(seen, ["read"]), LOCAL);
  if (args.some((arg) => /^-\w*r/.test(arg))) return (markUnbounded(seen, "removes all planned jobs"), "");
  mark(seen, ["write", "code-execution"], "changes what is run later by itself");
  const file = args.findLast((arg) => !arg.startsWith("-") || arg === "-");
  const text = file !== undefined && file !== "-" ? (use.at.scope.files.get(file) ?? "") : stdin;
  if (file !== undefined && file !== "-") touch(seen, file, "read");
  for (const one of isMarked(text) ? [] : text.split("\n").slice(0, 50)) {
    const job = /^\s*(?:@\w+|(?:[\w*/,-]+\s+){5})(.*)$/.exec(one);
    if (job !== null) use.script(job[1] ?? "");
  }
  return "";
};

const expects: Program = (use: Use) => (markCode(use.seen, `${use.name} runs a script of its own`), LOCAL);

export const WRAPPERS: Readonly<Record<string, Program>> = {
  ...each("sudo doas sudoedit pkexec gosu su-exec", sudo),
  gosu: wrapper("", 1),
  "su-exec": wrapper("", 1),
  ...each("su runuser", su),
  env,
  genv: env,
  ...each(
    "nohup setsid time stdbuf unbuffer caffeinate rlwrap eatmydata fakeroot dbus-run-session xvfb-run catchsegv gtime faketime firejail proxychains proxychains4 torsocks tsocks busybox-run winpty arch linux32 linux64 setarch systemd-inhibit ltrace strace dtruss pkgx dotenvx",
    wrapper("-o -e -f --output -i -O --stdin -p -E -u -n -a -s -w -d"),
  ),
  nice: wrapper("-n --adjustment"),
  ionice: wrapper("-c -n -p -t"),
  chrt: wrapper("-p -T -P -D", 1),
  taskset: wrapper("-p", 1),
  timeout: wrapper("-s -k --signal --kill-after", 1),
  gtimeout: wrapper("-s -k --signal --kill-after", 1),
  flock: (use) => {
    const at = use.args.findIndex((arg) => arg === "-c" || arg === "--command");
    return at >= 0
      ? use.script(use.args[at + 1] ?? "")
      : use.run(use.args.slice(begins(use.args, "-w --timeout -E", 1)));
  },
  ...each("chroot nsenter unshare bwrap systemd-run", (use: Use) => {
    mark(use.seen, ["write"], "runs in another surrounding");
    if (use.name === "chroot") return wrapper("--userspec --groups", 1)(use);
    const at = use.args.findIndex((arg) => !arg.startsWith("-") && !/^\d+$|=/.test(arg) && !arg.startsWith("/"));
    if (at < 0) return (markCode(use.seen, "opens a shell"), LOCAL);
    return use.run(use.args.slice(at));
  }),
  watch: line("-n --interval -d -q --equexit"),
  entr: wrapper("-s"),
  hyperfine: (use) => {
    for (const word of use.args) if (!/^-|^\d+$/.test(word)) use.script(word);
    return LOCAL;
  },
  "start-stop-daemon": expects,
  ...each("expect screen tmux zellij dtach abduco", (use: Use) => {
    if (
      /^(tmux|screen)$/.test(use.name) &&
      /^(ls|list-\w+|-ls|-list|has-session|capture-pane|display-message|show-\w+|-V|info)$/.test(use.args[0] ?? "")
    )
      return (mark(use.seen, ["read"]), LOCAL);
    for (const word of use.args.slice(1)) if (word.includes(" ")) use.script(word);
    return expects(use);
  }),
  ...each("ssh mosh autossh sshpass-ssh slogin", ssh),
  sshpass: wrapper("-p -f -d -P"),
  script,
  ...each("busybox toybox", box),
  ...each("at batch atq atrm", later),
  crontab,
};
