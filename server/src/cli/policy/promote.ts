import { isRecord } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { cellOf } from "../table.ts";

export const policyPromoteCommand: Command = {
  words: ["policy", "promote"],
  summary: "Moves a policy one stage up: draft, shadow, canary, enforce.",
  details:
    "Where the asker may not publish alone, the move becomes a proposal that another person publishes; the exit code is then 6.",
  positionals: [{ name: "POLICY", summary: "The policy's id.", required: true }],
  flags: [
    { name: "to", kind: "text", value: "STAGE", summary: "The stage it goes to; one step up when left out." },
    { name: "note", kind: "text", value: "TEXT", summary: "Why: for who reads it and for the history." },
  ],
  examples: ["lumos policy promote cap.cyber", "lumos policy promote cap.cyber --to canary:25%"],
  run: promote,
};

const NEEDS_ANOTHER = 6;

async function promote(asked: Asked): Promise<number> {
  const { io, common, flags } = asked;
  const id = asked.positionals[0] ?? "";
  const [to, note] = [flags.text("to"), flags.text("note")];
  const client = await asked.client();
  const { body } = await client.send({
    method: "POST",
    path: `/policies/${encodeURIComponent(id)}/promote`,
    body: { ...(to === undefined ? {} : { to }), ...(note === undefined ? {} : { note }) },
  });
  if (!isRecord(body)) return 0;
  if (common.json) await io.out(`${JSON.stringify(body, null, 2)}\n`);
  else await io.out(`${cellOf(id)}: ${cellOf(body["from"])} to ${cellOf(body["to"])}\n`);
  const proposal = body["proposal"];
  if (typeof proposal !== "string") return 0;
  if (!common.quiet) io.say(`Another person publishes it: ${asked.program} proposal publish ${proposal}`);
  return NEEDS_ANOTHER;
}
