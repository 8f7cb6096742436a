import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { contentMark, touch } from "../paths.ts";
import { mark, markCode } from "../seen.ts";
import type { Program } from "../use.ts";
import { each } from "./verbs.ts";

/* Programs that only look. What makes one of them do more stands with it. */

/** Its words are paths that it reads. `takes`: options with values that are none. */
function reader(takes = ""): Program {
  return ({ args, seen }) => {
    mark(seen, ["read"]);
    let out = "";
    for (const path of options(args, takes).rest) {
      touch(seen, path, "read");
      out += contentMark(path);
    }
    return out.includes(SECRET) ? SECRET : LOCAL;
  };
}

/** Its words are no paths. */
const looker: Program = ({ seen }) => (mark(seen, ["read"]), LOCAL);

const READ = reader();

/** The first word is a pattern, the rest are paths. */
const searcher: Program = ({ args, seen, run, script }) => {
  mark(seen, ["read"]);
  const { rest, has, value } = options(
    args,
    "-e --regexp -f --file -A -B -C -m --max-count -g --glob -t --type -T --type-not -d --max-depth --replace --include --exclude --exclude-dir -j --threads --color --sort -M --pre --pre-glob --iglob --context --after-context --before-context --type-add --ignore-file",
  );
  const program = value("--pre") ?? value("--hostname-bin");
  const page = pagerOf(args);
  if (page !== undefined) script(page);
  if (program !== undefined) run([program]);
  const paths = has("-e", "--regexp", "-f", "--file", "--files") ? rest : rest.slice(1);
  let out = "";
  const deep = has("-r", "-R", "--recursive", "--hidden", "-u", "-uu", "-uuu") ? "recursive" : undefined;
  for (const path of paths) {
    touch(seen, path, "read", deep);
    out += contentMark(path);
  }
  return out.includes(SECRET) ? SECRET : LOCAL;
};

/** What a program is told to show its output with. */
function pagerOf(args: readonly string[]): string | undefined {
  return options(args, "--pager").value("--pager");
}

/** It reads, and shows what it read with a program that it may be told. */
const paged: Program = (use) => {
  const page = pagerOf(use.args);
  if (page !== undefined) use.script(page);
  return reader("-n -c -s -w -d -t -f -l -L -m -r -H --pager --language --line-range --theme --style")(use);
};

/** One option names a file that it writes. */
function writes(names: string, takes = names): Program {
  return (use) => {
    const { values, rest } = options(use.args, takes);
    for (const path of values(...names.split(" "))) touch(use.seen, path, "write");
    for (const path of rest) touch(use.seen, path, "read");
    mark(use.seen, ["read"]);
    return rest.some((path) => contentMark(path) === SECRET) ? SECRET : LOCAL;
  };
}

