import { gunzipSync, inflateSync } from "node:zlib";
import { isMarked, LOCAL, MARKED, REMOTE, SECRET, tainted } from "../marks.ts";
import { options } from "../options.ts";
import { contentMark, plainPath, touch } from "../paths.ts";
import { mark, markCode } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/* Programs that turn one text into another. Where the text is known, so is what comes out of them. */

const BIGGEST = 256 * 1_024;

/** What the files it names hold, or what it is given. */
function input({ at, seen, stdin }: Use, paths: readonly string[]): string {
  mark(seen, ["read"]);
  if (paths.length === 0) return stdin;
  return paths
    .map((path) => {
      if (path === "-") return stdin;
      touch(seen, path, "read");
      return at.scope.files.get(plainPath(path)) ?? contentMark(path);
    })
    .join("");
}

/** Bytes as one character each, so that they survive on the way through several programs. */
function turned(text: string, how: (bytes: Buffer) => Buffer): string {
  if (isMarked(text) || text.length > BIGGEST) return tainted(text);
  try {
    const bytes = Buffer.from(
      text.replace(STAND_INS, (char) => String.fromCharCode(char.charCodeAt(0) & 3)),
      "latin1",
    );
    return how(bytes).toString("latin1").replace(MARKED, standIns);
  } catch {
    return LOCAL;
  }
}

/** What decoding gives is text again, where it is text. */
const STAND_INS = /[\ue000-\ue003]/g;

/** Bytes that would be taken for marks have others in their place. */
function standIns(run: string): string {
  return [...run].map((char) => String.fromCharCode(0xe0_00 + char.charCodeAt(0))).join("");
}

function decoded(text: string, how: (text: string) => Buffer): string {
  return turned(text, () => how(text));
}

function hexDump(text: string): Buffer {
  const lines = text.split("\n").map((line) => line.replace(/^[0-9a-f]{6,8}:\s?/i, "").replace(/\s{2}.*$/, ""));
  return Buffer.from(lines.join("").replace(/[^0-9a-f]/gi, ""), "hex");
}

const base64: Program = (use) => {
  const { has, rest, value } = options(use.args, "-w --wrap -i -o --input --output -b");
  const from = value("-i", "--input");
  const text = input(use, from === undefined ? rest : [from]);
  const to = value("-o", "--output");
  if (to !== undefined) touch(use.seen, to, "write");
  if (has("-d", "-D", "--decode")) {
    mark(use.seen, ["read"], "decodes base64");
    return decoded(text, (one) => Buffer.from(one, "base64"));
  }
  return turned(text, (bytes) => Buffer.from(bytes.toString("base64")));
};

const unpacked: Program = (use) => {
  const { has, rest } = options(use.args, "-S");
  if (rest.length > 0 && !has("-c", "--stdout", "--to-stdout", "-l", "-t")) {
    for (const path of rest) touch(use.seen, path, "write");
    return "";
  }
  const text = input(use, rest);
  return has("-d", "--decompress", "--uncompress") || use.name.startsWith("gun")
    ? turned(text, (bytes) => gunzipSync(bytes, { maxOutputLength: BIGGEST }))
    : LOCAL;
};

