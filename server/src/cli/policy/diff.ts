import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { isRecord } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { plainLines } from "./propose.ts";
import { readSet } from "./sets.ts";
import { isMeaning, meaningText } from "./told-meaning.ts";

export const policyDiffCommand: Command = {
  words: ["policy", "diff"],
  summary: "What differs between two policy sets: their texts, and questions that they answer differently.",
  details:
    "A and B are snapshots (their first 8 characters are enough), `live`, `proposal:ID`, or at most one of them a directory or *.cedar file. The server asks both sets questions about the organization's principals, routes and tools, with facts at the boundaries that the policies draw; what it tells is true, and what it does not find may still differ. With --exit-code, 4 says that something is answered differently.",
  positionals: [
    { name: "A", summary: "A snapshot, live, proposal:ID, or a directory.", required: true },
    { name: "B", summary: "The same; live when left out.", required: false },
  ],
  flags: [
    { name: "text", kind: "switch", summary: "Only what is written is compared." },
    {
      name: "questions",
      kind: "text",
      value: "N",
      summary: "How many questions are asked at most; 20000 when left out.",
    },
    { name: "exit-code", kind: "switch", summary: "Exit code 4 where something is answered differently." },
  ],
  examples: ["lumos policy diff 3f2a91c0 live", "lumos policy diff live ./acme", "lumos policy diff live proposal:ID"],
  run: diff,
};

const DIFFERS = 4;
const TIMEOUT_MS = 120_000;

async function diff(asked: Asked): Promise<number> {
  const { io, common, flags, positionals } = asked;
  const [one = "live", other = "live"] = positionals;
  const given = [one, other].find((name) => isPath(asked, name));
  const policies = given === undefined ? undefined : (await readSet(asked, [given])).policies;
  const side = (name: string) => (name === given ? "given" : name);
  const client = await asked.client();
  const questions = flags.text("questions");
  const { body } = await client.send({
    method: "POST",
    path: "/policy/diff",
    body: {
      from: side(one),
      to: side(other),
      ...(policies ? { policies } : {}),
      ...(flags.has("text") ? { meaning: false } : {}),
      ...(questions === undefined ? {} : { questions: Number(questions) }),
    },
    timeoutMs: TIMEOUT_MS,
  });
  const meaning = isRecord(body) ? body["meaning"] : undefined;
  if (common.json) await io.out(`${JSON.stringify(body, null, 2)}\n`);
  else {
    await io.out(plainLines(isRecord(body) && typeof body["diff"] === "string" ? body["diff"] : ""));
    if (isMeaning(meaning)) await io.out(meaningText(meaning));
  }
  return flags.has("exit-code") && isMeaning(meaning) && meaning.differing > 0 ? DIFFERS : 0;
}

/** A snapshot's id looks like no path that anyone has. */
function isPath(asked: Asked, name: string): boolean {
  if (name === "live" || name.startsWith("proposal:")) return false;
  return (
    name.includes("/") ||
    name.endsWith(".cedar") ||
    (!/^[0-9a-f]{8,}$/.test(name) && existsSync(resolve(asked.io.cwd, name)))
  );
}
