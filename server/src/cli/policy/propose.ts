import { isRecord } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { cellOf, plain } from "../table.ts";
import { readSet } from "./sets.ts";

export const policyProposeCommand: Command = {
  words: ["policy", "propose"],
  summary: "Proposes a change to the policies; another person publishes it.",
  details:
    "DIR holds lumos.yaml, or policies, and cases.yaml: what it has is proposed, with the policies that came from a file and are gone from it. Single FILES propose those policies alone. The server checks the set and runs the cases at once; the publication runs them again, and one that fails stops it. Publish with `lumos proposal publish ID`.",
  positionals: [{ name: "DIR|FILE", summary: "A directory, or a *.cedar file.", required: false }],
  flags: [
    { name: "note", kind: "text", value: "TEXT", summary: "Why: for who reads it and for the history." },
    { name: "file", kind: "list", value: "FILES", summary: "More *.cedar files." },
    { name: "delete", kind: "list", value: "IDS", summary: "Policies that shall go." },
    { name: "whole", kind: "switch", summary: "DIR holds all policies there shall be: every other one goes." },
  ],
  examples: ["lumos policy propose ./acme --note 'Cyber needs the program'", "lumos policy propose cap.cedar"],
  run: propose,
};

async function propose(asked: Asked): Promise<number> {
  const client = await asked.client();
  const named = [...asked.positionals, ...(asked.flags.list("file") ?? [])];
  const deletions = [...(asked.flags.list("delete") ?? [])];
  const set =
    named.length === 0 && deletions.length > 0
      ? { policies: [], cases: undefined, whole: false }
      : await readSet(asked, named);
  const gone = set.whole ? await goneFromFiles(client, new Set(set.policies.map(({ id }) => id))) : [];
  const { body } = await client.send({
    method: "POST",
    path: "/policy/proposals",
    body: {
      policies: set.policies,
      deletions: [...new Set([...deletions, ...gone])],
      note: asked.flags.text("note") ?? "",
      ...(set.cases === undefined ? {} : { cases: set.cases }),
      ...(asked.flags.has("whole") ? { whole: true } : {}),
    },
    timeoutMs: TIMEOUT_MS,
  });
  await tellProposal(asked, body);
  return 0;
}

const TIMEOUT_MS = 180_000;

/** Policies that a file brought and that no file has any more, as `apply` sees it. */
async function goneFromFiles(
  client: Awaited<ReturnType<Asked["client"]>>,
  there: ReadonlySet<string>,
): Promise<string[]> {
  const gone: string[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: "200", ...(after === undefined ? {} : { after }) };
    const { body } = await client.send({ method: "GET", path: "/policies", query });
    if (!isRecord(body) || !Array.isArray(body["items"])) return gone;
    for (const item of body["items"].filter(isRecord)) {
      const id = cellOf(item["id"]);
      if (item["origin"] === "file" && !there.has(id)) gone.push(id);
    }
    if (typeof body["next"] !== "string") return gone;
    after = body["next"];
  }
}

/** What was proposed, and what the cases say of it. */
export async function tellProposal(asked: Asked, body: unknown): Promise<void> {
  const { io, common, program } = asked;
  if (common.json) {
    await io.out(`${JSON.stringify(body, null, 2)}\n`);
    return;
  }
  if (!isRecord(body)) return;
  await io.out(plainLines(typeof body["diff"] === "string" ? body["diff"] : ""));
  if (common.quiet) return;
  const standing = isRecord(body["standing"]) ? body["standing"] : {};
  const list = (name: string) => (Array.isArray(standing[name]) ? standing[name].filter(isRecord) : []);
  for (const { name, differences } of list("failing")) io.say(`FAILED ${cellOf(name)}: ${cellOf(differences)}`);
  const counts = `${cellOf(standing["passed"] ?? 0)} cases passed, ${list("failing").length} failed`;
  io.say(`Proposed as ${cellOf(body["id"])}; ${counts}.`);
  io.say(`Another person publishes it: ${program} proposal publish ${cellOf(body["id"])}`);
}

/** Text of several lines from elsewhere, line by line. */
export function plainLines(text: string): string {
  return text === "" ? "" : `${text.replace(/\n$/, "").split("\n").map(plain).join("\n")}\n`;
}