export const TEXTS: Readonly<Record<string, Program>> = {
  cat: (use) => input(use, options(use.args).rest),
  base64,
  gbase64: base64,
  base32: (use) => (mark(use.seen, ["read"]), tainted(input(use, options(use.args, "-w").rest)) || LOCAL),
  rev: (use) => {
    const text = input(use, use.args);
    if (isMarked(text)) return tainted(text);
    return text
      .split("\n")
      .map((line) => [...line].reverse().join(""))
      .join("\n");
  },
  tac: (use) => {
    const text = input(use, options(use.args).rest);
    return isMarked(text) ? tainted(text) : text.split("\n").reverse().join("\n");
  },
  tr: (use) => {
    mark(use.seen, ["read"]);
    const { has, rest } = options(use.args);
    if (isMarked(use.stdin) || rest.some((one) => isMarked(one))) return tainted(use.stdin);
    return translated(
      use.stdin,
      rest[0] ?? "",
      has("-d") ? undefined : (rest[1] ?? ""),
      has("-c", "-C") ? "others" : "these",
    );
  },
  xxd: (use) => {
    const { has, rest } = options(use.args, "-c -g -l -s -o -n");
    if (rest[1] !== undefined) touch(use.seen, rest[1], "write");
    const text = input(use, rest.slice(0, 1));
    return has("-r") ? decoded(text, hexDump) : turned(text, (bytes) => Buffer.from(bytes.toString("hex")));
  },
  ...each("gzip gunzip pigz", unpacked),
  zlib: (use) => turned(input(use, []), (bytes) => inflateSync(bytes, { maxOutputLength: BIGGEST })),
  ...each("bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 brotli", (use: Use) => {
    const { has, rest } = options(use.args);
    for (const path of rest) touch(use.seen, path, has("-c", "--stdout") ? "read" : "write");
    mark(use.seen, ["read"]);
    return tainted(use.stdin) || LOCAL;
  }),
  openssl: (use) => {
    const { has, values, rest } = options(use.args, "-in -out -k -K -iv -pass -keyout -connect -subj -days -newkey");
    if (use.args.some((arg) => /^--?(engine|provider|provider-path|config)$/.test(arg)))
      markCode(use.seen, "openssl loads code");
    for (const path of values("-in")) touch(use.seen, path, "read");
    for (const path of values("-out", "-keyout")) touch(use.seen, path, "write");
    if (rest[0] === "s_client" || rest[0] === "s_server") {
      mark(use.seen, ["network", ...(use.stdin === "" ? [] : (["egress"] as const))]);
      return REMOTE;
    }
    mark(use.seen, ["read"]);
    const text = values("-in").length > 0 ? input(use, values("-in")) : use.stdin;
    const plain = use.args.some((arg) => /^-?(base64|a)$/.test(arg));
    if (plain && has("-d") && !use.args.some((arg) => /^-(aes|des|k|pass|K)/.test(arg)))
      return decoded(text, (one) => Buffer.from(one, "base64"));
    return tainted(text) || LOCAL;
  },
  cut: (use) => {
    const text = input(use, options(use.args, "-d -f -c -b --delimiter --fields --characters --output-delimiter").rest);
    const { value } = options(use.args, "-d -f -c -b --delimiter --fields --characters");
    const field = value("-f", "--fields");
    if (isMarked(text)) return tainted(text);
    if (field === undefined || !/^\d+$/.test(field)) return text === "" ? "" : LOCAL;
    return text
      .split("\n")
      .map((line) => line.split(value("-d", "--delimiter") ?? "\t")[Number(field) - 1] ?? "")
      .join("\n");
  },
  sed: (use) => sed(use),
  gsed: (use) => sed(use),
  tee: (use) => {
    const { rest } = options(use.args);
    mark(use.seen, ["read"]);
    for (const path of rest) {
      const before = use.at.scope.files.get(plainPath(path));
      touch(use.seen, path, "write");
      if (before === undefined || !path.startsWith("/dev/fd/")) use.at.scope.files.set(plainPath(path), use.stdin);
    }
    return use.stdin;
  },
  sponge: (use) => {
    for (const path of use.args) touch(use.seen, path, "write");
    return "";
  },
  printenv: (use) => {
    const names = use.args.filter((arg) => !arg.startsWith("-"));
    const secret = names.length === 0 || names.some((name) => /KEY|TOKEN|SECRET|PASS|CRED|AUTH|URL/i.test(name));
    mark(use.seen, secret ? ["read", "secret-access"] : ["read"], secret ? "prints the environment" : undefined);
    return secret ? SECRET : LOCAL;
  },
  envsubst: (use) => (mark(use.seen, ["read", "secret-access"], "puts the environment into a text"), SECRET),
};

