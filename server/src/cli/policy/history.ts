import { isRecord } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { followPages } from "../pages.ts";
import { cellOf, moment } from "../table.ts";

export const policyHistoryCommand: Command = {
  words: ["policy", "history"],
  summary: "How the policies came to be what they are: who changed what, and who published it, newest first.",
  positionals: [],
  flags: [
    { name: "limit", kind: "text", value: "N", summary: "How many at most." },
    { name: "after", kind: "text", value: "ID", summary: "The `next` of the page before." },
    { name: "all", kind: "switch", summary: "Every page, one after the other." },
  ],
  examples: ["lumos policy history", "lumos policy history --json"],
  run: history,
};

async function history(asked: Asked): Promise<number> {
  const { io, common, flags } = asked;
  const client = await asked.client();
  const [limit, after] = [flags.text("limit"), flags.text("after")];
  const query = { ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) };
  const request = { method: "GET", path: "/policy/history", query };
  const body = flags.has("all") ? await followPages(client, request) : (await client.send(request)).body;
  if (common.json) {
    await io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const items = isRecord(body) && Array.isArray(body["items"]) ? body["items"].filter(isRecord) : [];
  await io.out(items.map(line).join(""));
  if (!common.quiet && isRecord(body) && typeof body["next"] === "string")
    io.say(`There are more: ${asked.program} policy history --after ${body["next"]}, or --all`);
  return 0;
}

const MARKS: Readonly<Record<string, string>> = { create: "+", update: "~", delete: "-" };

/** `2026-11-21T12:00:00Z 0123abcd proposal +cap ~open  by user:a, published by user:b  "why"` */
function line(item: Record<string, unknown>): string {
  const details = isRecord(item["details"]) ? item["details"] : {};
  const changes = (Array.isArray(item["changes"]) ? item["changes"] : [])
    .filter(isRecord)
    .map(({ action, id }) => `${MARKS[cellOf(action)] ?? "?"}${cellOf(id)}`);
  const shown =
    changes.length > MAX_SHOWN ? [...changes.slice(0, MAX_SHOWN), `and ${changes.length - MAX_SHOWN} more`] : changes;
  const [author, publisher] = [cellOf(item["author"]), cellOf(item["publisher"])];
  const who = author === publisher ? `by ${author}` : `by ${author}, published by ${publisher}`;
  const said = [
    ...(details["selfApproved"] === true ? ["by its author alone"] : []),
    ...(details["decides"] === false ? ["decides nothing"] : []),
    ...(isRecord(details["signed"]) ? [`signed by ${cellOf(details["signed"]["key"])}`] : []),
    ...(isRecord(details["signed"]) && details["signed"]["older"] === true ? ["an older set"] : []),
    ...(Array.isArray(details["failing"]) ? [`${details["failing"].length} cases fail`] : []),
  ];
  const at = typeof item["at"] === "number" ? moment(item["at"]) : "";
  const note = cellOf(item["note"]) === "" ? "" : `  "${cellOf(item["note"])}"`;
  const about = said.length > 0 ? ` (${said.join(", ")})` : "";
  return `${at} ${cellOf(item["snapshot"]).slice(0, 12)} ${cellOf(item["how"])} ${shown.join(" ")}  ${who}${about}${note}\n`;
}

const MAX_SHOWN = 8;
