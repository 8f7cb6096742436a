import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Declaration, writeYaml } from "../config/index.ts";
import { isRecord } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";
import { confirm } from "./confirm.ts";
import { casesIn } from "./policy/sets.ts";
import { cellOf } from "./table.ts";
import { noticesOf } from "./notices.ts";

export const applyCommand: Command = {
  words: ["apply"],
  summary: "Makes the organization what lumos.yaml says: shows the plan and carries it out.",
  details:
    "The file is checked here first. Objects that were made through the API stay unless the file names them. A cases.yaml beside the file becomes the organization's standing cases, which every publication of policies has to pass. On the server's own machine they are run only with --test; elsewhere a change of policies that decide needs `lumos policy propose`, unless nobody else could publish it.",
  positionals: [
    {
      name: "DIR|FILE",
      summary: "lumos.yaml or its directory; the one a server would read when left out.",
      required: false,
    },
  ],
  flags: [
    { name: "plan", kind: "switch", summary: "Only show what would change." },
    { name: "test", kind: "switch", summary: "Run the cases first; one that fails refuses all of it." },
    { name: "without-cases", kind: "switch", summary: "Leave the standing cases as they are." },
  ],
  examples: ["lumos apply --plan", "lumos apply ./acme"],
  run: apply,
};

export const exportCommand: Command = {
  words: ["export"],
  summary: "Writes the organization as lumos.yaml and policies, without secrets.",
  positionals: [
    { name: "DIR", summary: "Where the files go; to standard output as one file when left out.", required: false },
  ],
  flags: [],
  examples: ["lumos export > lumos.yaml", "lumos export ./acme --yes"],
  run: exportAll,
};

export const driftCommand: Command = {
  words: ["drift"],
  summary: "What has come to differ from the declaration that was applied last.",
  positionals: [],
  flags: [],
  run: drift,
};

async function apply(asked: Asked): Promise<number> {
  const loaded = await asked.configuration(asked.positionals[0]);
  if (!asked.common.quiet) for (const notice of noticesOf(loaded, asked.io.cwd)) asked.io.say(notice);
  const { declaration } = loaded;
  const client = await asked.client();
  const alone = asked.flags.has("without-cases") || loaded.file === undefined;
  const cases = alone ? undefined : casesIn(dirname(loaded.file ?? ""));
  const test = asked.flags.has("test") ? { test: true } : {};
  const order = { declaration, ...(cases === undefined ? {} : { cases }), ...test };
  const send = (dryRun: boolean) => client.send({ method: "POST", path: "/apply", body: { ...order, dryRun } });
  const planOnly = asked.flags.has("plan");
  const { body } = await send(planOnly);
  const changes = changesOf(body);
  if (asked.common.json) await asked.io.out(`${JSON.stringify(body, null, 2)}\n`);
  else await asked.io.out(changes.map(changeText).join(""));
  if (!asked.common.quiet) {
    const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
    asked.io.say(changes.length === 0 ? "Nothing differs." : planOnly ? `${count} would be made.` : `${count} made.`);
  }
  return 0;
}

async function drift(asked: Asked): Promise<number> {
  const { body } = await (await asked.client()).send({ method: "GET", path: "/drift" });
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const changes = changesOf(body);
  await asked.io.out(changes.map(changeText).join(""));
  if (asked.common.quiet) return 0;
  const applied = isRecord(body) && body["applied"] === true;
  if (!applied) asked.io.say("No declaration was applied yet.");
  else if (changes.length === 0) asked.io.say("Nothing differs.");
  else asked.io.say(`Applying the same declaration again would do this: ${asked.program} apply`);
  return 0;
}

async function exportAll(asked: Asked): Promise<number> {
  const { body } = await (await asked.client()).send({ method: "GET", path: "/export" });
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const declaration = (body as { declaration: Declaration }).declaration;
  const folder = asked.positionals[0];
  if (folder === undefined) {
    const inline = declaration.objects.policies.map(({ file: _file, ...policy }) => policy);
    const files = writeYaml({ ...declaration, objects: { ...declaration.objects, policies: inline } });
    await asked.io.out(files["lumos.yaml"] ?? "");
    return 0;
  }
  const target = resolve(asked.io.cwd, folder);
  const files = Object.entries(writeYaml(declaration));
  const there = files.filter(([name]) => existsSync(join(target, name))).map(([name]) => name);
  if (there.length > 0) await confirm(asked, `Write over ${there.join(", ")} in ${target}?`);
  for (const [name, text] of files) {
    const path = join(target, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    if (!asked.common.quiet) asked.io.say(`Wrote ${path}`);
  }
  return 0;
}

function changesOf(body: unknown): Record<string, unknown>[] {
  const changes = isRecord(body) ? body["changes"] : undefined;
  return Array.isArray(changes) ? changes.filter(isRecord) : [];
}

const MARKS: Readonly<Record<string, string>> = { create: "+", update: "~", delete: "-" };

/** `~ agents triage-bot  autonomy: 1 -> 2` */
function changeText(change: Record<string, unknown>): string {
  const head = `${MARKS[cellOf(change["action"])] ?? "?"} ${cellOf(change["kind"])} ${cellOf(change["id"])}`;
  if (change["action"] !== "update") return `${head}\n`;
  const before = isRecord(change["before"]) ? change["before"] : {};
  const after = isRecord(change["after"]) ? change["after"] : {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name}: ${short(before[name])} -> ${short(after[name])}`);
  return `${head}${parts.length > 0 ? `  ${parts.join("; ")}` : ""}\n`;
}

function short(value: unknown): string {
  const text = value === undefined ? "(none)" : cellOf(value) || '""';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