/** tr, as far as ranges and a few classes go. */
function translated(text: string, from: string, to: string | undefined, which: "these" | "others"): string {
  const first = ranged(from);
  if (to === undefined) return [...text].filter((char) => first.includes(char) === (which === "others")).join("");
  if (which === "others") return LOCAL;
  const second = ranged(to);
  return [...text]
    .map((char) => {
      const at = first.lastIndexOf(char);
      return at < 0 ? char : (second[at] ?? second.at(-1) ?? char);
    })
    .join("");
}

function ranged(set: string): string[] {
  const plain = set
    .replaceAll("[:lower:]", "a-z")
    .replaceAll("[:upper:]", "A-Z")
    .replaceAll("[:digit:]", "0-9")
    .replaceAll("[:space:]", " \t\n\r\v\f")
    .replace(/\\n/g, "\n")
    .replace(/\\t/g, "\t")
    .replace(/\\(\d{1,3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  const out: string[] = [];
  for (let at = 0; at < plain.length; at += 1) {
    const begin = plain.charCodeAt(at);
    const end = plain[at + 1] === "-" && at + 2 < plain.length ? plain.charCodeAt(at + 2) : begin;
    for (let code = begin; code <= end && out.length < 512; code += 1) out.push(String.fromCharCode(code));
    if (end !== begin || plain[at + 1] === "-") at += at + 2 < plain.length && plain[at + 1] === "-" ? 2 : 0;
  }
  return out;
}

/** sed's own commands can run programs and write files. */
function sed(use: Use): string {
  const { has, rest, values } = options(use.args, "-e --expression -f --file -l");
  const scripts = values("-e", "--expression");
  const own = scripts.length > 0 || has("-f", "--file");
  const code = own ? scripts.join("\n") : (rest[0] ?? "");
  const inPlace = has("-i", "--in-place") || use.args.some((arg) => /^(-i|--in-place)/.test(arg));
  for (const path of own ? rest : rest.slice(1)) touch(use.seen, path, inPlace ? "write" : "read");
  mark(use.seen, ["read"]);
  if (has("-f", "--file") || isMarked(code)) markCode(use.seen, "sed with a script that is not known");
  const address = String.raw`(?:^|[\n;{}])\s*(?:(?:\d+|\$|\/(?:[^/\\\n]|\\.)*\/)(?:,(?:\d+|\$|\/(?:[^/\\\n]|\\.)*\/))?)?\s*!?\s*`;
  const runs = new RegExp(`${address}e(?:\\s+([^\\n}]*))?(?:$|[\\n;}])`).exec(code);
  if (runs !== null) {
    markCode(use.seen, "sed runs commands");
    use.script(runs[1] ?? "");
  }
  const substitution = /s([^\w\s\\])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1([a-zA-Z0-9]*)/g;
  for (const found of code.slice(0, 20_000).matchAll(substitution)) {
    if ((found[4] ?? "").includes("e")) {
      markCode(use.seen, "sed runs what it makes");
      use.script(found[3] ?? "");
    }
    if ((found[4] ?? "").includes("w")) {
      const rest = code.slice(found.index + found[0].length).trim();
      touch(use.seen, rest.replace(/\n.*$/s, ""), "write");
    }
  }
  const writing = new RegExp(`${address}[wW]\\s+(\\S+)`).exec(code);
  if (writing !== null) touch(use.seen, writing[1] ?? "", "write");
  const text = use.stdin;
  if (isMarked(text) || text === "" || rest.length > (own ? 0 : 1)) return tainted(text) || LOCAL;
  const simple = /^s([^\w\s\\])((?:(?!\1)[^\\[\]*.^$+?(){}|])*)\1((?:(?!\1)[^\\&])*)\1(g?)$/.exec(code);
  if (simple === null) return LOCAL;
  return simple[4] === "g"
    ? text.replaceAll(simple[2] ?? "", () => simple[3] ?? "")
    : text.replace(simple[2] ?? "", () => simple[3] ?? "");
}
