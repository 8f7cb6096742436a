import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fault } from "../../kernel/index.ts";

/*
 * Git as a program, for repositories that are not trusted: nothing of theirs is run. No files are checked out:
 * blobs are read and written here, so that no hook, filter, symbolic link or submodule has a part in it.
 */

const TIME_MS = 60_000;
const MAX_FETCH_BYTES = 256 * 1_048_576;
const MAX_BLOB_BYTES = 1_048_576;
const MAX_TOTAL_BYTES = 32 * 1_048_576;
const MAX_FILES = 10_000;
const MAX_OUTPUT_BYTES = 64 * 1_048_576;
const LOOK_MS = 100;
/** What a set of policies is made of. */
const WANTED = /^(?:[A-Za-z0-9._-]{1,100}\/){0,8}[A-Za-z0-9._-]{1,128}\.(?:cedar|yaml|json|sig)$/;

/** Files of one commit in a folder that is gone when it is disposed. */
export interface Tree extends Disposable {
  folder: string;
  commit: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a commit of a repository holds below `path`, fetched from where it is. */
export async function fetchTree(
  env: Environment,
  source: string,
  ref: string | undefined,
  path: string,
): Promise<Tree> {
  checkSource(source);
  checkRef(ref);
  return inFolder(async (folder) => {
    const repository = join(folder, "repository");
    await git(env, ["init", "--quiet", "--bare", "--", repository]);
    const at = ["--git-dir", repository];
    await git(
      env,
      [
        ...at,
        "fetch",
        "--quiet",
        "--depth=1",
        "--no-tags",
        "--no-write-fetch-head",
        "--",
        source,
        `${ref ?? "HEAD"}:refs/lumos/pulled`,
      ],
      { watch: repository },
    );
    return readTree(env, at, "refs/lumos/pulled", path, join(folder, "files"));
  });
}

/** The same of a commit in the repository that a folder on this machine belongs to. */
export async function localTree(env: Environment, folder: string, ref: string): Promise<Tree> {
  checkRef(ref);
  // Whoever asks named this folder; only objects are read in it.
  const at = ["-c", "safe.directory=*", ...NOTHING_FETCHED, "-C", folder];
  const prefix = (await git(env, [...at, "rev-parse", "--show-prefix"])).toString("utf8").trim();
  return inFolder((own) => readTree(env, at, ref, prefix.replace(/\/$/, ""), join(own, "files")));
}

async function inFolder(work: (folder: string) => Promise<Omit<Tree, keyof Disposable>>): Promise<Tree> {
  const folder = mkdtempSync(join(tmpdir(), "lumos-git-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...(await work(folder)), [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function readTree(
  env: Environment,
  at: readonly string[],
  ref: string,
  path: string,
  folder: string,
): Promise<{ folder: string; commit: string }> {
  const commit = (await git(env, [...at, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]))
    .toString("utf8")
    .trim();
  const spec = path === "" || path === "." ? commit : `${commit}:${path}`;
  const listing = await git(env, [...at, "ls-tree", "-r", "-z", "--long", "--full-tree", spec]);
  mkdirSync(folder, { recursive: true });
  let [files, bytes] = [0, 0];
  for (const entry of listing.toString("utf8").split("\0")) {
    // `100644 blob HASH SIZE<tab>PATH`; links and submodules have other modes.
    const [, mode, hash, size, name] = /^(\d{6}) blob ([0-9a-f]{40,64}) +(\S+)\t(.+)$/s.exec(entry) ?? [];
    if (!mode?.startsWith("100") || !hash || !name || !WANTED.test(name) || name.includes("..")) continue;
    // A set that is read in part would look like one that lost policies.
    if (!/^\d+$/.test(size ?? ""))
      throw fault("usage", {
        public: `The repository lacks ${name}: it is a partial clone.`,
        fix: "git fetch --refetch",
      });
    files += 1;
    bytes += Number(size);
    if (Number(size) > MAX_BLOB_BYTES || bytes > MAX_TOTAL_BYTES || files > MAX_FILES)
      throw fault("too_large", { public: `The repository holds more than is read: ${name}.` });
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, await git(env, [...at, "cat-file", "blob", hash]));
  }
  return { folder, commit };
}

// Guarantee: a repository is reached over https, ssh or as a path, and never names a program to run.
function checkSource(source: string): void {
  const known =
    /^(https:\/\/|ssh:\/\/|file:\/\/|\/|\.{1,2}\/)/.test(source) || /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^:]/.test(source);
  if (known && !source.includes("::") && !/[\s\p{Cc}]/u.test(source)) return;
  throw fault("usage", {
    public: "A source is a directory, a path of a repository, https://..., ssh://... or user@host:path.",
    param: "SOURCE",
  });
}

function checkRef(ref: string | undefined): void {
  if (ref === undefined || (/^[A-Za-z0-9][A-Za-z0-9._/~^-]{0,199}$/.test(ref) && !ref.includes(".."))) return;
  throw fault("usage", { public: "A ref is a branch, a tag or a commit.", param: "ref" });
}

const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "protocol.allow=never",
  "protocol.https.allow=always",
  "protocol.ssh.allow=always",
  "protocol.file.allow=always",
  "fetch.recurseSubmodules=no",
  "transfer.fsckObjects=true",
  "gc.auto=0",
  "maintenance.auto=false",
  "credential.helper=",
].flatMap((setting) => ["-c", setting]);

