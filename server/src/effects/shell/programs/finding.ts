import { isMarked, LOCAL } from "../marks.ts";
import { options } from "../options.ts";
import { isWhole, plainPath, touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";

/* find and its like: they look, and then do something with each thing they found. */

const RUNS = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
const NARROWS =
  /^-(i?name|i?path|i?regex|i?wholename|i?lname|newer\w*|size|mtime|mmin|atime|amin|ctime|cmin|user|group|perm|empty|inum|samefile|links)$/;

const find: Program = (use) => {
  const { args, seen } = use;
  const starts: string[] = [];
  let at = 0;
  while (at < args.length && /^-[HLPO]/.test(args[at] ?? "")) at += 1;
  while (at < args.length && !/^[-(!,]/.test(args[at] ?? "")) {
    starts.push(args[at] ?? "");
    at += 1;
  }
  const from = starts.length === 0 ? ["."] : starts;
  for (const path of from) touch(seen, path, "read");
  const narrows = args.some((arg, place) => place >= at && NARROWS.test(arg) && !/^[*.]+$/.test(args[place + 1] ?? ""));
  const name = args[args.findIndex((arg) => /^-i?name$/.test(arg)) + 1];
  const pattern = narrows && args.some((arg) => /^-i?name$/.test(arg)) && name !== undefined ? name : "*";
  const found = from.flatMap((path) => {
    const named = pattern === "*" && narrows ? `${path}/[a-z]*` : `${path}/${pattern}`;
    return isWhole(plainPath(path)) && !/^\.*$/.test(plainPath(path)) ? [named, `${path}/.*`] : [named];
  });
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "-delete") deletes(use, from, narrows);
    else if (/^-f(print0?|ls|printf)$/.test(arg)) touch(seen, args[at + 1] ?? "", "write");
    else if (RUNS.has(arg)) {
      const end = args.findIndex(
        (one, place) => place > at && (one === ";" || one === "\\;" || (one === "+" && args[place - 1] === "{}")),
      );
      const words = args.slice(at + 1, end < 0 ? args.length : end);
      seen.uncounted = true;
      for (const path of found.slice(0, 8)) use.run(words.map((word) => word.replaceAll("{}", path)));
      at = end < 0 ? args.length : end;
    } else if (isMarked(arg) && (arg.startsWith("-") || !(args[at - 1] ?? "").startsWith("-")))
      markCode(seen, "find with conditions that are not known");
  }
  return found.join("\n");
};

function deletes({ seen }: Use, from: readonly string[], narrows: boolean): void {
  mark(seen, ["destructive"], "deletes what it finds");
  seen.uncounted = true;
  for (const path of from) {
    const plain = plainPath(path);
    const whole = isWhole(plain);
    if ((whole && !narrows) || (whole && plain !== "." && plain !== "..") || (isMarked(path) && !narrows)) {
      markUnbounded(seen, "deletes everything in a whole folder, home or machine");
    }
  }
}

const fd: Program = (use) => {
  const { args, seen } = use;
  const at = args.findIndex((arg) => /^(-x|-X|--exec|--exec-batch)(=|$)/.test(arg));
  const { rest } = options(
    at < 0 ? args : args.slice(0, at),
    "-e -E -t -d -g --type --extension --exclude -S --base-directory --search-path",
  );
  for (const path of rest.slice(1)) touch(seen, path, "read");
  mark(seen, ["read"]);
  if (at >= 0) {
    seen.uncounted = true;
    const words = args.slice(at + 1).filter((arg) => arg !== ";");
    const target = `${rest[1] ?? "."}/*${/^[.*]*$/.test(rest[0] ?? "") ? "" : `${rest[0]}*`}`;
    use.run(
      words.some((word) => word.includes("{}"))
        ? words.map((word) => word.replaceAll("{}", target))
        : [...words, target],
    );
  }
  return LOCAL;
};

/** What xargs and parallel put behind a command. */
const xargs: Program = (use) => {
  const { args, seen, stdin } = use;
  const takes = new Set([
    "-I",
    "-i",
    "-L",
    "-n",
    "-P",
    "-s",
    "-d",
    "-E",
    "-a",
    "--arg-file",
    "--delimiter",
    "--max-args",
    "--max-procs",
    "--max-lines",
    "--replace",
    "-j",
    "--jobs",
    "-N",
    "--colsep",
    "-S",
    "--sshlogin",
    "--delay",
    "--timeout",
    "--results",
  ]);
  let at = 0;
  let place: string | undefined = use.name === "parallel" ? "{}" : undefined;
  let file: string | undefined;
  for (; at < args.length && (args[at] ?? "").startsWith("-"); at += 1) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      at += 1;
      break;
    }
    if (/^-I./.test(arg)) place = arg.slice(2);
    else if (arg.startsWith("--replace=")) place = arg.slice(10);
    else if (arg === "-i" || arg === "--replace") place = "{}";
    else if (takes.has(arg)) {
      if (arg === "-I") place = args[at + 1] ?? "{}";
      if (arg === "-a" || arg === "--arg-file") file = args[at + 1];
      at += 1;
    }
  }
  let words = args.slice(at);
  let given = file === undefined ? stdin : LOCAL;
  if (file !== undefined) touch(seen, file, "read");
  const list = words.findIndex((word) => /^:::+\+?$/.test(word));
  if (list >= 0) {
    given = words.slice(list + 1).join("\n");
    words = words.slice(0, list);
  }
  seen.uncounted = true;
  const items = isMarked(given)
    ? [given]
    : given.split(place === undefined ? /[\s\0]+/ : /[\n\0]+/).filter((item) => item !== "");
  if (words.length === 0) {
    if (use.name !== "parallel") return use.run(["echo", ...items]);
    for (const item of items.slice(0, 16)) use.script(item);
    return LOCAL;
  }
  if (use.name === "parallel") {
    for (const item of (items.length === 0 ? [""] : items).slice(0, 16)) {
      const line = words.join(" ");
      use.script(line.includes("{") ? line.replace(/\{[./#%]*\}/g, () => item) : `${line} ${item}`);
    }
    return LOCAL;
  }
  if (place === undefined) return use.run([...words, ...items.slice(0, 200)], "");
  const spot = place;
  let out = "";
  for (const item of (items.length === 0 ? [LOCAL] : items).slice(0, 16))
    out += use.run(
      words.map((word) => word.replaceAll(spot, () => item)),
      "",
    );
  if (items.length > 16) markCode(seen, "runs a command for more things than were looked at");
  return out;
};

export const FINDING: Readonly<Record<string, Program>> = {
  find,
  gfind: find,
  fd,
  fdfind: fd,
  xargs,
  gxargs: xargs,
  parallel: xargs,
  "rush-parallel": xargs,
  locate: (use) => (mark(use.seen, ["read"]), LOCAL),
};
