import { isRecord } from "../../kernel/index.ts";
import { EXPORT_FORMATS } from "../../shelves/index.ts";
import type { Asked, Command } from "../command.ts";

export const shelfExportCommand: Command = {
  words: ["shelf", "export"],
  summary:
    "Writes a fragment of a client's managed settings that allows what is approved, through Lumos, and nothing else.",
  positionals: [],
  flags: [
    { name: "format", kind: "text", value: "FORMAT", summary: `One of ${EXPORT_FORMATS.join(", ")}.` },
    { name: "team", kind: "text", value: "ID", summary: "What this team may use; everything approved when left out." },
    { name: "url", kind: "text", value: "URL", summary: "Where clients reach this Lumos." },
  ],
  examples: ["lumos shelf export --format claude-managed > managed-settings.json"],
  run: exported,
};

async function exported({ io, flags, common, client }: Asked): Promise<number> {
  const query: Record<string, string> = {};
  for (const name of ["format", "team", "url"]) {
    const value = flags.text(name);
    if (value !== undefined) query[name] = value;
  }
  const { body } = await (await client()).send({ method: "GET", path: "/shelf/export", query });
  if (common.json || !isRecord(body)) await io.out(`${JSON.stringify(body, null, 2)}\n`);
  else {
    await io.out(String(body["content"]));
    if (!common.quiet) io.say(`This goes into ${String(body["file"])}.`);
  }
  return 0;
}