export const READING: Readonly<Record<string, Program>> = {
  ...each(
    "ls ll la dir vdir stat du realpath readlink tac nl wc cmp diff diff3 sdiff colordiff comm join paste fold fmt expand unexpand od hexdump hd strings md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum md5 cksum sum zcat bzcat xzcat zless tail head exa eza lsd pr ptx tsort column nm objdump readelf ldd size lsattr getfacl getfattr mediainfo exiftool pdftotext pdfinfo cloc tokei scc wcurl-none namei pathchk glow most pygmentize csvlook xsv",
    reader("-n -c -s -w -d -t -f -l -L -m --lines --bytes --max-depth --level"),
  ),
  ...each(
    "pwd whoami id uname arch nproc uptime free df lsblk lscpu lsusb lspci lsmod findmnt groups users who w last lastlog tty logname hostid ps pgrep pstree top htop iostat vmstat mpstat sar cal basename dirname seq expr factor which whereis whatis apropos info tldr sleep yes locale getconf numfmt clear tput stty tset reset sw_vers vm_stat lsof fuser netstat ss ifstat nproc getent pidof logger-none otool system_profiler ioreg mdfind mdls xcode-select xcrun-none dscl-none localectl timedatectl-none loginctl-none bc units figlet cowsay neofetch fastfetch pidwait jobs test ts pv watchman-none say",
    looker,
  ),
  ...each("bat batcat delta", paged),
  file: (use) => {
    const { has } = options(use.args, "-m -f -F -e -P");
    if (has("-C", "--compile")) mark(use.seen, ["write"], "writes a magic file");
    return reader("-m -f -F -e -P")(use);
  },
  dc: (use) => {
    const text = [...use.args, use.stdin].join(" ");
    if (text.includes("!") || isMarked(text)) markCode(use.seen, "dc may run commands");
    return looker(use);
  },
  ...each("grep egrep fgrep zgrep rgrep rg ag ack ugrep", searcher),
  sort: (use) => {
    const { value } = options(use.args, "-o --output -k -t -S -T --compress-program");
    const program = value("--compress-program");
    if (program !== undefined) use.run([program]);
    return writes("-o --output", "-o --output -k -t -S -T --compress-program")(use) === SECRET ||
      use.stdin.includes(SECRET)
      ? SECRET
      : LOCAL;
  },
  tree: writes("-o", "-o -L -P -I"),
  uniq: ({ args, seen }) => {
    const [from, to] = options(args, "-f -s -w").rest;
    if (from !== undefined) touch(seen, from, "read");
    if (to !== undefined) touch(seen, to, "write");
    mark(seen, ["read"]);
    return LOCAL;
  },
  shuf: writes("-o --output", "-o --output -n -i"),
  iconv: writes("-o --output", "-o --output -f -t"),
  jq: ({ args, seen, stdin }) => {
    const { rest, has } = options(args, "--indent --tab -L --arg --argjson --slurpfile --rawfile -f --from-file");
    mark(seen, ["read"]);
    if (rest[0] !== undefined && /(\benv\b|\$ENV)/.test(rest[0]))
      mark(seen, ["secret-access"], "prints the environment");
    for (const path of has("-f", "--from-file") ? rest : rest.slice(1))
      if (path.includes(".") || path.includes("/")) touch(seen, path, "read");
    return stdin.includes(SECRET) ? SECRET : LOCAL;
  },
  yq: (use) => {
    const { rest, has } = options(use.args, "-o -p -I");
    for (const path of rest.slice(1)) touch(use.seen, path, has("-i", "--inplace", "--in-place") ? "write" : "read");
    if (rest.some((one) => /\b(str)?env\(|envsubst/.test(one))) mark(use.seen, ["secret-access"]);
    mark(use.seen, ["read"]);
    return LOCAL;
  },
  man: ({ args, seen, script }) => {
    mark(seen, ["read"]);
    for (const code of options(args, "-P --pager -H --html -M -C").values("-P", "--pager", "-H", "--html"))
      script(code);
    return LOCAL;
  },
  less: pager,
  more: pager,
  view: pager,
  date: ({ args, seen }) => {
    const { has, rest } = options(args, "-d --date -f -r -v -j");
    mark(seen, has("-s", "--set") || rest.some((word) => /^\d{8,}/.test(word)) ? ["write"] : ["read"]);
    return LOCAL;
  },
  hostname: ({ args, seen }) => (mark(seen, args.some((arg) => !arg.startsWith("-")) ? ["write"] : ["read"]), LOCAL),
  dmesg: ({ args, seen }) => (mark(seen, options(args).has("-C", "-c", "--clear") ? ["destructive"] : ["read"]), LOCAL),
  env: READ,
};

function pager({ args, seen, script }: Parameters<Program>[0]): string {
  for (const arg of args) {
    const order = /^\+!?(!.*)$|^\+:?!(.*)$/.exec(arg);
    if (order !== null) script((order[1] ?? order[2] ?? "").replace(/^!/, ""));
    else if (/^-[oO]/.test(arg)) mark(seen, ["write"], "writes what it shows to a file");
    else if (/^--log-file/i.test(arg)) mark(seen, ["write"], "writes what it shows to a file");
    else if (!arg.startsWith("-") && !arg.startsWith("+")) touch(seen, arg, "read");
  }
  mark(seen, ["read"]);
  return LOCAL;
}