/** For what is here already; also for versions of git that do not know GIT_NO_LAZY_FETCH. */
const NOTHING_FETCHED = ["https", "ssh", "file"].flatMap((name) => ["-c", `protocol.${name}.allow=never`]);

/** One run of git, without settings of the system or the user, without a terminal, bounded in time and size. */
function git(env: Environment, args: readonly string[], options: { watch?: string } = {}): Promise<Buffer> {
  const child = spawn("git", [...SETTINGS, ...args], {
    env: {
      PATH: env["PATH"],
      HOME: env["HOME"],
      SSH_AUTH_SOCK: env["SSH_AUTH_SOCK"],
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: "/bin/false",
      SSH_ASKPASS: "/bin/false",
      SSH_ASKPASS_REQUIRE: "never",
      GIT_SSH_COMMAND: "ssh -oBatchMode=yes -oConnectTimeout=20",
      GIT_OPTIONAL_LOCKS: "0",
      // Guarantee: a repository that lacks objects runs no program of its own to get them.
      GIT_NO_LAZY_FETCH: "1",
      LC_ALL: "C",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIME_MS,
    killSignal: "SIGKILL",
  });
  const parts: Buffer[] = [];
  let [size, said, large] = [0, "", false];
  const stop = () => {
    large = true;
    child.kill("SIGKILL");
  };
  child.stdout.on("data", (part: Buffer) => {
    size += part.length;
    if (size > MAX_OUTPUT_BYTES) stop();
    else parts.push(part);
  });
  child.stderr.on("data", (part: Buffer) => {
    if (said.length < 4_000) said += part.toString("utf8");
  });
  const { watch } = options;
  const looking =
    watch === undefined ? undefined : setInterval(() => sizeOf(watch) > MAX_FETCH_BYTES && stop(), LOOK_MS);
  return new Promise((resolve, reject) => {
    child.once("error", () => {
      clearInterval(looking);
      reject(fault("usage", { public: "There is no git on this machine.", fix: "apt-get install git" }));
    });
    child.once("close", (code, signal) => {
      clearInterval(looking);
      if (code === 0 && !large) resolve(Buffer.concat(parts));
      else if (large) reject(fault("too_large", { public: "The repository is larger than what is read." }));
      else if (signal !== null) reject(fault("usage", { public: "The repository did not answer in time." }));
      else reject(fault("usage", { public: `Git says: ${reasonIn(said) || "no such repository or ref"}` }));
    });
  });
}

function sizeOf(folder: string): number {
  let total = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  return total;
}

/** What it said last, without what it may have repeated of an address with a password in it. */
/** Why it failed: what git calls fatal, behind which come only hints. */
function reasonIn(text: string): string {
  const lines = text.trimEnd().split("\n");
  const line = lines.find((one) => one.startsWith("fatal: ")) ?? lines.at(-1) ?? "";
  return line.replaceAll(/\/\/[^@\s/]+@/g, "//").slice(0, 300);
}
