import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { canonicalJson, fault, isFault, isRecord } from "../../kernel/index.ts";
import type { Client } from "../client.ts";
import type { Asked, Command } from "../command.ts";
import { cellOf } from "../table.ts";
import { fetchTree } from "./git.ts";
import { tellProposal } from "./propose.ts";
import { isFolder, readBareFolder } from "./sets.ts";
import { hashesOf } from "./sign.ts";

export const policyPullCommand: Command = {
  words: ["policy", "pull"],
  summary: "Takes the policies of a Git repository or directory: all of them, and no others.",
  details:
    "What is there is checked, tested and published where the asker may publish alone; else it becomes a proposal that another person publishes, and the exit code is 6. Signed sets (`lumos policy sign`) are verified by the server against the keys the organization trusts, and an older one than was live is refused. Run it from cron or from CI for a standing source; where nothing differs it does nothing.",
  positionals: [
    {
      name: "SOURCE",
      summary: "A directory, or a repository: a path, https://..., ssh://..., user@host:path.",
      required: true,
    },
  ],
  flags: [
    {
      name: "ref",
      kind: "text",
      value: "REF",
      summary: "The branch, tag or commit; the repository's own when left out.",
    },
    { name: "path", kind: "text", value: "DIR", summary: "The directory inside the repository." },
    { name: "dry-run", kind: "switch", summary: "Only say what would change." },
    { name: "propose", kind: "switch", summary: "Propose it, whoever could publish it at once." },
    { name: "allow-older", kind: "switch", summary: "Also an older signed set than was live; it is recorded." },
    { name: "note", kind: "text", value: "TEXT", summary: "Why: for who reads it and for the history." },
  ],
  examples: [
    "lumos policy pull https://git.example/acme/policies.git --ref main",
    "lumos policy pull ./policies --dry-run",
  ],
  run: pull,
};

const NEEDS_ANOTHER = 6;
const TIMEOUT_MS = 180_000;

async function pull(asked: Asked): Promise<number> {
  const { io, flags } = asked;
  const [source = ""] = asked.positionals;
  const [ref, path] = [flags.text("ref"), flags.text("path") ?? ""];
  checkPath(path);
  const local = resolve(io.cwd, source);
  const bare = isFolder(local) && ref === undefined && !isRepository(local);
  if (bare) return take(asked, join(local, path), source);
  using tree = await fetchTree(io.env, isFolder(local) ? local : source, ref, path);
  return await take(asked, tree.folder, `${source}@${tree.commit.slice(0, 12)}`);
}

/** A bare repository, or the folder `.git` lies in: what counts is what is committed. */
function isRepository(folder: string): boolean {
  return statSync(join(folder, ".git"), { throwIfNoEntry: false }) !== undefined || isFolder(join(folder, "objects"));
}

function checkPath(path: string): void {
  if (
    path === "" ||
    (/^[A-Za-z0-9._/-]{1,500}$/.test(path) && !path.split("/").includes("..") && !path.startsWith("/"))
  )
    return;
  throw fault("usage", { public: "--path is a directory inside the source.", param: "path" });
}

async function take(asked: Asked, folder: string, source: string): Promise<number> {
  const { flags, common, io, program } = asked;
  if (!isFolder(folder)) throw fault("usage", { public: `There is no directory ${folder}.` });
  const set = readBareFolder(asked, folder);
  if (set.policies.length === 0) throw fault("usage", { public: "There are no policies there; nothing was changed." });
  const bundle = await bundleIn(folder);
  const client = await asked.client();
  const body = {
    policies: set.policies.map(({ id, text, file }) => ({ id, text, ...(file === undefined ? {} : { file }) })),
    ...(set.cases === undefined ? {} : { cases: set.cases }),
    whole: true,
    note: flags.text("note") ?? `pulled from ${source}`.slice(0, 500),
    source: withoutPassword(source).slice(0, 500),
    ...(bundle ? { bundle } : {}),
    ...(flags.has("allow-older") ? { allowOlder: true } : {}),
    ...(flags.has("dry-run") ? { dryRun: true } : {}),
  };
  const proposal = await proposeUnlessSame(client, body);
  if (proposal === undefined) {
    if (common.json) await io.out(`${JSON.stringify({ changes: [] })}\n`);
    if (!common.quiet) io.say("Nothing differs.");
    return 0;
  }
  if (flags.has("dry-run")) return tellDry(asked, proposal);
  const id = isRecord(proposal) ? cellOf(proposal["id"]) : "";
  const done = flags.has("propose") ? undefined : await publishUnlessForbidden(client, id, flags.has("allow-older"));
  if (done === undefined) {
    await tellProposal(asked, proposal);
    return NEEDS_ANOTHER;
  }
  if (common.json) await io.out(`${JSON.stringify(done, null, 2)}\n`);
  else if (!common.quiet) io.say(`Published ${source}: ${program} policy history --limit 1`);
  return 0;
}

async function tellDry(asked: Asked, proposal: unknown): Promise<number> {
  await tellProposal({ ...asked, common: { ...asked.common, quiet: true } }, proposal);
  if (!asked.common.quiet) asked.io.say("Nothing was changed.");
  return 0;
}

/** Both files, or none: a manifest without its signature is no signed set. */
async function bundleIn(folder: string): Promise<{ manifest: string; signature: string } | undefined> {
  const { MANIFEST_FILE, SIGNATURE_FILE, readManifest } = await import("../../policy/index.ts");
  const [manifest, signature] = [MANIFEST_FILE, SIGNATURE_FILE].map((name) => {
    const path = join(folder, name);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
  });
  if (manifest === undefined && signature === undefined) return undefined;
  const read = manifest === undefined ? undefined : readManifest(manifest);
  if (manifest === undefined || signature === undefined || !read)
    throw fault("usage", { public: "The set is signed in part only, or its manifest is damaged." });
  if (canonicalJson(read.files) !== canonicalJson(hashesOf(folder)))
    throw fault("usage", { public: "The files are not those that were signed: sign them again." });
  return { manifest, signature };
}

async function proposeUnlessSame(client: Client, body: object): Promise<unknown> {
  try {
    return (await client.send({ method: "POST", path: "/policy/proposals", body, timeoutMs: TIMEOUT_MS })).body;
  } catch (error) {
    if (isFault(error) && error.data?.["unchanged"] === true) return undefined;
    throw error;
  }
}

async function publishUnlessForbidden(client: Client, id: string, allowOlder: boolean): Promise<unknown> {
  try {
    const path = `/policy/proposals/${encodeURIComponent(id)}/publish`;
    return (await client.send({ method: "POST", path, body: { allowOlder }, timeoutMs: TIMEOUT_MS })).body;
  } catch (error) {
    if (isFault(error) && error.code === "forbidden") return undefined;
    throw error;
  }
}

function withoutPassword(source: string): string {
  return source.replace(/\/\/[^@/]+@/, "//");
}
