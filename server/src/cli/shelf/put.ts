import { lstat, readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fault, isRecord } from "../../kernel/index.ts";
import { MAX_BYTES, MAX_FILES } from "../../shelves/index.ts";
import type { Asked, Command } from "../command.ts";

/** What lies in folders without being part of what is shared. */
const LEFT_OUT = new Set([".git", ".DS_Store", "Thumbs.db"]);

interface Sent {
  path: string;
  content: string;
  executable?: true;
}

export const skillPutCommand = putCommand("skill", "a skill: SKILL.md, scripts, resources");
export const pluginPutCommand = putCommand("plugin", "a plugin: .claude-plugin/plugin.json and what it brings");

function putCommand(kind: "skill" | "plugin", what: string): Command {
  return {
    words: [kind, "put"],
    summary: `Asks for a folder with ${what}; somebody else approves it.`,
    details: `Every file of the folder is sent, at most ${MAX_FILES} and 2 MB in all; links are refused, and what is named .git is left out. What was approved is pinned by a digest over all of it: a changed folder is a new version that is approved anew.`,
    positionals: [{ name: "DIR", summary: "The folder.", required: true }],
    flags: [
      { name: "why", kind: "text", value: "TEXT", required: true, summary: "Why it is needed; a reviewer reads it." },
      { name: "version", kind: "text", value: "VERSION", summary: "Where the folder itself says none." },
      { name: "source", kind: "text", value: "URL", summary: "Where the folder comes from." },
    ],
    examples: [`lumos ${kind} put ./my-${kind} --why "for the whole team"`],
    run: (asked) => put(kind, asked),
  };
}

async function put(kind: "skill" | "plugin", asked: Asked): Promise<number> {
  const { flags, positionals, io, common, program } = asked;
  const root = resolve(io.cwd, positionals[0] ?? ".");
  const files: Sent[] = [];
  await collect(root, "", files, { bytes: 0 });
  const body: Record<string, unknown> = { files };
  for (const name of ["why", "version", "source"]) if (flags.text(name) !== undefined) body[name] = flags.text(name);
  const reply = await (await asked.client()).send({ method: "POST", path: `/${kind}s`, body });
  const item = isRecord(reply.body) ? reply.body : {};
  if (common.json) await io.out(`${JSON.stringify(item, null, 2)}\n`);
  else {
    const word = (name: string) => String(item[name] ?? "");
    await io.out(`${word("name")} ${word("version")} is ${word("status")}: ${word("id")}\n${word("digest")}\n`);
    if (!common.quiet) io.say(`${program} shelf approve ${word("id")} --teams TEAM   # by somebody else`);
  }
  return 0;
}

// Guarantee: only files that lie in the folder itself are sent; no link is followed.
async function collect(root: string, below: string, files: Sent[], sum: { bytes: number }): Promise<void> {
  const folder = join(root, below);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw fault("usage", { public: `There is no folder ${folder}.`, fix: `ls -ld ${folder}` });
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await collect(root, path, files, sum);
    else if (!entry.isFile()) throw fault("usage", { public: `${path} is a link or no plain file; it is not sent.` });
    else {
      const found = await lstat(join(root, path));
      sum.bytes += found.size;
      if (files.length >= MAX_FILES || sum.bytes > MAX_BYTES)
        throw fault("too_large", { public: `The folder holds more than ${MAX_FILES} files or 2 MB.` });
      const content = (await readFile(join(root, path))).toString("base64");
      files.push({ path, content, ...((found.mode & 0o111) === 0 ? {} : { executable: true as const }) });
    }
  }
}
