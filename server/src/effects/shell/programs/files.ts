import { isMarked, LOCAL } from "../marks.ts";
import { remotePath } from "../hosts.ts";
import { options } from "../options.ts";
import { contentMark, isSecretPath, isWhole, plainPath, touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/* Programs that change files. */

const rm: Program = ({ args, seen, stdin }) => {
  const { has, rest } = options(args);
  const recursive = has("-r", "-R", "--recursive") || args.some((arg) => isMarked(arg) && !arg.includes("/"));
  mark(
    seen,
    ["destructive"],
    rest.length === 0 ? undefined : recursive ? "deletes folders with all that is in them" : "deletes files",
  );
  if (has("--no-preserve-root")) markUnbounded(seen, "deletes everything in a whole folder, home or machine");
  for (const path of rest) touch(seen, path, "delete", recursive ? "recursive" : undefined);
  if (rest.some((path) => plainPath(path) === ".git")) mark(seen, [], "deletes the history of a repository");
  return stdin;
};

const copy: Program = (use) => {
  const { has, rest, value } = options(use.args, "-t --target-directory -S --suffix -m --mode -o -g --owner --group");
  const folder = value("-t", "--target-directory");
  const to = folder ?? rest.at(-1);
  const from = folder === undefined ? rest.slice(0, -1) : rest;
  const moves = use.name === "mv";
  const links = use.name === "ln";
  for (const path of from) {
    if (!links) touch(use.seen, path, "read");
    if (moves) {
      touch(use.seen, path, "write");
      if (isWhole(plainPath(path)) && plainPath(path) !== "*" && plainPath(path) !== "./*")
        markUnbounded(use.seen, "moves a whole folder, home or machine away");
    }
    if (links && isSecretPath(plainPath(path))) mark(use.seen, ["secret-access"], "links to where secrets are kept");
  }
  if (to === undefined || (has("-d") && use.name === "install")) {
    for (const path of rest) touch(use.seen, path, "write");
    return "";
  }
  touch(use.seen, to, "write");
  if (moves && plainPath(to) === "/dev/null") mark(use.seen, ["destructive"], "throws files away");
  if (from.length === 1) {
    if (/^\/dev\/(zero|u?random|null)$/.test(plainPath(from[0] ?? "")))
      mark(use.seen, ["destructive"], "overwrites a file with nothing");
    const content = use.at.scope.files.get(plainPath(from[0] ?? "")) ?? contentMark(from[0] ?? "");
    use.at.scope.files.set(plainPath(to), content);
  }
  return "";
};

const dd: Program = (use) => {
  mark(use.seen, ["read"]);
  let out = use.stdin;
  for (const arg of use.args) {
    const [name, ...rest] = arg.split("=");
    const path = rest.join("=");
    if (name === "if") {
      touch(use.seen, path, "read");
      out = use.at.scope.files.get(plainPath(path)) ?? contentMark(path);
    } else if (name === "of") {
      touch(use.seen, path, "write");
      mark(use.seen, path.startsWith("/dev/") ? [] : ["destructive"], "overwrites what it writes to");
      out = "";
    }
  }
  return out;
};

const rights: Program = (use) => {
  const { has, rest, values } = options(use.args, "--reference --from");
  const recursive = has("-R", "--recursive", "-r");
  const [mode, ...paths] =
    values("--reference").length > 0
      ? ["", ...rest]
      : rest.length === 0
        ? use.args.filter((arg) => !/^-[Rvfc]$/.test(arg))
        : rest;
  mark(use.seen, ["write"]);
  const symbolic = use.args.find((arg) => /^[-+=ugoa][-+=rwxXstugoa,]*s/.test(arg) && use.name === "chmod");
  if (symbolic !== undefined || (use.name === "chmod" && /^[2467]\d{3}$/.test(mode ?? ""))) {
    mark(use.seen, ["destructive", "code-execution"], "gives a program the rights of its owner");
  }
  for (const path of paths) {
    touch(use.seen, path, "write", recursive ? "recursive" : undefined);
    if (recursive && isWhole(plainPath(path)) && !/^(\.|\*|\.\/\*)$/.test(plainPath(path)))
      markUnbounded(use.seen, "changes rights over a whole home or machine");
    if (
      isSecretPath(plainPath(path)) &&
      use.name === "chmod" &&
      /[4-7]$/.test(mode ?? "") &&
      !(mode ?? "").endsWith("00")
    )
      mark(use.seen, ["secret-access"], "opens secrets to others");
  }
  if (recursive && paths.length === 0) markUnbounded(use.seen, "changes rights over what is not known");
  return "";
};

/** Takes the content of files away, or the file system they are in. */
function wipes(takes: string): Program {
  return ({ args, seen, stdin }) => {
    const { rest } = options(args, takes);
    mark(seen, ["destructive"], "wipes what is there");
    for (const path of rest) {
      touch(seen, path, "delete");
      if (isWhole(plainPath(path)) || isMarked(path)) markUnbounded(seen, "wipes what has no bound");
    }
    return stdin;
  };
}

const formats: Program = ({ args, seen, name }) => {
  if (args.some((arg) => /^(-l|--list|-h|--help|list|info|print)$/.test(arg))) mark(seen, ["read"]);
  else {
    for (const path of options(args, "-t -L").rest) if (path.startsWith("/")) touch(seen, path, "write");
    markUnbounded(seen, `${name} makes a device or its file system anew`);
  }
  return "";
};

const tar: Program = (use) => {
  const { has, values, rest } = options(
    use.args,
    "-f --file -C --directory --exclude -T --files-from -X -I --use-compress-program --to-command --checkpoint-action --checkpoint --transform --strip-components --rsh-command --new-volume-script -F --info-script --rmt-command",
  );
  // `tar czf x` has its letters without a dash.
  const letters =
    use.args[0] !== undefined && /^[a-zA-Z]+$/.test(use.args[0]) && rest[0] === use.args[0] ? use.args[0] : "";
  const archive = letters.includes("f") ? rest[1] : (values("-f", "--file").at(-1) ?? undefined);
  const does = (letter: string, name: string): boolean => letters.includes(letter) || has(`-${letter}`, name);
  for (const code of values(
    "-I",
    "--use-compress-program",
    "--to-command",
    "--rsh-command",
    "--rmt-command",
    "-F",
    "--info-script",
    "--new-volume-script",
  )) {
    if (!/^(g?zip|pigz|xz|zstd|bzip2|lz4)(\s+-[\w]+)*$/.test(code)) {
      markCode(use.seen, "tar runs a command");
      use.script(code);
    }
  }
  for (const action of values("--checkpoint-action")) {
    const code = /^=?exec=([\s\S]*)$/.exec(action)?.[1];
    if (code !== undefined) {
      markCode(use.seen, "tar runs a command");
      use.script(code);
    }
  }
  const names = (letters === "" ? rest : rest.slice(letters.includes("f") ? 2 : 1)).filter((path) => path !== archive);
  if (archive !== undefined && remotePath(archive) !== undefined && !has("--force-local"))
    mark(use.seen, ["network", "egress"], "writes an archive on another machine");
  if (does("t", "--list") || does("d", "--diff")) {
    if (archive !== undefined) touch(use.seen, archive, "read");
    mark(use.seen, ["read"]);
    return LOCAL;
  }
  if (does("x", "--extract") || does("x", "--get")) {
    if (archive !== undefined) touch(use.seen, archive, "read");
    mark(use.seen, ["write"]);
    const folder = values("-C", "--directory").at(-1);
    if (folder !== undefined) touch(use.seen, folder, "write");
    if (has("-P", "--absolute-names") || letters.includes("P"))
      mark(use.seen, ["destructive"], "unpacks over files anywhere on the machine");
    return LOCAL;
  }
  if (archive !== undefined && archive !== "-") touch(use.seen, archive, "write");
  mark(use.seen, archive === undefined || archive === "-" ? ["read"] : ["write"]);
  for (const path of names) touch(use.seen, path, "read", "recursive");
  if (has("--remove-files")) mark(use.seen, ["destructive"], "deletes what it packed");
  return names.some((path) => isSecretPath(plainPath(path))) ? contentMark("~/.ssh/id_rsa") : LOCAL;
};

const zip: Program = ({ args, seen }) => {
  const { has, rest } = options(args, "-x -i -P -TT --unzip-command -d -o");
  if (has("-TT", "--unzip-command")) markCode(seen, "zip runs a command");
  if (has("-m", "--move")) mark(seen, ["destructive"], "deletes what it packed");
  mark(seen, ["write"]);
  for (const [at, path] of rest.entries()) touch(seen, path, at === 0 ? "write" : "read");
  return "";
};

const unpack: Program = ({ args, seen, name }) => {
  const { has, rest, value } = options(args, "-d -x -o");
  const looks = name === "unzip" && has("-l", "-v", "-Z", "-t", "-p");
  for (const path of rest) touch(seen, path, "read");
  mark(seen, looks ? ["read"] : ["write"]);
  const folder = value("-d");
  if (folder !== undefined) touch(seen, folder, "write");
  return LOCAL;
};

/** Its words are files or folders that it makes or changes. */
function changes(takes = ""): Program {
  return (use: Use) => {
    mark(use.seen, ["write"]);
    for (const path of options(use.args, takes).rest) touch(use.seen, path, "write");
    return "";
  };
}

export const FILES: Readonly<Record<string, Program>> = {
  rm,
  grm: rm,
  unlink: rm,
  rmdir: rm,
  trash: rm,
  "trash-put": rm,
  srm: rm,
  ...each("cp mv ln install gcp gmv", copy),
  dd,
  gdd: dd,
  ...each("chmod chown chgrp chattr setfacl setfattr xattr", rights),
  shred: wipes("-n -s --iterations --size"),
  wipe: wipes("-n"),
  truncate: wipes("-s --size -r --reference"),
  blkdiscard: wipes("-o -l"),
  ...each(
    "mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mke2fs mkswap wipefs fdisk sfdisk gdisk sgdisk cfdisk parted partprobe newfs diskutil cryptsetup lvremove vgremove pvremove zpool zfs mdadm hdparm nvme fsck badblocks format",
    formats,
  ),
  tar,
  gtar: tar,
  bsdtar: tar,
  zip,
  "7z": changes(),
  ar: changes(),
  cpio: changes("-F"),
  ...each("unzip unrar gunrar", unpack),
  ...each(
    "mkdir mkfifo mknod mktemp split csplit patch dos2unix unix2dos fallocate sync rename prename touch",
    changes("-m -d -t -r --mode --date --reference -n -l -b -p -i -s"),
  ),
  patch: changes("-p -i -d -o -r"),
};
