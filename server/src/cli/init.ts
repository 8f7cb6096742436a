import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fault } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";

/** Lies beside src in a checkout and beside dist in the published package. */
const DEFAULTS = fileURLToPath(new URL("../../defaults", import.meta.url));

export const initCommand: Command = {
  words: ["init"],
  summary: "Writes a lumos.yaml, policies and their cases to begin from. Never overwrites.",
  positionals: [{ name: "DIR", summary: "Where to; here when left out.", required: false }],
  flags: [],
  examples: ["lumos init ./acme"],
  run: init,
};

async function init(asked: Asked): Promise<number> {
  const target = resolve(asked.io.cwd, asked.positionals[0] ?? ".");
  const policies = await readdir(join(DEFAULTS, "policies"));
  const files = ["lumos.yaml", "cases.yaml", ...policies.map((name) => join("policies", name))];
  const there = files.find((name) => existsSync(join(target, name)));
  // Guarantee: what someone wrote is never overwritten by the starter.
  if (there !== undefined) {
    throw fault("usage", {
      public: `${join(target, there)} is there already; nothing was written.`,
      fix: `${asked.program} config check ${asked.positionals[0] ?? "."}`,
    });
  }
  await mkdir(join(target, "policies"), { recursive: true });
  for (const name of files) {
    const path = join(target, name);
    // The editor's schema lies elsewhere than beside the starter.
    if (name === "lumos.yaml")
      await writeFile(path, withoutSchema(await readFile(join(DEFAULTS, name), "utf8")), { flag: "wx" });
    else await cp(join(DEFAULTS, name), path, { errorOnExist: true, force: false });
    if (!asked.common.quiet) asked.io.say(`Wrote ${path}`);
  }
  if (!asked.common.quiet) asked.io.say(`Next: ${asked.program} up --config ${target}`);
  return 0;
}

function withoutSchema(text: string): string {
  return text.replace(/^# yaml-language-server: .*\n/m, "");
}
